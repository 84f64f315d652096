"""The shipped table of quantum computers: 79 devices with published calibration or noise data, 2020 to 2026.

The vendors' own figures, from the open-source packages named in each row (`data/README.md`). The kind of error differs
between vendors: what a reading is stands in its `what_it_is`.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources

from acquis.items.errors import ItemError
from acquis.items.item import Evidence, EvidenceKind, Item, Reading
from acquis.items.machine import Coupler, Machine, undirected
from acquis.items.readings import Description, describe, describe_other_quantity, numbers_of
from acquis.items.values import Value, decimal_from_text, measured

DECLARED = (
    "One declared value: mean over gate zones of the two-qubit ZZ gate, equal to a C-NOT up to single-qubit gates, by "
    "randomized benchmarking (average gate infidelity), plus a quarter of the leakage. An average, as the law says; "
    "whether leakage counts the law does not say. Interval: value and standard uncertainty, k = 2, about 95 %."
)
CYCLE = (
    "Not a C-NOT error: error of a cycle of cross-entropy benchmarking (a layer of two-qubit gates with single-qubit "
    "gates around it). The C-NOT error stays unknown."
)
RESONATOR = (
    "Not an error between two qubits: the gate joins a qubit and a shared resonator, into which another qubit is moved "
    "first. The C-NOT error stays unknown."
)

_KINDS: Mapping[str, EvidenceKind] = {"Quantinuum": "declared", "IQM": "example"}

Row = Mapping[str, str]


def list_qpus() -> tuple[str, ...]:
    """The devices of the table, in its order."""
    return tuple(_rows())


def qpu(name: str) -> Item:
    """The device of that name, such as `ibm_boston`. Raises ItemError, with near names, for one that is not there."""
    row = _rows().get(name)
    if row is None:
        near = difflib.get_close_matches(name, list_qpus(), n=3)
        way_out = f"did you mean {', '.join(near)}" if near else "list_qpus() names them all"
        raise ItemError(f"the table has no device {name!r}", way_out=way_out)
    couplers = _couplers().get(name, ())
    found, machine, numbers = _read(row, couplers)
    return Item(
        id=name,
        name=f"{row['provider']} {name}",
        provider=row["provider"],
        technology=row["technology"],
        date=_date(row),
        common=found.common,
        readings=found.readings,
        evidence=(_evidence(row, numbers),),
        defects=found.defects + tuple(_defects(row, couplers)),
        machine=machine,
    )


def _read(row: Row, couplers: tuple[Coupler, ...]) -> tuple[Description, Machine | None, dict[str, Value]]:
    """Facts, the graph where its errors are C-NOT errors, and the numbers that are no legal facts."""
    if row["provider"] == "Quantinuum":
        reading = Reading("declared", "declared mean, k = 2", _declared(row), DECLARED, legal_quantity=True)
        return Description(_counts(row), (reading,), ()), None, {}
    if row["provider"] == "Google":
        machine = _machine(row, couplers)
        metric = row["error_kind"].split()[0]
        found = describe_other_quantity(machine, metric, "cross-entropy benchmarking, error per cycle", CYCLE)
        return found, None, numbers_of(machine, metric)
    if any(_is_resonator(end) for coupler in couplers for end in coupler.pair):
        reading = Reading("qubit_resonator", "mean over gates with the resonator", {}, RESONATOR, legal_quantity=False)
        mean_working = _number(row, "e2q_mean_working")
        return Description(_counts(row), (reading,), ()), None, {"qubit_resonator.mean": mean_working}
    machine = _machine(row, couplers)
    return describe(machine), machine, {}


def _machine(row: Row, couplers: tuple[Coupler, ...]) -> Machine:
    """Qubits named by numbers run from 0, so that one without a coupler is not forgotten."""
    named = sorted({end for coupler in couplers for end in coupler.pair})
    if all(name.isdigit() for name in named):
        named = [str(number) for number in range(int(row["n_qubits"]))]
    return Machine(tuple(named), couplers)


def _counts(row: Row) -> dict[str, Value]:
    """The facts of a device whose qubits all count by the vendor's word, any pair being connected."""
    count = int(row["n_qubits"])
    return {
        "item_kind": "quantum_computer",
        "quantum_model": "gate",
        "fabricated_qubits": count,
        "physical_qubits": count,
    }


def _declared(row: Row) -> dict[str, Value]:
    value = measured(_number(row, "e2q_mean_working"), _number(row, "e2q_uncertainty"))
    return {} if value is None else {"cnot_error": value}


def _is_resonator(name: str) -> bool:
    """IQM names a computational resonator CR1; its qubits QB1, QB2, ..."""
    return name.startswith("CR")


def _number(row: Row, field: str) -> Decimal:
    number = decimal_from_text(row[field])
    if number is None:
        raise ItemError("the table has no value here", field=f"{row['device']}.{field}")
    return number


def _date(row: Row) -> date | None:
    text = row["calibration_date"]
    return datetime.fromisoformat(text).date() if text else None


def _evidence(row: Row, numbers: Mapping[str, Value]) -> Evidence:
    example = "example noise model, not a measurement: " if row["provider"] == "IQM" else ""
    gate = f"native two-qubit gate {row['native_2q_gate']}; " if row["native_2q_gate"] else ""
    package = f"{row['source_package']} {row['source_version']}"
    return Evidence(
        kind=_KINDS.get(row["provider"], "measured"),
        what=example + row["error_kind"],
        by=row["provider"],
        date=_date(row),
        source_file=row["source_file"],
        sha256=row["source_sha256"],
        licence=row["licence"],
        note="; ".join(part for part in (f"{gate}from {package}", row["notes"]) if part),
        numbers=numbers,
    )


def _defects(row: Row, couplers: tuple[Coupler, ...]) -> Iterator[str]:
    if row["notes"].startswith("same snapshot as"):
        twins = [name for name, other in _couplers().items() if name != row["device"] and other == couplers]
        yield f"duplicate: the same snapshot as {' and '.join(twins)}, not an independent device"
    if row["provider"] == "IQM":
        yield f"example_noise_model: {row['notes']}"
    if row["provider"] == "Google":
        yield f"other_quantity: {row['notes']}"
    if row["notes"].startswith("generic"):
        yield f"generic_snapshot: {row['notes']}, not one machine on one day"


@cache
def _rows() -> dict[str, Row]:
    return {row["device"]: row for row in _table("qpu_calibrations.csv")}


@cache
def _couplers() -> dict[str, tuple[Coupler, ...]]:
    rows: dict[str, list[tuple[str, str, Decimal | None]]] = {}
    for row in _table("qpu_couplers.csv"):
        rows.setdefault(row["device"], []).append((row["q0"], row["q1"], decimal_from_text(row["error"])))
    return {device: undirected(found) for device, found in rows.items()}


def _table(name: str) -> list[Row]:
    text = resources.files("acquis.items").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
