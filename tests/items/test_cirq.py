"""Cirq calibrations: other quantities than the C-NOT error, kept apart from it."""

from __future__ import annotations

import json
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from acquis.items import ItemError, from_cirq_calibration, qpu, read_cirq_calibration
from acquis.items.cirq import PAULI_OVER_AVERAGE

AVERAGE = "two_qubit_sqrt_iswap_gate_xeb_average_error_per_cycle"
PAULI = "two_qubit_sqrt_iswap_gate_xeb_pauli_error_per_cycle"
PARALLEL_CZ = "two_qubit_parallel_cz_gate_xeb_pauli_error_per_cycle"

SHIPPED = [
    ("rainbow", "rainbow_2021_11_16_calibration.json", AVERAGE),
    ("weber", "weber_2021_11_03_calibration.json", AVERAGE),
    ("willow_pink", "willow_pink_d7v1-2024_08_16_calibration.json", PARALLEL_CZ),
]


def folder() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("cirq_google", reason="cirq-google is not installed")
    return Path(library.__file__).parent / "devices" / "calibrations"


def metric(name: str, a: str, b: str, value: object) -> dict[str, object]:
    return {"name": name, "targets": [a, b], "values": [{"doubleVal": value}]}


def write(folder: Path, data: object) -> Path:
    path = folder / "made_calibration.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "file", "quantity"), SHIPPED)
def test_the_files_of_google_agree_with_the_table(name: str, file: str, quantity: str) -> None:
    item, shipped = read_cirq_calibration(folder() / file), qpu(name)
    if item.evidence[0].sha256 != shipped.evidence[0].sha256:
        pytest.skip("the installed cirq-google ships another calibration than the one in the table")
    for fact in ("item_kind", "quantum_model", "fabricated_qubits", "physical_qubits"):
        assert item.common[fact] == shipped.common[fact]
    for statistic in ("mean", "median"):
        found = item.evidence[0].numbers[f"{quantity}.{statistic}"]
        printed = shipped.evidence[0].numbers[f"{quantity}.{statistic}"]
        assert isinstance(found, Decimal)
        assert isinstance(printed, Decimal)
        assert abs(found / printed - 1) <= Decimal("1e-5")


@pytest.mark.parametrize(("name", "file", "quantity"), SHIPPED)
def test_no_metric_of_google_is_a_cnot_error(name: str, file: str, quantity: str) -> None:
    item = read_cirq_calibration(folder() / file, name=name)
    assert quantity in {reading.name for reading in item.readings}
    for reading in item.readings:
        assert reading.facts == {}
        assert not reading.legal_quantity
        assert "cnot_error" not in item.facts(reading.name)
    assert item.machine is None
    assert item.defects[-1].startswith("other_quantity:")


def test_pauli_errors_are_five_quarters_of_average_errors() -> None:
    """On both machines for which Google publishes both."""
    for file in ("rainbow_2021_11_16_calibration.json", "weber_2021_11_03_calibration.json"):
        numbers = read_cirq_calibration(folder() / file).evidence[0].numbers
        pauli, average = numbers[f"{PAULI}.mean"], numbers[f"{AVERAGE}.mean"]
        assert isinstance(pauli, Decimal)
        assert isinstance(average, Decimal)
        assert abs(pauli / average - PAULI_OVER_AVERAGE) < Decimal("1e-9")


def test_simultaneous_gates_have_other_errors_than_isolated_ones() -> None:
    item = read_cirq_calibration(folder() / "weber_2021_11_03_calibration.json")
    labels = {reading.name: reading.label for reading in item.readings}
    assert "isolated" in labels[AVERAGE]
    assert "simultaneous" in labels["two_qubit_parallel_sqrt_iswap_gate_xeb_average_error_per_cycle"]


