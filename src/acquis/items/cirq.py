"""Calibrations of Google machines, as Cirq saves them.

Google publishes errors per cycle of cross-entropy benchmarking (XEB). They are not C-NOT errors:

- A cycle is a layer of two-qubit gates with single-qubit gates around it. To take those away one must assume that
  errors add; coherent errors cancel or build up, so what remains is a sound bound in neither direction.
- A Pauli error is 5/4 of the average error of a two-qubit gate (d + 1 over d, with dimension d = 4).
- A C-NOT takes two sqrt_iswap gates (Huang et al., Phys. Rev. Lett. 130, 070601, 2023) or two sycamore gates, with
  single-qubit gates between them. Only cz is a C-NOT up to single-qubit gates.

So the C-NOT error stays unknown. Each metric is a reading of another quantity; its numbers stand in the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.items.errors import ItemError, placed
from acquis.items.files import parse_json, read_source
from acquis.items.item import Evidence, Item, Reading
from acquis.items.machine import Machine, undirected
from acquis.items.readings import describe_other_quantity, numbers_of
from acquis.items.values import Value, clean_name, decimal_from_number, error_rate

PAULI_OVER_AVERAGE = Decimal("1.25")
"""Pauli error over average error of a gate on two qubits: (d + 1) / d, d = 4."""

_METRIC = re.compile(r"two_qubit_(parallel_)?(\w+)_gate_xeb_(average|pauli)_error_per_cycle")
_GATES = {
    "cz": "The cz gate is a C-NOT up to single-qubit gates. ",
    "sqrt_iswap": "A C-NOT takes two sqrt_iswap gates. ",
    "sycamore": "A C-NOT takes two sycamore gates. ",
}
_WHAT = "errors per cycle of cross-entropy benchmarking; not C-NOT errors"

Metrics = Mapping[str, Sequence[tuple[tuple[str, str], Decimal | None]]]
"""Of each metric the qubits it was measured on and the value."""


def read_cirq_calibration(path: str | Path, *, name: str | None = None) -> Item:
    """The machine in a Cirq calibration file (JSON); it is named after the file where no name is given.

    Raises ItemError when the file cannot be read or holds no two-qubit XEB metric.
    """
    source = read_source(path)
    with placed(file=source.name):
        data = parse_json(source)
        inner = data.get("metrics")
        message = inner if isinstance(inner, Mapping) else data
        metrics = _metrics_of_message(message.get("metrics"))
        day = _day(message.get("timestampMs"))
        return _item(clean_name(name or Path(source.name).stem), metrics, day, source.name, source.sha256)


def from_cirq_calibration(calibration: Any, *, name: str) -> Item:
    """The machine of a `cirq_google.Calibration` in memory; Cirq itself is not imported.

    Raises ItemError when it holds no two-qubit XEB metric.
    """
    metrics: dict[str, list[tuple[tuple[str, str], Decimal | None]]] = {}
    for metric, found in calibration.items():
        if _METRIC.fullmatch(metric):
            with placed(field=metric):
                pairs = [((_qubit(targets[0]), _qubit(targets[1])), _value(found[targets])) for targets in found]
            metrics[metric] = pairs
    return _item(clean_name(name), metrics, _day(getattr(calibration, "timestamp", None)), None, None)


def _item(name: str, metrics: Metrics, day: date | None, file: str | None, sha256: str | None) -> Item:
    if not metrics:
        raise ItemError("no two-qubit XEB metric", field="metrics", way_out="give a calibration with two-qubit metrics")
    readings: list[Reading] = []
    numbers: dict[str, Value] = {}
    for metric, found in metrics.items():
        numbers |= numbers_of(_machine({metric: found}), metric)
        readings.append(Reading(metric, _label(metric), {}, _what_it_is(metric), legal_quantity=False))
    counted = describe_other_quantity(_machine(metrics), "xeb", "", "")
    return Item(
        id=name,
        name=f"Google {name}",
        provider="Google",
        technology="superconducting",
        date=day,
        common=counted.common,
        readings=tuple(readings),
        evidence=(Evidence("measured", _WHAT, "Google", day, file, sha256, numbers=numbers),),
        defects=(*counted.defects, f"other_quantity: {_WHAT}"),
    )


def _machine(metrics: Metrics) -> Machine:
    """The qubits and pairs of qubits on which any of the metrics was measured."""
    pairs = [(*targets, value) for found in metrics.values() for targets, value in found]
    return Machine(tuple(dict.fromkeys(end for a, b, _ in pairs for end in (a, b))), undirected(pairs))


def _label(metric: str) -> str:
    parallel, gate, kind = _parts(metric)
    return f"{gate} gate, {'simultaneous' if parallel else 'isolated'}, {kind} error per XEB cycle"


def _what_it_is(metric: str) -> str:
    _, gate, kind = _parts(metric)
    factor = "; 5/4 of the average error" if kind == "pauli" else ""
    return (
        f"Not a C-NOT error: {kind} error of a cycle of {gate} gates with single-qubit gates around them{factor}. "
        f"{_GATES.get(gate, '')}The C-NOT error stays unknown."
    )


def _parts(metric: str) -> tuple[bool, str, str]:
    match = _METRIC.fullmatch(metric)
    if match is None:
        raise ItemError("not a two-qubit XEB metric", field=metric)
    return match[1] is not None, match[2], match[3]


def _metrics_of_message(entries: object) -> Metrics:
    """Metrics of a protobuf message in JSON: a list of {name, targets, values: [{doubleVal}]}."""
    if not isinstance(entries, list):
        raise ItemError("no list of metrics", field="metrics", way_out="give a calibration saved by Cirq")
    metrics: dict[str, list[tuple[tuple[str, str], Decimal | None]]] = {}
    for number, entry in enumerate(entries):
        field = f"metrics[{number}]"
        if not isinstance(entry, Mapping):
            raise ItemError("a metric is an object", field=field)
        name = str(entry.get("name"))
        if _METRIC.fullmatch(name) is None:
            continue
        targets, values = entry.get("targets"), entry.get("values")
        if not isinstance(targets, list) or len(targets) != 2 or not isinstance(values, list):
            raise ItemError("a two-qubit metric has two targets and a list of values", field=field)
        held = [next(iter(value.values()), None) for value in values if isinstance(value, Mapping)]
        with placed(field=field):
            a, b = (clean_name(str(target), "target") for target in targets)
            metrics.setdefault(name, []).append(((a, b), _value(held)))
    return metrics


def _value(values: Sequence[object]) -> Decimal | None:
    return error_rate(decimal_from_number(values[0])) if values else None


def _qubit(target: Any) -> str:
    """`row_column` of a grid qubit, as in the files."""
    return f"{target.row}_{target.col}" if hasattr(target, "row") else clean_name(str(target), "target")


def _day(milliseconds: object) -> date | None:
    """The day (UTC) of a time stamp in milliseconds; None when there is none."""
    with placed(field="timestampMs"):
        stamp = decimal_from_number(milliseconds)
        if not stamp:
            return None
        try:
            return datetime.fromtimestamp(int(stamp) // 1000, UTC).date()
        except (ValueError, OverflowError, OSError):
            raise ItemError("not a time stamp in milliseconds") from None
