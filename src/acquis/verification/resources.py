"""Published costs of breaking a cryptographic target, each with its date, its source and its assumptions.

The number of qubits fell 20 to 40 times from 2019 to 2026, so it is a dated parameter and never a constant. The data stand in
`data/cost_points.yaml`. The models that compute such costs: `factoring_cost` and `surface_code_cost`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from acquis.verification.device import VerificationError

_QUANTITY = re.compile(r"(?:(?P<relation><|about) ?)?(?P<number>[0-9.]+(?:e[0-9]+)?)")
_QUANTITIES = ("physical_qubits", "logical_qubits", "toffoli", "hours")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A published number and what the source says of it: equal to it, less than it, or about it."""

    value: float
    relation: Literal["=", "<", "about"] = "="


@dataclass(frozen=True, slots=True)
class CostPoint:
    """One published cost. What the source does not say, or was not read, is None.

    `gate_error`: probability; `cycle_us`, `reaction_us`: microseconds; `hours`: of one run or of the whole, as the source counts;
    `circuit`: which of several circuits of the same source; `read`: primary or secondary.
    """

    target: str
    authors: str
    date: dt.date
    cite: str
    url: str
    read: Literal["primary", "secondary"]
    physical_qubits: Quantity | None = None
    logical_qubits: Quantity | None = None
    toffoli: Quantity | None = None
    hours: Quantity | None = None
    gate_error: float | None = None
    cycle_us: float | None = None
    reaction_us: float | None = None
    circuit: str | None = None
    note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: a quantity is {value, relation}, what is unknown is null."""
        shown: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in _QUANTITIES:
            if shown[name] is not None:
                shown[name] = {"value": shown[name].value, "relation": shown[name].relation}
        return {**shown, "date": self.date.isoformat()}


def quantity(text: object) -> Quantity:
    """Read `5`, `"< 5"` or `"about 5"`. Raises VerificationError for anything else."""
    found = _QUANTITY.fullmatch(str(text).strip())
    relation: Literal["=", "<", "about"] = "="
    if found and found["relation"]:
        relation = "<" if found["relation"] == "<" else "about"
    try:
        value = float(found["number"]) if found else math.nan
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise VerificationError(f"{text!r} is no published quantity", way_out='write a number, "< number" or "about number"')
    return Quantity(value, relation)


def cost_points(target: str | None = None, by: dt.date | None = None) -> tuple[CostPoint, ...]:
    """The published costs, oldest first: of one target, and public by a date."""
    return tuple(point for point in _points() if (target is None or point.target == target) and (by is None or point.date <= by))


def least_qubits(points: Iterable[CostPoint]) -> CostPoint | None:
    """The point with the least number of physical qubits; None where none says one. It holds under its own assumptions only."""
    counted = [(point.physical_qubits.value, point) for point in points if point.physical_qubits is not None]
    return min(counted, key=lambda pair: pair[0])[1] if counted else None


@cache
def _points() -> tuple[CostPoint, ...]:
    text = resources.files("acquis.verification").joinpath("data", "cost_points.yaml").read_text(encoding="utf-8")
    return tuple(sorted(map(_point, yaml.safe_load(text)["points"]), key=lambda point: (point.date, point.target)))


def _point(raw: Mapping[str, Any]) -> CostPoint:
    read: dict[str, Any] = {name: quantity(value) if name in _QUANTITIES else value for name, value in raw.items()}
    return CostPoint(**read)
