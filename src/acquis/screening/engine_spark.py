"""Spark as the engine of a screening, for tables that one machine does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from acquis.conditions.sql import Dialect
from acquis.errors import AcquisError, MissingExtra
from acquis.screening.engine import BATCH, ROWS, Answers, Columns, Database, ScreenedFile, screen_in
from acquis.screening.engine_rejects import parquet, time_zone, write_engine_rejects
from acquis.screening.keying import ROW, CodesOf
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.screening import Screening
from acquis.screening.sql_text import name

MOST_SENT = 500_000
"""Rows of a small table that is sent whole to every worker; a larger one is joined as Spark sees fit."""
_KEPT = "acquis_keyed"


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

    def dictionaries(self, table: str, lookups: Sequence[tuple[Sequence[str], CodesOf]]) -> list[str]:
        """All in one pass over the table. The values come here by Arrow, and go back with their codes."""
        import pyarrow as pa

        sets = [f"collect_set(struct({_numbered('v', texts)})) AS s{k}" for k, (texts, _) in enumerate(lookups)]
        found = self._session.sql(f"SELECT {', '.join(['COUNT(*) AS n', *sets])} FROM {table}").toArrow()
        tables = []
        for k, (_, codes_of) in enumerate(lookups):
            values = pa.Table.from_struct_array(found.column(k + 1).combine_chunks().flatten())
            codes = codes_of(zip(*(column.to_pylist() for column in values.columns), strict=True))
            tables.append(self._view(f"acquis_dictionary_{k}", values.append_column("code", pa.array(codes, pa.int64()))))
        return tables

    def kept(self, query: str) -> str:
        """To plan the keying takes Spark many seconds, whatever the rows: once is enough."""
        self._session.sql(query).createOrReplaceTempView(_KEPT)
        self._session.catalog.cacheTable(_KEPT)
        return _KEPT

    def whole_numbers(self, query: str) -> Iterator[list[Codes]]:
        """As arrays; what waits is in the memory of this process, eight bytes a number."""
        found = self._session.sql(query).toArrow()
        for first in range(0, max(found.num_rows, 1), BATCH):
            part = found.slice(first, BATCH)
            yield [column.to_numpy().astype(np.int64) for column in part.columns]

    def store(self, table: str, parts: Iterator[Columns]) -> str:
        """By Arrow."""
        import pyarrow as pa

        return self._view(table, pa.concat_tables(pa.table(dict(part)) for part in parts))

    def _view(self, name: str, table: Any) -> str:
        from pyspark.sql.functions import broadcast

        frame = self._session.createDataFrame(table)
        (broadcast(frame) if table.num_rows <= MOST_SENT else frame).createOrReplaceTempView(name)
        return name


def screen_spark(session: Any, table: str, screening: Screening, plan: Plan, keep: Sequence[str] | None = None) -> Answers:
    """Screens a view of a Spark session that has a column ROW; see `screen_in`."""
    return screen_in(Spark(session), table, screening, plan, keep)


def numbered_parquet(session: Any, path: str | Path, view: str) -> str:
    """A view of one Parquet file with the number of each row of the file in ROW. Spark itself keeps no order of rows."""
    frame = session.read.parquet(str(path)).selectExpr(f"_metadata.row_index AS {ROW}", "*")
    frame.createOrReplaceTempView(view)
    return view


def screen_parquet_spark(
    session: Any, path: Path, out: Path, screening: Screening, plan: Plan, *, keep: Sequence[str] | None = None
) -> ScreenedFile:
    """Screens one Parquet file into a folder of them, rows in the order of the input; the others go to OUT.rejects.csv.

    Args:
        session: a session, see `spark_session`.
        path: the file, where the workers of the session and this process read it.
        out: the folder to write; an earlier screening there is replaced.
        screening: as in `screen_in`.
        plan: as in `screen_in`.
        keep: as in `screen_in`.

    Raises:
        AcquisError: as `screen_in`; or there is something else in the folder.
        TableError: no Parquet file, or a damaged one.
    """
    source = parquet(path)
    _replaceable(out)
    with _set(session, {**_SETTINGS, "spark.sql.session.timeZone": time_zone(source)}), _dropped(session):
        answers = screen_spark(session, numbered_parquet(session, path, "acquis_table"), screening, plan, keep)
        ordered = f"{answers.numbers} ORDER BY {name(ROWS, 'spark')}"
        session.sql(answers.told(ordered)).write.mode("overwrite").parquet(str(out))
        rows = session.read.parquet(str(out)).count()
        refused = Spark(session).whole_numbers(answers.rejected)
        files = {"rows": out, "rejects": out.with_name(f"{out.stem}.rejects.csv")}
        rejected = write_engine_rejects(source, screening, plan, refused, answers.facts, files["rejects"])
    return ScreenedFile(rows, rejected, answers.kinds, answers.findings, files).checked(source.rows)


_SETTINGS = {
    # Rows are put in order while they are narrow, then joined to what was sent to every worker, which keeps it. This rule would
    # drop an order below a join.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.EliminateSorts",
    # What can be inferred of columns made by long CASE expressions grows with their product: minutes of planning (measured).
    "spark.sql.constraintPropagation.enabled": "false",
}


def _replaceable(folder: Path) -> None:
    """Raises: AcquisError, where there is anything that Spark did not write."""
    if folder.is_file():
        raise AcquisError("this is a file, and Spark writes a folder", file=folder, way_out="name a folder")
    own = ("_SUCCESS", "part-", "._SUCCESS.crc", ".part-")
    if folder.is_dir() and not all(path.name.startswith(own) for path in folder.iterdir()):
        raise AcquisError("there is something else in this folder", file=folder, way_out="name a folder of its own")


@contextmanager
def _dropped(session: Any) -> Iterator[None]:
    """What was kept is given back, also where the screening fails."""
    try:
        yield
    finally:
        if session.catalog.tableExists(_KEPT):
            session.catalog.uncacheTable(_KEPT)


@contextmanager
def _set(session: Any, settings: Mapping[str, str]) -> Iterator[None]:
    """Settings of a session for a while."""
    before = {key: session.conf.get(key, None) for key in settings}
    for key, value in settings.items():
        session.conf.set(key, value)
    try:
        yield
    finally:
        for key, value in before.items():
            session.conf.unset(key) if value is None else session.conf.set(key, value)


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
