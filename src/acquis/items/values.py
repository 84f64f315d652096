"""Values of facts: decimals kept as they were printed, intervals, and the statistics of both.

Nothing here passes through binary floating point except a number that already is a double (`decimal_from_number`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context, Decimal, InvalidOperation

from acquis.items.errors import ItemError

Interval = Mapping[str, Decimal | None]
"""`{"low": ..., "high": ...}`: a value known only to lie between both ends; None is an open end."""

Records = tuple[Mapping[str, int | Decimal | Interval], ...]
"""A fact of several records, such as the peak rate of a chip for each bit length."""

Value = bool | int | Decimal | str | date | Interval | Records
"""The value of one fact. A fact that is absent is unknown."""

COVERAGE_FACTOR = Decimal(2)
"""k: a standard uncertainty u becomes the interval value - k u to value + k u, about 95 % of a normal distribution."""

_MOST_DIGITS = 60
_LEAST_EXPONENT = -400  # below the smallest double; keeps scaled integers small whatever a file says

_EXACT = Context(prec=1000)
_MEAN = Context(prec=50)  # no mean of errors with up to 40 decimals is rounded across a legal limit


def interval(low: Decimal | None, high: Decimal | None) -> dict[str, Decimal | None]:
    """The interval from `low` to `high`, both ends included; None is an open end."""
    return {"low": low, "high": high}


def between(low: Decimal, high: Decimal) -> Value:
    """`low` where both ends are equal, else the interval."""
    return low if low == high else interval(low, high)


def count_between(low: int, high: int) -> Value:
    """`low` where both counts are equal, else the interval."""
    return low if low == high else interval(Decimal(low), Decimal(high))


def measured(value: Decimal | None, uncertainty: Decimal | None) -> Value | None:
    """The interval of a value and its standard uncertainty; the bare value, or None, where one of them is not given.

    Quantities that carry an uncertainty here are not negative, so the interval of one that is not ends at zero.
    """
    if value is None or uncertainty is None:
        return value
    if uncertainty < 0:
        raise ItemError("an uncertainty is not negative")
    margin = _EXACT.multiply(COVERAGE_FACTOR, uncertainty)
    low, high = _EXACT.subtract(value, margin), _EXACT.add(value, margin)
    return interval(max(Decimal(0), low) if value >= 0 else low, high)


def decimal_from_text(text: str) -> Decimal | None:
    """The number written in `text`, digit for digit; None for an empty field or NaN (both are unknown).

    Raises ItemError when the text is not a finite number of at most 60 digits.
    """
    stripped = text.strip()
    if stripped == "" or stripped.lower() == "nan":
        return None
    if "_" in stripped or not stripped.isascii():
        raise _not_a_number(text)
    try:
        number = Decimal(stripped)
    except InvalidOperation:
        raise _not_a_number(text) from None
    return _bounded(number, text)


def decimal_from_number(number: object) -> Decimal | None:
    """The decimal of a number in memory: the shortest text that gives the same number back; None for None or NaN.

    A single-precision 0.001 is read as 0.001, not as its double 0.00100000004749745, which is above a limit of 0.001.
    """
    if number is None:
        return None
    if isinstance(number, bool):
        raise _not_a_number(number)
    if isinstance(number, Decimal):
        return None if number.is_nan() else _bounded(number, str(number))
    # A numpy double is a float whose own repr names its type; a numpy single is not a float, and prints shortest.
    return decimal_from_text(float.__repr__(number) if isinstance(number, float) else str(number))


def _bounded(number: Decimal, text: str) -> Decimal:
    digits = number.as_tuple()
    if not isinstance(digits.exponent, int):
        raise _not_a_number(text)
    if len(digits.digits) > _MOST_DIGITS or not _LEAST_EXPONENT <= digits.exponent <= _MOST_DIGITS:
        raise ItemError(
            f"a number of this size or length is not read: {text[:80]}",
            way_out=f"write at most {_MOST_DIGITS} digits",
        )
    return number


def _not_a_number(text: object) -> ItemError:
    return ItemError(f"not a number: {text!r}", way_out="write a decimal number such as 0.0012 or 1.2e-3")


def error_rate(number: Decimal | None) -> Decimal | None:
    """`number`, an error rate from 0 to 1 inclusive, or None; ItemError outside that range."""
    if number is not None and not 0 <= number <= 1:
        raise ItemError(f"an error rate lies between 0 and 1, not {number}", way_out="write 0.12 % as 0.0012")
    return number


def mean(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean, to 50 digits; the sum is exact."""
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return _MEAN.divide(total, Decimal(len(values)))


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else mean(ordered[half - 1 : half + 1])


def clean_name(text: str, what: str = "name", *, most: int = 200) -> str:
    """`text` stripped; ItemError when it is empty, over `most` characters or holds control or invisible characters.

    Names reach terminals, logs and web pages; a right-to-left override in one makes a report say another name.
    """
    name = text.strip()
    if not name:
        raise ItemError(f"the {what} is empty")
    if len(name) > most:
        raise ItemError(f"the {what} is longer than {most} characters: {name[:40]}...")
    if not name.isprintable():
        raise ItemError(f"the {what} holds a control or invisible character: {name!a}")
    return name
