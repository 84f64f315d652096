"""DuckDB and Spark give, row for row, what the engine of this machine gives."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.screening.engine_duckdb import screen_duckdb, screen_parquet_duckdb
from acquis.screening.engine_spark import screen_parquet_spark, spark_session
from acquis.screening.findings import COLUMNS as FINDING
from acquis.screening.keying import REJECTED, ROW
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
    """The answers of the Polars engine; nothing for a row that cannot be read."""
    said = plan()
    made = screening(said)
    reader, problems = Reader(law().vocabulary, said, made.columns), Problems()
    codes, days = reader.codes(frame, problems), reader.days(frame, problems)
    numbers = made.judge(codes, days)
    answers = []
    for row in range(frame.height):
        found = [made.findings.all[int(numbers[regime][row])].values() for regime in REGIMES]
        blank = (None,) * (len(FINDING) * len(REGIMES))
        answers.append(blank if row in problems.by_row else tuple(cell for values in found for cell in values))
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
    got = duck.execute(f"{answers.sql} ORDER BY {ROW}").fetchall()
    assert [line[0] for line in got] == list(range(frame.height))
    assert answers_of(got) == on_this_machine(frame)


AWKWARD: dict[str, list[Any]] = {
    "date": [dt.date(2026, 1, 1)] * 7 + [None],
    "item_kind": [
        "quantum_computer",
        " Quantum Computer ",
        "",
        "n/a",
        "teapot",
        "quantum_computer",
        "quantum_computer",
        "software",
    ],
    "physical_qubits": [34.0, 34.5, float("nan"), -1.0, 100.0, 1e9, float("inf"), 5.0],
    "cnot_error_low": [1e-4, None, 0.5, 1e-4, 1e-4, None, 2.0, None],
    "cnot_error_high": [1e-4, 1e-3, 0.1, None, 2e-4, None, None, 0.5],
    "destination": ["CN", "cn", "CHN", "", None, "DE", "RU", "US"],
    "tpp": ["4800", "at least 4800", "1 to 2", "many", "", None, "1600", "0"],
}


def test_awkward_cells_are_read_alike(tmp_path: Path) -> None:
    """Text for numbers, NaN, infinities, empty intervals, codes in other letters, and words that mean nothing."""
    frame = pl.DataFrame(AWKWARD)
    frame.write_parquet(tmp_path / "table.parquet")
    said = make_plan(law().vocabulary, frame.columns)
    made = screening(said)
    screen_parquet_duckdb(tmp_path / "table.parquet", tmp_path / "out.parquet", made, said)
    out = pl.read_parquet(tmp_path / "out.parquet")
    reader, problems = Reader(law().vocabulary, said, made.columns), Problems()
    codes, days = reader.codes(frame, problems), reader.days(frame, problems)
    numbers = made.judge(codes, days)
    assert set(np.flatnonzero(out[REJECTED].is_not_null().to_numpy()).tolist()) == set(problems.by_row)
    assert 0 < len(problems.by_row) < frame.height
    for regime in REGIMES:
        for row in set(range(frame.height)) - set(problems.by_row):
            values = tuple(out[f"{regime}.{column}"][row] for column in FINDING)
            assert values == made.findings.all[int(numbers[regime][row])].values()


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


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    session = spark_session("local[2]", **{"spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("spark"))})
    yield session
    session.stop()


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
    screen_parquet_spark(spark, tmp_path / "table.parquet", tmp_path / "out", screening(said), said)
    out = pl.read_parquet(tmp_path / "out" / "*.parquet")
    assert out[ROW].to_list() == list(range(frame.height))
    assert answers_of(out.rows()) == on_this_machine(frame)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(table=tables(1, 4))
def test_the_answers_do_not_depend_on_the_other_rows(duck: duckdb.DuckDBPyConnection, table: list[dict[str, Any]]) -> None:
    day = dt.date(2026, 9, 1)
    frame = frame_of([(day, row) for row in table])
    whole = on_this_machine(frame)
    assert whole == [on_this_machine(frame[i])[0] for i in range(frame.height)]
