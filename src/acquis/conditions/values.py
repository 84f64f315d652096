"""What a fact may be: exact, an interval, a set, or not there at all (unknown).

A fact that is absent has any value its type allows. Numbers are decimals, so that 600 uW is exactly 0.0006 W and law can
live on ties; the one gate through which they enter is `number`.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Truth = bool | None
"""Kleene truth: True, False, or None for unknown."""

ARITHMETIC = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, traps=[])
"""decimal128. A quotient of inputs of 15 digits that is not exactly a threshold differs from it far above 1e-34."""


MOST_DIGITS = 400
_AS_WRITTEN = decimal.Context(prec=MOST_DIGITS, traps=[])


@dataclass(frozen=True, slots=True)
class Interval:
    """A number or date known to lie in [low, high]; None is an open end."""

    low: Any
    high: Any

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"interval [{self.low}, {self.high}] is empty")

    def __str__(self) -> str:
        low = "-inf" if self.low is None else str(self.low)
        high = "inf" if self.high is None else str(self.high)
        return f"[{low}, {high}]"


@dataclass(frozen=True, slots=True)
class IdSet:
    """A set of dotted ids, each standing for itself and its ancestors.

    `complete_for` holds the first segments for which the set is known to be complete; None means for all of them.
    """

    ids: frozenset[str]
    complete_for: frozenset[str] | None = None

    def has(self, wanted: str) -> Truth:
        """True for a member or an ancestor of one; unknown for a descendant of one (which paragraph is not said)."""
        below, unsaid = wanted + ".", False
        for member in self.ids:
            if member == wanted or member.startswith(below):
                return True
            unsaid = unsaid or wanted.startswith(member + ".")
        if unsaid:
            return None
        head = wanted.partition(".")[0]
        return False if self.complete_for is None or head in self.complete_for else None


Records = tuple[Mapping[str, Any], ...]
Value = Decimal | Interval | str | bool | dt.date | frozenset[str] | IdSet | tuple[Any, ...]
Facts = Mapping[str, Value]


def number(raw: object) -> Decimal | None:
    """The gate for numbers: decimal exactly as written; NaN is unknown (None).

    A binary float enters by its shortest text, so 0.001 and a single-precision 0.001 are both one thousandth.

    Raises:
        ValueError: for text that is not a number, for infinities, and for booleans.
    """
    if isinstance(raw, bool):
        raise ValueError("a truth value is not a number")
    if isinstance(raw, float) and math.isnan(raw):
        return None
    try:
        value = raw if isinstance(raw, Decimal) else Decimal(str(raw).strip())
    except decimal.InvalidOperation:
        raise ValueError(f"{raw!r} is not a number") from None
    if value.is_nan():
        return None
    if value.is_infinite():
        raise ValueError("an infinite number has no place in a fact; leave the end of the interval open")
    if abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > MOST_DIGITS:
        raise ValueError("the number has too many digits")
    return value


def interval(low: Any, high: Any) -> Value | None:
    """[low, high] in its simplest form: a point when both ends agree, None (unknown) when both are open."""
    if low is None and high is None:
        return None
    return low if low is not None and low == high else Interval(low, high)


def ends(value: Any) -> tuple[Any, Any]:
    """Low and high end of a number, date or interval."""
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)


def meet(first: Value, second: Value) -> Value | None:
    """What both say: the intersection of two values of the same fact.

    Raises:
        ValueError: when no value satisfies both.
    """
    if isinstance(first, Interval) or isinstance(second, Interval):
        (a, b), (c, d) = ends(first), ends(second)
        low = a if c is None or (a is not None and a >= c) else c
        high = b if d is None or (b is not None and b <= d) else d
        return interval(low, high)
    if first != second:
        raise ValueError(f"{show(first)} and {show(second)} contradict each other")
    return first


def show(value: object) -> str:
    """A value as a person writes it."""
    if type(value) is str:
        return value
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return show_number(value)
    if isinstance(value, Interval):
        low = "" if value.low is None else show(value.low)
        high = "" if value.high is None else show(value.high)
        return f"{low} to {high}" if low and high else (f"at least {low}" if low else f"at most {high}")
    if isinstance(value, IdSet):
        return show(value.ids)
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(str(v) for v in value)) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(show(v) for v in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {show(v)}" for k, v in value.items()) + "}"
    return str(value)


def show_number(value: Decimal) -> str:
    """A decimal without exponent between 1e-6 and 1e15, in scientific notation beyond; never rounded."""
    if value == 0:
        return "0"
    exponent = value.adjusted()
    plain = -6 <= exponent < 15
    text = format(value.normalize(_AS_WRITTEN), "f" if plain else "E")
    return text.lower().replace("e+", "e")


def to_json(value: object) -> Any:
    """A value as JSON-ready data. Numbers become int or float (text beyond 1e308), intervals a mapping with `low` and `high`."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) < 2**53:
            return int(value)
        return float(value) if math.isfinite(float(value)) else str(value)  # JSON has no infinity
    if isinstance(value, Interval):
        return {"low": to_json(value.low), "high": to_json(value.high)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, IdSet):
        return sorted(value.ids)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [to_json(v) for v in value]
    if isinstance(value, Mapping):
        return {key: to_json(v) for key, v in value.items()}
    return value


def kleene_and(truths: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def kleene_or(truths: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def kleene_not(truth: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    return None if truth is None else not truth
