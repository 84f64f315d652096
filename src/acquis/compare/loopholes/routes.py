"""Routes through a destination: what needs a licence to go straight, and may go by way of another country, by all texts together.

Questions to `determine`, with the stipulations of a clean transaction: straight from home to the end; from home to the country
between; and from there to the end, under the first law as a re-export, and as an export under every law of the corpus, for more
than one may reach what leaves that country. A step that one of them restricts ends the route; a step that is not settled leaves
it undecided whether there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from acquis.compare.loopholes.better import Sample
from acquis.compare.loopholes.destinations import Destinations, destination_classes
from acquis.compare.loopholes.found import Citation, Finding, Gap, Thing, Verdict
from acquis.compare.loopholes.pairs import Prover
from acquis.items import Item
from acquis.items.assess import CLEAN, home_facts, nearest_to_the_words
from acquis.law.corpus import Corpus
from acquis.law.determination import Finding as ProvisionFinding
from acquis.law.determination import RegimeDetermination
from acquis.law.determine import determine
from acquis.law.model import Layer, Outcome

STIPULATED = (
    "Stipulated of routes: a clean transaction, made at home and of home content alone, end user, head office and parent in the "
    "country of destination. An exporter who knows that the thing goes on may have to take the last country for the destination."
)
"""What is taken as given of every route."""


def sample_of(item: Item, facts: Mapping[str, object]) -> Sample:
    """A real thing, by the reading nearest to the words of the law, with further facts."""
    return Sample("item", item.name, {**item.common, **nearest_to_the_words(item).facts, **facts})


SHOWN = 8
"""Countries of destination that a statement names; a finding holds all."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of a route and what one law says of it."""

    regime: str
    act: str
    start: str
    end: str
    answer: RegimeDetermination

    @property
    def restricted(self) -> bool:
        """Whether a licence is needed or the step is forbidden, if at most by an authorisation that is not known it is not."""
        outcome = self.answer.outcome
        return outcome.low >= Outcome.CONDITIONAL and outcome.high >= Outcome.LICENCE_REQUIRED

    @property
    def open(self) -> bool:
        """Whether it is free, or free on conditions, or not reached, for certain."""
        return self.answer.outcome.high <= Outcome.CONDITIONAL

    @property
    def reached(self) -> bool:
        """Whether the law says anything of it."""
        return self.answer.outcome.high > Outcome.NOT_SUBJECT

    def __str__(self) -> str:
        return f"{self.start} to {self.end} by {self.regime} ({self.act}): {self.answer.outcome}".replace("_", " ")


@dataclass(frozen=True, slots=True)
class Way:
    """A way round: the straight step, and the steps by way of a country between."""

    between: str
    straight: Leg
    steps: tuple[Leg, ...]

    @property
    def open(self) -> bool:
        """Whether no law restricts a step, for certain."""
        return all(step.open for step in self.steps)


