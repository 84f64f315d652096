"""What leads take from the law: the days on which it changed for a kind of good, and limits that separate free from caught."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.law.corpus import Corpus
from acquis.law.model import Kind, Layer, Provision
from acquis.screening.leads import Limit

_CONTROLS = (Kind.ENTRY, Kind.REQUIREMENT, Kind.PROHIBITION)
_KIND = "item_kind"
_ROOM = Decimal("1.1")
"""A limit that has less room above it before the range of the fact ends is left out: its neighbourhood is not one."""


def control_days(
    corpus: Corpus, regimes: Iterable[str], first: dt.date, last: dt.date, layer: Layer = Layer.ENFORCED
) -> dict[dt.date, set[str]]:
    """By day after the first and up to the last on which a control came into force, the kinds of item that it names."""
    chosen = set(regimes)
    found: dict[dt.date, set[str]] = {}
    for provision in corpus.provisions:
        start = provision.in_force.start
        if provision.regime in chosen and _controls(provision, layer) and start is not None and first < start <= last:
            for kind in _kinds(provision):
                found.setdefault(start, set()).add(kind)
    return found


def limits_of(
    corpus: Corpus, regimes: Iterable[str], facts: Collection[str], first: dt.date, last: dt.date, layer: Layer = Layer.ENFORCED
) -> list[Limit]:
    """Limits on numbers in entries in force on some of the days, with the side on which a thing is free.

    A number that ends one band and begins the next is left out: neither side of it is free.
    """
    chosen, found = set(regimes), dict[tuple[str, Decimal], dict[bool, str]]()
    for provision in corpus.provisions:
        start, end = provision.in_force.start, provision.in_force.end
        within = (start is None or start <= last) and (end is None or end >= first)
        if provision.regime in chosen and provision.kind is Kind.ENTRY and layer in provision.layers and within:
            for fact, value, free_below in _limits(provision.when, True):
                top = corpus.vocabulary[fact].high
                if fact in facts and (top is None or value * _ROOM < top):
                    found.setdefault((fact, value), {}).setdefault(free_below, provision.id)
    return [
        Limit(fact, value, free_below, identifier)
        for (fact, value), sides in sorted(found.items())
        if len(sides) == 1
        for free_below, identifier in sides.items()
    ]


def _controls(provision: Provision, layer: Layer) -> bool:
    return provision.kind in _CONTROLS and layer in provision.layers and provision.when is not None


def _kinds(provision: Provision) -> Iterator[str]:
    if provision.when is None:
        return
    for node in n.walk(provision.when):
        match node:
            case n.Compare("=", n.Fact(name), n.Literal(str(kind))) if name == _KIND:
                yield kind
            case n.In(n.Fact(name), tuple(kinds)) if name == _KIND:
                yield from kinds


def _limits(node: n.Node | None, positive: bool) -> Iterator[tuple[str, Decimal, bool]]:
    """(fact, limit, whether smaller numbers are free) of a condition that catches."""
    match node:
        case n.And(parts) | n.Or(parts):
            for part in parts:
                yield from _limits(part, positive)
        case n.Not(part):
            yield from _limits(part, not positive)
        case n.Compare(op, n.Fact(name), n.Literal(value)) if isinstance(value, Decimal) and op in ("<", "<=", ">", ">="):
            yield name, value, (op in (">", ">=")) is positive
