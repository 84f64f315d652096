"""Three levels of defect: an item is missing (gross), part of it is (partial), a little of each is (bias).

A coarse method sees only large defects; a thief may take less from each of more items. So the accurate methods verify few items
each, for a bias defect worth a goal quantity needs very many. Sources: Hough, Schneider, Stewart, Jaech, Bennett 1974, BNWL-1852;
Avenhaus and Canty, Compliance Quantified (1996), chapter 4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from acquis.safeguards.planning.sampling import imperfect_nondetection
from acquis.safeguards.records import SafeguardsError


class Level(StrEnum):
    """How much of an item is missing, and so which method sees it."""

    GROSS = "gross"
    PARTIAL = "partial"
    BIAS = "bias"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How many items of a stratum each method verifies.

    `verified`: by level the items verified by that method or a finer one, so that the gross level counts all.
    """

    items: int
    verified: dict[Level, int]

    @property
    def counts(self) -> dict[Level, int]:
        """Items by the finest method that each meets; an item stands once."""
        gross, partial, bias = (self.verified[level] for level in Level)
        return {Level.GROSS: gross - partial, Level.PARTIAL: partial - bias, Level.BIAS: bias}

    @property
    def size(self) -> int:
        """Items that are verified at all."""
        return self.verified[Level.GROSS]


def three_level(items: int, mean_item: float, goal: float, beta: float, smallest_partial: float, smallest_bias: float) -> Scheme:
    """The scheme for one stratum: n_j = ceil(N (1 - beta^(gamma_j x / M))).

    Args:
        items: N, items of the stratum.
        mean_item: x, the content of an item, in the unit of the goal.
        goal: M, what must not be taken unnoticed.
        beta: the accepted probability of non-detection.
        smallest_partial: gamma of the partial level, the smallest missing fraction that the gross method would still miss.
        smallest_bias: gamma of the bias level, the smallest missing fraction that the partial method would still miss.
    """
    if not 0 < smallest_bias <= smallest_partial <= 1:
        raise SafeguardsError("the fractions of the levels fall", way_out="give 0 < bias <= partial <= 1")
    if items < 1 or min(mean_item, goal) <= 0 or not 0 < beta < 1:
        raise SafeguardsError("a stratum has items and content, and a plan a goal", way_out="give positive numbers, beta below 1")
    shares = {Level.GROSS: 1.0, Level.PARTIAL: smallest_partial, Level.BIAS: smallest_bias}
    return Scheme(items, {level: _size(items, share * mean_item / goal, beta) for level, share in shares.items()})


def detection(scheme: Scheme, level: Level, defects: int, recognition: float = 1.0) -> float:
    """The probability that one of `defects` items, each falsified at `level`, is recognised: by that method or a finer one.

    The methods that see the defect verify a random sample of the stratum, so it is the hypergeometric probability of its size.
    """
    return 1 - float(imperfect_nondetection(scheme.items, defects, scheme.verified[level], recognition))


def _size(items: int, exponent: float, beta: float) -> int:
    """ceil(N (1 - beta^e)); where the float lies within rounding of a whole number, exact arithmetic decides."""
    value = items * -math.expm1(exponent * math.log(beta))
    whole = round(value)
    if abs(value - whole) > 1e-9 * items:
        return min(items, math.ceil(value))
    share = Fraction(str(exponent)).limit_denominator(10_000)
    left = Fraction(items - whole, items)
    enough = left**share.denominator <= Fraction(str(beta)) ** share.numerator
    return whole if enough else whole + 1
