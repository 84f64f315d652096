"""Adoptions: what each side did about a control and on which day, as the provisions of the corpus show it.

Every day is the first or the last of a provision in one of its versions. A first day that was not read is None, and stays so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from acquis.compare.controls import BEGINNINGS, Adopter, Control, ControlError, EventKind, FurtherEvent
from acquis.compare.relation import compare
from acquis.compare.rules import Rule, rule_of
from acquis.compare.topics import Topic, topic
from acquis.conditions import nodes as n
from acquis.law.corpus import Corpus
from acquis.law.model import Layer, Provision, descends

ONE_DAY = dt.timedelta(days=1)
CONFIDENCE = ("low", "medium", "high")
"""How sure a provision is, the least first. Low: from memory, or from one doubtful source."""


@dataclass(frozen=True)
class Event:
    """Something that a side did about a control.

    `day`: None where the first day was not read. `no_later`: why the day is only the latest that it can have been. `layers`:
    where it
    stands in the books only. `rule`: of a technical control, the rule from that day on, or as adopted for a later day. `beside`:
    why it is not the same control.
    `roots`: the ids under which the strand stands.
    """

    control: str
    side: str
    kind: EventKind
    day: dt.date | None
    provisions: tuple[Provision, ...]
    confidence: str
    strand: str | None = None
    what: str = ""
    no_later: str | None = None
    beside: str | None = None
    rule: Rule | None = None
    in_books_only: bool = False
    roots: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The provisions it consists of, each once."""
        return tuple(dict.fromkeys(provision.id for provision in self.provisions))


def events(corpus: Corpus, control: Control) -> tuple[Event, ...]:
    """Every event of a control in order of its day, those without a day first.

    Raises:
        ControlError: the data name what the corpus does not hold.
    """
    about = topic(corpus, control.topic) if control.topic else None
    found = [event for adopter in control.adopters for event in _of_adopter(corpus, control, adopter, about)]
    found += [_absence(corpus, control, side, provision) for side, provision in control.absent]
    return tuple(sorted(found, key=lambda event: (event.day or dt.date.min, event.side)))


def beginning(found: Iterable[Event], side: str) -> Event | None:
    """The event with which a side got a control: the earliest among its strands, of each strand the strongest kind of beginning.

    A side that has a strand from a day that was not read began no later than with its first dated strand; where there is none,
    the
    event has no day.
    """
    strands: dict[str | None, list[Event]] = {}
    for event in found:
        if event.side == side and event.beside is None and event.kind in BEGINNINGS:
            strands.setdefault(event.strand, []).append(event)
    firsts = [min(begun, key=lambda event: BEGINNINGS.index(event.kind)) for begun in strands.values()]
    dated = [event for event in firsts if event.day is not None]
    first = min(dated, key=lambda event: event.day or dt.date.max, default=None)
    if first is None or len(dated) == len(firsts):
        return first or next(iter(firsts), None)
    return replace(first, no_later=first.no_later or "another strand is older, from a day that was not read")


def source_day(corpus: Corpus, control: Control) -> dt.date | None:
    """The day of the common source; None where there is none, or its day is not established."""
    source = control.common_source
    if source is None or not source.begins:
        return None
    return corpus.versions(source.provision)[0].in_force.start


def _of_adopter(corpus: Corpus, control: Control, adopter: Adopter, about: Topic | None) -> Iterator[Event]:
    versions = _versions(corpus, adopter, whole=about is not None)
    enforced = [version for version in versions if Layer.ENFORCED in version.layers]
    counted = enforced or versions
    layer = Layer.ENFORCED if enforced else Layer.CODIFIED
    others = _others(corpus, control, adopter) if about is not None else set()
    days: list[dt.date | None] = [*sorted({*_days(counted), *others})]
    if any(version.in_force.start is None for version in counted):
        days.insert(0, None)
    template = Event(
        control.id, adopter.side, adopter.begins_as, None, (), "high", adopter.strand,
        beside=adopter.beside, in_books_only=not enforced, roots=adopter.provisions,
    )  # fmt: skip
    before: tuple[tuple[Provision, ...], Rule | None] | None = None
    begun, as_begun = False, template
    for day in days:
        active = tuple(version for version in counted if (day or dt.date.min) in version.in_force)
        if day is None:
            active = tuple(version for version in counted if version.in_force.start is None)
        rule = _rule(corpus, adopter, about, day, layer, active) if about is not None and active else None
        kind = _kind(before, (active, rule), begun, adopter, versions, day)
        if kind is not None:
            changed = _changed(before[0] if before else (), active)
            event = replace(
                template, kind=kind, day=day, provisions=changed, confidence=least(changed), rule=rule,
                no_later=adopter.earlier if not begun else None, what=_left(corpus, rule) if kind is EventKind.SUPERSEDED else "",
            )  # fmt: skip
            as_begun = event if not begun else as_begun
            yield event
        begun = begun or bool(active)
        before = (active, rule)
    for further in adopter.events:
        yield _further(corpus, replace(template, rule=as_begun.rule if further.kind in BEGINNINGS else None), further)


