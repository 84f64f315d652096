"""The path game of a graph: its undominated paths, what a budget buys, and how sure each answer is.

The numbers of a graph are intervals; a game needs points. A completion takes one from each: the middle unless told otherwise. The
probability of detection in the zero-sum game is monotone in every non-detection probability, so its bounds over all completions
are exact: all at their high ends, and all at their low ends. Payoffs at Nash equilibrium are not monotone; for them see
`sensitivity`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from acquis.safeguards.paths.game import Activity, GameSolution, PathGame, Utilities, solve
from acquis.safeguards.paths.graph import Graph, Interval, PathError
from acquis.safeguards.paths.matrices import Equilibrium, zero_sum
from acquis.safeguards.paths.paths import CRITERIA, Path, undominated_paths

End = Literal["low", "middle", "high"]
NON_DETECTION = "non_detection"


@dataclass(frozen=True, slots=True)
class Completion:
    """A point of every interval: the same end of all, but for those in `instead`, by the names that `intervals` gives."""

    end: End = "middle"
    instead: Mapping[str, float] | None = None

    def of(self, name: str, interval: Interval) -> float:
        """The point of one interval. Raises PathError for one outside of it."""
        chosen = (self.instead or {}).get(name)
        if chosen is None:
            return float(getattr(interval, self.end))
        if not interval.low <= chosen <= interval.high:
            raise PathError(f"{chosen} is outside [{interval.low}, {interval.high}]", field=name)
        return chosen


@dataclass(frozen=True)
class GraphGame:
    """What the game of a graph comes to. `detection`: bounds of the guaranteed probability of detection over all completions."""

    graph: Graph
    paths: tuple[Path, ...]
    budget: float
    day: dt.date | None
    weight_of_time: float
    lengths: tuple[float, ...]
    solution: GameSolution
    detection: Interval

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        found, graph = self.solution, self.graph
        milestone = graph.milestone(self.day) if self.day else max(graph.milestones, key=lambda m: m.date, default=None)
        best = found.announced
        return {
            "graph": {"id": graph.id, "title": graph.title, "judgement": list(graph.judged)},
            "significant_quantity": milestone.to_dict() if milestone else None,
            "budget": self.budget,
            "utilities": found.game.utilities.to_dict(),
            "weight_of_time": self.weight_of_time,
            "paths": [
                path.to_dict() | {"length": length, "incentive": incentive}
                for path, length, incentive in zip(self.paths, self.lengths, found.game.incentives(), strict=True)
            ],
            "sets": [list(chosen) for chosen in found.sets],
            "detection": {
                "guaranteed": found.detection.value,
                "bounds": self.detection.to_dict(),
                "effort_mix": found.effort_mix(found.detection.row),
                "sets": _used(found.detection.row),
                "paths": _used(found.detection.column),
            },
            "equilibria": [self._equilibrium(one) for one in found.equilibria],
            "all_extreme_equilibria": found.complete,
            "deterred": found.deterred,
            "announced": {
                "agency_payoff": best.leader_payoff,
                "state_payoff": best.follower_payoff,
                "effectiveness": found.effectiveness(best.leader_payoff),
                "effort_mix": found.effort_mix(best.leader),
                "sets": _used(best.leader),
                "reply": "legal" if best.reply == len(self.paths) else best.reply,
            },
        }

    def _equilibrium(self, one: Equilibrium) -> dict[str, object]:
        found = self.solution
        return {
            "agency_payoff": one.row_payoff,
            "state_payoff": one.column_payoff,
            "effectiveness": found.effectiveness(one.row_payoff),
            "effort_mix": found.effort_mix(one.row),
            "sets": _used(one.row),
            "paths": _used(one.column[:-1]),
            "legal": one.column[-1],
        }


def solve_game(
    graph: Graph,
    budget: float,
    *,
    utilities: Utilities | None = None,
    weight_of_time: float = 0.5,
    completion: Completion | None = None,
    day: dt.date | None = None,
    paths: tuple[Path, ...] | None = None,
) -> GraphGame:
    """Solve the path game of a graph.

    Args:
        graph: an acquisition graph.
        budget: effort that the agency can spend, in person-days a year.
        utilities: what outcomes are worth (a judgement).
        weight_of_time: how much time counts against cost in the length of a path, 0 to 1 (a judgement).
        completion: the point of each interval; the middles without it.
        day: the day whose significant quantity is reported; the latest without it.
        paths: those to play; the undominated ones without it.

    Raises:
        PathError: for a graph without a path, or parameters that cannot be. MissingExtra where SciPy or nashpy is not installed.
    """
    chosen = undominated_paths(graph, CRITERIA) if paths is None else paths
    at = completion or Completion()
    worth = utilities or Utilities()
    lengths = _lengths(chosen, weight_of_time, at)
    found = solve(PathGame(_activities(graph), _seen(chosen, at), lengths, budget, worth))
    ends = [
        zero_sum(
            1.0 - PathGame(_activities(graph), _seen(chosen, Completion(end)), lengths, budget, worth).undetected(found.sets)
        )
        for end in ("high", "low")
    ]
    low, high = sorted(one.value for one in ends)
    return GraphGame(graph, chosen, budget, day, weight_of_time, lengths, found, Interval(max(0.0, low), min(1.0, high)))


def intervals(graph: Graph) -> Iterator[tuple[str, Interval]]:
    """Every interval of a graph, by name: `step.time`, `step.cost`, `step.non_detection.measure`."""
    for edge in graph.edges:
        yield f"{edge.id}.time", edge.time
        yield f"{edge.id}.cost", edge.cost
        for measure, beta in edge.non_detection.items():
            yield f"{edge.id}.{NON_DETECTION}.{measure}", beta


def _activities(graph: Graph) -> tuple[Activity, ...]:
    return tuple(Activity(one.id, one.effort, one.false_alarm) for one in graph.measures)


def _seen(paths: tuple[Path, ...], at: Completion) -> tuple[Mapping[str, float], ...]:
    """The non-detection probability of each path by measure."""
    found = []
    for path in paths:
        seen: dict[str, float] = {}
        for edge in path.edges:
            for measure, beta in edge.non_detection.items():
                seen[measure] = seen.get(measure, 1.0) * at.of(f"{edge.id}.{NON_DETECTION}.{measure}", beta)
        found.append(seen)
    return tuple(found)


def _lengths(paths: tuple[Path, ...], weight: float, at: Completion) -> tuple[float, ...]:
    """l = w T / T_min + (1 - w) C / C_min: 1 for a path that is both the fastest and the cheapest."""
    if not 0 <= weight <= 1:
        raise PathError("the weight of time is from 0 to 1", field="weight_of_time")
    times = [sum(at.of(f"{edge.id}.time", edge.time) for edge in path.edges) for path in paths]
    costs = [sum(at.of(f"{edge.id}.cost", edge.cost) for edge in path.edges) for path in paths]
    if (weight > 0 and min(times) <= 0) or (weight < 1 and min(costs) <= 0):
        raise PathError(
            "a path takes no time or costs nothing, so that others cannot be measured by it", way_out="give it an interval"
        )
    return tuple(
        (weight * time / min(times) if weight else 0.0) + ((1 - weight) * cost / min(costs) if weight < 1 else 0.0)
        for time, cost in zip(times, costs, strict=True)
    )


def _used(mixture: tuple[float, ...]) -> dict[int, float]:
    """The strategies that are used, by their place in the list."""
    return {k: p for k, p in enumerate(mixture) if p > 0}
