"""The mapping file: YAML that says which column is which fact. Format: docs/reference/mapping-format.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.conditions.values import to_json
from acquis.law.yaml_source import Path_, Source, SourceError, read_source

SEPARATOR = ";"
_KEYS = {"date", "columns", "facts", "unknown", "delimiter", "automatic"}
_COLUMN_KEYS = {"fact", "end", "unit", "separator", "values"}
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class ColumnSpec:
    """What a mapping says of one column: see `FactSource`. `end` is `low` or `high` where it gives an end of an interval."""

    fact: str = ""
    end: str | None = None
    unit: str | None = None
    separator: str = SEPARATOR
    values: Mapping[str, object] = field(default_factory=dict)
    named: bool = False

    def to_dict(self) -> dict[str, Any]:
        """What differs from a plain column, JSON-ready."""
        parts: dict[str, Any] = {
            "unit": self.unit,
            "separator": None if self.separator == SEPARATOR else self.separator,
            "values": {name: to_json(value) for name, value in sorted(self.values.items())} or None,
        }
        return {name: value for name, value in parts.items() if value is not None}


@dataclass(frozen=True)
class MappingFile:
    """A mapping file as read. `ignored`: columns that it says to leave out. `day`: one day for all rows."""

    columns: Mapping[str, ColumnSpec] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    date_column: str | None = None
    day: dt.date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    delimiter: str | None = None
    automatic: bool = True
    source: Source | None = None

    def error(self, message: str, path: Path_, way_out: str | None = None) -> SourceError:
        """An error that names the place in the file."""
        assert self.source is not None, "only a file can name what is not there"
        return self.source.error(message, path, way_out)


def read_mapping(path: str | Path) -> MappingFile:
    """A mapping file.

    Raises:
        SourceError: not such a file; the message names line and field.
    """
    source = read_source(path)
    data = {} if source.data is None else source.data
    if not isinstance(data, dict):
        raise source.error("a mapping has keys", (), f"write {', '.join(sorted(_KEYS))}")
    _known_keys(source, data, (), _KEYS)
    columns, ignored = _columns(source, data.get("columns"))
    date_column, day = _date(source, data.get("date"))
    automatic = data.get("automatic", True)
    if not isinstance(automatic, bool):
        raise source.error("automatic is true or false", ("automatic",), "true reads columns by their names")
    delimiter = data.get("delimiter")
    if delimiter is not None and delimiter not in _DELIMITERS:
        raise source.error(f"{delimiter!r} parts no columns", ("delimiter",), 'one of ",", ";", "|" and "\\t"')
    facts = data.get("facts") or {}
    if not isinstance(facts, dict):
        raise source.error("facts are names with values", ("facts",), "write name: value")
    return MappingFile(
        columns, ignored, date_column, day, facts, _words(source, data.get("unknown"), ("unknown",)), delimiter, automatic, source
    )


def _columns(source: Source, raw: Any) -> tuple[dict[str, ColumnSpec], tuple[str, ...]]:
    if raw is None:
        return {}, ()
    if not isinstance(raw, dict):
        raise source.error("columns are names with facts", ("columns",), "write Name of the column: fact")
    ignored = tuple(name for name, said in raw.items() if said is None)
    return {name: _column(source, name, said) for name, said in raw.items() if said is not None}, ignored


def _column(source: Source, name: str, raw: Any) -> ColumnSpec:
    path: Path_ = ("columns", name)
    if isinstance(raw, str):
        return ColumnSpec(raw, named=True)
    if not isinstance(raw, dict):
        raise source.error("a column is a fact, or has keys", path, f"write the fact, or {', '.join(sorted(_COLUMN_KEYS))}")
    _known_keys(source, raw, path, _COLUMN_KEYS)
    if not isinstance(raw.get("fact"), str):
        raise source.error("the column has no fact", path, "write fact: NAME")
    if raw.get("end") not in (None, "low", "high"):
        raise source.error(f"{raw['end']!r} is no end of an interval", (*path, "end"), "low or high")
    for key in ("unit", "separator"):
        if key in raw and (not isinstance(raw[key], str) or not raw[key]):
            raise source.error(f"{key} is a text", (*path, key), "put it in quotes")
    values = raw.get("values") or {}
    if not isinstance(values, dict):
        raise source.error("values are cells with what they mean", (*path, "values"), "write cell: value")
    return ColumnSpec(raw["fact"], raw.get("end"), raw.get("unit"), raw.get("separator", SEPARATOR), values, named=True)


def _date(source: Source, raw: Any) -> tuple[str | None, dt.date | None]:
    if raw is None or isinstance(raw, str):
        return raw, None
    if isinstance(raw, dt.date):
        return None, raw
    raise source.error("date is a column, or a day", ("date",), "write the name of the column, or YYYY-MM-DD")


def _words(source: Source, raw: Any, path: Path_) -> tuple[str, ...]:
    items = [] if raw is None else (raw if isinstance(raw, list) else [raw])
    for item in items:
        if isinstance(item, bool) or not isinstance(item, str | Decimal):
            raise source.error("these are words", path, 'write ["n/a", "-"]')
    return tuple(str(item) for item in items)


def _known_keys(source: Source, data: Mapping[str, Any], path: Path_, keys: set[str]) -> None:
    for key in data:
        if key not in keys:
            raise source.error(f"there is no key {key!r} here", (*path, key), f"one of {', '.join(sorted(keys))}")
