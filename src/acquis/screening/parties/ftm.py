"""Entities of FollowTheMoney, JSON lines, as OpenSanctions publishes them (`entities.ftm.json`).

https://www.opensanctions.org/docs/bulk/json/ and https://followthemoney.tech: an entity has an id, a schema, properties with
lists of values, and the names of the data sets that it is in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from acquis.screening.parties import reading
from acquis.screening.parties.countries import countries
from acquis.screening.parties.model import Entry, Identifier, Kind, ListError
from acquis.screening.parties.sources import is_listing

_KINDS = {
    "Person": Kind.PERSON, "Vessel": Kind.VESSEL, "Company": Kind.ORGANISATION, "Organization": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION, "LegalEntity": Kind.UNKNOWN,
}  # fmt: skip
_PLACES = ("country", "jurisdiction", "nationality", "citizenship", "mainCountry", "flag")
_NUMBERS = (
    "registrationNumber", "taxNumber", "vatCode", "innCode", "ogrnCode", "leiCode", "uniqueEntityId", "dunsCode", "swiftBic",
    "passportNumber", "idNumber", "imoNumber", "mmsi", "uscCode",
)  # fmt: skip


def read(path: Path) -> Iterator[tuple[Entry, dt.date | None]]:
    """The entities that stand on a list, each with the day on which it was last seen there.

    Addresses, sanctions and family members that the file holds besides are passed over.

    Raises:
        ListError: file, line and field that cannot be read.
    """
    for line, entity in reading.json_lines(path):
        for field, kind in (("id", str), ("schema", str), ("properties", dict)):
            if not isinstance(entity.get(field), kind) or (not entity[field] and kind is str):
                way_out = "take the file as the publisher has it"
                raise ListError("an entity without it", file=path, line=line, field=field, way_out=way_out)
        said = _values(entity["properties"], path, line)
        if entity["schema"] in _KINDS and (entity.get("target") is True or is_listing(said("topics"))) and said("name"):
            seen = entity.get("last_seen") or entity.get("last_change") or ""
            yield _entry(entity, said), reading.day(str(seen), path, line, "last_seen")


def _values(properties: dict[str, Any], path: Path, line: int) -> Any:
    def said(name: str) -> list[str]:
        values = properties.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            way_out = "take the file as the publisher has it"
            raise ListError("not a list of texts", file=path, line=line, field=f"properties.{name}", way_out=way_out)
        return values

    return said


def _entry(entity: dict[str, Any], said: Any) -> Entry:
    name, *others = said("name")
    aliases = dict.fromkeys([*others, *said("alias"), *said("previousName")])
    return Entry(
        id=entity["id"],
        parts=tuple(sorted(map(str, entity.get("datasets") or []))),
        name=name,
        aliases=tuple(alias for alias in aliases if alias != name),
        weak=tuple(said("weakAlias")),
        kind=_KINDS[entity["schema"]],
        countries=countries(code for place in _PLACES for code in said(place)),
        addresses=tuple(said("address")),
        identifiers=tuple(Identifier(number, kind) for kind in _NUMBERS for number in said(kind)),
        programmes=tuple([*said("programId"), *said("program")]),
    )
