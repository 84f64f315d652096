"""The `because` tree: from an outcome to the provisions and comparisons that make it, each with its citation."""

from __future__ import annotations

from collections.abc import Iterable

from acquis.conditions.explain import Explanation
from acquis.conditions.values import Truth
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind, Outcome
from acquis.law.outcome import OutcomeInterval, live_of

SHORT = 10
_GROUNDS = (Kind.SCOPE, Kind.PROHIBITION, Kind.REQUIREMENT)


def reasons(evaluation: Evaluation, outcome: OutcomeInterval) -> Explanation:
    """Why the outcome is what it is: the scopes, prohibitions, requirements and authorisations that are not false.

    A provision is explained once; where it is met again only its id and truth stand.
    """
    writer = _Writer(evaluation)
    if outcome.high == Outcome.NOT_SUBJECT:
        return Explanation(str(outcome), True, because=tuple(writer.provisions(evaluation.snapshot.by_kind[Kind.SCOPE])))
    steps: list[Explanation] = []
    for kind in _GROUNDS:
        live = live_of(evaluation, kind)
        steps += writer.provisions(live)
        if kind == Kind.REQUIREMENT:
            relief = {a for r in live for a in evaluation.snapshot.relieved_by.get(r, ())}
            steps += writer.provisions(a for a in sorted(relief) if evaluation.truth(a) is not False)
    return Explanation(str(outcome), True if outcome.settled else None, because=tuple(steps))


class _Writer:
    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.told: set[int] = set()
        self.referred: set[str] = set()

    def provisions(self, indexes: Iterable[int]) -> list[Explanation]:
        return [self.provision(i) for i in indexes]

    def provision(self, i: int) -> Explanation:
        snapshot, truth = self.evaluation.snapshot, self.evaluation.truth(i)
        provision = snapshot.provisions[i]
        if i in self.told or provision.when is None:
            return Explanation(provision.title, truth, id=provision.id, cite=provision.cite)
        self.told.add(i)
        why = snapshot.explainer(i)(self.evaluation.facts, self.evaluation.holds, self.reference)
        steps = why.because if why.text == "all of" else (why,)
        if why.truth is not truth:
            steps = (Explanation("classification given in the fact `entry`", truth),)
        return Explanation(provision.title, truth, because=steps, id=provision.id, cite=provision.cite)

    def reference(self, identifier: str, truth: Truth) -> Explanation:
        text = f"holds('{identifier}')"
        if identifier in self.referred:
            return Explanation(text, truth, id=identifier)
        self.referred.add(identifier)
        snapshot = self.evaluation.snapshot
        family = snapshot.family(identifier)
        if len(family) == 1 and snapshot.provisions[family[0]].id == identifier:
            return self.provision(family[0])
        deciding = [i for i in family if self.evaluation.truth(i) is truth]
        if truth is False:  # every descendant is false; a short list is told, a long one is all the entries there are
            deciding = [i for i in deciding if len(deciding) <= SHORT and snapshot.provisions[i].when is not None]
        return Explanation(text, truth, because=tuple(self.provisions(deciding)), id=identifier)
