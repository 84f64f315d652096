"""The days on which a side's rule on a topic really changed: not the dates of texts, but of what they catch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from acquis.compare.cells import Cells, measure
from acquis.compare.relation import Comparison, Relation, compare
from acquis.compare.rules import Rule, topic_rule
from acquis.compare.topics import Side, Topic
from acquis.conditions.values import Truth
from acquis.law.corpus import Corpus
from acquis.law.model import Layer


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what was newly caught and newly freed, each by its witness and its exact share of the space.

    `undecided`: whether the rule changed is open, for `reasons`.
    """

    day: dt.date
    rule: Rule
    caught: str | None = None
    freed: str | None = None
    caught_share: float | None = None
    freed_share: float | None = None
    undecided: bool = False
    reasons: tuple[str, ...] = ()


def steps(corpus: Corpus, topic: Topic, side: Side, until: dt.date, layer: Layer = Layer.ENFORCED) -> Iterator[Step]:
    """Every day up to `until` on which the rule of a side changed, the oldest first.

    A change of text that catches and frees nothing (proved) is no step.
    """
    before: Rule | None = None
    for day in (day for day in corpus.changes[side.regime] if day <= until):
        rule = topic_rule(corpus, topic, side, day, layer)
        if before is not None and rule.condition != before.condition:
            found = compare(before, rule, corpus.vocabulary)
            if found.relation is not Relation.EQUIVALENT:
                yield _step(corpus, topic, day, found)
        before = rule


def _step(corpus: Corpus, topic: Topic, day: dt.date, found: Comparison) -> Step:
    caught, freed = found.b_in_a, found.a_in_b
    space = measure(topic.axes, (found.a, found.b), corpus.vocabulary) if topic.axes else None
    return Step(
        day,
        found.b,
        caught=None if caught.witness is None else str(caught.witness),
        freed=None if freed.witness is None else str(freed.witness),
        caught_share=_share(space, (False, True)),
        freed_share=_share(space, (True, False)),
        undecided=caught.witness is None and freed.witness is None,
        reasons=found.reasons,
    )


def _share(space: object, moved: tuple[Truth, Truth]) -> float | None:
    return space.share(lambda truths: truths == moved).value if isinstance(space, Cells) else None
