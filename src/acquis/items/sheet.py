"""What a person wrote down of an item, before it becomes one: the common ground of the CSV and the YAML reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from acquis.items.errors import ItemError, placed
from acquis.items.machine import NOT_WORKING
from acquis.items.values import Value, clean_name, decimal_from_text, error_rate

DESCRIPTIONS = ("name", "provider", "technology", "date", "declared_by", "licence", "note")
"""Names that describe the item; every other name is a fact."""

CouplerRow = tuple[str, str, Decimal | None]

_FACT = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(slots=True)
class Sheet:
    """Descriptions, facts, the names of all qubits (where given) and the rows of couplers."""

    descriptions: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Value] = field(default_factory=dict)
    qubits: tuple[str, ...] | None = None
    couplers: list[CouplerRow] = field(default_factory=list)

    def describe(self, name: str, text: str) -> None:
        """Note one description; an empty one counts as not given."""
        if name in self.descriptions:
            raise ItemError(f"the {name} is given twice")
        if name == "date" and text.strip():
            day_of(text)
        if text.strip():
            self.descriptions[name] = clean_note(text) if name == "note" else clean_name(text, name)

    def state(self, name: str, value: Value | None) -> None:
        """Note one fact; None (an empty field, NaN) is unknown, so nothing is noted."""
        if not _FACT.fullmatch(name):
            raise ItemError("not the name of a fact", way_out="use small letters, digits and underscores: cnot_error")
        if name in self.facts:
            raise ItemError("the fact is given twice")
        if value is not None:
            self.facts[name] = value


def clean_note(text: str) -> str:
    """A note in one line, its breaks as spaces; ItemError for control characters."""
    return clean_name(" ".join(text.split()), "note", most=2000)


def value_of(text: str) -> Value | None:
    """What an unquoted text says: true or false, a date, a number as printed, else the text; None where it is empty."""
    stripped = text.strip()
    if stripped.lower() in ("", "nan", "null", "~"):
        return None
    if stripped in ("true", "false"):
        return stripped == "true"
    if _DAY.fullmatch(stripped):
        return day_of(stripped)
    if _NUMBER.fullmatch(stripped):
        number = decimal_from_text(stripped)
        return int(stripped) if number is not None and stripped.lstrip("+-").isdigit() else number
    return clean_name(stripped, "value")


def day_of(text: str) -> date:
    """The day written as ISO 8601."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ItemError(f"not a day: {text!r}", way_out="write it as 2026-10-01") from None


def coupler_row(a: str, b: str, error: str, working: str) -> CouplerRow:
    """One coupler. `working` false means error 1, whatever error was measured before it failed."""
    with placed(field="q0"):
        first = clean_name(a, "qubit")
    with placed(field="q1"):
        second = clean_name(b, "qubit")
        if first == second:
            raise ItemError("a coupler joins two different qubits")
    with placed(field="error"):
        rate = error_rate(decimal_from_text(error))
    with placed(field="working"):
        state = working.strip().lower()
        if state not in ("", "true", "false"):
            raise ItemError(f"working is true or false, not {working!r}")
        if state == "true" and rate == NOT_WORKING:
            raise ItemError("a working coupler has an error below 1", way_out="write working false, or the error")
    return first, second, NOT_WORKING if state == "false" else rate
