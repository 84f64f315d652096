"""Whole and parts: a thing that is caught as a whole while its part is free, and a caught part in a free whole.

Whole and part are two things in one question, joined by the facts that are the same number of both (`link`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from acquis.compare.loopholes.better import Better, Part, Whole
from acquis.compare.loopholes.found import Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.monotone import UNCONFIRMED
from acquis.compare.loopholes.pairs import SECOND, Prover, renamed
from acquis.compare.loopholes.subjects import Subject, catches_nothing, closers, kind_topic, subject_of
from acquis.compare.relation import Direction
from acquis.compare.topics import Side
from acquis.compare.witness import Witness
from acquis.conditions import nodes as n
from acquis.conditions.values import Facts
from acquis.law.corpus import Corpus
from acquis.law.model import Kind, Layer


def whole_and_parts(
    corpus: Corpus, whole: Whole, sides: tuple[Side, ...], on: dt.date, layer: Layer, better: Better, prover: Prover
) -> Iterator[Finding]:
    """For every side and part both questions. Sides of whose law on the whole nothing is known are left out."""
    for side in sides:
        law = subject_of(corpus, kind_topic(corpus, whole.id, whole.title, whole.known, sides), side, on, layer)
        if law.own.silent or catches_nothing(law.own, corpus):
            continue
        for part in whole.parts:
            parts = subject_of(corpus, kind_topic(corpus, whole.id, part.title, part.known, sides), side, on, layer)
            if parts.law.silent:
                yield _unknown_part(law, parts, part)
                continue
            real = [
                n.Compare(">=", n.Fact(name), n.Literal(Decimal(least)))
                for name, least in whole.at_least.items()
                if name in law.law.facts
            ]
            yield _free_in_parts(law, parts, part, real, prover)
            yield _free_whole(law, parts, part, real, better, prover)


def _unknown_part(whole: Subject, part: Subject, made: Part) -> Finding:
    question = f"whether the part is controlled at all: {made.title}"
    base = Finding(Gap.PARTS, Verdict.NOT_DECIDED, whole.regime, whole.side.id, whole.topic.id, question)
    return replace(base, reason="; ".join(part.law.unread))


def _free_in_parts(whole: Subject, part: Subject, made: Part, real: Sequence[n.Node], prover: Prover) -> Finding:
    names = _names(part, made)
    direction = prover.contained(whole.law, n.conjunction([whole.law.condition, *real]), renamed(part.law.condition, names))
    return _answer(whole, part, direction, f"caught {whole.topic.title} with a free part: {made.title}", names, prover)


def _free_whole(whole: Subject, part: Subject, made: Part, real: Sequence[n.Node], better: Better, prover: Prover) -> Finding:
    names = _names(part, made)
    direction = prover.contained(whole.law, n.conjunction([renamed(part.law.condition, names), *real]), whole.law.condition)
    found = _answer(whole, part, direction, f"free {whole.topic.title} with a caught part: {made.title}", names, prover)
    if found.verdict is not Verdict.FOUND:
        return found
    return replace(found, closed_by=closers(whole.law, better.looking_through, _LOOKING))


_LOOKING = (Kind.REQUIREMENT, Kind.ENTRY, Kind.DEFINITION)


def _answer(
    whole: Subject,
    part: Subject,
    direction: Direction,
    question: str,
    names: Mapping[str, str],
    prover: Prover,
) -> Finding:
    base = Finding(Gap.PARTS, Verdict.ABSENT, whole.regime, whole.side.id, whole.topic.id, f"no {question}")
    if direction.contained:
        return base
    if direction.witness is None:
        return replace(base, verdict=Verdict.NOT_DECIDED, statement=f"whether there is a {question}", reason=direction.reason)
    facts = direction.witness.facts
    own = {name: value for name, value in facts.items() if not name.endswith(SECOND)}
    big = prover.witness({**own, **whole.topic.known})
    small = prover.witness({**_of_part(facts, names), **part.topic.known})
    truths = (whole.law.truth(big.facts), part.law.truth(small.facts))
    if None in truths or truths[0] is truths[1]:
        return replace(base, verdict=Verdict.NOT_DECIDED, statement=f"whether there is a {question}", reason=UNCONFIRMED)
    things = (_thing(whole, big, "whole", truths[0] is True), _thing(part, small, "part", truths[1] is True))
    return replace(base, verdict=Verdict.FOUND, statement=f"a {question}", things=things)


def _thing(subject: Subject, witness: Witness, role: str, caught: bool) -> Thing:
    if caught:
        return Thing(f"{role}, caught", witness, "true", subject.catching(witness.facts))
    return Thing(f"{role}, free", witness, "false")


def _names(part: Subject, made: Part) -> dict[str, str]:
    """The names of the part's facts in the question: those of the whole where they are the same number, else marked."""
    return {name: made.link.get(name, name + SECOND) for name in part.law.facts}


def _of_part(facts: Facts, names: Mapping[str, str]) -> Facts:
    return {name: facts[asked] for name, asked in names.items() if asked in facts}
