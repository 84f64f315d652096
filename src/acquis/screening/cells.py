"""A cell of a table as a raw value for the gate of the vocabulary: what spreadsheets write, and no more.

Nothing is guessed. A cell that is not understood is left as it is, so that the gate refuses it with its own words.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from acquis.conditions.values import Value
from acquis.law.vocabulary import Definition, Vocabulary
from acquis.screening.mapping_file import ColumnSpec

LONGEST_CELL = 10_000
"""Characters of a cell that is read as a fact."""

_TRUE, _FALSE = {"true", "yes", "y", "t", "1"}, {"false", "no", "n", "f", "0"}
_NONE = ("[]", "none", "{}")
_SETS = ("codes", "countries", "texts", "places", "ids", "numbers", "dates")
_BETWEEN = re.compile(r"\bto\b|\.\.|…|–")
_AT_LEAST = re.compile(r"(?:at least|>=|≥)\s*(?P<end>.+)\Z", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:at most|<=|≤)\s*(?P<end>.+)\Z", re.IGNORECASE)
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z")
_UNIT = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*(?P<unit>[^\d\s].*)\Z")


class CellError(ValueError):
    """A cell that cannot be a value of any fact."""


def read_cell(vocabulary: Vocabulary, fact: str, spec: ColumnSpec, cell: object) -> Value | None:
    """The value of a cell that is not empty.

    Raises:
        FactError: it is not what the fact may hold.
        CellError: it is a formula, or far too long.
    """
    return vocabulary.read(fact, raw_value(vocabulary[fact], spec, cell))


def read_ends(vocabulary: Vocabulary, fact: str, spec: ColumnSpec, low: object, high: object) -> Value | None:
    """The value of two cells that are the ends of an interval; None is an open end.

    Raises:
        FactError: as `read_cell`.
        CellError: as `read_cell`.
    """
    definition = vocabulary[fact]
    ends = {end: raw_value(definition, spec, cell) for end, cell in (("low", low), ("high", high)) if cell is not None}
    for end in ends.values():
        if isinstance(end, Mapping):
            raise CellError("an end of an interval is one number")
    return vocabulary.read(fact, ends) if ends else None


def raw_value(definition: Definition, spec: ColumnSpec, cell: object) -> object:
    """A cell as the gate takes it: translated, parted, with its unit.

    Raises:
        CellError: a formula, far too long, or JSON that is none.
    """
    if isinstance(cell, str):
        return _raw_text(definition, spec, cell.strip())
    if str(cell) in spec.values and not isinstance(cell, bool | list | dict):
        return spec.values[str(cell)]
    if isinstance(cell, list) and definition.kind in _SETS:
        return [_item(definition, spec, item) for item in cell]
    if isinstance(cell, list):
        return cell
    if definition.kind == "bool" and isinstance(cell, int | float) and cell in (0, 1):
        return bool(cell)
    if definition.kind == "date" and isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and spec.unit is not None:
        return _with_unit(str(cell), spec.unit)
    return cell


def _raw_text(definition: Definition, spec: ColumnSpec, text: str) -> object:
    if len(text) > LONGEST_CELL:
        raise CellError(f"the cell has more than {LONGEST_CELL:,} characters")
    if text in spec.values:
        return spec.values[text]
    if text.startswith("="):
        raise CellError("this is a formula of a spreadsheet, not a value; save the table with its values")
    kind = definition.kind
    if kind in ("number", "count", "date"):
        return _interval(definition, spec, text)
    if kind == "bool":
        word = text.casefold()
        return True if word in _TRUE else (False if word in _FALSE else text)
    if kind == "code":
        return _code(definition, text)
    if kind == "records":
        return _records(text)
    if kind in _SETS:
        return _items(definition, spec, text)
    return text


def _interval(definition: Definition, spec: ColumnSpec, text: str) -> object:
    if match := _AT_LEAST.match(text):
        return {"low": _number(definition, spec, match["end"])}
    if match := _AT_MOST.match(text):
        return {"high": _number(definition, spec, match["end"])}
    low, *rest = (end.strip() for end in _BETWEEN.split(text, maxsplit=1))
    if rest and low and (high := rest[0]):
        alone, other = _PLAIN.match(low), _PLAIN.match(high)
        if alone and not other and (unit := _UNIT.match(high)):  # "1 to 2 kW": the unit is that of both
            low = f"{low} {unit['unit']}"
        if other and not alone and _UNIT.match(low) and definition.kind != "date":
            raise CellError("the high end has no unit, and the low end has one; write 1 to 2 kW, or 1 kW to 2 kW")
        return {"low": _number(definition, spec, low), "high": _number(definition, spec, high)}
    return _number(definition, spec, text)


def _number(definition: Definition, spec: ColumnSpec, text: str) -> object:
    if definition.kind == "date":
        return _date(text)
    return _with_unit(text, spec.unit) if spec.unit is not None else text


def _date(text: str) -> str:
    """A day; of a time of a day only the day."""
    return text[:10] if len(text) > 10 and text[10] in "T " and text[4:5] == "-" else text


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if _PLAIN.match(text) else text


def _code(definition: Definition, text: str) -> str:
    """A code as it is, else the one code that differs from it in case, spaces and hyphens only."""
    if definition.codes is None or text in definition.codes:
        return text
    near = [code for code in definition.codes if _folded(code) == _folded(text)]
    return near[0] if len(near) == 1 else text


def _folded(text: str) -> str:
    return re.sub(r"[\s\-_]+", "_", text.casefold())


def _items(definition: Definition, spec: ColumnSpec, text: str) -> object:
    if text.casefold() in _NONE and text not in (definition.codes or ()):
        return []
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return [_item(definition, spec, item.strip()) for item in text.split(spec.separator)]


def _item(definition: Definition, spec: ColumnSpec, item: object) -> object:
    if not isinstance(item, str):
        return item
    if item in spec.values:
        return spec.values[item]
    return _code(definition, item) if definition.kind == "codes" else item


def _records(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        raise CellError('this is not a list of records; write JSON: [{"name": value}]') from None
