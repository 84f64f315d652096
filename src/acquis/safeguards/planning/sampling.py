"""Attribute sampling: how many of N items to verify so that one of d defective ones is found with probability 1 - beta.

Every size is found in exact arithmetic: no rounding decides a tie such as N = 300, d = 1, beta = 0.05. A defect is an item that
is not as declared; `beta` is the probability of non-detection that is accepted, as a decimal number (0.05 is one twentieth).

Sources: Jaech and Russell, Algorithms to Calculate Sample Sizes for Inspection Sampling Plans, IAEA STR-261 Rev. 1 (1991), cited
from secondary literature; Burr et al., JNMM 44(3): the exact size is within 3 below that of the IAEA formula.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from acquis.safeguards.records import SafeguardsError

Probability = float | Fraction


def exact_size(items: int, defects: int, beta: Probability) -> int:
    """The smallest sample whose probability to miss all defects, by the hypergeometric distribution, is at most `beta`."""
    items, defects, limit = _checked(items, defects, beta)
    return _smallest(items, lambda n: exact_nondetection(items, defects, n) <= limit)


def iaea_size(items: int, defects: int, beta: Probability) -> int:
    """The IAEA formula, N (1 - beta^(1/d)) rounded up: sampling as if with replacement, so never too small."""
    items, defects, limit = _checked(items, defects, beta)
    return _smallest(items, lambda n: Fraction(items - n, items) ** defects <= limit)


def iaea_size_unrounded(items: int, defects: float, beta: float) -> float:
    """N (1 - beta^(1/d)), where d need not be whole."""
    return items * -math.expm1(math.log(beta) / defects)


def jaech_size(items: int, defects: int, beta: Probability) -> int:
    """Jaech's approximation, (1 - beta^(1/d)) (2N - d + 1) / 2 rounded up: closer to the exact size, and at times one too small.

    Source: as in Kim (KAERI), A comparison of sample size calculation algorithms.
    """
    items, defects, limit = _checked(items, defects, beta)
    span = 2 * items - defects + 1
    return _smallest(items, lambda n: max(Fraction(span - 2 * n, span), Fraction(0)) ** defects <= limit)


def exact_nondetection(items: int, defects: int, sample: int) -> Fraction:
    """The probability that a random sample holds none of the defects: C(N-d, n) / C(N, n), exact."""
    _check_counts(items, defects, sample)
    few, many = sorted((defects, sample))  # d and n stand alike in the formula; the shorter product is taken
    return Fraction(math.perm(items - many, few), math.perm(items, few))


def nondetection(items: int, defects: int, sample: int, recognition: float = 1.0) -> float:
    """The probability that no defect is recognised, where a selected defect is recognised with probability `recognition`.

    Source: Kim (KAERI): sum over k of C(d,k) C(N-d,n-k) / C(N,n) (1-q)^k.
    """
    if recognition == 1:
        return float(exact_nondetection(items, defects, sample))
    return float(imperfect_nondetection(items, defects, sample, recognition))


def imperfect_nondetection(items: int, defects: int, sample: int, recognition: Probability) -> Fraction:
    """As `nondetection`, exact: the hypergeometric mixture, its terms by recursion on integers."""
    _check_counts(items, defects, sample)
    missed = 1 - _fraction(recognition)
    if not 0 <= missed <= 1:
        raise SafeguardsError(f"a probability of recognition of {recognition}", way_out="give a number from 0 to 1")
    lowest, highest = max(0, sample - (items - defects)), min(defects, sample)
    ways = math.comb(defects, lowest) * math.comb(items - defects, sample - lowest)
    top, bottom, total = missed.numerator, missed.denominator, 0
    for k in range(lowest, highest + 1):
        total += ways * top**k * bottom ** (highest - k)
        ways = ways * (defects - k) * (sample - k) // ((k + 1) * (items - defects - sample + k + 1)) if k < highest else 0
    return Fraction(total, math.comb(items, sample) * bottom**highest)


def imperfect_size(items: int, defects: int, beta: Probability, recognition: Probability) -> int | None:
    """The smallest sample that suffices with imperfect recognition; None where even the verification of all items does not."""
    items, defects, limit = _checked(items, defects, beta)
    if imperfect_nondetection(items, defects, items, recognition) > limit:
        return None
    return _smallest(items, lambda n: imperfect_nondetection(items, defects, n, recognition) <= limit)


def defects_for(goal: float, per_item: float, share: float = 1.0) -> int:
    """The fewest items from which `goal` can be taken, at most a `share` of the content of each: ceil(M / (share x))."""
    if min(goal, per_item, share) <= 0 or share > 1:
        raise SafeguardsError("a goal, a content and a share are positive", way_out="give a share above 0 and at most 1")
    return max(1, math.ceil(Fraction(str(goal)) / (Fraction(str(per_item)) * Fraction(str(share)))))


def _smallest(items: int, enough: Callable[[int], bool]) -> int:
    """The smallest sample that is enough; what is enough stays so for a larger one."""
    low, high = 0, items
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _checked(items: int, defects: int, beta: Probability) -> tuple[int, int, Fraction]:
    limit = _fraction(beta)
    if not 0 < limit < 1:
        raise SafeguardsError(f"a probability of non-detection of {beta}", way_out="give a number between 0 and 1, such as 0.05")
    _check_counts(items, defects, 0)
    if defects == 0:
        raise SafeguardsError("no sample finds a defect where there is none", way_out="give at least one defect")
    return items, defects, limit


def _check_counts(items: int, defects: int, sample: int) -> None:
    if not (0 <= defects <= items and 0 <= sample <= items and items > 0):
        raise SafeguardsError(
            f"{defects} defects and a sample of {sample} among {items} items",
            way_out="defects and sample lie between 0 and the number of items",
        )


def _fraction(number: Probability) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(str(number))
