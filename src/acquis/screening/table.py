"""A table in a file, read part by part: CSV, Parquet or Arrow, told apart by their first bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from acquis.errors import AcquisError
from acquis.screening.rejects import Reject

if TYPE_CHECKING:
    import polars as pl

Rows = npt.NDArray[np.int64]

_COMPRESSED = {
    b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zXZ\x00": "xz", b"BZh": "bzip2", b"7z\xbc\xaf": "7-Zip",
    b"\x04\x22\x4d\x18": "lz4",
}  # fmt: skip
_WORKBOOK = "save the sheet as CSV (UTF-8), or unpack the archive"


class TableError(AcquisError):
    """A file is not a table that can be read."""


_ROW = "\0row"
"""No column of a user. That the numbers come in order is looked at: Polars does not promise it of every query."""


@dataclass(frozen=True)
class Position:
    """Where a part begins: rows before it, and in a CSV file bytes and line ends before it."""

    rows: int = 0
    offset: int = 0
    lines: int = 0


@dataclass(frozen=True)
class Part:
    """Some rows of a table.

    `frame`: the columns asked for. `rows`: of each row its number in the table, from 1. `lines`: of each row the line of the
    file, in a CSV file. `rejects`: rows that are no rows. `end`: where the next part begins. `done`: the share of the table read
    so far.
    """

    frame: pl.DataFrame
    rows: Rows
    lines: Rows | None
    rejects: list[Reject] = field(default_factory=list)
    end: Position = field(default_factory=Position)
    done: float = 1.0


class Source(Protocol):
    """A part of a table that may not have been read yet; it can be sent to another process."""

    def load(self, columns: Sequence[str]) -> Part:
        """The part, with these columns.

        Raises:
            TableError: the file is damaged.
        """


@dataclass(frozen=True)
class Loaded:
    """A part that was read to find out where the next begins."""

    part: Part

    def load(self, columns: Sequence[str]) -> Part:
        """See `Source`."""
        return replace(self.part, frame=self.part.frame.select(columns))


@dataclass(frozen=True)
class Window:
    """Rows of a Parquet or Arrow file: `size` of them behind the first `at`, of `rows` in all."""

    path: Path
    format: str
    at: int
    size: int
    rows: int

    def load(self, columns: Sequence[str]) -> Part:
        """See `Source`."""
        with _polars_errors(self.path):
            scan = _scan(self.path, self.format, _ROW).select(_ROW, *columns)
            frame = scan.slice(self.at, self.size).collect()
        end = min(self.at + self.size, self.rows)
        numbers = np.arange(self.at + 1, end + 1, dtype=np.int64)
        if not np.array_equal(frame[_ROW].to_numpy().astype(np.int64) + 1, numbers):
            raise TableError("its rows do not come in order, or not all of them", file=self.path, way_out="write it again")
        return Part(frame.drop(_ROW), numbers, None, [], Position(rows=end), end / max(self.rows, 1))


class Table(Protocol):
    """A table in a file."""

    path: Path
    format: str

    @property
    def columns(self) -> Mapping[str, pl.DataType]:
        """Types of the columns, in order."""

    def parts(self, columns: Sequence[str], start: Position, size: int) -> Iterator[Part]:
        """The rows from a position on, at most `size` a part.

        Raises:
            TableError: the file is damaged.
        """

    def sources(self, columns: Sequence[str], start: Position, size: int) -> Iterator[Source]:
        """The same parts, read where they are needed if the file allows it; `columns`: all that may be loaded.

        Raises:
            TableError: the file is damaged.
        """


def open_table(path: Path, delimiter: str | None = None) -> Table:
    """A table.

    Args:
        path: a CSV, Parquet or Arrow file.
        delimiter: of a CSV file; by default that which parts the header best.

    Raises:
        TableError: no such file, empty, compressed, or none of these.
    """
    from acquis.screening.csv_table import CsvTable

    try:
        if not path.is_file():
            raise TableError("there is no such file", file=path, way_out="check the path; a table is one regular file")
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise TableError(f"the file cannot be opened: {error.strerror}", file=path, way_out="check its rights") from None
    if not head:
        raise TableError("the file is empty", file=path, way_out="write a table with a header")
    _not_packed(path, head)
    if head.startswith(b"PAR1"):
        return ColumnarTable(path, "parquet")
    if head.startswith(b"ARROW1"):
        return ColumnarTable(path, "arrow")
    if head.startswith((b"\xff\xff\xff\xff",)):
        raise TableError("this is a stream of Arrow batches", file=path, way_out="write an Arrow file (Feather 2), or Parquet")
    return CsvTable(path, delimiter)


def _not_packed(path: Path, head: bytes) -> None:
    for magic, name in _COMPRESSED.items():
        if head.startswith(magic):
            raise TableError(f"the file is compressed ({name})", file=path, way_out="unpack it first, or use Parquet")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("this is a workbook or an archive, not a table", file=path, way_out=_WORKBOOK)


class ColumnarTable:
    """A Parquet or Arrow file."""

    def __init__(self, path: Path, format: str) -> None:
        import polars as pl

        self.path, self.format = path, format
        with _polars_errors(path):
            self._scan = _scan(path, format)
            self.columns: Mapping[str, pl.DataType] = dict(self._scan.collect_schema())
            self.rows = int(self._scan.select(pl.len()).collect().item())
        if not self.columns:
            raise TableError("the table has no columns", file=path, way_out="write a table with columns")

    def parts(self, columns: Sequence[str], start: Position, size: int) -> Iterator[Part]:
        """See `Table`."""
        return (window.load(columns) for window in self.sources(columns, start, size))

    def sources(self, columns: Sequence[str], start: Position, size: int) -> Iterator[Window]:
        """See `Table`."""
        for at in range(start.rows, max(self.rows, 1), size):
            if at < self.rows or at == 0:
                yield Window(self.path, self.format, at, size, self.rows)


def _scan(path: Path, format: str, row: str | None = None) -> pl.LazyFrame:
    """A file to be read; `row`: a column with the number of each row, from 0."""
    import polars as pl

    scan = pl.scan_parquet if format == "parquet" else pl.scan_ipc
    return scan(path.resolve(), glob=False, hive_partitioning=False, row_index_name=row)


@contextmanager
def _polars_errors(path: Path) -> Iterator[None]:
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise TableError(f"the file is damaged or cut off: {reason}", file=path, way_out="write it again") from None