def _kind(
    before: tuple[tuple[Provision, ...], Rule | None] | None,
    now: tuple[tuple[Provision, ...], Rule | None],
    begun: bool,
    adopter: Adopter,
    versions: Iterable[Provision],
    day: dt.date | None,
) -> EventKind | None:
    """What happened between two states of a strand; None for nothing."""
    (active, rule), (was, old) = now, before or ((), None)
    if not was:
        if not active:
            return None
        if not begun:
            return adopter.begins_as
        return EventKind.REVIVED if least(active) == CONFIDENCE[-1] else EventKind.PERHAPS_REVIVED
    if not active:
        later = any(
            version.in_force.start is not None and day is not None and version.in_force.start > day for version in versions
        )
        return EventKind.SUSPENDED if later else EventKind.ENDED
    if rule is None or old is None:
        return EventKind.CHANGED if _keys(active) != _keys(was) else None
    if rule.condition == old.condition and _ids(rule) == _ids(old):
        return None
    return EventKind.SUPERSEDED if _keys(active) == _keys(was) else EventKind.CHANGED


def _left(corpus: Corpus, rule: Rule | None) -> str:
    """What another list has left to a rule whose own words did not change."""
    if rule is None:
        return ""
    nothing = replace(rule, condition=n.FALSE)
    proved = compare(rule, nothing, corpus.vocabulary, witnesses=False).a_in_b.contained is True
    return "another list took all of it (proved)" if proved else "another list took what it names itself"


def _versions(corpus: Corpus, adopter: Adopter, *, whole: bool) -> list[Provision]:
    """The versions of the provisions of a strand; with `whole` those below them of the same kind too."""
    found: list[Provision] = []
    for identifier in adopter.provisions:
        own = corpus.versions(identifier)
        below = [
            p
            for p in corpus.provisions
            if whole and p.id != identifier and descends(p.id, identifier) and p.kind == own[0].kind
            and not any(descends(p.id, out) for out in adopter.without)
        ]  # fmt: skip
        found += [*own, *below]
    return found


def _days(versions: Iterable[Provision]) -> set[dt.date]:
    """The days on which some version begins, or has ended the day before."""
    periods = [version.in_force for version in versions]
    ends = {period.end + ONE_DAY for period in periods if period.end is not None and period.end < dt.date.max}
    return {period.start for period in periods if period.start is not None} | ends


def _others(corpus: Corpus, control: Control, adopter: Adopter) -> set[dt.date]:
    """Days after this strand began on which other strands of the same regime begin: they may take its place."""
    regime = adopter.provisions[0].partition(".")[0]
    others = [
        o for o in control.adopters if o is not adopter and o.side != adopter.side and o.provisions[0].startswith(regime + ".")
    ]
    days = {day for other in others for day in _days(_versions(corpus, other, whole=True))}
    first = min((day for day in _days(_versions(corpus, adopter, whole=True))), default=dt.date.max)
    return {day for day in days if day > first}


def _rule(
    corpus: Corpus, adopter: Adopter, about: Topic, day: dt.date | None, layer: Layer, active: tuple[Provision, ...]
) -> Rule:
    """The rule of a strand on a day; for a day that was not read, on the day as of which it was read."""
    on = day or max((source.as_of for p in active for source in p.sources if source.as_of is not None), default=dt.date.max)
    regime = corpus.regimes[active[0].regime]
    known = {**regime.home_facts, "origin": regime.home, **about.known}
    in_force = {p.id for p in active}
    roots = [i for i in adopter.provisions if any(descends(a, i) for a in in_force)]
    rules = [rule_of(corpus, root, on, layer, known, adopter.without) for root in roots]
    provisions = tuple({_key(p): p for rule in rules for p in rule.provisions}.values())
    condition = n.disjunction(list(dict.fromkeys(rule.condition for rule in rules)))
    return replace(rules[0], label=adopter.side, condition=condition, provisions=provisions)


def _further(corpus: Corpus, template: Event, further: FurtherEvent) -> Event:
    versions = corpus.versions(further.provision)
    found = [v for v in versions if further.start is None or v.in_force.start == further.start]
    if not found:
        raise ControlError(f"no version of {further.provision} begins on {further.start}", field="from", file=None)
    first = found[0]
    same_day = [v for v in found if v.in_force.start == first.in_force.start]
    return replace(
        template, kind=further.kind, day=first.in_force.start, provisions=(first,), confidence=first.confidence,
        what=further.what, in_books_only=not any(Layer.ENFORCED in v.layers for v in same_day),
    )  # fmt: skip


def _absence(corpus: Corpus, control: Control, side: str, provision: str) -> Event:
    first = corpus.versions(provision)[0]
    return Event(control.id, side, EventKind.ABSENT, first.in_force.start, (first,), first.confidence, what="read to have none")


def _changed(was: tuple[Provision, ...], active: tuple[Provision, ...]) -> tuple[Provision, ...]:
    """The versions that came; where only some went, those that went; where none changed, those that are in force."""
    came = tuple(p for p in active if _key(p) not in _keys(was))
    gone = tuple(p for p in was if _key(p) not in _keys(active))
    return came or gone or active


def _key(provision: Provision) -> tuple[str, dt.date | None]:
    return provision.id, provision.in_force.start


def _keys(provisions: Iterable[Provision]) -> set[tuple[str, dt.date | None]]:
    return {_key(provision) for provision in provisions}


def _ids(rule: Rule) -> set[str]:
    return {provision.id for provision in rule.provisions}


def least(provisions: Iterable[Provision]) -> str:
    """The lowest confidence of several provisions."""
    return min((p.confidence for p in provisions), key=CONFIDENCE.index, default="low")
