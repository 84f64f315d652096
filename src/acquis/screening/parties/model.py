"""What a list says of one party, and what a user asks of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from acquis.errors import AcquisError


class ListError(AcquisError):
    """A list of parties cannot be read."""


class Kind(StrEnum):
    """What a party is; unknown where the list or the user does not say."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number given by an authority. `kind` as written (`Passport`, `Registration ID`), `country` ISO 3166-1 alpha-2."""

    number: str
    kind: str = ""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A party that a user asks about: an end user, a consignee, an owner."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.UNKNOWN
    countries: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list.

    `parts`: which lists of a collection it comes from, as published (`Entity List (EL) - ...`). `weak`: names that the
    publisher itself calls weak or of low quality. `starts` and `ends`: the days of the listing, where the list has them.
    """

    id: str
    parts: tuple[str, ...]
    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    kind: Kind = Kind.UNKNOWN
    countries: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    programmes: tuple[str, ...] = ()
    starts: dt.date | None = None
    ends: dt.date | None = None
    notice: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the weak ones last."""
        return (self.name, *self.aliases, *self.weak)
