"""Diffusion against a table of dated events: every row is found in the corpus on its day, or it is explained why not."""

from __future__ import annotations

import csv
import datetime as dt
import time
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from acquis.compare.adoptions import Event, beginning, events, source_day
from acquis.compare.controls import MOVES, EventKind, control, controls
from acquis.compare.diffusion import Diffusion, Link, diffusion
from acquis.compare.relation import Relation
from acquis.law import Corpus, load_corpus

CORPUS = load_corpus()
LATE = dt.date(2030, 1, 1)
TODAY = dt.date(2026, 11, 22)
ROWS = list(csv.DictReader((Path(__file__).parent / "diffusion_events.csv").read_text(encoding="utf-8").splitlines()))
SIDES = {"GB": "UK", "WASSENAAR": "WA", "ISO/IEC": "ISO"}
"""Sides that the table names otherwise."""


def row_name(row: dict[str, str]) -> str:
    return f"{row['control_id']}-{row['jurisdiction']}-{row['date']}"


@cache
def spread(name: str, on: dt.date = LATE) -> Diffusion:
    return diffusion(CORPUS, control(name), on, "US")


def days_of(identifier: str, verb: str) -> set[dt.date | None]:
    """First days (begins), last days (ends), or the days after the last (stops) of the versions of a provision."""
    periods = [version.in_force for version in CORPUS.versions(identifier)]
    if verb == "begins":
        return {period.start for period in periods}
    one = dt.timedelta(days=1 if verb == "stops" else 0)
    return {period.end + one for period in periods if period.end is not None}


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 118
    assert all(bool(row["found"]) != bool(row["explained"]) for row in ROWS)
    assert {row["control_id"] for row in ROWS} == set(controls())


@pytest.mark.parametrize("row", [row for row in ROWS if row["found"]], ids=row_name)
def test_a_row_that_is_found_is_in_the_corpus_and_among_the_events(row: dict[str, str]) -> None:
    verb, identifier = row["found"].split()
    day = dt.date.fromisoformat(row["date"])
    assert day in days_of(identifier, verb)
    told = day + dt.timedelta(days=1) if verb == "ends" else day
    side = SIDES.get(row["jurisdiction"], row["jurisdiction"])
    same_day = [event for event in spread(row["control_id"]).events if event.day == told and event.side == side]
    assert identifier in {i for event in same_day for i in event.ids}


@pytest.mark.parametrize("row", [row for row in ROWS if row["explained"]], ids=row_name)
def test_a_row_that_is_explained_is_no_event_and_names_what_the_corpus_has(row: dict[str, str]) -> None:
    side = SIDES.get(row["jurisdiction"], row["jurisdiction"])
    day = dt.date.fromisoformat(row["date"])
    assert not [event for event in spread(row["control_id"]).events if event.day == day and event.side == side]
    named = [word.strip(",;:.") for word in row["explained"].split()]
    for identifier in (word for word in named if word.split(".")[0] in CORPUS.regimes and "." in word):
        assert any(i == identifier or i.startswith(identifier + ".") for i in CORPUS.ids), identifier


def link(name: str, later: tuple[str, str], earlier: tuple[str, str]) -> Link:
    (side, day), (of, on) = later, earlier
    (found,) = (
        each
        for each in spread(name).links
        if (each.later.side, str(each.later.day), each.earlier.side, str(each.earlier.day)) == (side, day, of, on)
    )
    return found


def test_lags_of_the_quantum_ladder_after_spain() -> None:
    lags = {
        step.event.side: step.behind_first for step in spread("QC_LADDER").steps if step.event.kind in MOVES - {EventKind.CHANGED}
    }
    expected = {"FR": 275, "UK": 306, "IT": 397, "DE": 419, "AU": 459, "US": 464, "JP": 466, "NL": 550, "CH": 701, "EU": 899}
    assert {side: lags[side] for side in expected} == expected
    assert lags["CA"] == 416 - 1  # the table has 20 July 2024 from memory, the corpus 19 July from the official XML


def test_lags_of_the_quantum_ladder_after_the_united_states() -> None:
    begun = {
        step.event.side: step.behind_leader
        for step in spread("QC_LADDER").steps
        if step.event in spread("QC_LADDER").beginnings.values()
    }
    assert {side: lag for side, lag in begun.items() if side in ("JP", "NL", "CH", "EU")} == {
        "JP": 2,
        "NL": 86,
        "CH": 237,
        "EU": 435,
    }


def test_lags_of_chips_and_of_the_fifty_percent_rule() -> None:
    assert link("AICHIP", ("UK", "2024-04-01"), ("US", "2022-10-21")).lag == 528
    assert link("AICHIP", ("UK", "2025-05-20"), ("US", "2023-11-17")).lag == 550
    assert link("AICHIP", ("EU", "2025-11-15"), ("US", "2023-11-17")).lag == 729
    assert link("FIFTY", ("CN", "2025-10-09"), ("US", "2025-09-29")).lag == 10


def test_computers_drift_apart() -> None:
    """China keeps 8 WT where the Union has 70: the later rule leaves free what the older one catches."""
    assert link("HPC_APP", ("EU", "2025-11-15"), ("CN", "2024-12-01")).relation is Relation.A_NARROWER
    assert spread("HPC_APP").first is None  # of neither was the first day read


