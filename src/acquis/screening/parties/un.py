"""The consolidated list of the United Nations Security Council, XML (schema sc-sanctions.xsd)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from acquis.screening.parties import reading
from acquis.screening.parties.countries import countries, country
from acquis.screening.parties.model import Entry, Identifier, Kind, ListError

PART = "UN Security Council consolidated list"
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def read_xml(path: Path) -> Iterator[tuple[Entry, dt.date | None]]:
    """The entries, each with the day of the file.

    Raises:
        ListError: file, line and field that cannot be read.
    """
    for root, element in reading.xml_entries(path, "CONSOLIDATED_LIST", frozenset({"INDIVIDUAL", "ENTITY"})):
        yield _entry(element, path), reading.day(root.get("dateGenerated", ""), path, 1, "dateGenerated")


def _entry(element: reading.Element, path: Path) -> Entry:
    name = " ".join(part for part in map(element.said, _NAMES) if part)
    number = element.said("REFERENCE_NUMBER") or element.said("DATAID")
    for field, value in (("FIRST_NAME", name), ("REFERENCE_NUMBER", number)):
        if not value:
            way_out = "take the file as the publisher has it"
            raise ListError("an entry without it", file=path, line=element.line, field=field, way_out=way_out)
    kind = element.name
    strong: dict[str, None] = {}
    weak: dict[str, None] = {}
    if original := element.said("NAME_ORIGINAL_SCRIPT"):
        strong[original] = None
    for alias in element.all(f"{kind}_ALIAS"):
        kept = weak if alias.said("QUALITY").casefold() == "low" else strong
        kept.update(dict.fromkeys(part.strip() for part in alias.said("ALIAS_NAME").split(";") if part.strip()))
    places = element.all(f"{kind}_ADDRESS")
    addresses = (", ".join(part for part in map(place.said, _PLACE) if part) for place in places)
    nations = [child.said("VALUE") for child in element.all("NATIONALITY")]
    numbers = (
        Identifier(said, paper.said("TYPE_OF_DOCUMENT"), country(paper.said("ISSUING_COUNTRY") or paper.said("COUNTRY_OF_ISSUE")))
        for paper in element.all("INDIVIDUAL_DOCUMENT")
        if (said := paper.said("NUMBER"))
    )
    return Entry(
        id=number, parts=(PART,), name=name, aliases=tuple(strong), weak=tuple(weak),
        kind=Kind.PERSON if kind == "INDIVIDUAL" else Kind.ORGANISATION,
        countries=countries([*nations, *(place.said("COUNTRY") for place in places)]),
        addresses=tuple(dict.fromkeys(address for address in addresses if address)), identifiers=tuple(numbers),
        programmes=tuple(filter(None, [element.said("UN_LIST_TYPE")])),
        starts=reading.day(element.said("LISTED_ON"), path, element.line, "LISTED_ON"),
    )  # fmt: skip
