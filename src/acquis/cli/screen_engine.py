"""`acquis screen TABLE --engine duckdb|spark`: the same answers, worked out where the table is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from acquis.errors import AcquisError
from acquis.law import Corpus

if TYPE_CHECKING:
    from acquis.screening.mapping import Plan
    from acquis.screening.run import Options, Screened
    from acquis.screening.table import Table


class Engine(StrEnum):
    """What works the answers out."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"


def screen_with(engine: Engine, master: str, corpus: Corpus, table: Table, plan: Plan, out: Path, options: Options) -> Screened:
    """Screens a Parquet file into a file (DuckDB) or a folder (Spark), and the rows that cannot be read into one beside it.

    Raises:
        AcquisError: the table is not a Parquet file, or the place to write does not fit the engine.
        MissingExtra: the engine is not installed.
    """
    from acquis.screening.run import Screened, kept_columns, metadata_of
    from acquis.screening.screening import Screening

    if table.format != "parquet":
        raise AcquisError(
            f"{engine.value} reads Parquet files", file=table.path, field="--engine", way_out="--engine polars reads the others"
        )
    if engine == Engine.DUCKDB and (out.is_dir() or out.suffix == ""):
        raise AcquisError("duckdb writes one file", file=out, field="--out", way_out="-o OUT.parquet")
    keep = kept_columns(table, options.keep, options.regimes)
    facts = [source.fact for source in plan.sources]
    screening = Screening(corpus, facts, options.regimes, options.layer, stipulated=plan.constants)
    if engine == Engine.DUCKDB:
        from acquis.screening.engine_duckdb import screen_parquet_duckdb

        told = metadata_of(corpus, table, plan, options, keep, folder=False)
        done = screen_parquet_duckdb(table.path, out, screening, plan, keep=keep, metadata=told)
    else:
        from acquis.screening.engine_spark import screen_parquet_spark, spark_session

        session = spark_session(master)
        done = screen_parquet_spark(session, table.path, out, screening, plan, keep=keep, rows_a_part=options.rows_a_part)
    return Screened(done.rows, done.rejected, done.findings, 0, done.files)
