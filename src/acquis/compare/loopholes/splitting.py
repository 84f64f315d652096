"""Splitting: a thing that is caught as one whole and free as so many equal parts, and limits by quantity or value.

Asked for every provision by itself, so that each band of a ladder has its own answer: the whole meets this provision, and each
part meets none of the law of the side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from acquis.compare.loopholes.better import Additive, Better
from acquis.compare.loopholes.found import Citation, Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.gaps import free_extent
from acquis.compare.loopholes.monotone import UNCONFIRMED, confirmed
from acquis.compare.loopholes.pairs import Prover, scaled
from acquis.compare.loopholes.subjects import Subject, closers, sums
from acquis.compare.rules import Rule
from acquis.compare.witness import Witness
from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Truth, Value, show
from acquis.law.corpus import Snapshot
from acquis.law.model import Kind

LOTS = (2, 3, 4, 5, 10, 100)
"""Numbers of parts that are tried, the least that works is told."""


def splittings(subject: Subject, better: Better, prover: Prover) -> Iterator[Finding]:
    """For each additive fact of which the law speaks, and each provision: the least number of parts that are all free."""
    for additive in better.additive:
        if additive.fact not in subject.law.facts:
            continue
        asked: set[n.Node] = set()
        found: list[tuple[Witness, Witness, int]] = []
        reasons: list[str] = []
        for _, rule in subject.parts:
            if additive.fact in rule.facts and rule.condition not in asked:
                asked.add(rule.condition)
                split, reason = _least(subject, rule, additive.fact, prover)
                found += [] if split is None else [split]
                reasons += [] if reason is None else [reason]
        if found:
            yield _found(subject, additive, found, better, prover)
        elif reasons:
            yield _not_decided(subject, additive, "; ".join(dict.fromkeys(reasons)))
        elif asked:
            yield _finding(subject, Verdict.ABSENT, f"no whole is free in up to {LOTS[-1]} parts {additive.manner}")


def _least(subject: Subject, rule: Rule, fact: str, prover: Prover) -> tuple[tuple[Witness, Witness, int] | None, str | None]:
    """The whole, its largest part and how many parts; or why it is not known."""
    reason = None
    count = prover.vocabulary[fact].kind == "count"
    for lots in LOTS:
        parts = scaled(subject.law.condition, fact, lots, count=count)
        direction = prover.contained(subject.law, rule.condition, parts)
        if direction.witness is not None:
            whole = direction.witness
            part, least = (prover.witness({**whole.facts, fact: share}) for share in _shares(whole.facts[fact], lots, count))
            if confirmed(subject, (whole,), (part, least)):
                return (whole, part, lots), None
            reason = UNCONFIRMED
        elif direction.contained is None:
            reason = direction.reason
    return None, reason


def _shares(value: Value, lots: int, count: bool) -> tuple[Decimal, Decimal]:
    """The largest and the least of so many parts, as equal as they can be."""
    assert isinstance(value, Decimal)
    return (Decimal(math.ceil(value / lots)), Decimal(math.floor(value / lots))) if count else (value / lots, value / lots)


def _found(
    subject: Subject, additive: Additive, found: list[tuple[Witness, Witness, int]], better: Better, prover: Prover
) -> Finding:
    things = tuple(
        thing
        for whole, part, lots in found
        for thing in (
            Thing("whole", whole, "true", subject.catching(whole.facts)),
            Thing(f"{lots} parts, each at most", part, "false"),
        )
    )
    whole, part, lots = found[-1]
    share = f"{additive.fact} {show(part.facts[additive.fact])}"
    extent = free_extent(subject, additive.fact, part.facts, prover)
    most = "" if extent is None or extent.high is None else f", any {_end(extent)} is free"
    bands = f"; so at each of {len(found)} provisions" if len(found) > 1 else ""
    statement = f"caught as one: {whole}; free {additive.manner}: {lots} with {share}{most}{bands}"
    closing = sums(subject.law, additive.fact)
    if any(provision.kind is Kind.ENTRY for provision in subject.law.provisions):  # catch-alls stand behind lists
        closing += closers(subject.law, better.catch_all, (Kind.REQUIREMENT, Kind.PROHIBITION))
    return replace(_finding(subject, Verdict.FOUND, statement, things), closed_by=closing, reason=additive.realism)


def _end(extent: Bounds) -> str:
    assert extent.high is not None
    return f"{'below' if extent.high_strict else 'up to'} {show(extent.high)}"


def _not_decided(subject: Subject, additive: Additive, reason: str) -> Finding:
    return _finding(subject, Verdict.NOT_DECIDED, f"whether a whole is free in parts {additive.manner}", reason=reason)


def quantity_limits(snapshot: Snapshot, rule: Rule, better: Better, prover: Prover) -> Iterator[Finding]:
    """Provisions with a limit of quantity or value: what is over the limit as one and under it as `LOTS[0]`.

    `rule` gives the day; of an authorisation the parts have it and the whole has not.
    """
    for i, provision in enumerate(snapshot.provisions):
        condition = restrict(snapshot.condition(i), {}, _unknown)
        for quantity in better.quantities:
            if quantity.fact in n.facts_of(condition):
                inlined = restrict(snapshot.inlined_condition(i), {}, _unknown)
                own = replace(rule, snapshot=snapshot, condition=inlined, provisions=(provision,), known={})
                yield _limit(own, quantity, prover, gives=provision.kind is Kind.AUTHORISATION)


def _limit(rule: Rule, quantity: Additive, prover: Prover, *, gives: bool) -> Finding:
    provision, fact = rule.provisions[0], quantity.fact
    count = prover.vocabulary[fact].kind == "count"
    parts = scaled(rule.condition, fact, LOTS[0], count=count)
    first, second = (parts, rule.condition) if gives else (rule.condition, parts)
    direction = prover.contained(rule, first, second)
    base = Finding(Gap.SPLITTING, Verdict.ABSENT, provision.regime, provision.id, "quantities", f"no splitting along {fact}")
    if direction.contained:
        return base
    whole = direction.witness
    if whole is None:
        told = f"whether {provision.title} can be met or left {quantity.manner}"
        return replace(base, verdict=Verdict.NOT_DECIDED, statement=told, reason=direction.reason)
    part = prover.witness({**whole.facts, fact: _shares(whole.facts[fact], LOTS[0], count)[0]})
    truths = rule.truth(whole.facts), rule.truth(part.facts)
    if truths != ((False, True) if gives else (True, False)):
        return replace(base, verdict=Verdict.NOT_DECIDED, statement=f"splitting along {fact}", reason=UNCONFIRMED)
    cites = (Citation.of(provision),)
    things = (
        Thing("whole", whole, show(truths[0]), cites),
        Thing(f"{LOTS[0]} lots", part, show(truths[1]), cites),
    )
    shown = f"{fact} {show(whole.facts[fact])} and {show(part.facts[fact])}"
    told = f"{provision.title}: {'only the lots have it' if gives else 'the lots leave it'} {quantity.manner}: {shown}"
    return replace(base, verdict=Verdict.FOUND, statement=told, things=things)


def _unknown(identifier: str) -> Truth:
    return None


def _finding(
    subject: Subject, verdict: Verdict, statement: str, things: tuple[Thing, ...] = (), reason: str | None = None
) -> Finding:
    kind = Gap.SPLITTING
    return Finding(kind, verdict, subject.regime, subject.side.id, subject.topic.id, statement, things, reason=reason)
