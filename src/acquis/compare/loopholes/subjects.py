"""Whose law on what is searched: the law of a side on a topic together with the list to which it defers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from acquis.compare.loopholes.found import Citation
from acquis.compare.relation import proved_empty
from acquis.compare.rules import Rule, topic_rule
from acquis.compare.topics import Side, Topic
from acquis.conditions import nodes as n
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Truth
from acquis.law.corpus import Corpus
from acquis.law.model import Layer, Provision, descends


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
        numbers = {provision.id: i for i, provision in enumerate(self.law.snapshot.provisions)}
        return tuple(
            (p, replace(self.law, condition=_folded(self.law, numbers[p.id]), provisions=(p,))) for p in self.law.provisions
        )

    def catching(self, facts: Facts) -> tuple[Citation, ...]:
        """The provisions that catch a thing."""
        return tuple(Citation.of(provision) for provision, rule in self.parts if rule.truth(facts) is True)


def subject_of(corpus: Corpus, topic: Topic, side: Side, on: dt.date, layer: Layer = Layer.ENFORCED) -> Subject:
    """The law of a side on a topic on a day."""
    own = topic_rule(corpus, topic, side, on, layer)
    others = [topic_rule(corpus, topic, other, on, layer) for other in topic.sides if _defers(own, side, other)]
    parts = [own.condition, *(other.condition for other in others)]
    provisions = {p.id: p for rule in (own, *others) for p in rule.provisions}
    law = own if not others else replace(own, condition=n.disjunction(parts), provisions=tuple(provisions.values()))
    return Subject(topic, side, own, law)


def subjects(corpus: Corpus, topic: Topic, on: dt.date, regimes: tuple[str, ...], layer: Layer) -> Iterator[Subject]:
    """Every side of a topic whose law is there: sides with no such control, or with nothing of their own, are left out."""
    for side in topic.sides:
        if side.regime not in regimes:
            continue
        subject = subject_of(corpus, topic, side, on, layer)
        if not subject.own.empty and not proved_empty(subject.own, corpus.vocabulary):
            yield subject


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


def closers(rule: Rule, facts: frozenset[str], kinds: tuple[str, ...]) -> tuple[Citation, ...]:
    """Provisions of these kinds in force that speak of one of the facts, themselves or through a definition."""
    provisions = rule.snapshot.provisions
    direct = {p.id for p in provisions if _facts(p) & facts}
    definitions = {p.id for p in provisions if p.id in direct and str(p.kind) == "definition"}
    found = [p for p in provisions if str(p.kind) in kinds and (p.id in direct or _refers(p, definitions))]
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
