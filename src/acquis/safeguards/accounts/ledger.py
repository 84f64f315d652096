"""The ledger of an area: every change and listing ever reported. Corrections supersede and never overwrite.

A correction identifies the entry to which it pertains (INFCIRC/153, paragraph 103). Each may itself be corrected; the last of the
chain counts, an amount of 0 annuls. Any day of reporting can be asked again: what was reported later is left out.

Our judgement, where the paragraph is silent: a record without a day of reporting counts as reported on its own day. Of two
different records with one id the one reported first counts, and so of two corrections of one change; if both came on one day,
neither does. What does not count stays in the ledger and is told as a fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from acquis.safeguards.accounts.errors import (
    CorrectedTwice,
    CorrectionCycle,
    CorrectionOfNothing,
    DuplicateId,
    LedgerError,
    ReportedEarly,
    UnknownArea,
    WrongKind,
)
from acquis.safeguards.records import Area, Change, Listing

_Record = TypeVar("_Record", Change, Listing)


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts as known on a day: changes by date and id, listings by date; and the faults of the rest."""

    changes: tuple[Change, ...]
    listings: tuple[Listing, ...]
    faults: tuple[LedgerError, ...]


@dataclass(frozen=True)
class Ledger:
    """All that was reported of an area, in an order of its own: two ledgers of the same records are equal.

    `empty_since`: the day on which the account began with nothing, as for a new facility. Without it the first listing opens the
    account (the initial report, paragraph 62), and changes up to its day are in it.

    Raises:
        UnknownArea: a record of another area.
    """

    area: Area
    changes: tuple[Change, ...] = ()
    listings: tuple[Listing, ...] = ()
    empty_since: dt.date | None = None
    _settled: dict[dt.date | None, Settled] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        records: tuple[Change | Listing, ...] = (*self.changes, *self.listings)
        for record in records:
            if record.area != self.area.id:
                raise UnknownArea.of(record, f"is of area {record.area}, not of {self.area.id}", "give it to its own ledger")
        object.__setattr__(self, "changes", tuple(sorted(self.changes, key=_order)))
        object.__setattr__(self, "listings", tuple(sorted(self.listings, key=_order)))

    def reported(self, *records: Change | Listing) -> Ledger:
        """The ledger with more records; this one stays as it is."""
        changes = tuple(record for record in records if isinstance(record, Change))
        listings = tuple(record for record in records if isinstance(record, Listing))
        return Ledger(self.area, self.changes + changes, self.listings + listings, self.empty_since)

    def settled(self, known: dt.date | None = None) -> Settled:
        """What counts, as known on a day, or by all that was ever reported."""
        if known not in self._settled:
            self._settled[known] = _settle(self, known)
        return self._settled[known]

    def opening(self, known: dt.date | None = None) -> Listing | None:
        """The listing that opens the account; None where it began empty, or nothing is listed yet."""
        listings = self.settled(known).listings
        return listings[0] if listings and self.empty_since is None else None

    def history(self, id: str) -> tuple[Change, ...]:
        """Every record that has to do with a change: itself, what it corrects, what corrects it; in the order of reporting."""
        wanted, grown = {id}, True
        while grown:
            linked = {link for change in self.changes for link in _links(change) if _links(change) & wanted}
            grown = not linked <= wanted
            wanted |= linked
        return tuple(sorted((change for change in self.changes if change.id in wanted), key=_order))


def ledgers(
    areas: Iterable[Area],
    changes: Iterable[Change],
    listings: Iterable[Listing] = (),
    empty_since: Mapping[str, dt.date] | None = None,
) -> dict[str, Ledger]:
    """A ledger for each area, by its id. `empty_since`: the areas whose accounts began empty, with the day.

    Raises:
        UnknownArea: a record of an area that is not among them.
    """
    known = {area.id: area for area in areas}
    parts: dict[str, tuple[list[Change], list[Listing]]] = {id: ([], []) for id in known}
    for change in changes:
        parts[_known(change, known)][0].append(change)
    for listing in listings:
        parts[_known(listing, known)][1].append(listing)
    began = empty_since or {}
    return {id: Ledger(known[id], tuple(mine), tuple(listed), began.get(id)) for id, (mine, listed) in parts.items()}


def known_since(record: Change | Listing) -> dt.date:
    """The day of reporting; where that is not given, the day of the record itself."""
    return record.reported or record.on


def _known(record: Change | Listing, areas: Mapping[str, Area]) -> str:
    if record.area not in areas:
        raise UnknownArea.of(record, f"there is no area {record.area}", f"one of {', '.join(sorted(areas)) or 'none'}")
    return record.area


