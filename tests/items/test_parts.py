"""Sub-machines: witnesses, bounds, and their agreement with trying everything."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.items import (
    Band,
    Coupler,
    ItemError,
    Machine,
    band_answer,
    band_answers,
    best_part,
    list_qpus,
    qpu,
    undirected,
    verify_part,
)
from acquis.items.bounds import few_couplers, removal, thresholds
from acquis.items.graph import connected_graphs
from acquis.items.parts import Notion
from tests.items.graphs import ERRORS, least_mean, machines

# The eight bands of ECCN 4A906.a. They are law: the reader takes them from its caller.
BANDS = [
    (34, 100, Decimal("1e-4")),
    (100, 200, Decimal("1e-3")),
    (200, 350, Decimal("2e-3")),
    (350, 500, Decimal("3e-3")),
    (500, 700, Decimal("4e-3")),
    (700, 1100, Decimal("5e-3")),
    (1100, 2000, Decimal("6e-3")),
    (2000, None, None),
]
NOTIONS: list[Notion] = ["used", "induced"]


def chain(*errors: str) -> Machine:
    """Qubits in a row with these errors between them."""
    names = tuple(str(number) for number in range(len(errors) + 1))
    return Machine(names, tuple(Coupler.exact(a, b, Decimal(e)) for a, b, e in zip(names, names[1:], errors, strict=False)))


@pytest.mark.parametrize("notion", NOTIONS)
@settings(max_examples=150)
@given(machines(most=5), st.integers(2, 5), st.integers(1, 3), ERRORS)
def test_an_answer_is_never_wrong(notion: Notion, machine: Machine, n_low: int, width: int, limit: Decimal) -> None:
    best = least_mean(machine, n_low, n_low + width, induced=notion == "induced")
    answer = band_answer(machine, (n_low, n_low + width, limit), notion)
    if answer.verdict == "yes":
        assert best is not None
        assert best <= limit
        assert answer.witness is not None
        verify_part(machine, answer.witness, notion)
        assert n_low <= len(answer.witness.qubits) < n_low + width
        assert answer.witness.mean_high <= limit
    elif answer.verdict == "no":
        assert best is None or best > limit
        assert answer.bound is not None


@settings(max_examples=150)
@given(machines(most=5), st.integers(2, 5))
def test_every_bound_is_below_the_optimum(machine: Machine, n_low: int) -> None:
    used = least_mean(machine, n_low, 99, induced=False)
    induced = least_mean(machine, n_low, 99, induced=True)
    graphs = connected_graphs((c.a, c.b, c.high) for c in machine.working_couplers if c.high is not None)
    roomy = [graph for graph in graphs if graph.size >= n_low]
    assert (used is None) == (not roomy)
    if used is not None and induced is not None:
        assert min(few_couplers(graph, n_low) for graph in roomy) <= used
        assert min(thresholds(graph, n_low, 99)[0] for graph in roomy) <= used
        proved = [removal(graph, n_low) for graph in roomy]
        if all(level is not None for level in proved):
            assert min(level for level in proved if level is not None) < induced


@settings(max_examples=150)
@given(machines(most=5), st.integers(2, 5))
def test_thresholds_is_at_least_as_strong_as_few_couplers(machine: Machine, n_low: int) -> None:
    for graph in connected_graphs((c.a, c.b, c.high) for c in machine.working_couplers if c.high is not None):
        if graph.size >= n_low:
            assert thresholds(graph, n_low, n_low)[0] >= few_couplers(graph, n_low)


@pytest.mark.parametrize("notion", NOTIONS)
@settings(max_examples=100)
@given(machines(most=5), st.integers(2, 5))
def test_the_best_part_lies_between_bound_and_optimum(notion: Notion, machine: Machine, n_low: int) -> None:
    part, bound = best_part(machine, n_low, notion)
    best = least_mean(machine, n_low, n_low + 1, induced=notion == "induced")
    if part is None:
        assert best is None
    else:
        verify_part(machine, part, notion)
        assert best is not None
        assert best <= Fraction(part.mean_high) + Fraction(1, 10**40)
        assert bound.value is not None
        assert bound.value <= best


@settings(max_examples=60)
@given(st.lists(ERRORS, min_size=2, max_size=7), st.integers(2, 8))
def test_on_a_chain_the_search_finds_the_optimum(errors: list[Decimal], n_low: int) -> None:
    machine = chain(*map(str, errors))
    part, _ = best_part(machine, n_low)
    best = least_mean(machine, n_low, n_low + 1, induced=False)
    assert (part is None) == (best is None)
    if part is not None and best is not None:
        assert abs(Fraction(part.mean_high) - best) < Fraction(1, 10**40)


@pytest.mark.parametrize("notion", NOTIONS)
@settings(max_examples=150)
@given(machines(most=4, exact=False, reported=False), st.integers(2, 4), ERRORS, st.data())
def test_an_answer_holds_whatever_open_couplers_turn_out_to_be(
    notion: Notion, machine: Machine, n_low: int, limit: Decimal, data: st.DataObject
) -> None:
    answer = band_answer(machine, (n_low, n_low + 1, limit), notion)
    settled = []
    for coupler in machine.couplers:
        if coupler.low is None or coupler.high is None:
            error = data.draw(st.one_of(ERRORS, st.just(Decimal(1))))
        else:
            error = data.draw(st.sampled_from([coupler.low, coupler.high]))
        settled.append(Coupler.exact(coupler.a, coupler.b, error))
    best = least_mean(Machine(machine.qubits, tuple(settled)), n_low, n_low + 1, induced=notion == "induced")
    if answer.verdict == "yes":
        assert best is not None
        assert best <= limit
    if answer.verdict == "no":
        assert best is None or best > limit


def test_unused_couplers_lower_the_mean_only_when_they_may_be_left_out() -> None:
    machine = Machine(
        ("a", "b", "c"), undirected([("a", "b", Decimal("0.001")), ("b", "c", Decimal("0.001")), ("a", "c", Decimal("0.5"))])
    )
    assert band_answer(machine, (3, 4, Decimal("0.001")), "used").verdict == "yes"
    assert band_answer(machine, (3, 4, Decimal("0.001")), "induced").verdict == "no"


def test_an_extra_coupler_is_used_where_it_lowers_the_mean() -> None:
    machine = Machine(
        tuple("abcd"),
        undirected(
            [(a, b, Decimal("0.001")) for a, b in ("ab", "bc", "ac")] + [("c", "d", Decimal("0.009"))],
        ),
    )
    part, _ = best_part(machine, 4)
    assert part is not None
    assert part.mean_high == Decimal("0.003")
    assert len(part.couplers) == 4


def test_a_part_equal_to_the_limit_meets_it() -> None:
    assert band_answer(chain("0.001", "0.001"), (3, None, Decimal("1e-3"))).verdict == "yes"


def test_the_upper_end_of_a_band_counts() -> None:
    machine = chain("0", "0.01", "0")
    assert band_answer(machine, (3, 4, Decimal("0.004"))).verdict == "no"
    assert band_answer(machine, (3, 5, Decimal("0.004"))).verdict == "yes"


def test_a_band_without_limit_asks_only_for_connected_qubits() -> None:
    assert band_answer(chain("0.5", "0.5"), (3, None, None)).verdict == "yes"
    assert band_answer(chain("0.5", "1"), (3, None, None)).verdict == "no"


def test_too_few_qubits_is_a_certificate() -> None:
    answer = band_answer(chain("0.001"), (34, 100, Decimal("1e-4")))
    assert (answer.verdict, answer.bound and answer.bound.argument) == ("no", "too_few_qubits")
    assert "at most 2 qubits" in answer.why


def test_a_snapshot_without_couplers_decides_nothing() -> None:
    assert band_answer(Machine(("a", "b", "c"), ()), (3, None, None)).verdict == "not_decided"
    assert band_answer(Machine(("a", "b", "c"), ()), (4, None, None)).verdict == "no"


@pytest.mark.parametrize("band", [(1, 5, None), (5, 5, None), (9, 5, None)])
def test_an_empty_band_is_an_error(band: tuple[int, int, None]) -> None:
    with pytest.raises(ItemError):
        band_answer(chain("0.1"), band)


def test_verify_part_refuses_what_does_not_hold() -> None:
    machine = chain("0.001", "0.002", "1")
    part, _ = best_part(machine, 3)
    assert part is not None
    verify_part(machine, part)
    for wrong in (
        replace(part, mean_high=Decimal("0.0001")),
        replace(part, qubits=(*part.qubits, "3")),
        replace(part, qubits=("0", "0", "1")),
        replace(part, qubits=("0", "1", "2", "9")),
        replace(part, couplers=part.couplers[:1]),
        replace(part, couplers=(*part.couplers, ("2", "3"))),
    ):
        with pytest.raises(ItemError):
            verify_part(machine, wrong)
    errors = [("a", "b", "0.1"), ("b", "c", "0.1"), ("a", "c", "0.2")]
    triangle = Machine(("a", "b", "c"), undirected((a, b, Decimal(error)) for a, b, error in errors))
    used, _ = best_part(triangle, 3, "used")
    assert used is not None
    with pytest.raises(ItemError, match="leaves out"):
        verify_part(triangle, used, "induced")


def test_every_machine_of_the_table_is_decided_in_all_eight_bands() -> None:
    """No part of any machine in the table meets a band; only the broken snapshot leaves two bands open."""
    start = time.perf_counter()
    open_answers = []
    for name in list_qpus():
        machine = qpu(name).machine
        if machine is None:
            continue
        for notion in NOTIONS:
            for answer in band_answers(machine, BANDS, notion):
                assert answer.verdict != "yes", (name, answer)
                if answer.verdict == "not_decided":
                    open_answers.append((name, notion, answer.band.n_low))
    assert open_answers == [("ibm_kyoto", notion, n_low) for notion in NOTIONS for n_low in (34, 100)]
    assert time.perf_counter() - start < 10


def test_a_hundred_good_qubits_hide_in_boston() -> None:
    """Its mean error is 5.5e-3; its best 100 connected qubits have 1.15e-3, and no 100 have less than 1.08e-3."""
    machine = qpu("ibm_boston").machine
    assert machine is not None
    part, bound = best_part(machine, 100)
    assert part is not None
    verify_part(machine, part)
    assert len(part.qubits) == 100
    assert Decimal("0.00115") < part.mean_high < Decimal("0.00116")
    assert bound.argument == "thresholds"
    assert bound.value is not None
    assert Decimal("0.00108") < bound.value < part.mean_high
    assert band_answer(machine, Band(100, 200, Decimal("0.0012"))).verdict == "yes"
    assert band_answer(machine, Band(100, 200, Decimal("0.0010"))).verdict == "no"


def test_on_a_square_lattice_the_two_notions_differ() -> None:
    """On a lattice the induced part has to carry the bad couplers that close its squares."""
    machine = qpu("ibm_berlin").machine
    assert machine is not None
    used, _ = best_part(machine, 100, "used")
    induced, bound = best_part(machine, 100, "induced")
    assert used is not None
    assert induced is not None
    verify_part(machine, induced, "induced")
    assert bound.argument == "removal"
    assert used.mean_high < Decimal("0.0015") < (bound.value or 0) < induced.mean_high


@pytest.mark.slow
def test_a_machine_of_a_thousand_qubits_is_searched_in_seconds() -> None:
    chance = random.Random(1)
    side = 32
    rows = [
        (f"{x},{y}", f"{x + dx},{y + dy}", Decimal(chance.randrange(500, 9000)) / 10**6)
        for x in range(side)
        for y in range(side)
        for dx, dy in ((0, 1), (1, 0))
        if x + dx < side and y + dy < side
    ]
    machine = Machine(tuple(f"{x},{y}" for x in range(side) for y in range(side)), undirected(rows))
    start = time.perf_counter()
    answers = band_answers(machine, BANDS)
    assert time.perf_counter() - start < 60
    for answer in answers:
        if answer.witness is not None:
            verify_part(machine, answer.witness)
