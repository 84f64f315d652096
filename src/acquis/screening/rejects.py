"""Rows that could not be read: where they stand, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acquis.errors import printable

if TYPE_CHECKING:
    import polars as pl

LONGEST_SHOWN = 80
_RUNS = re.compile(r"[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[-+]?[\d.]+([eE][-+]?\d+)?\Z")
COLUMNS = ("row", "line", "column", "value", "reason")


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be read.

    `row`: its number in the table, from 1. `line`: the line of the file on which it begins, in a CSV file. `column` and `value`:
    the first cell that could not be read, where it was a cell. `reason`: all that is wrong.
    """

    row: int
    line: int | None
    column: str | None
    value: str | None
    reason: str

    @classmethod
    def of_cells(cls, row: int, line: int | None, problems: Iterable[tuple[str, object, str]]) -> Reject:
        """A row with cells (column, value, reason) that could not be read."""
        (column, value, reason), *more = problems
        parts = [reason, *(f"{name}: {why}" for name, _, why in more)]
        return cls(row, line, column, shown(value), "; ".join(parts))


def shown(value: object) -> str:
    """A cell, shortened, without control characters, and so that a spreadsheet does not run it as a formula."""
    text = printable(value, LONGEST_SHOWN)
    return "'" + text if _RUNS.match(text) and not _PLAIN_NUMBER.match(text) else text


def rejects_frame(rejects: Iterable[Reject]) -> pl.DataFrame:
    """Rejects as a table, in the order of the rows."""
    import polars as pl

    schema: Mapping[str, pl.DataType | type[pl.DataType]] = {
        "row": pl.Int64, "line": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String,
    }  # fmt: skip
    ordered = sorted(rejects, key=lambda reject: reject.row)
    return pl.DataFrame({name: [getattr(reject, name) for reject in ordered] for name in COLUMNS}, schema=schema)
