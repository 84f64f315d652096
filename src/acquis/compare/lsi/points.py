"""Yes, no or not known at many points (things, countries): counted as a range, compared point by point between alternatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from acquis.conditions.values import Truth


@dataclass(frozen=True, slots=True)
class Range:
    """A number between `low` and `high`, both inclusive, out of at most `of`."""

    low: float
    high: float
    of: float

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def shares(self) -> tuple[float, float]:
        """Both ends as shares of the whole; nothing of nothing is none."""
        return (self.low / self.of, self.high / self.of) if self.of else (0.0, 0.0)

    def to_dict(self) -> dict[str, float]:
        """JSON-ready."""
        return {"low": self.low, "high": self.high, "of": self.of}


@dataclass(frozen=True, slots=True)
class Points:
    """The truth at each point, and how many things each point stands for."""

    truths: tuple[Truth, ...]
    weights: tuple[int, ...]

    @property
    def range(self) -> Range:
        """How many it is true of: at least, and at most."""
        low = sum(w for truth, w in zip(self.truths, self.weights, strict=True) if truth is True)
        high = low + sum(w for truth, w in zip(self.truths, self.weights, strict=True) if truth is None)
        return Range(low, high, sum(self.weights))


def never_more(a: Points, b: Points, follows: Callable[[int], bool]) -> bool:
    """Whether in every completion the first is true at no point where the second is not.

    `follows(k)`: asked of a point k where both are open, whether there too the first is true only with the second.
    """
    return all(x is False or y is True or (x is None and y is None and follows(k)) for k, (x, y) in _pairs(a.truths, b.truths))


def certainly_less_somewhere(a: Points, b: Points) -> bool:
    """Whether at some point the first is false and the second true, whatever is still unknown."""
    return any(x is False and y is True for _, (x, y) in _pairs(a.truths, b.truths))


def _pairs(a: Sequence[Truth], b: Sequence[Truth]) -> enumerate[tuple[Truth, Truth]]:
    return enumerate(zip(a, b, strict=True))
