"""A rule: the facts under which a provision, or all of a regime's law on a topic, catches a thing on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from acquis.compare.topics import Side, Topic
from acquis.conditions import nodes as n
from acquis.conditions.restrict import restrict
from acquis.conditions.truth import TruthReading, compile_truth
from acquis.conditions.values import Facts, Truth
from acquis.law.corpus import Corpus, Snapshot, UnknownId
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind, Layer, Provision, descends


@dataclass(frozen=True)
class Rule:
    """One side of a comparison.

    `condition`: what must hold, references inlined, groups resolved for the day, what is `known` folded in. `provisions`: those
    it is made of, and `parts` what each adds, where that is kept.
    """

    label: str
    snapshot: Snapshot
    on: dt.date
    condition: n.Node
    provisions: tuple[Provision, ...]
    known: Facts
    parts: tuple[n.Node, ...] = ()

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """What is not known of it, so that it is neither there nor not there."""
        return tuple(dict.fromkeys(node.reason for node in n.walk(self.condition) if isinstance(node, n.Unknown)))

    @cached_property
    def empty(self) -> bool:
        """Whether it catches nothing by what is known."""
        return self.condition is n.FALSE

    @cached_property
    def silent(self) -> bool:
        """Whether nothing at all is known of it."""
        return not self.facts and not self.empty and self.condition is not n.TRUE

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts of which it speaks."""
        return n.facts_of(self.condition)

    @cached_property
    def reading(self) -> TruthReading:
        """The compiled condition."""
        return compile_truth(self.condition)

    def truth(self, facts: Facts) -> Truth:
        """Whether it catches a thing with these facts, as the engine reads it; nothing is derived."""
        return self.reading({**self.known, **facts}, _no_reference)

    def truth_of_item(self, facts: Facts) -> Truth:
        """Whether it catches a real thing: facts that the regime's definitions derive from those given count too."""
        return self.reading(Evaluation(self.snapshot, {**self.known, **facts}).facts, _no_reference)


def rule_of(
    corpus: Corpus,
    identifier: str,
    on: dt.date,
    layer: Layer = Layer.ENFORCED,
    known: Mapping[str, object] | None = None,
    without: Iterable[str] = (),
) -> Rule:
    """The rule of one provision and all below it.

    Args:
        corpus: the law.
        identifier: an id that some provision has or stands below, such as `US.EAR.774.4A906`.
        on: the day.
        layer: the law as applied, or as it stands in the books.
        known: facts taken as given, raw as in a case.
        without: ids that do not count, with all below them.

    Raises:
        UnknownId: nothing has this id on any day, or nothing on this one.
    """
    regime = identifier.partition(".")[0]
    snapshot = corpus.on(on, regime, layer)
    facts = corpus.vocabulary.read_all(known or {})
    out = tuple(without)
    family = tuple(i for i in snapshot.family(identifier) if not any(descends(snapshot.provisions[i].id, name) for name in out))
    if not family:
        raise UnknownId(f"{identifier} is not in force on {on}", way_out=f"acquis law history {identifier}")
    return _rule(identifier, snapshot, on, facts, ((i, _folded(snapshot, i, facts)) for i in family))


def topic_rule(corpus: Corpus, topic: Topic, side: Side, on: dt.date, layer: Layer = Layer.ENFORCED) -> Rule:
    """All law of a side on a topic: the union of the provisions that belong to it. It may be empty, or unread.

    The thing is taken as made and exported at home, so that rules on foreign goods do not stand in for the list.

    Raises:
        UnknownId: the corpus has no such regime.
    """
    snapshot = corpus.on(on, side.regime, layer)
    home = {**snapshot.regime.home_facts, "origin": snapshot.regime.home}
    known = {**corpus.vocabulary.read_all(home), **topic.known}
    rule = _rule(side.id, snapshot, on, known, _belonging(snapshot, topic, side, known))
    found_absent = topic.absent.get(side.id)
    if found_absent is not None and not rule.provisions and (finding := snapshot.family(found_absent)):
        return replace(rule, provisions=tuple(snapshot.provisions[i] for i in finding))
    if rule.provisions or _at_some_time(corpus, topic, side, known, layer):
        return rule
    reason = f"whether {side.name} has such a control: the corpus holds no provision of it"
    return replace(rule, condition=n.Unknown(reason))


def _belonging(snapshot: Snapshot, topic: Topic, side: Side, known: Facts) -> list[tuple[int, n.Node]]:
    """The provisions of a side that belong to a topic, by number, each with its condition folded for what is known."""
    listed = (
        (i, _folded(snapshot, i, known), kind)
        for kind in side.kinds
        for i in snapshot.by_kind[kind]
        if _under(snapshot.provisions[i].id, side)
        and not any(descends(snapshot.provisions[i].id, other) for other in topic.aside)
    )
    return [(i, folded) for i, folded, kind in listed if _belongs(folded, topic, kind)]


def _at_some_time(corpus: Corpus, topic: Topic, side: Side, known: Facts, layer: Layer) -> bool:
    """Whether law of the side on the topic was read for another day, so that its dates are known and it has none today.

    A list that was not read says nothing of the days before it either.
    """
    for day in reversed(corpus.changes[side.regime]):
        snapshot = corpus.on(day, side.regime, layer)
        for _, folded in _belonging(snapshot, topic, side, known):
            if folded is n.TRUE or n.facts_of(folded) & topic.about:
                return True
    return False


def _rule(label: str, snapshot: Snapshot, on: dt.date, known: Facts, provisions: Iterable[tuple[int, n.Node]]) -> Rule:
    """The rule made of some provisions, given by number with their folded conditions."""
    found = [(i, folded) for i, folded in provisions if folded is not n.FALSE]
    parts = tuple(folded for _, folded in found)
    return Rule(label, snapshot, on, union(parts), tuple(snapshot.provisions[i] for i, _ in found), known, parts)


def union(parts: Iterable[n.Node]) -> n.Node:
    """One of the parts, each once."""
    once = list(dict.fromkeys(parts))
    return n.TRUE if n.TRUE in once else n.disjunction(once)


def _folded(snapshot: Snapshot, i: int, known: Facts) -> n.Node:
    return restrict(snapshot.inlined_condition(i), known, _no_reference)


def _under(identifier: str, side: Side) -> bool:
    inside = not side.under or any(descends(identifier, above) for above in side.under)
    return inside and not any(descends(identifier, out) for out in side.without)


def _belongs(condition: n.Node, topic: Topic, kind: Kind) -> bool:
    """Whether a folded condition is about the topic: it names one of its facts, or, of an entry, asks for no fact any more."""
    if condition is n.FALSE:
        return False
    facts = n.facts_of(condition)
    return bool(facts & topic.about) or (kind is Kind.ENTRY and not facts)


def _no_reference(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is still there after inlining")
