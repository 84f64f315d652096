"""Matrix games: zero-sum by linear programming, bimatrix by vertex enumeration, large bimatrix games by pivoting.

Rows are the strategies of the inspector, columns those of the State; both maximise. Linear programs go to HiGHS through
scipy.optimize.linprog. All extreme equilibria come from nashpy (vertex enumeration of the best response polytopes; Nisan,
Roughgarden, Tardos and Vazirani, Algorithmic Game Theory, Cambridge University Press 2007, chapter 3).
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from acquis.errors import MissingExtra
from acquis.safeguards.paths.graph import PathError
from acquis.safeguards.paths.pivoting import complementary_pivoting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"

Matrix = Sequence[Sequence[float]]

MOST_STRATEGIES = 20
"""Rows and columns together, up to which all extreme equilibria are sought: their number may grow exponentially."""

_CLOSE = 1e-9
_SAME = 1e-7


@dataclass(frozen=True, slots=True)
class ZeroSum:
    """The value to the row player, and optimal mixtures of both."""

    value: float
    row: tuple[float, ...]
    column: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A Nash equilibrium: the mixtures, and what each player gets."""

    row: tuple[float, ...]
    column: tuple[float, ...]
    row_payoff: float
    column_payoff: float


def require_solver() -> None:
    """Raise MissingExtra where SciPy is not installed."""
    if importlib.util.find_spec("scipy") is None:
        raise MissingExtra("scipy", "safeguards")


def matrix(rows: Matrix | Floats) -> Floats:
    """Payoffs as an array. Raises PathError where it is no matrix of finite numbers."""
    import numpy as np

    try:
        found = np.array(rows, dtype=np.float64)
    except ValueError as error:
        raise PathError(f"no matrix: {error}") from error
    if found.ndim != 2 or 0 in found.shape or not np.isfinite(found).all():
        raise PathError("a game needs a matrix of finite numbers, a row for each strategy")
    return found


def linear_program(cost: Any, **constraints: Any) -> Floats | None:
    """The minimiser of `cost`, or None where no point is feasible. Raises PathError where HiGHS gives up."""
    from scipy.optimize import linprog

    solved = linprog(cost, method="highs", **constraints)
    if solved.status == 2:
        return None
    if solved.status != 0:
        raise PathError(f"the linear program was not solved: {solved.message}")
    point: Floats = solved.x
    return point


def zero_sum(payoff: Matrix | Floats) -> ZeroSum:
    """Solve a zero-sum game. `payoff`: to the row player, who maximises."""
    require_solver()
    game = matrix(payoff)
    row, value = _maximin(game)
    column, _ = _maximin(-game.T)
    return ZeroSum(value, mixture(row), mixture(column))


