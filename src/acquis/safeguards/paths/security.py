"""Games of commitment and of defence: the leader's mixture is known to the follower; few resources guard many targets.

- Commitment: one linear program for each reply of the follower (Conitzer and Sandholm, Computing the optimal strategy to commit
  to, ACM EC 2006). The follower breaks ties in the leader's favour: a strong Stackelberg equilibrium.
- Security games: coverage of targets by identical resources, one linear program for each attacked target (the model of
  Kiekintveld, Jain, Tsai, Pita, Ordonez and Tambe, Computing optimal randomized resource allocations for massive security games,
  AAMAS 2009).
- Attack and defence of valued targets by one defender, as a zero-sum game.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.safeguards.paths.graph import PathError
from acquis.safeguards.paths.matrices import Floats, Matrix, linear_program, matrix, mixture, require_solver, zero_sum

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Commitment:
    """The best mixture to commit to, the reply to it, and what each gets."""

    leader: tuple[float, ...]
    reply: int
    leader_payoff: float
    follower_payoff: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """A strong Stackelberg equilibrium of a security game.

    `coverage`: the probability that each target is guarded, the least that leaves the attacker where it is.
    """

    coverage: tuple[float, ...]
    attacked: int
    defender_utility: float
    attacker_utility: float


@dataclass(frozen=True, slots=True)
class Defence:
    """A game of attack and defence. `value`: the expected loss. `interior`: every target is attacked and defended with some
    probability, so that the closed form holds.
    """

    value: float
    defend: tuple[float, ...]
    attack: tuple[float, ...]
    interior: bool


def commitment(leader: Matrix | Floats, follower: Matrix | Floats) -> Commitment:
    """The optimal mixture of the rows when the column player replies to it. Raises PathError for payoffs that do not match."""
    import numpy as np

    require_solver()
    a, b = matrix(leader), matrix(follower)
    if a.shape != b.shape:
        raise PathError(f"payoffs of {a.shape} and {b.shape} do not belong to one game")
    best: Commitment | None = None
    for reply in sorted(range(a.shape[1]), key=lambda column: -float(a[:, column].max())):
        if best is not None and float(a[:, reply].max()) <= best.leader_payoff + _CLOSE:
            break  # no mixture can get more from this reply, nor from those after it
        point = linear_program(
            -a[:, reply], A_ub=(b - b[:, [reply]]).T, b_ub=np.zeros(a.shape[1]), A_eq=np.ones((1, a.shape[0])), b_eq=[1.0],
            bounds=(0, None),
        )  # fmt: skip
        if point is not None and (best is None or float(point @ a[:, reply]) > best.leader_payoff + _CLOSE):
            best = Commitment(mixture(point), reply, float(point @ a[:, reply]), float(point @ b[:, reply]))
    assert best is not None, "every mixture has a best reply"
    return best


def best_pure_commitment(leader: Matrix | Floats, follower: Matrix | Floats) -> float:
    """What the leader gets from the best single row, ties of the follower in its favour."""
    a, b = matrix(leader), matrix(follower)
    return max(float(a[row][b[row] >= b[row].max() - _CLOSE].max()) for row in range(a.shape[0]))


def security_game(
    defender_covered: Sequence[float],
    defender_uncovered: Sequence[float],
    attacker_covered: Sequence[float],
    attacker_uncovered: Sequence[float],
    resources: float,
) -> Coverage:
    """The optimal coverage of targets by identical resources, each of which guards one target at a time.

    Raises PathError where lengths differ, or where guarding a target helps the attacker or harms the defender.
    """
    require_solver()
    dc, du, ac, au = (tuple(map(float, x)) for x in (defender_covered, defender_uncovered, attacker_covered, attacker_uncovered))
    if not dc or len({len(dc), len(du), len(ac), len(au)}) != 1 or resources < 0:
        raise PathError("each target has four payoffs, and resources are not negative")
    if any(c < u for c, u in zip(dc, du, strict=True)) or any(c >= u for c, u in zip(ac, au, strict=True)):
        raise PathError("guarding a target has to help the defender and to hurt the attacker")
    attacks = [attack for k in range(len(dc)) if (attack := _coverage_for(k, dc, du, ac, au, resources)) is not None]
    return max(attacks, key=lambda one: one.defender_utility)


def _coverage_for(
    target: int, dc: Sequence[float], du: Sequence[float], ac: Sequence[float], au: Sequence[float], resources: float
) -> Coverage | None:
    """The best coverage under which the attacker prefers `target`, or None where it never does."""
    import numpy as np

    n = len(dc)
    worth, drop = np.array(au), np.array(au) - np.array(ac)
    rivals = [k for k in range(n) if k != target]
    prefer = np.zeros((len(rivals) + 1, n))
    for row, k in enumerate(rivals):  # worth_k - drop_k c_k <= worth_t - drop_t c_t
        prefer[row, k], prefer[row, target] = -drop[k], drop[target]
    prefer[-1] = 1.0
    limits = [*(worth[target] - worth[k] for k in rivals), resources]
    cost = np.zeros(n)
    cost[target] = -(dc[target] - du[target])
    point = linear_program(cost, A_ub=prefer, b_ub=limits, bounds=(0, 1))
    if point is None:
        return None
    level = float(worth[target] - drop[target] * point[target])
    least = np.clip((worth - level) / drop, 0.0, 1.0)
    return Coverage(mixture(least), target, float(du[target] + (dc[target] - du[target]) * point[target]), level)


def attack_defence(values: Sequence[float], survival: float) -> Defence:
    """One defender guards one of n targets, one attacker strikes one of them: a struck target is lost, a guarded one with
    probability 1 - p only.

    With all targets in play (`interior`) the value is H = (n - p) / sum(1 / a_j); target i is defended with (1 - H / a_i) / p,
    which is more for what is worth more, and attacked with H / ((n - p) a_i). Else some are not worth an attack, and the zero-sum
    game is solved by linear programming.

    Raises PathError for values that are not above 0 or a probability `survival` not above 0 and at most 1.
    """
    if not values or min(values) <= 0 or not 0 < survival <= 1:
        raise PathError("targets have values above 0, and guarding helps with a probability above 0 and at most 1")
    n = len(values)
    value = (n - survival) / math.fsum(1 / a for a in values)
    defend = tuple((1 - value / a) / survival for a in values)
    if min(defend) > 0:
        return Defence(value, defend, tuple(value / ((n - survival) * a) for a in values), True)
    loss = [[-a * (1 - survival * (k == j)) for j, a in enumerate(values)] for k in range(n)]
    solved = zero_sum(loss)
    return Defence(-solved.value, solved.row, solved.column, False)
