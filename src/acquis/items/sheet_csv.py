"""CSV that a person wrote: a row a coupler, or a row a declared value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Protocol

from acquis.items.errors import ItemError, placed
from acquis.items.files import Source
from acquis.items.sheet import DESCRIPTIONS, CouplerRow, Sheet, coupler_row, value_of
from acquis.items.values import decimal_from_text, measured

_COUPLERS = (("q0", "q1", "error"), ("working", "gate"))
_DECLARED = (("fact", "value"), ("standard_uncertainty",))


class _Rows(Protocol):
    """A `csv.reader`."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...

    def __iter__(self) -> Iterator[list[str]]: ...


def read_csv(source: Source) -> Sheet:
    """The sheet in a CSV file; which kind it is the header says. Raises ItemError with line and field."""
    rows = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    with placed(file=source.name, line=1):
        header = [cell.strip() for cell in _next(rows, source) or ()]
        couplers = _matches(header, *_COUPLERS)
        if not couplers and not _matches(header, *_DECLARED):
            raise ItemError(
                "the header is not known", way_out="begin with q0,q1,error[,working,gate] or fact,value[,standard_uncertainty]"
            )
    sheet = Sheet()
    for line, row in _rows(rows, header, source):
        with placed(file=source.name, line=line):
            if couplers:
                sheet.couplers.append(_coupler(row))
            else:
                _declare(sheet, row)
    return sheet


def _matches(header: list[str], needed: tuple[str, ...], allowed: tuple[str, ...]) -> bool:
    unique = set(header)
    return len(unique) == len(header) and unique >= set(needed) and unique <= {*needed, *allowed}


def _rows(rows: _Rows, header: list[str], source: Source) -> Iterator[tuple[int, dict[str, str]]]:
    while (cells := _next(rows, source)) is not None:
        line = rows.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise ItemError(f"{len(cells)} cells under {len(header)} headings", file=source.name, line=line)
        yield line, dict(zip(header, cells, strict=True))


def _next(rows: _Rows, source: Source) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        raise ItemError(f"not CSV: {error}", file=source.name, line=rows.line_num) from None


def _coupler(row: dict[str, str]) -> CouplerRow:
    return coupler_row(row["q0"], row["q1"], row["error"], row.get("working", ""))


def _declare(sheet: Sheet, row: dict[str, str]) -> None:
    name = row["fact"].strip()
    spread = row.get("standard_uncertainty", "").strip()
    with placed(field=name):
        if name in DESCRIPTIONS:
            sheet.describe(name, row["value"])
        elif spread:
            sheet.state(name, measured(decimal_from_text(row["value"]), decimal_from_text(spread)))
        else:
            sheet.state(name, value_of(row["value"]))
