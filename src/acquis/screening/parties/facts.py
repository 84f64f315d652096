"""What a screening says to the law: the fact party_lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acquis.conditions import nodes as n
from acquis.conditions.values import IdSet
from acquis.law.corpus import Corpus
from acquis.screening.parties.lists import PartyList
from acquis.screening.parties.match import Result, Verdict
from acquis.screening.parties.sources import covered, standing

FACT = "party_lists"


@dataclass(frozen=True, slots=True)
class Said:
    """The fact of one party, and what is not known.

    `value`: None where nothing may be said: a review is open. `possible`: ids that an open review may add.
    `not_looked_through`: lists that the law asks for and that were in no file.
    """

    value: IdSet | None
    possible: tuple[str, ...]
    not_looked_through: tuple[str, ...]


class PartyFacts:
    """From results to the fact, for some lists under a body of law.

    Args:
        corpus: the law; it says which lists matter.
        lists: what was looked through.
        also: further ids that the user has looked through by other means.
    """

    def __init__(self, corpus: Corpus, lists: Iterable[PartyList], also: Iterable[str] = ()) -> None:
        seen = {identifier for given in lists for identifier in covered(given.format.family)} | set(also)
        asked = asked_for(corpus)
        self.missing = tuple(sorted(i for i in asked if "." in i and not any(i == s or i.startswith(s + ".") for s in seen)))
        heads = {i.partition(".")[0] for i in asked} | {i.partition(".")[0] for i in seen}
        self.complete_for = frozenset(heads - {i.partition(".")[0] for i in self.missing})

    def of(self, result: Result) -> Said:
        """The fact of one party: a match gives its lists, an open review leaves it unknown, clear gives the empty set."""
        sure, open_ = set[str](), set[str]()
        possible: set[str] = set()
        for hit in result.hits:
            stands = standing(hit.entry.parts)
            if hit.verdict is Verdict.MATCH:
                sure |= stands.ids
                if stands.open:
                    open_ |= {i.partition(".")[0] for i in stands.ids}
            elif hit.verdict is Verdict.REVIEW:
                possible |= stands.ids
        open_ |= {i.partition(".")[0] for i in possible - sure}
        if possible and not sure:
            return Said(None, tuple(sorted(possible)), self.missing)
        value = IdSet(frozenset(sure), self.complete_for - open_)
        return Said(value, tuple(sorted(possible - sure)), self.missing)


def asked_for(corpus: Corpus) -> frozenset[str]:
    """The ids of lists that any provision asks for, on any day."""
    found: set[str] = set()
    for provision in corpus.provisions:
        for condition in (provision.when, provision.unless):
            if condition is not None:
                found.update(_ids(condition))
    return frozenset(found)


def _ids(node: n.Node) -> Iterable[str]:
    match node:
        case n.And(parts) | n.Or(parts):
            for part in parts:
                yield from _ids(part)
        case n.Not(part):
            yield from _ids(part)
        case n.Has(name, item) if name == FACT:
            yield item
        case n.Overlaps(name, tuple(choices), maybe) if name == FACT:
            yield from choices
            yield from maybe
        case _:
            return
