"""An alternative as a body of law: the corpus with some provisions written anew, in memory only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from acquis.compare.lsi.plan import Alternative, Control
from acquis.compare.rules import Rule, rule_of, topic_rule
from acquis.conditions import nodes as n
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Truth
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.model import Group, Layer, Provision


def apply(corpus: Corpus, alternative: Alternative, on: dt.date, layer: Layer) -> Corpus:
    """The corpus in which the versions of a day are those of the alternative; versions of other days stay."""
    if alternative.present:
        return corpus
    changes = {change.id: change for change in alternative.changes}

    def changed(provision: Provision) -> Provision:
        change = changes.get(provision.id)
        if change is None or on not in provision.in_force or layer not in provision.layers:
            return provision
        return replace(provision, when=change.when, unless=change.unless)

    return replace(
        corpus,
        provisions=tuple(changed(provision) for provision in corpus.provisions),
        groups={**corpus.groups, **dict(_groups(corpus.groups, alternative, on))},
        digest=f"{corpus.digest[:12]}+{alternative.id}",
        _snapshots={},
    )


def _groups(groups: Mapping[str, Group], alternative: Alternative, on: dt.date) -> Iterator[tuple[str, Group]]:
    for identifier, members in alternative.groups.items():
        group = groups[identifier]
        versions = (replace(v, members=members, uncertain=()) if on in v.in_force else v for v in group.versions)
        yield identifier, replace(group, versions=tuple(versions))


def control_rule(corpus: Corpus, control: Control, on: dt.date, layer: Layer, present: Rule | None = None) -> Rule:
    """What the control catches under this body of law. `present`: the rule of the law as it stands, where this is another."""
    if control.topic is not None and control.side is not None:
        rule = topic_rule(corpus, control.topic, control.side, on, layer)
        taken_away = present is not None and bool(present.provisions) and not rule.provisions
        return replace(rule, condition=n.FALSE) if taken_away else rule
    rules = [rule_of(corpus, identifier, on, layer) for identifier in control.provisions]
    snapshot = corpus.on(on, control.regime, layer)
    home = corpus.vocabulary.read_all({**snapshot.regime.home_facts, "origin": snapshot.regime.home})
    known = {**home, **control.known}
    condition = restrict(n.disjunction([rule.condition for rule in rules]), known, _unresolved)
    provisions = {provision.id: provision for rule in rules for provision in rule.provisions}
    return Rule(control.name, snapshot, on, condition, tuple(provisions.values()), known)


def _unresolved(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is still there after inlining")


def touched(snapshots: Iterable[Snapshot], alternatives: Sequence[Alternative]) -> tuple[str, ...]:
    """The ids whose conditions may differ between alternatives: those written anew, and those that use a changed group."""
    groups = {group for alternative in alternatives for group in alternative.groups}
    ids = dict.fromkeys(change.id for alternative in alternatives for change in alternative.changes)
    for snapshot in snapshots:
        for provision in snapshot.provisions:
            nodes = [node for node in (provision.when, provision.unless) if node is not None]
            if groups and any(n.groups_of(node) & groups for node in nodes):
                ids[provision.id] = None
    return tuple(ids)
