"""Stretches of days on which the law of a regime is the same for one kind of item, though it may have changed for others."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator

from acquis.conditions import nodes as n
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Truth
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.model import Layer


class Stretches:
    """For a day, the number of the first stretch whose law is the same for a kind of item.

    Args:
        corpus: the law.
        layer: the law as applied, or as it stands in the books.
    """

    def __init__(self, corpus: Corpus, layer: Layer) -> None:
        self._corpus, self._layer = corpus, layer
        self._first: dict[tuple[str, int, object], int] = {}
        self._moved: dict[tuple[str, int], tuple[tuple[Snapshot, int], ...]] = {}

    def first_alike(self, regime: str, day: dt.date, known: Facts) -> int:
        """The number of the first of the neighbouring stretches on which the law is the same for what is known of an item.

        It is the same where no provision that came, went or speaks of a group that changed can hold for it.
        """
        stretch = bisect_right(self._corpus.changes[regime], day)
        kind = tuple(sorted((name, str(value)) for name, value in known.items()))
        passed = []
        while (regime, stretch, kind) not in self._first and stretch and not self._changes(regime, stretch, known):
            passed.append(stretch)
            stretch -= 1
        first = self._first.setdefault((regime, stretch, kind), stretch)
        for later in passed:
            self._first[regime, later, kind] = first
        return first

    def _changes(self, regime: str, stretch: int, known: Facts) -> bool:
        """Whether the law is another for such an item from the stretch before to this one."""
        if (regime, stretch) not in self._moved:
            self._moved[regime, stretch] = tuple(self._moving(regime, stretch))
        return any(restrict(snapshot.condition(i), known, _open) is not n.FALSE for snapshot, i in self._moved[regime, stretch])

    def _moving(self, regime: str, stretch: int) -> Iterator[tuple[Snapshot, int]]:
        """Provisions that are in force on one side of a change only, or whose groups change there."""
        day = self._corpus.changes[regime][stretch - 1]
        before, after = (self._corpus.on(on, regime, self._layer) for on in (day - dt.timedelta(days=1), day))
        groups = {g.id for g in self._corpus.groups.values() if g.on(day) is not g.on(day - dt.timedelta(days=1))}
        for snapshot, other in ((before, after), (after, before)):
            there = {id(provision) for provision in other.provisions}
            for i, provision in enumerate(snapshot.provisions):
                named = (condition for condition in (provision.when, provision.unless) if condition is not None)
                if id(provision) not in there or any(n.groups_of(condition) & groups for condition in named):
                    yield snapshot, i


def _open(identifier: str) -> Truth:
    """What stands behind a reference is not looked at: it may hold."""
    return None
