"""Several strata under one budget: the saddle point of the attribute sampling game.

The inspector spreads the effort, the diverter answers by spreading the goal amount. In the log-linear model the probability of
non-detection is the product of (1 - n_i/N_i)^r_i. The inspector's best choice makes the diverter indifferent between the
strata: the IAEA formula n_i = N_i (1 - beta^(mu_i/M)) with the beta that the budget allows. That guarantee holds whatever the
diverter does. The diverter's r_i satisfy the first-order conditions of the book; they are no secret to keep, for an inspector who
knew them could do better by moving much effort at once (the logarithm of 1 - n/N is concave).

Source: Avenhaus and Canty, Compliance Quantified (1996), attribute sampling over classes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.safeguards.records import SafeguardsError


@dataclass(frozen=True, slots=True)
class Class:
    """A stratum in the game, or one level of defect in it.

    `amount`: what a diverter gains from one item. `effort`: to verify one item, in any one unit for all classes.
    `recognition`: the probability that a selected defect is recognised.
    """

    items: int
    amount: float
    effort: float
    recognition: float = 1.0

    def __post_init__(self) -> None:
        if self.items < 1 or min(self.amount, self.effort) <= 0 or not 0 < self.recognition <= 1:
            raise SafeguardsError("a class has items, an amount and an effort each", way_out="give positive numbers")


@dataclass(frozen=True, slots=True)
class Saddle:
    """The point at which the first-order conditions of both sides hold.

    `samples` and `diverted` are items by stratum, not whole. `attainable`: False where `diverted` would exceed a stratum; the
    value stands, for every spread of the goal gives it, but that spread is not a real choice.
    """

    kappa: float
    samples: tuple[float, ...]
    diverted: tuple[float, ...]
    nondetection: float
    attainable: bool

    @property
    def detection(self) -> float:
        """The guaranteed probability of detection."""
        return 1 - self.nondetection


def saddle(classes: Sequence[Class], budget: float, goal: float) -> Saddle:
    """The saddle point for a budget of effort and a goal amount, every selected defect being recognised.

    Raises:
        SafeguardsError: recognition is imperfect, the budget verifies nothing or everything (no game), or the strata hold less
            than the goal.
    """
    if sum(c.items * c.amount for c in classes) < goal or goal <= 0:
        raise SafeguardsError("the strata together hold less than the goal", way_out="a smaller goal, or more strata")
    if any(c.recognition != 1 for c in classes):
        raise SafeguardsError("the saddle point is for perfect recognition", way_out="use samples_at() and worst_nondetection()")
    if not 0 < budget < sum(c.items * c.effort for c in classes):
        raise SafeguardsError("the budget verifies nothing or everything", way_out="give less than the effort of all items")
    kappa = _kappa(classes, budget)
    samples = tuple(c.items * -math.expm1(-kappa * c.amount) for c in classes)
    weights = [c.effort * c.items * math.exp(-kappa * c.amount) for c in classes]
    scale = goal / sum(c.amount * weight for c, weight in zip(classes, weights, strict=True))
    diverted = tuple(scale * weight for weight in weights)
    attainable = all(r <= c.items for r, c in zip(diverted, classes, strict=True))
    return Saddle(kappa, samples, diverted, math.exp(-kappa * goal), attainable)


def samples_at(classes: Sequence[Class], kappa: float) -> tuple[int, ...]:
    """Whole numbers of items that give every class at least the rate `kappa`, or all items where that is not enough."""
    return tuple(min(c.items, _up(c.items * -math.expm1(-kappa * c.amount) / c.recognition)) for c in classes)


def worst_nondetection(classes: Sequence[Class], samples: Sequence[float], goal: float) -> float:
    """The diverter's best answer to the samples: the goal is taken where a unit of it is least likely to be noticed.

    In the log-linear model, (1 - q n/N)^r. Sampling without replacement misses less than that (Hoeffding 1963, theorem 4), and
    whole items are no fewer than parts of items, so the true probability of non-detection is not higher.
    """
    left, logarithm = goal, 0.0
    for c, n in sorted(zip(classes, samples, strict=True), key=lambda pair: _rate(*pair)):
        taken = min(left, c.items * c.amount)
        if taken <= 0:
            break
        logarithm += taken * _rate(c, n)
        left -= taken
    if left > 1e-9 * goal:
        raise SafeguardsError("the strata together hold less than the goal", way_out="a smaller goal, or more strata")
    return math.exp(-logarithm)


def _rate(c: Class, n: float) -> float:
    """How fast the logarithm of non-detection falls with every unit taken from the class."""
    missed = 1 - c.recognition * min(1.0, n / c.items)
    return math.inf if missed <= 0 else -math.log(missed) / c.amount


def _up(value: float) -> int:
    """Rounded up, unless it exceeds a whole number by no more than the rounding of floats."""
    whole = round(value)
    return whole if abs(value - whole) <= 1e-12 * max(1.0, value) else math.ceil(value)


def _kappa(classes: Sequence[Class], budget: float) -> float:
    """The root of the budget equation by bisection: spending rises with kappa from 0 to the effort of all items."""

    def spent(kappa: float) -> float:
        return sum(c.effort * c.items * -math.expm1(-kappa * c.amount) for c in classes)

    high = 1.0
    while spent(high) < budget:
        high *= 2
    low = 0.0
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if spent(middle) < budget else (low, middle)
    return high
