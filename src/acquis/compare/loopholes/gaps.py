"""Holes between bands, and edges.

A hole: a free thing between two caught ones that differ from it in one number only, one on each side. Where the hole is one
single value, it is a tie that neither band takes. An edge is where a control begins by design: the least step that leads out of
it for the worse, with its distance.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from acquis.compare.loopholes.better import Better
from acquis.compare.loopholes.found import Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.monotone import UNCONFIRMED, caught_thing, confirmed
from acquis.compare.loopholes.pairs import SECOND, THIRD, Prover, numeric, own_facts, renamed
from acquis.compare.loopholes.subjects import Subject
from acquis.compare.witness import Witness, thresholds
from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds
from acquis.conditions.restrict import restrict
from acquis.conditions.rewrite import rewrite
from acquis.conditions.values import Facts, Truth, show

MOST_HOLES = 8
HAIR = Decimal("0.001")
"""Share of a limit by which a measured value is moved to show an edge."""


def holes(subject: Subject, prover: Prover) -> Iterator[Finding]:
    """Every hole along every number of which the law of a side speaks, or the proof that there is none."""
    proved: list[str] = []
    for axis in numeric(prover.vocabulary, subject.law.facts):
        found = list(_along(subject, axis, prover))
        if found:
            yield from found
        else:
            proved.append(axis)
    if proved:
        yield _finding(subject, Verdict.ABSENT, f"no hole between bands along {', '.join(proved)}")


def _along(subject: Subject, axis: str, prover: Prover) -> Iterator[Finding]:
    law = subject.law.condition
    low, inside, high = n.Fact(axis), n.Fact(axis + SECOND), n.Fact(axis + THIRD)
    sandwiched = [law, renamed(law, {axis: axis + THIRD}), n.Compare("<", low, inside), n.Compare("<", inside, high)]
    beside: list[n.Node] = []
    for _ in range(MOST_HOLES):
        free = renamed(law, {axis: axis + SECOND})
        direction = prover.contained(subject.law, n.conjunction([*sandwiched, *beside]), free)
        if direction.contained:
            return
        if direction.witness is None:
            yield _finding(subject, Verdict.NOT_DECIDED, f"whether there is a hole along {axis}", reason=direction.reason)
            return
        below, hole, above = (prover.witness(own_facts(direction.witness, axis, mark)) for mark in ("", SECOND, THIRD))
        if not confirmed(subject, caught=(below, above), free=(hole,)):
            yield _finding(subject, Verdict.NOT_DECIDED, f"whether there is a hole along {axis}", reason=UNCONFIRMED)
            return
        extent = free_extent(subject, axis, hole.facts, prover)
        yield _hole(subject, axis, below, hole, above, extent)
        if extent is None:
            return
        beside.append(n.Not(_inside(axis + SECOND, extent)))


def _hole(subject: Subject, axis: str, below: Witness, hole: Witness, above: Witness, extent: Bounds | None) -> Finding:
    things = (
        caught_thing(subject, below, "caught below"),
        Thing("free", hole, "false"),
        caught_thing(subject, above, "caught above"),
    )
    where = "" if extent is None else f" ({axis} {_said(extent)})"
    what = "one value that no band takes" if extent is not None and extent.low == extent.high else "a hole between bands"
    return _finding(subject, Verdict.FOUND, f"{what}{where}: free {hole}", things)


def free_extent(subject: Subject, axis: str, facts: Facts, prover: Prover) -> Bounds | None:
    """How far the free values reach around a free thing along an axis; None where the limits are not plain numbers."""
    value = facts[axis]
    if _tangled(subject.law.condition, axis) or not isinstance(value, Decimal):
        return None
    count = prover.vocabulary[axis].kind == "count"
    stretches = list(_stretches(sorted(thresholds(subject.law.condition, axis)), count=count))
    free = [subject.law.truth({**facts, axis: sample}) is False for _, sample in stretches]
    first = last = next(i for i, (bounds, _) in enumerate(stretches) if value in bounds)
    while first > 0 and free[first - 1]:
        first -= 1
    while last < len(stretches) - 1 and free[last + 1]:
        last += 1
    left, right = stretches[first][0], stretches[last][0]
    whole = Bounds(left.low, right.high, left.low_strict, right.high_strict)
    return _whole_numbers(whole) if count else whole


def _stretches(limits: list[Decimal], *, count: bool) -> Iterator[tuple[Bounds, Decimal]]:
    """The stretches into which limits cut an axis, each limit one by itself, with a value inside each."""
    yield Bounds(high=limits[0], high_strict=True), limits[0] - 1
    for limit, following in itertools.zip_longest(limits, limits[1:]):
        yield Bounds(limit, limit), limit
        if following is None:
            yield Bounds(low=limit, low_strict=True), limit + 1
        elif not count or following - limit > 1:
            yield Bounds(limit, following, True, True), limit + 1 if count else (limit + following) / 2


def _whole_numbers(bounds: Bounds) -> Bounds:
    """The same bounds with the first and the last whole number inside."""
    low = None if bounds.low is None else bounds.low + (1 if bounds.low_strict else 0)
    high = None if bounds.high is None else bounds.high - (1 if bounds.high_strict else 0)
    return Bounds(low, high)


def _tangled(condition: n.Node, axis: str) -> bool:
    """Whether an axis stands in arithmetic or against another fact, so that its limits are no plain numbers."""
    for node in n.walk(condition):
        if isinstance(node, n.Compare) and axis in n.facts_of(node):
            sides = {type(node.left), type(node.right)}
            if sides != {n.Fact, n.Literal}:
                return True
    return False


def _inside(name: str, bounds: Bounds) -> n.Node:
    parts: list[n.Node] = []
    if bounds.low is not None:
        parts.append(n.Compare(">" if bounds.low_strict else ">=", n.Fact(name), n.Literal(bounds.low)))
    if bounds.high is not None:
        parts.append(n.Compare("<" if bounds.high_strict else "<=", n.Fact(name), n.Literal(bounds.high)))
    return n.conjunction(parts)


def _said(bounds: Bounds) -> str:
    if bounds.low is not None and bounds.low == bounds.high:
        return f"exactly {show(bounds.low)}"
    low = "" if bounds.low is None else f"{'above' if bounds.low_strict else 'from'} {show(bounds.low)}"
    high = "" if bounds.high is None else f"{'below' if bounds.high_strict else 'up to'} {show(bounds.high)}"
    return f"{low} {high}".strip()


def edges(subject: Subject, better: Better, prover: Prover) -> Iterator[Finding]:
    """For each axis the steps for the worse that lead out of control, one at every limit, the relatively smallest named."""
    yield from _said_otherwise(subject, prover)
    for axis in numeric(prover.vocabulary, subject.law.facts & better.higher.keys()):
        steps = list(_steps(subject, axis, better.higher[axis], prover))
        if not steps:
            continue
        distance, inside, outside = min(steps, key=lambda step: step[0])
        things = tuple(
            thing for _, a, b in steps for thing in (caught_thing(subject, a), Thing("free, one step worse", b, "false"))
        )
        how_far = f"{show(_rounded(distance * 100))} % worse" if distance else "any amount beyond the limit"
        more = f"; such an edge at each of {len(steps)} limits" if len(steps) > 1 else ""
        statement = f"{how_far}: caught {inside}; free {outside}{more}"
        yield _finding(subject, Verdict.FOUND, statement, things, kind=Gap.EDGE)


def _said_otherwise(subject: Subject, prover: Prover) -> Iterator[Finding]:
    """Things that leave control by a yes or no alone, all numbers equal."""
    for fact in sorted(name for name in subject.law.facts if prover.vocabulary[name].kind == "bool"):
        for value in (True, False):
            pair = _leading_out(subject, fact, value, not value, prover)
            if pair is not None:
                things = (caught_thing(subject, pair[0]), Thing("free, otherwise the same", pair[1], "false"))
                statement = f"by {fact} alone: caught {pair[0]}; free with {fact} {show(not value)}"
                yield _finding(subject, Verdict.FOUND, statement, things, kind=Gap.EDGE)


def _steps(subject: Subject, axis: str, higher: bool, prover: Prover) -> Iterator[tuple[Decimal, Witness, Witness]]:
    count = prover.vocabulary[axis].kind == "count"
    for limit in sorted(thresholds(subject.law.condition, axis)):
        hair = Decimal(1) if count else limit * HAIR
        around = sorted({limit - hair, limit, limit + hair}, reverse=higher)
        for inside, outside in reversed(list(itertools.pairwise(around))):  # from the better to the worse, the limit itself first
            pair = _leading_out(subject, axis, inside, outside, prover)
            if pair is not None:
                yield (hair / inside if count else Decimal(0), *pair)
                break


def _leading_out(
    subject: Subject, axis: str, inside: bool | Decimal, outside: bool | Decimal, prover: Prover
) -> tuple[Witness, Witness] | None:
    """Other facts with which one value is caught and the next is free."""
    caught, free = (_with_value(subject.law.condition, axis, value) for value in (inside, outside))
    if caught is n.FALSE or free is n.TRUE:
        return None
    direction = prover.contained(subject.law, caught, free)
    if direction.witness is None:
        return None
    first, second = (prover.witness({axis: value, **direction.witness.facts}) for value in (inside, outside))
    return (first, second) if confirmed(subject, (first,), (second,)) else None


def _with_value(condition: n.Node, axis: str, value: bool | Decimal) -> n.Node:
    """The condition with a fact given, folded."""
    return restrict(rewrite(condition, lambda part: n.Literal(value) if part == n.Fact(axis) else None), {}, _none)


def _rounded(value: Decimal) -> Decimal:
    """Two significant digits."""
    return value if value == 0 else round(value, 1 - value.adjusted())


def _none(identifier: str) -> Truth:
    raise LookupError(identifier)


def _finding(
    subject: Subject,
    verdict: Verdict,
    statement: str,
    things: tuple[Thing, ...] = (),
    reason: str | None = None,
    kind: Gap = Gap.GAP,
) -> Finding:
    return Finding(kind, verdict, subject.regime, subject.side.id, subject.topic.id, statement, things, reason=reason)
