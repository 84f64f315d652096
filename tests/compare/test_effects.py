"""Effects: the interval, the order of two sides, and what counts in an index."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.adoptions import Event
from acquis.compare.cells import Z95
from acquis.compare.controls import (
    BEGINNINGS,
    MOVES,
    REVERSALS,
    EventKind,
    UnknownControl,
    apart,
    control,
    controls,
    jurisdictions,
    leader,
    leaders,
)
from acquis.compare.diffusion import Diffusion, diffusion
from acquis.compare.effects import Effect, effect, order, wilson
from acquis.compare.topics import topics
from acquis.law import load_corpus

CORPUS = load_corpus()
TODAY = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1))


@cache
def spread(*, low: bool = True) -> tuple[Diffusion, ...]:
    return tuple(diffusion(CORPUS, each, TODAY, low=low) for each in controls().values())


@cache
def measured(side: str, *, low: bool = True) -> Effect:
    return effect(leader(side), spread(low=low))


def event(day: dt.date | None, no_later: str | None = None) -> Event:
    return Event("X", "A", EventKind.EFFECTIVE, day, (), "high", no_later=no_later)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_solves_the_score_equation(counts: tuple[int, int]) -> None:
    k, n = counts
    found = wilson(k, n)
    assert found.value == k / n
    assert 0 <= found.low <= found.value <= found.high <= 1
    for end in (found.low, found.high):
        if 0 < end < 1:  # the ends are where the score statistic is z: Wilson 1927
            assert math.isclose(abs(k / n - end), Z95 * math.sqrt(end * (1 - end) / n), rel_tol=1e-6, abs_tol=1e-9)


def test_the_interval_of_a_worked_example() -> None:
    """Newcombe, Two-sided confidence intervals for the single proportion (1998), table I: 81 of 263 is 0.2553 to 0.3662."""
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_without_observations_nothing_is_known() -> None:
    found = wilson(0, 0)
    assert (found.value, found.low, found.high) == (None, 0.0, 1.0)


@given(st.integers(1, 50), st.floats(0, 1))
def test_more_observations_of_the_same_share_narrow_the_interval(n: int, p: float) -> None:
    few, many = wilson(p * n, n), wilson(p * n * 4, n * 4)
    assert many.high - many.low < few.high - few.low


@given(DAYS, DAYS)
def test_order_is_antisymmetric_and_ties_are_not_decided(a: dt.date, b: dt.date) -> None:
    one, other = order(event(a), event(b)), order(event(b), event(a))
    if a == b:
        assert one is None
        assert other is None
    else:
        assert one is not None
        assert one == -(other or 0) == (b - a).days


@given(DAYS, DAYS)
def test_a_latest_day_decides_only_for_the_earlier_side(a: dt.date, b: dt.date) -> None:
    found = order(event(a, no_later="older"), event(b))
    assert (found is not None) == (a < b)


def test_a_day_that_was_not_read_decides_nothing() -> None:
    assert order(event(None), event(TODAY)) is None
    assert order(event(TODAY), event(None)) is None


@pytest.mark.parametrize("side", [each.leader for each in leaders()])
def test_an_index_is_the_mean_over_controls_of_the_share_of_pairs(side: str) -> None:
    found = measured(side)
    by_control: dict[str, list[float]] = {}
    for pair in found.pairs:
        by_control.setdefault(pair.control, []).append(float(pair.lag > 0))
    shares = [sum(values) / len(values) for values in by_control.values()]
    assert found.precedence.n == len(shares)
    assert found.precedence.value == pytest.approx(sum(shares) / len(shares))
    assert found.uptake.n == found.precedence.n


@pytest.mark.parametrize("side", [each.leader for each in leaders()])
def test_pairs_under_a_common_source_do_not_count(side: str) -> None:
    shared = {each.id for each in controls().values() if each.common_source is not None}
    found = measured(side)
    assert not shared & {pair.control for pair in found.pairs}
    assert not any(link.common_source for pair in found.pairs for link in pair.uptake)


def test_without_the_common_source_spain_would_seem_to_lead_the_world() -> None:
    """The false Madrid effect: Spain was the first with the ladder, and led nobody."""
    found = measured("ES")
    assert found.precedence.value is None
    assert found.ignoring_source.value == 1
    assert found.shared == ("QC_LADDER",)


def test_uptake_needs_evidence_and_a_move_after_the_leader() -> None:
    for side in jurisdictions():
        for pair in measured(side).pairs:
            for link in pair.uptake:
                assert link.evidence
                assert link.lag > 0
                assert (link.earlier.side, link.later.side) == (side, pair.other)


def test_of_two_sides_each_pair_is_seen_from_both() -> None:
    sides = list(jurisdictions())
    lags = {(pair.control, side, pair.other): pair.lag for side in sides for pair in measured(side).pairs}
    assert lags
    for (name, side, other), lag in lags.items():
        assert lags[name, other, side] == -lag


def test_a_part_of_a_side_makes_no_pair_with_it() -> None:
    assert not {"US-CA", "US-IL"} & {pair.other for pair in measured("US").pairs}
    assert not apart("EU", "ES")
    assert apart("US", "ES")


def test_low_confidence_takes_no_part_when_left_out() -> None:
    assert all(e.confidence != "low" for one in spread(low=False) for e in one.events)
    assert {pair.other for pair in measured("US", low=False).pairs if pair.control == "COMPUTE"} == {"EU"}


def test_reversals_are_counted_over_moves() -> None:
    own = [e for one in spread() for e in one.events if e.side == "US" and e.beside is None]
    found = measured("US").reversal
    assert found.n == sum(e.kind in MOVES for e in own)
    assert found.value == pytest.approx(sum(e.kind in REVERSALS for e in own) / found.n)


def test_beginnings_are_moves_and_reversals_are_not() -> None:
    assert set(BEGINNINGS) < MOVES
    assert not MOVES & REVERSALS


def test_the_data_name_what_there_is() -> None:
    known, about = jurisdictions(), topics(CORPUS)
    assert {each.leader for each in leaders()} <= set(known)
    assert {each.within for each in known.values()} <= {None, *known}
    for each in controls().values():
        assert each.topic is None or each.topic in about
        assert {adopter.side for adopter in each.adopters} | {side for side, _ in each.absent} <= set(known)
        named = [i for adopter in each.adopters for i in (*adopter.provisions, *(e.provision for e in adopter.events))]
        named += [provision for _, provision in each.absent]
        named += [each.common_source.provision] if each.common_source else []
        assert set(named) <= CORPUS.ids
        strands = [(adopter.side, adopter.strand) for adopter in each.adopters]
        assert len(strands) == len(set(strands)), each.id


def test_a_version_that_does_not_begin_on_the_day_named_is_an_error() -> None:
    from acquis.compare.adoptions import events
    from acquis.compare.controls import ControlError

    chips = control("AICHIP")
    first = chips.adopters[0]
    wrong = replace(first, events=(replace(first.events[0], start=dt.date(1999, 1, 1)),))
    with pytest.raises(ControlError, match="no version of"):
        events(CORPUS, replace(chips, adopters=(wrong,)))


def test_unknown_names_are_refused_with_what_there_is() -> None:
    with pytest.raises(UnknownControl) as refusal:
        control("NOTHING")
    assert "AICHIP" in str(refusal.value)
    with pytest.raises(UnknownControl):
        leader("XX")
    assert leader("UK").name == "Effect of United Kingdom"
    assert control("aichip").id == "AICHIP"
