"""The few words of SQL in which the engines differ."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from acquis.conditions.sql import Dialect

_EXACT_AS_DOUBLE = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|BYTE|SHORT|LONG)\Z", re.IGNORECASE)
_SINGLE = re.compile(r"(FLOAT|REAL)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """A dialect."""

    dialect: Dialect

    def text(self, value: str) -> str:
        """A text literal."""
        return exp.Literal.string(value).sql(dialect=self.dialect)

    def double(self, value: float) -> str:
        """A double, exactly: from its shortest text."""
        return f"CAST('{value!r}' AS DOUBLE)"

    def whole(self, value: str) -> str:
        """A whole number of 64 bits."""
        return f"CAST({value} AS BIGINT)"

    def day(self, value: dt.date) -> str:
        """A day."""
        return f"CAST('{value.isoformat()}' AS DATE)"

    def stretch(self, value: str, changes: Sequence[dt.date]) -> str:
        """How many of the sorted days lie on or before the day of a row; -1 where it has none, or one that no calendar has."""
        inside = f"{value} >= {self.day(dt.date.min)} AND {value} <= {self.day(dt.date.max)}"
        return f"CASE WHEN {inside} THEN {self._after(value, changes, 0, len(changes))} ELSE -1 END"

    def _after(self, value: str, changes: Sequence[dt.date], first: int, last: int) -> str:
        if first == last:
            return str(first)
        middle = (first + last) // 2
        before, after = self._after(value, changes, first, middle), self._after(value, changes, middle + 1, last)
        return f"CASE WHEN {value} < {self.day(changes[middle])} THEN {before} ELSE {after} END"


def name(identifier: str, dialect: Dialect) -> str:
    """A quoted name."""
    return exp.to_identifier(identifier, quoted=True).sql(dialect=dialect)


def is_number(sql_type: str) -> bool:
    """Whether values of an SQL type are numbers that a double holds. (A decimal is read on this side, digit by digit.)"""
    return _EXACT_AS_DOUBLE.match(sql_type.strip()) is not None


def number_of(column: str, sql_type: str, words: Words) -> str:
    """A column as doubles: single precision by its shortest text, NaN as null, no negative zero."""
    quoted = name(column, words.dialect)
    if _SINGLE.match(sql_type.strip()):
        quoted = f"CAST({quoted} AS {'VARCHAR' if words.dialect != 'spark' else 'STRING'})"
    double = f"CAST({quoted} AS DOUBLE)"
    return f"CASE WHEN NOT ISNAN({double}) THEN {double} + CAST(0 AS DOUBLE) END"
