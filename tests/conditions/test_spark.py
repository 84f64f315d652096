"""The SQL reading on a real Spark agrees with the closure; skipped where Spark or Java is not installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from acquis.conditions import Node, Value, compile_truth
from acquis.conditions.sql import to_sql
from tests.conditions.strategies import NUMERIC, conditions, fact_sets
from tests.conditions.tables import COLUMNS, DAY, NUMBER, TEXT, TEXTS, TRUTH, row

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore"),  # Spark's own
]

TYPES = {TEXT: "STRING", TRUTH: "BOOLEAN", DAY: "DATE", NUMBER: "DOUBLE", TEXTS: "ARRAY<STRING>"}
ROWS = 40


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark"))).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def table(spark: Any) -> list[dict[str, Value]]:
    """Facts, the same as rows of the view `facts`: one table, for Spark takes its time with each."""
    found: list[dict[str, Value]] = [{}]

    @settings(max_examples=ROWS, database=None, derandomize=True, phases=[Phase.generate])
    @given(fact_sets())
    def collect(facts: dict[str, Value]) -> None:
        found.append(facts)

    collect()
    schema = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in COLUMNS.items())
    rows = [(i, *(columns[name] for name in COLUMNS)) for i, columns in enumerate(map(row, found))]
    spark.createDataFrame(rows, f"n INT, {schema}").coalesce(1).cache().createOrReplaceTempView("facts")
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(condition=conditions())
def test_spark_agrees_with_the_closure(spark: Any, table: list[dict[str, Value]], condition: Node) -> None:
    read = compile_truth(condition)
    text = to_sql(condition, "spark", intervals=NUMERIC, ids={"i"})
    got = spark.sql(f"SELECT n, {text} AS truth FROM facts").collect()
    assert {line.n: line.truth for line in got} == {i: read(facts, lambda _: None) for i, facts in enumerate(table)}
