"""All undominated paths of an acquisition graph: multi-objective label setting over intervals.

Let w_k(e) be what step e adds to criterion k (years, money, or -ln of the probability that a measure does not see it), known as
an interval. Steps that two paths share are the same steps, so they cancel. Path P dominates path Q when for every completion of
the intervals P is no worse in every criterion and better in one; that is

    for all k:   sum of high w_k over P \\ Q  <=  sum of low w_k over Q \\ P,   and < for some k.

The graph has no cycle, so no step after a node stands before it, and whatever dominates on the way to a node dominates beyond it:
labels that are dominated at their node may be dropped (Martins, On a multicriteria shortest path problem, European Journal of
Operational Research 16, 236-245 (1984), whose principle is used here with intervals). A path that costs more but is seen less
is not dominated: each measure is a criterion of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acquis.safeguards.paths.graph import Edge, Graph, Interval, PathError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

TIME, COST, DETECTION = "time", "cost", "detection"
CRITERIA = (TIME, COST, DETECTION)
MOST_LABELS = 20_000
"""Undominated ways to one node, more than which are refused: comparing them pair by pair would fill the memory."""

_CLOSE = 1e-9
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Path:
    """A way from the start to the goal. `time` in years, one step after another; `cost` in million US dollars."""

    edges: tuple[Edge, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The steps by name."""
        return tuple(edge.id for edge in self.edges)

    @property
    def time(self) -> Interval:
        """Years, the steps one after another; done side by side they take less, and no less than the longest."""
        return Interval(math.fsum(e.time.low for e in self.edges), math.fsum(e.time.high for e in self.edges))

    @property
    def cost(self) -> Interval:
        """Million US dollars."""
        return Interval(math.fsum(e.cost.low for e in self.edges), math.fsum(e.cost.high for e in self.edges))

    @property
    def longest_step(self) -> Interval:
        """Years of the longest step: what the path would take if all its steps could be done side by side."""
        return Interval(max(e.time.low for e in self.edges), max(e.time.high for e in self.edges))

    def non_detection(self, measure: str) -> Interval:
        """The probability that a measure sees none of the steps, taken as independent; [1, 1] where it watches none of them."""
        seen = [edge.non_detection[measure] for edge in self.edges if measure in edge.non_detection]
        return Interval(math.prod(beta.low for beta in seen), math.prod(beta.high for beta in seen))

    @property
    def measures(self) -> frozenset[str]:
        """The measures that may see a step of it."""
        return frozenset(measure for edge in self.edges for measure in edge.non_detection)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "steps": list(self.ids),
            "time_years": self.time.to_dict(),
            "longest_step_years": self.longest_step.to_dict(),
            "cost_million_usd": self.cost.to_dict(),
            "non_detection": {measure: self.non_detection(measure).to_dict() for measure in sorted(self.measures)},
            "judgement": [edge.id for edge in self.edges if edge.basis.judgement],
        }


def undominated_paths(graph: Graph, by: Sequence[str] = CRITERIA, *, most: int = MOST_LABELS) -> tuple[Path, ...]:
    """Every path that no other dominates, the fastest (by the middle of its time) first.

    Args:
        graph: an acquisition graph.
        by: the criteria: time, cost, detection (one for each measure).
        most: undominated ways to one node that are borne.

    Raises:
        PathError: for a criterion that is not known, no path at all, or too many ways.
    """
    low, high = _weights(graph, by)
    place = {edge.id: column for column, edge in enumerate(graph.edges)}
    labels: dict[str, list[tuple[int, ...]]] = {node.id: [] for node in graph.nodes}
    labels[graph.start] = [()]
    for node in graph.order:
        if len(labels[node]) > 1:
            labels[node] = _kept(labels[node], low, high, most, node)
        if node != graph.goal:
            for edge in graph.leaving[node]:
                labels[edge.target] += [(*label, place[edge.id]) for label in labels[node]]
    found = [Path(tuple(graph.edges[column] for column in label)) for label in labels[graph.goal]]
    if not found:
        raise PathError(f"no way leads from {graph.start} to {graph.goal}", field="edges")
    return tuple(sorted(found, key=lambda path: (path.time.middle, path.cost.middle, path.ids)))


