"""DuckDB, SQL written by hand, on a table in its own memory.

The answer carries the record number: DuckDB turns an IN list of five or more values into a join, and a join does not
keep the order of the rows (duckdb/duckdb issue 24398).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import polars as pl

from benchmarks import rule
from benchmarks.engine import Variant


@dataclass(frozen=True)
class Table:
    """A connection with the table `records`, and the condition as SQL text."""

    connection: duckdb.DuckDBPyConnection
    condition: str


def load(table: pl.DataFrame, condition: str) -> Table:
    """The records as a table of DuckDB's own."""
    connection = duckdb.connect()
    connection.register("incoming", table.with_row_index("record").to_arrow())
    connection.execute("CREATE TABLE records AS SELECT * FROM incoming")
    connection.unregister("incoming")
    return Table(connection, condition)


def evaluate(table: Table) -> Any:
    """Record number and truth, as an Arrow table."""
    return table.connection.sql(f"SELECT record, {table.condition} AS truth FROM records").to_arrow_table()


def verdicts(answer: Any) -> np.ndarray:
    """In the order of the records; null as -1."""
    truths = pl.DataFrame(pl.from_arrow(answer)).sort("record")["truth"]
    return truths.cast(pl.Int8).fill_null(-1).to_numpy()


def by_hand() -> str:
    """The ladder as a CASE inside the number (twice as fast here as eight ORs); never around a verdict."""
    limits = " ".join(f"WHEN physical_qubits < {band.high} THEN {band.limit:.1e}" for band in rule.BANDS)
    return (
        f"(quantum_model IN ({rule.quoted(rule.CONTROLLED_MODELS)}) AND destination NOT IN ({rule.quoted(rule.HOME)})"
        f" AND (physical_qubits >= {rule.TOP}"
        f" OR (physical_qubits >= {rule.BOTTOM} AND cnot_error <= CASE {limits} END)))"
        f" OR (military_end_user AND destination IN ({rule.quoted(rule.EMBARGOED)}))"
    )


def variants() -> list[Variant]:
    """One: SQL keeps unknown by itself as long as the condition is selected and not put into WHERE."""
    return [
        Variant("duckdb", "DuckDB by hand", ("duckdb",), "NULL; the answer NULL is unknown", "idiomatic",
                lambda table: load(table, by_hand()), evaluate, verdicts),
    ]  # fmt: skip
