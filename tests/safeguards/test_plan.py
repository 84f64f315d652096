"""Plans: timeliness, random days, visits with effort and cost, what they would detect; and the calendar."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.items import chip, processing_performance
from acquis.safeguards import planning as p
from acquis.safeguards.records import Kind, SafeguardsError
from tests.safeguards.vectors import cases

START, END = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
COUNTED = {p.Level.GROSS: p.Method(0.02), p.Level.PARTIAL: p.Method(0.1, 0.5, 0.9), p.Level.BIAS: p.Method(0.5, 0.1, 0.8)}
HALL = p.Stratum("hall 1", "XA-1", Kind.ACCELERATOR, 4000, 1.0, COUNTED)
STORE = p.Stratum("store", "XA-2", Kind.ACCELERATOR, 600, 0.32, {p.Level.GROSS: p.Method(0.02)})
LABS = p.Stratum("labs", "XA-3", Kind.QPU, 12, 1.0, {p.Level.GROSS: p.Method(0.5)})
CHIPS = p.Objective(Kind.ACCELERATOR, 1000.0, 0.05, 30.0, "a test")
QPUS = p.Objective(Kind.QPU, 1.0, 0.2, 365.0, "a test")
COSTS = p.Costs(travel=2.0, person_day=900.0, visit=1500.0, currency="EUR")


@pytest.mark.parametrize("case", cases("compute.chip_time"))
def test_conversion_time_is_the_identity_of_compute(case: dict[str, Any]) -> None:
    """Source: identity (family compute.chip_time). Tolerance 1e-10."""
    same = [p.Span(case[name], case[name]) for name in ("flop", "peak_flops", "utilisation")]
    days = p.conversion_days(same[0], case["chips"], same[1], same[2])
    assert days.low == days.high == pytest.approx(case["days"], rel=1e-10)
    assert p.chips_within(same[0], case["days"], same[1], same[2]).low == pytest.approx(case["chips"], rel=1e-10)


def test_sixteen_chips_against_a_thousand_hidden_ones() -> None:
    """The numbers told in docs/explanation/inspection-planning.md, from the shipped table of chips."""
    performance = processing_performance(chip("H100 SXM"))  # TOPS times bits
    assert isinstance(performance, Decimal)
    peak = p.Span(float(performance) / 16 * 1e12, float(performance) / 8 * 1e12)
    assert (peak.low, peak.high) == pytest.approx((9.895e14, 1.979e15), rel=1e-3)
    goal, used = p.Span(1e24, 1e24), p.Span(0.3, 0.5)
    sixteen, thousand = (p.conversion_days(goal, n, peak, used) for n in (16, 1000))
    assert (round(sixteen.low), round(sixteen.high)) == (731, 2437)
    assert (round(thousand.low, 1), round(thousand.high, 1)) == (11.7, 39.0)
    assert p.inspections_for(sixteen, 365) == 1
    assert p.inspections_for(thousand, 365) == 32
    assert p.inspections_for(thousand, 365, evaluation=12) is None
    assert round(p.chips_within(goal, 30, peak, used).low) == 390


def test_an_interval_that_is_none_is_an_error() -> None:
    with pytest.raises(SafeguardsError):
        p.Span(2, 1)
    with pytest.raises(SafeguardsError):
        p.conversion_days(p.Span(1, 1), 1, p.Span(1, 1), p.Span(0.5, 1.5))


@pytest.mark.parametrize("case", cases("game.interim_timing"), ids=lambda c: f"k{c['k']}n{c['n']}")
def test_uniformly_random_days_are_a_bound_to_the_game(case: dict[str, Any]) -> None:
    """Source: Diamond 1982; Krieger 2008 (family game.interim_timing): no inspector's spread has a smaller worst delay."""
    worst = max(p.expected_delay(case["n"], case["k"], start) for start in range(case["n"]))
    assert worst == p.expected_delay(case["n"], case["k"])
    assert worst >= case["value"] - 1e-6
    if case["n"] == 2:
        assert worst == Fraction(1, 2)


@given(st.integers(1, 12), st.data())
@settings(max_examples=30)
def test_the_mean_delay_by_enumeration(slots: int, data: st.DataObject) -> None:
    from itertools import combinations

    inspections, start = data.draw(st.integers(0, slots - 1)), data.draw(st.integers(0, slots - 1))
    every = list(combinations(range(1, slots), inspections))
    delays = [min(k for k in (*chosen, slots) if k > start) - start for chosen in every]
    assert p.expected_delay(slots, inspections, start) == Fraction(sum(delays), len(every) * slots)


def test_random_days_come_in_time_as_often_as_computed() -> None:
    """4000 beacon rounds: six random days of a year, a violation of 40 days from day 100; within 4.5 standard deviations."""
    window = {(START + dt.timedelta(days=100 + k)).isoformat() for k in range(40)}
    met, runs, draw = 0, 4000, random.Random(3)
    for k in range(runs):
        days = p.random_days(START, END, 6, seed=bytes(32), beacon=k.to_bytes(4, "big"), purpose="XA-1").items
        met += any(day in window and draw.random() < 0.9 for day in days)
    expected = p.timely_detection(365, 6, 40, 0.9)
    assert abs(met / runs - expected) < 4.5 * math.sqrt(expected * (1 - expected) / runs)
    needed = p.inspections_needed(365, 40, 0.2, 0.9)
    assert needed is not None
    assert p.timely_detection(365, needed, 40, 0.9) >= 0.8 > p.timely_detection(365, needed - 1, 40, 0.9)


