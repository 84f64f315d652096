"""An acquisition graph: from nothing, step by step, to a significant quantity.

A step is a directed edge with an interval of time and of cost, and with the safeguards measures that may see it. An interval is
what is not known, not a distribution: every point of it is as possible as any other. Every step names its source, or says that it
is a judgement and why. The graph must be free of cycles: a way that comes back to where it was is no progress.

Acquisition path analysis with directed graphs: Niemeyer, Listner, Stein, Rezniczek and Canty, A concept for handling acquisition
path analysis in the framework of IAEA's State-level approach (INMM Annual Meeting 2012); Listner, Niemeyer, Canty and Stein, A
strategic model for state compliance verification, Naval Research Logistics 63, 260-271 (2016), doi:10.1002/nav.21689.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from acquis.errors import AcquisError, printable


class PathError(AcquisError):
    """A graph, a game or a parameter that cannot be."""


class CyclicGraph(PathError):
    """The steps go round: `cycle` names the nodes on the way, the first again at the end."""

    def __init__(self, cycle: Sequence[str], file: str | None = None) -> None:
        way = " -> ".join(printable(node, 60) for node in cycle)
        super().__init__(
            f"the steps go round: {way}",
            file=file,
            field="edges",
            way_out="turn or drop one of these steps; a step that is done again belongs into the interval of its time",
        )
        self.cycle = tuple(cycle)


@dataclass(frozen=True, slots=True)
class Interval:
    """All that a number may be: `low` <= `high`, both finite."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (float("-inf") < self.low <= self.high < float("inf")):
            raise PathError(f"[{self.low}, {self.high}] is no interval", way_out="write the lower end first, both finite")

    @property
    def middle(self) -> float:
        """Halfway, where one point has to stand for all."""
        return (self.low + self.high) / 2

    def to_dict(self) -> dict[str, float]:
        """JSON-ready."""
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a number rests on: a citation with its address, or a judgement with its reason; a source may leave part to judgement.

    `read`: primary, the source was read; secondary, an abstract or a report of it.
    """

    judgement: bool
    reason: str = ""
    cite: str = ""
    url: str = ""
    read: str = ""

    def __post_init__(self) -> None:
        if self.judgement and not self.reason:
            raise PathError("a judgement without a reason", field="reason", way_out="say why, in a sentence")
        if not self.judgement and not self.cite:
            raise PathError("neither a source nor a judgement", field="source", way_out="cite a source, or write judgement: true")

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; empty parts are left out."""
        parts = {"cite": self.cite, "url": self.url, "read": self.read, "reason": self.reason}
        return {"judgement": self.judgement} | {name: value for name, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Node:
    """A state of the acquisition."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A safeguards activity: its effort in person-days a year, and the probability of a false alarm where nothing is wrong."""

    id: str
    title: str
    effort: float
    false_alarm: float
    basis: Basis

    def __post_init__(self) -> None:
        if not (self.effort > 0 and 0 <= self.false_alarm < 1):
            raise PathError("an effort is above 0 and a false alarm from 0 to below 1", field=self.id)


@dataclass(frozen=True, slots=True)
class Edge:
    """A step. `time` in years, `cost` in million US dollars.

    `non_detection`: by measure, the probability that the measure, applied for the length of the step, does not see it.
    """

    id: str
    source: str
    target: str
    title: str
    time: Interval
    cost: Interval
    non_detection: Mapping[str, Interval]
    basis: Basis

    def __post_init__(self) -> None:
        if min(self.time.low, self.cost.low) < 0:
            raise PathError("time and cost are not negative", field=self.id)
        if any(not 0 < beta.low <= beta.high <= 1 for beta in self.non_detection.values()):
            raise PathError(
                "a non-detection probability is above 0 and at most 1", field=self.id, way_out="nothing sees with certainty"
            )


@dataclass(frozen=True, slots=True)
class Milestone:
    """The significant quantity as one source had it on a day: dated, for it moves."""

    date: dt.date
    quantity: str
    basis: Basis

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"date": self.date.isoformat(), "quantity": self.quantity, "basis": self.basis.to_dict()}


@dataclass(frozen=True)
class Graph:
    """An acquisition graph. Raises PathError where it is not one, CyclicGraph where it goes round."""

    id: str
    title: str
    start: str
    goal: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    measures: tuple[Measure, ...]
    milestones: tuple[Milestone, ...] = ()
    about: str = ""

    def __post_init__(self) -> None:
        for what, ids in (("node", self.nodes), ("edge", self.edges), ("measure", self.measures)):
            _unique(what, [one.id for one in ids])
        known, seen = {node.id for node in self.nodes}, {measure.id for measure in self.measures}
        for end in (self.start, self.goal):
            _is_one_of(end, known, "node", "start, goal")
        for edge in self.edges:
            _is_one_of(edge.source, known, "node", edge.id)
            _is_one_of(edge.target, known, "node", edge.id)
            for measure in edge.non_detection:
                _is_one_of(measure, seen, "measure", edge.id)
        if self.start == self.goal:
            raise PathError("the start is the goal", field="goal")
        _ = self.order

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Edge, ...]]:
        """The steps that leave each node."""
        return {node.id: tuple(edge for edge in self.edges if edge.source == node.id) for node in self.nodes}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The nodes so that every step goes forward."""
        done: list[str] = []
        finished: set[str] = set()
        for node in self.nodes:
            self._visit(node.id, finished, done)
        return tuple(reversed(done))

    def _visit(self, root: str, finished: set[str], done: list[str]) -> None:
        """Depth first, with a stack of its own: a deep graph must not meet the limit of recursion."""
        if root in finished:
            return
        way = [root]
        stack = [iter(self.leaving[root])]
        while stack:
            edge = next(stack[-1], None)
            if edge is None:
                stack.pop()
                done.append(way[-1])
                finished.add(way.pop())
            elif edge.target in way:
                raise CyclicGraph([*way[way.index(edge.target) :], edge.target])
            elif edge.target not in finished:
                way.append(edge.target)
                stack.append(iter(self.leaving[edge.target]))

    def measure(self, name: str) -> Measure:
        """The measure of that id; raises PathError where there is none."""
        for measure in self.measures:
            if measure.id == name:
                return measure
        raise PathError(f"no measure '{printable(name)}'", way_out="known: " + ", ".join(m.id for m in self.measures))

    def milestone(self, day: dt.date) -> Milestone | None:
        """The latest statement of the significant quantity that was public on a day."""
        return max((m for m in self.milestones if m.date <= day), key=lambda m: m.date, default=None)

    @property
    def judged(self) -> tuple[str, ...]:
        """The steps and measures whose numbers rest on judgement."""
        parts: tuple[Edge | Measure, ...] = (*self.edges, *self.measures)
        return tuple(part.id for part in parts if part.basis.judgement)


def _unique(what: str, ids: Sequence[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise PathError(f"two of one id: {what} {', '.join(map(printable, twice))}", field=what)


def _is_one_of(name: str, known: set[str], what: str, field: str) -> None:
    if name not in known:
        raise PathError(f"no {what} '{printable(name)}'", field=field, way_out=f"known: {', '.join(sorted(known))}")
