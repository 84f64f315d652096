"""Is a threshold ahead of, or behind, what real things do? Each box of a rule against the real things of two days.

The measure is the order of magnitude. On one axis: log10 of the threshold over the best value, or of the best value over the
threshold where the law sets an upper limit; positive as long as nothing real has reached it. Jointly: the least, over all real
things, of the Euclidean length of what is missing on each axis, in orders of magnitude; 0 inside the box.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from acquis.compare.bands import History, Key, condition_of, history_of, no_reference, unread_before
from acquis.compare.real_items import RealItem, real_items
from acquis.compare.regions import Region
from acquis.compare.rules import Rule, topic_rule
from acquis.compare.topics import Topic
from acquis.conditions.boxes import Bounds
from acquis.conditions.values import Facts, Interval, Value
from acquis.law.corpus import Corpus
from acquis.law.evaluation import Evaluation
from acquis.law.model import Layer, Provision


@dataclass(frozen=True, slots=True)
class Reach:
    """The real thing nearest to a threshold on one axis: its value, and how many orders of magnitude are missing.

    Where the value is only known to lie between two ends, the distance is given for both, and `value` is their geometric mean.
    """

    item: str
    value: float
    distance: float
    nearest: float
    farthest: float

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        distances = {"distance": self.distance, "nearest": self.nearest, "farthest": self.farthest}
        return {"item": self.item, "value": self.value, **distances}


@dataclass(frozen=True, slots=True)
class State:
    """A box against the real things known on a day.

    `axes`: the nearest thing on each bounded axis; an axis is left out when it is known of nothing. `joint`: the nearest on all
    axes at once, and its distance. `inside` and `undecided`: the things of which the whole provision is true, and unknown.
    `compared`: how many things have a known value on every bounded axis, of `known` that exist.
    """

    on: dt.date
    axes: Mapping[str, Reach]
    joint: tuple[str, float] | None
    inside: tuple[str, ...]
    undecided: tuple[str, ...]
    compared: int
    known: int

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        joint = None if self.joint is None else {"item": self.joint[0], "distance": self.joint[1]}
        return {
            "on": self.on.isoformat(),
            "axes": {fact: reach.to_dict() for fact, reach in self.axes.items()},
            "joint": joint,
            "inside": list(self.inside),
            "undecided": list(self.undecided),
            "compared": self.compared,
            "known": self.known,
        }


@dataclass(frozen=True, slots=True)
class Threshold:
    """One box that a provision cuts out of the axes of a topic, whatever it says of other facts taken as met.

    `since`: the first day from which on the side had this box, in this provision or another. `at_latest`: the text before that
    day was not read, so that the box may be older. `outer`: the box is only the outline, for the provision also compares an axis
    with another fact.
    """

    side: str
    provision: str
    cite: str
    since: dt.date | None
    at_latest: bool
    region: Region
    outer: bool
    then: State | None
    now: State

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "side": self.side,
            "id": self.provision,
            "cite": self.cite,
            "since": None if self.since is None else self.since.isoformat(),
            "since_at_latest": self.at_latest,
            **self.region.to_dict(),
            "outline_only": self.outer,
            "then": None if self.then is None else self.then.to_dict(),
            "now": self.now.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Prematurity:
    """All thresholds of a topic.

    `skipped`: provisions with numbers that are no boxes, by id, with the reason. `measured`: the facts of each real thing, with
    those that the definitions of any side derive from them.
    """

    topic: Topic
    on: dt.date
    thresholds: tuple[Threshold, ...]
    skipped: Mapping[str, str]
    items: tuple[RealItem, ...]
    measured: tuple[Facts, ...]
    boxes_over_time: Mapping[str, History]

    def values(self, fact: str) -> list[tuple[str, dt.date, object]]:
        """Name, first day and value of a fact, of each real thing of which all three are known."""
        pairs = zip(self.items, self.measured, strict=True)
        return [(thing.name, thing.since, facts[fact]) for thing, facts in pairs if thing.since is not None and fact in facts]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "topic": self.topic.id,
            "on": self.on.isoformat(),
            "metric": "log10; jointly the Euclidean length of what is missing on each axis",
            "table": None if self.topic.table is None else str(self.topic.table),
            "thresholds": [threshold.to_dict() for threshold in self.thresholds],
            "skipped": dict(self.skipped),
        }


def prematurity(
    corpus: Corpus, topic: Topic, on: dt.date, sides: Sequence[str] | None = None, layer: Layer = Layer.ENFORCED
) -> Prematurity:
    """Each threshold of a topic against the real things known when it took effect, and known on a day.

    Args:
        corpus: the law.
        topic: what is measured.
        on: the day on which the law is read, and the second of the two days.
        sides: ids of sides; all by default.
        layer: the law as applied, or as it stands in the books.

    Raises:
        UnknownTopic: no such side.
    """
    things = () if topic.table is None else real_items(corpus, topic.table)
    found: list[Threshold] = []
    skipped: dict[str, str] = {}
    over_time: dict[str, History] = {}
    derived: list[dict[str, Value]] = [dict(thing.facts) for thing in things]
    for side in topic.sides if sides is None else [topic.side(name) for name in sides]:
        rule = topic_rule(corpus, topic, side, on, layer)
        history = over_time[side.id] = history_of(corpus, topic, side, on, layer)
        if not history.now:
            skipped |= history.skipped
            continue
        measured = [_measured(rule, thing) for thing in things]
        derived = [{**facts, **known} for known, (_, facts) in zip(derived, measured, strict=True)]
        for box, provision in history.now.items():
            truths = _provision_reading(rule, provision)
            since = history.since(box)
            states = [_state(box, day, measured, truths) for day in (since, on) if day is not None]
            then = states[0] if since is not None else None
            region = _region(corpus, box)
            outer = box in history.outlines
            older = since is not None and unread_before(corpus, provision, since, layer)
            found.append(Threshold(side.id, provision.id, provision.cite, since, older, region, outer, then, states[-1]))
        skipped |= history.skipped
    return Prematurity(topic, on, tuple(found), skipped, things, tuple(derived), over_time)


_Thing = tuple[RealItem, Facts]


def _measured(rule: Rule, thing: RealItem) -> _Thing:
    """A thing with the facts that the definitions of the side derive from those given."""
    return thing, Evaluation(rule.snapshot, {**rule.known, **thing.facts}).facts


def _provision_reading(rule: Rule, provision: Provision) -> Rule:
    return Rule(provision.id, rule.snapshot, rule.on, condition_of(rule, provision), (provision,), rule.known)


def _state(box: Key, on: dt.date, measured: Iterable[_Thing], provision: Rule) -> State:
    there = [(thing, facts) for thing, facts in measured if thing.since is not None and thing.since <= on]
    truths = [(thing.name, provision.reading(facts, no_reference)) for thing, facts in there]
    reaches: dict[str, Reach] = {}
    for fact, bounds in box:
        found = [_reach(thing.name, bounds, ends) for thing, facts in there if (ends := known_ends(facts.get(fact))) is not None]
        if found:
            reaches[fact] = min(found, key=lambda reach: reach.distance)
    joint = [(thing.name, missing) for thing, facts in there if (missing := distance(box, facts)) is not None]
    return State(
        on,
        dict(sorted(reaches.items())),
        min(joint, key=lambda pair: pair[1], default=None),
        tuple(name for name, truth in truths if truth is True),
        tuple(name for name, truth in truths if truth is None),
        len(joint),
        len(there),
    )


def known_ends(value: object) -> tuple[float, float] | None:
    """Both ends of a positive number; None where an end is open, or it is not positive, so that it has no logarithm."""
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal) or low <= 0:
        return None
    return float(low), float(high)


def _reach(name: str, bounds: Bounds, ends: tuple[float, float]) -> Reach:
    middle = math.sqrt(ends[0] * ends[1])
    at_ends = sorted(_signed(bounds, end) for end in ends)
    return Reach(name, middle, _signed(bounds, middle), at_ends[0], at_ends[1])


def _signed(bounds: Bounds, value: float) -> float:
    """Orders of magnitude up to the lower limit, or where there is none down to the upper one; negative beyond it."""
    if bounds.low is not None:
        return math.log10(float(bounds.low) / value)
    assert bounds.high is not None
    return math.log10(value / float(bounds.high))


def distance(box: Iterable[tuple[str, Bounds]], facts: Facts) -> float | None:
    """What a thing lacks to stand in a box: Euclidean length over the axes, in orders of magnitude; None where one is unknown."""
    missing = 0.0
    for fact, bounds in box:
        ends = known_ends(facts.get(fact))
        if ends is None:
            return None
        value = math.sqrt(ends[0] * ends[1])
        if bounds.low is not None and value < float(bounds.low):
            missing += math.log10(float(bounds.low) / value) ** 2
        elif bounds.high is not None and value > float(bounds.high):
            missing += math.log10(value / float(bounds.high)) ** 2
    return math.sqrt(missing)


def _region(corpus: Corpus, box: Key) -> Region:
    bounds = dict(sorted(box, key=lambda pair: (corpus.vocabulary[pair[0]].kind != "count", pair[0])))
    whole = frozenset(fact for fact in bounds if corpus.vocabulary[fact].kind == "count")
    return Region(bounds, whole, {fact: corpus.vocabulary[fact].unit or "1" for fact in bounds})
