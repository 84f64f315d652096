"""All sides of a topic against each other: relation, agreement on real things and over the space of what could be built."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from acquis.compare.agreement import ItemAgreement, agreement_of
from acquis.compare.cells import Cells, Sample, Share, measure
from acquis.compare.real_items import real_items, truths
from acquis.compare.relation import Comparison, Direction, compare, simplified
from acquis.compare.rules import Rule, topic_rule
from acquis.compare.topics import Side, Topic
from acquis.law.corpus import Corpus
from acquis.law.model import Layer


@dataclass(frozen=True, slots=True)
class SpaceAgreement:
    """Shares of a topic's space on which two rules certainly agree and certainly differ; the rest is not known."""

    agree: Share
    differ: Share

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"agree": self.agree.to_dict(), "differ": self.differ.to_dict()}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides of a topic."""

    a: Side
    b: Side
    comparison: Comparison
    items: ItemAgreement | None
    space: SpaceAgreement | None

    @property
    def neither(self) -> bool:
        """Whether neither side has such a control at all."""
        return self.comparison.a.empty and self.comparison.b.empty

    @property
    def reversed(self) -> Pair:
        """The same pair seen from the other side."""
        return Pair(self.b, self.a, self.comparison.reversed, self.items and self.items.reversed, self.space)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "a": self.a.id,
            "b": self.b.id,
            "relation": str(self.comparison.relation),
            "neither_has_it": self.neither,
            "a_in_b": direction_dict(self.comparison.a_in_b),
            "b_in_a": direction_dict(self.comparison.b_in_a),
            "items": None if self.items is None else self.items.to_dict(),
            "space": None if self.space is None else self.space.to_dict(),
        }


@dataclass(frozen=True)
class Matrix:
    """Every pair of sides of a topic on a day, each pair once, in the order of the sides.

    `left_out`: the sides of which nothing is known.
    """

    topic: Topic
    on: dt.date
    rules: dict[str, Rule]
    pairs: tuple[Pair, ...]
    left_out: tuple[Side, ...]
    corpus: str

    def pair(self, a: str, b: str) -> Pair:
        """The pair of two sides, seen from the first.

        Raises:
            KeyError: one of them is not in the matrix, or both are the same.
        """
        for pair in self.pairs:
            if (pair.a.id, pair.b.id) == (a, b):
                return pair
            if (pair.a.id, pair.b.id) == (b, a):
                return pair.reversed
        raise KeyError((a, b))

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides, in order."""
        return tuple(side for side in self.topic.sides if side.id in self.rules)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "topic": self.topic.id,
            "date": self.on.isoformat(),
            "corpus": self.corpus,
            "sides": {name: _rule_dict(rule) for name, rule in self.rules.items()},
            "pairs": [pair.to_dict() for pair in self.pairs],
            "nothing_known_of": [side.id for side in self.left_out],
        }


def matrix(
    corpus: Corpus,
    topic: Topic,
    on: dt.date,
    layer: Layer = Layer.ENFORCED,
    sides: Sequence[str] | None = None,
    *,
    drop_silent: bool = False,
) -> Matrix:
    """Compares the sides of a topic on a day, all by default.

    Args:
        corpus: the law.
        topic: what is compared.
        on: the day.
        layer: the law as applied, or as it stands in the books.
        sides: ids of sides.
        drop_silent: leave out the sides of which nothing is known.

    Raises:
        UnknownTopic: no such side.
    """
    chosen = topic.sides if sides is None else tuple(topic.side(name) for name in sides)
    rules = {side.id: simplified(topic_rule(corpus, topic, side, on, layer), corpus.vocabulary) for side in chosen}
    left_out = tuple(side for side in chosen if drop_silent and rules[side.id].silent)
    chosen = tuple(side for side in chosen if side not in left_out)
    rules = {side.id: rules[side.id] for side in chosen}
    items = real_items(corpus, topic.table) if topic.table is not None else ()
    judged = {name: truths(rule, items) for name, rule in rules.items()}
    space = measure(topic.axes, tuple(rules.values()), corpus.vocabulary) if topic.axes else None
    places = {name: k for k, name in enumerate(rules)}
    pairs = tuple(
        Pair(
            a,
            b,
            compare(rules[a.id], rules[b.id], corpus.vocabulary),
            agreement_of(items, judged[a.id], judged[b.id]) if items else None,
            None if space is None else _space(space, places[a.id], places[b.id]),
        )
        for a, b in itertools.combinations(chosen, 2)
    )
    return Matrix(topic, on, rules, pairs, left_out, corpus.digest[:12])


def _space(space: Cells | Sample, a: int, b: int) -> SpaceAgreement:
    return SpaceAgreement(
        agree=space.share(lambda truths: truths[a] is not None and truths[a] is truths[b]),
        differ=space.share(lambda truths: None not in (truths[a], truths[b]) and truths[a] is not truths[b]),
    )


def _rule_dict(rule: Rule) -> dict[str, Any]:
    return {
        "has_it": not rule.empty,
        "provisions": [provision.id for provision in rule.provisions],
        "not_known": list(rule.unread),
    }


def direction_dict(direction: Direction) -> dict[str, Any]:
    """One half of a comparison, JSON-ready."""
    return {
        "contained": direction.contained,
        "witness": None if direction.witness is None else direction.witness.to_dict(),
        "by_vocabulary": sorted(direction.by_vocabulary),
        "reason": direction.reason,
    }
