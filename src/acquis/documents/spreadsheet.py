"""Tables as an Excel workbook. Text is written as text, whatever it begins with: no cell of ours is ever a formula or a link."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from acquis.errors import AcquisError, MissingExtra

Cell = str | int | float | Decimal | dt.date | None

_LONGEST = 32_767  # characters of a cell, and rows and letters of a sheet, that Excel takes
_MOST_ROWS = 1_048_575
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _LEAST = 60, 9
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a heading row and rows below it, or lines of text where there are no columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def save_workbook(sheets: Sequence[Sheet], path: str | Path, *, title: str, made: dt.datetime) -> Path:
    """Write sheets as an .xlsx file, and return its path. The same sheets and time give the same bytes.

    Raises:
        AcquisError: another suffix, too many rows, or a file that cannot be written.
        MissingExtra: XlsxWriter is not installed.
    """
    target = Path(path)
    if target.suffix != ".xlsx":
        raise AcquisError(f"a workbook cannot be written as {target.suffix or target.name!r}", file=target, way_out="use .xlsx")
    if importlib.util.find_spec("xlsxwriter") is None:
        raise MissingExtra("xlsxwriter", "spreadsheets")
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    try:
        book = xlsxwriter.Workbook(str(target), plain)
        book.set_properties({"title": title, "author": "Acquis", "created": made})
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "count": book.add_format({"num_format": "#,##0"}),
            "number": book.add_format({"num_format": "#,##0.00"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            # stays text even when somebody edits the cell
            "quoted": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.name)), sheet, looks, target)
        book.close()
    except (OSError, XlsxWriterException) as error:
        raise AcquisError(f"the workbook cannot be written: {error}", file=target) from error
    return target


def _write(page: Any, sheet: Sheet, looks: dict[str, Any], target: Path) -> None:
    if len(sheet.rows) > _MOST_ROWS:
        raise AcquisError(f"the sheet {sheet.name!r} has more rows than a spreadsheet takes", file=target)
    for k, name in enumerate(sheet.columns):
        page.write_string(0, k, _text(name), looks["head"])
        page.set_column(k, k, _width(sheet, k))
    for i, row in enumerate(sheet.rows, 1 if sheet.columns else 0):
        for k, cell in enumerate(row):
            _put(page, i, k, cell, looks)
    if sheet.columns:
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    else:
        page.set_column(0, 0, 32)
        page.set_column(1, 1, 100)


def _put(page: Any, i: int, k: int, cell: Cell, looks: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case bool() | str():
            page.write_string(i, k, _text(str(cell)), looks["quoted" if str(cell).startswith(_RISKY) else "text"])
        case int():
            page.write_number(i, k, cell, looks["count"])
        case float() | Decimal():
            if math.isfinite(cell):
                page.write_number(i, k, float(cell), looks["number"])
            else:
                page.write_string(i, k, str(cell))
        case dt.date():
            page.write_datetime(i, k, dt.datetime(cell.year, cell.month, cell.day), looks["day"])


def _text(text: str) -> str:
    """Text as XML takes it, no longer than a cell holds."""
    kept = "".join(c for c in text if c in "\t\n" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff"))
    return kept[:_LONGEST]


def _name(name: str) -> str:
    return name.translate(_FORBIDDEN).strip()[:_LONGEST_NAME] or "Sheet"


def _width(sheet: Sheet, k: int) -> int:
    longest = max((len(str(row[k])) for row in sheet.rows[:500] if row[k] is not None), default=0)
    return max(_LEAST, min(_WIDEST, max(longest, len(sheet.columns[k]) // 2) + 2))
