"""The law of one regime on one day as the SQL text of a view, for a database that we do not run.

From the same conditions as every other reading, layer upon layer of subqueries: the columns as facts, facts that definitions
compute, provisions (each once, those that others refer to first), and the algebra of outcomes. What the table has no column for
is unknown, and a provision that cannot hold then is not written. Arithmetic is in doubles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acquis.conditions import nodes as n
from acquis.conditions.bulk import HIGH, LOW
from acquis.conditions.restrict import restrict
from acquis.conditions.rewrite import inline_references, rewrite
from acquis.conditions.sql import Dialect, to_sql, value_sql
from acquis.conditions.truth import compile_value
from acquis.conditions.values import Facts, Truth
from acquis.law.corpus import Snapshot
from acquis.law.determination import NOTICE
from acquis.law.model import Kind
from acquis.screening.sql_facts import SqlFacts, aliased, prefixed
from acquis.screening.sql_outcome import columns_of
from acquis.screening.sql_text import name

UNKNOWN = n.Unknown("no column tells it")


@dataclass(frozen=True, slots=True)
class View:
    """A view: its query, the facts that it reads, the columns that are none, and how many provisions it asks."""

    sql: str
    facts: tuple[str, ...]
    ignored: tuple[str, ...]
    provisions: int


def view_of(snapshot: Snapshot, table: str, columns: Sequence[str], dialect: Dialect, known: Facts | None = None) -> View:
    """The query of a view that adds to each row `<REGIME>.low`, `.high`, `.entries`, `.decided_by` and `.authorisations`.

    Args:
        snapshot: the law of the day.
        table: name of the table; dots part schema and table.
        columns: its columns. A column named as a fact gives it; `x_low` and `x_high` are the ends of an interval;
            `has(party_lists, ID)` is a truth value for a fact of ids.
        dialect: duckdb, spark or postgres.
        known: facts that hold for every row that does not say otherwise.

    Raises:
        AcquisError: a column that no view can weigh.
    """
    facts = SqlFacts.of(snapshot.corpus.vocabulary, columns, known or {})
    return _Writer(snapshot, facts, dialect).view(table, columns)


def statement(view: View, regime: str, day: dt.date, table: str, dialect: Dialect) -> str:
    """The statement that makes the view `<table>_<regime>_<day>`, with a comment that says what it is and what it is not."""
    label = f"{table}_{regime.lower()}_{day.isoformat().replace('-', '_')}"
    own = ".".join(name(part, dialect) for part in label.split("."))
    head = [
        f"-- {regime}: the law of {day.isoformat()}, {view.provisions} provisions.",
        f"-- Facts read: {', '.join(view.facts) or 'none'}.",
        f"-- Columns that are no facts: {', '.join(_plain(column) for column in view.ignored) or 'none'}.",
        "-- Not in the view: which missing facts could still move an outcome, and records. acquis screen TABLE tells both.",
        f"-- {NOTICE}",
    ]
    return "\n".join([*head, f"CREATE OR REPLACE VIEW {own} AS", f"{view.sql};", ""])


def _plain(text: str) -> str:
    """For a comment of one line."""
    return " ".join(text.split())


class _Writer:
    def __init__(self, snapshot: Snapshot, facts: SqlFacts, dialect: Dialect) -> None:
        self.snapshot, self.facts, self.dialect = snapshot, facts, dialect
        told = {*facts.exact, *facts.ends, *facts.ids}
        self._fixed: Facts = {fact: value for fact, value in facts.known.items() if fact not in told}
        self._computed: set[str] = set()
        self._current: dict[str, str] = {}
        self._folded: dict[int, n.Node] = {}
        self._depths: dict[int, int] = {}
        self._asked: list[n.Node] = []

    def view(self, table: str, columns: Sequence[str]) -> View:
        """All layers."""
        computing = self._computing()
        layers = self._compute(computing)
        asked = self._needed()
        own = [name(column, self.dialect) for column in columns]
        for depth in range(max((self._depth(i) for i in asked), default=-1) + 1):
            layers.append([f"{self._truth(i)} AS t{i}" for i in asked if self._depth(i) == depth])
        layers += columns_of(self.snapshot, self._live, self.reference, self.dialect)
        answers = layers.pop()
        source = ".".join(name(part, self.dialect) for part in table.split("."))
        sql = f"SELECT {', '.join(['*', *self.facts.columns(self._asked, self.dialect)])} FROM {source}"
        for layer in layers:
            if layer:
                sql = f"SELECT *, {', '.join(layer)} FROM ({self._fenced(sql)}) AS inside"
        sql = f"SELECT {', '.join([*own, *answers])} FROM ({self._fenced(sql)}) AS inside"
        used = {fact for node in self._asked for fact in n.facts_of(node)} & self.facts.given
        return View(sql, tuple(sorted(used)), tuple(self.facts.ignored), len(asked))

    def _fenced(self, sql: str) -> str:
        """PostgreSQL would pull subqueries up and write each condition anew wherever it is used."""
        return f"{sql} OFFSET 0" if self.dialect == "postgres" else sql

    def reference(self, i: int) -> str:
        """The truth of a provision, as SQL in a layer above its own."""
        node = self._condition(i)
        return f"t{i}" if self._is_column(node) else self._sql(node)

    def _live(self, kind: Kind) -> list[int]:
        """Provisions of a kind that may hold."""
        return [i for i in self.snapshot.by_kind[kind] if self._condition(i) is not n.FALSE]

    def _condition(self, i: int) -> n.Node:
        """Folded: what the columns cannot tell is unknown."""
        if i not in self._folded:
            self._folded[i] = self._fold(self.snapshot.condition(i))
        return self._folded[i]

    def _fold(self, node: n.Node) -> n.Node:
        given = self.facts.given | self._computed

        def change(part: n.Node) -> n.Node | None:
            if isinstance(part, n.And | n.Or | n.Not | n.Holds | n.Literal):
                return None
            names = n.facts_of(part)
            return UNKNOWN if (names and not names & given) or isinstance(part, n.Unknown) else part

        fixed = {fact: value for fact, value in self._fixed.items() if fact not in self._computed}
        return _merged(restrict(rewrite(node, change), fixed, self._holds), self._holds_column)

    def _holds(self, identifier: str) -> Truth:
        parts = [self._condition(i) for i in self.snapshot.family(identifier)]
        return True if n.TRUE in parts else (False if all(part is n.FALSE for part in parts) else None)

    def _holds_column(self, identifier: str) -> bool:
        """Whether a reference depends on any column; otherwise it is unknown for all rows."""
        return any(self._is_column(self._condition(i)) for i in self.snapshot.family(identifier))

    @staticmethod
    def _is_column(node: n.Node) -> bool:
        return not isinstance(node, n.Literal | n.Unknown)

    def _needed(self) -> list[int]:
        """Provisions that get a column: those that make the outcome and what they refer to."""
        relieving = {a for r in self._live(Kind.REQUIREMENT) for a in self.snapshot.relieved_by.get(r, ())}
        found: set[int] = set()
        waiting = [i for kind in (Kind.SCOPE, Kind.ENTRY, Kind.REQUIREMENT, Kind.PROHIBITION) for i in self._live(kind)]
        waiting += relieving
        while waiting:
            i = waiting.pop()
            node = self._condition(i)
            if i not in found and self._is_column(node):
                found.add(i)
                waiting += [j for ref in n.references_of(node) for j in self.snapshot.family(ref)]
        return sorted(found)

    def _depth(self, i: int) -> int:
        """How many layers of references stand below a provision."""
        if i not in self._depths:
            families = (self.snapshot.family(ref) for ref in n.references_of(self._condition(i)))
            below = [self._depth(j) for family in families for j in family if self._is_column(self._condition(j))]
            self._depths[i] = 1 + max(below, default=-1)
        return self._depths[i]

    def _truth(self, i: int) -> str:
        return self._sql(self._condition(i))

    def _sql(self, node: n.Node) -> str:
        """A condition over the columns of the layers below."""
        referred = rewrite(node, self._reference_node)
        self._asked.append(node)
        intervals = prefixed(self.facts.intervals()) | set(self._current.values())
        ids = prefixed(fact for fact in n.facts_of(node) if self.facts.is_ids(fact))
        return to_sql(self._aliased(referred), self.dialect, intervals=intervals, ids=ids)

    def _reference_node(self, part: n.Node) -> n.Node | None:
        if not isinstance(part, n.Holds):
            return None
        family = [(j, self._condition(j)) for j in self.snapshot.family(part.id)]
        live = [(j, node) for j, node in family if node is not n.FALSE]
        return n.disjunction([n.Fact(f"t{j}") if self._is_column(node) else node for j, node in live])

    def _aliased(self, node: n.Node) -> n.Node:
        own = {f"t{i}": f"t{i}" for i in range(len(self.snapshot.provisions))}
        return aliased(node, {**own, **self._current})

    def _computing(self) -> list[tuple[int, str]]:
        """The definitions that can compute a fact from what the columns give, in order."""
        found = []
        for i, fact, _, needs in self.snapshot.derivations:
            known = self.facts.given | self._computed
            if self.facts.vocabulary[fact].computed_only or not needs & known:
                continue
            node = self.snapshot.provisions[i].derive[fact]
            if n.facts_of(node) & known or compile_value(node)({}) is not None:
                found.append((i, fact))
                self._computed.add(fact)
        return found

    def _compute(self, computing: Iterable[tuple[int, str]]) -> list[list[str]]:
        """Layers that compute facts. Given and computed must agree; where they do not, the fact is unknown."""
        layers: list[list[str]] = []
        for k, (i, fact) in enumerate(computing):
            inlined = inline_references(
                self.snapshot.condition(i), lambda ref: (self.snapshot.condition(j) for j in self.snapshot.family(ref))
            )
            condition, node = self._fold(inlined), self.snapshot.provisions[i].derive[fact]
            if condition is n.FALSE or isinstance(condition, n.Unknown):
                continue
            self._asked += [node, n.Fact(fact)]
            intervals = prefixed(self.facts.intervals()) | set(self._current.values())
            nothing = rewrite(node, lambda part: n.Fact("nothing") if isinstance(part, n.Aggregate | n.Window) else None)
            self._asked.append(nothing)
            low, high = value_sql(self._aliased(node), self.dialect, intervals=intervals)
            a, b = value_sql(self._aliased(n.Fact(fact)), self.dialect, intervals=intervals)
            layers.append([f"{self._sql(condition)} AS ok{k}", f"{low} AS x{k}", f"{high} AS y{k}"])
            same = f"ok{k} AND (x{k} IS NOT NULL OR y{k} IS NOT NULL)"
            if fact in self._current:
                same += f" AND NOT off_{self._current[fact]}"
            lowest, highest = f"GREATEST({a}, x{k})", f"LEAST({b}, y{k})"
            off = f"COALESCE({same} AND {lowest} > {highest}, FALSE)"
            before = f"off_{self._current[fact]}" if fact in self._current else "FALSE"
            layers.append([f"{off} OR {before} AS off_d{k}", f"{same} AS use{k}"])
            layers.append(
                [
                    f"CASE WHEN off_d{k} THEN NULL WHEN use{k} THEN {lowest} ELSE {a} END AS d{k}{LOW}",
                    f"CASE WHEN off_d{k} THEN NULL WHEN use{k} THEN {highest} ELSE {b} END AS d{k}{HIGH}",
                ]
            )
            self._current[fact] = f"d{k}"
        self._folded, self._depths = {}, {}
        return layers


def _merged(node: n.Node, depends: object) -> n.Node:
    """Unknown where no part depends on a column; unknown parts of a conjunction or disjunction are one."""
    match node:
        case n.And(parts) | n.Or(parts):
            inner = [_merged(part, depends) for part in parts]
            kept = [part for part in inner if not isinstance(part, n.Unknown)]
            if not kept:
                return UNKNOWN
            join = n.conjunction if isinstance(node, n.And) else n.disjunction
            return join([*kept, *([UNKNOWN] if len(kept) < len(inner) else [])])
        case n.Not(part):
            inside = _merged(part, depends)
            return UNKNOWN if isinstance(inside, n.Unknown) else n.Not(inside)
        case n.Holds(identifier) if callable(depends) and not depends(identifier):
            return UNKNOWN
    return node
