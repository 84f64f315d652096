"""Device benchmarks against the numeric vectors; real counts of trapped-ion machines."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.verification import (
    VerificationError,
    average_infidelity,
    binomial_limits,
    clifford_decay,
    depolarizing_parameter,
    leakage_fit,
    pauli_error,
    pooled,
    rb_fit,
    with_leakage,
)
from tests.safeguards.vectors import cases

COUNTS = Path(__file__).parents[1] / "vectors" / "qpu_rb_counts.json"
RB = cases("device.rb_fit")


@cache
def data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(COUNTS.read_text(encoding="utf-8"))["data"]
    return found


@pytest.mark.parametrize("case", RB, ids=lambda c: str(c["dataset"]))
def test_randomized_benchmarking(case: dict[str, Any]) -> None:
    """Raw counts from Quantinuum's hardware specifications (Apache-2.0), fitted independently; 0.5 % relative."""
    raw = data()[case["dataset"]]
    qubits, gates = (2, 1.5) if case["dataset"].endswith("TQ_RB") else (1, 1.0)
    survival = pooled(raw["survival"], raw["shots"])
    fit = rb_fit(survival, qubits, gates)
    if "lengths" in case:
        assert [survival[length] for length in case["lengths"]] == pytest.approx(case["mean_survival"], rel=5e-3)
        assert len(raw["survival"]) == case["pairs"]
        assert (fit.decay, fit.amplitude) == pytest.approx((case["decay_r"], case["amplitude_A"]), rel=5e-3)
    assert fit.error == pytest.approx(case[f"infidelity_per_{qubits}q_gate"], rel=5e-3)
    if f"leakage_per_{qubits}q_gate" in case:
        leak = leakage_fit(pooled(raw["leakage_postselect"], raw["shots"]), gates)
        # Where leakage is too small to be seen, the best decay is 1 and the vector holds the residue of its solver, 4.5e-8.
        assert leak.error == pytest.approx(case[f"leakage_per_{qubits}q_gate"], rel=5e-3, abs=5e-8)
        assert with_leakage(fit.error, leak.error, qubits) == pytest.approx(case["infidelity_with_leakage"], rel=5e-3)


def test_leakage_below_what_can_be_seen_is_zero() -> None:
    """The sum of squares at no leakage is less than at the residue that the vector holds."""
    raw = data()["H1-1/2023_01_20/SQ_RB"]
    kept = pooled(raw["leakage_postselect"], raw["shots"])
    fit = leakage_fit(kept, 1.0)

    def squares(amplitude: float, decay: float) -> float:
        return sum((amplitude * decay**length - part) ** 2 for length, part in kept.items())

    decay = 1 - 4.5e-8
    best = sum(decay**length * part for length, part in kept.items()) / sum(decay ** (2 * length) for length in kept)
    assert squares(fit.amplitude, fit.decay) < squares(best, decay)


@pytest.mark.parametrize("case", cases("device.error_conversions"), ids=str)
def test_error_conversions(case: dict[str, Any]) -> None:
    """Standard relations, 1e-10."""
    infidelity = average_infidelity(case["pauli_error"])
    assert infidelity == pytest.approx(case["average_infidelity"], abs=1e-10)
    assert depolarizing_parameter(infidelity) == pytest.approx(case["depolarizing_lambda"], abs=1e-10)
    assert clifford_decay(infidelity) == pytest.approx(case["clifford_decay_p_at_1_5_gates"], abs=1e-10)


@given(st.floats(0, 0.8), st.integers(1, 3))
def test_conversions_invert(error: float, qubits: int) -> None:
    assert pauli_error(average_infidelity(error, qubits), qubits) == pytest.approx(error)


@pytest.mark.parametrize("case", cases("device.binomial_limits"), ids=str)
def test_binomial_limits(case: dict[str, Any]) -> None:
    """Clopper and Pearson 1934, 1e-7 relative."""
    lower, upper = binomial_limits(case["failures"], case["trials"], case["confidence"])
    assert upper == pytest.approx(case["clopper_pearson_upper"], rel=1e-7)
    assert lower == pytest.approx(case["clopper_pearson_lower"], rel=1e-7)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(VerificationError):
        rb_fit({2: 0.9}, 1, 1.0)
    with pytest.raises(VerificationError):
        rb_fit({2: 0.9, 4: 1.2}, 1, 1.0)
    with pytest.raises(VerificationError):
        pooled({"0": {"2": {"1": 101}}}, 100)
    with pytest.raises(VerificationError):
        binomial_limits(3, 2, 0.95)
    with pytest.raises(VerificationError):
        average_infidelity(1.5)
