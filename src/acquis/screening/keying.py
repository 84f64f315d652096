"""The classes of rows, worked out by a database: what the engines for tables that stay where they are share.

The database puts every number between the limits of the law and looks every other value up in a dictionary that was read on this
side. A row thereby becomes a few whole numbers, its words. Only the distinct ones come here; `Screening` judges them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from acquis.conditions.values import Value
from acquis.law.vocabulary import FactError, Vocabulary
from acquis.screening.cells import LONGEST_CELL, CellError, read_cell, read_ends
from acquis.screening.facts_column import UNKNOWN, FactColumn
from acquis.screening.keys import Codes
from acquis.screening.ladder import Ladder
from acquis.screening.mapping import FactSource, Plan
from acquis.screening.reading import Problems, Reader
from acquis.screening.screening import Screening
from acquis.screening.sql_text import Words, is_number, name, number_of

ROW, DAY, REJECTED = "acquis_row", "acquis_day", "acquis_rejected"
UNREADABLE = -1
CodesOf = Callable[[Iterable[Sequence[Any]]], Codes]
_MOST = 2**62
_EPOCH = dt.date(1970, 1, 1)
_TEXTS, _DAYS = ("VARCHAR", "STRING", "TEXT"), ("DATE", "TIMESTAMP")


class Dictionary:
    """A fact whose distinct values are read on this side; each gets the code of its class."""

    def __init__(
        self, source: FactSource, column: FactColumn, vocabulary: Vocabulary, unknown: Collection[str], numbers: bool
    ) -> None:
        self.source, self.numbers = source, numbers
        self._column, self._vocabulary, self._unknown = column, vocabulary, unknown
        self._first: dict[object, int] = {}

    def codes_of(self, rows: Iterable[Sequence[Any]]) -> Codes:
        """The codes of what the columns say."""
        return np.fromiter(map(self.code, rows), dtype=np.int64)

    def code(self, raw: Sequence[Any]) -> int:
        """The code of what the columns say; UNREADABLE where it is not a value of the fact."""
        try:
            value = self.value(raw)
        except (FactError, CellError):
            return UNREADABLE
        return UNKNOWN if value is None else self._class(value)

    def value(self, raw: Sequence[Any]) -> Value | None:
        """What the columns say.

        Raises:
            FactError: it is not a value of the fact.
            CellError: no fact has such a value.
        """
        texts = (_decoded(cell) if isinstance(cell, bytes) else cell for cell in raw)
        cells = [None if self._says_nothing(cell) else cell for cell in texts]
        if all(cell is None for cell in cells):
            return None
        if self.source.interval:
            return read_ends(self._vocabulary, self.source.fact, self.source.spec, *cells)
        return read_cell(self._vocabulary, self.source.fact, self.source.spec, cells[0])

    def _says_nothing(self, cell: object) -> bool:
        return isinstance(cell, str) and (not cell.strip() or cell.strip() in self._unknown)

    def _class(self, value: Value) -> int:
        """Words that no law tells apart share the code of the first of them."""
        code = self._column.code(value)
        if self._column.use.whole or not isinstance(value, str):
            return code
        return self._first.setdefault(self._column.use.class_of(value), code)

    @property
    def size(self) -> int:
        """A number above all codes."""
        return len(self._column.values)

    def codes(self, digits: Codes) -> Codes:
        """What was written into the words is the code."""
        return digits


class Days:
    """The day of a row where the column is not one of days: its distinct cells are read on this side, as ordinals."""

    def __init__(self, reader: Reader, column: str) -> None:
        self._reader, self._column = reader, column

    def codes_of(self, rows: Iterable[Sequence[Any]]) -> Codes:
        """Ordinals (`date.toordinal`); UNREADABLE for what is no day."""
        cells = [row[0] for row in rows]
        problems = Problems()
        found = self._reader.days(pl.DataFrame({self._column: cells}), problems) if cells else np.zeros(0, dtype=np.int64)
        found[list(problems.by_row)] = UNREADABLE
        return found


def _decoded(cell: bytes) -> str:
    """Bytes as text; those that are none as what no fact takes."""
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return "\0"


class Keying:
    """How a database turns rows into words, and what words mean.

    Args:
        screening: judges the distinct words.
        plan: where the table tells the facts of the screening, and the day.
        types: by column its SQL type, as the database names it.
        words: the dialect.
    """

    def __init__(self, screening: Screening, plan: Plan, types: Mapping[str, str], words: Words) -> None:
        self.screening, self.words, self._day = screening, words, plan.day
        vocabulary = screening.corpus.vocabulary
        self.ladders: list[tuple[FactSource, Ladder]] = []
        self.dictionaries: list[Dictionary] = []
        for source in plan.sources:
            column = screening.columns[source.fact]
            as_written = source.spec.unit is None and not source.spec.values
            numbers = column.definition.kind in ("number", "count") and all(is_number(types[c]) for c in source.names)
            if numbers and as_written and column.binned:
                self.ladders.append((source, Ladder(column)))
            else:
                self.dictionaries.append(Dictionary(source, column, vocabulary, plan.unknown, numbers and as_written))
        self._types = types
        changes = {change for regime in screening.regimes for change in screening.corpus.changes[regime]}
        self._changes = sorted(changes)
        self._days = None
        if isinstance(plan.day, str) and not types[plan.day].upper().startswith(_DAYS):
            self._days = Days(Reader(vocabulary, plan, screening.columns), plan.day)

    @property
    def lookups(self) -> list[tuple[list[str], CodesOf]]:
        """What is looked up: expressions over a row, and what gives the codes of their distinct values."""
        found: list[tuple[list[str], CodesOf]] = [(self._cells(one), one.codes_of) for one in self.dictionaries]
        if self._days is not None:
            found.append(([self._cell(str(self._day))], self._days.codes_of))
        return found

    @property
    def facts(self) -> list[str]:
        """What REJECTED numbers: the day, and the facts."""
        return ["the day", *(source.fact for source, _ in self.ladders), *(d.source.fact for d in self.dictionaries)]

    def _cells(self, dictionary: Dictionary) -> list[str]:
        """The expressions over a row that a dictionary looks up."""
        if not dictionary.numbers:
            return ["NULL" if column is None else self._cell(column) for column in dictionary.source.columns]
        return self._filled(dictionary.source)

    def _cell(self, column: str) -> str:
        """A column as it is; of a text no more than tells that it is too long."""
        quoted = name(column, self.words.dialect)
        return f"LEFT({quoted}, {LONGEST_CELL + 1})" if self._types[column].upper() in _TEXTS else quoted

    def words_of(self, table: str, lookups: Sequence[str]) -> str:
        """A query of each row of `table`: ROW, its columns under names of ours, its DAY, its words `w0`, `w1` ... and REJECTED.

        REJECTED is the place in `facts` of the first that cannot be read, null for a row that can.

        Args:
            table: has a column ROW.
            lookups: tables (v0, v1, code), in the order of `lookups`, once all codes are known.
        """
        values = [f"{text} AS n{j}" for j, text in enumerate(self._ladder_cells())]
        asked = [cells for cells, _ in self.lookups]
        values += [f"{text} AS c{k}_{j}" for k, cells in enumerate(asked) for j, text in enumerate(cells)]
        own = [f"{name(column, self.words.dialect)} AS {self.own(column)}" for column in self._types]
        inner = f"SELECT {', '.join([ROW, *own, *values])} FROM {table}"
        joins = []
        for k, (cells, known) in enumerate(zip(asked, lookups, strict=True)):
            same = " AND ".join(self._same(f"valued.c{k}_{j}", f"t{k}.v{j}", len(cells)) for j in range(len(cells)))
            joins.append(f"LEFT JOIN {known} AS t{k} ON {same}")
        codes = [f"COALESCE(t{k}.code, {UNKNOWN}) AS k{k}" for k in range(len(self.dictionaries))]
        told = ", ".join([self._told_day(), *codes, *self._places()])
        placed = f"SELECT valued.*, {told} FROM ({inner}) AS valued {' '.join(joins)}"
        digited = f"SELECT placed.*, {', '.join(self._digits())} FROM ({placed}) AS placed"
        return f"SELECT *, {', '.join(self._packed())}, {self._rejected()} AS {REJECTED} FROM ({digited}) AS digited"

    def _told_day(self) -> str:
        """The day of a row, as SQL; null where it has none."""
        if isinstance(self._day, dt.date):
            return f"{self.words.day(self._day)} AS {DAY}"
        if self._days is None:
            return f"TRY_CAST(valued.{self.own(self._day)} AS DATE) AS {DAY}"
        code = f"t{len(self.dictionaries)}.code"
        since = f"CAST({code} - {_EPOCH.toordinal()} AS INTEGER)"
        return f"CASE WHEN {code} > 0 THEN {self.words.day(_EPOCH)} + {since} END AS {DAY}"

    def _places(self) -> list[str]:
        ladders = [ladder for source, ladder in self.ladders for _ in source.columns]
        return [f"{ladder.place(f'n{j}', self.words)} AS p{j}" for j, ladder in enumerate(ladders)]

    def _digits(self) -> list[str]:
        digits, at = [f"{self.words.stretch(DAY, self._changes)} AS d0"], 0
        for i, (source, ladder) in enumerate(self.ladders):
            ends = range(at, at + len(source.columns))
            digits.append(f"{ladder.digit([f'n{j}' for j in ends], [f'p{j}' for j in ends], self.words)} AS d{i + 1}")
            at += len(source.columns)
        return digits + [f"k{k} AS d{len(self.ladders) + 1 + k}" for k in range(len(self.dictionaries))]

    def own(self, column: str) -> str:
        """What a column of the table is called in `words_of`: not as any other that stands there."""
        return f"own{list(self._types).index(column)}"

    @property
    def width(self) -> int:
        """How many words a row has."""
        return len(self._layout())

    def judge(self, words: Sequence[Codes]) -> dict[str, Codes]:
        """By regime the number of the finding of each combination of words."""
        digits = self._unpacked(words)
        ordinals = [self._changes[0].toordinal() - 1, *(day.toordinal() for day in self._changes)]
        days: Codes = np.array(ordinals, dtype=np.int64)[digits[0]]
        codes = {
            source.fact: ladder.codes(column)
            for (source, ladder), column in zip(self.ladders, digits[1:], strict=False)
        }  # fmt: skip
        for dictionary, column in zip(self.dictionaries, digits[len(self.ladders) + 1 :], strict=True):
            codes[dictionary.source.fact] = dictionary.codes(column)
        for fact in self.screening.columns:
            codes.setdefault(fact, np.zeros(len(days), dtype=np.int64))
        return self.screening.judge(codes, days)

    def _ladder_cells(self) -> list[str]:
        return [text for source, _ in self.ladders for text in self._filled(source)]

    def _filled(self, source: FactSource) -> list[str]:
        """Numbers as doubles; of an interval with one end known, the other end is that of the range of the fact."""
        numbers = [self._number(column) for column in source.columns]
        if len(numbers) == 1:
            return numbers
        definition = self.screening.corpus.vocabulary[source.fact]
        (low, high), bounds = numbers, (definition.low, definition.high)
        least, most = (None if bound is None else self.words.double(float(bound)) for bound in bounds)
        filled = [low if least is None else f"COALESCE({low}, CASE WHEN {high} IS NOT NULL THEN {least} END)"]
        return [*filled, high if most is None else f"COALESCE({high}, CASE WHEN {low} IS NOT NULL THEN {most} END)"]

    def _number(self, column: str | None) -> str:
        return "CAST(NULL AS DOUBLE)" if column is None else number_of(column, self._types[column], self.words)

    def _same(self, left: str, right: str, columns: int) -> str:
        return f"{left} = {right}" if columns == 1 else f"{left} IS NOT DISTINCT FROM {right}"

    def _sizes(self) -> list[int]:
        sizes = [len(self._changes) + 1, *(ladder.size(len(source.columns)) for source, ladder in self.ladders)]
        return [*sizes, *(dictionary.size for dictionary in self.dictionaries)]

    def _layout(self) -> list[list[int]]:
        """Which digits go into which word: as many as a whole number of 64 bits holds."""
        sizes, layout, size = self._sizes(), [[0]], self._sizes()[0]
        for i in range(1, len(sizes)):
            size *= sizes[i]
            if size > _MOST:
                layout.append([])
                size = sizes[i]
            layout[-1].append(i)
        return layout

    def _packed(self) -> list[str]:
        sizes, found = self._sizes(), []
        for w, digits in enumerate(self._layout()):
            text = self.words.whole("0")
            for i in digits:
                text = f"({text} * {self.words.whole(str(sizes[i]))} + d{i})"
            found.append(f"{text} AS w{w}")
        return found

    def _unpacked(self, words: Sequence[Codes]) -> list[Codes]:
        sizes = self._sizes()
        digits: dict[int, Codes] = {}
        for word, places in zip(words, self._layout(), strict=True):
            rest = np.asarray(word, dtype=np.int64)
            for i in reversed(places):
                rest, digits[i] = np.divmod(rest, sizes[i])
        return [digits[i] for i in range(len(sizes))]

    def _rejected(self) -> str:
        return f"CASE {' '.join(f'WHEN d{i} < 0 THEN {i}' for i in range(len(self.facts)))} END"
