"""One thing through all dates and regimes: what the law of each day says of it.

Where the corpus has no law of a regime for a day, that is said; it is never shown as freedom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquis.conditions.values import Facts, to_json
from acquis.errors import AcquisError
from acquis.items import Item
from acquis.items.assess import UNREAD, home_facts
from acquis.law import Corpus, Layer, Outcome, OutcomeInterval, RegimeDetermination, determine

_DAY = dt.timedelta(days=1)


class NoDays(AcquisError):
    """The stretch of time is empty."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends inclusive, on which the answer is the same.

    `low` and `high`: from the mildest to the strictest answer over all readings of the thing, None where the corpus has no law of
    the regime for these days. `entries` hold under every reading; `possible` ones may hold.
    """

    start: dt.date
    end: dt.date
    low: Outcome | None
    high: Outcome | None
    entries: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()

    @property
    def in_corpus(self) -> bool:
        """Whether the corpus has the law of these days."""
        return self.low is not None

    @property
    def settled(self) -> bool:
        """Whether there is one answer."""
        return self.low is not None and self.low is self.high

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        days = {"from": self.start.isoformat(), "to": self.end.isoformat(), "in_corpus": self.in_corpus}
        if self.low is None or self.high is None:
            return days
        outcome = {"low": str(self.low), "high": str(self.high)}
        return days | {"outcome": outcome, "entries": list(self.entries), "possible_entries": list(self.possible)}


@dataclass(frozen=True, slots=True)
class Lane:
    """One regime over time."""

    regime: str
    name: str
    spans: tuple[Span, ...]

    def on(self, day: dt.date) -> Span | None:
        """The span of a day."""
        return next((span for span in self.spans if span.start <= day <= span.end), None)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"regime": self.regime, "name": self.name, "spans": [span.to_dict() for span in self.spans]}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A thing, a transaction with it, and what each regime said of it from `start` to `end`; `known_since` is its own day."""

    item: str
    known_since: dt.date | None
    start: dt.date
    end: dt.date
    layer: Layer
    transaction: Mapping[str, object]
    lanes: tuple[Lane, ...]
    corpus: str

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "item": self.item,
            "known_since": None if self.known_since is None else self.known_since.isoformat(),
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "layer": str(self.layer),
            "transaction": {name: to_json(value) for name, value in self.transaction.items()},
            "regimes": [lane.to_dict() for lane in self.lanes],
            "corpus": self.corpus,
        }


def timeline(
    corpus: Corpus,
    item: Item,
    transaction: Mapping[str, object],
    start: dt.date,
    end: dt.date,
    regimes: Sequence[str] | None = None,
    layer: Layer = Layer.ENFORCED,
    *,
    known_since: dt.date | None = None,
) -> Timeline:
    """What the law of every day said of a thing.

    Args:
        corpus: the law.
        item: the thing, with its readings as they are known now.
        transaction: raw facts of the transaction. Without `exported_from` each regime is asked for an exporter at home.
        start: the first day.
        end: the last day, inclusive.
        regimes: ids of regimes; all by default.
        layer: the law as applied, or as it stands in the books.
        known_since: from when on the thing exists, to be told with the answer.

    Raises:
        NoDays: the end is before the start.
        FactError: a fact of the transaction.
    """
    if end < start:
        raise NoDays(f"{end} is before {start}", way_out="name an earlier first day, or a later last one")
    lanes = []
    for name in regimes or tuple(corpus.regimes):
        home = {} if "exported_from" in transaction else home_facts(corpus, name)
        readings = item.readings or (UNREAD,)
        cases = [corpus.vocabulary.read_all({**item.common, **r.facts, **transaction, **home}) for r in readings]
        spans = merged(_spans(corpus, name, cases, start, end, layer))
        lanes.append(Lane(name, corpus.regimes[name].name, tuple(spans)))
    return Timeline(item.name, known_since, start, end, layer, transaction, tuple(lanes), corpus.digest[:12])


def _spans(corpus: Corpus, regime: str, cases: Sequence[Facts], start: dt.date, end: dt.date, layer: Layer) -> Iterator[Span]:
    """One span for each stretch between two changes of the regime's law."""
    begins = begin(corpus, regime, cases, layer)
    if begins is None or begins > start:
        yield Span(start, end if begins is None else min(end, begins - _DAY), None, None)
    if begins is None or begins > end:
        return
    first = max(start, begins)
    days = [first, *(day for day in corpus.changes[regime] if first < day <= end)]
    for day, after in zip(days, [*days[1:], end + _DAY], strict=True):
        yield _span(day, after - _DAY, list(_answers(corpus, regime, cases, day, layer)))


def begin(corpus: Corpus, regime: str, cases: Sequence[Facts], layer: Layer = Layer.ENFORCED) -> dt.date | None:
    """The first day for which the corpus has a regime's law of a thing; None when it has none of any day.

    That is the first change of its law after which it reaches the thing: what a corpus says before, "not subject", may be nothing
    but its own beginning. Where it never reaches the thing, it is the first change of all.
    """
    days = corpus.changes[regime]
    reached = (
        day for day in days if any(o.high is not Outcome.NOT_SUBJECT for o in _outcomes(corpus, regime, cases, day, layer))
    )
    return next(reached, days[0] if days else None)


def _outcomes(corpus: Corpus, regime: str, cases: Sequence[Facts], day: dt.date, layer: Layer) -> Iterator[OutcomeInterval]:
    return (answer.outcome for answer in _answers(corpus, regime, cases, day, layer))


def _answers(corpus: Corpus, regime: str, cases: Sequence[Facts], day: dt.date, layer: Layer) -> Iterator[RegimeDetermination]:
    return (determine(corpus, facts, day, [regime], layer, with_reasons=False)[regime] for facts in cases)


def _span(start: dt.date, end: dt.date, answers: Sequence[RegimeDetermination]) -> Span:
    outcomes = [answer.outcome for answer in answers]
    held = [{finding.id for finding in answer.entries if finding.truth is True} for answer in answers]
    live = [{finding.id for finding in answer.entries} for answer in answers]
    sure = set.intersection(*held)
    ordered = list(dict.fromkeys(finding.id for answer in answers for finding in answer.entries))
    return Span(
        start,
        end,
        min(outcome.low for outcome in outcomes),
        max(outcome.high for outcome in outcomes),
        tuple(name for name in ordered if name in sure),
        tuple(name for name in ordered if name not in sure and name in set.union(*live)),
    )


def merged(spans: Iterable[Span], *, whatever_is_possible: bool = False) -> Iterator[Span]:
    """Spans that follow each other and say the same, as one.

    `whatever_is_possible`: also where they differ in entries that may hold; all of these are then named.
    """
    last: Span | None = None
    for span in spans:
        if last is not None and _says(last, whatever_is_possible) == _says(span, whatever_is_possible):
            possible = tuple(dict.fromkeys((*last.possible, *span.possible)))
            last = Span(last.start, span.end, span.low, span.high, span.entries, possible)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _says(span: Span, whatever_is_possible: bool) -> tuple[object, ...]:
    return span.low, span.high, span.entries, () if whatever_is_possible else span.possible
