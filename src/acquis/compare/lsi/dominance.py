"""Which alternatives are dominated: no better in anything that was computed and worse in something, whatever is still unknown.

Two alternatives share one world: where a number is open for both, the same missing fact closes it for both. So they are compared
point by point, and by the proof that one control lies within the other, and only then by the ends of their ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

from acquis.compare.lsi.measures import Grid, Measured
from acquis.compare.lsi.points import Points, Range, certainly_less_somewhere, never_more

Contained = Callable[[int, int], bool]
"""Asks whether the control of one alternative is proved to lie within that of another, by their numbers."""

ITEMS, TRADE, RESEARCH = "items_caught", "trade_restricted", "research"
RISK_SHARE, RISK_ITEMS, RISK_TRADE = "risk_share", "risk_items", "risk_trade"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number by which alternatives are compared, with the prong of the test that it belongs to."""

    id: str
    prong: str
    title: str
    more_is_better: bool
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Dominance:
    """One alternative dominates another, by their numbers.

    `strictly`: the measures in which it is better whatever is unknown. Where there is none, it is nowhere worse in any
    completion, and whether it is better hangs on what is unknown.
    """

    better: int
    worse: int
    strictly: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether the better one is better in every completion."""
        return bool(self.strictly)


def measures(found: Sequence[Measured]) -> list[Measure]:
    """Every measure that was computed for all alternatives."""
    one = found[0]
    made = [
        Measure(ITEMS, "L", "real items caught", False, tuple(m.caught.range for m in found)),
        Measure(TRADE, "L", "pairs of real item and destination that are restricted", False, tuple(_of(m.trade) for m in found)),
    ]
    if one.share is not None:
        ranges = tuple(Range(m.share[0].low, m.share[1].high, 1.0) for m in found if m.share is not None)
        made.append(Measure(RISK_SHARE, "S", "share of the risk region that is caught", True, ranges))
    if one.in_risk is not None and one.in_risk.truths:
        ranges = tuple(m.in_risk.range for m in found if m.in_risk is not None)
        made.append(Measure(RISK_ITEMS, "S", "real items within the risk that are caught", True, ranges))
    if one.risk_trade is not None and one.risk_trade.outcomes:
        ranges = tuple(_of(m.risk_trade) for m in found if m.risk_trade is not None)
        made.append(
            Measure(
                RISK_TRADE, "S", "pairs of a thing within the risk and a destination of concern that are restricted", True, ranges
            )
        )
    for case in one.research:
        title = f"countries for which the research case {case} is restricted"
        ranges = tuple(_of(m.research[case]) for m in found)
        made.append(Measure(f"{RESEARCH}.{case}", "I", title, False, ranges))
    return made


def dominances(found: Sequence[Measured], made: Sequence[Measure], contained: Contained) -> list[Dominance]:
    """Every pair in which one dominates the other; not two that are the same in all that was computed."""
    better_in: dict[tuple[int, int], tuple[str, ...]] = {}
    for a, b in permutations(range(len(found)), 2):
        verdicts = {measure.id: _compare(measure, found, a, b, contained) for measure in made}
        if all(no_worse for no_worse, _ in verdicts.values()):
            better_in[a, b] = tuple(name for name, (_, better) in verdicts.items() if better)
    return [Dominance(a, b, strictly) for (a, b), strictly in better_in.items() if strictly or (b, a) not in better_in]


def _compare(measure: Measure, found: Sequence[Measured], a: int, b: int, contained: Contained) -> tuple[bool, bool]:
    """Whether the first is no worse than the second in every completion, and whether it is better in every completion."""
    less, more = (b, a) if measure.more_is_better else (a, b)
    below, above = measure.ranges[less], measure.ranges[more]
    exact = measure.id != RISK_SHARE or all(share.exact for k in (less, more) for share in found[k].share or ())
    if exact and below.high < above.low:
        return True, True
    pointwise = _pointwise(measure, found[less], found[more])
    no_more = (exact and below.high <= above.low) or bool(pointwise and pointwise[0])
    if measure.id in (ITEMS, RISK_SHARE, RISK_ITEMS):
        no_more = no_more or contained(less, more)
    return no_more, no_more and bool(pointwise and pointwise[1])


def _pointwise(measure: Measure, less: Measured, more: Measured) -> tuple[bool, bool] | None:
    """Never more, and certainly less somewhere; None for a measure without points."""
    if measure.id == ITEMS:
        a, b = less.caught, more.caught
        return never_more(a, b, lambda k: less.open_items[k] == more.open_items[k]), certainly_less_somewhere(a, b)
    if measure.id == RISK_ITEMS and less.in_risk is not None and more.in_risk is not None:
        return never_more(less.in_risk, more.in_risk, lambda k: False), certainly_less_somewhere(less.in_risk, more.in_risk)
    grids = _grids(measure, less, more)
    if grids is None:
        return None
    first, second = grids
    a, b = first.restricted, second.restricted
    return never_more(a, b, lambda k: first.never_above(second, k)), certainly_less_somewhere(a, b)


def _grids(measure: Measure, less: Measured, more: Measured) -> tuple[Grid, Grid] | None:
    if measure.id == TRADE:
        return less.trade, more.trade
    if measure.id == RISK_TRADE and less.risk_trade is not None and more.risk_trade is not None:
        return less.risk_trade, more.risk_trade
    case = measure.id.removeprefix(f"{RESEARCH}.")
    return (less.research[case], more.research[case]) if case in less.research else None


def _of(grid: Grid) -> Range:
    points: Points = grid.restricted
    return points.range
