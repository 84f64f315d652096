"""Sums of amounts without rounding, so that no order of adding changes a book."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal

_EXACT = Context(prec=1000)
_ROOT = Context(prec=34)
ZERO = Decimal(0)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    result = ZERO
    for amount in amounts:
        result = _EXACT.add(result, amount)
    return result


def less(first: Decimal, second: Decimal) -> Decimal:
    """The exact difference."""
    return _EXACT.subtract(first, second)


def signed(sign: int, amount: Decimal) -> Decimal:
    """The amount, or its negative."""
    return amount if sign > 0 else _EXACT.minus(amount)


def root_of_squares(amounts: Iterable[Decimal]) -> Decimal:
    """The square root of the sum of squares, with 34 digits."""
    return _ROOT.sqrt(total(_EXACT.multiply(amount, amount) for amount in amounts))
