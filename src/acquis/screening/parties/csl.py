"""The Consolidated Screening List of the United States, CSV and JSON, as published by the International Trade Administration.

Columns and fields: https://www.trade.gov/consolidated-screening-list. In the CSV, several values of a cell are parted by `; `;
an identifier reads `Kind, number, country`. In the JSON they are arrays, and addresses and identifiers are objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from acquis.screening.parties import reading
from acquis.screening.parties.countries import countries, country, last_country
from acquis.screening.parties.model import Entry, Identifier, Kind, ListError
from acquis.screening.parties.sources import is_identifier, without_tail

NEEDED = ("_id", "source", "name", "alt_names", "addresses")
_KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION, "vessel": Kind.VESSEL}


def read_csv(path: Path) -> Iterator[tuple[Entry, None]]:
    """The entries of the CSV file.

    Raises:
        ListError: file, line and field that cannot be read.
    """
    for line, row in reading.rows(path, NEEDED):
        addresses = _split(row["addresses"])
        said = (
            *map(last_country, addresses),
            *map(country, _split(row.get("nationalities", "") + ";" + row.get("citizenships", ""))),
        )
        yield _entry(row, path, line, addresses, frozenset(c for c in said if c), _identifiers(row.get("ids", ""))), None


def read_json(path: Path) -> Iterator[tuple[Entry, None]]:
    """The entries of the JSON file: `{"results": [...]}`.

    Raises:
        ListError: file and field that cannot be read.
    """
    data = reading.json_file(path)
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(results, list):
        raise ListError(
            "there is no array of results", file=path, field="results", way_out="take the file as the publisher has it"
        )
    for k, result in enumerate(results):
        row = reading.as_object(result, path, None, f"results[{k}]")
        places = [place for place in _array(row.get("addresses")) if isinstance(place, dict)]
        addresses = [
            ", ".join(str(place[part]) for part in ("address", "city", "state", "postal_code", "country") if place.get(part))
            for place in places
        ]
        said = [*(str(place.get("country") or "") for place in places), *map(str, _array(row.get("nationalities")))]
        numbers = tuple(
            Identifier(str(given["number"]), str(given.get("type") or ""), country(str(given.get("country") or "")))
            for given in _array(row.get("ids"))
            if isinstance(given, dict) and given.get("number") and is_identifier(str(given.get("type") or ""))
        )
        flat = {name: value if isinstance(value, str) else "; ".join(map(str, _array(value))) for name, value in row.items()}
        flat["_id"] = flat.get("_id") or flat.get("id", "")
        yield (
            _entry(flat, path, None, addresses, countries([*said, str(row.get("country") or "")]), numbers, f"results[{k}]"),
            None,
        )


def _entry(
    row: dict[str, str],
    path: Path,
    line: int | None,
    addresses: list[str],
    where: frozenset[str],
    numbers: tuple[Identifier, ...],
    place: str = "",
) -> Entry:
    for field in ("_id", "source", "name"):
        if not row.get(field):
            way_out = "take the file as the publisher has it"
            raise ListError("an entry without it", file=path, line=line, field=f"{place}.{field}".lstrip("."), way_out=way_out)
    return Entry(
        id=row["_id"],
        parts=(row["source"],),
        name=without_tail(row["name"]),
        aliases=tuple(_split(row.get("alt_names", ""))),
        kind=_KINDS.get(row.get("type", "").casefold(), Kind.UNKNOWN),
        countries=where,
        addresses=tuple(addresses),
        identifiers=numbers,
        programmes=tuple(_split(row.get("programs", ""))),
        starts=reading.day(row.get("start_date", ""), path, line or 1, f"{place}.start_date".lstrip(".")),
        ends=reading.day(row.get("end_date", ""), path, line or 1, f"{place}.end_date".lstrip(".")),
        notice=row.get("federal_register_notice", ""),
    )


def _array(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _split(cell: str) -> list[str]:
    """`A; B; and C` as its parts."""
    parts = (part.strip() for part in cell.split(";"))
    return [part.removeprefix("and ").strip() for part in parts if part]


def _identifiers(cell: str) -> tuple[Identifier, ...]:
    found = []
    for part in _split(cell):
        kind, *rest = (word.strip() for word in part.split(", "))
        where = rest.pop() if len(rest) > 1 and len(rest[-1]) == 2 and rest[-1].isalpha() else ""
        if rest and is_identifier(kind):
            found.append(Identifier(", ".join(rest), kind, country(where)))
    return tuple(found)
