"""From the columns of a table to the codes of facts.

Plain numbers in range go in bulk; everything else goes through the gate of the vocabulary, each distinct cell once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from acquis.law.vocabulary import FactError, Vocabulary
from acquis.screening.cells import LONGEST_CELL, CellError, read_cell, read_ends
from acquis.screening.facts_column import UNKNOWN, FactColumn
from acquis.screening.keys import Codes
from acquis.screening.mapping import FactSource, Plan
from acquis.screening.rejects import Reject

if TYPE_CHECKING:
    from acquis.law.vocabulary import Definition

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

BAD = -1
_EPOCH = dt.date(1970, 1, 1).toordinal()
_LAST_DAY = dt.date.max.toordinal()
_REMEMBERED = 200_000
"""Distinct cells of a column that are remembered from part to part."""
_PLAIN = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?$"
_MOST_EXACT = 15
"""Digits of a decimal that a double tells from every other one with as many."""


@dataclass
class Problems:
    """Cells that could not be read: by the place of the row in its part, (column, cell, reason)."""

    by_row: dict[int, list[tuple[str, object, str]]] = field(default_factory=dict)

    def add(self, row: int, column: str, cell: object, reason: str) -> None:
        """Notes a cell."""
        self.by_row.setdefault(row, []).append((column, cell, reason))

    def rejects(self, rows: npt.NDArray[np.int64], lines: npt.NDArray[np.int64] | None) -> list[Reject]:
        """The rows with such cells."""
        return [
            Reject.of_cells(int(rows[i]), None if lines is None else int(lines[i]), found)
            for i, found in sorted(self.by_row.items())
        ]


class Reader:
    """Reads parts of one table: cells that were met before are not read again."""

    def __init__(self, vocabulary: Vocabulary, plan: Plan, columns: Mapping[str, FactColumn]) -> None:
        self.vocabulary, self.plan, self.columns = vocabulary, plan, columns
        self._seen: dict[str, dict[object, int | str]] = {}

    def codes(self, frame: pl.DataFrame, problems: Problems) -> dict[str, Codes]:
        """By fact the code of each row; where a cell could not be read, the problem is noted and the code is that of unknown."""
        found = {}
        for source in self.plan.sources:
            read = self._interval if source.interval else self._column
            found[source.fact] = read(source, frame, problems)
        return found

    def days(self, frame: pl.DataFrame, problems: Problems) -> Codes:
        """The day of each row as an ordinal."""
        if isinstance(self.plan.day, dt.date):
            return np.full(frame.height, self.plan.day.toordinal(), dtype=np.int64)
        name = self.plan.day
        series = frame[name]
        if series.dtype == pl.Date or isinstance(series.dtype, pl.Datetime):
            days = series.dt.date() if series.dtype != pl.Date else series
            ordinals = days.to_physical().cast(pl.Int64).fill_null(-(2**40)).to_numpy().astype(np.int64) + _EPOCH
            inside = (ordinals >= 1) & (ordinals <= _LAST_DAY)
            for i in np.flatnonzero(~inside).tolist():
                cell = None if days.is_null()[i] else str(days.cast(pl.Int64)[i])
                reason = "the row has no day" if cell is None else "this day is outside the years 1 to 9999"
                problems.add(i, name, cell or "", reason)
            found: Codes = np.where(inside, ordinals, 1).astype(np.int64)
            return found
        unknown = self.unknown(series)
        cells, places = _distinct(series.filter(pl.Series(~unknown)))
        table = np.array([self._ordinal(cell) for cell in cells], dtype=np.int64)
        ordinals = np.zeros(frame.height, dtype=np.int64)
        ordinals[~unknown] = table[places] if len(cells) else 0
        for i in np.flatnonzero(ordinals <= 0).tolist():
            missing = bool(unknown[i])
            reason = "the row has no day" if missing else "this is not a day; write YYYY-MM-DD"
            problems.add(i, name, "" if missing else series[i], reason)
        return np.maximum(ordinals, 1)

    def _ordinal(self, cell: object) -> int:
        text = str(cell).strip()
        try:
            return dt.date.fromisoformat(text[:10] if len(text) > 10 and text[10] in "T " else text).toordinal()
        except ValueError:
            return BAD

    def unknown(self, series: pl.Series) -> Bools:
        """Where a cell is empty, or a word that means unknown."""
        empty = series.is_null()
        if isinstance(series.dtype, pl.Float32 | pl.Float64):
            empty = empty | series.is_nan().fill_null(True)
        if series.dtype == pl.String:
            text = series.str.strip_chars()
            empty = (empty | (text == "") | text.is_in(sorted(self.plan.unknown))).fill_null(True)
        return empty.to_numpy().astype(np.bool_)

    def _column(self, source: FactSource, frame: pl.DataFrame, problems: Problems) -> Codes:
        name = source.names[0]
        series, column = _plain_type(frame[name]), self.columns[source.fact]
        codes = np.full(frame.height, UNKNOWN, dtype=np.int64)
        rest = ~self.unknown(series)
        if (numbers := _numbers(series, column.definition, source)) is not None:
            fast = ~np.isnan(numbers) & rest
            codes[fast] = column.codes_of_numbers(numbers[fast])
            rest &= ~fast
        if rest.any():
            self._slow(source, name, series, np.flatnonzero(rest), codes, problems)
        return codes

    def _slow(self, source: FactSource, name: str, series: pl.Series, rows: Codes, codes: Codes, problems: Problems) -> None:
        """Each distinct cell through the gate."""
        seen = self._seen.setdefault(name, {})
        if len(seen) > _REMEMBERED:
            seen.clear()
        cells, places = _distinct(series.gather(rows))
        answers = [self._remember(seen, _key(cell), lambda cell=cell: self._code(source, cell)) for cell in cells]
        table = np.array([BAD if isinstance(answer, str) else answer for answer in answers], dtype=np.int64)
        found = table[places]
        for k in np.flatnonzero(found == BAD).tolist():
            place = int(places[k])
            problems.add(int(rows[k]), name, cells[place], str(answers[place]))
        codes[rows] = np.where(found == BAD, UNKNOWN, found)

    def _interval(self, source: FactSource, frame: pl.DataFrame, problems: Problems) -> Codes:
        column = self.columns[source.fact]
        ends = [None if name is None else _plain_type(frame[name]) for name in source.columns]
        given = [None if end is None else ~self.unknown(end) for end in ends]
        codes = np.full(frame.height, UNKNOWN, dtype=np.int64)
        none = np.zeros(frame.height, dtype=np.bool_)
        low_given, high_given = (none if one is None else one for one in given)
        rest = low_given | high_given
        fast, low, high = self._fast_ends(source, column.definition, ends, (low_given, high_given))
        fast &= rest
        if fast.any():
            codes[fast] = column.codes_of_intervals(low[fast], high[fast])
        rest &= ~fast
        if rest.any():
            self._slow_ends(source, ends, (low_given, high_given), np.flatnonzero(rest), codes, problems)
        return codes

    def _fast_ends(
        self, source: FactSource, definition: Definition, ends: list[pl.Series | None], given: tuple[Bools, Bools]
    ) -> tuple[Bools, Floats, Floats]:
        """Rows whose ends are plain numbers, and these; an open end is the end of the range of the fact, else NaN."""
        numbers: list[Floats] = []
        fast = np.ones(len(given[0]), dtype=np.bool_)
        for end, there, limit in zip(ends, given, (definition.low, definition.high), strict=True):
            read = None if end is None else _numbers(end, definition, source)
            if read is None:
                read = np.full(len(there), np.nan)
            fast &= ~there | ~np.isnan(read)
            numbers.append(np.where(there, read, np.nan if limit is None else float(limit)))
        low, high = numbers
        return fast & ~(low > high), low, high

    def _slow_ends(
        self,
        source: FactSource,
        ends: list[pl.Series | None],
        given: tuple[Bools, Bools],
        rows: Codes,
        codes: Codes,
        problems: Problems,
    ) -> None:
        seen = self._seen.setdefault("\0".join(source.names), {})
        if len(seen) > _REMEMBERED:
            seen.clear()
        for row in rows.tolist():
            low, high = (end[row] if end is not None and there[row] else None for end, there in zip(ends, given, strict=True))
            answer = self._remember(
                seen, (_key(low), _key(high)), lambda low=low, high=high: self._code_of_ends(source, low, high)
            )
            if isinstance(answer, str):
                problems.add(row, source.names[0], f"{'' if low is None else low} to {'' if high is None else high}", answer)
            else:
                codes[row] = answer

    def _remember(self, seen: dict[object, int | str], key: object, answer: Any) -> int | str:
        if key not in seen:
            try:
                seen[key] = answer()
            except (FactError, CellError) as error:
                seen[key] = _reason(error)
        return seen[key]

    def _code(self, source: FactSource, cell: object) -> int:
        return self.columns[source.fact].code(read_cell(self.vocabulary, source.fact, source.spec, cell))

    def _code_of_ends(self, source: FactSource, low: object, high: object) -> int:
        return self.columns[source.fact].code(read_ends(self.vocabulary, source.fact, source.spec, low, high))


def _reason(error: FactError | CellError) -> str:
    if isinstance(error, FactError):
        way_out = (error.way_out or "").replace("{low: , high: }", "LOW to HIGH")  # as a cell says it
        return f"{error.message} ({way_out})" if way_out else error.message
    return str(error)


def _plain_type(series: pl.Series) -> pl.Series:
    """Text for categories, decimals and single precision (whose shortest text is what was meant)."""
    if isinstance(series.dtype, pl.Categorical | pl.Enum | pl.Decimal):
        return series.cast(pl.String)
    if series.dtype == pl.Float32:
        return series.cast(pl.String).cast(pl.Float64)
    if series.dtype == pl.Binary:
        return pl.Series(series.name, [None if cell is None else _decoded(cell) for cell in series.to_list()], dtype=pl.String)
    return series


def _decoded(cell: bytes) -> str:
    """Bytes as text; those that are none as what no fact takes."""
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return "\0" + cell[:20].hex()


def _numbers(series: pl.Series, definition: Definition, source: FactSource) -> Floats | None:
    """Plain numbers in the range of the fact, NaN where a cell is anything else; None where the fact is no number."""
    if definition.kind not in ("number", "count") or source.spec.unit is not None or source.spec.values:
        return None
    if series.dtype == pl.String:
        plain = (series.str.len_bytes() <= _MOST_EXACT) & series.str.contains(_PLAIN)
        numbers = series.set(~plain.fill_null(False), None).cast(pl.Float64, strict=False)
    elif series.dtype.is_integer():
        numbers = series.cast(pl.Float64)
        numbers = numbers.set((numbers.abs() >= 2.0**53).fill_null(False), None)
    elif series.dtype == pl.Float64:
        numbers = series
    else:
        return None
    found: Floats = numbers.fill_null(float("nan")).to_numpy().astype(np.float64, copy=True)
    bad = ~np.isfinite(found)
    if definition.low is not None:
        bad |= found < float(definition.low)
    if definition.high is not None:
        bad |= found > float(definition.high)
    if definition.kind == "count":
        bad |= found != np.floor(found)
    found[bad] = np.nan
    return found


def _distinct(series: pl.Series) -> tuple[list[Any], Codes]:
    """Distinct cells, in order of appearance, and of each row its place among them."""
    if series.dtype == pl.Object or (series.dtype.is_nested() and not _is_list_of_plain(series.dtype)):
        return _distinct_objects(series)
    if series.dtype == pl.String:
        long = series.str.len_chars() > LONGEST_CELL
        if long.any():  # what is refused anyway is not carried about
            series = series.zip_with(~long, series.str.slice(0, LONGEST_CELL + 1))
    unique = series.unique(maintain_order=True)
    if series.dtype.is_nested():
        numbered = pl.DataFrame({"cell": unique}).with_row_index("place")
        placed = pl.DataFrame({"cell": series}).join(numbered, on="cell", how="left", maintain_order="left", nulls_equal=True)
        return unique.to_list(), placed["place"].to_numpy().astype(np.int64)
    numbers = pl.Series(range(len(unique)), dtype=pl.Int64)
    return unique.to_list(), series.replace_strict(unique, numbers, return_dtype=pl.Int64).to_numpy().astype(np.int64)


def _is_list_of_plain(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.List) and not pl.Series([], dtype=dtype.inner).dtype.is_nested()


def _distinct_objects(series: pl.Series) -> tuple[list[Any], Codes]:
    cells: list[Any] = []
    places: dict[object, int] = {}
    found = np.empty(len(series), dtype=np.int64)
    for i, cell in enumerate(series.to_list()):
        key = _key(cell)
        if key not in places:
            places[key] = len(cells)
            cells.append(cell)
        found[i] = places[key]
    return cells, found


def _key(cell: object) -> object:
    """A cell as a key: 1, 1.0 and True are three."""
    return repr(cell) if isinstance(cell, list | dict) else (type(cell), cell)
