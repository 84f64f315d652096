"""The shipped table: recomputed from its couplers, checked against its aggregates, with every known trap."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from decimal import Decimal
from importlib import resources

import pytest

from acquis.items import ItemError, list_qpus, qpu
from acquis.items.machine import NOT_WORKING
from acquis.items.values import mean, median

FILES = resources.files("acquis.items") / "data"
ROWS = {row["device"]: row for row in csv.DictReader((FILES / "qpu_calibrations.csv").read_text("utf-8").splitlines())}
COUPLERS = list(csv.DictReader((FILES / "qpu_couplers.csv").read_text("utf-8").splitlines()))

# The table prints its aggregates and its couplers with six significant digits, each rounded by itself.
TOLERANCE = Decimal("1e-5")
WITH_COUPLERS = [name for name, row in ROWS.items() if row["provider"] != "Quantinuum" and row["e2q_median"]]


def errors_of(name: str) -> list[Decimal]:
    return [Decimal(row["error"]) for row in COUPLERS if row["device"] == name]


def close(found: object, printed: str) -> bool:
    assert isinstance(found, Decimal)
    return abs(found / Decimal(printed) - 1) <= TOLERANCE


@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("qpu_calibrations.csv", "6bb10c9232fdc21f46d58da14a1897ab9328d91b79ac953d23496fc79be9afee"),
        ("qpu_couplers.csv", "991e84fbf0366d145bbb797b3d43f5f7138dfb14bfb67def1d564553fca6bfe9"),
    ],
)
def test_the_files_are_the_published_ones(name: str, sha256: str) -> None:
    assert hashlib.sha256((FILES / name).read_bytes()).hexdigest() == sha256


def test_the_table_has_79_devices_of_four_providers() -> None:
    assert len(list_qpus()) == len(set(list_qpus())) == 79
    assert Counter(qpu(name).provider for name in list_qpus()) == {"IBM": 68, "IQM": 5, "Google": 3, "Quantinuum": 3}


@pytest.mark.parametrize("name", WITH_COUPLERS)
def test_the_aggregates_follow_from_the_couplers(name: str) -> None:
    """What the source did: median and mean over all working couplers, in the largest component or not; one mean over all."""
    errors = errors_of(name)
    working = [error for error in errors if error < NOT_WORKING]
    row = ROWS[name]
    assert close(median(working), row["e2q_median"])
    assert close(mean(working), row["e2q_mean_working"])
    assert close(mean(errors), row["e2q_mean_all"])
    assert (len(errors), len(errors) - len(working)) == (int(row["n_couplers"]), int(row["n_couplers_faulty"]))


def test_the_median_of_the_source_is_over_working_couplers() -> None:
    """Over all couplers it would be a third higher on ibmq_manhattan."""
    errors = errors_of("ibmq_manhattan")
    assert median(errors) > Decimal("1.3") * Decimal(ROWS["ibmq_manhattan"]["e2q_median"])


@pytest.mark.parametrize("name", [name for name in WITH_COUPLERS if qpu(name).machine is not None])
def test_the_readings_agree_with_the_aggregates(name: str) -> None:
    item, row = qpu(name), ROWS[name]
    assert item.common["fabricated_qubits"] == int(row["n_qubits"])
    assert item.common["physical_qubits"] == int(row["lcc_working"])
    assert close(item.facts("median")["cnot_error"], row["e2q_median"])
    assert close(item.facts("mean_all")["cnot_error"], row["e2q_mean_all"])
    if name not in OUTSIDE_THE_LARGEST_PART:
        assert close(item.facts("mean_working")["cnot_error"], row["e2q_mean_working"])


# The source averages over all working couplers; we over those among the qubits that count.
OUTSIDE_THE_LARGEST_PART = {"ibmq_cambridge", "ibmq_manhattan", "ibm_sherbrooke", "ibm_washington"}


@pytest.mark.parametrize("name", sorted(OUTSIDE_THE_LARGEST_PART))
def test_couplers_among_qubits_that_do_not_count_are_left_out(name: str) -> None:
    found = qpu(name).facts("mean_working")["cnot_error"]
    assert isinstance(found, Decimal)
    assert Decimal("0.8") < found / Decimal(ROWS[name]["e2q_mean_working"]) < Decimal("1.1")
    assert not close(found, ROWS[name]["e2q_mean_working"])


def test_boston_has_readings_nine_times_apart() -> None:
    item = qpu("ibm_boston")
    values = {reading.name: reading.facts["cnot_error"] for reading in item.readings}
    assert close(values["median"], "0.00127078")
    assert close(values["mean_working"], "0.00546416")
    assert close(values["mean_all"], "0.0111149")
    assert Decimal("8.7") < Decimal(str(values["mean_all"])) / Decimal(str(values["median"])) < 9
    assert [reading.name for reading in item.readings if reading.legal_quantity] == ["mean_working"]


def test_kyoto_is_a_broken_snapshot_and_not_a_machine_of_one_qubit() -> None:
    item = qpu("ibm_kyoto")
    assert ROWS["ibm_kyoto"]["lcc_working"] == "1"
    assert item.readings == ()
    assert set(item.common) == {"item_kind", "quantum_model", "fabricated_qubits"}
    assert item.defects == ("broken_snapshot: all 144 couplers are marked as not working; no count and no average is made",)


@pytest.mark.parametrize(("name", "dead", "fabricated", "counted"), [("ibm_cusco", 19, 127, 121), ("ibmq_manhattan", 22, 65, 17)])
def test_couplers_that_do_not_work_cost_qubits(name: str, dead: int, fabricated: int, counted: int) -> None:
    item = qpu(name)
    assert (item.common["fabricated_qubits"], item.common["physical_qubits"]) == (fabricated, counted)
    assert f"not_working_couplers: {dead} of" in item.defects[0]
    assert f"qubits_left_out: {fabricated - counted} of {fabricated}" in item.defects[1]


def test_fake_fractional_is_named_as_a_duplicate() -> None:
    """Its notes say fake_lima; the table calls that device ibmq_lima."""
    defects = qpu("fake_fractional").defects
    assert defects == ("duplicate: the same snapshot as ibmq_lima, not an independent device",)
    assert not qpu("ibmq_lima").defects
    couplers: dict[str, list[tuple[str, str, str]]] = {}
    for row in COUPLERS:
        couplers.setdefault(row["device"], []).append((row["q0"], row["q1"], row["error"]))
    twins = [name for name, found in couplers.items() for other in couplers if name < other and couplers[other] == found]
    assert twins == ["fake_fractional"], "no other device of the table repeats another"


@pytest.mark.parametrize("name", ["rainbow", "weber", "willow_pink"])
def test_google_rows_are_another_quantity(name: str) -> None:
    item = qpu(name)
    (reading,) = item.readings
    assert "xeb" in reading.name
    assert reading.facts == {}
    assert not reading.legal_quantity
    assert "Not a C-NOT error" in reading.what_it_is
    assert "cnot_error_median" not in item.common
    assert item.common["physical_qubits"] == int(ROWS[name]["n_qubits"])
    assert item.machine is None
    assert close(item.evidence[0].numbers[f"{reading.name}.mean"], ROWS[name]["e2q_mean_working"])
    assert item.defects[0].startswith("other_quantity:")


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("H1-1", "0.0008484", "0.0010976"), ("H2-1", "0.0008884", "0.0012116"), ("H2-2", "0.000734", "0.000926")],
)
def test_quantinuum_rows_are_one_value_and_two_standard_uncertainties(name: str, low: str, high: str) -> None:
    item = qpu(name)
    (reading,) = item.readings
    assert reading.facts == {"cnot_error": {"low": Decimal(low), "high": Decimal(high)}}
    assert "leakage" in reading.what_it_is
    assert "95 %" in reading.what_it_is
    assert item.evidence[0].kind == "declared"
    assert item.common["physical_qubits"] == int(ROWS[name]["n_qubits"])


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row["provider"] == "IQM"])
def test_iqm_rows_are_example_noise_models(name: str) -> None:
    item = qpu(name)
    assert item.evidence[0].kind == "example"
    assert item.evidence[0].what.startswith("example noise model, not a measurement")
    assert any(defect.startswith("example_noise_model:") for defect in item.defects)
    assert item.date is None


def test_a_resonator_is_no_qubit() -> None:
    """fake_deneb is a star of six qubits round a resonator, which the table counts as a seventh node."""
    item = qpu("fake_deneb")
    assert ROWS["fake_deneb"]["lcc_working"] == "7"
    assert item.common["physical_qubits"] == 6
    assert item.readings[0].facts == {}
    assert item.machine is None


def test_one_qubit_has_no_cnot_error() -> None:
    item = qpu("ibmq_armonk")
    assert (item.common["physical_qubits"], item.readings, item.defects) == (1, (), ())


def test_qubits_without_a_coupler_are_not_forgotten() -> None:
    """The source lists no coupler for two qubits of alt_cairo."""
    item = qpu("alt_cairo")
    assert (item.common["fabricated_qubits"], item.common["physical_qubits"]) == (27, 25)


@pytest.mark.parametrize("name", list(ROWS))
def test_every_item_carries_its_evidence(name: str) -> None:
    item, row = qpu(name), ROWS[name]
    (evidence,) = item.evidence
    assert (evidence.sha256, evidence.source_file) == (row["source_sha256"], row["source_file"])
    assert (evidence.licence, evidence.by) == ("Apache-2.0", row["provider"])
    assert len(evidence.sha256 or "") == 64
    assert item.to_dict()["id"] == name


def test_an_unknown_name_gets_near_names() -> None:
    with pytest.raises(ItemError, match="ibm_boston"):
        qpu("ibm_bosten")
    with pytest.raises(ItemError, match="list_qpus"):
        qpu("?")
