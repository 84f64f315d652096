"""The algebra of outcomes: from the truths of provisions to an interval, and to what can still move it.

The low end takes an unknown scope, requirement or prohibition as absent and an unknown authorisation as present; the high
end the reverse. Every step is monotone in knowledge, so the interval holds every completion of the facts and only narrows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from acquis.conditions.values import Truth, kleene_or
from acquis.law.corpus import Snapshot
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind, Outcome


class Evaluated(Protocol):
    """The provisions of one regime on one day with their truths, however these were found."""

    @property
    def snapshot(self) -> Snapshot:
        """The law of the day."""

    def candidates(self, kind: Kind) -> tuple[int, ...]:
        """Provisions of a kind that may not be false."""

    def truth(self, i: int) -> Truth:
        """Truth of the i-th provision."""


@dataclass(frozen=True, slots=True)
class OutcomeInterval:
    """The outcome lies between low and high, both inclusive."""

    low: Outcome
    high: Outcome

    @property
    def settled(self) -> bool:
        """Whether nothing that is still unknown can move it."""
        return self.low == self.high

    def __contains__(self, other: object) -> bool:
        return isinstance(other, OutcomeInterval) and self.low <= other.low and other.high <= self.high

    def __str__(self) -> str:
        return str(self.low) if self.settled else f"{self.low} to {self.high}"


def live_of(evaluation: Evaluated, kind: Kind) -> list[int]:
    """Provisions of a kind that are true or unknown."""
    return [i for i in evaluation.candidates(kind) if evaluation.truth(i) is not False]


def outcome_of(evaluation: Evaluated) -> OutcomeInterval:
    """Low and high end of the outcome for an evaluation."""
    scope = kleene_or(evaluation.truth(i) for i in evaluation.candidates(Kind.SCOPE))
    if scope is False:
        return OutcomeInterval(Outcome.NOT_SUBJECT, Outcome.NOT_SUBJECT)
    within = _within_scope(evaluation)
    return within if scope else OutcomeInterval(Outcome.NOT_SUBJECT, within.high)


def _within_scope(evaluation: Evaluated) -> OutcomeInterval:
    """The outcome if the law reaches the transaction."""
    of = evaluation.candidates
    low = high = Outcome.FREE
    for i in of(Kind.PROHIBITION):
        truth = evaluation.truth(i)
        if truth is not False:
            high = Outcome.PROHIBITED
            if truth:
                low = Outcome.PROHIBITED
                break
    for i in of(Kind.REQUIREMENT):
        if low == Outcome.PROHIBITED or (low == Outcome.LICENCE_REQUIRED and high >= low):
            break
        truth = evaluation.truth(i)
        if truth is False:
            continue
        relief = _relief(evaluation, i)
        high = max(high, Outcome.CONDITIONAL if relief is True else Outcome.LICENCE_REQUIRED)
        if truth:
            low = max(low, Outcome.LICENCE_REQUIRED if relief is False else Outcome.CONDITIONAL)
    return OutcomeInterval(low, high)


def _relief(evaluation: Evaluated, requirement: int) -> Truth:
    return kleene_or(evaluation.truth(a) for a in evaluation.snapshot.relieved_by.get(requirement, ()))


def missing_facts(evaluation: Evaluation, outcome: OutcomeInterval) -> tuple[str, ...]:
    """Facts that can still move the outcome, the most decisive first."""
    shares: dict[str, float] = {}
    for i in _undecided(evaluation, outcome):
        for fact, share in evaluation.influences(i).items():
            shares[fact] = shares.get(fact, 0.0) + share
    return tuple(sorted(shares, key=lambda fact: (-shares[fact], fact)))


def unread_law(evaluation: Evaluation, outcome: OutcomeInterval) -> tuple[str, ...]:
    """Law that is known to exist, was not read, and keeps the outcome open."""
    return tuple(dict.fromkeys(reason for i in _undecided(evaluation, outcome) for reason in evaluation.unread(i)))


def _undecided(evaluation: Evaluated, outcome: OutcomeInterval) -> Iterable[int]:
    """Provisions of unknown truth that can still raise the low end or lower the high end."""
    if outcome.settled:
        return
    of = evaluation.candidates
    if outcome.low == Outcome.NOT_SUBJECT:
        yield from (i for i in of(Kind.SCOPE) if evaluation.truth(i) is None)
    within = _within_scope(evaluation)
    if _can_move(within, Outcome.PROHIBITED):
        yield from (i for i in of(Kind.PROHIBITION) if evaluation.truth(i) is None)
    wanted: set[int] = set()
    for i in of(Kind.REQUIREMENT):
        truth = evaluation.truth(i)
        if truth is False:
            continue
        relief = _relief(evaluation, i)
        ceiling = Outcome.CONDITIONAL if relief is True else Outcome.LICENCE_REQUIRED
        if truth is None and _can_move(within, ceiling):
            yield i
        if relief is None and _can_move(within, Outcome.LICENCE_REQUIRED):
            wanted.update(a for a in evaluation.snapshot.relieved_by[i] if evaluation.truth(a) is None)
    yield from sorted(wanted)


def _can_move(outcome: OutcomeInterval, level: Outcome) -> bool:
    return outcome.low < level
