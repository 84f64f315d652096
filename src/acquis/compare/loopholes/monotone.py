"""Non-monotone thresholds: a better thing that falls out of a control which catches a worse one.

It is enough to look at one axis at a time: between a caught thing and a free one that is better in several axes there is a way
that improves one axis after the other, and somewhere on it a step that leads out.
"""

from __future__ import annotations

from collections.abc import Iterator

from acquis.compare.loopholes.better import Better
from acquis.compare.loopholes.found import Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.pairs import SECOND, Prover, own_facts, renamed
from acquis.compare.loopholes.subjects import Subject
from acquis.compare.witness import Witness
from acquis.conditions import nodes as n


def non_monotone(subject: Subject, better: Better, prover: Prover) -> Iterator[Finding]:
    """For the law of a side: monotone in all axes of which it speaks (proved), or for each bad axis a pair of things."""
    axes = sorted(subject.law.facts & better.higher.keys())
    proved: list[str] = []
    for axis in axes:
        finding = _along(subject, axis, better.higher[axis], prover)
        if finding is None:
            proved.append(axis)
        else:
            yield finding
    if proved:
        yield _finding(subject, Verdict.ABSENT, f"no better thing falls out of control along {', '.join(proved)}")


def _along(subject: Subject, axis: str, higher: bool, prover: Prover) -> Finding | None:
    law = subject.law.condition
    step = n.Compare("<" if higher else ">", n.Fact(axis), n.Fact(axis + SECOND))
    direction = prover.contained(subject.law, n.conjunction([law, step]), renamed(law, {axis: axis + SECOND}))
    if direction.contained:
        return None
    if direction.witness is None:
        return _finding(subject, Verdict.NOT_DECIDED, f"whether a better {axis} leads out of control", reason=direction.reason)
    worse, finer = (prover.witness(own_facts(direction.witness, axis, mark)) for mark in ("", SECOND))
    if not confirmed(subject, caught=(worse,), free=(finer,)):
        return _finding(subject, Verdict.NOT_DECIDED, f"whether a better {axis} leads out of control", reason=UNCONFIRMED)
    things = (caught_thing(subject, worse), Thing("free, and better", finer, "false"))
    return _finding(subject, Verdict.FOUND, f"caught: {worse}; better and free: {finer}", things)


UNCONFIRMED = "the engine does not confirm what the solver found"


def confirmed(subject: Subject, caught: tuple[Witness, ...], free: tuple[Witness, ...]) -> bool:
    """Whether the engine says of the law of the side what the solver found."""
    return all(subject.law.truth(one.facts) is True for one in caught) and all(
        subject.law.truth(one.facts) is False for one in free
    )


def caught_thing(subject: Subject, witness: Witness, role: str = "caught") -> Thing:
    """A thing that the law catches, with the provisions that do."""
    return Thing(role, witness, "true", subject.catching(witness.facts))


def _finding(
    subject: Subject, verdict: Verdict, statement: str, things: tuple[Thing, ...] = (), reason: str | None = None
) -> Finding:
    kind = Gap.NON_MONOTONE
    return Finding(kind, verdict, subject.regime, subject.side.id, subject.topic.id, statement, things, reason=reason)
