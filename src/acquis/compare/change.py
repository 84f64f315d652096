"""What a change of the law newly catches and newly frees: as a proof with witnesses, as regions, and on real things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from acquis.compare.cells import Cells, NotExact, Predicate, Sample, Share, decompose, sample
from acquis.compare.real_items import RealItem, real_items
from acquis.compare.regions import Region, regions
from acquis.compare.relation import MILLISECONDS, Comparison, Direction, Relation, compare
from acquis.compare.rules import Rule, rule_of, topic_rule
from acquis.compare.topics import Side, Topic, topics
from acquis.conditions import nodes as n
from acquis.conditions.explain import TRUTH_NAMES
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Truth, to_json
from acquis.law.corpus import Corpus
from acquis.law.model import Layer


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A real thing on which the two days differ. `existed`: whether it was known on the later day; None where no day is known."""

    item: RealItem
    before: Truth
    after: Truth
    existed: bool | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        since = None if self.item.since is None else self.item.since.isoformat()
        truths = {"before": TRUTH_NAMES[self.before], "after": TRUTH_NAMES[self.after]}
        return {"item": self.item.name, "since": since, **truths, "existed": self.existed}


@dataclass(frozen=True, slots=True)
class Shift:
    """One way in which the law moved.

    `regions` are empty where nothing moved, and None where they cannot be given (`Change.not_exact` says why); `share` is of the
    topic's space, None without a topic.
    """

    regions: tuple[Region, ...] | None
    share: Share | None
    items: tuple[ItemChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "regions": None if self.regions is None else [region.to_dict() for region in self.regions],
            "share": None if self.share is None else self.share.to_dict(),
            "items": [item.to_dict() for item in self.items],
        }


@dataclass(frozen=True)
class Change:
    """A rule on two days.

    `comparison`: of the whole rules, `a` the first. `within`: of what they say of the topic alone. `topic`: through which that,
    the regions, shares and real things were read, with what it takes as `given`; None where no topic speaks of the rule.
    `caught`: not caught before, caught now. `freed`: the reverse. `undecided`: decided before, open now. `settled`: open before,
    decided now. `not_exact`: why there are no regions.
    """

    identifier: str
    before: Rule
    after: Rule
    comparison: Comparison
    within: Comparison | None
    topic: Topic | None
    given: Facts
    caught: Shift
    freed: Shift
    undecided: Shift
    settled: Shift
    not_exact: str | None

    @cached_property
    def changed(self) -> bool | None:
        """Whether the law moved; None where that is not decided."""
        relation = self.comparison.relation
        return None if relation is Relation.NOT_DECIDED else relation is not Relation.EQUIVALENT

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        whole, within = self.comparison, self.within
        freed = _proof(whole.a_in_b, None if within is None else within.a_in_b)
        caught = _proof(whole.b_in_a, None if within is None else within.b_in_a)
        return {
            "id": self.identifier,
            "from": _version(self.before),
            "to": _version(self.after),
            "changed": self.changed,
            "relation": str(self.comparison.relation),
            "topic": None if self.topic is None else self.topic.id,
            "given": {name: to_json(value) for name, value in self.given.items()},
            "caught": {**caught, **self.caught.to_dict()},
            "freed": {**freed, **self.freed.to_dict()},
            "undecided": self.undecided.to_dict(),
            "settled": self.settled.to_dict(),
            "no_regions": self.not_exact,
            "reasons": list(self.comparison.reasons),
        }


def change(
    corpus: Corpus,
    identifier: str,
    from_day: dt.date,
    to_day: dt.date,
    *,
    topic: Topic | None = None,
    layer: Layer = Layer.ENFORCED,
    milliseconds: int = MILLISECONDS,
) -> Change:
    """How a rule differs between two days. What was not in force on a day catches nothing on that day.

    Args:
        corpus: the law.
        identifier: a provision, or something above provisions; or, where it is one, a side of the topic.
        from_day: the first day; it may be after the other.
        to_day: the second.
        topic: through which regions and real things are read; by default the first that the rule speaks of.
        layer: the law as applied, or as it stands in the books.
        milliseconds: what the solver is given for each question.

    Raises:
        UnknownId: nothing has this id on any day.
    """
    side = None if topic is None else next((side for side in topic.sides if side.id == identifier), None)
    before, after = (_rule(corpus, identifier, topic, side, day, layer) for day in (from_day, to_day))
    comparison = compare(before, after, corpus.vocabulary, milliseconds=milliseconds)
    topic = topic or _topic_of(corpus, before, after)
    narrowed = (before, after) if topic is None else (_through(before, topic, corpus), _through(after, topic, corpus))
    space, not_exact = _space(corpus, topic, narrowed)
    items = _items(corpus, topic, narrowed, to_day)
    caught, freed, undecided, settled = (_shift(corpus, space, items, moved) for moved in (_caught, _freed, _undecided, _settled))
    within = None if topic is None else compare(*narrowed, corpus.vocabulary, milliseconds=milliseconds)
    given = {} if topic is None else topic.known
    return Change(identifier, before, after, comparison, within, topic, given, caught, freed, undecided, settled, not_exact)


