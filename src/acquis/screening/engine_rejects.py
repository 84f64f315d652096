"""Rows that an engine could not read, told as every screening tells them: each is read again from the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from acquis.screening.keying import ROW
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.parts import put
from acquis.screening.reading import Problems, Reader
from acquis.screening.rejects import Reject, rejects_frame
from acquis.screening.screening import Screening
from acquis.screening.table import ColumnarTable, Position, Table, TableError, open_table

_ROWS = 2**16
"""Rows that are in memory at a time."""


def parquet(path: Path) -> ColumnarTable:
    """A Parquet file for a database.

    Raises:
        TableError: it is none, or a database cannot tell two of its columns apart.
    """
    table = open_table(path)
    if not isinstance(table, ColumnarTable) or table.format != "parquet":
        raise TableError("this is no Parquet file", file=path, way_out="--engine polars reads CSV and Arrow files")
    for column, times in Counter(column.lower() for column in (*table.columns, ROW)).items():
        if times > 1:
            reason = f"a database takes two columns for one: {column!r}"
            raise TableError(reason, file=path, way_out="rename one (case does not count there), or take --engine polars")
    return table


def time_zone(table: ColumnarTable) -> str:
    """The zone in which times of the table have their day: that of the first column of times with one."""
    zones = (getattr(dtype, "time_zone", None) for dtype in table.columns.values())
    return next((zone for zone in zones if zone is not None), "UTC")


def write_engine_rejects(
    table: Table, screening: Screening, plan: Plan, rejected: Iterator[list[Codes]], facts: Sequence[str], out: Path
) -> int:
    """Writes the rejects as CSV; gives how many there are.

    Args:
        table: the file that the engine read.
        screening: whose facts were read.
        plan: what the columns mean.
        rejected: numbers of rows from 0, ascending, and of each the place in `facts` of the first that could not be read.
        facts: names of facts.
        out: the file to write.
    """
    reader, count = Reader(screening.corpus.vocabulary, plan, screening.columns), 0
    beside = out.with_name(out.name + ".new")
    with beside.open("wb") as file:
        rejects_frame([]).write_csv(file)
        for rows, places in rejected:
            at = 0
            while at < len(rows):
                part = next(iter(table.parts(_columns(table, plan), Position(rows=int(rows[at])), _ROWS)))
                end = int(np.searchsorted(rows, part.rows[-1]))  # numbers of a part are from 1
                here = rows[at:end]
                frame = part.frame[(here - int(rows[at])).tolist()]
                names = [facts[place] for place in places[at:end].tolist()]
                rejects_frame(_rejects(reader, frame, here + 1, names)).write_csv(file, include_header=False)
                at = end
            count += len(rows)
    put(beside, out)
    return count


def _columns(table: Table, plan: Plan) -> list[str]:
    return [name for name in table.columns if name in plan.columns]


def _rejects(reader: Reader, frame: pl.DataFrame, rows: Codes, names: Sequence[str]) -> list[Reject]:
    """No row is left out: what is refused by the database alone is told with the fact."""
    problems = Problems()
    reader.codes(frame, problems)
    reader.days(frame, problems)
    for i, fact in enumerate(names):
        if i not in problems.by_row:
            problems.add(i, fact, "", f"the database cannot read {fact}")
    return problems.rejects(rows, None)
