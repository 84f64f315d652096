"""The book of an area as the evaluation reads it: from one listing, through the changes, to a day; every entry with its evidence.

A listing speaks of the end of its day: changes of that day come before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from acquis.safeguards.declarations.filing import Filing, Form
from acquis.safeguards.declarations.register import Register
from acquis.safeguards.evaluation.findings import Evidence, cite
from acquis.safeguards.records import Batch, Change


@dataclass(frozen=True, slots=True)
class Entry:
    """A batch on a book, and the records that put it there."""

    batch: Batch
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class AreaBooks:
    """What is filed on one area, as known on a day: its listings in order (the first is the initial report) and its changes."""

    area: str
    listings: tuple[Filing, ...]
    changes: tuple[tuple[Filing, Change], ...]

    def listing_before(self, day: dt.date, *, inclusive: bool) -> Filing | None:
        """The latest listing before a day, or on it where that counts."""
        found = [filing for filing in self.listings if filing.end < day or (inclusive and filing.end == day)]
        return found[-1] if found else None

    def between(self, start: dt.date | None, end: dt.date) -> list[tuple[Filing, Change]]:
        """Changes after one day and up to another."""
        return [(f, c) for f, c in self.changes if c.on <= end and (start is None or c.on > start)]

    def counted(self, day: dt.date, *, after: bool) -> dict[str, Entry]:
        """Items on the book at the end of a day, by serial number.

        `after`: count from a listing of that very day, where there is one; else from the one before.
        """
        begin = self.listing_before(day, inclusive=after)
        book: dict[str, Entry] = {}
        if begin is not None:
            book = {b.id: Entry(b, (cite(begin, b.id),)) for b in begin.batches if b.kind.counted}
        for filing, change in self.between(begin.end if begin else None, day):
            if not change.batch.kind.counted:
                continue
            source = cite(filing, change.id)
            if change.code.sign > 0:
                book[change.batch.id] = Entry(change.batch, (source,))
            else:
                book.pop(change.batch.id, None)
        return book


@dataclass(frozen=True)
class Books:
    """The books of all areas of a State, as known on a day."""

    areas: Mapping[str, AreaBooks] = field(default_factory=dict)


def books(register: Register, areas: tuple[str, ...], on: dt.date) -> Books:
    """The books as known on a day: superseded filings and changes are left out."""
    listings: dict[str, list[Filing]] = {area: [] for area in areas}
    found: list[tuple[Filing, Change]] = []
    for filing in register.known(on):
        if filing.form in (Form.INITIAL, Form.LISTING) and filing.area in listings:
            listings[filing.area].append(filing)
        found += [(filing, change) for change in filing.changes]
    superseded = {(change.area, change.corrects) for _, change in found if change.corrects is not None}
    changes: dict[str, list[tuple[Filing, Change]]] = {area: [] for area in areas}
    for filing, change in found:
        if (change.area, change.id) not in superseded and change.area in changes:
            changes[change.area].append((filing, change))
    return Books(
        {
            area: AreaBooks(
                area,
                tuple(sorted(listings[area], key=lambda filing: filing.end)),
                tuple(sorted(changes[area], key=lambda pair: (pair[1].on, pair[1].id))),
            )
            for area in areas
        }
    )
