"""Diffusion of a control: who had it first, who followed after how many days, and with what change.

Dates alone do not show cause. What shows that a rule was drawn from another, as far as texts can, is counted apart as evidence: a
rule that is proved equivalent, a threshold on the same fact, words in common, or the record of the corpus that one derives from
the
other. Pairs that drew on a common source are kept, and count as influence of neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from acquis.compare.adoptions import CONFIDENCE, Event, beginning, events, source_day
from acquis.compare.borrowing import BORROWED, FEWEST, Shingle, jaccard, shingles_of, side_text
from acquis.compare.controls import MOVES, Control, apart
from acquis.compare.relation import Comparison, Relation, compare
from acquis.compare.rules import Rule
from acquis.compare.witness import thresholds
from acquis.conditions import nodes as n
from acquis.law.corpus import Corpus
from acquis.law.model import descends

Number = tuple[str, Decimal]
_DERIVED = "derived"


@dataclass(frozen=True)
class Link:
    """A later move set against an earlier one of another side.

    `lag`: days between them. `comparison`: of the later rule (a) with the earlier (b), for technical controls. `numbers`:
    thresholds
    that both name. `text`: resemblance of the words, None where one of them has too few. `recorded`: the corpus says that the
    later
    derives from the earlier. `evidence`: what of this the later side did not have before.
    """

    earlier: Event
    later: Event
    lag: int
    comparison: Comparison | None
    numbers: frozenset[Number]
    text: float | None
    recorded: bool
    evidence: tuple[str, ...]
    common_source: bool

    @property
    def relation(self) -> Relation | None:
        """How the later rule (a) stands to the earlier (b)."""
        return self.comparison.relation if self.comparison else None


@dataclass(frozen=True)
class Step:
    """One event with its lags in days.

    `same_first`: the earliest move whose rule is proved equivalent. `behind_same`, `behind_leader`, `behind_first` and
    `behind_source`: days after it, after the leader's beginning, after the first mover and after the common source.
    `against_own`: the rule against the side's own before. `against_other`: against the rule of another side to which evidence
    points,
    else against that of the earliest other side as it stood then.
    """

    event: Event
    same_first: Event | None
    behind_same: int | None
    behind_first: int | None
    behind_leader: int | None
    behind_source: int | None
    against_own: Comparison | None
    against_other: Link | None
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Diffusion:
    """All that is known of a control's spread up to a day."""

    control: Control
    leader: str | None
    steps: tuple[Step, ...]
    source: dt.date | None

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event, in order."""
        return tuple(step.event for step in self.steps)

    @cached_property
    def beginnings(self) -> dict[str, Event]:
        """How each side that has the control got it."""
        found = {event.side: beginning(self.events, event.side) for event in self.events}
        return {side: event for side, event in found.items() if event is not None}

    @cached_property
    def first(self) -> Event | None:
        """The first mover; None where nobody moved, or where a side has it from a day that was not read, so that nobody knows."""
        if not self.beginnings or any(event.day is None for event in self.beginnings.values()):
            return None
        first = min(self.beginnings.values(), key=lambda event: event.day or dt.date.max)
        others = [event for event in self.beginnings.values() if event is not first]
        return None if any(event.no_later for event in others) else first

    @property
    def links(self) -> tuple[Link, ...]:
        """Every pair of a later move and an earlier one of another side."""
        return tuple(link for step in self.steps for link in step.links)


def diffusion(corpus: Corpus, control: Control, on: dt.date, leader: str | None = None, *, low: bool = True) -> Diffusion:
    """The spread of a control up to a day.

    Args:
        corpus: the law.
        control: which control.
        on: the last day that counts.
        leader: the side against whose beginning lags are told too.
        low: count events of low confidence.
    """
    found = [event for event in events(corpus, control) if event.day is None or event.day <= on]
    if not low:
        found = [event for event in found if event.confidence != CONFIDENCE[0]]
    source = source_day(corpus, control)
    maker = _Links(corpus, control)
    bare = Diffusion(control, leader, tuple(Step(e, None, None, None, None, None, None, None, ()) for e in found), source)
    return Diffusion(control, leader, tuple(_step(bare, event, maker) for event in found), source)


def _step(whole: Diffusion, event: Event, maker: _Links) -> Step:
    moves = [e for e in whole.events if _is_move(e)]
    leading = whole.beginnings.get(whole.leader) if whole.leader else None
    if not _is_move(event):
        return Step(event, None, None, days(whole.first, event), days(leading, event), None, None, None, ())
    earlier = [e for e in moves if e.day is not None and event.day is not None and e.day < event.day]
    same = next((e for e in earlier if _relation(maker.compared(event, e)) is Relation.EQUIVALENT), None)
    own = next((e for e in reversed(earlier) if e.side == event.side and e.strand == event.strand), None)
    links = tuple(maker.link(event, e, own) for e in earlier if apart(e.side, event.side))
    lag = None if whole.source is None or event.day is None else (event.day - whole.source).days
    return Step(
        event, same, days(same, event), days(whole.first, event), days(leading, event), lag,
        maker.compared(event, own) if own else None, _against_other(links), links,
    )  # fmt: skip


def _against_other(links: tuple[Link, ...]) -> Link | None:
    read = [link for link in links if link.comparison is not None]
    if not read:
        return None
    as_it_stood = [link for link in read if link.earlier.side == read[0].earlier.side][-1]
    return next((link for link in read if link.evidence), as_it_stood)


def days(earlier: Event | None, later: Event) -> int | None:
    """Days from one event to another; None where a day is not known."""
    if earlier is None or earlier.day is None or later.day is None:
        return None
    return (later.day - earlier.day).days


def _is_move(event: Event) -> bool:
    return event.kind in MOVES and event.beside is None


def _relation(comparison: Comparison | None) -> Relation | None:
    return comparison.relation if comparison else None


def _unread(rule: Rule | None) -> bool:
    return rule is None or isinstance(rule.condition, n.Unknown)


class _Links:
    """Makes the links of one control; equal pairs of rules are compared once."""

    def __init__(self, corpus: Corpus, control: Control) -> None:
        self.corpus, self.control = corpus, control
        self._compared: dict[tuple[n.Node, n.Node], Comparison] = {}
        self._named: dict[int, frozenset[Number]] = {}
        self._words: dict[int, frozenset[Shingle]] = {}

    def compared(self, later: Event, earlier: Event) -> Comparison | None:
        """The later rule against the earlier; None where one of them has none, or none of it was read."""
        a, b = later.rule, earlier.rule
        if a is None or b is None or _unread(a) or _unread(b):
            return None
        key = (a.condition, b.condition)
        if key not in self._compared:
            self._compared[key] = compare(a, b, self.corpus.vocabulary)
        return self._compared[key]

    def link(self, later: Event, earlier: Event, own: Event | None) -> Link:
        """A later move against an earlier one; `own` is what the later side had before."""
        comparison = self.compared(later, earlier)
        numbers = self._numbers(later) & self._numbers(earlier)
        text = self._resemblance(later, earlier)
        recorded = _recorded(later, earlier)
        evidence = tuple(self._evidence(earlier, own, comparison, numbers, text, recorded))
        lag = days(earlier, later)
        assert lag is not None
        common = self.control.common_source is not None
        return Link(earlier, later, lag, comparison, numbers, text, recorded, evidence, common)

    def _evidence(
        self,
        earlier: Event,
        own: Event | None,
        comparison: Comparison | None,
        numbers: frozenset[Number],
        text: float | None,
        recorded: bool,
    ) -> Iterator[str]:
        had = self.compared(own, earlier) if own else None
        if _relation(comparison) is Relation.EQUIVALENT and _relation(had) is not Relation.EQUIVALENT:
            yield "equivalent"
        if numbers - (self._numbers(own) if own else frozenset()):
            yield "numbers"
        before = (self._resemblance(own, earlier) if own else None) or 0.0
        if text is not None and text >= BORROWED and text > before:
            yield "text"
        if recorded:
            yield "recorded"

    def _numbers(self, event: Event) -> frozenset[Number]:
        """The thresholds that a move names, each with its fact; 0 and 1 are not told apart from nothing, and left out."""
        if id(event) not in self._named:
            found = {(name, value) for c in self._conditions(event) for name in n.facts_of(c) for value in thresholds(c, name)}
            self._named[id(event)] = frozenset((name, value) for name, value in found if value not in (0, 1))
        return self._named[id(event)]

    def _conditions(self, event: Event) -> list[n.Node]:
        if event.rule is not None:
            return [event.rule.condition]
        if event.day is None:
            return []
        wanted = {(p.id, p.in_force.start) for p in event.provisions}
        snapshot = self.corpus.on(event.day, event.provisions[0].regime)
        return [snapshot.inlined_condition(i) for i, p in enumerate(snapshot.provisions) if (p.id, p.in_force.start) in wanted]

    def _resemblance(self, later: Event, earlier: Event) -> float | None:
        a, b = self._shingles(later), self._shingles(earlier)
        return None if min(len(a), len(b)) < FEWEST else jaccard(a, b)

    def _shingles(self, event: Event) -> frozenset[Shingle]:
        """The words of a move: for the control itself all that stands under its strand on the day, notes and definitions too."""
        if id(event) not in self._words:
            own = {p.id for p in event.provisions}
            roots = event.roots if event.rule is not None or own & set(event.roots) else tuple(own)
            text = side_text(self.corpus, roots, event.day) if event.day is not None else event.provisions
            self._words[id(event)] = shingles_of(text)
        return self._words[id(event)]


def _recorded(later: Event, earlier: Event) -> bool:
    """Whether the corpus says that a provision of the later derives from one of the earlier."""
    named = [r["id"] for p in later.provisions for r in p.related if r.get("relation") == _DERIVED and "id" in r]
    return any(descends(i, name) or descends(name, i) for i in earlier.ids for name in named)
