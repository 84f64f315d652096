"""Answers found so far, by what was asked, in a table of bounded size; looked up for many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from acquis.screening.keys import Codes, numbered

Keys = npt.NDArray[np.uint64]

_MIX = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio: spreads keys over the table (Knuth, TAOCP 3, 6.4)."""
_TRIES = 4
_SMALL, _LARGE = 8, 18
"""Places of a table as powers of two: at first, and at most (3 MiB)."""
_WIDEST = 63


class Answers:
    """Whole numbers by tuples of small whole numbers.

    A tuple is packed into one word and stands at one of four places that follow from it. Who comes first stays: a tuple that
    finds no place is asked again when it is met again. So memory has a bound, and frequent tuples, which come early, are kept.
    """

    def __init__(self) -> None:
        self._widths: tuple[int, ...] = ()
        self._clear(_SMALL)

    @property
    def places(self) -> int:
        """Room in the table; a place takes 12 bytes."""
        return len(self._keys)

    def find(self, columns: Sequence[Codes], sizes: Sequence[int], ask: Callable[[Codes], Codes]) -> Codes:
        """For each row the answer. `ask` is given one row of each tuple that is not known, and returns their answers.

        Args:
            columns: what is asked, one array a column, at least one; all of one length.
            sizes: by column a number above all that stand in it.
            ask: from numbers of rows to their answers.
        """
        widths = tuple(max(1, (size - 1).bit_length()) for size in sizes)
        if sum(widths) > _WIDEST:
            first, inverse = numbered(columns, sizes)
            return ask(first)[inverse]
        before = self._widths or widths
        self._widths = tuple(map(max, before, widths))
        if sum(self._widths) > _WIDEST:
            self._widths = widths
            self._clear(self._bits)
        elif self._widths != before:
            self._widen(before)
        keys = self._packed(columns)
        found = self._look_up(keys)
        unknown = np.flatnonzero(found < 0)
        if len(unknown):
            fresh, first, inverse = np.unique(keys[unknown], return_index=True, return_inverse=True)
            answers = ask(unknown[first])
            found[unknown] = answers[inverse]
            self._learn(fresh, answers)
        return found

    def _packed(self, columns: Sequence[npt.NDArray[np.integer]]) -> Keys:
        keys = np.zeros(len(columns[0]), dtype=np.uint64)
        for column, width in zip(columns, self._widths, strict=True):
            keys = (keys << np.uint64(width)) | column.astype(np.uint64)
        return keys

    def _widen(self, before: Sequence[int]) -> None:
        """Packs what is known anew, where there was room for smaller numbers."""
        old = self._values >= 0
        keys, known = self._keys[old], self._values[old].astype(np.int64)
        columns: list[Keys] = []
        for width in reversed(before):
            columns.insert(0, keys & np.uint64((1 << width) - 1))
            keys = keys >> np.uint64(width)
        self._clear(self._bits)
        self._put(self._packed(columns), known)

    def _clear(self, bits: int) -> None:
        self._bits, self._used = bits, 0
        self._keys: Keys = np.zeros(1 << bits, dtype=np.uint64)
        self._values = np.full(1 << bits, -1, dtype=np.int32)

    def _places(self, keys: Keys) -> Codes:
        return ((keys * _MIX) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _look_up(self, keys: Keys) -> Codes:
        places, mask = self._places(keys), (1 << self._bits) - 1
        found = np.where(self._keys[places] == keys, self._values[places], -1).astype(np.int64)
        for k in range(1, _TRIES):
            rest = np.flatnonzero(found < 0)
            if not len(rest):
                break
            there = (places[rest] + k) & mask
            found[rest] = np.where(self._keys[there] == keys[rest], self._values[there], -1)
        return found

    def _learn(self, keys: Keys, answers: Codes) -> None:
        while self._used + len(keys) > (1 << self._bits) // 2 and self._bits < _LARGE:
            old = self._values >= 0
            before, known = self._keys[old], self._values[old].astype(np.int64)
            self._clear(self._bits + 2)
            self._put(before, known)
        self._put(keys, answers)

    def _put(self, keys: Keys, answers: Codes) -> None:
        """Puts answers where there is room."""
        places, mask = self._places(keys), (1 << self._bits) - 1
        for k in range(_TRIES):
            there = (places + k) & mask
            _, first = np.unique(there, return_index=True)  # one key to a place
            first = first[self._values[there[first]] < 0]
            self._keys[there[first]], self._values[there[first]] = keys[first], answers[first].astype(np.int32)
            self._used += len(first)
            rest = np.ones(len(keys), dtype=np.bool_)
            rest[first] = False
            keys, answers, places = keys[rest], answers[rest], places[rest]
            if not len(keys):
                return
