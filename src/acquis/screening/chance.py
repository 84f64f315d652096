"""How surprising a count is: exact tails of two classical tests, and control of false discoveries among many.

Fisher, The Design of Experiments (1935), for two shares; the binomial for a count among neighbours; Benjamini and Hochberg,
J. R. Stat. Soc. B 57 (1995) 289-300, for many at once. All tails are one-sided: at least as many as were seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, log1p


def fisher_tail(inside: int, of: int, others: int, of_others: int) -> float:
    """The chance of at least `inside` hits among `of` rows when all `inside + others` hits are spread over all rows by chance.

    Args:
        inside: hits among the rows looked at.
        of: number of rows looked at.
        others: hits among the other rows.
        of_others: number of other rows.
    """
    hits, whole = inside + others, of + of_others
    most = min(of, hits)
    if inside <= max(0, hits - of_others):
        return 1.0
    first = _choose(hits, inside) + _choose(whole - hits, of - inside) - _choose(whole, of)
    term, total = 1.0, 1.0
    for k in range(inside, most):  # each term from the one before
        term *= (hits - k) * (of - k) / ((k + 1) * (whole - hits - of + k + 1))
        total += term
        if term < total * 1e-17:
            break
    return min(1.0, exp(first + log(total)))


def binomial_tail(hits: int, of: int, chance: float) -> float:
    """The chance of at least `hits` among `of` when each is one with this chance, strictly between 0 and 1."""
    if hits <= 0:
        return 1.0
    first = _choose(of, hits) + hits * log(chance) + (of - hits) * log1p(-chance)
    term, total = 1.0, 1.0
    for k in range(hits, of):
        term *= (of - k) / (k + 1) * chance / (1 - chance)
        total += term
        if term < total * 1e-17 and k > of * chance:
            break
    return min(1.0, exp(first + log(total)))


def _choose(whole: int, part: int) -> float:
    """The logarithm of a binomial coefficient."""
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def adjusted(chances: Sequence[float]) -> list[float]:
    """For each test the smallest rate of false discoveries at which it is still among those told (the q-value)."""
    count, smallest = len(chances), 1.0
    found = [1.0] * count
    for rank, k in zip(range(count, 0, -1), sorted(range(count), key=lambda k: (-chances[k], -k)), strict=True):
        smallest = min(smallest, chances[k] * count / rank)
        found[k] = smallest
    return found
