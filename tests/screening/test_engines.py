"""DuckDB and Spark give, row for row, what the engine of this machine gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.screening.engine_duckdb import screen_duckdb
from acquis.screening.engine_spark import screen_parquet_spark
from acquis.screening.findings import COLUMNS as FINDING
from acquis.screening.ladder import Ladder
from acquis.screening.mapping import Plan, make_plan
from acquis.screening.reading import Problems, Reader
from acquis.screening.screening import Screening
from tests.screening.drawn import COLUMNS, law, rows, sql_type, tables

REGIMES = ("US", "EU", "CN", "CA")
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1))
TYPES = {"BOOLEAN": pl.Boolean, "DATE": pl.Date, "TEXT": pl.String, "TEXT[]": pl.List(pl.String), "DOUBLE PRECISION": pl.Float64}
SCHEMA: dict[str, Any] = {"date": pl.Date, **{column: TYPES[sql_type(column, "TEXT[]")] for column in COLUMNS}}


def plan() -> Plan:
    return make_plan(law().vocabulary, ["date", *COLUMNS])


def screening(said: Plan) -> Screening:
    return Screening(law(), [source.fact for source in said.sources], REGIMES, stipulated=said.constants)


def on_this_machine(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    """The answers of the Polars engine for the rows that can be read."""
    said = plan()
    made = screening(said)
    reader, problems = Reader(law().vocabulary, said, made.columns), Problems()
    codes, days = reader.codes(frame, problems), reader.days(frame, problems)
    numbers = made.judge(codes, days)
    answers = []
    for row in range(frame.height):
        found = [made.findings.all[int(numbers[regime][row])].values() for regime in REGIMES]
        answers += [] if row in problems.by_row else [tuple(cell for values in found for cell in values)]
    return answers


def answers_of(lines: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return [tuple(line[-len(FINDING) * len(REGIMES) :]) for line in lines]


dated = st.lists(st.tuples(DAYS, rows()), min_size=1, max_size=12)


def frame_of(table: list[tuple[dt.date, dict[str, Any]]]) -> pl.DataFrame:
    return pl.DataFrame([{"date": day, **row} for day, row in table], schema=SCHEMA)


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{column}" {sql_type(column, "TEXT[]")}' for column in COLUMNS)
        connection.execute(f'CREATE TABLE transfers ("date" DATE, {columns})')
        yield connection


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(table=dated)
def test_duckdb_agrees_row_for_row(duck: duckdb.DuckDBPyConnection, table: list[tuple[dt.date, dict[str, Any]]]) -> None:
    frame = frame_of(table)
    duck.execute("DELETE FROM transfers")
    duck.executemany(f"INSERT INTO transfers VALUES ({', '.join('?' * len(SCHEMA))})", [list(row) for row in frame.rows()])
    said = plan()
    answers = screen_duckdb(duck, "transfers", screening(said), said)
    got = duck.execute(f'{answers.sql} ORDER BY "row"').fetchall()
    assert [line[0] for line in got] == list(range(1, frame.height + 1))
    assert answers_of(got) == on_this_machine(frame)


@pytest.mark.parametrize("fact", ["cnot_error", "physical_qubits", "tpp", "logic_node_nm", "wavelength_nm"])
def test_a_ladder_gives_back_the_codes_of_its_places(fact: str) -> None:
    """What is decoded from a digit has the code that the value itself has."""
    made = Screening(law(), [fact], REGIMES)
    column = made.columns[fact]
    ladder = Ladder(column)
    for digit in range(1, ladder.size(1)):
        (code,) = ladder.codes(np.array([digit], dtype=np.int64)).tolist()
        place = digit - 1
        value = float(ladder.limits[place // 2]) if place % 2 else None
        if value is not None:
            assert column.codes_of_numbers(np.array([value])).tolist() == [code]
    every = ladder.codes(np.arange(1, ladder.size(1), dtype=np.int64))
    assert len(set(every.tolist())) == len(every)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_agrees_row_for_row(spark: Any, tmp_path: Path) -> None:
    """One table, for Spark takes its time with each."""
    found: list[tuple[dt.date, dict[str, Any]]] = []

    @settings(max_examples=40, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(dated)
    def collect(table: list[tuple[dt.date, dict[str, Any]]]) -> None:
        found.extend(table)

    collect()
    frame = frame_of(found)
    frame.write_parquet(tmp_path / "table.parquet")
    said = plan()
    screen_parquet_spark(spark, tmp_path / "table.parquet", tmp_path / "out", screening(said), said, rows_a_part=100)
    out = pl.read_parquet(tmp_path / "out" / "*.parquet")
    assert out["row"].to_list() == list(range(1, frame.height + 1))
    assert answers_of(out.rows()) == on_this_machine(frame)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(table=tables(1, 4))
def test_the_answers_do_not_depend_on_the_other_rows(duck: duckdb.DuckDBPyConnection, table: list[dict[str, Any]]) -> None:
    day = dt.date(2026, 9, 1)
    frame = frame_of([(day, row) for row in table])
    whole = on_this_machine(frame)
    assert whole == [on_this_machine(frame[i])[0] for i in range(frame.height)]
