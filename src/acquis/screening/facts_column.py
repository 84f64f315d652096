"""One fact of a table: each row's value as a small code, with a value of its own for every code.

Numbers are put into the finest classes that the law of any day distinguishes, so that a column of a million different numbers has
a few dozen codes. The value that stands for a class is made from its limits alone: which rows are there does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from acquis.conditions.values import Interval, Value
from acquis.law.vocabulary import Definition
from acquis.screening.keys import Codes
from acquis.screening.uses import Use

Floats = npt.NDArray[np.float64]

UNKNOWN = 0


class FactColumn:
    """The values that a fact was found to have, numbered from 1; 0 is unknown."""

    def __init__(self, definition: Definition, use: Use) -> None:
        self.definition, self.use = definition, use
        self.values: list[Value | None] = [None]
        self._codes: dict[Hashable, int] = {("unknown",): UNKNOWN}
        self._limits = sorted(use.limits, key=lambda limit: (isinstance(limit, dt.date), limit))
        self._sharp = np.array([float(limit) for limit in self._limits if isinstance(limit, Decimal)])

    @property
    def binned(self) -> bool:
        """Whether numbers are put into classes; otherwise each value stands for itself."""
        return not self.use.whole

    def code(self, value: Value | None) -> int:
        """The code of a value."""
        if value is None:
            return UNKNOWN
        if self.binned and isinstance(value, Interval):
            return self._code_of_pair(*(None if end is None else self.use.place(end) for end in (value.low, value.high)))
        if self.binned and isinstance(value, Decimal | dt.date):
            return self._code_of_place(self.use.place(value))
        return self._code_of(("value", _hashable(value)), lambda: value)

    def codes(self, values: Iterable[Value | None]) -> Codes:
        """The codes of several values."""
        return np.fromiter((self.code(value) for value in values), dtype=np.int64)

    def codes_of_numbers(self, numbers: Floats) -> Codes:
        """The codes of many exact numbers at once; NaN is unknown. They must lie in the range of the fact.

        Doubles and the decimals that are written for them lie in the same order, so limits are compared as doubles.
        """
        if not self.binned:
            unique, inverse = np.unique(numbers, return_inverse=True)
            return self.codes(None if np.isnan(x) else Decimal(repr(float(x))) for x in unique)[inverse]
        known = ~np.isnan(numbers)
        places = self.places(numbers)
        most = 2 * len(self._sharp) + 1
        table = np.full(most + 1, UNKNOWN, dtype=np.int64)
        for place in np.unique(places[known]).tolist():
            table[place] = self._code_of_place(place)
        table[most] = UNKNOWN
        return table[np.where(known, places, most)]

    def codes_of_intervals(self, low: Floats, high: Floats) -> Codes:
        """The codes of many intervals at once; NaN is an open end, both open is unknown, both alike an exact number."""
        if not self.binned:
            return self.codes(self._interval(a, b) for a, b in zip(low.tolist(), high.tolist(), strict=True))
        exact = low == high
        open_ = 2 * len(self._sharp) + 1
        pairs = np.stack([np.where(np.isnan(end), open_, self.places(end)) for end in (low, high)])
        keys = pairs[0] * (open_ + 1) + pairs[1]
        keys = np.where(exact, -1, keys)
        unique, inverse = np.unique(keys, return_inverse=True)
        table = np.empty(len(unique), dtype=np.int64)
        for k, key in enumerate(unique.tolist()):
            a, b = divmod(key, open_ + 1)
            table[k] = UNKNOWN if key == -1 else self._code_of_pair(None if a == open_ else a, None if b == open_ else b)
        codes = table[inverse]
        if exact.any():
            codes[exact] = self.codes_of_numbers(low[exact])
        return codes

    def places(self, numbers: Floats) -> Codes:
        """Twice the number of limits below each number, and one more where it is a limit itself."""
        left = np.searchsorted(self._sharp, numbers, "left")
        right = np.searchsorted(self._sharp, numbers, "right")
        return (left + right).astype(np.int64)

    def _interval(self, low: float, high: float) -> Value | None:
        ends = [None if np.isnan(x) else Decimal(repr(x)) for x in (low, high)]
        if ends == [None, None]:
            return None
        return ends[0] if ends[0] == ends[1] else Interval(*ends)

    def _code_of_place(self, place: int) -> int:
        return self._code_of(("place", place), lambda: self._representative(place))

    def _code_of_pair(self, low: int | None, high: int | None) -> int:
        if low is None and high is None:
            return UNKNOWN
        return self._code_of(("pair", low, high), lambda: self._between(low, high))

    def _code_of(self, key: Hashable, value: Callable[[], Value]) -> int:
        """The code of a key; `value` stands for it when it is new."""
        if key not in self._codes:
            self.values.append(value())
            self._codes[key] = len(self.values) - 1
        return self._codes[key]

    def _between(self, low: int | None, high: int | None) -> Value:
        """An interval whose ends lie at two places."""
        first = None if low is None else self._representative(low)
        last = None if high is None else self._representative(high, last=low == high)
        return Interval(first, last)

    def _representative(self, place: int, *, last: bool = False) -> Any:
        """A value at a place: the limit itself, or one between two limits; `last`: another than the first one."""
        if place % 2:
            return self._limits[place // 2]
        k = place // 2
        below: Any = self._limits[k - 1] if k else None
        above: Any = self._limits[k] if k < len(self._limits) else None
        if self.definition.kind == "date":
            return _day_between(below, above, last)
        return _number_between(below, above, self.definition, last)


def _hashable(value: Any) -> Hashable:
    if isinstance(value, tuple):
        return tuple(tuple(sorted(item.items())) if isinstance(item, dict) else item for item in value)
    return value  # type: ignore[no-any-return]


def _number_between(below: Decimal | None, above: Decimal | None, definition: Definition, last: bool) -> Decimal:
    low = below if below is not None else definition.low
    if definition.kind == "count":
        if below is None:
            first = definition.low if definition.low is not None else (Decimal(0) if above is None else above - 2)
            return first + 1 if last and (above is None or first + 1 < above) else first
        if above is None:
            return below + (2 if last else 1)
        return above - 1 if last else below + 1
    if above is None:
        return (low if low is not None else Decimal(0)) + (2 if last else 1)
    if low is None:
        return above - (1 if last else 2)
    if below is None and not last:
        return low if low < above else above - 1  # the range of the fact begins here
    return low + (above - low) * (2 if last else 1) / 3


def _day_between(below: dt.date | None, above: dt.date | None, last: bool) -> dt.date:
    day = dt.timedelta(days=1)
    if below is None:
        return above - (day if last else 2 * day) if above is not None else dt.date(2000, 1, 2 if last else 1)
    if above is None:
        return below + (2 * day if last else day)
    return above - day if last else below + day


class Classing:
    """A column seen by one law: which of its values are alike."""

    def __init__(self, column: FactColumn, use: Use) -> None:
        self._column, self._use = column, use
        self._numbers: dict[object, int] = {}
        self._table = np.empty(0, dtype=np.int64)

    @property
    def size(self) -> int:
        """A number above all classes met so far."""
        return len(self._numbers) + 1

    def classes(self, codes: Codes) -> Codes:
        """The class of each code."""
        values = self._column.values
        if len(self._table) < len(values):
            fresh = [self._number_of(code, values[code]) for code in range(len(self._table), len(values))]
            self._table = np.concatenate([self._table, np.array(fresh, dtype=np.int64)])
        classed: Codes = self._table[codes]
        return classed

    def _number_of(self, code: int, value: Value | None) -> int:
        key = code if self._use.whole else self._use.class_of(value)
        return self._numbers.setdefault(key, len(self._numbers))