def _maximin(game: Floats) -> tuple[Floats, float]:
    """Maximise v over mixtures x of the rows with x A >= v in every column."""
    import numpy as np

    rows, columns = game.shape
    point = linear_program(
        np.append(np.zeros(rows), -1.0),
        A_ub=np.hstack([-game.T, np.ones((columns, 1))]),
        b_ub=np.zeros(columns),
        A_eq=np.append(np.ones(rows), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * rows + [(None, None)],
    )
    assert point is not None, "a finite game has a value"
    return point[:rows], float(point[rows])


def extreme_equilibria(row_payoff: Matrix | Floats, column_payoff: Matrix | Floats) -> tuple[Equilibrium, ...]:
    """All extreme Nash equilibria: every equilibrium is a mixture of those that belong together.

    Raises PathError for more than MOST_STRATEGIES rows and columns, MissingExtra where nashpy is not installed.
    """
    a, b = _pair(row_payoff, column_payoff)
    if sum(a.shape) > MOST_STRATEGIES:
        raise PathError(
            f"{a.shape[0]} by {a.shape[1]} strategies are too many for all equilibria", way_out="ask for one equilibrium"
        )
    found: dict[tuple[float, ...], Equilibrium] = {}
    for x, y in _vertex_pairs(a, b):
        if _regret(a, b, x, y) <= _SAME:
            found.setdefault(tuple(round(float(p), 6) + 0.0 for p in (*x, *y)), _equilibrium(a, b, x, y))
    return tuple(found[key] for key in sorted(found, reverse=True))


def one_equilibrium(row_payoff: Matrix | Floats, column_payoff: Matrix | Floats) -> Equilibrium:
    """One Nash equilibrium of a game of any size, by complementary pivoting; where there are several, any of them.

    Raises PathError where none was found to within 1e-7 of the spread of the payoffs.
    """
    a, b = _pair(row_payoff, column_payoff)
    spread_a, spread_b = _spread(a), _spread(b)
    for label in range(sum(a.shape)):
        found = complementary_pivoting(spread_a, spread_b, label)
        if found is not None and _regret(a, b, *found) <= _SAME:
            return _equilibrium(a, b, *found)
    raise PathError("no equilibrium was found: payoffs are too nearly equal", way_out="solve the zero-sum game of detection")


def _vertex_pairs(a: Floats, b: Floats) -> list[tuple[Floats, Floats]]:
    """Fully labelled pairs of vertices. A game with a single strategy on a side is answered directly: it has no polytope."""
    import numpy as np

    if min(a.shape) == 1:
        return _one_sided(a, b)
    if importlib.util.find_spec("nashpy") is None:
        raise MissingExtra("nashpy", "safeguards")
    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of degenerate games; duplicates are merged and every pair is checked here
        return [
            (np.clip(x, 0, None) / np.clip(x, 0, None).sum(), np.clip(y, 0, None) / np.clip(y, 0, None).sum())
            for x, y in nashpy.Game(_spread(a), _spread(b)).vertex_enumeration()
        ]


def _spread(payoff: Floats) -> Floats:
    """Payoffs moved and scaled into [1, 2]; equilibria do not change, and the polytopes are well formed."""
    import numpy as np

    width = payoff.max() - payoff.min()
    return np.ones_like(payoff) if width == 0 else 1.0 + (payoff - payoff.min()) / width


def _one_sided(a: Floats, b: Floats) -> list[tuple[Floats, Floats]]:
    import numpy as np

    if a.shape[0] == 1:
        best = np.flatnonzero(b[0] >= b[0].max() - _CLOSE)
        return [(np.ones(1), np.eye(a.shape[1])[k]) for k in best]
    best = np.flatnonzero(a[:, 0] >= a[:, 0].max() - _CLOSE)
    return [(np.eye(a.shape[0])[k], np.ones(1)) for k in best]


def _regret(a: Floats, b: Floats, x: Floats, y: Floats) -> float:
    """What the better placed player could still gain, in parts of the spread of the payoffs."""
    gain_a, gain_b = float((a @ y).max() - x @ a @ y), float((x @ b).max() - x @ b @ y)
    return max(gain_a / (float(a.max() - a.min()) or 1.0), gain_b / (float(b.max() - b.min()) or 1.0))


def _pair(row_payoff: Matrix | Floats, column_payoff: Matrix | Floats) -> tuple[Floats, Floats]:
    require_solver()
    a, b = matrix(row_payoff), matrix(column_payoff)
    if a.shape != b.shape:
        raise PathError(f"payoffs of {a.shape} and {b.shape} do not belong to one game")
    return a, b


def _equilibrium(a: Floats, b: Floats, x: Floats, y: Floats) -> Equilibrium:
    import numpy as np

    x, y = np.array(mixture(x)), np.array(mixture(y))
    return Equilibrium(tuple(x.tolist()), tuple(y.tolist()), float(x @ a @ y), float(x @ b @ y))


def mixture(point: Floats) -> tuple[float, ...]:
    """Probabilities without the dust of the solver."""
    return tuple(0.0 if abs(p) < _CLOSE else 1.0 if abs(p - 1) < _CLOSE else float(p) for p in point)
