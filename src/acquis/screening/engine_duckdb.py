"""DuckDB as the engine of a screening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from acquis.conditions.sql import Dialect
from acquis.errors import MissingExtra
from acquis.screening.engine import Answers, CodeOf, Database, screen_in
from acquis.screening.keying import ROW
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.screening import Screening
from acquis.screening.sql_text import Words

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

    def dictionaries(self, table: str, cells: Sequence[Sequence[str]], codes: Sequence[CodeOf]) -> list[str]:
        """A column at a time."""
        return [self._dictionary(table, k, *one) for k, one in enumerate(zip(cells, codes, strict=True))]

    def _dictionary(self, source: str, k: int, cells: Sequence[str], code: CodeOf) -> str:
        """The values stay in a temporary table; their codes are joined to it by a number."""
        raw = f"acquis_raw_{k}"
        query = f"SELECT DISTINCT {', '.join(f'{text} AS v{j}' for j, text in enumerate(cells))} FROM {source}"
        self._run.execute(f"CREATE OR REPLACE TEMP TABLE {raw} AS SELECT row_number() OVER () AS i, * FROM ({query})")
        codes = [(row[0], code(row[1:])) for row in self._run.execute(f"SELECT * FROM {raw}").fetchall()]
        known = self.store("acquis_codes", {"i": _whole(row[0] for row in codes), "code": _whole(row[1] for row in codes)})
        table = f"acquis_dictionary_{k}"
        self._run.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {raw} JOIN {known} USING (i)")
        self._run.execute(f"DROP TABLE {raw}")
        return table

    def whole_numbers(self, query: str) -> list[Codes]:
        """As arrays."""
        found = self._run.execute(query).fetchnumpy()
        return [np.asarray(column, dtype=np.int64) for column in found.values()]

    def store(self, table: str, columns: Mapping[str, Codes | list[str]]) -> str:
        """By lists: DuckDB takes them without a further library."""
        types = ", ".join(f"{column} {'BIGINT' if isinstance(v, np.ndarray) else 'VARCHAR'}" for column, v in columns.items())
        self._run.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({types})")
        lists: list[Any] = [v.tolist() if isinstance(v, np.ndarray) else v for v in columns.values()]
        self._run.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in lists)}", lists)
        return table


def screen_duckdb(connection: duckdb.DuckDBPyConnection, table: str, screening: Screening, plan: Plan) -> Answers:
    """Screens a table of a DuckDB connection; see `screen_in`."""
    return screen_in(DuckDB(connection), table, screening, plan)


def screen_parquet_duckdb(path: Path, out: Path, screening: Screening, plan: Plan, *, memory: str | None = None) -> Answers:
    """Screens a Parquet file into another one, rows in the order of the input.

    Args:
        path: the file.
        out: the file to write.
        screening: as in `screen_in`.
        plan: as in `screen_in`.
        memory: what DuckDB may use, e.g. "4GB"; beyond it, it works on disk.

    Raises:
        MissingExtra: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtra("duckdb", "parties") from None
    words = Words("duckdb")
    with duckdb.connect() as connection:
        if memory is not None:
            connection.execute(f"SET memory_limit = {words.text(memory)}")
        answers = screen_duckdb(connection, f"read_parquet({words.text(str(path))})", screening, plan)
        connection.execute(f"COPY ({answers.sql} ORDER BY {ROW}) TO {words.text(str(out))} (FORMAT parquet, COMPRESSION zstd)")
    return answers


def _whole(numbers: Any) -> Codes:
    return np.fromiter(numbers, dtype=np.int64)
