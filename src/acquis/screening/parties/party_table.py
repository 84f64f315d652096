"""The parties that a user asks about, from a CSV or JSON lines file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from acquis.screening.parties import reading
from acquis.screening.parties.countries import country
from acquis.screening.parties.model import Identifier, Kind, ListError, Party

_NAMES = {
    "id": ("id", "party_id", "reference"),
    "name": ("name", "party", "company", "consignee", "end_user"),
    "aliases": ("aliases", "alias", "other_names"),
    "kind": ("kind", "type"),
    "countries": ("country", "countries"),
    "addresses": ("address", "addresses"),
    "identifiers": ("number", "numbers", "registration_number", "identifiers"),
}
COLUMNS = tuple(_NAMES)
_KINDS = {"individual": Kind.PERSON, "company": Kind.ORGANISATION, "entity": Kind.ORGANISATION, "": Kind.UNKNOWN}


def read(path: Path) -> Iterator[Party]:
    """The parties of a file; only a name is needed. Several values of a cell are parted by `;`.

    Raises:
        ListError: file, line and field that cannot be read, or two parties of one id.
    """
    seen: set[str] = set()
    lines = path.suffix in (".jsonl", ".ndjson")
    for line, row in reading.json_lines(path) if lines else reading.rows(path, ()):
        party = _party(row, path, line)
        if party.id in seen:
            raise ListError(f"two parties have the id {party.id!r}", file=path, line=line, field="id", way_out="number them anew")
        seen.add(party.id)
        yield party


def _party(row: Mapping[str, Any], path: Path, line: int) -> Party:
    small = {str(name).strip().casefold().replace(" ", "_"): value for name, value in row.items()}
    said = {part: next((v for n in names if (v := _texts(small.get(n)))), []) for part, names in _NAMES.items()}
    if not said["name"]:
        known = any(name in small for name in _NAMES["name"])
        way_out = "give every party a name" if known else f"name a column one of {', '.join(_NAMES['name'])}"
        raise ListError("a party without a name", file=path, line=line, field="name", way_out=way_out)
    codes = {text: country(text) for text in said["countries"]}
    for text, code in codes.items():
        if code is None:
            way_out = "ISO 3166-1 alpha-2, or a name in English; leave it out if it is not known"
            raise ListError(f"{text!r} is no country that is known", file=path, line=line, field="country", way_out=way_out)
    name, *others = said["name"]
    return Party(
        id=said["id"][0] if said["id"] else str(line),
        name=name,
        aliases=(*others, *said["aliases"]),
        kind=_kind(said["kind"][0] if said["kind"] else "", path, line),
        countries=frozenset(code for code in codes.values() if code),
        addresses=tuple(said["addresses"]),
        identifiers=tuple(map(Identifier, said["identifiers"])),
    )


def _texts(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else str(value).split(";") if value is not None else []
    return [text for part in parts if (text := str(part).strip())]


def _kind(text: str, path: Path, line: int) -> Kind:
    small = text.casefold()
    if small in _KINDS:
        return _KINDS[small]
    try:
        return Kind(small)
    except ValueError:
        way_out = f"one of {', '.join(Kind)}, or nothing"
        raise ListError(f"{text!r} is no kind of party", file=path, line=line, field="kind", way_out=way_out) from None
