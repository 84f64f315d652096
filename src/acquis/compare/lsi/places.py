"""Countries that the law of a day cannot tell apart: asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acquis.conditions import nodes as n
from acquis.conditions.values import Facts, Value
from acquis.law.corpus import Snapshot

Classes = tuple[tuple[str, ...], ...]


def classes(snapshots: Iterable[Snapshot], countries: Iterable[str], cases: Iterable[Facts]) -> Classes:
    """The countries in classes that no condition of any of the snapshots separates.

    Two countries are together when they stand in the same lists (groups with their doubtful members, codes written out) and
    neither is named in a case, for a condition may compare two facts.
    """
    lists = tuple(dict.fromkeys(found for snapshot in snapshots for found in _lists(snapshot)))
    own = {word for facts in cases for value in facts.values() for word in _words(value)}
    found: dict[object, list[str]] = {}
    for country in countries:
        mark = tuple(country in one for one in lists), country if country in own else None
        found.setdefault(mark, []).append(country)
    return tuple(tuple(members) for members in found.values())


def _words(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, frozenset) else ()


def _lists(snapshot: Snapshot) -> Iterator[frozenset[str]]:
    """Every list of words that a condition of the snapshot names: members of groups, choices, single codes."""
    for i, provision in enumerate(snapshot.provisions):
        for node in (snapshot.condition(i), *provision.derive.values()):
            for part in n.walk(node):
                match part:
                    case n.In(choices=tuple(choices), maybe=maybe) | n.Overlaps(choices=tuple(choices), maybe=maybe):
                        yield frozenset(choices)
                        yield frozenset(maybe)
                    case n.Has(item=item):
                        yield frozenset((item,))
                    case n.Literal(str() as word):
                        yield frozenset((word,))
                    case n.Compare(left=left, right=right):
                        for side in (left, right):
                            if isinstance(side, n.Literal) and isinstance(side.value, str):
                                yield frozenset((side.value,))
