"""A party against lists: a score with its reasons, and a verdict by the user's thresholds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from acquis.errors import AcquisError
from acquis.screening.parties.index import Index, NameHit
from acquis.screening.parties.model import Entry, Kind, Party
from acquis.screening.parties.names import form
from acquis.screening.parties.versions import ListVersion

_BATCH = 10_000
COUNTRY = -0.1
"""What a contradicting country takes from the score of a name: firms move, so an equal name goes to review."""
KIND = -0.1
"""What it takes that one is a person and the other is none."""
ADDRESS = 0.05
"""What an equal address adds to the score of a name."""


class Verdict(StrEnum):
    """What is to be done. A person decides a review; until then nothing is known."""

    MATCH = "match"
    REVIEW = "review"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score on a party is taken for the one that is listed, and from which a person has to look."""

    match: float = 0.95
    review: float = 0.85

    def __post_init__(self) -> None:
        if not 0.5 <= self.review <= self.match <= 1:
            said = f"review {self.review} and match {self.match} are no thresholds"
            raise AcquisError(said, field="thresholds", way_out="0.5 <= review <= match <= 1")

    def verdict(self, score: float) -> Verdict:
        """The verdict of a score."""
        return Verdict.MATCH if score >= self.match else Verdict.REVIEW if score >= self.review else Verdict.CLEAR


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is. `code`: name, number, address, country, kind, weak_name, ended, decided; `text`: for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed entry that a party may be."""

    entry: Entry
    version: ListVersion
    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found for one party: the hits from the threshold of review on, the nearest first."""

    party: Party
    verdict: Verdict
    hits: tuple[Hit, ...]


def screen(
    index: Index, parties: Iterable[Party], thresholds: Thresholds | None = None, day: dt.date | None = None
) -> Iterator[Result]:
    """Screens parties one after the other, in the order given.

    Args:
        index: the lists.
        parties: any number; they are taken in batches.
        thresholds: the user's.
        day: the day of the screening, for listings that have ended; today by default.

    Raises:
        MissingExtra: a library is not installed.
    """
    limits, on = thresholds or Thresholds(), day or dt.date.today()
    waiting = iter(parties)
    while batch := list(islice(waiting, _BATCH)):
        asked = [(k, name) for k, party in enumerate(batch) for name in dict.fromkeys(party.names)]
        # A name may score less and be lifted by an equal address.
        by_party: dict[int, list[NameHit]] = defaultdict(list)
        for (k, _), hit in index.by_name(asked, limits.review - ADDRESS).items():
            by_party[k].append(hit)
        for k, party in enumerate(batch):
            yield _result(index, party, by_party[k], limits, on)


def worst(hits: Sequence[Hit]) -> Verdict:
    """The verdict of all hits together."""
    found = {hit.verdict for hit in hits}
    return next((verdict for verdict in Verdict if verdict in found), Verdict.CLEAR)


def _result(index: Index, party: Party, named: Sequence[NameHit], limits: Thresholds, day: dt.date) -> Result:
    names = {hit.listed.entry: hit for hit in named}
    numbered = {place: given.number for given in party.identifiers for place in index.by_number(given)}
    housed = {place: address for address in party.addresses for place in index.by_address(address)}
    hits = [
        hit
        for place in {**names, **numbered, **housed}
        if (hit := _hit(index, party, place, names.get(place), numbered.get(place), housed.get(place), limits, day))
    ]
    hits.sort(key=lambda hit: (list(Verdict).index(hit.verdict), -hit.score, hit.entry.id))
    return Result(party, worst(hits), tuple(hits))


def _hit(
    index: Index, party: Party, place: int, named: NameHit | None, number: str | None, address: str | None,
    limits: Thresholds, day: dt.date,
) -> Hit | None:  # fmt: skip
    entry, version = index.entries[place], index.lists[index.of_list[place]].version
    score, reasons = 0.0, list[Reason]()
    if named is not None:
        score = named.score
        reasons.append(Reason("name", _compared(named)))
    if party.countries and entry.countries:
        score, reason = _countries(score, party, entry)
        reasons.append(reason)
    if Kind.UNKNOWN not in (party.kind, entry.kind) and party.kind is not entry.kind:
        score += KIND
        reasons.append(Reason("kind", f"the party is a {party.kind}, the entry a {entry.kind}"))
    if address is not None:
        score = max(min(1.0, score + ADDRESS), limits.review)
        reasons.append(Reason("address", f"the address {address!r} is that of the entry"))
    weak = named is not None and named.listed.weak
    if weak:
        reasons.append(Reason("weak_name", "the list calls this name weak, or it is a short form: never a match by itself"))
    if number is not None:
        score, weak = 1.0, False
        reasons.append(Reason("number", f"the number {number!r} is that of the entry; it decides"))
    if score < limits.review:
        return None
    verdict = limits.verdict(score)
    ended = entry.ends is not None and entry.ends < day
    if ended:
        reasons.append(Reason("ended", f"the listing ended on {entry.ends}"))
    if verdict is Verdict.MATCH and (ended or weak):
        verdict = Verdict.REVIEW
    return Hit(entry, version, round(max(0.0, min(score, 1.0)), 4), verdict, tuple(reasons))


def _countries(score: float, party: Party, entry: Entry) -> tuple[float, Reason]:
    ours, theirs = ", ".join(sorted(party.countries)), ", ".join(sorted(entry.countries))
    if party.countries & entry.countries:
        return score, Reason("country", f"the country agrees: {', '.join(sorted(party.countries & entry.countries))}")
    return score + COUNTRY, Reason("country", f"the country contradicts: {ours}, and the list has {theirs}")


def _compared(hit: NameHit) -> str:
    """Which name against which, and what was left out of them or transliterated."""
    asked, listed = form(hit.asked), form(hit.listed.text)
    text = f"{hit.asked!r} is near to {hit.listed.text!r} ({hit.score:.3f})"
    done = []
    if asked.script != listed.script:
        done.append(f"in Latin letters {asked.plain!r} and {listed.plain!r}")
    if legal := sorted(asked.legal | listed.legal):
        done.append(f"legal forms left out: {', '.join(legal)}")
    if asked.tokens != listed.tokens and sorted(asked.tokens) == sorted(listed.tokens):
        done.append("the same words in another order")
    return "; ".join([text, *done])


def rescored(result: Result, scores: Sequence[float], limits: Thresholds, by: str) -> Result:
    """A result with the scores of another matcher for its hits. What is not a matter of names stays as it is."""
    hits = []
    for hit, score in zip(result.hits, scores, strict=True):
        codes = {reason.code for reason in hit.reasons}
        reason = Reason("rescored", f"{by} gives {score:.3f}; before it was {hit.score:.3f}")
        verdict = hit.verdict if codes & {"number", "address", "ended", "weak_name"} else limits.verdict(score)
        hits.append(replace(hit, score=round(score, 4), verdict=verdict, reasons=(*hit.reasons, reason)))
    return Result(result.party, worst(hits), tuple(hits))
