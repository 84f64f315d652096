"""The columns of a table as facts of conditions, in SQL: what is not a value of its fact is unknown, as what is missing is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlglot import exp

from acquis.conditions import nodes as n
from acquis.conditions.bulk import HIGH, LOW, id_column
from acquis.conditions.rewrite import rewrite
from acquis.conditions.sql import Dialect
from acquis.conditions.values import Facts, Interval, Value
from acquis.errors import AcquisError
from acquis.law.vocabulary import Definition, Vocabulary
from acquis.screening.sql_text import name

_HAS = re.compile(r"has\((\w+), ?([^)]+)\)\Z")
_SETS = ("codes", "countries", "texts", "places")
_PREFIX = "fact."
NOTHING = "nothing"
"""A fact that is always unknown: what stands for records, which SQL does not read."""


@dataclass
class SqlFacts:
    """The facts that a table gives.

    `exact`: by fact its column. `ends`: by fact the columns of its low and high end. `ids`: by fact and id a column of truth.
    `known`: facts that hold for all rows. `ignored`: columns that give no fact here.
    """

    vocabulary: Vocabulary
    known: Facts
    exact: dict[str, str] = field(default_factory=dict)
    ends: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, vocabulary: Vocabulary, columns: Iterable[str], known: Facts) -> SqlFacts:
        """By the names of the columns.

        Raises:
            AcquisError: a classification, which only the engine of single cases weighs against the conditions.
        """
        facts = cls(vocabulary, known)
        for column in columns:
            facts._add(column)
        for fact in {*facts.exact, *facts.ends, *facts.ids, *known} & {"entry", "classified_under"}:
            raise AcquisError(
                f"{fact} has no place in a view: what the facts say and what was classified may contradict each other",
                way_out="leave the column out, or use acquis screen TABLE",
            )
        return facts

    def _add(self, column: str) -> None:
        if match := _HAS.match(column):
            fact, item = match.groups()
            if fact in self.vocabulary.definitions:
                self.ids.setdefault(fact, {})[item] = column
                return
        for end, suffixes in (("low", (LOW, "_low")), ("high", (HIGH, "_high"))):
            for suffix in suffixes:
                fact = column.removesuffix(suffix)
                if column.endswith(suffix) and self._kind(fact) in ("number", "count"):
                    self.ends.setdefault(fact, {})[end] = column
                    return
        if self._kind(column) in ("number", "count", "date", "bool", "code", "country", "text", *_SETS):
            self.exact[column] = column
        else:
            self.ignored.append(column)

    def _kind(self, fact: str) -> str | None:
        definition = self.vocabulary.definitions.get(fact)
        return None if definition is None or definition.computed_only else definition.kind

    @property
    def given(self) -> frozenset[str]:
        """All facts that may be known."""
        return frozenset({*self.exact, *self.ends, *self.ids, *self.known})

    def intervals(self) -> set[str]:
        """Facts with two ends."""
        return {fact for fact in (*self.ends, *self.known) if fact in self.ends or isinstance(self.known[fact], Interval)}

    def columns(self, conditions: Iterable[n.Node], dialect: Dialect) -> list[str]:
        """For all that conditions name, the columns of an inner query, `fact.<name>` each."""
        found: dict[str, str] = {}
        for condition in conditions:
            for node in n.walk(condition):
                if isinstance(node, n.Fact):
                    found |= self._columns(node.name, dialect)
                elif isinstance(node, n.Has | n.Overlaps):
                    items = (node.item,) if isinstance(node, n.Has) else (*node.choices, *node.maybe)  # type: ignore[misc]
                    found |= self._memberships(node.fact, items, dialect)
        return [f"{text} AS {name(column, dialect)}" for column, text in found.items()]

    def _memberships(self, fact: str, items: Iterable[str], dialect: Dialect) -> dict[str, str]:
        if not self.is_ids(fact):
            return self._columns(fact, dialect)
        told, known = self.ids.get(fact, {}), self.known.get(fact)
        found = {}
        for item in items:
            own = name(told[item], dialect) if item in told else "CAST(NULL AS BOOLEAN)"
            if item not in told and hasattr(known, "has"):
                truth = known.has(item)  # type: ignore[union-attr]
                own = "CAST(NULL AS BOOLEAN)" if truth is None else str(truth).upper()
            found[id_column(_PREFIX + fact, item)] = own
        return found

    def is_ids(self, fact: str) -> bool:
        """Whether a fact is asked for by a column for each id."""
        return self._kind(fact) == "ids"

    def _columns(self, fact: str, dialect: Dialect) -> dict[str, str]:
        definition = self.vocabulary.definitions.get(fact)
        if definition is None:  # NOTHING
            return {_PREFIX + fact: f"CAST(NULL AS {_double(dialect)})"}
        if fact in self.intervals():
            low, high = self._two_ends(definition, dialect)
            return {_PREFIX + fact + LOW: low, _PREFIX + fact + HIGH: high}
        if fact in self.exact:
            own = _cleaned(definition, name(self.exact[fact], dialect), dialect)
            return {_PREFIX + fact: own if fact not in self.known else f"COALESCE({own}, {_literal(self.known[fact], dialect)})"}
        if fact in self.known:
            return {_PREFIX + fact: _literal(self.known[fact], dialect)}
        return {_PREFIX + fact: f"CAST(NULL AS {_type(definition, dialect)})"}

    def _two_ends(self, definition: Definition, dialect: Dialect) -> tuple[str, str]:
        """Both null where neither end is told, or no value lies between them."""
        null = f"CAST(NULL AS {_double(dialect)})"
        known = self.known.get(definition.name)
        if definition.name not in self.ends:
            assert isinstance(known, Interval)
            return tuple(null if end is None else _literal(end, dialect) for end in (known.low, known.high))  # type: ignore[return-value]
        columns = self.ends[definition.name]
        low, high = (
            _cleaned(definition, name(columns[end], dialect), dialect) if end in columns else null for end in ("low", "high")
        )
        least, most = (null if bound is None else _literal(bound, dialect) for bound in (definition.low, definition.high))
        told = f"({low} IS NOT NULL OR {high} IS NOT NULL) AND COALESCE({low} <= {high}, TRUE)"
        return f"CASE WHEN {told} THEN COALESCE({low}, {least}) END", f"CASE WHEN {told} THEN COALESCE({high}, {most}) END"


def aliased(node: n.Node, current: Mapping[str, str]) -> n.Node:
    """The condition over the columns of the inner query; `current` names facts that were computed since."""

    def change(part: n.Node) -> n.Node | None:
        match part:
            case n.Fact(fact):
                return n.Fact(current.get(fact, _PREFIX + fact))
            case n.Has(fact, item):
                return n.Has(_PREFIX + fact, item)
            case n.Overlaps(fact, choices, maybe, group):
                return n.Overlaps(_PREFIX + fact, choices, maybe, group)
            case n.Aggregate() | n.Window():
                return n.Fact(_PREFIX + NOTHING)
        return None

    return rewrite(node, change)


def prefixed(facts: Iterable[str]) -> set[str]:
    """Names of facts as the inner query has them."""
    return {_PREFIX + fact for fact in facts}


def _double(dialect: Dialect) -> str:
    return "DOUBLE PRECISION" if dialect == "postgres" else "DOUBLE"


def _type(definition: Definition, dialect: Dialect) -> str:
    text = "STRING" if dialect == "spark" else "TEXT"
    if definition.kind in _SETS:
        return f"ARRAY<{text}>" if dialect == "spark" else f"{text}[]"
    return {"number": _double(dialect), "count": _double(dialect), "bool": "BOOLEAN", "date": "DATE"}.get(definition.kind, text)


def _literal(value: Value, dialect: Dialect) -> str:
    """A value for all rows."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal):
        return f"CAST('{float(value)!r}' AS {_double(dialect)})"
    if isinstance(value, dt.date):
        return f"CAST('{value.isoformat()}' AS DATE)"
    if isinstance(value, frozenset):
        items = ", ".join(_text(item, dialect) for item in sorted(value))
        text = {"spark": f"CAST(array({items}) AS ARRAY<STRING>)", "postgres": f"CAST(ARRAY[{items}] AS TEXT[])"}
        return text.get(dialect, f"CAST([{items}] AS TEXT[])")
    if isinstance(value, str):
        return _text(value, dialect)
    raise AcquisError("records and lists of numbers have no place in a view", way_out="give the fact that is computed from them")


