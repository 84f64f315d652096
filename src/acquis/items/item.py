"""An item: a real thing read into legal facts, with evidence.

A machine has several honest readings of one legal quantity (mean or median, over working couplers or over all), up to
nine times apart on one day. An item therefore holds the facts that all readings share and, beside them, the readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from acquis.items.errors import ItemError
from acquis.items.machine import Machine
from acquis.items.values import Value

EvidenceKind = Literal["measured", "declared", "estimated", "example"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where facts come from.

    `kind`: measured (a calibration), declared (a statement of the maker or seller), estimated (a third party's reckoning),
    example (a model, never a measurement).
    `numbers`: quantities that were given and are not legal facts, such as a cycle error.
    """

    kind: EvidenceKind
    what: str
    by: str
    date: date | None = None
    source_file: str | None = None
    sha256: str | None = None
    licence: str | None = None
    note: str = ""
    numbers: Mapping[str, Value] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready data; numbers as decimal text."""
        return {
            "kind": self.kind,
            "what": self.what,
            "by": self.by,
            "date": _plain(self.date),
            "source_file": self.source_file,
            "sha256": self.sha256,
            "licence": self.licence,
            "note": self.note,
            "numbers": _plain(self.numbers),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a quantity of the law off the data.

    `legal_quantity` is true where the reading is the one nearest to the words of the law; `what_it_is` says why.
    A reading of another quantity has no facts: what the law asks for stays unknown.
    """

    name: str
    label: str
    facts: Mapping[str, Value]
    what_it_is: str
    legal_quantity: bool
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready data; numbers as decimal text."""
        return {
            "name": self.name,
            "label": self.label,
            "facts": _plain(self.facts),
            "what_it_is": self.what_it_is,
            "legal_quantity": self.legal_quantity,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Item:
    """A real thing, its facts and where they come from.

    `common`: facts that hold under every reading. `defects`: what a reader must know before he uses the data, each
    `code: sentence` (broken_snapshot, duplicate, example_noise_model, not_working_couplers, ...).
    `machine`: the coupling graph, where its errors are C-NOT errors; else None.
    `about`: the facts in which the readings differ, given or derived by the law from what is given.
    """

    id: str
    name: str
    provider: str
    technology: str
    date: date | None
    common: Mapping[str, Value]
    readings: tuple[Reading, ...]
    evidence: tuple[Evidence, ...]
    defects: tuple[str, ...] = ()
    machine: Machine | None = None
    about: tuple[str, ...] = ("cnot_error",)

    def reading(self, name: str) -> Reading:
        """The reading of that name; ItemError names those there are."""
        for reading in self.readings:
            if reading.name == name:
                return reading
        known = ", ".join(reading.name for reading in self.readings) or "none"
        raise ItemError(f"{self.id} has no reading {name!r}", way_out=f"readings: {known}")

    def facts(self, reading: str) -> dict[str, Value]:
        """All facts under one reading. What is not in them is unknown."""
        return {**self.common, **self.reading(reading).facts}

    def to_dict(self) -> dict[str, object]:
        """JSON-ready data without the coupling graph; numbers as decimal text, dates as ISO 8601."""
        return {
            "id": self.id,
            "name": self.name,
            "provider": self.provider,
            "technology": self.technology,
            "date": _plain(self.date),
            "common": _plain(self.common),
            "readings": [reading.to_dict() for reading in self.readings],
            "evidence": [evidence.to_dict() for evidence in self.evidence],
            "defects": list(self.defects),
        }


def _plain(value: Value | Mapping[str, Value] | None) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(record) for record in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
