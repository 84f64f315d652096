"""How the answer of a path game moves with what it was given: one number at a time, or all intervals at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from acquis.safeguards.paths.game import Utilities
from acquis.safeguards.paths.graph import Graph, Interval, PathError
from acquis.safeguards.paths.paths import Path, undominated_paths
from acquis.safeguards.paths.solving import Completion, GraphGame, intervals, solve_game


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is watched. `detection`: guaranteed probability. `effectiveness`: of the best announced mixture, 1 if nothing is lost.
    `legal`: whether the State then behaves legally. `mix`: how often each measure is applied in it.
    """

    detection: float
    effectiveness: float
    legal: bool
    mix: dict[str, float]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"detection": self.detection, "effectiveness": self.effectiveness, "legal": self.legal, "mix": self.mix}


@dataclass(frozen=True, slots=True)
class Swing:
    """One number at its ends, all others at their middles. `moved`: the larger of the changes of the two probabilities."""

    name: str
    low: float
    high: float
    at_low: Outcome
    at_high: Outcome

    @property
    def moved(self) -> float:
        """How far the answer moves, from 0 to 1."""
        return max(
            abs(self.at_high.detection - self.at_low.detection), abs(self.at_high.effectiveness - self.at_low.effectiveness)
        )

    @property
    def mix_moved(self) -> float:
        """The largest change in how often a measure is applied."""
        return max(abs(self.at_high.mix[name] - self.at_low.mix[name]) for name in self.at_low.mix)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "name": self.name, "low": self.low, "high": self.high, "moved": self.moved, "mix_moved": self.mix_moved,
            "at_low": self.at_low.to_dict(), "at_high": self.at_high.to_dict(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """All intervals at once. `detection`: exact bounds. `effectiveness` and `mix`: least and most that was found in `samples`
    completions drawn uniformly and at the two corners; more may be possible. `legal`: the share in which the State is deterred.
    """

    samples: int
    detection: Interval
    effectiveness: Interval
    mix: dict[str, Interval]
    legal: float

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "samples": self.samples,
            "detection_bounds": self.detection.to_dict(),
            "effectiveness_found": self.effectiveness.to_dict(),
            "mix_found": {name: one.to_dict() for name, one in self.mix.items()},
            "legal_share_found": self.legal,
        }


def one_at_a_time(
    graph: Graph, budget: float, *, utilities: Utilities | None = None, spread: float = 0.5, weight_of_time: float = 0.5
) -> tuple[Swing, ...]:
    """Each interval of the paths, each utility and the budget at its ends; the largest effect first.

    Args:
        graph: an acquisition graph.
        budget: effort in person-days a year.
        utilities: what outcomes are worth.
        spread: utilities and the budget move by this part up and down, 0 to below 1; `a` stays below `c`.
        weight_of_time: as in solve_game.
    """
    if not 0 <= spread < 1:
        raise PathError("the spread is from 0 to below 1", field="spread")
    worth, paths = utilities or Utilities(), undominated_paths(graph)

    def play(at: Completion | None = None, worth: Utilities = worth, budget: float = budget) -> Outcome:
        return _outcome(
            solve_game(graph, budget, utilities=worth, weight_of_time=weight_of_time, completion=at, paths=paths)
        )  # fmt: skip

    swings = [
        Swing(name, one.low, one.high, play(Completion(instead={name: one.low})), play(Completion(instead={name: one.high})))
        for name, one in _of_paths(graph, paths)
        if one.low < one.high
    ]
    for name, value in worth.to_dict().items():
        low, high = value * (1 - spread), value * (1 + spread)
        if name == "c":
            low = max(low, worth.a + 1e-6 * value)
        if name == "a":
            high = min(high, worth.c * (1 - 1e-6))
        swings.append(
            Swing(
                f"utility.{name}",
                low,
                high,
                play(worth=replace(worth, **{name: low})),
                play(worth=replace(worth, **{name: high})),
            )
        )
    low, high = budget * (1 - spread), budget * (1 + spread)
    swings.append(Swing("budget", low, high, play(budget=low), play(budget=high)))
    return tuple(sorted(swings, key=lambda swing: (-swing.moved, -swing.mix_moved, swing.name)))


def by_intervals(
    graph: Graph,
    budget: float,
    *,
    utilities: Utilities | None = None,
    samples: int = 200,
    seed: int = 0,
    weight_of_time: float = 0.5,
) -> Range:
    """All intervals at once: exact bounds of the detection, and what was found for the rest."""
    import numpy as np

    paths, rng = undominated_paths(graph), np.random.default_rng(seed)
    names = list(_of_paths(graph, paths))
    draws = [Completion(instead={name: float(rng.uniform(one.low, one.high)) for name, one in names}) for _ in range(samples)]
    games = [
        solve_game(graph, budget, utilities=utilities, weight_of_time=weight_of_time, completion=at, paths=paths)
        for at in (Completion("low"), Completion("high"), *draws)
    ]
    found = [_outcome(game) for game in games]
    return Range(
        samples=samples,
        detection=games[0].detection,
        effectiveness=_span([one.effectiveness for one in found]),
        mix={measure.id: _span([one.mix[measure.id] for one in found]) for measure in graph.measures},
        legal=sum(one.legal for one in found) / len(found),
    )


def _of_paths(graph: Graph, paths: tuple[Path, ...]) -> Iterator[tuple[str, Interval]]:
    """The intervals of the steps that some path takes."""
    used = {edge.id for path in paths for edge in path.edges}
    return ((name, one) for name, one in intervals(graph) if name.split(".", 1)[0] in used)


def _outcome(game: GraphGame) -> Outcome:
    found = game.solution
    best = found.announced
    return Outcome(
        detection=found.detection.value,
        effectiveness=found.effectiveness(best.leader_payoff),
        legal=best.reply == len(game.paths),
        mix=found.effort_mix(best.leader),
    )


def _span(values: list[float]) -> Interval:
    return Interval(min(values), max(values))
