"""The classes of rows, worked out by a database: what the engines for tables that stay where they are share.

The database puts every number between the limits of the law and looks every other value up in a dictionary that was read on this
side. A row thereby becomes a few whole numbers, its words. Only the distinct ones come here; `Screening` judges them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from acquis.conditions.values import Value
from acquis.law.vocabulary import FactError, Vocabulary
from acquis.screening.cells import CellError, read_cell, read_ends
from acquis.screening.facts_column import UNKNOWN, FactColumn
from acquis.screening.keys import Codes
from acquis.screening.ladder import Ladder
from acquis.screening.mapping import FactSource, Plan
from acquis.screening.screening import Screening
from acquis.screening.sql_text import Words, is_number, name, number_of

ROW, REJECTED = "acquis_row", "acquis_rejected"
UNREADABLE = -1
_MOST = 2**62


class Dictionary:
    """A fact whose distinct values are read on this side; each gets the code of its class."""

    def __init__(
        self, source: FactSource, column: FactColumn, vocabulary: Vocabulary, unknown: Collection[str], numbers: bool
    ) -> None:
        self.source, self.numbers = source, numbers
        self._column, self._vocabulary, self._unknown = column, vocabulary, unknown
        self._first: dict[object, int] = {}

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
        cells = [None if self._says_nothing(cell) else cell for cell in raw]
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

    def cells(self, k: int) -> list[str]:
        """The expressions over a row that the k-th dictionary looks up."""
        dictionary = self.dictionaries[k]
        if not dictionary.numbers:
            return ["NULL" if column is None else name(column, self.words.dialect) for column in dictionary.source.columns]
        return self._filled(dictionary.source)

    def words_of(self, table: str, dictionaries: Sequence[str]) -> str:
        """A query that adds to each row of `table` its words `w0`, `w1` ... and REJECTED, the fact that cannot be read.

        Args:
            table: has a column ROW.
            dictionaries: tables (v0, v1, code), in the order of `dictionaries`, once all codes are known.
        """
        values = [f"{text} AS n{j}" for j, text in enumerate(self._ladder_cells())]
        cells = [f"{text} AS c{k}_{j}" for k in range(len(self.dictionaries)) for j, text in enumerate(self.cells(k))]
        stretch = self.words.stretch(self._day, self._changes)
        inner = f"SELECT *, {', '.join([*values, *cells, f'{stretch} AS stretch'])} FROM {table}"
        places = [f"{self._place(j)} AS p{j}" for j in range(len(values))]
        placed = f"SELECT *{''.join(', ' + text for text in places)} FROM ({inner}) AS valued"
        digits, joins, at = ["placed.stretch AS d0"], [], 0
        for i, (source, ladder) in enumerate(self.ladders):
            ends = range(at, at + len(source.columns))
            digits.append(f"{ladder.digit([f'n{j}' for j in ends], [f'p{j}' for j in ends], self.words)} AS d{i + 1}")
            at += len(source.columns)
        for k, (dictionary, known) in enumerate(zip(self.dictionaries, dictionaries, strict=True)):
            columns = range(len(dictionary.source.columns))
            same = " AND ".join(self._same(f"placed.c{k}_{j}", f"t{k}.v{j}", len(columns)) for j in columns)
            joins.append(f"LEFT JOIN {known} AS t{k} ON {same}")
            digits.append(f"COALESCE(t{k}.code, {UNKNOWN}) AS d{len(self.ladders) + 1 + k}")
        digited = f"SELECT placed.*, {', '.join(digits)} FROM ({placed}) AS placed {' '.join(joins)}"
        return f"SELECT *, {', '.join(self._packed())}, {self._rejected()} AS {REJECTED} FROM ({digited}) AS digited"

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

    def _place(self, j: int) -> str:
        ladder = [ladder for source, ladder in self.ladders for _ in source.columns][j]
        return ladder.place(f"n{j}", self.words)

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
        day = "date" if isinstance(self._day, dt.date) else self._day
        facts = [day, *(source.fact for source, _ in self.ladders), *(d.source.fact for d in self.dictionaries)]
        cases = " ".join(f"WHEN d{i} < 0 THEN {self.words.text(fact)}" for i, fact in enumerate(facts))
        return f"CASE {cases} END"
