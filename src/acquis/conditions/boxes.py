"""The region that a condition cuts out of a few numeric facts, as a union of boxes: for ladders, charts and distances."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.truth import MIRRORED, compare
from acquis.conditions.values import Interval, Truth, kleene_and

MOST_BOXES = 1000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one fact; None is open. A strict limit does not belong to the region."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_strict: bool = False
    high_strict: bool = False

    def truth(self, value: Decimal | Interval | None) -> Truth:
        """Whether a value lies within: true, false, or unknown when it may."""
        above = True if self.low is None else compare(">" if self.low_strict else ">=", value, self.low)
        below = True if self.high is None else compare("<" if self.high_strict else "<=", value, self.high)
        return kleene_and((above, below))

    def __contains__(self, value: object) -> bool:
        return isinstance(value, Decimal) and self.truth(value) is True

    def meet(self, other: Bounds) -> Bounds | None:
        """The bounds that both set; None when nothing satisfies both."""
        merged = self
        if other.low is not None and (self.low is None or (other.low, other.low_strict) > (self.low, self.low_strict)):
            merged = replace(merged, low=other.low, low_strict=other.low_strict)
        if other.high is not None and (
            self.high is None or (other.high, not other.high_strict) < (self.high, not self.high_strict)
        ):
            merged = replace(merged, high=other.high, high_strict=other.high_strict)
        return None if merged.empty else merged

    @property
    def empty(self) -> bool:
        """Whether no number lies within."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_strict or self.high_strict))


Box = Mapping[str, Bounds]


class NoBoxes(ValueError):
    """The condition is no union of boxes in these facts."""


def boxes(node: n.Node, axes: Collection[str]) -> tuple[Box, ...]:
    """The boxes in which a condition can hold; whatever it says of other facts is taken as met.

    Raises:
        NoBoxes: an axis stands in arithmetic, against another fact, or under NOT; or there are too many boxes.
    """
    return tuple(_boxes(node, frozenset(axes)))


def _boxes(node: n.Node, axes: frozenset[str]) -> list[Box]:
    match node:
        case n.And(parts):
            found: list[Box] = [{}]
            for part in parts:
                found = [merged for a in found for b in _boxes(part, axes) if (merged := _merge(a, b)) is not None]
                if len(found) > MOST_BOXES:
                    raise NoBoxes("too many boxes")
            return found
        case n.Or(parts):
            return [box for part in parts for box in _boxes(part, axes)]
        case n.Literal(value):
            return [{}] if value else []
        case n.Compare(op, n.Fact(name), n.Literal(Decimal() as limit)) if name in axes and op != "<>":
            return [{name: _bounds(op, limit)}]
        case n.Compare(op, n.Literal() as limit, n.Fact() as fact):
            return _boxes(n.Compare(MIRRORED[op], fact, limit), axes)
    if n.facts_of(node) & axes:
        raise NoBoxes(f"{sorted(n.facts_of(node) & axes)} stand in {type(node).__name__}")
    return [{}]


def _bounds(op: str, limit: Decimal) -> Bounds:
    if op == "=":
        return Bounds(limit, limit)
    if op in ("<", "<="):
        return Bounds(high=limit, high_strict=op == "<")
    return Bounds(low=limit, low_strict=op == ">")


def _merge(first: Box, second: Box) -> Box | None:
    merged = dict(first)
    for name, bounds in second.items():
        met = merged[name].meet(bounds) if name in merged else bounds
        if met is None:
            return None
        merged[name] = met
    return merged
