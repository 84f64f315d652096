"""IBM properties files and Qiskit backends, against the fake backends that IBM ships and the table made from them."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acquis.items import Item, ItemError, from_backend, list_qpus, qpu, read_ibm_properties

ROUNDED = Decimal("1e-5")
"""The table prints six significant digits."""


def backends(*names: str) -> Iterator[Any]:
    """The fake backends of these names, or all."""
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider", reason="qiskit-ibm-runtime is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from (found for found in provider.FakeProviderForBackendV2().backends() if not names or found.name in names)


def table_name(fake: Any) -> str:
    """fake_fractional carries the name of the machine whose snapshot it repeats."""
    return "fake_fractional" if fake.name == "fake_fractional" else str(fake.properties().backend_name)


def folder() -> Path:
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider", reason="qiskit-ibm-runtime is not installed")
    return Path(provider.__file__).parent / "backends"


def ends(value: object) -> tuple[Decimal, Decimal]:
    if isinstance(value, Mapping):
        return Decimal(value["low"]), Decimal(value["high"])
    assert isinstance(value, Decimal)
    return value, value


def same_data(package: str, device: str) -> None:
    """Skip where another version of the library is installed than the one the table was made from."""
    made_from, here = qpu(device).evidence[0].note, f"{package} {version(package)}"
    if here not in made_from:
        pytest.skip(f"{here} is installed; the table is {made_from}")


def assert_agrees(item: Item, name: str) -> None:
    """Same counts, and the errors of the table inside what was read, up to the digits that the table prints."""
    shipped = qpu(name)
    for fact in ("item_kind", "quantum_model", "fabricated_qubits", "physical_qubits"):
        assert item.common.get(fact) == shipped.common.get(fact), fact
    assert item.date == shipped.date
    assert [reading.name for reading in item.readings] == [reading.name for reading in shipped.readings]
    for reading in shipped.readings:
        low, high = ends(item.facts(reading.name)["cnot_error"])
        value, _ = ends(reading.facts["cnot_error"])
        assert low * (1 - ROUNDED) <= value <= high * (1 + ROUNDED), reading.name


@pytest.mark.parametrize(
    "name",
    ["fake_boston", "fake_brisbane", "fake_cairo", "fake_cusco", "fake_fractional", "fake_geneva", "fake_kyoto", "fake_armonk"],
)
def test_a_fake_backend_agrees_with_the_table(name: str) -> None:
    """A real machine, read through the `target` of a BackendV2."""
    (fake,) = backends(name)
    same_data("qiskit-ibm-runtime", "ibm_boston")
    item = from_backend(fake, provider="IBM", technology="superconducting")
    assert_agrees(item, table_name(fake))
    assert (item.id, item.provider) == (name, "IBM")


@pytest.mark.slow
def test_every_fake_backend_agrees_with_the_table() -> None:
    read = {table_name(fake): from_backend(fake) for fake in backends()}
    same_data("qiskit-ibm-runtime", "ibm_boston")
    for name, item in read.items():
        assert_agrees(item, name)
    assert read.keys() == {name for name in list_qpus() if qpu(name).provider == "IBM"}
    assert len(read) == 68


def test_properties_files_agree_with_the_table() -> None:
    """The files also list rzz gates on the same couplers, which are not C-NOT gates."""
    paths = sorted(folder().glob("*/props_*.json"))
    same_data("qiskit-ibm-runtime", "ibm_boston")
    for path in paths:
        if path.stem == "props_cambridge_alt":
            continue  # another copy of cambridge, which the table does not use
        item = read_ibm_properties(path)
        assert_agrees(item, item.id)
        assert item.evidence[0].source_file == path.name


def test_a_properties_file_is_the_one_the_table_names() -> None:
    path = folder() / "boston" / "props_boston.json"
    same_data("qiskit-ibm-runtime", "ibm_boston")
    assert read_ibm_properties(path).evidence[0].sha256 == qpu("ibm_boston").evidence[0].sha256


def test_directions_that_differ_become_an_interval() -> None:
    """On ibm_geneva six couplers have two errors; where one direction is marked dead, as on ibm_hanoi, the other counts."""
    geneva = read_ibm_properties(folder() / "geneva" / "props_geneva.json")
    assert geneva.machine is not None
    assert sum(coupler.low != coupler.high for coupler in geneva.machine.couplers) == 6
    low, high = ends(geneva.facts("mean_working")["cnot_error"])
    assert Decimal("0.0109") < low < high < Decimal("0.0154")
    hanoi = read_ibm_properties(folder() / "hanoi" / "props_hanoi.json")
    assert hanoi.machine is not None
    assert all(coupler.working and coupler.low == coupler.high for coupler in hanoi.machine.couplers)


def test_kyoto_is_a_broken_snapshot() -> None:
    item = read_ibm_properties(folder() / "kyoto" / "props_kyoto.json")
    assert item.readings == ()
    assert "physical_qubits" not in item.common
    assert item.defects[0].startswith("broken_snapshot:")


def test_digits_are_those_of_the_file() -> None:
    path = folder() / "boston" / "props_boston.json"
    item = read_ibm_properties(path)
    first = next(gate for gate in json.loads(path.read_text())["gates"] if gate["gate"] == "cz")
    assert item.machine is not None
    coupler = next(c for c in item.machine.couplers if c.pair == {str(qubit) for qubit in first["qubits"]})
    assert str(coupler.low) == repr(first["parameters"][0]["value"])


# A target as Qiskit has it, without Qiskit.


class Target:
    """What `from_backend` reads of a Qiskit target."""

    def __init__(self, count: int | None, gates: dict[str, dict[tuple[int, ...] | None, Any]]) -> None:
        self.num_qubits = count
        self.operation_names = list(gates)
        self._gates = gates

    def __getitem__(self, name: str) -> dict[tuple[int, ...] | None, Any]:
        return self._gates[name]


def backend(count: int | None, **gates: dict[tuple[int, ...] | None, Any]) -> Any:
    return SimpleNamespace(name="made", target=Target(count, gates))


def error(value: object) -> Any:
    return SimpleNamespace(error=value)


def test_an_unreported_error_is_neither_working_nor_not() -> None:
    """A backend without errors must not pass as one qubit."""
    item = from_backend(backend(3, cz={(0, 1): error(0.01), (1, 2): error(None)}))
    assert item.common["physical_qubits"] == {"low": 2, "high": 3}
    assert "cnot_error" not in item.facts("mean_working")
    assert any(defect.startswith("unreported_couplers: 1 of 2") for defect in item.defects)
    silent = from_backend(backend(2, cz={(0, 1): None}))
    assert silent.common["physical_qubits"] == {"low": 1, "high": 2}


def test_nan_is_unreported_and_single_precision_is_read_as_printed() -> None:
    numpy = pytest.importorskip("numpy")
    item = from_backend(backend(3, ecr={(0, 1): error(float("nan")), (1, 2): error(numpy.float32(0.001))}))
    assert item.machine is not None
    assert [coupler.low for coupler in item.machine.couplers] == [None, Decimal("0.001")]
    double = from_backend(backend(2, ecr={(0, 1): error(numpy.float64(0.1))}))
    assert double.facts("mean_working")["cnot_error"] == Decimal("0.1")


def test_other_gates_are_no_cnot() -> None:
    item = from_backend(backend(2, rzz={(0, 1): error(0.001)}, x={(0,): error(0.1)}, barrier={None: None}))
    assert item.common["physical_qubits"] == {"low": 1, "high": 2}
    both = from_backend(backend(2, rzz={(0, 1): error(0.001)}, cz={(1, 0): error(0.002)}))
    assert both.facts("median")["cnot_error"] == Decimal("0.002")


@pytest.mark.parametrize("thing", [object(), SimpleNamespace(target=None), backend(None, cz={})])
def test_a_thing_without_target_is_an_error(thing: object) -> None:
    with pytest.raises(ItemError, match="target"):
        from_backend(thing)


def test_an_impossible_error_names_its_gate() -> None:
    with pytest.raises(ItemError) as caught:
        from_backend(backend(2, cz={(0, 1): error(1.5)}))
    assert caught.value.field == "target['cz'][(0, 1)]"


def properties(**changes: object) -> dict[str, object]:
    gate = {"gate": "cx", "qubits": [0, 1], "parameters": [{"name": "gate_error", "value": 0.01}]}
    return {
        "backend_name": "made",
        "last_update_date": "2026-01-02T03:04:05+00:00",
        "qubits": [[], []],
        "gates": [gate],
    } | changes


def write(folder: Path, data: object) -> Path:
    path = folder / "props.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_a_small_properties_file(tmp_path: Path) -> None:
    item = read_ibm_properties(write(tmp_path, properties()))
    assert item.facts("mean_working")["cnot_error"] == Decimal("0.01")
    assert (item.date is not None and item.date.isoformat(), item.id) == ("2026-01-02", "made")


GATE = {"gate": "cx", "qubits": [0, 1], "parameters": []}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "backend_name"),
        ({"backend_name": "x"}, "qubits"),
        (properties(qubits=3), "qubits"),
        (properties(gates=["cx"]), "gates[0]"),
        (properties(gates=[{"qubits": [0, 1], "gate": "cx"}]), "gates[0].parameters"),
        (properties(gates=[{**GATE, "parameters": [{"name": "gate_error", "value": -1}]}]), "gates[0]"),
        (properties(gates=[{**GATE, "parameters": [{"name": "gate_error", "value": "low"}]}]), "gates[0]"),
        (properties(gates=[{**GATE, "qubits": [0, 5]}]), "coupler 0-5"),
        (properties(gates=[{**GATE, "qubits": [1, 1]}]), "coupler 1-1"),
    ],
)
def test_a_wrong_file_names_the_field(tmp_path: Path, data: object, field: str) -> None:
    with pytest.raises(ItemError) as caught:
        read_ibm_properties(write(tmp_path, data))
    assert caught.value.field == field
    assert caught.value.file == "props.json"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": NaN}', "[" * 100_000, '{"backend_name": ' + "9" * 5000 + "}"])
def test_text_that_is_no_properties_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(ItemError):
        read_ibm_properties(write(tmp_path, text))


@pytest.mark.parametrize("name", ["two\nlines", "bell\x07", "right\u202eleft", " ", "x" * 300])
def test_a_name_that_could_deceive_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ItemError) as caught:
        read_ibm_properties(write(tmp_path, properties(backend_name=name)))
    assert str(caught.value).isprintable()
