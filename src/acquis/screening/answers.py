"""Answers found so far, by the classes of what was asked; looked up for many rows at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from acquis.screening.keys import Codes, numbered

_UNASKED = -1


class Answers:
    """Small whole numbers by tuples of small whole numbers.

    They stand in a table that is addressed by the tuple, with room for `most` of them; beyond that in a dictionary.
    """

    def __init__(self, kind: Any, most: int) -> None:
        self._kind, self._most = kind, most
        self._known: dict[tuple[int, ...], int] = {}
        self._rooms: tuple[int, ...] = ()
        self._table: npt.NDArray[Any] = np.full(1, _UNASKED, dtype=kind)

    def find(self, columns: Sequence[Codes], sizes: Sequence[int], length: int, ask: Callable[[int], int]) -> Any:
        """For each row the answer. `ask` is put once for each tuple not known yet, with the number of a row that has it.

        Args:
            columns: what is asked, one array a column; all of `length`.
            sizes: by column a number above all that stand in it.
            length: the number of rows.
            ask: the answer for a row.
        """
        if not columns:
            columns, sizes = [np.zeros(length, dtype=np.int64)], [1]
        rooms = self._grown(sizes)
        if math.prod(rooms) > self._most:
            self._rooms = rooms
            return self._by_dictionary(columns, sizes, ask)
        if rooms != self._rooms:
            self._lay_out(rooms)
        key = columns[0]
        for column, room in zip(columns[1:], rooms[1:], strict=True):
            key = key * room + column
        found = self._table[key]
        unknown = np.flatnonzero(found == _UNASKED)
        if len(unknown):
            self._learn([column[unknown] for column in columns], sizes, unknown, key, ask)
            found = self._table[key]
        return found

    def _grown(self, sizes: Sequence[int]) -> tuple[int, ...]:
        """Room by column: powers of two, never smaller than before."""
        before = self._rooms or (1,) * len(sizes)
        return tuple(max(room, 1 << (size - 1).bit_length()) for room, size in zip(before, sizes, strict=True))

    def _lay_out(self, rooms: tuple[int, ...]) -> None:
        self._rooms = rooms
        self._table = np.full(math.prod(rooms), _UNASKED, dtype=self._kind)
        for classes, answer in self._known.items():
            place = 0
            for each, room in zip(classes, rooms, strict=True):
                place = place * room + each
            self._table[place] = answer

    def _learn(self, columns: Sequence[Codes], sizes: Sequence[int], rows: Codes, key: Codes, ask: Callable[[int], int]) -> None:
        first, _ = numbered(columns, sizes)
        for k in first.tolist():
            row = int(rows[k])
            answer = ask(row)
            self._known[tuple(int(column[k]) for column in columns)] = answer
            self._table[key[row]] = answer

    def _by_dictionary(self, columns: Sequence[Codes], sizes: Sequence[int], ask: Callable[[int], int]) -> Any:
        first, inverse = numbered(columns, sizes)
        keys = np.stack([column[first] for column in columns], axis=1).tolist()
        answers = np.empty(len(first), dtype=self._kind)
        for k, (row, raw) in enumerate(zip(first.tolist(), keys, strict=True)):
            key = tuple(raw)
            if key not in self._known:
                self._known[key] = ask(row)
            answers[k] = self._known[key]
        return answers[inverse]
