"""The estimator of Beverland et al. 2022, against Microsoft's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from acquis.verification.device import VerificationError
from acquis.verification.surface_code_cost import QUBITS, ErrorBudget, LogicalCounts, Qubit, _copies, physical_cost
from tests.safeguards.vectors import cases

# The logical counts and the budget that the family names in its formula.
FACTORING = LogicalCounts(12581, t_gates=12, rotations=12, rotation_depth=12, toffoli=3731607428, measurements=1078154040)
BUDGET = ErrorBudget.thirds(0.333)


@pytest.mark.parametrize("case", cases("resource.azure"), ids=lambda case: str(case["qubit"]))
def test_factoring(case: dict[str, Any]) -> None:
    """qsharp 1.31.0 on the counts of a 2048-bit factoring circuit; exact."""
    assert case["qec"] == "surface_code"
    cost = physical_cost(FACTORING, QUBITS[case["qubit"]], BUDGET)
    assert cost.physical_qubits == case["physical_qubits"]
    assert cost.runtime_s == case["runtime_s"]
    assert cost.code_distance == case["code_distance"]
    assert cost.logical_qubits == case.get("algorithmic_logical_qubits", cost.logical_qubits)
    assert cost.t_states == case.get("t_states", cost.t_states)


# Counts: qubits, T, rotations, their depth, CCZ, measurements. Runs whose nanoseconds wrap at 2^64 in the program are left out.
RUNS = [
    ((12581, 1000000, 1, 1, 0, 1000000000), "qubit_gate_us_e4", 0.01, 11468410, 9009000099000000, 15, (7,), (1,)),
    ((5000, 0, 1000, 1, 1000000000, 10000), "qubit_gate_ns_e3", 0.01, 17691202, 34800127774000, 29, (7, 23), (17, 1)),
    ((1, 0, 1, 1, 0, 1000000000), "qubit_gate_us_e4", 0.001, 1694, 6600000079200000, 11, (11,), (1,)),
    ((12581, 1, 12, 12, 100000, 0), "qubit_gate_ns_e3", 0.333, 18503762, 2280919600, 19, (11,), (2,)),
    ((12581, 12, 1, 1, 100000, 1000000000), "qubit_gate_us_e3", 0.01, 42868042, 17405220400200000, 29, (15,), (1,)),
    ((5000, 1000000, 1000, 1000, 1000000000, 0), "qubit_gate_ns_e4", 0.001, 4894450, 18006108000000, 15, (5, 13), (16, 1)),
    ((300, 1000000, 1000, 1000, 7, 10000), "qubit_gate_ns_e3", 0.01, 685300, 7797759600, 19, (5, 15), (18, 1)),
    ((1, 1000000, 1, 1, 100000, 1000000000), "qubit_gate_ns_e4", 0.001, 4692, 4405720052800, 11, (9,), (1,)),
    ((5, 0, 1, 1, 7, 1000000000), "qubit_gate_us_e3", 0.01, 20102, 13800000441600000, 23, (23,), (1,)),
    ((5, 1000000000000, 1000, 1000, 7, 0), "qubit_gate_ns_e3", 0.001, 1268796, 12400000223460400, 31, (11, 29), (17, 1)),
    ((1, 0, 1, 1, 1000000000, 0), "qubit_gate_ns_e4", 0.01, 133932, 13200000048400, 11, (3, 11), (16, 1)),
    ((300, 0, 1, 1, 100000, 1000000000), "qubit_gate_us_e4", 0.333, 158300, 6601980052800000, 11, (5,), (1,)),
    ((50, 0, 12, 1, 7, 1000000000), "qubit_gate_ns_e4", 0.333, 29524, 4400000184800, 11, (11,), (1,)),
    ((300, 1, 1, 1, 7, 1000000000), "qubit_gate_ns_e4", 0.001, 220700, 5200000176800, 13, (5,), (1,)),
    ((12581, 1000000, 1, 1, 100000, 1), "qubit_gate_ns_e3", 0.01, 27174898, 11960110400, 23, (5, 17), (18, 1)),
    ((1, 0, 12, 12, 100000, 1), "qubit_gate_us_e3", 0.333, 88572, 1980798600000, 11, (11,), (1,)),
    ((1, 1000000000000, 1, 1, 7, 1000000000), "qubit_gate_ns_e3", 0.01, 890028, 10810800000345600, 27, (9, 27), (17, 1)),
    ((5, 12, 1, 1, 7, 1000000000), "qubit_gate_us_e4", 0.333, 3078, 5400000221400000, 9, (9,), (1,)),
    ((1, 0, 1, 1, 7, 1), "qubit_gate_us_e3", 0.01, 784, 138600000, 7, (7,), (1,)),
    ((1, 1000000000000, 1000, 1000, 0, 0), "qubit_gate_ns_e3", 0.333, 888780, 10000000130000000, 25, (9, 25), (17, 1)),
    ((12581, 1, 1, 1, 0, 1000000000), "qubit_gate_us_e3", 0.001, 48976404, 18600000241800000, 31, (31,), (1,)),
    ((50, 1000000, 12, 12, 0, 1), "qubit_gate_ns_e3", 0.333, 216690, 6000726000, 15, (13,), (2,)),
]


@pytest.mark.parametrize(("counts", "qubit", "budget", "qubits", "runtime_ns", "distance", "distances", "units"), RUNS)
def test_other_programs(
    counts: tuple[int, ...],
    qubit: str,
    budget: float,
    qubits: int,
    runtime_ns: int,
    distance: int,
    distances: tuple[int, ...],
    units: tuple[int, ...],
) -> None:
    """qsharp 1.31.0, run for this test on counts drawn at random; exact, down to the rounds of the T factory."""
    cost = physical_cost(LogicalCounts(*counts), QUBITS[qubit], ErrorBudget.thirds(budget))
    assert (cost.physical_qubits, cost.runtime_ns, cost.code_distance) == (qubits, runtime_ns, distance)
    assert cost.factory is not None
    assert (cost.factory.distances, cost.factory.units) == (distances, units)


def test_readout_and_bad_t_states() -> None:
    """qsharp 1.31.0, run for this test on other qubits: many failing units, and physical ones that are not good enough."""
    failing = physical_cost(
        LogicalCounts(5000, 10**6, 1000, 1, 10**9, 10**4), Qubit(50, 100, 50, 1e-4, 1e-4, 0.01), ErrorBudget.thirds(0.01)
    )
    assert (failing.physical_qubits, failing.runtime_ns, failing.code_distance) == (4694490, 18006066090000, 15)
    assert failing.factory is not None
    assert (failing.factory.distances, failing.factory.units) == ((1, 3, 11), (338, 17, 1))
    barred = physical_cost(
        LogicalCounts(50, 10**6, 1, 1, 10**9, 10**4), Qubit(1000, 300, 50, 0.002, 1e-6, 0.01), ErrorBudget.thirds(0.01)
    )
    assert (barred.physical_qubits, barred.runtime_ns, barred.code_distance) == (8339450, 483162611771000, 35)
    assert barred.factory is not None
    assert (barred.factory.distances, barred.factory.units) == ((5, 11, 33), (383, 18, 1))


def test_without_t_states_there_is_no_factory() -> None:
    cost = physical_cost(LogicalCounts(10, measurements=100), QUBITS["qubit_gate_ns_e3"], BUDGET)
    assert (cost.factory, cost.factories, cost.t_states) == (None, 0, 0)
    # 2 x 10 + ceil(sqrt(80)) + 1 logical qubits; 0.111 / 3000 = 3.7e-5 needs 0.03 x 0.1^3, so distance 5.
    assert (cost.logical_qubits, cost.code_distance, cost.physical_qubits) == (30, 5, 30 * 50)
    assert cost.runtime_ns == 100 * 400 * 5


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 5000))
def test_more_work_needs_no_smaller_code(less: int, more: int, qubits: int) -> None:
    small, large = sorted((less + 1, more + 1))
    costs = [physical_cost(LogicalCounts(qubits, toffoli=count), QUBITS["qubit_gate_ns_e4"], BUDGET) for count in (small, large)]
    assert costs[0].code_distance <= costs[1].code_distance
    assert costs[0].runtime_ns <= costs[1].runtime_ns


@given(st.integers(1, 300), st.floats(1e-6, 0.9), st.sampled_from([0.01, 0.005, 0.01 / 3]))
def test_copies_are_just_enough(needed: int, failure: float, risk: float) -> None:
    """The law of the binomial distribution by scipy.stats: enough with this number, not with one less."""
    many = _copies(needed, failure, risk)
    assert many >= needed
    assert binom.cdf(needed - 1, many, 1 - failure) < risk
    if many > needed:
        assert binom.cdf(needed - 1, many - 1, 1 - failure) >= risk


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(VerificationError, match="code distance"):
        physical_cost(LogicalCounts(10**12, toffoli=10**30), QUBITS["qubit_gate_ns_e3"], BUDGET)
    with pytest.raises(VerificationError, match="threshold"):
        replace(QUBITS["qubit_gate_ns_e3"], clifford_error=0.01)
    with pytest.raises(VerificationError, match="times"):
        replace(QUBITS["qubit_gate_ns_e3"], gate_ns=0)
    with pytest.raises(VerificationError, match="operations"):
        LogicalCounts(5)
    with pytest.raises(VerificationError, match="depth"):
        LogicalCounts(5, rotations=3)
    with pytest.raises(VerificationError, match="budget"):
        ErrorBudget.thirds(1)
