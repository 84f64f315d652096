"""Which column of a table is which fact: what a mapping file says, then what the names of the columns say.

A name is compared without case, spaces, hyphens and underscores: `Physical Qubits` is `physical_qubits`. `x_low` and `x_high` are
the two ends of an interval. A column that says nothing known is ignored and told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from acquis.conditions.values import Value, to_json
from acquis.errors import AcquisError
from acquis.law.vocabulary import Definition, FactError, Vocabulary
from acquis.screening.mapping_file import ColumnSpec, MappingFile

DATE_NAMES = (
    "date", "on", "day", "transfer_date", "shipment_date", "shipping_date", "ship_date", "shipped_on", "export_date",
    "invoice_date", "transaction_date",
)  # fmt: skip
"""Names of a column, best first, that give the day of a row. A mapping names any other."""

_SIMILAR = re.compile(r"[\s_\-./]+")


class MappingError(AcquisError):
    """Columns and facts do not fit together."""


@dataclass(frozen=True)
class FactSource:
    """How rows give one fact.

    `columns`: one column, or the columns of the low and the high end (either may be missing: an open end). `unit`: of plain
    numbers. `separator`: between the parts of a set. `values`: translations of cells.
    """

    fact: str
    columns: tuple[str | None, ...]
    spec: ColumnSpec = field(default_factory=ColumnSpec)
    named: bool = False
    """Whether a mapping file says so; otherwise the name of the column did."""

    @property
    def interval(self) -> bool:
        """Whether the columns are the ends of an interval."""
        return len(self.columns) == 2

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are there."""
        return tuple(name for name in self.columns if name is not None)