def _text(value: str, dialect: Dialect) -> str:
    return exp.Literal.string(value).sql(dialect=dialect)


def _cleaned(definition: Definition, column: str, dialect: Dialect) -> str:
    """A column where it is a value of its fact, else null."""
    match definition.kind:
        case "number" | "count":
            value = f"NULLIF(CAST({column} AS {_double(dialect)}), CAST('NaN' AS {_double(dialect)}))"
            tests = [f"ABS({value}) < CAST('Infinity' AS {_double(dialect)})"]
            tests += [] if definition.low is None else [f"{value} >= {_literal(definition.low, dialect)}"]
            tests += [] if definition.high is None else [f"{value} <= {_literal(definition.high, dialect)}"]
            tests += [f"{value} = FLOOR({value})"] if definition.kind == "count" else []
            return f"CASE WHEN {' AND '.join(tests)} THEN {value} END"
        case "date":
            return f"CAST({column} AS DATE)"
        case "country":
            return f"CASE WHEN LENGTH({column}) = 2 THEN UPPER({column}) END"
        case "code" if definition.codes is not None:
            codes = ", ".join(_text(code, dialect) for code in definition.codes)
            return f"CASE WHEN {column} IN ({codes}) THEN {column} END"
        case "code" | "text":
            return f"NULLIF({column}, '')"
    return column
