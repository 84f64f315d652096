"""A ladder as export-control law has it, invented machines, and a map of invented outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from acquis.figures import Band, Ladder, Machine, MapPanel
from acquis.figures.ladder import Status

STEPS = (
    (34, 100, "0.0001"),
    (100, 200, "0.001"),
    (200, 350, "0.002"),
    (350, 500, "0.003"),
    (500, 700, "0.004"),
    (700, 1100, "0.005"),
    (1100, 2000, "0.006"),
    (2000, None, None),
)
AS_OF = date(2026, 11, 22)


def ladder(regime: str = "AA", label: str = "Atlantis: 4A906.a", steps: tuple[Any, ...] = STEPS) -> Ladder:
    bands = (
        Band(low, high, Decimal(limit) if limit else None, f"{regime}.a.{n}") for n, (low, high, limit) in enumerate(steps, 1)
    )
    return Ladder(regime, label, tuple(bands))


def machine(
    name: str,
    qubits: int,
    error: str | None,
    low: str | None = None,
    high: str | None = None,
    *,
    controlled: Status = "not controlled",
    provider: str = "Acme",
    technology: str = "superconducting",
    note: str = "",
) -> Machine:
    reading, least, most = (Decimal(text) if text else None for text in (error, low, high))
    return Machine(name, provider, technology, date(2026, 4, 17), qubits, reading, least, most, controlled, note)


MACHINES = (
    machine("acme_boston", 156, "0.00546", "0.00127", "0.0111"),
    machine("acme_aachen", 156, "0.00445", "0.00153", "0.0158"),
    machine("acme_kingston", 153, "0.00429", "0.0018", "0.0439"),
    machine("acme_fez", 154, "0.00556", "0.00382", "0.0451"),
    *(machine(f"acme_eagle{n}", 120 + n, f"0.0{10 + n}", "0.007", "0.08") for n in range(8)),
    *(machine(f"acme_small{n}", 5, f"0.0{10 + 3 * n}") for n in range(8)),
    machine("pink", 105, "0.00409", "0.00344", provider="Willow"),
    machine("H2-1", 56, "0.00105", "0.00097", "0.00113", provider="Ionics", technology="trapped ion"),
    machine("H2-2", 56, "0.00083", "0.00078", "0.00088", provider="Ionics", technology="trapped ion"),
    machine("X", 1200, "0.004", "0.001", "0.009", controlled="undetermined", provider="Borealis", note="simulated"),
    machine("Y", 3000, "0.02", controlled="controlled", provider="Borealis"),
    machine("Z", 400, None, "0.002", "0.02", controlled="undetermined", provider="Borealis"),
    machine("acme_broken", 127, None, controlled="undetermined"),
)

SETTLED = {"FR": ("free", "free"), "SG": ("prohibited", "prohibited"), "NO": ("not_subject", "not_subject")}
PANEL = MapPanel(
    "AA",
    "Atlantis",
    SETTLED | {"BR": ("free", "licence_required"), "HK": ("conditional", "prohibited")},
    {"BR": "the end user is not known"},
)


def rows(drawn: dict[str, Any], *fields: str) -> list[dict[str, Any]]:
    """All rows of data in the chart that have these fields."""
    return [row for row in nodes(drawn) if set(fields) <= row.keys()]


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """All objects within a chart."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from nodes(child)