def test_the_bands_of_every_ladder_that_was_read_are_proved_equivalent_to_the_first() -> None:
    found = {
        step.event.side: step.same_first.side
        for step in spread("QC_LADDER").steps
        if step.same_first is not None and step.event.kind is EventKind.EFFECTIVE
    }
    assert found == dict.fromkeys(["FR", "UK", "CA", "DE", "US", "EU"], "ES")


def test_the_union_took_the_rule_of_the_kingdom_and_words_of_the_states() -> None:
    from_kingdom = link("AICHIP", ("EU", "2025-11-15"), ("UK", "2025-05-20"))
    from_states = link("AICHIP", ("EU", "2025-11-15"), ("US", "2023-11-17"))
    assert from_kingdom.relation is Relation.EQUIVALENT
    assert from_kingdom.numbers == {("tpp", Decimal(6000))}
    assert from_states.relation is Relation.A_NARROWER
    assert from_states.evidence == ("text",)


def test_a_witness_of_a_change_separates_the_rules() -> None:
    for name in ("AICHIP", "COMPUTE", "HPC_APP"):
        for each in spread(name).links:
            compared = each.comparison
            if compared is None:
                continue
            for direction, catches, frees in (
                (compared.a_in_b, compared.a, compared.b),
                (compared.b_in_a, compared.b, compared.a),
            ):
                if direction.witness is not None:
                    assert catches.truth(direction.witness.facts) is True
                    assert frees.truth(direction.witness.facts) is False


def test_what_was_not_read_is_compared_with_nothing() -> None:
    unread = [each for each in spread("QC_LADDER").links if "JP" in (each.later.side, each.earlier.side)]
    assert unread
    assert all(each.comparison is None and not each.evidence for each in unread)


def test_national_lists_are_superseded_not_taken_back() -> None:
    on_the_day = {e.side: e for e in spread("QC_LADDER").events if e.kind is EventKind.SUPERSEDED}
    assert {side: e.what for side, e in on_the_day.items() if side in ("DE", "ES", "FR")} == dict.fromkeys(
        ["ES", "DE", "FR"], "another list took all of it (proved)"
    )
    assert {e.day for e in on_the_day.values()} == {dt.date(2025, 11, 15)}


def test_a_suspension_and_what_follows_are_events_of_their_own() -> None:
    found = [(e.side, e.kind, str(e.day)) for e in spread("FIFTY").events if e.kind is not EventKind.EFFECTIVE]
    assert found == [
        ("CN", EventKind.SUSPENDED, "2025-11-07"),
        ("US", EventKind.SUSPENDED, "2025-11-10"),
        ("US", EventKind.PERHAPS_REVIVED, "2026-11-10"),
        ("CN", EventKind.PERHAPS_REVIVED, "2026-11-11"),
    ]


def test_a_first_day_that_was_not_read_decides_no_first_mover() -> None:
    assert spread("ENTITY_LIST").first is None
    begun = beginning(spread("FDPR").events, "US")
    assert begun is not None
    assert begun.no_later  # one strand is undated, so the dated one is only the latest possible
    first = spread("FDPR").first
    assert first is not None
    assert first.side == "US"


def test_words_fixed_on_adoption_are_not_drawn_from_what_came_between() -> None:
    """The AI Act was fixed in 2024: its 10^25 is not evidence that it drew on the American rule of January 2025."""
    effective = [each for each in spread("COMPUTE").links if each.later.side == "EU" and str(each.later.day) == "2025-08-02"]
    assert effective
    assert all("numbers" not in each.evidence for each in effective)


def test_a_common_source_marks_every_pair_and_its_day_is_that_of_its_provision() -> None:
    assert all(each.common_source for each in spread("QC_LADDER").links)
    assert source_day(CORPUS, control("QC_LADDER")) is None  # the day of the draft is not established
    assert source_day(CORPUS, control("QKD")) == CORPUS.versions("INT.WA.5A2c")[0].in_force.start
    assert not any(each.common_source for each in spread("AICHIP").links)


@pytest.mark.parametrize("name", list(controls()))
def test_every_day_is_one_of_the_corpus(name: str) -> None:
    one = dt.timedelta(days=1)
    starts = {p.in_force.start for p in CORPUS.provisions}
    after = {p.in_force.end + one for p in CORPUS.provisions if p.in_force.end not in (None, dt.date.max)}
    for event in events(CORPUS, control(name)):
        assert event.day in starts | after
        assert event.ids


def test_nothing_after_the_day_asked_counts() -> None:
    day = dt.date(2025, 1, 1)
    early = diffusion(CORPUS, control("AICHIP"), day)
    assert {e.side for e in early.events if e.kind in MOVES} == {"US", "UK"}
    assert all(e.day is None or e.day <= day for e in early.events)


def test_low_confidence_can_be_left_out() -> None:
    without = diffusion(CORPUS, control("COMPUTE"), TODAY, low=False)
    assert {"KR", "US-IL"} <= {e.side for e in spread("COMPUTE").events} - {e.side for e in without.events}


def test_the_same_question_has_the_same_answer() -> None:
    again = diffusion(CORPUS, control("AICHIP"), LATE, "US")
    assert [(e.day, e.side, e.kind) for e in again.events] == [(e.day, e.side, e.kind) for e in spread("AICHIP").events]
    assert [each.evidence for each in again.links] == [each.evidence for each in spread("AICHIP").links]


def test_all_controls_take_less_than_ten_seconds() -> None:
    begun = time.perf_counter()
    fresh: Corpus = load_corpus()
    found: list[Event] = [e for each in controls().values() for e in diffusion(fresh, each, TODAY).events]
    assert found
    assert time.perf_counter() - begun < 10
