"""The laws of the condition language: five readings agree, knowledge only narrows, text goes round."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions import (
    Node,
    Truth,
    Value,
    compile_truth,
    explain,
    facts_of,
    missing_facts,
    parse_condition,
    restrict,
    to_text,
)
from acquis.conditions import nodes as n
from acquis.conditions.bulk import NotInBulk
from acquis.conditions.polars import clean, to_polars
from acquis.conditions.smt import Formulas
from acquis.conditions.sql import Dialect, to_sql
from tests.conditions.strategies import CODES, IDS, NUMERIC, TYPES, conditions, fact_sets, sharpened
from tests.conditions.tables import COLUMNS, DAY, NUMBER, TEXT, TEXTS, TRUTH, row


def holds(identifier: str) -> Truth:
    raise LookupError(identifier)


def read(node: Node, facts: dict[str, Value]) -> Truth:
    return compile_truth(node)(facts, holds)


POLARS: dict[str, pl.DataType | type[pl.DataType]] = {
    TEXT: pl.String, TRUTH: pl.Boolean, DAY: pl.Date, NUMBER: pl.Float64, TEXTS: pl.List(pl.String),
}  # fmt: skip
SCHEMA = {name: POLARS[kind] for name, kind in COLUMNS.items()}


@given(conditions(), st.lists(fact_sets(), min_size=1, max_size=4))
def test_polars_agrees_with_the_closure(condition: Node, several: list[dict[str, Value]]) -> None:
    frame = pl.DataFrame([row(facts) for facts in several], schema=SCHEMA)
    got = frame.select(to_polars(condition, intervals=NUMERIC, ids={"i"}).alias("t").cast(pl.Boolean))
    answers = got["t"].to_list() if len(got) == len(several) else got["t"].to_list() * len(several)
    assert answers == [read(condition, facts) for facts in several]


SQL_TYPES = {TEXT: "VARCHAR", TRUTH: "BOOLEAN", DAY: "DATE", NUMBER: "DOUBLE", TEXTS: "VARCHAR[]"}


@pytest.fixture(scope="module")
def duck() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    columns = ", ".join(f'"{name}" {SQL_TYPES[kind]}' for name, kind in COLUMNS.items())
    connection.execute(f"CREATE TABLE facts (n INTEGER, {columns})")
    return connection


@given(condition=conditions(), several=st.lists(fact_sets(), min_size=1, max_size=4))
def test_sql_agrees_with_the_closure(duck: duckdb.DuckDBPyConnection, condition: Node, several: list[dict[str, Value]]) -> None:
    duck.execute("DELETE FROM facts")
    rows = [row(facts) for facts in several]
    marks = ", ".join("?" * (len(SCHEMA) + 1))
    duck.executemany(f"INSERT INTO facts VALUES ({marks})", [[i, *(r[name] for name in SCHEMA)] for i, r in enumerate(rows)])
    sql = to_sql(condition, "duckdb", intervals=NUMERIC, ids={"i"})
    got = duck.execute(f"SELECT {sql} FROM facts ORDER BY n").fetchall()
    assert [answer for (answer,) in got] == [read(condition, facts) for facts in several]


@given(conditions(), fact_sets())
def test_the_solver_agrees_with_the_closure(condition: Node, facts: dict[str, Value]) -> None:
    """Kleene true is valid, Kleene false is unsatisfiable. The solver may settle more, never something else."""
    import z3

    truth = read(condition, facts)
    if truth is None:
        return
    formulas = Formulas(TYPES)
    solver = z3.Solver()
    solver.set("timeout", 10_000)
    solver.add(*formulas.known(facts, {"s": frozenset(CODES), "i": frozenset(IDS)}), *formulas.domain(frozenset(TYPES)))
    formula = formulas.truth(condition)
    solver.add(z3.Not(formula) if truth else formula)
    assert solver.check() == z3.unsat


@given(conditions(), fact_sets())
def test_the_explanation_agrees_with_the_closure(condition: Node, facts: dict[str, Value]) -> None:
    explanation = explain(condition, facts, holds)
    assert explanation.truth is read(condition, facts)
    assert explanation.to_dict()["truth"] in ("true", "false", "unknown")


@given(conditions(), st.data())
def test_knowledge_only_narrows(condition: Node, data: st.DataObject) -> None:
    facts = data.draw(fact_sets())
    before = read(condition, facts)
    after = read(condition, data.draw(sharpened(facts)))
    assert before is None or after is before


@given(conditions(), fact_sets())
def test_restriction_keeps_the_truth_and_names_what_is_missing(condition: Node, facts: dict[str, Value]) -> None:
    residue = restrict(condition, facts, holds)
    truth = read(condition, facts)
    assert read(residue, facts) is truth
    assert (truth is None) == (not isinstance(residue, n.Literal))
    assert set(missing_facts(condition, facts)) <= facts_of(residue)


@given(conditions(resolved=False))
def test_text_goes_round(condition: Node) -> None:
    once = parse_condition(to_text(condition))
    assert parse_condition(to_text(once)) == once


@given(conditions(resolved=False), fact_sets())
def test_text_keeps_the_meaning(condition: Node, facts: dict[str, Value]) -> None:
    assert read(parse_condition(to_text(condition)), facts) is read(condition, facts)


@given(conditions())
@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
def test_sql_of_every_dialect_parses(dialect: Dialect, condition: Node) -> None:
    import sqlglot

    assert sqlglot.parse_one(to_sql(condition, dialect, intervals=NUMERIC, ids={"i"}), dialect=dialect) is not None


def test_what_has_no_bulk_reading_says_so() -> None:
    for text in ("holds('X.A')", "sum(x, y) > 1", "c IN group('X.G')"):
        with pytest.raises(NotInBulk, match="cannot be read in bulk"):
            to_polars(parse_condition(text))


def test_the_gate_for_tables_makes_nan_unknown_and_single_precision_exact() -> None:
    frame = clean(pl.DataFrame({"x": pl.Series([0.001, float("nan")], dtype=pl.Float32), "y": [float("nan"), 1.0]}))
    assert frame.select(to_polars(parse_condition("x <= 0.001 OR y > 2")).alias("t"))["t"].to_list() == [True, None]
