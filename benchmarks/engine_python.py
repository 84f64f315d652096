"""Plain Python with Kleene's tables written by hand, one record at a time."""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks import rule
from benchmarks.engine import Variant, from_optional

MODELS, HOME, EMBARGOED = frozenset(rule.CONTROLLED_MODELS), frozenset(rule.HOME), frozenset(rule.EMBARGOED)


def ladder(qubits: int | None, error: float | None) -> bool | None:
    """Whether a machine is on the ladder. Where the number of qubits is unknown, no error settles it."""
    if qubits is None:
        return None
    if qubits >= rule.TOP:
        return True
    for low, high, limit in rule.BANDS:
        if low <= qubits < high:
            return None if error is None else error <= limit
    return False


def controlled(record: dict[str, Any]) -> bool | None:
    """The rule on one record; None is unknown."""
    destination, military = record["destination"], record["military_end_user"]
    model = record["quantum_model"]
    listed: bool | None = None if model is None else model in MODELS
    if listed is not False:
        if destination in HOME:
            listed = False
        else:
            rung = ladder(record["physical_qubits"], record["cnot_error"])
            if rung is False:
                listed = False
            elif rung is None or destination is None:
                listed = None
    if listed or military is False:
        return listed
    embargoed: bool | None = None if destination is None else destination in EMBARGOED
    if embargoed is False:
        return listed
    return True if military and embargoed else None


def variants() -> list[Variant]:
    """One: None is unknown, in and out."""
    return [
        Variant("python", "plain Python by hand", (), "None; the answer None is unknown", "idiomatic",
                pl.DataFrame.to_dicts, lambda rows: [controlled(row) for row in rows], from_optional, limit=1_000_000),
    ]  # fmt: skip