def _rule(corpus: Corpus, identifier: str, topic: Topic | None, side: Side | None, day: dt.date, layer: Layer) -> Rule:
    if topic is not None and side is not None:
        return topic_rule(corpus, topic, side, day, layer)
    snapshot = corpus.on(day, identifier.partition(".")[0], layer)
    if not snapshot.family(identifier):
        return Rule(identifier, snapshot, day, n.FALSE, (), {})
    return rule_of(corpus, identifier, day, layer)


def _topic_of(corpus: Corpus, before: Rule, after: Rule) -> Topic | None:
    """The first topic of whose facts one of the rules speaks, and under which it can hold."""
    for topic in topics(corpus).values():
        for rule in (before, after):
            narrowed = _through(rule, topic, corpus)
            if not narrowed.empty and (narrowed.facts & topic.about or narrowed.condition is n.TRUE):
                return topic
    return None


def _through(rule: Rule, topic: Topic, corpus: Corpus) -> Rule:
    """A rule with what the topic takes as given, for a thing made and exported at home."""
    regime = rule.snapshot.regime
    home = corpus.vocabulary.read_all({**regime.home_facts, "origin": regime.home})
    known = {**home, **topic.known, **rule.known}
    return replace(rule, condition=restrict(rule.condition, known, _no_reference), known=known)


def _no_reference(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is still there after inlining")


def _space(corpus: Corpus, topic: Topic | None, rules: tuple[Rule, Rule]) -> tuple[Cells | Sample | None, str | None]:
    if topic is None:
        return None, "no topic speaks of this rule"
    try:
        return decompose(topic.axes, rules, corpus.vocabulary), None
    except NotExact as reason:
        return sample(topic.axes, rules, corpus.vocabulary), reason.message


def _items(corpus: Corpus, topic: Topic | None, rules: tuple[Rule, Rule], day: dt.date) -> tuple[ItemChange, ...]:
    if topic is None or topic.table is None:
        return ()
    before, after = rules
    read = ((item, before.truth_of_item(item.facts), after.truth_of_item(item.facts)) for item in real_items(corpus, topic.table))
    return tuple(
        ItemChange(item, was, now, None if item.since is None else item.since <= day) for item, was, now in read if was is not now
    )


def _caught(truths: tuple[Truth, ...]) -> bool:
    return truths == (False, True)


def _freed(truths: tuple[Truth, ...]) -> bool:
    return truths == (True, False)


def _undecided(truths: tuple[Truth, ...]) -> bool:
    return truths[1] is None and truths[0] is not None


def _settled(truths: tuple[Truth, ...]) -> bool:
    return truths[0] is None and truths[1] is not None


def _shift(corpus: Corpus, space: Cells | Sample | None, items: Iterable[ItemChange], moved: Predicate) -> Shift:
    found = tuple(item for item in items if moved((item.before, item.after)))
    if space is None:
        return Shift(None, None, found)
    if isinstance(space, Sample):
        return Shift(None, space.share(moved), found)
    units = {axis.fact: corpus.vocabulary[axis.fact].unit or "1" for axis in space.axes}
    return Shift(regions(space, moved, units), space.share(moved), found)


def _version(rule: Rule) -> dict[str, Any]:
    provisions = [{"id": p.id, "cite": p.cite, "in_force": str(p.in_force)} for p in rule.provisions]
    return {"on": rule.on.isoformat(), "in_force": bool(rule.provisions), "provisions": provisions, "unread": list(rule.unread)}


def _proof(whole: Direction, within: Direction | None) -> dict[str, Any]:
    """`nothing`: True proved that nothing moved this way, False shown by the witness that something did, None not decided."""
    return {"nothing": whole.contained, "witness": _witness(whole), "witness_in_topic": within and _witness(within)}


def _witness(direction: Direction) -> dict[str, Any] | None:
    witness = direction.witness
    return None if witness is None else {"text": str(witness), "facts": witness.to_dict()}