def test_a_calibration_in_memory_reads_like_its_file() -> None:
    path = folder() / "weber_2021_11_03_calibration.json"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cirq_google

        calibration = cirq_google.engine.load_median_device_calibration("weber")
    item, from_file = from_cirq_calibration(calibration, name="weber"), read_cirq_calibration(path)
    assert item.common == from_file.common
    assert {reading.name for reading in item.readings} == {reading.name for reading in from_file.readings}
    for number, value in from_file.evidence[0].numbers.items():
        found = item.evidence[0].numbers[number]
        assert isinstance(found, Decimal)
        assert isinstance(value, Decimal)
        assert abs(found / value - 1) < Decimal("1e-12")


def test_files_without_two_qubit_errors_are_refused() -> None:
    with pytest.raises(ItemError):
        read_cirq_calibration(folder() / "weber_2021_04_20_zphase.json")


# The format without the library: a small calibration as Cirq saves it.


@pytest.mark.parametrize("nested", [True, False])
def test_both_ways_in_which_cirq_saves_a_calibration(tmp_path: Path, nested: bool) -> None:
    metrics = [metric(AVERAGE, "0_5", "0_6", 0.01), metric(AVERAGE, "0_6", "0_7", 0.02), metric("other", "0_5", "0_6", 9)]
    inner = {"timestampMs": "1562544000021", "metrics": metrics}
    item = read_cirq_calibration(write(tmp_path, {"cirq_type": "Calibration", "metrics": inner} if nested else inner))
    assert item.id == "made_calibration"
    assert item.date is not None
    assert item.date.isoformat() == "2019-07-08"
    assert item.common["physical_qubits"] == 3
    assert item.evidence[0].numbers == {f"{AVERAGE}.mean": Decimal("0.015"), f"{AVERAGE}.median": Decimal("0.015")}


def test_a_pair_measured_as_lost_does_not_connect(tmp_path: Path) -> None:
    metrics = [metric(PARALLEL_CZ, "0_5", "0_6", 0.01), metric(PARALLEL_CZ, "0_6", "0_7", 1)]
    item = read_cirq_calibration(write(tmp_path, {"metrics": metrics}))
    assert (item.common["physical_qubits"], item.common["fabricated_qubits"]) == (2, 3)


class GridQubit(NamedTuple):
    """What is read of a qubit of Cirq."""

    row: int
    col: int


def test_a_calibration_object_needs_no_cirq() -> None:
    pair = (GridQubit(0, 5), GridQubit(0, 6))
    item = from_cirq_calibration({PARALLEL_CZ: {pair: [0.004]}, "single_qubit_idle_t1_micros": {pair[:1]: [20.0]}}, name="made")
    assert item.common["physical_qubits"] == 2
    assert "5/4" in item.readings[0].what_it_is
    assert "a C-NOT up to single-qubit gates" in item.readings[0].what_it_is


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "metrics"),
        ({"metrics": {"metrics": "x"}}, "metrics"),
        ({"metrics": []}, "metrics"),
        ({"metrics": [3]}, "metrics[0]"),
        ({"metrics": [{"name": AVERAGE, "targets": ["0_5"], "values": []}]}, "metrics[0]"),
        ({"metrics": [{"name": AVERAGE, "targets": ["0_5", "0_6"], "values": "x"}]}, "metrics[0]"),
        ({"metrics": [metric(AVERAGE, "0_5", "0_6", 1.5)]}, "metrics[0]"),
        ({"metrics": [metric(AVERAGE, "0_5", "0_6", "low")]}, "metrics[0]"),
        ({"metrics": [metric(AVERAGE, "0_5", "\x1b[31m", 0.1)]}, "metrics[0]"),
        ({"metrics": [metric(AVERAGE, "0_5", "0_6", 0.1)], "timestampMs": "9" * 30}, "timestampMs"),
    ],
)
def test_a_wrong_file_names_the_field(tmp_path: Path, data: Any, field: str) -> None:
    with pytest.raises(ItemError) as caught:
        read_cirq_calibration(write(tmp_path, data))
    assert (caught.value.field, caught.value.file) == (field, "made_calibration.json")
