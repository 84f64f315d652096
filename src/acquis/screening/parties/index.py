"""Lists made ready for questions: every name of every entry once, by name, by number and by address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acquis.errors import MissingExtra
from acquis.screening.parties.blocking import Blocks
from acquis.screening.parties.lists import PartyList
from acquis.screening.parties.model import Entry, Identifier
from acquis.screening.parties.names import form, variants
from acquis.screening.parties.scoring import Listed, Names

_SHORTEST_NUMBER = 5
"""Characters: shorter numbers are given out by many authorities at once."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of an entry. `entry`: its place in the index; `weak`: the publisher, or its being a short form, makes it weak."""

    text: str
    entry: int
    weak: bool


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name asked, the listed name that is nearest in one entry, and their score."""

    asked: str
    listed: ListedName
    score: float


class Index:
    """All entries of some lists. Building it costs what some seconds of screening cost; keep it for many questions."""

    def __init__(self, lists: Sequence[PartyList]) -> None:
        self.lists = tuple(lists)
        self.entries: list[Entry] = []
        self.of_list: list[int] = []
        self.names: list[ListedName] = []
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._addresses: dict[str, list[int]] = defaultdict(list)
        for number, given in enumerate(self.lists):
            for entry in given.entries:
                self._add(entry, number)
        self._forms = [form(name.text) for name in self.names]
        self._listed = Listed(self._forms)
        self._blocks = Blocks(self._forms)

    def _add(self, entry: Entry, number: int) -> None:
        place = len(self.entries)
        self.entries.append(entry)
        self.of_list.append(number)
        weak = set(entry.weak)
        seen: set[str] = set()
        for name in entry.names:
            for text, short in variants(name):
                if text not in seen:
                    seen.add(text)
                    self.names.append(ListedName(text, place, short or name in weak))
        for identifier in entry.identifiers:
            if key := number_key(identifier):
                self._numbers[key].append(place)
        for address in entry.addresses:
            if key := address_key(address):
                self._addresses[key].append(place)

    def by_number(self, identifier: Identifier) -> list[int]:
        """The entries that have the same number, from the same country where both say from which."""
        places = self._numbers.get(number_key(identifier), [])
        return [place for place in places if _same_country(identifier, self.entries[place])]

    def by_address(self, address: str) -> list[int]:
        """The entries that have the same address."""
        return self._addresses.get(address_key(address), [])

    def by_name(self, asked: Sequence[tuple[int, str]], least: float) -> dict[tuple[int, int], NameHit]:
        """By question and entry the nearest names whose score is at least so much.

        Args:
            asked: names, each with the number of the question that it belongs to.
            least: the least score.
        """
        forms = [form(text) for _, text in asked]
        left, right = self._blocks.near(forms)
        if not len(left):
            return {}
        found = self._listed.scores(Names(forms, self._listed.vocabulary), left, right, least)
        kept = np.flatnonzero(found >= least)
        best: dict[tuple[int, int], NameHit] = {}
        for k in kept[np.argsort(-found[kept], kind="stable")].tolist():
            question, text = asked[int(left[k])]
            listed = self.names[int(right[k])]
            key = (question, listed.entry)
            if key not in best or (best[key].listed.weak and not listed.weak and float(found[k]) == best[key].score):
                best[key] = NameHit(text, listed, float(found[k]))
        return best


def _same_country(identifier: Identifier, entry: Entry) -> bool:
    key = number_key(identifier)
    given = [other.country for other in entry.identifiers if number_key(other) == key]
    return identifier.country is None or None in given or identifier.country in given


def number_key(identifier: Identifier) -> str:
    """A number without spaces, dots and dashes; "" where it is too short to identify anybody."""
    key = "".join(c for c in identifier.number.upper() if c.isalnum())
    return key if len(key) >= _SHORTEST_NUMBER and any(c.isdigit() for c in key) else ""


def address_key(address: str) -> str:
    """What two ways of writing one address have in common; "" for a country or a town alone."""
    try:
        from rigour.addresses import address_fingerprint
    except ImportError:
        raise MissingExtra("rigour", "parties") from None
    words = (address_fingerprint(address) or "").split()
    key = " ".join(word for word in words if not (len(word) == 2 and word.isalpha()))  # countries, given or left out
    return key if any(c.isdigit() for c in key) else ""
