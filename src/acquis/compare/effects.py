"""Effects: how far others follow a leader, with and without evidence, and how often its controls are taken back.

The unit is the pair of a leader and another side in one control, as in the dyadic approach to policy diffusion. For a leader L
and a
control k let J(L, k) be the other sides that have k from a known day, so that it is decided which of the two was first; sides
that
are part of one another make no pair, and controls with a common source make none.

    precedence(L) = mean over k of the share of J(L, k) that got k after L
    uptake(L)     = mean over k of the share of J(L, k) that made some move after a move of L, with evidence that it drew on it

Every control counts once, however many sides have it. The interval is Wilson's (1927) for as many observations as there are
controls:
shares within one control are not independent, and a mean of shares varies no more than a mean of as many yes-or-no answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from acquis.compare.adoptions import Event
from acquis.compare.cells import wilson as score_interval
from acquis.compare.controls import MOVES, REVERSALS, Leader, apart
from acquis.compare.diffusion import Diffusion, Link


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 percent interval. `n`: observations. Without any, nothing is known: the interval is 0 to 1."""

    value: float | None
    low: float
    high: float
    n: int

    def to_dict(self) -> dict[str, float | int | None]:
        """JSON-ready."""
        value = None if self.value is None else round(self.value, 4)
        return {"value": value, "low": round(self.low, 4), "high": round(self.high, 4), "n": self.n}


@dataclass(frozen=True, slots=True)
class Pair:
    """A leader and another side in one control. `lag`: days from the leader's beginning to the other's, below 0 where it came
    first.

    `uptake`: the moves that the other made after a move of the leader, with evidence.
    """

    control: str
    other: str
    lag: int
    uptake: tuple[Link, ...]

    @property
    def followed(self) -> bool:
        """Whether the other side got the control after the leader."""
        return self.lag > 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What the dates and the texts say of one leader.

    `precedence` and `uptake` are explained at the head of the module. `ignoring_source`: precedence as it would be if pairs
    under a
    common source counted. `reversal`: of the moves of the leader the share of events that took something back. `shared`: controls
    with a common source, which do not count. `undecided`: pairs of which it is not known who came first.
    """

    leader: Leader
    precedence: Share
    uptake: Share
    ignoring_source: Share
    reversal: Share
    pairs: tuple[Pair, ...]
    shared: tuple[str, ...]
    undecided: tuple[tuple[str, str], ...]


def effect(leader: Leader, spread: Iterable[Diffusion]) -> Effect:
    """The effect of a leader over many controls."""
    pairs: list[Pair] = []
    under_source: list[Pair] = []
    undecided: list[tuple[str, str]] = []
    own: list[Event] = []
    shared: list[str] = []
    for one in spread:
        own += [event for event in one.events if event.side == leader.leader and event.beside is None]
        begun = one.beginnings
        if leader.leader not in begun:
            continue
        others = [event for side, event in begun.items() if apart(side, leader.leader)]
        decided = [(event, lag) for event in others if (lag := order(begun[leader.leader], event)) is not None]
        found = [Pair(one.control.id, event.side, lag, _uptake(one, leader.leader, event.side)) for event, lag in decided]
        if one.control.common_source is not None:
            under_source += found
            shared += [one.control.id] if others else []
        else:
            pairs += found
            undecided += [(one.control.id, event.side) for event in others if event not in [e for e, _ in decided]]
    moves, back = (sum(event.kind in kinds for event in own) for kinds in (MOVES, REVERSALS))
    return Effect(
        leader, _mean(pairs, follows), _mean(pairs, took_up), _mean([*pairs, *under_source], follows),
        wilson(min(back, moves), moves), tuple(pairs), tuple(shared), tuple(undecided),
    )  # fmt: skip


def order(leader: Event, other: Event) -> int | None:
    """Days from the leader's beginning to the other's; None where it is not decided who was first, or both were on one day.

    A day that is only the latest possible decides as long as the true day, being earlier, would not turn the order.
    """
    if leader.day is None or other.day is None or leader.day == other.day:
        return None
    lag = (other.day - leader.day).days
    later = other if lag > 0 else leader
    return None if later.no_later else lag


def follows(pair: Pair) -> float:
    """1 for a pair in which the other came after the leader."""
    return float(pair.followed)


def took_up(pair: Pair) -> float:
    """1 for a pair in which the other drew on the leader, by the evidence."""
    return float(bool(pair.uptake))


def wilson(successes: float, n: int) -> Share:
    """A share with its score interval; `successes` may be a sum of shares, between 0 and `n`."""
    return Share(successes / n if n else None, *score_interval(successes, n), n)


def _uptake(one: Diffusion, leader: str, other: str) -> tuple[Link, ...]:
    return tuple(link for link in one.links if link.earlier.side == leader and link.later.side == other and link.evidence)


def _mean(pairs: Iterable[Pair], score: Callable[[Pair], float]) -> Share:
    by_control: dict[str, list[float]] = {}
    for pair in pairs:
        by_control.setdefault(pair.control, []).append(score(pair))
    shares = [sum(values) / len(values) for values in by_control.values()]
    return wilson(sum(shares), len(shares))
