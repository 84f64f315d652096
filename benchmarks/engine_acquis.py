"""The readings of Acquis itself: one condition text, parsed once, read three ways. Null or absence is unknown.

A closure judges one case at a time and takes numbers as decimals, through the gate `acquis.conditions.number`.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from acquis.conditions import compile_truth, number, parse_condition
from acquis.conditions.polars import to_polars
from acquis.conditions.sql import to_sql
from benchmarks import engine_duckdb, engine_polars, rule
from benchmarks.engine import Variant, from_optional

Facts = dict[str, Any]


def facts(row: dict[str, Any]) -> Facts:
    """What is known of a row, with numbers as decimals."""
    return {name: value if isinstance(value, bool | str) else number(value) for name, value in row.items() if value is not None}


def _no_reference(identifier: str) -> bool | None:
    raise LookupError(identifier)


def _prepare_closure(table: pl.DataFrame) -> tuple[Any, list[Facts]]:
    return compile_truth(parse_condition(rule.condition())), [facts(row) for row in table.iter_rows(named=True)]


def _judge(prepared: tuple[Any, list[Facts]]) -> list[bool | None]:
    holds, cases = prepared
    return [holds(case, _no_reference) for case in cases]


def _prepare_polars(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.Expr]:
    return table, to_polars(parse_condition(rule.condition()))


def _prepare_sql(table: pl.DataFrame) -> engine_duckdb.Table:
    return engine_duckdb.load(table, to_sql(parse_condition(rule.condition()), dialect="duckdb"))


def variants() -> list[Variant]:
    """Polars on text columns and on coded ones, SQL on DuckDB, and the closure."""
    null = "null; the answer null is unknown"
    return [
        Variant("acquis", "Acquis, Polars reading", ("acquis", "polars"), null, "acquis",
                _prepare_polars, engine_polars.collect, engine_polars.verdicts),
        Variant("acquis-coded", "Acquis, Polars reading, Enum columns", ("acquis", "polars"), null, "acquis",
                lambda table: _prepare_polars(engine_polars.coded(table)), engine_polars.collect, engine_polars.verdicts),
        Variant("acquis-sql", "Acquis, SQL reading on DuckDB", ("acquis", "duckdb"), null, "acquis",
                _prepare_sql, engine_duckdb.evaluate, engine_duckdb.verdicts),
        Variant("acquis-closure", "Acquis, Python closure", ("acquis",),
                "the fact is absent; the answer None is unknown", "acquis",
                _prepare_closure, _judge, from_optional, limit=500_000),
    ]  # fmt: skip
