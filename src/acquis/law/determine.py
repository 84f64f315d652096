"""`determine`: from facts and a day to what the law says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from acquis.conditions.explain import Explanation
from acquis.conditions.values import Facts
from acquis.law.corpus import Corpus, Snapshot, Specialisation
from acquis.law.deadlines import due_date
from acquis.law.determination import (
    AuthorisationFinding,
    Determination,
    DutyFinding,
    Finding,
    PolicyInterval,
    RegimeDetermination,
)
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind, Layer, Outcome
from acquis.law.outcome import Evaluated, live_of, outcome_of
from acquis.law.reasons import reasons

_CONFIDENCE = ("low", "medium", "high")
_WITHIN_SCOPE = (Kind.ENTRY, Kind.REQUIREMENT, Kind.PROHIBITION, Kind.POLICY, Kind.DUTY)
_TOLD = (Kind.SCOPE, Kind.ENTRY, Kind.REQUIREMENT, Kind.PROHIBITION, Kind.POLICY, Kind.DUTY)


def determine(
    corpus: Corpus,
    facts: Facts,
    on: dt.date,
    regimes: Iterable[str] | None = None,
    layer: Layer = Layer.ENFORCED,
    *,
    with_reasons: bool = True,
) -> Determination:
    """What the law of a day says of a case.

    Args:
        corpus: the law, from `load_corpus`.
        facts: values by name, as `Vocabulary.read_all` gives them; what is absent is unknown.
        on: the day on which the law is read.
        regimes: ids of regimes; all by default.
        layer: the law as applied (default) or as it stands in the books.
        with_reasons: also give the `because` tree.

    Raises:
        UnknownId: no such regime.
    """
    names = tuple(corpus.regimes) if regimes is None else tuple(regimes)
    return Determination(
        on,
        layer,
        {name: determine_under(corpus.on(on, name, layer), facts, on, with_reasons=with_reasons) for name in names},
        corpus.digest[:12],
    )


def determine_under(
    snapshot: Snapshot, facts: Facts, on: dt.date, *, with_reasons: bool = True, folded: Specialisation | None = None
) -> RegimeDetermination:
    """What the law of one regime says of a case.

    Args:
        snapshot: the law of the day.
        facts: as in `determine`.
        on: the day, from which deadlines are counted.
        with_reasons: also give the `because` tree.
        folded: the snapshot partially evaluated for some of these facts; many cases alike then share it.
    """
    evaluation = Evaluation(snapshot, facts, folded)
    outcome = outcome_of(evaluation)
    reached = outcome.high != Outcome.NOT_SUBJECT  # where the law does not reach, its rules need not be read
    live = {kind: live_of(evaluation, kind) if reached or kind not in _WITHIN_SCOPE else [] for kind in _TOLD}
    authorisations = authorisations_of(evaluation, live[Kind.REQUIREMENT])
    entries = told_entries(evaluation, live[Kind.ENTRY])
    because: Explanation | None = reasons(evaluation, outcome) if with_reasons else None
    return RegimeDetermination(
        regime=snapshot.regime.id,
        outcome=outcome,
        scopes=findings_of(evaluation, live[Kind.SCOPE]),
        entries=findings_of(evaluation, entries),
        requirements=findings_of(evaluation, live[Kind.REQUIREMENT]),
        prohibitions=findings_of(evaluation, live[Kind.PROHIBITION]),
        authorisations=authorisations,
        policy=_policy(evaluation, live[Kind.POLICY]),
        duties=_duties(evaluation, live[Kind.DUTY], on),
        derived=evaluation.derived,
        conflicts=tuple(dict.fromkeys(evaluation.conflicts)),
        confidence=_confidence(evaluation, live, entries),
        because=because,
        evaluation=evaluation,
    )


def told_entries(evaluation: Evaluated, live: Iterable[int]) -> list[int]:
    """Entries that say something of the item: a heading alone is told only where it is known to hold."""
    return [i for i in live if evaluation.snapshot.provisions[i].when is not None or evaluation.truth(i) is True]


def _finding(evaluation: Evaluated, i: int) -> Finding:
    provision = evaluation.snapshot.provisions[i]
    return Finding(provision.id, evaluation.truth(i), provision.title, provision.cite)


def findings_of(evaluation: Evaluated, indexes: Iterable[int]) -> tuple[Finding, ...]:
    """Provisions with their truths, the certain ones first."""
    found = [_finding(evaluation, i) for i in indexes]
    return tuple(sorted(found, key=lambda finding: finding.truth is not True))


def authorisations_of(evaluation: Evaluated, requirements: Sequence[int]) -> tuple[AuthorisationFinding, ...]:
    """What may relieve the requirements, the certain ones first."""
    relieved: dict[int, list[str]] = {}
    for r in requirements:
        for a in evaluation.snapshot.relieved_by.get(r, ()):
            if evaluation.truth(a) is not False:
                relieved.setdefault(a, []).append(evaluation.snapshot.provisions[r].id)
    found = [
        AuthorisationFinding(_finding(evaluation, a), tuple(ids), evaluation.snapshot.provisions[a].conditions)
        for a, ids in relieved.items()
    ]
    return tuple(sorted(found, key=lambda authorisation: authorisation.finding.truth is not True))


def _policy(evaluation: Evaluation, live: Sequence[int]) -> PolicyInterval:
    provisions = evaluation.snapshot.provisions
    possible = [policy for i in live if (policy := provisions[i].policy) is not None]
    certain = [policy for i in live if evaluation.truth(i) and (policy := provisions[i].policy) is not None]
    return PolicyInterval(max(certain, default=None), max(possible, default=None), findings_of(evaluation, live))


def _duties(evaluation: Evaluation, live: Sequence[int], on: dt.date) -> tuple[DutyFinding, ...]:
    found = []
    for i in live:
        duty = evaluation.snapshot.provisions[i].duty
        if duty is not None:
            due = None if duty.due is None else due_date(duty.due, evaluation.facts, on, evaluation.snapshot.regime.home)
            found.append(DutyFinding(_finding(evaluation, i), duty.who, duty.what, due))
    return tuple(sorted(found, key=lambda duty: duty.finding.truth is not True))


def _confidence(evaluation: Evaluation, live: dict[Kind, list[int]], entries: Sequence[int]) -> str:
    """The weakest confidence among the provisions that the outcome rests on."""
    used = [*live[Kind.SCOPE], *live[Kind.REQUIREMENT], *live[Kind.PROHIBITION], *entries]
    return min((evaluation.snapshot.provisions[i].confidence for i in used), key=_CONFIDENCE.index, default="high")
