"""Fourth reading: SQL text, for a table in DuckDB, Spark or PostgreSQL. NULL is unknown; SQL's AND and OR are Kleene's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, Literal

from sqlglot import exp

from acquis.conditions import nodes as n
from acquis.conditions.bulk import Backend, BulkWriter
from acquis.conditions.values import show_number

Dialect = Literal["duckdb", "spark", "postgres"]


def to_sql(node: n.Node, dialect: Dialect, *, intervals: Collection[str] = (), ids: Collection[str] = ()) -> str:
    """The condition as a boolean SQL expression; NULL is unknown.

    Numbers must be in columns of type DOUBLE or DECIMAL, never single precision (FLOAT 0.001 `<= 0.001` is true in one engine and
    false in another), and NaN must have become NULL.

    Args:
        node: a condition without `holds` and `group` (see `Snapshot.inlined`).
        dialect: duckdb, spark or postgres.
        intervals: facts given as `<fact>__low` and `<fact>__high`.
        ids: facts of type ids, asked for as boolean columns `has(<fact>, <id>)`.

    Raises:
        NotInBulk: the condition has a part that is read case by case only.
    """
    expression: exp.Expr = BulkWriter(_Sql(dialect), intervals, ids).truth(node)
    return expression.sql(dialect=dialect, identify=True)


def value_sql(node: n.Node, dialect: Dialect, *, intervals: Collection[str] = ()) -> tuple[str, str]:
    """The low and the high end of a numeric expression as SQL; NULL is an open end, and both are NULL where it is unknown.

    Raises:
        NotInBulk: as `to_sql`.
    """
    ends = BulkWriter(_Sql(dialect), intervals, ()).value(node)
    low, high = (end.sql(dialect=dialect, identify=True) for end in (ends.low, ends.high))
    return low, high


class _Sql(Backend):
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def column(self, name: str) -> Any:
        return exp.column(name)

    def constant(self, value: bool | Decimal | str | dt.date | None) -> Any:
        if value is None:
            return exp.cast(exp.null(), "boolean")
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        if isinstance(value, Decimal):  # as a double, like the columns: a decimal literal would be compared in another type
            return exp.cast(exp.Literal.number(show_number(value)), "double")
        if isinstance(value, dt.date):
            return exp.cast(exp.Literal.string(value.isoformat()), "date")
        return exp.Literal.string(value)

    def binary(self, op: str, left: Any, right: Any) -> Any:
        return _OPERATORS[op](this=exp.paren(left.copy()), expression=exp.paren(right.copy()))

    def negate(self, truth: Any) -> Any:
        return exp.Not(this=exp.paren(truth.copy()))

    def is_in(self, value: Any, choices: Sequence[str]) -> Any:
        if not choices:
            return self.when((self.known(value), exp.false()))
        return exp.In(this=value.copy(), expressions=[exp.Literal.string(choice) for choice in choices])

    def contains(self, column: Any, item: str) -> Any:
        literal = exp.Literal.string(item)
        if self.dialect == "postgres":
            return exp.EQ(this=literal, expression=exp.Any(this=exp.paren(column.copy())))
        name = "list_contains" if self.dialect == "duckdb" else "array_contains"
        return exp.Anonymous(this=name, expressions=[column.copy(), literal])

    def is_empty(self, column: Any) -> Any:
        name = {"duckdb": "len", "postgres": "cardinality", "spark": "array_size"}[self.dialect]
        return exp.EQ(this=exp.Anonymous(this=name, expressions=[column.copy()]), expression=exp.Literal.number(0))

    def known(self, value: Any) -> Any:
        return exp.Not(this=exp.Is(this=exp.paren(value.copy()), expression=exp.null()))

    def when(self, *branches: tuple[Any, Any]) -> Any:
        case = exp.Case()
        for test, result in branches:
            case = case.when(test.copy(), result.copy())
        return case

    def extreme(self, which: str, values: Sequence[Any]) -> Any:
        """LEAST and GREATEST skip NULL in all three dialects."""
        return exp.Anonymous(this=which.upper(), expressions=[value.copy() for value in values])


_OPERATORS: dict[str, type[exp.Expr]] = {
    "AND": exp.And, "OR": exp.Or, "=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div,
}  # fmt: skip
