"""The limits of the law on one number, as SQL that says between which of them a value lies."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from acquis.screening.facts_column import UNKNOWN, FactColumn, Floats
from acquis.screening.keys import Codes
from acquis.screening.sql_text import Words


class Ladder:
    """The places of a number: twice the number of limits below it, and one more where it is a limit itself.

    A digit is what goes into a word: 0 for unknown, then the places, then the pairs of places of an interval.
    """

    def __init__(self, column: FactColumn) -> None:
        self._column = column
        sharp = {float(limit) for limit in column.use.limits if isinstance(limit, Decimal)}
        self.limits: Floats = np.array(sorted(sharp), dtype=np.float64)

    @property
    def _open(self) -> int:
        """The place of an end that is open: above all others."""
        return 2 * len(self.limits) + 1

    def size(self, columns: int) -> int:
        """A number above all digits, for one column or for two ends."""
        exact = 1 + self._open
        return exact if columns == 1 else exact + (self._open + 1) ** 2

    def place(self, value: str, words: Words) -> str:
        """SQL of the place of a value; null where it is null."""
        return f"CASE WHEN {value} IS NOT NULL THEN {self._between(value, 0, len(self.limits), words)} END"

    def _between(self, value: str, first: int, last: int, words: Words) -> str:
        """Halves the limits that are left, so that a value meets few of them."""
        if first == last:
            return str(2 * first)
        middle = (first + last) // 2
        limit = words.double(float(self.limits[middle]))
        below, above = self._between(value, first, middle, words), self._between(value, middle + 1, last, words)
        return f"CASE WHEN {value} < {limit} THEN {below} WHEN {value} = {limit} THEN {2 * middle + 1} ELSE {above} END"

    def digit(self, values: Sequence[str], places: Sequence[str], words: Words) -> str:
        """SQL of the digit, from the values and their places; negative where no fact can be so."""
        bad = " OR ".join(self._impossible(value, words) for value in values)
        if len(values) == 1:
            return f"CASE WHEN {places[0]} IS NULL THEN {UNKNOWN} WHEN {bad} THEN -1 ELSE 1 + {places[0]} END"
        (low, high), (a, b), open_ = values, places, self._open
        pair = f"{1 + open_} + COALESCE({a}, {open_}) * {open_ + 1} + COALESCE({b}, {open_})"
        return (
            f"CASE WHEN {a} IS NULL AND {b} IS NULL THEN {UNKNOWN} WHEN {bad} OR {low} > {high} THEN -1 "
            f"WHEN {low} = {high} THEN 1 + {a} ELSE {pair} END"
        )

    def _impossible(self, value: str, words: Words) -> str:
        definition = self._column.definition
        tests = [f"ABS({value}) = {words.double(float('inf'))}"]
        if definition.low is not None:
            tests.append(f"{value} < {words.double(float(definition.low))}")
        if definition.high is not None:
            tests.append(f"{value} > {words.double(float(definition.high))}")
        if definition.kind == "count":
            tests.append(f"{value} <> FLOOR({value})")
        return " OR ".join(tests)

    def codes(self, digits: Codes) -> Codes:
        """The codes of a column for digits, by numbers that lie at their places."""
        found = np.full(len(digits), UNKNOWN, dtype=np.int64)
        exact = (digits > 0) & (digits <= self._open)
        found[exact] = self._column.codes_of_numbers(self._numbers(digits[exact] - 1))
        within = digits > self._open
        if within.any():
            a, b = np.divmod(digits[within] - 1 - self._open, self._open + 1)
            low, high = self._numbers(a), self._numbers(b)
            high = np.where(a == b, np.nextafter(high, np.inf if a.size else 0), high)  # another than the low end
            found[within] = self._column.codes_of_intervals(low, high)
        return found

    def _numbers(self, places: Codes) -> Floats:
        """For each place a number that lies there; NaN for an open end."""
        table = np.full(self._open + 1, np.nan)
        for place in range(self._open):
            table[place] = self._number(place)
        found: Floats = table[places]
        return found

    def _number(self, place: int) -> float:
        k = place // 2
        if place % 2:
            return float(self.limits[k])
        if k:
            return float(np.nextafter(self.limits[k - 1], np.inf))
        below = float(self.limits[0]) if len(self.limits) else 1.0
        return float(np.nextafter(np.nextafter(below, -np.inf), -np.inf))