def test_a_plan_meets_what_was_asked() -> None:
    made = p.plan([HALL, STORE, LABS], [CHIPS, QPUS], START, END, costs=COSTS)
    chips, qpus = made.assurances
    assert (chips.rounds, chips.interval, chips.met) == (13, 28, True)
    assert chips.detection is not None
    assert chips.detection >= 0.95
    assert (qpus.rounds, qpus.met) == (1, True)
    assert made.factor == 1
    assert [v.on for v in made.visits] == sorted(v.on for v in made.visits)
    assert made.visits[-1].on == END
    assert len(made.visits) == 13 + 13 + 1
    assert made.cost == pytest.approx(made.effort * 900 + 27 * 1500)
    hall = next(v for v in made.visits if v.facility == "XA-1").samples[0]
    assert hall.verified[p.Level.GROSS] == p.iaea_size(4000, 1000, 0.05)
    assert hall.verified[p.Level.PARTIAL] == math.ceil(4000 * (1 - 0.05 ** (0.5 / 1000)) / 0.9)


def test_a_limit_of_effort_lowers_all_objectives_alike_and_is_kept() -> None:
    whole = p.plan([HALL, STORE, LABS], [CHIPS, QPUS], START, END, costs=COSTS)
    less = p.plan([HALL, STORE, LABS], [CHIPS, QPUS], START, END, costs=COSTS, limit=57.5)
    assert whole.effort > 57.5 >= less.effort
    assert 0 < less.factor < 1
    for full, lowered in zip(whole.assurances, less.assurances, strict=True):
        assert full.detection is not None
        assert lowered.detection is not None
        assert 1 - full.objective.beta**less.factor <= lowered.detection < full.detection
    assert not any(a.met for a in less.assurances)


@given(st.floats(0.01, 0.5), st.floats(50, 1500), st.floats(55, 70))
@settings(max_examples=30)
def test_more_effort_never_detects_less(beta: float, goal: float, limit: float) -> None:
    objective = dataclasses.replace(CHIPS, beta=beta, goal=goal)
    found = [
        p.plan([HALL, STORE], [objective], START, END, costs=COSTS, limit=given).assurances[0].detection
        for given in (limit, limit + 5, None)
    ]
    known = [detection for detection in found if detection is not None]
    assert known == sorted(found, key=lambda detection: detection or 0)


@pytest.mark.parametrize(("level", "share"), [(p.Level.GROSS, 1.0), (p.Level.PARTIAL, 0.5), (p.Level.BIAS, 0.1)])
def test_a_simulated_diversion_is_found_at_least_as_often_as_guaranteed(level: p.Level, share: float) -> None:
    """The goal is taken from one stratum, at one level of defect; 3000 inspections drawn by the verifiable selection."""
    hall = dataclasses.replace(HALL, items=400)
    made = p.plan([hall], [dataclasses.replace(CHIPS, goal=20.0)], START, END)
    sample, guaranteed = made.visits[0].samples[0], made.assurances[0].detection
    assert guaranteed is not None
    names = [f"{k:03d}" for k in range(400)]
    falsified = set(random.Random(1).sample(names, p.defects_for(20, 1.0, share)))
    draw, runs = random.Random(2), 3000
    recognition, size = COUNTED[level].recognition, sample.verified[level]
    found = 0
    for k in range(runs):
        chosen = p.select(names, size, seed=bytes(32), beacon=k.to_bytes(4, "big"), purpose="hall 1").items
        found += any(item in falsified and draw.random() < recognition for item in chosen)
    expected = 1 - p.nondetection(400, len(falsified), size, recognition)
    spread = math.sqrt(expected * (1 - expected) / runs)
    assert abs(found / runs - expected) < 4.5 * spread
    assert expected >= guaranteed


def test_too_little_declared_to_hold_the_goal_is_told() -> None:
    made = p.plan([LABS], [dataclasses.replace(QPUS, goal=13.0)], START, END)
    assert made.assurances[0].detection is None
    assert made.assurances[0].met


@pytest.mark.parametrize(
    ("strata", "objectives", "limit"),
    [([HALL, HALL], [CHIPS], None), ([HALL], [CHIPS, CHIPS], None), ([HALL], [QPUS], None), ([HALL], [CHIPS], 1.0)],
)
def test_a_plan_that_cannot_be_is_an_error(strata: list[p.Stratum], objectives: list[p.Objective], limit: float | None) -> None:
    with pytest.raises(SafeguardsError):
        p.plan(strata, objectives, START, END, limit=limit, costs=COSTS)


def test_the_calendar_has_every_visit() -> None:
    icalendar = pytest.importorskip("icalendar")
    made = p.plan([HALL, STORE, LABS], [CHIPS, QPUS], START, END, costs=COSTS)
    events = icalendar.Calendar.from_ical(p.calendar(made, "Plan of 2027")).walk("VEVENT")
    assert [e.decoded("dtstart") for e in events] == [v.on for v in made.visits]
    assert "Inspection of XA-1" in str(events[0]["summary"])
    assert "4000 items" in str(events[0]["description"])
    assert str(events[0]["class"]) == "CONFIDENTIAL"


def test_a_plan_as_json() -> None:
    import json

    told = json.loads(json.dumps(p.plan([HALL], [CHIPS], START, END, costs=COSTS).to_dict()))
    assert told["objectives"][0]["basis"] == "a test"
    assert told["visits"][0]["samples"][0]["verified"]["gross"] == 12
