"""Classes of destinations: countries that no condition of a law tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from acquis.conditions import nodes as n
from acquis.law.corpus import Snapshot
from acquis.law.vocabulary import Vocabulary

ELSEWHERE = "XX"
"""User-assigned in ISO 3166-1, so no country: stands for every country that a law does not name."""


@dataclass(frozen=True, slots=True)
class Destinations:
    """Countries that stand and fall together: `first` is asked, and all others have its answer."""

    first: str
    members: tuple[str, ...]

    def without(self, *countries: str) -> Destinations | None:
        """The class but for these; None where nothing is left."""
        left = tuple(country for country in self.members if country not in countries)
        return Destinations(ELSEWHERE if ELSEWHERE in left else left[0], left) if left else None

    @property
    def names(self) -> tuple[str, ...]:
        """As people read them."""
        named = tuple(country for country in self.members if country != ELSEWHERE)
        return (*named, "any country that no text names") if self.first == ELSEWHERE else named


def destination_classes(snapshots: Iterable[Snapshot], vocabulary: Vocabulary) -> tuple[Destinations, ...]:
    """The classes of countries under several laws of one day together, the unnamed last."""
    tests = dict.fromkeys(test for snapshot in snapshots for test in _tests(snapshot, vocabulary))
    named = sorted({country for known, unsure in tests for country in (*known, *unsure) if len(country) == 2})
    classes: dict[tuple[tuple[bool, bool], ...], list[str]] = defaultdict(list)
    for country in [*named, ELSEWHERE]:
        classes[tuple((country in known, country in unsure) for known, unsure in tests)].append(country)
    return tuple(Destinations(ELSEWHERE if ELSEWHERE in members else members[0], tuple(members)) for members in classes.values())


def _tests(snapshot: Snapshot, vocabulary: Vocabulary) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Sets of countries against which a law holds a fact, with those of whom it is not known whether they are members."""
    for i in range(len(snapshot.provisions)):
        for node in n.walk(snapshot.condition(i)):
            match node:
                case n.In(n.Fact(name), tuple(choices), maybe) if vocabulary[name].kind == "country":
                    yield frozenset(choices), frozenset(maybe)
                case n.Overlaps(name, tuple(choices), maybe) if vocabulary[name].kind == "countries":
                    yield frozenset(choices), frozenset(maybe)
                case n.Compare(_, n.Fact(name), n.Literal(str() as country)) if vocabulary[name].kind == "country":
                    yield frozenset({country}), frozenset()
