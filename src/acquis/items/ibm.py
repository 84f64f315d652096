"""Calibrations of IBM machines and of any Qiskit backend.

Two sources: the properties JSON that IBM publishes and qiskit-ibm-runtime ships with its fake backends, and the
`target` of a Qiskit `BackendV2` (read by its attributes; Qiskit itself is not imported).

The gates cx, cz and ecr each equal a C-NOT up to single-qubit gates, so their reported error is taken for the C-NOT
error. It is the average gate infidelity from randomized benchmarking. An rzz gate of any angle is not such a gate: a
pair that has only other gates counts as a coupler without a reported C-NOT error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.items.errors import ItemError, placed
from acquis.items.files import parse_json, read_source
from acquis.items.item import Evidence, Item
from acquis.items.machine import Machine, undirected
from acquis.items.readings import describe
from acquis.items.values import clean_name, decimal_from_number, error_rate

CNOT_EQUIVALENT = frozenset({"cx", "cz", "ecr"})
"""Gates that are a C-NOT up to single-qubit gates."""

_WHAT = "reported gate_error of the native two-qubit gate (average gate infidelity from randomized benchmarking)"

Row = tuple[str, str, Decimal | None]


def read_ibm_properties(path: str | Path) -> Item:
    """The machine in an IBM properties JSON file.

    Raises ItemError when the file cannot be read or a qubit, gate or error in it has no sense.
    """
    source = read_source(path)
    with placed(file=source.name):
        return _from_properties(parse_json(source), source.name, source.sha256)


def _from_properties(data: Mapping[str, object], file: str, sha256: str) -> Item:
    name = clean_name(str(_required(data, "backend_name")), "backend_name")
    qubits = _list(data, "qubits")
    rows = [row for number, gate in enumerate(_list(data, "gates")) for row in _gate_row(gate, f"gates[{number}]")]
    machine = _machine(len(qubits), rows)
    day = _day(data.get("last_update_date"))
    evidence = Evidence("measured", _WHAT, "IBM", day, file, sha256, note="IBM backend properties")
    return _item(name, "IBM", "superconducting", day, machine, evidence)


def from_backend(backend: Any, *, provider: str = "not stated", technology: str = "not stated") -> Item:
    """The machine behind a Qiskit `BackendV2`.

    `provider` and `technology` are the caller's word: a backend does not tell them. A gate without an error in the
    target is a coupler without a reported error. Raises ItemError when the object has no target.
    """
    target = getattr(backend, "target", None)
    if target is None or not hasattr(target, "operation_names"):
        raise ItemError("the object has no target", way_out="give a Qiskit BackendV2")
    count = target.num_qubits
    if not isinstance(count, int):
        raise ItemError("the target does not say how many qubits it has", field="target.num_qubits")
    name = clean_name(str(getattr(backend, "name", None) or "backend"))
    day = _backend_day(backend)
    machine = _machine(count, list(_target_rows(target)))
    note = f"target of {type(backend).__module__}.{type(backend).__qualname__}"
    return _item(name, provider, technology, day, machine, Evidence("measured", _WHAT, provider, day, note=note))


def _item(name: str, provider: str, technology: str, day: date | None, machine: Machine, evidence: Evidence) -> Item:
    found = describe(machine)
    return Item(
        id=name,
        name=name,
        provider=provider,
        technology=technology,
        date=day,
        common=found.common,
        readings=found.readings,
        evidence=(evidence,),
        defects=found.defects,
        machine=machine,
    )


def _machine(count: int, rows: Sequence[tuple[str, Row]]) -> Machine:
    """One coupler a pair. Other gates on a pair count only where no gate equal to a C-NOT is there."""
    cnot = [row for gate, row in rows if gate in CNOT_EQUIVALENT]
    known = {frozenset(row[:2]) for row in cnot}
    silent = [(a, b, None) for gate, (a, b, _) in rows if frozenset((a, b)) not in known]
    return Machine(tuple(str(number) for number in range(count)), undirected([*cnot, *silent]))


def _gate_row(gate: object, field: str) -> Iterable[tuple[str, Row]]:
    if not isinstance(gate, Mapping):
        raise ItemError("a gate is an object", field=field)
    qubits = _list(gate, "qubits", field)
    if len(qubits) != 2:
        return
    errors = [
        parameter.get("value")
        for parameter in _list(gate, "parameters", field)
        if isinstance(parameter, Mapping) and parameter.get("name") == "gate_error"
    ]
    yield str(_required(gate, "gate", field)), _row(qubits[0], qubits[1], errors[0] if errors else None, field)


def _target_rows(target: Any) -> Iterable[tuple[str, Row]]:
    for gate in target.operation_names:
        for qubits, properties in (target[gate] or {}).items():
            if qubits is not None and len(qubits) == 2:
                error = getattr(properties, "error", None)
                yield gate, _row(qubits[0], qubits[1], error, f"target[{gate!r}][{qubits}]")


def _row(a: object, b: object, error: object, field: str) -> Row:
    with placed(field=field):
        return str(a), str(b), error_rate(decimal_from_number(error))


def _required(data: Mapping[str, object], key: str, field: str = "") -> object:
    if key not in data:
        place = f"{field}.{key}" if field else key
        raise ItemError("the key is missing", field=place, way_out="give a properties file, not a configuration")
    return data[key]


def _list(data: Mapping[str, object], key: str, field: str = "") -> list[object]:
    value = _required(data, key, field)
    if not isinstance(value, list):
        raise ItemError("a list is expected", field=f"{field}.{key}" if field else key)
    return value


def _day(moment: object) -> date | None:
    """The local day of the calibration; None when the source gives none that can be read."""
    if isinstance(moment, datetime):
        return moment.date()
    try:
        return datetime.fromisoformat(str(moment)).date()
    except ValueError:
        return None


def _backend_day(backend: Any) -> date | None:
    properties = getattr(backend, "properties", None)
    found = properties() if callable(properties) else None
    return _day(getattr(found, "last_update_date", None))
