"""Spark as the engine of a screening, for tables that one machine does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from acquis.conditions.sql import Dialect
from acquis.errors import MissingExtra
from acquis.screening.engine import Answers, CodeOf, Database, screen_in
from acquis.screening.keying import ROW
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.screening import Screening

MOST_SENT = 500_000
"""Rows of a small table that is sent whole to every worker; a larger one is joined as Spark sees fit."""


class Spark(Database):
    """A session. Its temporary views `acquis_...` are replaced by each screening.

    Tables to be screened are views with a column ROW already; see `numbered_parquet`.
    """

    dialect: ClassVar[Dialect] = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session

    def types(self, table: str) -> dict[str, str]:
        """Without ROW, which is not the user's."""
        return {column: kind for column, kind in self._session.table(table).dtypes if column != ROW}

    def numbered(self, table: str) -> str:
        """Rows have their numbers."""
        return table

    def dictionaries(self, table: str, cells: Sequence[Sequence[str]], codes: Sequence[CodeOf]) -> list[str]:
        """All in one pass over the table. The values come here by Arrow, and go back with their codes."""
        import pyarrow as pa

        sets = ["COUNT(*) AS n", *(f"collect_set(struct({_numbered('v', texts)})) AS s{k}" for k, texts in enumerate(cells))]
        found = self._session.sql(f"SELECT {', '.join(sets)} FROM {table}").toArrow()
        tables = []
        for k, code in enumerate(codes):
            values = pa.Table.from_struct_array(found.column(k + 1).combine_chunks().flatten())
            known = [code(row) for row in zip(*(column.to_pylist() for column in values.columns), strict=True)]
            tables.append(self._view(f"acquis_dictionary_{k}", values.append_column("code", pa.array(known, pa.int64()))))
        return tables

    def whole_numbers(self, query: str) -> list[Codes]:
        """As arrays."""
        found = self._session.sql(query).toArrow()
        return [column.to_numpy().astype(np.int64) for column in found.columns]

    def store(self, table: str, columns: Mapping[str, Codes | list[str]]) -> str:
        """By Arrow."""
        import pyarrow as pa

        arrays = [pa.array(v, pa.int64() if isinstance(v, np.ndarray) else pa.string()) for v in columns.values()]
        return self._view(table, pa.table(arrays, names=list(columns)))

    def _view(self, name: str, table: Any) -> str:
        from pyspark.sql.functions import broadcast

        frame = self._session.createDataFrame(table)
        (broadcast(frame) if table.num_rows <= MOST_SENT else frame).createOrReplaceTempView(name)
        return name


def screen_spark(session: Any, table: str, screening: Screening, plan: Plan) -> Answers:
    """Screens a view of a Spark session that has a column ROW; see `screen_in`."""
    return screen_in(Spark(session), table, screening, plan)


def numbered_parquet(session: Any, path: str | Path, view: str) -> str:
    """A view of one Parquet file with the number of each row of the file in ROW. Spark itself keeps no order of rows."""
    frame = session.read.parquet(str(path)).selectExpr(f"_metadata.row_index AS {ROW}", "*")
    frame.createOrReplaceTempView(view)
    return view


def screen_parquet_spark(session: Any, path: str | Path, out: str | Path, screening: Screening, plan: Plan) -> Answers:
    """Screens one Parquet file into a folder of them, rows in the order of the input.

    Args:
        session: a session, see `local_session`.
        path: the file, where the workers of the session read it.
        out: the folder to write.
        screening: as in `screen_in`.
        plan: as in `screen_in`.
    """
    answers = screen_spark(session, numbered_parquet(session, path, "acquis_table"), screening, plan)
    session.sql(answers.sql).orderBy(ROW).write.mode("overwrite").parquet(str(out))
    return answers


def spark_session(master: str = "local[2]", **settings: str) -> Any:
    """A session of a master, e.g. `local[2]` or `spark://host:7077`.

    Raises:
        MissingExtra: PySpark or Arrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("pyspark", "spark") from None
    builder = SparkSession.builder.master(master).appName("acquis").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        builder = builder.config("spark.sql.shuffle.partitions", "8")  # 200, the default, is for many machines
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _numbered(letter: str, texts: Sequence[str]) -> str:
    return ", ".join(f"{text} AS {letter}{j}" for j, text in enumerate(texts))
