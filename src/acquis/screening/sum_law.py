"""The provisions of one regime on which a sum over transfers bears: what asks it, against which limits, and since when."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from acquis.conditions import nodes as n
from acquis.conditions.values import Facts
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.model import Layer
from acquis.screening.sums import SumError


@dataclass
class SumLaw:
    """The provisions of one regime on which a fact of sums bears.

    `stipulated`: facts that hold for every row that does not say otherwise.
    """

    corpus: Corpus
    regime: str
    layer: Layer
    fact: str
    stipulated: Facts = field(default_factory=dict)
    _biting: dict[Snapshot, tuple[int, ...]] = field(default_factory=dict)

    def snapshot(self, day: dt.date) -> Snapshot:
        """The law of a day."""
        return self.corpus.on(day, self.regime, self.layer)

    def stretches(self, days: Iterable[dt.date]) -> dict[int, dt.date]:
        """The stretches between two changes of the law that the days lie in, each with one of its days."""
        changes = self.corpus.changes[self.regime]
        found: dict[int, dt.date] = {}
        for day in days:
            found.setdefault(bisect_right(changes, day), day)
        return found

    def biting(self, snapshot: Snapshot) -> tuple[int, ...]:
        """Provisions that ask the fact, directly or through others."""
        if snapshot not in self._biting:
            asked = {i: n.references_of(snapshot.condition(i)) for i, p in enumerate(snapshot.provisions) if p.when is not None}
            found = {i for i in asked if self.fact in n.facts_of(snapshot.condition(i))}
            fresh = found
            while fresh:
                near = {i for i, names in asked.items() if names and any(not fresh.isdisjoint(snapshot.family(r)) for r in names)}
                fresh = near - found
                found |= fresh
            self._biting[snapshot] = tuple(sorted(found))
        return self._biting[snapshot]

    @cached_property
    def bites(self) -> bool:
        """Whether any provision of the regime ever asks it."""
        return any(True for _ in self._conditions())

    def bites_on(self, days: Iterable[dt.date]) -> bool:
        """Whether a provision in force on one of the days asks it."""
        return any(self.biting(self.snapshot(day)) for day in self.stretches(days).values())

    @cached_property
    def asked(self) -> frozenset[str]:
        """Every fact that some provision of the regime asks or computes with, on any day."""
        provisions = [p for p in self.corpus.provisions if p.regime == self.regime]
        nodes = [node for p in provisions for node in (p.when, p.unless, *p.derive.values()) if node is not None]
        return frozenset().union(*(n.facts_of(node) for node in nodes))

    def _conditions(self) -> Iterator[n.Node]:
        for provision in self.corpus.provisions:
            if provision.regime == self.regime:
                for node in (provision.when, provision.unless):
                    if node is not None and self.fact in n.facts_of(node):
                        yield node

    @cached_property
    def sums(self) -> dict[n.Node, list[Decimal]]:
        """The values that conditions compute of the fact (or the fact itself), each with the limits it is compared with.

        Raises:
            SumError: a condition asks the fact in another way than by comparing it with numbers.
        """
        found: dict[n.Node, set[Decimal]] = {}
        for condition in self._conditions():
            for node in n.walk(condition):
                if isinstance(node, n.Compare):
                    for value, limit in ((node.left, node.right), (node.right, node.left)):
                        if self.fact in n.facts_of(value):
                            if not isinstance(limit, n.Literal) or not isinstance(value, n.Fact | n.Window | n.Aggregate):
                                raise SumError(f"{self.fact} is asked in a way that sums cannot follow", field=self.regime)
                            if isinstance(limit.value, Decimal):
                                found.setdefault(value, set()).add(limit.value)
        return {node: sorted(limits) for node, limits in found.items()}


def place(value: Decimal, limits: Sequence[Decimal]) -> int:
    """Between which limits a number lies, and whether it is one of them."""
    return bisect_right(limits, value) * 2 - (value in limits)
