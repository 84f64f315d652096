"""Third reading: a Polars expression, for a table on this machine. Null is unknown; Polars' AND and OR are Kleene's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from acquis.conditions import nodes as n
from acquis.conditions.bulk import Backend, BulkWriter
from acquis.errors import MissingExtra

if TYPE_CHECKING:
    import polars as pl


def to_polars(node: n.Node, *, intervals: Collection[str] = (), ids: Collection[str] = ()) -> pl.Expr:
    """The condition as a Polars expression of type Boolean; null is unknown.

    Args:
        node: a condition without `holds` and `group` (see `Snapshot.inlined`).
        intervals: facts given as `<fact>__low` and `<fact>__high`.
        ids: facts of type ids, asked for as boolean columns `has(<fact>, <id>)`.

    Raises:
        NotInBulk: the condition has a part that is read case by case only.
        MissingExtra: Polars is not installed.
    """
    expression: pl.Expr = BulkWriter(_Polars(_polars()), intervals, ids).truth(node)
    return expression


def clean(frame: pl.DataFrame) -> pl.DataFrame:
    """The gate for tables: NaN becomes null, single precision becomes the double nearest to its shortest text."""
    pl = _polars()
    single = [pl.col(name).cast(pl.String).cast(pl.Float64) for name, kind in frame.schema.items() if kind == pl.Float32]
    frame = frame.with_columns(single) if single else frame
    floats = [pl.col(name).fill_nan(None) for name, kind in frame.schema.items() if kind == pl.Float64]
    return frame.with_columns(floats) if floats else frame


def _polars() -> Any:
    try:
        import polars
    except ImportError:
        raise MissingExtra("polars", "tables") from None
    return polars


class _Polars(Backend):
    def __init__(self, pl: Any) -> None:
        self.pl = pl

    def column(self, name: str) -> Any:
        return self.pl.col(name)

    def constant(self, value: bool | Decimal | str | dt.date | None) -> Any:
        if value is None:
            return self.pl.lit(None, dtype=self.pl.Boolean)
        if isinstance(value, Decimal):  # a whole number stays one: else a column of integers would be cast at every comparison
            whole = value == value.to_integral_value() and abs(value) < 2**53
            return self.pl.lit(int(value) if whole else float(value))
        return self.pl.lit(value)

    def binary(self, op: str, left: Any, right: Any) -> Any:
        if op in "+-*/":  # in doubles: a product of whole numbers could overflow
            left = left.cast(self.pl.Float64)
        return _OPERATORS[op](left, right)

    def negate(self, truth: Any) -> Any:
        return ~truth

    def is_in(self, value: Any, choices: Sequence[str]) -> Any:
        return value == choices[0] if len(choices) == 1 else value.is_in(list(choices))

    def contains(self, column: Any, item: str) -> Any:
        return column.list.contains(self.pl.lit(item))

    def is_empty(self, column: Any) -> Any:
        return column.list.len() == 0

    def known(self, value: Any) -> Any:
        return value.is_not_null()

    def when(self, *branches: tuple[Any, Any]) -> Any:
        chain: Any = self.pl
        for test, result in branches:
            chain = chain.when(test).then(result)
        return chain.otherwise(None)

    def extreme(self, which: str, values: Sequence[Any]) -> Any:
        return self.pl.min_horizontal(*values) if which == "least" else self.pl.max_horizontal(*values)


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "AND": lambda a, b: a & b,
    "OR": lambda a, b: a | b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