def all_paths(graph: Graph, *, most: int = MOST_LABELS) -> tuple[Path, ...]:
    """Every path, dominated or not. Raises PathError where there are more than `most`, or none."""
    found: list[Path] = []
    for path in _walk(graph, graph.start, ()):
        found.append(path)
        if len(found) > most:
            raise PathError(f"more than {most} paths", way_out="ask for the undominated ones")
    if not found:
        raise PathError(f"no way leads from {graph.start} to {graph.goal}", field="edges")
    return tuple(found)


def _walk(graph: Graph, node: str, way: tuple[Edge, ...]) -> Iterator[Path]:
    if node == graph.goal:
        yield Path(way)
        return
    for edge in graph.leaving[node]:
        yield from _walk(graph, edge.target, (*way, edge))


def dominates(better: Path, worse: Path, graph: Graph, by: Sequence[str] = CRITERIA) -> bool:
    """Whether `better` dominates `worse`: for every completion of the intervals."""
    low, high = _weights(graph, by)
    place = {edge.id: column for column, edge in enumerate(graph.edges)}
    ways = [tuple(place[name] for name in path.ids) for path in (better, worse)]
    return bool(_dominance(_incidence(ways, low.shape[1]), low, high, slice(0, 1))[0, 1])


def _weights(graph: Graph, by: Sequence[str]) -> tuple[Floats, Floats]:
    """Ends of what each step adds to each criterion: two arrays (criteria, steps)."""
    import numpy as np

    strange = sorted(set(by) - set(CRITERIA))
    if strange or not by:
        raise PathError(f"no criterion: {', '.join(strange) or 'none named'}", way_out=f"known: {', '.join(CRITERIA)}")
    rows: list[list[Interval]] = []
    if TIME in by:
        rows.append([edge.time for edge in graph.edges])
    if COST in by:
        rows.append([edge.cost for edge in graph.edges])
    if DETECTION in by:
        rows += [[_seen(edge.non_detection, measure.id) for edge in graph.edges] for measure in graph.measures]
    ends = np.array([[(one.low, one.high) for one in row] for row in rows], dtype=np.float64)
    return ends[..., 0], ends[..., 1]


def _seen(non_detection: Mapping[str, Interval], measure: str) -> Interval:
    """-ln of the non-detection probability, which adds up along a path; 0 for a measure that does not watch the step."""
    beta = non_detection.get(measure)
    return Interval(0.0, 0.0) if beta is None else Interval(abs(math.log(beta.high)), abs(math.log(beta.low)))


def _kept(labels: list[tuple[int, ...]], low: Floats, high: Floats, most: int, node: str) -> list[tuple[int, ...]]:
    """The labels that no other dominates; in blocks, so that memory stays bounded."""
    import numpy as np

    if len(labels) > most:
        raise PathError(f"more than {most} ways lead to {node}", way_out="fewer criteria, narrower intervals, or a larger `most`")
    steps = _incidence(labels, low.shape[1])
    beaten = np.zeros(len(labels), dtype=bool)
    for begin in range(0, len(labels), _BLOCK):
        beaten |= _dominance(steps, low, high, slice(begin, begin + _BLOCK)).any(axis=0)
    return [label for label, gone in zip(labels, beaten, strict=True) if not gone]


def _incidence(labels: Sequence[tuple[int, ...]], steps: int) -> Floats:
    import numpy as np

    matrix = np.zeros((len(labels), steps))
    for row, label in enumerate(labels):
        matrix[row, list(label)] = 1.0
    return matrix


def _dominance(steps: Floats, low: Floats, high: Floats, block: slice) -> Truths:
    """Entry (i, j): the i-th label of the block dominates label j. Sums are compared to within 1e-9 of their size."""
    import numpy as np

    mine = steps[block]
    never_worse = np.ones((len(mine), len(steps)), dtype=bool)
    better = np.zeros_like(never_worse)
    for least, most in zip(low, high, strict=True):
        shared_most, shared_least = (mine * most) @ steps.T, (mine * least) @ steps.T
        mine_apart = (mine @ most)[:, None] - shared_most
        other_apart = (steps @ least)[None, :] - shared_least
        slack = _CLOSE * (1.0 + np.abs(mine @ most)[:, None] + np.abs(steps @ least)[None, :])
        never_worse &= mine_apart <= other_apart + slack
        better |= mine_apart < other_apart - slack
    return never_worse & better
