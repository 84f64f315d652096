"""The cost model of Gidney and Ekera 2019, against its own estimator and its published tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from acquis.verification.device import VerificationError
from acquis.verification.factoring_cost import Machine, best_cost, rsa_cost, rsa_exponent_bits, run_cost
from tests.safeguards.vectors import cases


@pytest.mark.parametrize("case", cases("resource.ge2019_table"), ids=lambda case: str(case["n"]))
def test_table(case: dict[str, Any]) -> None:
    """Strilanc/efficient-quantum-factoring-2019 at commit 4ce507c; 1e-3."""
    cost = rsa_cost(case["n"])
    assert cost is not None
    assert cost.toffoli == pytest.approx(case["toffoli"], rel=1e-3)
    assert cost.megaqubits == pytest.approx(case["megaqubits"], rel=1e-3)
    assert cost.hours_per_run == pytest.approx(case["hours_per_run"], rel=1e-3)
    assert cost.retry_risk == pytest.approx(case["retry_risk"], rel=1e-3)
    assert (cost.design.code_distance, cost.design.l1_distance) == (case["code_distance"], case["l1_distance"])
    if "expected_hours" in case:
        assert cost.expected_hours == pytest.approx(case["expected_hours"], rel=1e-3)


def test_the_title_of_the_paper() -> None:
    """arXiv 1905.09749: 2048 bits in 8 hours with 20 million qubits, rounded up by its authors."""
    cost = rsa_cost(2048)
    assert cost is not None
    assert 19 < cost.megaqubits < 20
    assert 7 < cost.expected_hours < 8
    assert rsa_exponent_bits(2048) == 1023 + 2 * 1003


@pytest.mark.parametrize("better", [Machine(gate_error=1e-4), Machine(cycle_us=0.5)])
def test_a_better_machine_costs_less(better: Machine) -> None:
    """For each design fewer errors, or faster cycles, cost no more: so does the least."""
    usual, improved = rsa_cost(1024), rsa_cost(1024, better)
    assert usual is not None
    assert improved is not None
    assert improved.megaqubits**1.2 * improved.expected_hours < usual.megaqubits**1.2 * usual.expected_hours


def test_a_faster_reaction_needs_more_factories() -> None:
    """Section 2 of arXiv 1905.09749: the run is limited by the reaction time, and the factories have to keep up."""
    usual, fast = rsa_cost(1024), rsa_cost(1024, Machine(reaction_us=5))
    assert usual is not None
    assert fast is not None
    assert fast.expected_hours < usual.expected_hours
    assert fast.physical_qubits > usual.physical_qubits


def test_a_design_with_too_small_a_code_fails() -> None:
    cost = rsa_cost(1024)
    assert cost is not None
    bits = rsa_exponent_bits(1024)
    assert run_cost(1024, bits, cost.design, Machine()) == cost
    assert run_cost(1024, bits, replace(cost.design, code_distance=9), Machine()) is None


def test_no_design_near_the_threshold() -> None:
    """At 0.9 % the code gains too little for any distance up to 49."""
    assert rsa_cost(2048, Machine(gate_error=9e-3)) is None


@pytest.mark.parametrize(("gate_error", "cycle"), [(0.01, 1), (0, 1), (1e-3, 0)])
def test_machines_outside_of_the_model_are_refused(gate_error: float, cycle: float) -> None:
    with pytest.raises(VerificationError):
        Machine(gate_error=gate_error, cycle_us=cycle)


def test_too_short_a_modulus_is_refused() -> None:
    with pytest.raises(VerificationError):
        rsa_cost(16)
    assert best_cost(1000, 1000, Machine()) is None  # no runway of the search range divides it
