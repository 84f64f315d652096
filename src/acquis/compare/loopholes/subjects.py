"""Whose law on what is searched: the law of a side on a topic together with the list to which it defers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from acquis.compare.loopholes.found import Citation
from acquis.compare.relation import simplified
from acquis.compare.rules import Rule, topic_rule, union
from acquis.compare.topics import Side, Topic
from acquis.conditions import nodes as n
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Truth
from acquis.law.corpus import Corpus
from acquis.law.model import Kind, Layer, Provision, descends


@dataclass(frozen=True)
class Subject:
    """The law of a side on a topic. `own`: its own provisions; `law`: with those to which it leaves what they take over."""

    topic: Topic
    side: Side
    own: Rule
    law: Rule

    @property
    def regime(self) -> str:
        """The regime of the side."""
        return self.side.regime

    @cached_property
    def parts(self) -> tuple[tuple[Provision, Rule], ...]:
        """Each provision by itself."""
        pairs = zip(self.law.provisions, self.law.parts, strict=True)
        return tuple((p, replace(self.law, condition=part, provisions=(p,), parts=(part,))) for p, part in pairs)

    def catching(self, facts: Facts) -> tuple[Citation, ...]:
        """The provisions that catch a thing."""
        return tuple(Citation.of(provision) for provision, rule in self.parts if rule.truth(facts) is True)


def subject_of(corpus: Corpus, topic: Topic, side: Side, on: dt.date, layer: Layer = Layer.ENFORCED) -> Subject:
    """The law of a side on a topic on a day."""
    own = topic_rule(corpus, topic, side, on, layer)
    rules = [own, *(topic_rule(corpus, topic, other, on, layer) for other in topic.sides if _defers(own, side, other))]
    found = {p.id: (p, part) for rule in rules for p, part in zip(rule.provisions, rule.parts, strict=False)}
    if len(rules) == 1 or not found:
        return Subject(topic, side, own, own)
    provisions, parts = zip(*found.values(), strict=True)
    return Subject(topic, side, own, replace(own, condition=union(parts), provisions=provisions, parts=parts))


def subjects(corpus: Corpus, topic: Topic, on: dt.date, regimes: tuple[str, ...], layer: Layer) -> Iterator[Subject]:
    """Every side of a topic whose law is there: sides with no such control, or with nothing of their own, are left out."""
    for side in topic.sides:
        if side.regime in regimes:
            subject = subject_of(corpus, topic, side, on, layer)
            if not catches_nothing(subject.own, corpus):
                yield subject


def catches_nothing(rule: Rule, corpus: Corpus) -> bool:
    """Whether a rule is none: nothing is there, or it provably leaves all that it might catch to another list."""
    return rule.empty or simplified(rule, corpus.vocabulary).empty


def _defers(rule: Rule, side: Side, other: Side) -> bool:
    """Whether a rule excepts what another list of the same regime controls."""
    if other.id == side.id or other.regime != side.regime:
        return False
    nodes = (node for p in rule.provisions for node in (p.when, p.unless) if node is not None)
    references = frozenset[str]().union(*(n.references_of(node) for node in nodes))
    return any(descends(reference, above) for reference in references for above in other.under)


def _folded(rule: Rule, i: int) -> n.Node:
    return restrict(rule.snapshot.inlined_condition(i), rule.known, _none)


def _none(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is still there after inlining")


def closers(rule: Rule, facts: frozenset[str], kinds: tuple[Kind, ...]) -> tuple[Citation, ...]:
    """Provisions of these kinds that speak of one of the facts, or refer to a definition that does, and may reach the thing."""
    snapshot = rule.snapshot
    direct = {p.id for p in snapshot.provisions if _facts(p) & facts}
    definitions = {p.id for p in snapshot.provisions if p.id in direct and p.kind is Kind.DEFINITION}
    found = [
        p
        for i, p in enumerate(snapshot.provisions)
        if p.kind in kinds and (p.id in direct or _refers(p, definitions)) and _folded(rule, i) is not n.FALSE
    ]
    return tuple(dict.fromkeys(Citation.of(p) for p in found))


def sums(rule: Rule, fact: str) -> tuple[Citation, ...]:
    """Definitions that compute a fact as a sum over parts."""
    return tuple(
        Citation.of(p)
        for p in rule.snapshot.provisions
        if fact in p.derive and any(isinstance(node, n.Aggregate) and node.which == "sum" for node in n.walk(p.derive[fact]))
    )


def _facts(provision: Provision) -> frozenset[str]:
    nodes = [node for node in (provision.when, provision.unless) if node is not None]
    return frozenset[str]().union(*(n.facts_of(node) for node in nodes))


def _refers(provision: Provision, definitions: set[str]) -> bool:
    nodes = [node for node in (provision.when, provision.unless) if node is not None]
    return any(reference in definitions for node in nodes for reference in n.references_of(node))


def kind_topic(corpus: Corpus, identifier: str, title: str, known: Mapping[str, object], sides: tuple[Side, ...]) -> Topic:
    """A kind of item as a topic: all entries that may catch one, whatever fact they speak of."""
    return Topic(identifier, title, corpus.vocabulary.read_all(known), frozenset(corpus.vocabulary.definitions), (), sides, {})
