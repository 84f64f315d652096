"""Inspections over time: when to come, if the inspector may come a few times only and the State chooses when to act.

- Sequential inspections: m inspections in n periods, at most one violation (Dresher 1962, as in von Stengel, Recursive inspection
  games, Mathematics of Operations Research 41, 935-952 (2016), arXiv 1412.0129). Exact, in rational numbers.
- Interim inspections: the State starts at some moment and wants to go on undetected as long as it can (Krieger, On the asymptotic
  behavior of a discrete time inspection game, Mathematical Modelling and Analysis 13, 37-46 (2008)).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb

from acquis.safeguards.paths.graph import PathError
from acquis.safeguards.paths.matrices import ZeroSum, zero_sum

MOST_COLUMNS = 50_000
"""Sets of interim inspections, more than which are refused."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One period of the sequential game: its value to the inspector, and how likely each acts now."""

    value: Fraction
    inspect: Fraction
    violate: Fraction


def sequential_stage(periods: int, inspections: int, gain: Fraction | int = 1) -> Stage:
    """The game with `periods` to come and `inspections` left, by Dresher's recursion.

    Payoffs to the inspector, and the reverse to the State: 0 for legal behaviour, `gain` for a detected violation, -1 for an
    undetected one. `inspect` and `violate`: probabilities in the first period. The State counts inspections too.

    Raises PathError for numbers below 0.
    """
    if periods < 0 or inspections < 0 or gain < 0:
        raise PathError("periods, inspections and the gain are not negative")
    return _stage(periods, min(inspections, periods), Fraction(gain))


@cache
def _stage(n: int, m: int, gain: Fraction) -> Stage:
    if m >= n:
        return Stage(Fraction(0), Fraction(1 if n else 0), Fraction(0))
    if m == 0:
        return Stage(Fraction(-1), Fraction(0), Fraction(1))
    # Rows: inspect, or not; columns: legal, or violate.
    return _two_by_two(_stage(n - 1, m - 1, gain).value, gain, _stage(n - 1, m, gain).value, Fraction(-1))


def _two_by_two(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> Stage:
    """A zero-sum game of two rows: saddle point, else the mixture that makes the other indifferent."""
    for row, column, value in ((1, 0, a), (1, 1, b), (0, 0, c), (0, 1, d)):
        others = ((a, c) if column == 0 else (b, d), (a, b) if row else (c, d))
        if value == max(others[0]) and value == min(others[1]):
            return Stage(value, Fraction(row), Fraction(column))
    whole = a - b - c + d
    return Stage((a * d - b * c) / whole, (d - c) / whole, (a - c) / whole)


def sequential_value(periods: int, inspections: int, gain: Fraction | int = 1) -> Fraction:
    """The value in closed form: -C(n-1, m) / sum over i = 0..m of C(n, i) gain^(m-i)."""
    if periods < 0 or inspections < 0 or gain < 0:
        raise PathError("periods, inspections and the gain are not negative")
    n, m, b = periods, inspections, Fraction(gain)
    if m >= n:
        return Fraction(0)
    return -Fraction(comb(n - 1, m)) / sum((comb(n, i) * b ** (m - i) for i in range(m + 1)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Timing:
    """Interim inspections: the expected time to detection (parts of the whole interval), the plans, and the starts."""

    value: float
    plans: tuple[tuple[tuple[int, ...], float], ...]
    starts: tuple[float, ...]


def interim_timing(slots: int, inspections: int) -> Timing:
    """k unannounced interim inspections among the n - 1 inner moments of an interval cut in n, and a final one at its end.

    The State starts right after moment j / n, j = 0..n-1, and is detected at the next inspection; its payoff is the time till
    then.
    `plans`: the sets of moments that are used, with their probabilities; `starts`: the probability of each start.

    Raises PathError where the moments are too few, or the plans more than MOST_COLUMNS.
    """
    if not (slots >= 1 and 0 <= inspections <= slots - 1):
        raise PathError("inspections are not negative, and fewer than the parts of the interval")
    if comb(slots - 1, inspections) > MOST_COLUMNS:
        raise PathError(f"more than {MOST_COLUMNS} ways to place the inspections", way_out="cut the interval into fewer parts")
    plans = list(combinations(range(1, slots), inspections))
    waits = [
        [(min((t for t in plan if t > start), default=slots) - start) / slots for plan in plans] for start in range(slots)
    ]  # fmt: skip
    solved: ZeroSum = zero_sum(waits)
    used = tuple((plan, p) for plan, p in zip(plans, solved.column, strict=True) if p > 0)
    return Timing(solved.value, used, solved.row)
