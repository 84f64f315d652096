"""The provisions of one regime on which a sum over transfers bears, read for a row by itself and for its sum."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from acquis.conditions import nodes as n
from acquis.conditions.values import Facts, Truth
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.evaluation import Evaluation
from acquis.law.model import Layer
from acquis.law.outcome import outcome_of
from acquis.screening.sums import SumError


@dataclass
class SumLaw:
    """The provisions of one regime on which a fact of sums bears."""

    corpus: Corpus
    regime: str
    layer: Layer
    fact: str
    stipulated: Facts = field(default_factory=dict)
    _biting: dict[Snapshot, frozenset[int]] = field(default_factory=dict)
    _judged: dict[object, tuple[dict[str, Truth], str]] = field(default_factory=dict)

    def snapshot(self, day: dt.date) -> Snapshot:
        """The law of a day."""
        return self.corpus.on(day, self.regime, self.layer)

    def stretch(self, day: dt.date) -> int:
        """Which stretch between two changes of the law."""
        return bisect_right(self.corpus.changes[self.regime], day)

    def biting(self, snapshot: Snapshot) -> frozenset[int]:
        """Provisions that ask the fact, directly or through others."""
        if snapshot not in self._biting:
            asked = {i: n.references_of(snapshot.condition(i)) for i, p in enumerate(snapshot.provisions) if p.when is not None}
            found = {i for i in asked if self.fact in n.facts_of(snapshot.condition(i))}
            fresh = found
            while fresh:
                near = {i for i, names in asked.items() if names and any(not fresh.isdisjoint(snapshot.family(r)) for r in names)}
                fresh = near - found
                found |= fresh
            self._biting[snapshot] = frozenset(found)
        return self._biting[snapshot]

    @cached_property
    def bites(self) -> bool:
        """Whether any provision of the regime ever asks it."""
        return any(True for _ in self._conditions())

    def _conditions(self) -> Iterator[n.Node]:
        for provision in self.corpus.provisions:
            if provision.regime == self.regime:
                for node in (provision.when, provision.unless):
                    if node is not None and self.fact in n.facts_of(node):
                        yield node

    @cached_property
    def sums(self) -> dict[n.Node, list[Decimal]]:
        """The values that conditions compute of the fact (or the fact itself), each with the limits it is compared with."""
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

    @cached_property
    def asked(self) -> frozenset[str]:
        """All facts that can decide a provision on which the sum bears, on any day."""
        names: set[str] = set()
        for day in self.corpus.changes[self.regime]:
            snapshot = self.snapshot(day)
            for i in self.biting(snapshot):
                names |= n.facts_of(snapshot.inlined_condition(i))
        return frozenset(names - {self.fact})

    def judge(self, key: object, facts: Facts, day: dt.date) -> tuple[dict[str, Truth], str]:
        """The truth of each provision on which the sum bears, and the outcome; judged once for each key."""
        whole = (self.stretch(day), key)
        if whole not in self._judged:
            snapshot = self.snapshot(day)
            evaluation = Evaluation(snapshot, {**self.stipulated, **facts})
            truths = {snapshot.provisions[i].id: evaluation.truth(i) for i in sorted(self.biting(snapshot))}
            self._judged[whole] = truths, str(outcome_of(evaluation))
        return self._judged[whole]


def place(value: Decimal | None, limits: Sequence[Decimal]) -> int | None:
    """Between which limits a number lies, and whether it is one of them; None is open."""
    return None if value is None else bisect_right(limits, value) * 2 - (value in limits)
