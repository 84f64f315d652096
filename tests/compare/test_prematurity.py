"""Thresholds against real things and estimates: distances are those of the definition, counts those of the engine."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.estimates import estimates, records
from acquis.compare.prematurity import Prematurity, distance, known_ends, prematurity
from acquis.compare.rules import topic_rule
from acquis.compare.topics import topic, topics
from acquis.compare.tracking import tracking
from acquis.conditions.boxes import Bounds
from acquis.conditions.values import Interval, Value
from acquis.law import load_corpus

CORPUS = load_corpus()
ON = dt.date(2026, 11, 1)
BOX = (("physical_qubits", Bounds(Decimal(100), Decimal(200), high_strict=True)), ("cnot_error", Bounds(high=Decimal("0.001"))))


@pytest.fixture(scope="module", params=["quantum_computers", "chips", "model_compute"])
def measured(request: pytest.FixtureRequest) -> Prematurity:
    """The topics that have a table of real things."""
    return prematurity(CORPUS, topic(CORPUS, request.param), ON)


def test_the_distance_is_the_length_of_what_is_missing() -> None:
    facts: dict[str, Value] = {"physical_qubits": Decimal(10), "cnot_error": Decimal("0.1")}
    assert distance(BOX, facts) == pytest.approx(math.hypot(1, 2))
    assert distance(BOX, facts | {"cnot_error": Decimal("0.0001")}) == pytest.approx(1)
    assert distance(BOX, {"physical_qubits": Decimal(10)}) is None
    spread = facts | {"physical_qubits": Decimal(150), "cnot_error": Interval(Decimal("0.001"), Decimal("0.1"))}
    assert distance(BOX, spread) == pytest.approx(1), "the geometric mean of the ends"


POSITIVE = st.decimals("1e-6", "1e6", places=6).filter(lambda value: value > 0)


@given(POSITIVE, POSITIVE)
def test_a_distance_is_zero_inside_and_only_there(qubits: Decimal, error: Decimal) -> None:
    facts = {"physical_qubits": qubits, "cnot_error": error}
    found = distance(BOX, facts)
    assert found is not None
    on_edge = qubits == 200  # the limit is approached without end, so it is at no distance
    assert (found == 0) is (
        all(bounds.truth(facts[fact]) is True for fact, bounds in BOX) or (on_edge and error <= Decimal("0.001"))
    )


def test_an_open_end_or_zero_is_no_number_to_measure() -> None:
    assert known_ends(Interval(Decimal(5), None)) is None
    assert known_ends(Decimal(0)) is None
    assert known_ends(None) is None
    assert known_ends(Decimal(5)) == (5, 5)


def test_who_is_certainly_inside_is_at_no_distance(measured: Prematurity) -> None:
    facts_of = {thing.name: facts for thing, facts in zip(measured.items, measured.measured, strict=True)}
    assert measured.thresholds
    for threshold in measured.thresholds:
        box = [(fact, bounds) for fact, bounds in threshold.region.bounds.items() if isinstance(bounds, Bounds)]
        provision = [t for t in measured.thresholds if (t.side, t.provision) == (threshold.side, threshold.provision)]
        for name in threshold.now.inside if len(provision) == 1 else ():
            assert distance(box, facts_of[name]) in (0, None)
        joint = threshold.now.joint
        if joint is not None:
            assert joint[1] == distance(box, facts_of[joint[0]])
            assert joint[1] <= min(d for facts in facts_of.values() if (d := distance(box, facts)) is not None) + 1e-12


def test_then_is_never_nearer_than_now(measured: Prematurity) -> None:
    """More things are known now, and the box is the same."""
    for threshold in measured.thresholds:
        if threshold.then is not None and threshold.then.joint is not None:
            assert threshold.now.joint is not None
            assert threshold.now.joint[1] <= threshold.then.joint[1]
            assert set(threshold.then.inside) <= set(threshold.now.inside)
            assert threshold.then.known <= threshold.now.known


def test_the_box_of_a_threshold_was_there_from_its_day_on(measured: Prematurity) -> None:
    for threshold in measured.thresholds:
        history = measured.boxes_over_time[threshold.side]
        assert threshold.since is not None
        box = frozenset(threshold.region.bounds.items())
        days = [day for day, found in history.days if day >= threshold.since]
        assert days
        assert all(box in found for day, found in history.days if day >= threshold.since)
        before = next((found for day, found in history.days if day < threshold.since), {})
        assert box not in before


def test_the_same_band_in_another_instrument_keeps_its_day() -> None:
    found = prematurity(CORPUS, topic(CORPUS, "quantum_computers"), ON, ["UK"]).thresholds
    assert {(t.since, t.provision.split(".")[1]) for t in found} == {(dt.date(2024, 4, 1), "428-2009")}


def test_a_limit_whose_earlier_text_was_not_read_may_be_older() -> None:
    (found,) = prematurity(CORPUS, topic(CORPUS, "computers"), ON, ["EU"]).thresholds
    assert (found.since, found.at_latest) == (dt.date(2025, 11, 15), True)
    assert not any(t.at_latest for t in prematurity(CORPUS, topic(CORPUS, "quantum_computers"), ON, ["US"]).thresholds)


def test_a_box_inside_another_of_its_provision_is_not_told_twice() -> None:
    found = prematurity(CORPUS, topic(CORPUS, "chips"), ON, ["US"]).thresholds
    assert len([t for t in found if t.provision == "US.EAR.774.3A090.a.2"]) == 1


def test_a_rule_that_compares_with_another_fact_gives_an_outline() -> None:
    (found,) = prematurity(CORPUS, topic(CORPUS, "model_compute"), ON, ["US-4E"]).thresholds
    assert found.outer
    assert found.region.bounds["training_ops"] == Bounds(low=Decimal("1e26"))


def test_every_estimate_is_dated_cited_and_of_the_vocabulary() -> None:
    found = estimates(CORPUS, "quantum_computers")
    assert {estimate.target for estimate in found} == {"RSA-2048", "ECC-256"}
    for estimate in found:
        assert estimate.cite
        assert estimate.url.startswith("https://")
        assert estimate.read in ("primary", "secondary")
        assert {"physical_qubits"} <= estimate.facts.keys() <= {"physical_qubits", "cnot_error"}
    assert list(found) == sorted(found, key=lambda estimate: (estimate.date, estimate.target))
    assert not any(estimates(CORPUS, name) for name in topics(CORPUS) if name != "quantum_computers")


def test_a_record_asks_for_less_than_all_before_it() -> None:
    found = list(records(estimates(CORPUS, "quantum_computers"), "physical_qubits"))
    for target in ("RSA-2048", "ECC-256"):
        numbers = [estimate.facts["physical_qubits"] for estimate in found if estimate.target == target]
        assert numbers == sorted(numbers, reverse=True)  # type: ignore[type-var]
        assert len(set(map(str, numbers))) == len(numbers) > 1
    assert not any(estimate.only_with for estimate in found)


def test_what_is_judged_of_an_estimate_is_what_the_list_says() -> None:
    measured = prematurity(CORPUS, topic(CORPUS, "quantum_computers"), ON)
    found = tracking(CORPUS, measured)
    assert {track.side for track in found} == {side for side, history in measured.boxes_over_time.items() if history.now}
    for track in found:
        rule = topic_rule(CORPUS, measured.topic, measured.topic.side(track.side), ON)
        for judged in track.judged:
            assert judged.controlled is rule.truth(judged.estimate.facts)
            qubits = judged.estimate.facts["physical_qubits"]
            assert isinstance(qubits, Decimal)
            assert judged.above_list == pytest.approx(math.log10(qubits / 2000))
            assert judged.then is not True or judged.estimate.date >= track.since
        assert track.tracks is bool([day for day in track.changes if day >= min(e.date for e in track.records)])


def test_everything_is_json(measured: Prematurity) -> None:
    told = json.loads(json.dumps([measured.to_dict(), [track.to_dict() for track in tracking(CORPUS, measured)]]))
    assert told[0]["thresholds"][0]["now"]["known"] == len(measured.items)