@dataclass
class Routes:
    """The routes of one thing. `stipulated`: facts given beside those of the thing and of a clean transaction."""

    corpus: Corpus
    sample: Sample
    on: dt.date
    layer: Layer
    prover: Prover
    stipulated: Mapping[str, object]

    def __post_init__(self) -> None:
        self._legs: dict[tuple[str, ...], Leg] = {}
        self._classes: tuple[Destinations, ...] = ()

    def find(self, regimes: tuple[str, ...]) -> Iterator[Finding]:
        """For each law that restricts a straight step the ways round it, open or not established; or that there is none."""
        for regime in regimes:
            found: dict[tuple[bool, tuple[str, ...]], list[Way]] = {}
            for between in self.corpus.regimes:
                for is_open, (ends, way) in self._through(regime, between).items():
                    found.setdefault((is_open, ends), []).append(way)
            for (is_open, ends), ways in found.items():
                yield self._finding(regime, is_open, ends, ways)
            if not found:
                yield from self._no_way(regime)

    def _straight(self, regime: str, end: str) -> Leg:
        return self._leg(regime, "export", self._home(regime), end, self._home(regime), regime)

    def _no_way(self, regime: str) -> Iterator[Finding]:
        """That every way round is restricted; or that it is not known whether there is anything to go round."""
        straight = [self._straight(regime, end.first) for end in self._ends()]
        base = Finding(Gap.ROUTE, Verdict.ABSENT, regime, regime, self.sample.topic, "")
        if any(leg.restricted for leg in straight):
            statement = f"{self.sample.title}: no way round by the home country of any law of the corpus"
            yield replace(base, statement=statement)
        elif unsettled := [leg for leg in straight if not leg.open]:
            statement = f"{self.sample.title}: whether it needs a licence to go anywhere"
            yield replace(base, verdict=Verdict.NOT_DECIDED, statement=statement, reason=_why(unsettled[-1]))

    def _through(self, regime: str, between: str) -> dict[bool, tuple[tuple[str, ...], Way]]:
        """By whether it is open: all ends that are reached so by way of a country, and the way to the first of them."""
        home, middle = self._home(regime), self._home(between)
        found: dict[bool, tuple[tuple[str, ...], Way]] = {}
        if home == middle or self._straight(regime, middle).restricted:
            return found
        for end in self._ends():
            beyond = end.without(home, middle)
            way = None if beyond is None else self._way(regime, between, beyond.first)
            if beyond is not None and way is not None:
                before, first = found.get(way.open, ((), way))
                found[way.open] = ((*before, *beyond.names), first)
        return found

    def _way(self, regime: str, between: str, end: str) -> Way | None:
        """A way round; None where the straight step is not restricted, or one of the others is."""
        home, middle = self._home(regime), self._home(between)
        straight = self._straight(regime, end)
        if not straight.restricted:
            return None
        steps = [self._straight(regime, middle)]
        for law, act in ((regime, "reexport"), *((other, "export") for other in (between, *self.corpus.regimes))):
            leg = self._leg(law, act, middle, end, home, between)
            if leg.restricted:
                return None
            own = (law, act) in ((regime, "reexport"), (between, "export"))
            if leg not in steps and (own or leg.reached):
                steps.append(leg)
        return Way(middle, straight, tuple(steps))

    def _leg(self, law: str, act: str, start: str, end: str, origin: str, exporter: str) -> Leg:
        key = (law, act, start, end, origin, exporter)
        if key not in self._legs:
            raw: dict[str, object] = {**CLEAN, **self.stipulated, **home_facts(self.corpus, exporter), **self.sample.facts}
            raw |= {"act": act, "exported_from": start, "origin": origin, "destination": end, **dict.fromkeys(_END_USER, end)}
            known = {name: value for name, value in raw.items() if name in self.corpus.vocabulary.definitions}
            facts = self.corpus.vocabulary.read_all(known)
            answer = determine(self.corpus, facts, self.on, [law], self.layer, with_reasons=False)[law]
            self._legs[key] = Leg(law, act, start, end, answer)
        return self._legs[key]

    def _home(self, regime: str) -> str:
        return self.corpus.regimes[regime].home

    def _ends(self) -> tuple[Destinations, ...]:
        """Countries that no law of the corpus tells apart, for any of them may reach a step."""
        if not self._classes:
            snapshots = [self.corpus.on(self.on, regime, self.layer) for regime in self.corpus.regimes]
            self._classes = destination_classes(snapshots, self.corpus.vocabulary)
        return self._classes

    def _finding(self, regime: str, is_open: bool, ends: tuple[str, ...], ways: list[Way]) -> Finding:
        through = ", ".join(way.between for way in ways)
        what = "open by the texts" if is_open else "not established"
        shown = ", ".join(ends[:SHOWN]) + (f" and {len(ends) - SHOWN} more" if len(ends) > SHOWN else "")
        statement = f"{self.sample.title}, {self._home(regime)} to {shown} by way of {through}: {what}"
        legs = dict.fromkeys(str(leg) for way in ways for leg in (way.straight, *way.steps))
        of = {str(leg): leg for way in ways for leg in (way.straight, *way.steps)}
        things = tuple(self._thing(of[name]) for name in legs)
        reason = None if is_open else _unsettled(ways)
        verdict = Verdict.FOUND if is_open else Verdict.NOT_DECIDED
        return Finding(Gap.ROUTE, verdict, regime, regime, self.sample.topic, statement, things, (), reason, ends)

    def _thing(self, leg: Leg) -> Thing:
        witness = self.prover.witness(self.corpus.vocabulary.read_all(self.sample.facts))
        rules = [one for one in (*leg.answer.prohibitions, *leg.answer.requirements) if one.truth is True]
        cited = tuple(self._cite(one) for one in (*rules, *(given.finding for given in leg.answer.authorisations)))
        return Thing(str(leg), witness, str(leg.answer.outcome), cited)

    def _cite(self, found: ProvisionFinding) -> Citation:
        versions = self.corpus.versions(found.id)
        return Citation.of(next((p for p in versions if self.on in p.in_force), versions[-1]))


_END_USER = ("end_user_country", "end_user_hq_country", "ultimate_parent_country")


def _unsettled(ways: list[Way]) -> str:
    """Why ways are not established: what is missing of them or was not read, by law."""
    found: dict[str, str] = {}
    for way in ways:
        for leg in way.steps:
            if not leg.open:
                found.setdefault(leg.regime, _why(leg))
    return "; ".join(f"{regime}: {why}" for regime, why in found.items())


def _why(leg: Leg) -> str:
    """Why a step is not settled: facts that are missing, else law that was not read."""
    missing, unread = leg.answer.missing, leg.answer.unread
    return f"missing {', '.join(missing[:4])}" if missing else next(iter(unread), "not settled")
