"""DuckDB as the engine of a screening."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from acquis.conditions.sql import Dialect
from acquis.errors import MissingExtra
from acquis.screening.engine import BATCH, ROWS, Answers, Columns, Database, ScreenedFile, screen_in
from acquis.screening.engine_rejects import parquet, time_zone, write_engine_rejects
from acquis.screening.keying import ROW, CodesOf
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.parts import put
from acquis.screening.screening import Screening
from acquis.screening.sql_text import Words, name
from acquis.screening.writing import METADATA

if TYPE_CHECKING:
    import duckdb


class DuckDB(Database):
    """A connection. Its temporary tables `acquis_...` are replaced by each screening."""

    dialect: ClassVar[Dialect] = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._run = connection

    def types(self, table: str) -> dict[str, str]:
        """As DESCRIBE tells them."""
        return {row[0]: row[1] for row in self._run.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}

    def numbered(self, table: str) -> str:
        """DuckDB keeps the order of a file, and numbers rows as they come."""
        return f"(SELECT row_number() OVER () - 1 AS {ROW}, * FROM {table}) AS numbered"

    def dictionaries(self, table: str, lookups: Sequence[tuple[Sequence[str], CodesOf]]) -> list[str]:
        """A column at a time."""
        return [self._dictionary(table, k, *one) for k, one in enumerate(lookups)]

    def _dictionary(self, source: str, k: int, cells: Sequence[str], codes_of: CodesOf) -> str:
        """The values stay in a temporary table; their codes are joined to it by a number."""
        raw = f"acquis_raw_{k}"
        query = f"SELECT DISTINCT {', '.join(f'{text} AS v{j}' for j, text in enumerate(cells))} FROM {source}"
        self._run.execute(f"CREATE OR REPLACE TEMP TABLE {raw} AS SELECT row_number() OVER () AS i, * FROM ({query})")

        def codes() -> Iterator[Columns]:
            for rows in self._slices(raw):
                read = self._run.execute(f"SELECT * FROM {raw} WHERE {rows}").fetchall()
                numbers = np.fromiter((row[0] for row in read), dtype=np.int64)
                yield {"i": numbers, "code": codes_of(row[1:] for row in read)}

        known = self.store("acquis_codes", codes())
        table = f"acquis_dictionary_{k}"
        self._run.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {raw} JOIN {known} USING (i)")
        self._run.execute(f"DROP TABLE {raw}")
        return table

    def whole_numbers(self, query: str) -> Iterator[list[Codes]]:
        """As arrays; what waits stands in a temporary table."""
        table = "acquis_numbers"
        self._run.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT row_number() OVER () AS i, * FROM ({query})")
        for rows in self._slices(table):
            found = self._run.execute(f"SELECT * FROM {table} WHERE {rows} ORDER BY i").fetchnumpy()
            yield [np.asarray(column, dtype=np.int64) for column in list(found.values())[1:]]
        self._run.execute(f"DROP TABLE {table}")

    def _slices(self, table: str) -> list[str]:
        """Tests that part a table with a column `i`, from 1, into slices; one at least."""
        (rows,) = self._run.execute(f"SELECT COUNT(*) FROM {table}").fetchall()[0]
        return [f"i BETWEEN {first + 1} AND {first + BATCH}" for first in range(0, max(rows, 1), BATCH)]

    def store(self, table: str, parts: Iterator[Columns]) -> str:
        """Texts as ENUM: a number a row, wherever they are joined to."""
        for k, columns in enumerate(parts):
            if k == 0:
                types = ", ".join(f"{column} {_type(values)}" for column, values in columns.items())
                self._run.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({types})")
            arrays = {name: v if isinstance(v, np.ndarray) else np.array(v, dtype=object) for name, v in columns.items()}
            if len(next(iter(arrays.values()))):
                self._run.register("acquis_part", arrays)
                self._run.execute(f"INSERT INTO {table} SELECT * FROM acquis_part")
                self._run.unregister("acquis_part")
        return table


def screen_duckdb(
    connection: duckdb.DuckDBPyConnection, table: str, screening: Screening, plan: Plan, keep: Sequence[str] | None = None
) -> Answers:
    """Screens a table of a DuckDB connection; see `screen_in`."""
    return screen_in(DuckDB(connection), table, screening, plan, keep)


def screen_parquet_duckdb(
    path: Path,
    out: Path,
    screening: Screening,
    plan: Plan,
    *,
    keep: Sequence[str] | None = None,
    memory: str = "4GB",
    metadata: Mapping[str, Any] | None = None,
) -> ScreenedFile:
    """Screens a Parquet file into another one, rows in the order of the input; what cannot be read goes to OUT.rejects.csv.

    Args:
        path: the file.
        out: the file to write.
        screening: as in `screen_in`.
        plan: as in `screen_in`.
        keep: as in `screen_in`.
        memory: what DuckDB may use, e.g. "4GB"; beyond it, it works on disk, beside OUT.
        metadata: what is written into the file of itself, JSON-ready.

    Raises:
        MissingExtra: DuckDB is not installed.
        AcquisError: as `screen_in`.
        TableError: no Parquet file, or a damaged one.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtra("duckdb", "parties") from None
    source, words = parquet(path), Words("duckdb")
    rejects = out.with_name(f"{out.stem}.rejects.csv")
    beside = out.with_name(out.name + ".new")
    with tempfile.TemporaryDirectory(prefix=".acquis-", dir=out.parent) as spill, duckdb.connect() as connection:
        for setting, value in (("memory_limit", memory), ("temp_directory", spill), ("TimeZone", time_zone(source))):
            connection.execute(f"SET {setting} = {words.text(value)}")
        connection.execute("SET enable_progress_bar = false")
        database = DuckDB(connection)
        answers = screen_in(database, f"read_parquet({words.text(str(path))})", screening, plan, keep)
        refused = database.whole_numbers(answers.rejected)
        rejected = write_engine_rejects(source, screening, plan, refused, answers.facts, rejects)
        counts = {"rows": source.rows - rejected, "rejected": rejected}
        told = words.text(json.dumps({**(metadata or {}), **counts}, ensure_ascii=False, sort_keys=True))
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{METADATA}: {told}}}"
        copy = f"COPY ({answers.sql} ORDER BY {name(ROWS, 'duckdb')}) TO {words.text(str(beside))} ({options})"
        (rows,) = connection.execute(copy).fetchall()[0]
    put(beside, out)
    files = {"rows": out, "rejects": rejects}
    return ScreenedFile(rows, rejected, answers.kinds, answers.findings, files).checked(source.rows)


def _type(values: Codes | list[str]) -> str:
    if not isinstance(values, list):
        return "BIGINT"
    return f"ENUM ({', '.join(Words('duckdb').text(text) for text in sorted(set(values)))})"