def _order(record: Change | Listing) -> tuple[str, ...]:
    name = record.id if isinstance(record, Change) else ""
    return (known_since(record).isoformat(), record.on.isoformat(), name, repr(record))


def _links(change: Change) -> set[str]:
    return {change.id} | ({change.corrects} if change.corrects is not None else set())


def _settle(ledger: Ledger, known: dt.date | None) -> Settled:
    changes = [change for change in ledger.changes if known is None or known_since(change) <= known]
    listings = [listing for listing in ledger.listings if known is None or known_since(listing) <= known]
    faults: list[LedgerError] = []
    counted = _corrected(changes, faults)
    listed = [_latest(same, faults) for same in _grouped(listings, lambda listing: listing.on.isoformat()).values()]
    found = tuple(sorted(counted, key=lambda change: (change.on, change.id)))
    inventories = tuple(sorted((listing for listing in listed if listing is not None), key=lambda listing: listing.on))
    faults += [fault for change in found for fault in _faults_of(change, ledger.area)]
    return Settled(found, inventories, tuple(faults))


def _faults_of(change: Change, area: Area) -> Iterable[LedgerError]:
    if change.reported is not None and change.reported < change.on:
        yield ReportedEarly.of(change, f"reported on {change.reported}, took place on {change.on}", "correct one of the days")
    if change.batch.kind not in area.kinds:
        way_out = "correct the kind, or the design information of the area"
        yield WrongKind.of(change, f"{change.batch.kind} is not accounted in {area.id}", way_out)


def _corrected(changes: Sequence[Change], faults: list[LedgerError]) -> list[Change]:
    """The last of each chain of corrections; faults of those that belong to no chain."""
    by_id = {id: _first(same, faults) for id, same in _grouped(changes, lambda change: change.id).items()}
    corrections = _grouped([c for c in by_id.values() if c is not None and c.corrects is not None], lambda c: str(c.corrects))
    counted: list[Change] = []
    reached: set[str] = set()
    for id, change in by_id.items():
        if change is None or change.corrects is None:
            last = _last_of_chain(id, change, corrections, reached, faults)
            counted += [last] if last is not None else []
    for id, change in by_id.items():
        if change is not None and id not in reached:
            faults.append(_loose(change, by_id))
    return counted


def _last_of_chain(
    id: str, change: Change | None, corrections: Mapping[str, list[Change]], reached: set[str], faults: list[LedgerError]
) -> Change | None:
    while True:
        reached.add(id)
        found = sorted(corrections.get(id, ()), key=known_since)
        tied = len(found) > 1 and known_since(found[0]) == known_since(found[1])
        for other in found if tied else found[1:]:
            reached.add(other.id)
            names = ", ".join(correction.id for correction in found if correction is not other)
            faults.append(CorrectedTwice.of(other, f"corrects {id}, and so does {names}", "correct the last correction"))
        if tied or not found:
            return change
        change, id = found[0], found[0].id


def _loose(change: Change, by_id: Mapping[str, Change | None]) -> LedgerError:
    """Why a correction is in no chain."""
    seen, at = {change.id}, change
    while at.corrects is not None:
        target = by_id.get(at.corrects)
        if at.corrects in seen:
            return CorrectionCycle.of(change, f"its corrections lead back to {at.corrects}", "name the change that was wrong")
        if target is None:
            return CorrectionOfNothing.of(change, f"corrects {at.corrects}, which is not known", "name a change of this area")
        seen.add(target.id)
        at = target
    return CorrectionOfNothing.of(change, f"corrects {change.corrects}, which does not count", "correct the one that counts")


def _first(same: list[Change], faults: list[LedgerError]) -> Change | None:
    """Of the records with one id the one reported first; None where that is not settled."""
    first = same[0]
    earliest = [change for change in same if known_since(change) == known_since(first)]
    settled = all(change == first for change in earliest)
    for other in same[1:] if settled else same:
        again = "is reported again" if other == first and settled else "is the id of different changes"
        faults.append(DuplicateId.of(other, again, "give each change an id, and a correction its own"))
    return first if settled else None


def _latest(same: list[Listing], faults: list[LedgerError]) -> Listing | None:
    """Of the listings of one day the one reported last, for a listing names no other; None where two came together."""
    last = same[-1]
    latest = [listing for listing in same if known_since(listing) == known_since(last)]
    if all(listing == last for listing in latest):
        return last
    faults += [
        DuplicateId.of(listing, "another listing of that day was reported with it", "list once a day") for listing in latest
    ]
    return None


def _grouped(records: Iterable[_Record], key: Callable[[_Record], str]) -> dict[str, list[_Record]]:
    groups: dict[str, list[_Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return groups
