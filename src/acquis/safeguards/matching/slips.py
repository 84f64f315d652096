"""Serial numbers that differ by one slip of the pen: a character wrong, missing, too many, or two exchanged."""

from __future__ import annotations

from collections.abc import Sequence

SHORTEST = 5
"""Shorter numbers differ by one character too easily."""


def plain(serial: str) -> str:
    """Letters and digits only, in one case."""
    return "".join(c for c in serial.casefold() if c.isalnum())


def variants(serial: str) -> set[str]:
    """The number, and all that come of leaving out one character: two numbers one slip apart share one of these."""
    number = plain(serial)
    if len(number) < SHORTEST:
        return {number}
    return {number, *(number[:k] + number[k + 1 :] for k in range(len(number)))}


def one_slip(one: str, other: str) -> bool:
    """Whether two serial numbers are at most one slip apart (optimal string alignment distance 1), case and marks aside."""
    a, b = plain(one), plain(other)
    if a == b:
        return bool(a)
    if min(len(a), len(b)) < SHORTEST or abs(len(a) - len(b)) > 1:
        return False
    start = _common(a, b)
    end = min(_common(a[::-1], b[::-1]), min(len(a), len(b)) - start)
    rest, other_rest = a[start : len(a) - end], b[start : len(b) - end]
    return max(len(rest), len(other_rest)) == 1 or (len(rest) == 2 and rest == other_rest[::-1])


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the common beginning."""
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
