"""Shares from a table: who owns how much of whom."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from acquis.screening.parties import reading
from acquis.screening.parties.model import ListError
from acquis.screening.parties.ownership import Share


def read(path: Path) -> Iterator[Share]:
    """Rows `owner,owned,percent`; `percent` is a number, an interval `20-30` or `20..30`, or empty for a share that is not known.

    Raises:
        ListError: file, line and field that cannot be read.
    """
    for line, row in reading.rows(path, ("owner", "owned", "percent")):
        for field in ("owner", "owned"):
            if not row.get(field):
                raise ListError("a share without it", file=path, line=line, field=field, way_out="name owner and owned")
        low, high = _percent(row.get("percent", ""), path, line)
        yield Share(row["owner"], row["owned"], low, high)


def _percent(text: str, path: Path, line: int) -> tuple[Fraction, Fraction]:
    plain = text.replace("%", "").replace("..", "-").strip()
    if not plain or plain == "?":
        return Fraction(0), Fraction(1)
    try:
        low, _, high = plain.partition("-")
        ends = Fraction(low.strip()) / 100, Fraction((high or low).strip()) / 100
    except (ValueError, ZeroDivisionError):
        ends = Fraction(-1), Fraction(-1)
    if not 0 <= ends[0] <= ends[1] <= 1:
        way_out = "a number from 0 to 100, an interval such as 20-30, or nothing where it is not known"
        raise ListError(f"{text!r} is no share", file=path, line=line, field="percent", way_out=way_out)
    return ends
