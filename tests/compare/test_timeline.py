"""A thing through time: every day has one answer, it is that of the engine, and what is not in the corpus is never free."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.timeline import Lane, NoDays, Timeline, begin, merged, timeline
from acquis.items import qpu
from acquis.items.assess import CLEAN, determine_item
from acquis.law import Outcome, load_corpus

CORPUS = load_corpus()
ITEM = qpu("H2-1")
TRANSACTION = {"act": "export", "destination": "CN", **CLEAN}
START, END = dt.date(2009, 1, 1), dt.date(2026, 11, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def answer() -> Timeline:
    """Over seventeen years, all regimes."""
    return timeline(CORPUS, ITEM, TRANSACTION, START, END)


def lane(answer: Timeline, regime: str) -> Lane:
    """The lane of a regime."""
    return next(lane for lane in answer.lanes if lane.regime == regime)


def test_spans_follow_each_other_from_the_first_day_to_the_last(answer: Timeline) -> None:
    assert [lane.regime for lane in answer.lanes] == list(CORPUS.regimes)
    for each in answer.lanes:
        assert (each.spans[0].start, each.spans[-1].end) == (START, END)
        for span, after in zip(each.spans, each.spans[1:], strict=False):
            assert after.start == span.end + DAY
            assert (span.low, span.high, span.entries, span.possible) != (after.low, after.high, after.entries, after.possible)


@given(st.data())
def test_a_day_says_what_the_engine_says_of_that_day(answer: Timeline, data: st.DataObject) -> None:
    regime = data.draw(st.sampled_from(sorted(CORPUS.regimes)))
    near = [day + shift * DAY for day in CORPUS.changes[regime] for shift in (-1, 0, 1) if START < day < END - DAY]
    day = data.draw(st.dates(START, END) | st.sampled_from(near)) if near else data.draw(st.dates(START, END))
    span = lane(answer, regime).on(day)
    assert span is not None
    if span.in_corpus:
        found = determine_item(CORPUS, ITEM, TRANSACTION, day, [regime])
        assert (span.low, span.high) == (found.outcome(regime).low, found.outcome(regime).high)
        sure = [{e.id for e in law[regime].entries if e.truth is True} for _, law in found.readings]
        assert set(span.entries) == set.intersection(*sure)


def test_nothing_is_said_of_days_before_the_law_in_the_corpus(answer: Timeline) -> None:
    for each in answer.lanes:
        first = CORPUS.changes[each.regime][0]
        assert not any(span.in_corpus for span in each.spans if span.end < first)
        reached = [span.high is not Outcome.NOT_SUBJECT for span in each.spans if span.in_corpus]
        assert not any(reached) or reached[0], f"{each.regime} begins with a corpus that does not reach the thing"


def test_a_list_of_sanctions_is_not_the_beginning_of_export_control() -> None:
    """The corpus has sanctions of 2014 and the dual-use regulation of 2021 of the same regime."""
    facts = CORPUS.vocabulary.read_all({**ITEM.common, **ITEM.readings[0].facts, **TRANSACTION, "exported_from": "DE"})
    assert CORPUS.changes["EU"][0] == dt.date(2014, 8, 1)
    assert begin(CORPUS, "EU", [facts]) == dt.date(2021, 9, 9)


def test_every_reading_counts() -> None:
    few = timeline(CORPUS, ITEM, TRANSACTION, END, END, ["US"]).lanes[0].spans[0]
    found = determine_item(CORPUS, ITEM, TRANSACTION, END, ["US"]).outcome("US")
    assert (few.low, few.high) == (found.low, found.high)


def test_stretches_that_differ_in_what_may_hold_can_be_told_as_one(answer: Timeline) -> None:
    whole = lane(answer, "EU").spans
    fewer = list(merged(whole, whatever_is_possible=True))
    assert len(fewer) < len(whole)
    assert {name for span in fewer for name in span.possible} == {name for span in whole for name in span.possible}
    said = [(span.low, span.high, span.entries) for span in fewer]
    assert all(one != other for one, other in itertools.pairwise(said))


def test_the_end_is_not_before_the_start() -> None:
    with pytest.raises(NoDays):
        timeline(CORPUS, ITEM, TRANSACTION, END, START)


def test_everything_is_json(answer: Timeline) -> None:
    read = json.loads(json.dumps(answer.to_dict()))
    assert read["regimes"][0]["spans"][0]["in_corpus"] is False
    assert "outcome" not in read["regimes"][0]["spans"][0]
