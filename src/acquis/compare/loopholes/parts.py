"""Whole and parts: a thing that is caught as a whole while its part is free, and a caught part in a free whole.

Whole and part are two things in one question, joined by the facts that are the same number of both (`link`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from acquis.compare.loopholes.better import Better, Part, Whole
from acquis.compare.loopholes.found import Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.monotone import UNCONFIRMED
from acquis.compare.loopholes.pairs import SECOND, Prover, renamed
from acquis.compare.loopholes.subjects import Subject, closers, kind_topic, subject_of
from acquis.compare.relation import Direction
from acquis.compare.topics import Side
from acquis.compare.witness import Witness
from acquis.conditions.values import Facts
from acquis.law.corpus import Corpus
from acquis.law.model import Layer


def whole_and_parts(
    corpus: Corpus, whole: Whole, sides: tuple[Side, ...], on: dt.date, layer: Layer, better: Better, prover: Prover
) -> Iterator[Finding]:
    """For every side and part both questions. Sides of whose law on the whole nothing is known are left out."""
    for side in sides:
        law = subject_of(corpus, kind_topic(corpus, whole.id, whole.title, whole.known, sides), side, on, layer)
        if law.own.empty or law.own.silent or not law.own.provisions:
            continue
        for part in whole.parts:
            parts = subject_of(corpus, kind_topic(corpus, whole.id, part.title, part.known, sides), side, on, layer)
            yield _free_in_parts(law, parts, part, better, prover)
            yield _free_whole(law, parts, part, better, prover)


def _free_in_parts(whole: Subject, part: Subject, made: Part, better: Better, prover: Prover) -> Finding:
    names = _names(part, made)
    direction = prover.contained(whole.law, whole.law.condition, renamed(part.law.condition, names))
    question = f"{whole.topic.title} caught, {made.title} free"
    found = _answer(whole, part, direction, question, f"every such part of a caught {whole.topic.title} is caught", names, prover)
    return found if part.law.provisions or found.verdict is not Verdict.FOUND else replace(found, reason=NO_ENTRY)


NO_ENTRY = "no entry of this law can catch such a part"


def _free_whole(whole: Subject, part: Subject, made: Part, better: Better, prover: Prover) -> Finding:
    names = _names(part, made)
    direction = prover.contained(whole.law, renamed(part.law.condition, names), whole.law.condition)
    question = f"{made.title} caught, {whole.topic.title} that holds it free"
    found = _answer(whole, part, direction, question, f"whatever holds a caught {made.title} is caught", names, prover)
    if found.verdict is not Verdict.FOUND:
        return found
    return replace(found, closed_by=closers(whole.law, better.looking_through, ("requirement", "entry", "definition")))


def _answer(
    whole: Subject,
    part: Subject,
    direction: Direction,
    question: str,
    proved: str,
    names: Mapping[str, str],
    prover: Prover,
) -> Finding:
    base = Finding(Gap.PARTS, Verdict.ABSENT, whole.regime, whole.side.id, whole.topic.id, proved)
    if direction.contained:
        return base
    if direction.witness is None:
        return replace(base, verdict=Verdict.NOT_DECIDED, statement=f"whether: {question}", reason=direction.reason)
    facts = direction.witness.facts
    big = prover.witness({name: value for name, value in facts.items() if not name.endswith(SECOND)} | dict(whole.topic.known))
    small = prover.witness(_of_part(facts, names) | dict(part.topic.known))
    truths = (whole.law.truth(big.facts), part.law.truth(small.facts))
    if None in truths or truths[0] is truths[1]:
        return replace(base, verdict=Verdict.NOT_DECIDED, statement=f"whether: {question}", reason=UNCONFIRMED)
    things = (_thing(whole, big, "whole", truths[0] is True), _thing(part, small, "part", truths[1] is True))
    return replace(base, verdict=Verdict.FOUND, statement=question, things=things)


def _thing(subject: Subject, witness: Witness, role: str, caught: bool) -> Thing:
    if caught:
        return Thing(f"{role}, caught", witness, "true", subject.catching(witness.facts))
    return Thing(f"{role}, free", witness, "false")


def _names(part: Subject, made: Part) -> dict[str, str]:
    """The names of the part's facts in the question: those of the whole where they are the same number, else marked."""
    return {name: made.link.get(name, name + SECOND) for name in part.law.facts}


def _of_part(facts: Facts, names: Mapping[str, str]) -> Facts:
    return {name: facts[asked] for name, asked in names.items() if asked in facts}
