"""How the law of a day uses each fact: which values it can tell apart.

A condition that compares a number with 34 and 100 cannot tell 40 from 70, one that asks for a group of countries cannot tell its
members apart. So all values of a fact fall into classes between which
the law of that day does not distinguish, and two rows whose facts fall into the same classes have the same determination.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.values import IdSet, Interval, Value
from acquis.law.corpus import Corpus, Snapshot, Specialisation

_UNKNOWN = ("unknown",)


@dataclass
class Use:
    """What conditions ask of one fact.

    `whole`: they compute with it or compare it with another fact, so that every value counts. Otherwise only the `limits` against
    which it is compared, and the `sets` of codes of which it may be one, or hold one.
    """

    whole: bool = False
    limits: set[Decimal | dt.date] = field(default_factory=set)
    sets: set[frozenset[str]] = field(default_factory=set)

    def class_of(self, value: Value | None) -> object:
        """The class of a value: values of one class are alike to the law. Unknown is a class of its own."""
        if value is None:
            return _UNKNOWN
        if self.whole or isinstance(value, bool | IdSet | tuple):
            return value
        if isinstance(value, Interval):
            return ("interval", *(None if end is None else self.place(end) for end in (value.low, value.high)))
        if isinstance(value, Decimal | dt.date):
            return self.place(value)
        if isinstance(value, frozenset):
            return (bool(value), frozenset(codes for codes in self.sets if value & codes))
        return ("in", frozenset(codes for codes in self.sets if value in codes))

    def place(self, value: Decimal | dt.date) -> int:
        """Between which limits a value lies: twice their number below it, and one more where it is a limit itself."""
        below = sum(limit < value for limit in self.limits)  # type: ignore[operator]
        return 2 * below + (value in self.limits)


Uses = dict[str, Use]


def derivation_uses(snapshot: Snapshot, given: Collection[str]) -> tuple[frozenset[str], Uses]:
    """The facts that definitions can compute from those given, and all that they ask for it."""
    computing = list(_computing(snapshot, given))
    found: Uses = {}
    for i in reached(snapshot, (i for i, _, _ in computing)):
        note(found, snapshot.condition(i))
    for _, _, names in computing:
        for name in names:
            found.setdefault(name, Use()).whole = True
    return frozenset(fact for _, fact, _ in computing), found


def merge(found: Uses, more: Mapping[str, Use | None]) -> None:
    """Adds what else is asked; None for a fact whose every value counts."""
    for name, use in more.items():
        own = found.setdefault(name, Use())
        own.whole = own.whole or use is None or use.whole
        if use is not None:
            own.limits |= use.limits
            own.sets |= use.sets


def all_uses(corpus: Corpus, given: Collection[str]) -> Uses:
    """What the law of any regime on any day asks of each fact: the finest classes there are."""
    found: Uses = {}
    for provision in corpus.provisions:
        for condition in (provision.when, provision.unless):
            if condition is not None:
                note(found, condition)
        for fact, node in provision.derive.items():
            inputs = n.facts_of(node)
            if not inputs or inputs & set(given):
                for name in inputs | {fact}:
                    found.setdefault(name, Use()).whole = True
    return found


def _computing(snapshot: Snapshot, given: Collection[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
    """The definitions that can compute anything from the facts given: what, and from what."""
    known = set(given)
    for i, fact, _, _ in snapshot.derivations:  # in an order in which each finds its inputs
        inputs = n.facts_of(snapshot.provisions[i].derive[fact])
        if not inputs or inputs & known:
            known.add(fact)
            yield i, fact, inputs | {fact}


def reached(law: Snapshot | Specialisation, indexes: Iterable[int]) -> set[int]:
    """Provisions and all that they refer to."""
    found: set[int] = set()
    waiting = list(indexes)
    while waiting:
        i = waiting.pop()
        if i not in found:
            found.add(i)
            waiting += [j for ref in n.references_of(law.condition(i)) for j in law.family(ref)]
    return found


def note(found: Uses, condition: n.Node) -> None:
    """Adds what a condition asks."""
    for atom in _atoms(condition):
        _note(found, atom)


def _atoms(node: n.Node) -> Iterator[n.Node]:
    """Comparisons and memberships of a condition."""
    match node:
        case n.And(parts) | n.Or(parts):
            for part in parts:
                yield from _atoms(part)
        case n.Not(part):
            yield from _atoms(part)
        case _:
            yield node


def _note(found: Uses, atom: n.Node) -> None:
    """Adds what one comparison asks."""
    match atom:
        case n.Compare(_, n.Fact(name), n.Literal(limit)) | n.Compare(_, n.Literal(limit), n.Fact(name)):
            use = found.setdefault(name, Use())
            if isinstance(limit, bool):
                use.whole = True
            elif isinstance(limit, str):
                use.sets.add(frozenset((limit,)))
            else:
                use.limits.add(limit)
        case n.In(n.Fact(name), tuple(choices), maybe):
            found.setdefault(name, Use()).sets |= {frozenset(choices), frozenset(maybe)}
        case n.InNumbers(n.Fact(name), numbers):
            found.setdefault(name, Use()).limits.update(x.value for x in numbers if isinstance(x.value, Decimal))
        case n.Has(name, item):
            found.setdefault(name, Use()).sets.add(frozenset((item,)))
        case n.Overlaps(name, tuple(choices), maybe):
            found.setdefault(name, Use()).sets |= {frozenset(choices), frozenset(maybe)}
        case _:
            for name in n.facts_of(atom):
                found.setdefault(name, Use()).whole = True
