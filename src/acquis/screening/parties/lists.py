"""A list of parties from a file: its entries, and the version that it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from acquis.screening.parties import csl, eu_fsf, ftm, un
from acquis.screening.parties.model import Entry, ListError
from acquis.screening.parties.reading import open_bytes
from acquis.screening.parties.versions import ListVersion, digest

Reader = Callable[[Path], Iterator[tuple[Entry, dt.date | None]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of lists: its name on the command line, its family, its publisher, and what reads it."""

    name: str
    family: str
    source: str
    read: Reader


FORMATS = {
    form.name: form
    for form in (
        Format("csl-csv", "csl", "Consolidated Screening List", csl.read_csv),
        Format("csl-json", "csl", "Consolidated Screening List", csl.read_json),
        Format("eu-xml", "eu_fsf", eu_fsf.PART, eu_fsf.read_xml),
        Format("eu-csv", "eu_fsf", eu_fsf.PART, eu_fsf.read_csv),
        Format("un-xml", "un", un.PART, un.read_xml),
        Format("ftm", "ftm", "OpenSanctions (FollowTheMoney)", ftm.read),
    )
}
_MARKS = (  # what stands in the first characters of each
    ("eu-xml", "fpi/fsd/export"),
    ("un-xml", "<CONSOLIDATED_LIST"),
    ("eu-csv", "Entity_LogicalId"),
    ("csl-csv", "_id,source"),
    ("csl-json", '"results"'),
    ("ftm", '"schema"'),
)


@dataclass(frozen=True, slots=True)
class PartyList:
    """A list: its version, its format, and its entries."""

    version: ListVersion
    format: Format
    entries: tuple[Entry, ...]


def sample() -> PartyList:
    """Seven entries of the Consolidated Screening List, to try the commands with: organisations only, day not known.

    It is no list to screen against (see NOTICE), and counts for no list looked through.
    """
    with resources.as_file(resources.files("acquis.screening.parties").joinpath("data", "csl_sample.csv")) as path:
        given = load(path)
    return replace(given, format=replace(given.format, family="sample"))


def format_of(path: Path) -> Format:
    """The format of a file, by its beginning.

    Raises:
        ListError: none that is known.
    """
    with open_bytes(path) as stream:
        head = stream.read(4000).decode("utf-8", errors="replace")
    for name, mark in _MARKS:
        if mark in head:
            return FORMATS[name]
    raise ListError("none of the formats that are known", file=path, way_out=f"one of {', '.join(FORMATS)}")


def load(path: Path, *, format_name: str | None = None, date: dt.date | None = None) -> PartyList:
    """Reads a list. `date`: its day, where the file does not say.

    Raises:
        ListError: the file, line and field that cannot be read; two entries of one id; no entry at all.
        MissingExtra: a library is not installed.
    """
    form = FORMATS[format_name] if format_name else format_of(path)
    sha256 = digest(path)
    found: dict[str, Entry] = {}
    days: set[dt.date] = set()
    for entry, day in form.read(path):
        if entry.id in found:
            raise ListError(f"two entries have the id {entry.id!r}", file=path, way_out="take the file as the publisher has it")
        found[entry.id] = entry
        if day is not None:
            days.add(day)
    if not found:
        raise ListError("the list has no entry", file=path, way_out="an empty list would clear everybody: take the file anew")
    dated = max(days) if days else date
    by = "the file" if days else "the user" if date else "nobody"
    return PartyList(ListVersion(form.source, path.name, dated, by, sha256, len(found)), form, tuple(found.values()))
