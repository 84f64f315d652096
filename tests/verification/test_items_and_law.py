"""Families of the vectors that the readers of items and the corpus answer: bands of a ladder, chips, calibrations."""

from __future__ import annotations

import datetime as dt
import statistics
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from acquis.conditions.values import Facts
from acquis.items import chip, processing_performance, qpu
from acquis.items.machine import Coupler, Machine, components
from acquis.law import Snapshot, load_corpus
from acquis.law.evaluation import Evaluation
from tests.safeguards.vectors import cases

BANDS = tuple(f"a.{k}" for k in range(1, 9))


@cache
def law() -> Snapshot:
    return load_corpus().on(dt.date(2026, 4, 20), "US")


@pytest.mark.parametrize("case", cases("device.cnot_tier"), ids=str)
def test_band_of_a_machine(case: dict[str, Any]) -> None:
    """ECCN 4A906.a.1 to a.8 as the corpus has them; exact."""
    facts: Facts = {
        "item_kind": "quantum_computer", "quantum_model": "gate",
        "physical_qubits": Decimal(case["qubits"]), "cnot_error": Decimal(str(case["mean_cnot_error"])),
    }  # fmt: skip
    evaluation = Evaluation(law(), facts)
    inside = [band for band in BANDS if evaluation.holds(f"US.EAR.774.4A906.{band}") is not False]
    assert inside == ([case["band"]] if case["band"] else [])
    assert all(evaluation.holds(f"US.EAR.774.4A906.{band}") is True for band in inside)


@pytest.mark.parametrize("case", cases("compute.tpp"), ids=lambda c: str(c["chip"]))
def test_total_processing_performance(case: dict[str, Any]) -> None:
    """Epoch AI, Machine Learning Hardware (CC BY 4.0), column Total processing performance; 1e-4 relative."""
    found = processing_performance(chip(case["chip"]))
    assert isinstance(found, Decimal)
    assert float(found) == pytest.approx(case["tpp"], rel=1e-4)


def _summary(machine: Machine) -> dict[str, Any]:
    working = [coupler for coupler in machine.couplers if coupler.working]
    errors = [float(coupler.high) for coupler in working if coupler.high is not None]

    def largest(couplers: list[Coupler]) -> int:
        return max((len(part.qubits) for part in components(machine.qubits, couplers)), default=1)

    return {
        "n_qubits": len(machine.qubits),
        "n_couplers": len(machine.couplers),
        "n_couplers_faulty": len(machine.couplers) - len(working),
        "e2q_median": statistics.median(errors) if errors else None,
        "e2q_mean_working": statistics.fmean(errors) if errors else None,
        "e2q_best": min(errors, default=None),
        "largest_component_working": largest(working),
        "largest_component_error_le_2e_3": largest([c for c in working if c.high is not None and c.high <= Decimal("0.002")]),
    }


@pytest.mark.parametrize("case", cases("device.calibration_summary"), ids=lambda c: str(c["device"]))
def test_calibration_summary(case: dict[str, Any]) -> None:
    """The shipped qpu_couplers.csv; 1e-4 relative."""
    machine = qpu(case["device"]).machine
    assert machine is not None
    found = _summary(machine)
    for name, told in case.items():
        if name != "device":
            assert found[name] == (told if told is None else pytest.approx(told, rel=1e-4)), name


@pytest.mark.parametrize("case", cases("compute.tpp"), ids=lambda c: str(c["chip"]))
def test_the_2023_rule_for_chips(case: dict[str, Any]) -> None:
    """ECCN 3A090.a as the corpus has it: TPP from 4800, or from 1600 with a density from 5.92; unknown without a die area."""
    facts: Facts = {
        "item_kind": "integrated_circuit", "digital_processing_unit": True, "datacenter_marketed": True,
        "tpp": Decimal(str(case["tpp"])),
    }  # fmt: skip
    if case["performance_density"] is not None:
        facts = {**facts, "performance_density": Decimal(str(case["performance_density"]))}
    assert Evaluation(law(), facts).holds("US.EAR.774.3A090.a") is case["over_3A090a_2023"]
