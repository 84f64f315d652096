"""`acquis screen TABLE --engine duckdb|spark`: the same answers, worked out where the table is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.law import Corpus, Layer

if TYPE_CHECKING:
    from acquis.screening.mapping import Plan


class Engine(StrEnum):
    """What works the answers out."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"


def screen_with(
    engine: Engine, master: str, corpus: Corpus, table: Path, out: Path, plan: Plan, regimes: tuple[str, ...], layer: Layer
) -> dict[str, Any]:
    """Screens a Parquet file into a file (DuckDB) or a folder (Spark); gives the rows, those rejected, and the kinds judged.

    Raises:
        AcquisError: the table is not a Parquet file.
        MissingExtra: the engine is not installed.
    """
    if table.suffix != ".parquet":
        raise AcquisError(
            f"{engine.value} reads Parquet files", file=table, field="--engine", way_out="--engine polars reads the others"
        )
    from acquis.screening.screening import Screening

    facts = [source.fact for source in plan.sources]
    screening = Screening(corpus, facts, regimes, layer, stipulated=plan.constants)
    if engine == Engine.DUCKDB:
        from acquis.screening.engine_duckdb import screen_parquet_duckdb

        kinds = screen_parquet_duckdb(table, out, screening, plan).kinds
    else:
        from acquis.screening.engine_spark import screen_parquet_spark, spark_session

        kinds = screen_parquet_spark(spark_session(master), table, out, screening, plan).kinds
    return {**_counts(out), "kinds": kinds, "files": {"rows": str(out)}}


def _counts(out: Path) -> dict[str, int]:
    import polars as pl

    from acquis.screening.keying import REJECTED

    written = pl.scan_parquet(out / "*.parquet" if out.is_dir() else out)
    (row,) = written.select(rows=pl.len(), rejected=pl.col(REJECTED).count()).collect().to_dicts()
    return row
