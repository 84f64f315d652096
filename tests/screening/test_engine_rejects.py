"""Every engine writes the same rows and the same rejects, byte for byte, and tells the same counts."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from acquis.errors import AcquisError
from acquis.law import Layer
from acquis.screening.engine_duckdb import screen_parquet_duckdb
from acquis.screening.engine_spark import screen_parquet_spark
from acquis.screening.mapping import make_plan
from acquis.screening.run import Options, screen_table
from acquis.screening.screening import Screening
from acquis.screening.table import open_table
from tests.cli.run import acquis
from tests.screening.cases import law

REGIMES = ("US", "EU", "CN")
GOOD: dict[str, Any] = {
    "day": "2026-03-01", "item_kind": "quantum_computer", "physical_qubits": 34.0, "cnot_error_low": 1e-4,
    "cnot_error_high": 1e-4, "destination": "CN", "tpp": "4800", "end_uses": ["civil"], "knowledge": "yes",
    "first_export_date": "2025-01-01", "party_lists": "none", "d0": 7, "row": "mine",
}  # fmt: skip
# By column cells, and whether a row with one of them can be read.
CELLS: dict[str, list[tuple[Any, bool]]] = {
    "day": [
        (None, False), ("", False), ("n/a", False), ("2026-13-01", False), ("2026-1-1", False), ("soon", False),
        ("infinity", False), ("2026-02-30", False), ("20260301", True), ("2026-03-01T10:30", True),
        (" 2026-03-01 ", True), ("0001-01-01", True),
    ],
    "item_kind": [(" Quantum Computer ", True), ("", True), ("teapot", False), ("=1+1", False), ("x" * 20_000, False)],
    "physical_qubits": [(34.5, False), (-1.0, False), (1e9, True), (float("inf"), False), (float("nan"), True), (None, True)],
    "cnot_error_low": [(None, True), (0.5, False), (2.0, False), (-0.0, True), (float("-inf"), False)],
    "cnot_error_high": [(None, True), (1e-5, False), (1.0, True), (7.0, False), (float("nan"), True)],
    "destination": [("cn", True), ("CHN", False), (None, True), ("n/a", False), ("nowhere", False), ("@SUM(A1)", False)],
    "tpp": [("at least 4800", True), ("1 to 2", True), ("2 to 1", False), ("many", False), ("-5", False), ("1e400", True)],
    "end_uses": [([], True), (None, True), (["civil", "frobnicate"], False), (["civil", None], False), (["Civil"], True)],
    "knowledge": [("maybe", False), ("N", True), ("1", True), ("", True)],
    "first_export_date": [("soon", False), ("2025-02-30", False), ("2025-02-01 10:00", True), ("2025-02-01 to 2025-03-01", True)],
    "party_lists": [("US.EAR.764.DPL; US.EAR.744.11", True), ("", True)],
}  # fmt: skip


def table() -> pl.DataFrame:
    """One row for each cell, between rows with two bad cells and rows that are right."""
    rows = [GOOD | {column: cell} for column, cells in CELLS.items() for cell, _ in cells]
    rows += [GOOD, GOOD | {"destination": "nowhere", "tpp": "many"}, GOOD | {"day": None, "knowledge": "maybe"}, GOOD]
    return pl.DataFrame(rows, schema_overrides={"end_uses": pl.List(pl.String)}, infer_schema_length=None)


def others() -> dict[str, pl.DataFrame]:
    """The same with days, numbers and texts of other types."""
    days = pl.Series("day", [None, dt.date(2026, 3, 1), dt.date(1, 1, 1), dt.date(9999, 12, 31)] * table().height, dtype=pl.Date)
    whole = table().with_columns(pl.col("physical_qubits").cast(pl.Int64, strict=False), pl.col("item_kind").cast(pl.Binary))
    times = days.cast(pl.Datetime("us")).dt.offset_by("23h30m").head(table().height)
    return {
        "text": table(),
        "days": whole.with_columns(days.head(table().height)),
        "times": whole.with_columns(times).filter(pl.col("day").is_null() | pl.col("day").dt.year().is_between(1900, 2100)),
        "times with a zone": whole.with_columns(
            pl.Series("day", [dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC), None] * (table().height // 2 + 1))
            .dt.convert_time_zone("Asia/Tokyo")
            .head(table().height)
        ),
        "numbers for days": whole.with_columns(pl.Series("day", [20260301, 5] * table().height).head(table().height)),
        "single": table().with_columns(pl.col("cnot_error_low", "cnot_error_high", "physical_qubits").cast(pl.Float32)),
        "decimal": table().with_columns(pl.col("cnot_error_low").fill_nan(None).clip(0, 9).cast(pl.Decimal(20, 6))),
        "one end": table().drop("cnot_error_high"),
    }  # fmt: skip


def screened(engine: str, path: Path, folder: Path, spark: Any = None) -> tuple[pl.DataFrame, bytes, tuple[int, int, int]]:
    """Rows with texts, the rejects, and the counts: rows, rejects, findings."""
    source = open_table(path)
    plan = make_plan(law().vocabulary, list(source.columns))
    made = Screening(law(), [one.fact for one in plan.sources], REGIMES, stipulated=plan.constants)
    out = folder / f"{engine}.parquet"
    if engine == "polars":
        done: Any = screen_table(law(), source, plan, out, Options(REGIMES, Layer.ENFORCED, rows_a_part=7))
    elif engine == "duckdb":
        done = screen_parquet_duckdb(path, out, made, plan)
    else:
        done = screen_parquet_spark(spark, path, out, made, plan)
    rows = pl.read_parquet(out / "*.parquet" if out.is_dir() else out)
    rows = rows.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String), pl.col(pl.Float64).fill_nan(-7.5))
    return rows, done.files["rejects"].read_bytes(), (done.rows, done.rejected, done.findings)


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Names, order and cells; not how a database writes a type down."""
    return one.columns == other.columns and one.equals(other.cast(dict(one.schema)))  # type: ignore[arg-type]