@dataclass(frozen=True)
class Plan:
    """What is read from a table.

    `sources`: the facts, by columns. `day`: the column that gives the day of a row, or one day for all. `constants`: facts that
    hold for every row that does not say otherwise. `ignored`: the other columns. `unknown`: words that mean unknown, as an empty
    cell does.
    """

    sources: tuple[FactSource, ...]
    day: str | dt.date
    constants: Mapping[str, Value]
    ignored: tuple[str, ...]
    unknown: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read."""
        day = (self.day,) if isinstance(self.day, str) else ()
        return (*(name for source in self.sources for name in source.names), *day)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "facts": {
                source.fact: {
                    **(
                        {"low": source.columns[0], "high": source.columns[1]}
                        if source.interval
                        else {"column": source.columns[0]}
                    ),
                    **source.spec.to_dict(),
                }
                for source in self.sources
            },
            "date": {"column": self.day} if isinstance(self.day, str) else {"fixed": self.day.isoformat()},
            "constants": {name: to_json(value) for name, value in sorted(self.constants.items())},
            "ignored": list(self.ignored),
            "unknown": sorted(self.unknown),
        }


def make_plan(
    vocabulary: Vocabulary,
    columns: Sequence[str],
    mapping: MappingFile | None = None,
    on: dt.date | None = None,
    constants: Mapping[str, object] | None = None,
) -> Plan:
    """What is read from a table with these columns.

    Args:
        vocabulary: the facts.
        columns: names of the columns.
        mapping: what a mapping file says; it goes before the names of columns.
        on: one day for all rows, whatever a column says.
        constants: raw facts that hold for every row that does not say otherwise; they go before those of the mapping.

    Raises:
        MappingError: two columns for one fact, no fact, or no day.
        SourceError: the mapping names a column or a fact that is not there.
        FactError: a constant that is not what its fact may hold.
    """
    file = mapping or MappingFile()
    said = _said(vocabulary, columns, file)
    date = _date_column(columns, file, set(said))
    rest = [name for name in columns if name not in said and name not in file.ignored and name != date]
    found = said | (_by_name(vocabulary, rest) if file.automatic else {})
    sources = _sources(vocabulary, found)
    if not sources:
        raise MappingError(
            "no column has the name of a fact",
            way_out="name the columns in a mapping: docs/reference/mapping-format.md; acquis facts lists the facts",
        )
    day = on or file.day or date
    if day is None:
        names = ", ".join(DATE_NAMES[:4])
        raise MappingError(
            "no column gives the day of a row",
            way_out=f"call it {names} ..., name it in a mapping (date:), or give --on YYYY-MM-DD",
        )
    known = {**file.facts, **(constants or {})}
    read = vocabulary.read_all(known)
    used = {name for source in sources for name in source.names} | ({day} if isinstance(day, str) else set())
    ignored = tuple(name for name in columns if name not in used)
    return Plan(sources, day, read, ignored, frozenset(file.unknown))


def _said(vocabulary: Vocabulary, columns: Sequence[str], file: MappingFile) -> dict[str, ColumnSpec]:
    """The columns that the mapping file names."""
    for name, spec in file.columns.items():
        if name not in columns:
            raise file.error(f"the table has no column {name!r}", ("columns", name), _near(name, columns))
        if spec.fact not in vocabulary.definitions:
            raise file.error(f"there is no fact {spec.fact!r}", ("columns", name), _fact_near(vocabulary, spec.fact))
        definition = vocabulary[spec.fact]
        if definition.computed_only:
            raise file.error(f"{spec.fact} is a result, computed from other facts", ("columns", name), "leave it out")
        if spec.end is not None and definition.kind not in ("number", "count", "date"):
            raise file.error(f"{spec.fact} has no low and high end", ("columns", name), "leave `end` out")
        if spec.unit is not None:
            try:
                vocabulary.read(spec.fact, f"{definition.low or 0} {spec.unit}")
            except FactError as error:
                raise file.error(error.message, ("columns", name, "unit"), f"a unit of {definition.unit}") from None
    for name in file.ignored:
        if name not in columns:
            raise file.error(f"the table has no column {name!r}", ("columns", name), _near(name, columns))
    return dict(file.columns)


def _date_column(columns: Sequence[str], file: MappingFile, said: set[str]) -> str | None:
    if file.date_column is not None:
        if file.date_column not in columns:
            raise file.error(
                f"the table has no column {file.date_column!r}", ("date",), _near(file.date_column, columns) or "YYYY-MM-DD"
            )
        return file.date_column
    if file.day is not None or not file.automatic:
        return None
    free = {similar(name): name for name in reversed(columns) if name not in said and name not in file.ignored}
    return next((free[similar(name)] for name in DATE_NAMES if similar(name) in free), None)


def _by_name(vocabulary: Vocabulary, columns: Iterable[str]) -> dict[str, ColumnSpec]:
    """The columns whose names are facts."""
    facts = {similar(name): d for name, d in vocabulary.definitions.items() if not d.computed_only}
    found: dict[str, ColumnSpec] = {}
    for name in columns:
        key = similar(name)
        if key in facts:
            found[name] = ColumnSpec(facts[key].name)
            continue
        for end in ("low", "high"):
            definition = facts.get(key.removesuffix(end)) if key.endswith(end) else None
            if definition is not None and definition.kind in ("number", "count", "date"):
                found[name] = ColumnSpec(definition.name, end=end)
    return found


def _sources(vocabulary: Vocabulary, found: Mapping[str, ColumnSpec]) -> tuple[FactSource, ...]:
    """Facts in the order of the vocabulary, each with its column or its two ends."""
    by_fact: dict[str, dict[str | None, str]] = {}
    for name, spec in found.items():
        places = by_fact.setdefault(spec.fact, {})
        if spec.end in places or (places and (spec.end is None or None in places)):
            other = places.get(spec.end) or next(iter(places.values()))
            raise MappingError(
                f"the columns {other!r} and {name!r} both give {spec.fact}",
                field=name,
                way_out="leave one out with a mapping (columns: {NAME: null}), or rename it",
            )
        places[spec.end] = name
    return tuple(_source(vocabulary[fact], places, found) for fact, places in sorted(by_fact.items()))


def _source(definition: Definition, places: Mapping[str | None, str], found: Mapping[str, ColumnSpec]) -> FactSource:
    first = found[next(iter(places.values()))]
    specs = [found[name] for name in places.values()]
    if any((s.unit, s.separator, s.values) != (first.unit, first.separator, first.values) for s in specs):
        raise MappingError(
            f"the two ends of {definition.name} differ in unit or values",
            field=definition.name,
            way_out="give both columns the same unit and values",
        )
    named = any(spec.named for spec in specs)
    if None in places:
        return FactSource(definition.name, (places[None],), first, named)
    return FactSource(definition.name, (places.get("low"), places.get("high")), first, named)


def similar(name: str) -> str:
    """A name without case, spaces, hyphens, dots and underscores."""
    return _SIMILAR.sub("", name.casefold())


def _near(name: str, names: Iterable[str]) -> str | None:
    import difflib

    near = difflib.get_close_matches(name, list(names), n=3, cutoff=0.6)
    return f"did you mean {', '.join(near)}?" if near else None


def _fact_near(vocabulary: Vocabulary, name: str) -> str:
    return _near(name, vocabulary.definitions) or "acquis facts lists them all"
