"""Routes through a destination: what may not go straight, and may go by way of another country, by the texts of both laws.

Three questions to `determine` for each route, all with the stipulations of a clean transaction: straight from home to the end, from
home to the country between, and from there to the end, under the first law as a re-export and under the second as an export.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from acquis.compare.loopholes.better import Sample
from acquis.compare.loopholes.destinations import Destinations, destination_classes
from acquis.compare.loopholes.found import Citation, Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.pairs import Prover
from acquis.items.assess import CLEAN, home_facts
from acquis.law.corpus import Corpus
from acquis.law.determination import Finding as ProvisionFinding
from acquis.law.determination import RegimeDetermination
from acquis.law.determine import determine
from acquis.law.model import Layer, Outcome

STIPULATED = (
    "stipulated: a clean transaction, the end user, its head office and its parent in the country of destination, nothing classified "
    "beforehand; an exporter who knows that the thing goes on may have to take the last country for the destination"
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of a route and what one law says of it."""

    regime: str
    act: str
    start: str
    end: str
    answer: RegimeDetermination

    @property
    def blocked(self) -> bool:
        """Whether it needs a licence or is forbidden, for certain."""
        return self.answer.outcome.low >= Outcome.LICENCE_REQUIRED

    @property
    def open(self) -> bool:
        """Whether it is free, or free on conditions, or not reached, for certain."""
        return self.answer.outcome.high <= Outcome.CONDITIONAL

    def __str__(self) -> str:
        return f"{self.start} to {self.end} ({self.regime}, {self.act}): {self.answer.outcome}".replace("_", " ")


@dataclass
class Routes:
    """The routes of one thing."""

    corpus: Corpus
    sample: Sample
    on: dt.date
    layer: Layer
    prover: Prover

    def __post_init__(self) -> None:
        self._legs: dict[tuple[str, str, str, str], Leg] = {}

    def find(self, regimes: tuple[str, ...]) -> Iterator[Finding]:
        """For each law that blocks a way, and each other law of the corpus: the ways round it, open or not established."""
        for regime in regimes:
            for between in self.corpus.regimes:
                if self._home(regime) != self._home(between):
                    yield from self._through(regime, between)

    def _through(self, regime: str, between: str) -> Iterator[Finding]:
        home, middle = self._home(regime), self._home(between)
        first = self.leg(regime, "export", home, middle)
        if first.blocked or first.answer.outcome.low == Outcome.PROHIBITED:
            return
        ways: dict[bool, list[tuple[Destinations, tuple[Leg, ...]]]] = {True: [], False: []}
        for end in self._classes(regime, between):
            legs = self._round(regime, between, end.first, first)
            if legs is not None:
                ways[all(leg.open for leg in legs[1:])].append((end, legs))
        for is_open, found in ways.items():
            if found:
                yield self._finding(regime, between, is_open, found)

    def _round(self, regime: str, between: str, end: str, first: Leg) -> tuple[Leg, ...] | None:
        """The legs of a way round, the straight one first; None where the straight way is not blocked or the other is."""
        home, middle = self._home(regime), self._home(between)
        if end in (home, middle):
            return None
        straight = self.leg(regime, "export", home, end)
        if not straight.blocked:
            return None
        onward = self.leg(between, "export", middle, end, origin=home)
        if onward.blocked:
            return None
        again = self.leg(regime, "reexport", middle, end, origin=home)
        return None if again.blocked else (straight, first, again, onward)

    def leg(self, regime: str, act: str, start: str, end: str, origin: str | None = None) -> Leg:
        """What one law says of one step."""
        key = (regime, act, start, f"{end} {origin}")
        if key not in self._legs:
            raw: Mapping[str, object] = {
                **{name: value for name, value in CLEAN.items() if name in self.corpus.vocabulary.definitions},
                **self.sample.facts,
                **home_facts(self.corpus, regime),
                **self._known({"act": act, "exported_from": start, "origin": origin or start, "destination": end}),
                **self._known(dict.fromkeys(_END_USER, end)),
            }
            facts = self.corpus.vocabulary.read_all(raw)
            answer = determine(self.corpus, facts, self.on, [regime], self.layer, with_reasons=False)[regime]
            self._legs[key] = Leg(regime, act, start, end, answer)
        return self._legs[key]

    def _known(self, raw: Mapping[str, object]) -> dict[str, object]:
        return {name: value for name, value in raw.items() if name in self.corpus.vocabulary.definitions}

    def _home(self, regime: str) -> str:
        return self.corpus.regimes[regime].home

    def _classes(self, *regimes: str) -> tuple[Destinations, ...]:
        snapshots = {regime: self.corpus.on(self.on, regime, self.layer) for regime in regimes}
        key = tuple(sorted(snapshots))
        if key not in self._of_pair:
            self._of_pair[key] = destination_classes(snapshots.values(), self.corpus.vocabulary)
        return self._of_pair[key]

    @cached_property
    def _of_pair(self) -> dict[tuple[str, ...], tuple[Destinations, ...]]:
        return {}

    def _finding(
        self, regime: str, between: str, is_open: bool, found: list[tuple[Destinations, tuple[Leg, ...]]]
    ) -> Finding:
        ends = ", ".join(end.name for end, _ in found)
        middle = self._home(between)
        what = "open by the texts" if is_open else "not established"
        statement = f"{self.sample.title}, {self._home(regime)} to {middle} to {ends}: {what}"
        legs = found[0][1]
        things = tuple(self._thing(leg) for leg in legs)
        reason = STIPULATED if is_open else f"{STIPULATED}; not established: {_open_ended(legs)}"
        verdict = Verdict.FOUND if is_open else Verdict.NOT_DECIDED
        return Finding(Gap.ROUTE, verdict, regime, regime, self.sample.topic, statement, things, reason=reason)

    def _thing(self, leg: Leg) -> Thing:
        witness = self.prover.witness(self.corpus.vocabulary.read_all(self.sample.facts))
        law = leg.answer.prohibitions + leg.answer.requirements + tuple(a.finding for a in leg.answer.authorisations)
        return Thing(str(leg), witness, str(leg.answer.outcome), tuple(self._cite(one) for one in law if one.truth is not False))

    def _cite(self, found: ProvisionFinding) -> Citation:
        versions = self.corpus.versions(found.id)
        return Citation.of(next((p for p in versions if self.on in p.in_force), versions[-1]))


_END_USER = ("end_user_country", "end_user_hq_country", "ultimate_parent_country")


def _open_ended(legs: tuple[Leg, ...]) -> str:
    """Which steps are not settled, and what is missing or not read."""
    found = []
    for leg in legs[1:]:
        if not leg.open:
            gaps = [*leg.answer.unread[:1], *leg.answer.missing[:3]]
            found.append(f"{leg}{' [' + '; '.join(gaps) + ']' if gaps else ''}")
    return "; ".join(found)
