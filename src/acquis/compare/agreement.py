"""How two rules judge the real things of a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from acquis.compare.real_items import RealItem, truths
from acquis.compare.rules import Rule
from acquis.conditions import nodes as n
from acquis.conditions.values import Truth
from acquis.items import CATALOGUES, Table

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How two rules judge the real things of a table: counts, and the names of those on which they differ for certain."""

    agree: int
    differ: int
    undecided: int
    a_only: tuple[str, ...]
    b_only: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Share of the decided things on which they agree; None where none is decided."""
        decided = self.agree + self.differ
        return self.agree / decided if decided else None

    @property
    def reversed(self) -> ItemAgreement:
        """The same with the rules exchanged."""
        return ItemAgreement(self.agree, self.differ, self.undecided, self.b_only, self.a_only)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "agree": self.agree,
            "differ": self.differ,
            "undecided": self.undecided,
            "a_only": list(self.a_only),
            "b_only": list(self.b_only),
        }


def agreement(items: Sequence[RealItem], a: Rule, b: Rule) -> ItemAgreement:
    """How two rules judge the same things."""
    return agreement_of(items, truths(a, items), truths(b, items))


def agreement_of(items: Sequence[RealItem], a: Sequence[Truth], b: Sequence[Truth]) -> ItemAgreement:
    """The same from truths already found, one of each rule for each thing."""
    both = list(zip(items, a, b, strict=True))
    decided = [(item, x, y) for item, x, y in both if x is not None and y is not None]
    differing = [(item, x) for item, x, y in decided if x is not y]
    return ItemAgreement(
        agree=len(decided) - len(differing),
        differ=len(differing),
        undecided=len(both) - len(decided),
        a_only=tuple(_names(item for item, caught in differing if caught)),
        b_only=tuple(_names(item for item, caught in differing if not caught)),
    )


def tables_of(rules: Iterable[Rule]) -> tuple[Table, ...]:
    """The tables whose kind of thing the rules speak of, or are asked about."""
    words: set[object] = set()
    for rule in rules:
        words.add(rule.known.get("item_kind"))
        for node in n.walk(rule.condition):
            if isinstance(node, n.Compare) and node.left == n.Fact("item_kind") and isinstance(node.right, n.Literal):
                words.add(node.right.value)
            elif isinstance(node, n.In) and node.left == n.Fact("item_kind"):
                words.update(node.choices if isinstance(node.choices, tuple) else ())
    return tuple(table for table in Table if CATALOGUES[table].item_kind in words)


def _names(items: Iterable[RealItem]) -> Iterator[str]:
    return itertools.islice(dict.fromkeys(item.name for item in items), MOST_NAMED)