def test_what_can_be_read_is_written_and_the_rest_told(tmp_path: Path) -> None:
    table().write_parquet(tmp_path / "t.parquet")
    rows, told, counts = screened("duckdb", tmp_path / "t.parquet", tmp_path)
    readable = [good for cells in CELLS.values() for _, good in cells] + [True, False, False, True]
    assert rows["row"].to_list() == [k + 1 for k, good in enumerate(readable) if good]
    rejects = list(csv.DictReader(told.decode().splitlines()))
    assert [int(reject["row"]) for reject in rejects] == [k + 1 for k, good in enumerate(readable) if not good]
    assert counts[:2] == (sum(readable), len(readable) - sum(readable))
    by_row = {int(reject["row"]): reject for reject in rejects}
    assert all(reject["reason"] and reject["column"] in CELLS for reject in rejects)
    assert "nowhere" in by_row[len(readable) - 2]["value"]
    assert "tpp: " in by_row[len(readable) - 2]["reason"]
    assert by_row[1]["reason"] == "the row has no day"
    assert rows["input.row"].to_list() == ["mine"] * rows.height
    assert rows["d0"].to_list() == [7] * rows.height


@pytest.mark.parametrize("form", others())
def test_duckdb_does_as_polars(form: str, tmp_path: Path) -> None:
    others()[form].write_parquet(tmp_path / "t.parquet")
    rows, told, counts = screened("polars", tmp_path / "t.parquet", tmp_path)
    got = screened("duckdb", tmp_path / "t.parquet", tmp_path)
    assert got[1].decode() == told.decode()
    assert got[2] == counts
    assert same(rows, got[0])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", others())
def test_spark_does_as_polars(spark: Any, form: str, tmp_path: Path) -> None:
    others()[form].write_parquet(tmp_path / "t.parquet")
    rows, told, counts = screened("polars", tmp_path / "t.parquet", tmp_path)
    got = screened("spark", tmp_path / "t.parquet", tmp_path, spark)
    assert got[1].decode() == told.decode()
    assert got[2] == counts
    assert same(rows, got[0])


def test_the_command_tells_the_same(tmp_path: Path) -> None:
    table().write_parquet(tmp_path / "t.parquet")
    told = []
    for engine in ("polars", "duckdb"):
        out = tmp_path / f"{engine}.parquet"
        ran = acquis("screen", tmp_path / "t.parquet", "-o", out, "--engine", engine, "--regime", "EU", "--keep", "tpp")
        assert ran.code == 1, ran.err
        told.append((ran.out.replace(engine, "ENGINE"), (tmp_path / f"{engine}.rejects.csv").read_bytes()))
        assert pl.read_parquet(out).columns[:4] == ["row", "tpp", "day", "EU.low"]
    assert told[0] == told[1]
    assert "rows could not be read" in told[0][0]


def test_places_that_do_not_fit(tmp_path: Path) -> None:
    table().write_parquet(tmp_path / "t.parquet")
    ran = acquis("screen", tmp_path / "t.parquet", "-o", tmp_path / "out", "--engine", "duckdb")
    assert (ran.code, "duckdb writes one file" in ran.err) == (2, True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    plan = make_plan(law().vocabulary, table().columns)
    made = Screening(law(), [one.fact for one in plan.sources], REGIMES)
    with pytest.raises(AcquisError, match="something else in this folder"):
        screen_parquet_spark(None, tmp_path / "t.parquet", tmp_path / "mine", made, plan)
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_names_that_differ_in_case_only(tmp_path: Path) -> None:
    table().with_columns(TPP="tpp").write_parquet(tmp_path / "t.parquet")
    source = open_table(tmp_path / "t.parquet")
    plan = make_plan(law().vocabulary, [name for name in source.columns if name != "TPP"])
    made = Screening(law(), [one.fact for one in plan.sources], REGIMES)
    with pytest.raises(AcquisError, match="two columns"):
        screen_parquet_duckdb(tmp_path / "t.parquet", tmp_path / "o.parquet", made, plan)
