"""The consolidated list of persons, groups and entities subject to EU financial sanctions, XML and CSV (version 1.1).

Both come from the Financial Sanctions Files of the Commission (FSF). The XML has the namespace
http://eu.europa.ec/fpi/fsd/export and keeps nearly all in attributes; the CSV is parted by semicolons and has a row for each
name, address or number of an entity.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from acquis.screening.parties import reading
from acquis.screening.parties.countries import countries, country
from acquis.screening.parties.model import Entry, Identifier, Kind, ListError

PART = "EU consolidated financial sanctions list"
NEEDED = ("fileGenerationDate", "Entity_LogicalId", "NameAlias_WholeName")
_KINDS = {"p": Kind.PERSON, "person": Kind.PERSON, "e": Kind.ORGANISATION, "enterprise": Kind.ORGANISATION}
_WAY_OUT = "take the file as the publisher has it"


@dataclass
class _Gathered:
    """What was read of one entity."""

    line: int
    id: str = ""
    kind: Kind = Kind.UNKNOWN
    strong: dict[str, None] = field(default_factory=dict)
    weak: dict[str, None] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    addresses: dict[str, None] = field(default_factory=dict)
    numbers: dict[Identifier, None] = field(default_factory=dict)
    programmes: dict[str, None] = field(default_factory=dict)
    starts: dt.date | None = None
    notice: str = ""

    def entry(self, path: Path) -> Entry:
        names = [*self.strong, *(name for name in self.weak if name not in self.strong)]
        if not names:
            raise ListError(f"{self.id} has no name", file=path, line=self.line, field="wholeName", way_out=_WAY_OUT)
        rest = [name for name in self.strong if name != names[0]]
        return Entry(
            id=self.id, parts=(PART,), name=names[0], aliases=tuple(rest),
            weak=tuple(name for name in self.weak if name not in self.strong and name != names[0]),
            kind=self.kind, countries=countries(self.places), addresses=tuple(self.addresses), identifiers=tuple(self.numbers),
            programmes=tuple(self.programmes), starts=self.starts, notice=self.notice,
        )  # fmt: skip


def read_xml(path: Path) -> Iterator[tuple[Entry, dt.date | None]]:
    """The entries of the XML file, each with the day of the file.

    Raises:
        ListError: file, line and field that cannot be read.
    """
    for root, entity in reading.xml_entries(path, "export", frozenset({"sanctionEntity"})):
        given = entity.attributes
        found = _Gathered(entity.line, given.get("euReferenceNumber") or given.get("logicalId", ""))
        if not found.id:
            raise ListError("an entity without it", file=path, line=entity.line, field="logicalId", way_out=_WAY_OUT)
        found.starts = reading.day(given.get("designationDate", ""), path, entity.line, "designationDate")
        for child in entity.children:
            _add(found, child)
        yield found.entry(path), reading.day(root.get("generationDate", ""), path, 1, "generationDate")


def _add(found: _Gathered, child: reading.Element) -> None:
    said = child.attributes
    match child.name:
        case "subjectType":
            found.kind = _KINDS.get(said.get("classificationCode", "").casefold(), found.kind)
        case "nameAlias" if name := " ".join(said.get("wholeName", "").split()):
            (found.weak if said.get("strong") == "false" else found.strong)[name] = None
        case "citizenship":
            found.places.add(said.get("countryIso2Code", ""))
        case "address":
            found.places.add(said.get("countryIso2Code", ""))
            parts = [said.get(p, "") for p in ("street", "poBox", "place", "zipCode", "city", "region", "countryDescription")]
            if text := ", ".join(part for part in parts if part):
                found.addresses[text] = None
        case "identification" if number := said.get("number", "").strip():
            kind = said.get("identificationTypeDescription") or said.get("identificationTypeCode", "")
            found.numbers[Identifier(number, kind, country(said.get("countryIso2Code", "")))] = None
        case "regulation":
            found.programmes[said.get("programme", "")] = None
            found.notice = found.notice or said.get("numberTitle", "")
        case _:
            pass


def read_csv(path: Path) -> Iterator[tuple[Entry, dt.date | None]]:
    """The entries of the CSV file, each with the day of the file.

    Raises:
        ListError: file, line and field that cannot be read.
    """
    found: dict[str, _Gathered] = {}
    date: dt.date | None = None
    for line, row in reading.rows(path, NEEDED, ";"):
        if not (key := row["Entity_LogicalId"]):
            raise ListError("a row without it", file=path, line=line, field="Entity_LogicalId", way_out=_WAY_OUT)
        date = date or _day(row["fileGenerationDate"], path, line)
        entity = found.setdefault(key, _Gathered(line, row.get("Entity_EU_ReferenceNumber") or key))
        for column in ("Entity_SubjectType", "Entity_SubjectType_ClassificationCode"):
            entity.kind = _KINDS.get(row.get(column, "").casefold(), entity.kind)
        if name := " ".join(row["NameAlias_WholeName"].split()):
            entity.strong[name] = None
        parts = [
            row.get(f"Address_{p}", "") for p in ("Street", "PoBox", "Place", "ZipCode", "City", "Region", "CountryDescription")
        ]
        if text := ", ".join(part for part in parts if part):
            entity.addresses[text] = None
        entity.places |= {row.get(f"{what}_CountryIso2Code", "") for what in ("Address", "Citizenship")}
        entity.places |= {row.get(f"{what}_CountryDescription", "") for what in ("Address", "Citizenship")}
        if number := row.get("Identification_Number", ""):
            where = country(row.get("Identification_CountryIso2Code", ""))
            entity.numbers[Identifier(number, row.get("Identification_TypeDescription", ""), where)] = None
        if programme := row.get("Entity_Regulation_Programme", ""):
            entity.programmes[programme] = None
        entity.starts = entity.starts or reading.day(row.get("Entity_DesignationDate", ""), path, line, "Entity_DesignationDate")
        entity.notice = entity.notice or row.get("Entity_Regulation_NumberTitle", "")
    for entity in found.values():
        yield entity.entry(path), date


def _day(text: str, path: Path, line: int) -> dt.date | None:
    """`DD/MM/YYYY`, as this file writes the day on which it was made, or `YYYY-MM-DD`."""
    if "/" in text:
        text = "-".join(reversed(text[:10].split("/")))
    return reading.day(text, path, line, "fileGenerationDate")
