"""The acquisition path game: the agency applies a set of measures that it can afford, the State takes a path, or behaves legally.

With beta(K, j) the probability that the measures K see nothing of path j, the product over the measures in K that watch it, and
alpha(K, j) = 1 - product of (1 - alpha) over the measures in K that do not (all of K for legal behaviour):

    agency:  -c beta - a (1 - beta) - e alpha          legal: -e alpha
    State:    d_j beta - b (1 - beta) - f alpha        legal: -f alpha
    d_j = incentive * l_1 / l_j                        l_1: the length of the most attractive path
    effectiveness = (c + payoff of the agency) / c

Source: Canty and Listner, apa.py of APADocker (2015); Listner, Niemeyer, Canty and Stein, Naval Research Logistics 63, 260-271
(2016); Canty and Listner, Formalizing Acquisition Path Analysis, Springer (2020), doi:10.1007/978-3-030-29537-0_9. There every
activity watches one step; here a measure may watch several, each with a non-detection probability of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acquis.safeguards.paths.graph import PathError
from acquis.safeguards.paths.matrices import (
    MOST_STRATEGIES,
    Equilibrium,
    Floats,
    ZeroSum,
    extreme_equilibria,
    one_equilibrium,
    zero_sum,
)
from acquis.safeguards.paths.security import Commitment, commitment

MOST_SETS = 5_000
"""Sets of measures, more than which are refused."""

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Utilities:
    """What outcomes are worth; all at least 0, and a judgement: nobody has measured them.

    `a`, `b`: loss of the agency and of the State when a path is detected. `c`: loss of the agency when it is not, above `a`.
    `e`, `f`: loss of the agency and of the State from a false alarm. `incentive`: gain of the State from its most attractive
    path, undetected. Defaults are those of the cited program.
    """

    a: float = 10.0
    b: float = 1.0
    c: float = 100.0
    e: float = 1.0
    f: float = 1.0
    incentive: float = 9.0

    def __post_init__(self) -> None:
        values = (self.a, self.b, self.c, self.e, self.f, self.incentive)
        if not all(0 <= value < math.inf for value in values):
            raise PathError("utilities are finite and not negative", field="utilities")
        if self.a >= self.c:
            raise PathError(
                "an undetected path has to be worse for the agency than a detected one", field="utilities", way_out="a < c"
            )

    def to_dict(self) -> dict[str, float]:
        """JSON-ready."""
        return {name: getattr(self, name) for name in ("a", "b", "c", "e", "f", "incentive")}


@dataclass(frozen=True, slots=True)
class Activity:
    """A measure in the game: its name, effort and false alarm probability."""

    id: str
    effort: float
    false_alarm: float


@dataclass(frozen=True)
class PathGame:
    """A game with exact numbers.

    Args:
        activities: what the agency can do.
        non_detection: for each path the probabilities by activity; an activity that is not named does not watch it.
        lengths: of each path, its unattractiveness, above 0.
        effort: what the agency can spend.
    """

    activities: tuple[Activity, ...]
    non_detection: tuple[Mapping[str, float], ...]
    lengths: tuple[float, ...]
    effort: float
    utilities: Utilities = Utilities()

    def __post_init__(self) -> None:
        if not self.non_detection or len(self.non_detection) != len(self.lengths):
            raise PathError("a game needs a path at least, and a length for each")
        if min(self.lengths) <= 0:
            raise PathError("the length of a path is above 0", field="lengths")

    def sets(self) -> tuple[tuple[str, ...], ...]:
        """The affordable sets of activities to which none can be added."""
        return affordable_sets([(one.id, one.effort) for one in self.activities], self.effort)

    def incentives(self) -> tuple[float, ...]:
        """d_j of each path."""
        return tuple(self.utilities.incentive * min(self.lengths) / length for length in self.lengths)

    def undetected(self, sets: Sequence[Sequence[str]]) -> Floats:
        """beta: an array (sets, paths)."""
        import numpy as np

        return np.array(
            [[math.prod(path[name] for name in chosen if name in path) for path in self.non_detection] for chosen in sets]
        )

    def alarms(self, sets: Sequence[Sequence[str]]) -> Floats:
        """alpha: an array (sets, paths and legal behaviour last)."""
        import numpy as np

        quiet = {one.id: 1.0 - one.false_alarm for one in self.activities}
        ways: tuple[Mapping[str, float], ...] = (*self.non_detection, {})
        return np.array([[1.0 - math.prod(quiet[name] for name in chosen if name not in way) for way in ways] for chosen in sets])

    def payoffs(self, sets: Sequence[Sequence[str]]) -> tuple[Floats, Floats]:
        """Payoffs of the agency and of the State: arrays (sets, paths and legal behaviour last)."""
        import numpy as np

        u, beta, alpha = self.utilities, self.undetected(sets), self.alarms(sets)
        legal = np.zeros((len(sets), 1))
        agency = np.hstack([-u.c * beta - u.a * (1 - beta), legal]) - u.e * alpha
        state = np.hstack([np.array(self.incentives()) * beta - u.b * (1 - beta), legal]) - u.f * alpha
        return agency, state


@dataclass(frozen=True, slots=True)
class GameSolution:
    """What a path game comes to.

    `detection`: the zero-sum game of detection alone; its value is the probability with which the agency sees the State, whatever
    path it takes. `equilibria`: Nash equilibria, all extreme ones where `complete`, else one. `announced`: the best that the
    agency can do when it commits to a mixture that the State knows.
    """

    game: PathGame
    sets: tuple[tuple[str, ...], ...]
    detection: ZeroSum
    equilibria: tuple[Equilibrium, ...]
    complete: bool
    announced: Commitment

    @property
    def deterred(self) -> bool:
        """Whether the State behaves legally with certainty in every equilibrium that was found."""
        return all(one.column[-1] > 1 - _CLOSE for one in self.equilibria)

    def effort_mix(self, mixture: Sequence[float]) -> dict[str, float]:
        """How often each activity is applied under a mixture of the sets."""
        return {
            one.id: math.fsum(p for p, chosen in zip(mixture, self.sets, strict=True) if one.id in chosen)
            for one in self.game.activities
        }

    def effectiveness(self, payoff: float) -> float:
        """(c + payoff) / c: 1 where nothing is lost, 0 where an undetected path is certain."""
        return (self.game.utilities.c + payoff) / self.game.utilities.c


def solve(game: PathGame) -> GameSolution:
    """Solve a path game with exact numbers."""
    sets = game.sets()
    agency, state = game.payoffs(sets)
    complete = sum(agency.shape) <= MOST_STRATEGIES
    equilibria = extreme_equilibria(agency, state) if complete else (one_equilibrium(agency, state),)
    return GameSolution(
        game=game, sets=sets, detection=zero_sum(1.0 - game.undetected(sets)), equilibria=equilibria, complete=complete,
        announced=commitment(agency, state),
    )  # fmt: skip


def affordable_sets(efforts: Sequence[tuple[str, float]], budget: float) -> tuple[tuple[str, ...], ...]:
    """The sets of activities within the budget to which no further one could be added, in the order of their members.

    Raises PathError where they are more than MOST_SETS.
    """
    if not 0 <= budget < math.inf:
        raise PathError("the effort that is available is finite and not negative", field="budget")
    found: list[tuple[int, ...]] = []
    _extend(efforts, budget, 0, (), found)
    return tuple(tuple(efforts[k][0] for k in chosen) for chosen in found)


def _extend(
    efforts: Sequence[tuple[str, float]], left: float, k: int, chosen: tuple[int, ...], found: list[tuple[int, ...]]
) -> None:
    """Take or leave the k-th; a set counts when none of those left out still fits."""
    slack = left + _CLOSE
    if k == len(efforts):
        if all(effort > slack for n, (_, effort) in enumerate(efforts) if n not in chosen):
            found.append(chosen)
            if len(found) > MOST_SETS:
                raise PathError(f"more than {MOST_SETS} sets of measures", way_out="group the measures, or take a smaller budget")
        return
    if efforts[k][1] <= slack:
        _extend(efforts, left - efforts[k][1], k + 1, (*chosen, k), found)
    rest = math.fsum(effort for _, effort in efforts[k + 1 :])
    if left - rest < efforts[k][1]:  # else it would still fit in the end
        _extend(efforts, left, k + 1, chosen, found)
