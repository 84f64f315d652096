"""The boxes that a side's law on a topic cuts out of its axes, and since when it has had them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from acquis.compare.rules import Rule, topic_rule
from acquis.compare.topics import Side, Topic
from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds, Box, NoBoxes, boxes
from acquis.conditions.certain import widest
from acquis.conditions.restrict import restrict
from acquis.conditions.rewrite import rewrite
from acquis.conditions.values import Truth
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.model import Layer, Provision

Key = frozenset[tuple[str, Bounds]]
"""A box that can be looked up."""


@dataclass(frozen=True, slots=True)
class History:
    """The boxes of a side over time, the latest day first, back to the day before which it had none."""

    days: tuple[tuple[dt.date, Mapping[Key, Provision]], ...]
    outlines: frozenset[Key]
    skipped: Mapping[str, str]

    @property
    def now(self) -> Mapping[Key, Provision]:
        """The boxes of the last day, each with the provision that has it."""
        return self.days[0][1] if self.days else {}

    def since(self, box: Key) -> dt.date | None:
        """The first day from which on the side had a box without a break."""
        since = None
        for day, found in self.days:
            if box not in found:
                break
            since = day
        return since

    @property
    def changes(self) -> tuple[dt.date, ...]:
        """The days on which the boxes became others, oldest first."""
        pairs = zip(self.days, self.days[1:], strict=False)
        return tuple(sorted(day for (day, after), (_, before) in pairs if after.keys() != before.keys()))


def history_of(corpus: Corpus, topic: Topic, side: Side, on: dt.date, layer: Layer) -> History:
    """The boxes of a side on every day on which its law changed, back from a day to the first without a break.

    Args:
        corpus: the law.
        topic: whose axes count.
        side: whose law.
        on: the last day.
        layer: the law as applied, or as it stands in the books.
    """
    axes = frozenset(axis.fact for axis in topic.axes if axis.low is not None)
    days: list[tuple[dt.date, Mapping[Key, Provision]]] = []
    outlines: set[Key] = set()
    skipped: dict[str, str] = {}
    for day in reversed([day for day in corpus.changes[side.regime] if day <= on]):
        rule = topic_rule(corpus, topic, side, day, layer)
        found: dict[Key, Provision] = {}
        for provision in rule.provisions:
            condition = condition_of(rule, provision)
            try:
                regions, outer = _outline(condition, axes)
            except NoBoxes as reason:
                if not days:
                    skipped[provision.id] = str(reason)
                continue
            for box in regions:
                if box and not any(_within(box, other) for other in regions if other != box):
                    found.setdefault(frozenset(box.items()), provision)
                    outlines.update({frozenset(box.items())} if outer else ())
        if not found:
            break
        days.append((day, found))
    return History(tuple(days), frozenset(outlines), skipped)


def _within(inner: Box, outer: Box) -> bool:
    """Whether a box lies in another, so that it says nothing of its own."""
    return all(fact in inner and inner[fact].meet(bounds) == inner[fact] for fact, bounds in outer.items())


def condition_of(rule: Rule, provision: Provision) -> n.Node:
    """What the provision says by itself, with what is known folded in."""
    snapshot: Snapshot = rule.snapshot
    return restrict(snapshot.inlined_condition(snapshot.provisions.index(provision)), rule.known, no_reference)


def no_reference(identifier: str) -> Truth:
    """Conditions of rules have their references inlined."""
    raise LookupError(f"holds({identifier!r}) is still there after inlining")


def _outline(condition: n.Node, axes: frozenset[str]) -> tuple[tuple[Box, ...], bool]:
    """The boxes of a condition; where it compares an axis with another fact, those without that comparison.

    Raises:
        NoBoxes: an axis stands under NOT, or there are too many boxes.
    """
    try:
        return boxes(condition, axes), False
    except NoBoxes:
        plain = rewrite(condition, lambda node: n.Unknown("") if _against_a_fact(node, axes) else None)
        if plain == condition:
            raise
        return boxes(widest(plain), axes), True


def _against_a_fact(node: n.Node, axes: frozenset[str]) -> bool:
    if not isinstance(node, n.Compare) or not n.facts_of(node) & axes:
        return False
    sides = (node.left, node.right)
    return not any(isinstance(side, n.Literal) for side in sides) or not any(isinstance(side, n.Fact) for side in sides)


def unread_before(corpus: Corpus, provision: Provision, day: dt.date, layer: Layer) -> bool:
    """Whether the version of a provision in force before a day was not read, so that what began on it may be older."""
    eve = day - dt.timedelta(days=1)
    versions = [v for v in corpus.versions(provision.id) if layer in v.layers and eve in v.in_force and v.when is not None]
    return any(isinstance(node, n.Unknown) for version in versions if version.when is not None for node in n.walk(version.when))
