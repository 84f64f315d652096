"""The books of a State as the evaluation reads them: a ledger for each area, and the filing behind every entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from acquis.safeguards.accounts import Ledger, LedgerError, NegativeBook, book, faults
from acquis.safeguards.declarations.filing import Filing, Form
from acquis.safeguards.declarations.folder import StateRecords
from acquis.safeguards.evaluation.findings import Evidence, cite
from acquis.safeguards.records import Area, Batch, Change, Listing


@dataclass(frozen=True, slots=True)
class Entry:
    """A batch on a book, and the records that put it there."""

    batch: Batch
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class AreaBooks:
    """The ledger of an area as known on a day, with the filings of its listings (the first is the initial report) and changes."""

    ledger: Ledger
    listings: tuple[Filing, ...]
    filed: Mapping[str, Filing]

    @property
    def area(self) -> str:
        """The area."""
        return self.ledger.area.id

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that count, by date."""
        return self.ledger.settled().changes

    @property
    def faults(self) -> tuple[LedgerError, ...]:
        """What is wrong with the account in itself.

        The book of a measured kind may fall below zero by its errors alone; that is for MUF to test, and no fault.
        """
        counted = {change.id for change in self.ledger.changes if change.batch.kind.counted}
        return tuple(one for one in faults(self.ledger) if not isinstance(one, NegativeBook) or one.record in counted)

    def cite(self, change: Change) -> Evidence:
        """The evidence of a change."""
        return cite(self.filed[change.id], change.id)

    def base(self, day: dt.date, *, inclusive: bool) -> Filing | None:
        """The latest listing before a day, or on it where that counts."""
        found = [filing for filing in self.listings if filing.end < day or (inclusive and filing.end == day)]
        return found[-1] if found else None

    def counted(self, day: dt.date, *, after: bool) -> dict[str, Entry]:
        """Items on the book at the close of a day, by serial number.

        `after`: where there is a listing of that very day, it is the book; else the book is what it is compared with.
        """
        base = self.base(day, inclusive=after or self.listings[:1] == self._of(day))
        if not self.listings or day < self.listings[0].end:
            return {}
        if base is not None and base.end == day:
            return {batch.id: Entry(batch, (cite(base, batch.id),)) for batch in base.batches if batch.kind.counted}
        held = {id: h for (kind, id), h in book(self.ledger, day).holdings.items() if kind.counted and h.count > 0}
        came = {c.batch.id: c for c in self.changes if c.on <= day and c.code.sign > 0 and (base is None or c.on > base.end)}
        return {id: Entry(holding.batch, self._behind(id, base, came.get(id))) for id, holding in held.items()}

    def _of(self, day: dt.date) -> tuple[Filing, ...]:
        return tuple(filing for filing in self.listings if filing.end == day)

    def _behind(self, item: str, base: Filing | None, change: Change | None) -> tuple[Evidence, ...]:
        if change is not None:
            return (self.cite(change),)
        return (cite(base, item),) if base is not None else ()


Books = Mapping[str, AreaBooks]
"""The books of the areas of a State, by area."""


def books(state: StateRecords, areas: tuple[str, ...], on: dt.date) -> Books:
    """The books as known on a day: superseded filings are left out, superseded changes by the ledger."""
    listings: dict[str, list[Filing]] = {area: [] for area in areas}
    changes: dict[str, list[Change]] = {area: [] for area in areas}
    filed: dict[str, dict[str, Filing]] = {area: {} for area in areas}
    for filing in state.register.known(on):
        if filing.area not in listings:
            continue
        if filing.form in (Form.INITIAL, Form.LISTING):
            listings[filing.area].append(filing)
        for change in filing.changes:
            changes[filing.area].append(change)
            filed[filing.area][change.id] = filing
    found = {}
    for area in (one for one in state.areas if one.id in listings):
        mine = tuple(sorted(listings[area.id], key=lambda filing: filing.end))
        found[area.id] = AreaBooks(_ledger(area, changes[area.id], mine), mine, filed[area.id])
    return found


def _ledger(area: Area, changes: list[Change], listings: tuple[Filing, ...]) -> Ledger:
    told = tuple(Listing(area.id, filing.end, filing.batches, filing.reported) for filing in listings)
    return Ledger(area, tuple(changes), told)
