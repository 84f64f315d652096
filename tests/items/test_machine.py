"""The coupling graph, the count of qubits and the readings of the C-NOT error."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.items import Coupler, ItemError, Machine, undirected, working_part
from acquis.items.machine import components
from acquis.items.readings import describe
from tests.items.graphs import ERRORS, machines

D = Decimal


def ends(value: object) -> tuple[Decimal, Decimal]:
    if isinstance(value, Mapping):
        return value["low"], value["high"]
    assert isinstance(value, int | Decimal)
    return D(value), D(value)


def test_directions_become_one_coupler() -> None:
    rows = [("a", "b", D("0.1")), ("b", "a", D("0.1")), ("b", "c", D("0.1")), ("c", "b", D("0.2"))]
    assert undirected(rows) == (Coupler.exact("a", "b", D("0.1")), Coupler("b", "c", D("0.1"), D("0.2")))


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ([D("0.1"), D(1)], (D("0.1"), D("0.1"))),  # one direction dead: the other works
        ([D(1), D(1)], (D(1), D(1))),
        ([None, D("0.1")], (D("0.1"), D("0.1"))),
        ([None, D(1)], (D(1), D(1))),
        ([None, None], (None, None)),
    ],
)
def test_dead_and_silent_directions(errors: list[Decimal | None], expected: tuple[Decimal | None, Decimal | None]) -> None:
    (coupler,) = undirected(("a", "b", error) for error in errors)
    assert (coupler.low, coupler.high) == expected


@pytest.mark.parametrize(
    "couplers",
    [
        [Coupler.exact("a", "a", D("0.1"))],
        [Coupler.exact("a", "z", D("0.1"))],
        [Coupler.exact("a", "b", D("0.1")), Coupler.exact("b", "a", D("0.1"))],
        [Coupler.exact("a", "b", D("1.1"))],
        [Coupler.exact("a", "b", D("-0.1"))],
        [Coupler("a", "b", D("0.2"), D("0.1"))],
        [Coupler("a", "b", D("0.2"), None)],
    ],
)
def test_a_machine_refuses_couplers_without_sense(couplers: list[Coupler]) -> None:
    with pytest.raises(ItemError):
        Machine(("a", "b"), tuple(couplers))


def test_a_qubit_stands_once() -> None:
    with pytest.raises(ItemError, match="twice"):
        Machine(("a", "a"), ())


def test_three_readings() -> None:
    errors = [("a", "b", D("0.001")), ("b", "c", D("0.002")), ("c", "d", D("0.006")), ("d", "e", D(1))]
    found = describe(Machine(tuple("abcde"), undirected(errors)))
    assert found.common["physical_qubits"] == 4
    assert found.common["fabricated_qubits"] == 5
    values = {reading.name: reading.facts["cnot_error"] for reading in found.readings}
    assert values == {"mean_working": D("0.003"), "median": D("0.002"), "mean_all": D("0.25225")}


def test_of_two_largest_parts_the_better_one_counts() -> None:
    """Both are there; the one nearer to a limit is the one the law could reach."""
    machine = Machine(tuple("abcd"), undirected([("a", "b", D("0.2")), ("c", "d", D("0.1"))]))
    part = working_part(machine)
    assert part is not None
    assert part.qubits == {"c", "d"}


def test_a_broken_snapshot_has_no_count_and_no_average() -> None:
    found = describe(Machine(tuple("abc"), undirected([("a", "b", D(1)), ("b", "c", D(1))])))
    assert "physical_qubits" not in found.common
    assert found.readings == ()
    assert found.defects[0].startswith("broken_snapshot:")


def test_a_machine_without_couplers_is_unknown_and_one_qubit_is_one() -> None:
    assert "physical_qubits" not in describe(Machine(tuple("abc"), ())).common
    assert describe(Machine(("a",), ())).common["physical_qubits"] == 1


def test_dead_and_silent_couplers_alone_are_no_broken_snapshot() -> None:
    found = describe(Machine(tuple("abc"), undirected([("a", "b", D(1)), ("b", "c", None)])))
    assert found.common["physical_qubits"] == {"low": 1, "high": 2}
    assert found.readings[0].facts == {}


def test_a_silent_coupler_among_counted_qubits_widens_the_mean() -> None:
    errors = [("a", "b", D("0.1")), ("b", "c", D("0.2")), ("a", "c", None)]
    found = describe(Machine(tuple("abc"), undirected(errors)))
    assert found.common["physical_qubits"] == 3
    low, high = ends(found.readings[0].facts["cnot_error"])
    assert (low.quantize(D("0.001")), high.quantize(D("0.001"))) == (D("0.100"), D("0.433"))


@given(machines(most=5, exact=False, reported=False), st.data())
def test_facts_hold_whatever_open_couplers_turn_out_to_be(machine: Machine, data: st.DataObject) -> None:
    """Sharpening a coupler narrows every fact and never moves it outside."""
    settled = []
    for coupler in machine.couplers:
        if coupler.low is None or coupler.high is None:
            error = data.draw(st.one_of(ERRORS, st.just(D(1))))
        else:
            error = data.draw(st.sampled_from([coupler.low, coupler.high]))
        settled.append(Coupler.exact(coupler.a, coupler.b, error))
    before, after = describe(machine), describe(Machine(machine.qubits, tuple(settled)))
    if "physical_qubits" in before.common and "physical_qubits" in after.common:
        low, high = ends(before.common["physical_qubits"])
        assert low <= ends(after.common["physical_qubits"])[0] <= high
    exact = {reading.name: reading.facts.get("cnot_error") for reading in after.readings}
    for reading in before.readings:
        if reading.facts and exact.get(reading.name) is not None:
            low, high = ends(reading.facts["cnot_error"])
            assert low <= ends(exact[reading.name])[0] <= high


@given(machines(most=6))
def test_the_largest_part_is_connected_and_none_is_larger(machine: Machine) -> None:
    parts = components(machine.qubits, machine.working_couplers)
    assert sorted(qubit for part in parts for qubit in part.qubits) == sorted(machine.qubits)
    assert [len(part.qubits) for part in parts] == sorted((len(part.qubits) for part in parts), reverse=True)
    for coupler in machine.working_couplers:
        assert sum(coupler.pair <= part.qubits for part in parts) == 1


@given(machines(most=6))
def test_the_mean_is_exact(machine: Machine) -> None:
    part = working_part(machine)
    if part is None or not part.couplers:
        return
    found = describe(machine).readings[0].facts["cnot_error"]
    assert isinstance(found, Decimal)
    total = sum((Fraction(coupler.high) for coupler in part.couplers if coupler.high is not None), Fraction(0))
    assert abs(Fraction(found) - total / len(part.couplers)) <= Fraction(1, 10**50)
