"""What a law remembers from rows to rows: how much facts can decide, and what definitions compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acquis.conditions.values import Facts
from acquis.law.evaluation import Evaluation
from acquis.screening.answers import Answers
from acquis.screening.facts_column import Classing
from acquis.screening.keys import Codes, numbered
from acquis.screening.trees import Floats

if TYPE_CHECKING:
    from acquis.screening.columnar import Rows

Asked = list[tuple[str, Classing]]
"""Facts, each with the classes between which a law does not distinguish."""


@dataclass
class Held:
    """How many numbers are remembered in all: shares, and places in tables of answers."""

    numbers: int = 0


class Remembered:
    """How much each fact can still decide something, remembered by what it asks and by what stands behind its references.

    Attributes:
        count: how many different answers there are.
        shares: by fact, for each different answer how much it can decide; only facts that can decide anything.
    """

    def __init__(self, asked: Asked, references: Sequence[str], facts: Sequence[str], held: Held) -> None:
        self._asked, self._references, self._facts, self._held = asked, references, facts, held
        self.forget()

    def forget(self) -> None:
        """Forgets all; places given out before mean nothing any more."""
        self.count = 0
        self.shares: dict[str, Floats] = {}
        self._matrix = np.zeros((1, len(self._facts)))
        self._numbers: dict[bytes, int] = {}
        self._answers = Answers()

    def places(self, rows: Rows, find: Callable[[Rows], Mapping[str, Floats]]) -> Codes | int:
        """For each row its place in `shares`, or one for all; `find` tells the shares of rows that are new."""
        columns = [classing.classes(rows.codes(name)) for name, classing in self._asked]
        sizes = [classing.size for _, classing in self._asked]
        for reference in self._references:
            held, (_, places) = rows.held(reference), rows.mean(reference)
            for column, size in ((held, 3), (places, rows.law.mean(reference).count)):
                if not isinstance(column, int):
                    columns.append(column.astype(np.int64))
                    sizes.append(size)
        if columns:
            before = self._answers.places
            places = self._answers.find(columns, sizes, lambda some: self._learn(find(part := rows.subset(some)), part.length))
            self._held.numbers += self._answers.places - before
            return places
        if not self.count:
            self._learn(find(rows.subset(np.zeros(1, dtype=np.int64))), 1)
        return 0

    def _learn(self, fresh: Mapping[str, Floats], length: int) -> Codes:
        """The places of answers; those that are new go behind those that are there."""
        matrix = np.zeros((length, len(self._facts)))
        for k, fact in enumerate(self._facts):
            if fact in fresh:
                matrix[:, k] = fresh[fact]
        places = np.empty(length, dtype=np.int64)
        added: list[int] = []
        for row in range(length):
            key = matrix[row].tobytes()
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers)
                added.append(row)
            places[row] = self._numbers[key]
        if added:
            self._add(matrix[added])
        return places

    def _add(self, fresh: Floats) -> None:
        first, self.count = self.count, self.count + len(fresh)
        self._held.numbers += 2 * fresh.size  # the shares, and as a key
        if self.count > len(self._matrix):
            grown = np.zeros((1 << (self.count - 1).bit_length(), len(self._facts)))
            grown[:first] = self._matrix[:first]
            self._matrix = grown
        self._matrix[first : self.count] = fresh
        decisive = np.atleast_1d(self._matrix[: self.count].any(axis=0))
        self.shares = {fact: self._matrix[:, k] for k, fact in enumerate(self._facts) if decisive[k]}


class Definitions:
    """What definitions compute, remembered by their inputs.

    Attributes:
        asked: the facts asked.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def codes(self, rows: Rows) -> dict[str, Codes]:
        """The codes of computed facts, found by the engine of single cases."""
        names = sorted(rows.law.computed)
        columns, sizes = rows.classes(self.asked)
        first, inverse = numbered(columns, sizes)
        found = np.empty((len(names), len(first)), dtype=np.int64)
        keys = np.stack([column[first] for column in columns], axis=1).tolist()
        for k, (row, key) in enumerate(zip(first.tolist(), map(tuple, keys), strict=True)):
            if key not in self._known:
                facts = self._evaluated(rows, row)
                self._known[key] = tuple(rows.law.memory.computed(name).code(facts.get(name)) for name in names)
            found[:, k] = self._known[key]
        return dict(zip(names, found[:, inverse], strict=True))

    def _evaluated(self, rows: Rows, row: int) -> Facts:
        law, columns = rows.law, rows.law.memory.columns
        given = {name: columns[name].values[int(rows.given(name)[row])] for name, _ in self.asked}
        known = {name: value for name, value in given.items() if value is not None}
        return Evaluation(law.snapshot, {**law.stipulated, **known}, law.folded).facts
