"""Physical inventory against book, item by item: for a counted kind every difference is an event, not a number to be tested.

Each area's last listing up to a day is compared with the book of the listing's own day. A serial number that one area misses and
another lists is one event, not two.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from acquis.safeguards.accounts.amounts import total
from acquis.safeguards.accounts.book import Book, Holding, Key, book
from acquis.safeguards.accounts.ledger import Ledger
from acquis.safeguards.records import Batch, Change, Kind, Listing


class DiscrepancyKind(StrEnum):
    """What is wrong with an item."""

    MISSING = "missing"
    UNEXPECTED = "unexpected"
    WRONG_AREA = "wrong_area"
    MOVED_WITHOUT_CHANGE = "moved_without_change"
    LISTED_TWICE = "listed_twice"
    KIND_DIFFERS = "kind_differs"
    AMOUNT_DIFFERS = "amount_differs"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One item that is not as the book has it.

    `area` and `on`: where and when it was looked for or listed. `other`: the other area it has to do with. `in_book`, `listed`:
    amounts, None where it is in neither. `last_change`: the last change of the item in the area, which may explain it.
    """

    what: DiscrepancyKind
    area: str
    on: dt.date
    kind: Kind
    item: str
    in_book: Decimal | None
    listed: Decimal | None
    other: str | None = None
    last_change: Change | None = None


@dataclass(frozen=True, slots=True)
class _Compared:
    """A listing beside its book; counted items only."""

    ledger: Ledger
    listing: Listing
    listed: Mapping[Key, tuple[Batch, ...]]
    held: Mapping[Key, Holding]
    last: Mapping[Key, Change]


def discrepancies(
    accounts: Mapping[str, Ledger], on: dt.date, known: dt.date | None = None, since: dt.date | None = None
) -> tuple[Discrepancy, ...]:
    """Every discrepancy of counted items in the last physical inventory of each area up to a day, as known on a day.

    `since`: listings of that day and before are not looked at again. An area without a listing to compare has none: the listing
    that opens an account is its book.
    """
    compared = {id: found for id, ledger in accounts.items() if (found := _compared(ledger, on, known, since)) is not None}

    @cache
    def at(id: str, day: dt.date) -> Book | None:
        opening = accounts[id].opening(known)
        return book(accounts[id], day, known) if opening is None or opening.on <= day else None

    events: list[Discrepancy] = []
    explained: set[tuple[str, Key]] = set()
    for id, here in compared.items():
        for key in here.listed.keys() - here.held.keys():
            event, other = _unexpected(here, key, sorted(accounts), compared, at)
            events.append(event)
            explained |= {(id, key)} | ({(other, key)} if other is not None else set())
    for id, here in compared.items():
        events += (_missing(here, key) for key in here.held.keys() - here.listed.keys() if (id, key) not in explained)
        events += _differing(here)
    return tuple(sorted(_kinds_merged(events), key=lambda event: (event.area, event.on, event.kind, event.item, event.what)))


def _compared(ledger: Ledger, on: dt.date, known: dt.date | None, since: dt.date | None) -> _Compared | None:
    opening = ledger.opening(known)
    found = [x for x in ledger.settled(known).listings if x is not opening and x.on <= on and (since is None or x.on > since)]
    if not found:
        return None
    inventory = found[-1]
    listed: dict[Key, tuple[Batch, ...]] = {}
    for batch in inventory.batches:
        if batch.kind.counted:
            listed[batch.kind, batch.id] = (*listed.get((batch.kind, batch.id), ()), batch)
    at = book(ledger, inventory.on, known)
    held = {key: holding for key, holding in at.holdings.items() if key[0].counted and holding.count > 0}
    earlier = (change for change in ledger.settled(known).changes if change.on <= inventory.on)
    last = {(change.batch.kind, change.batch.id): change for change in earlier}
    return _Compared(ledger, inventory, listed, held, last)


def _unexpected(
    here: _Compared, key: Key, areas: Iterable[str], compared: Mapping[str, _Compared], at: Callable[[str, dt.date], Book | None]
) -> tuple[Discrepancy, str | None]:
    """An item that is listed and not in the book: where the book has it, and what that area's own listing says."""
    what, other, in_book = DiscrepancyKind.UNEXPECTED, None, None
    for id in areas:
        there = at(id, here.listing.on)
        holding = there.holdings.get(key) if there is not None and id != here.ledger.area.id else None
        if holding is not None and holding.count > 0:
            what, other, in_book = _misplaced(here, key, compared.get(id)), id, holding.amount
            break
    amount = total(batch.quantity.value for batch in here.listed[key])
    event = _event(what, here, key, in_book, amount, other)
    return event, other if what is DiscrepancyKind.MOVED_WITHOUT_CHANGE else None


def _misplaced(here: _Compared, key: Key, there: _Compared | None) -> DiscrepancyKind:
    """What is wrong with an item that is listed here and in the book there."""
    if there is None or key not in there.held:
        return DiscrepancyKind.WRONG_AREA
    if key not in there.listed or there.listing.on < here.listing.on:
        return DiscrepancyKind.MOVED_WITHOUT_CHANGE
    return DiscrepancyKind.LISTED_TWICE if there.listing.on == here.listing.on else DiscrepancyKind.WRONG_AREA


def _missing(here: _Compared, key: Key) -> Discrepancy:
    return _event(DiscrepancyKind.MISSING, here, key, here.held[key].amount, None)


def _differing(here: _Compared) -> Iterator[Discrepancy]:
    for key, batches in here.listed.items():
        amount = total(batch.quantity.value for batch in batches)
        holding = here.held.get(key)
        if len(batches) > 1:
            yield _event(
                DiscrepancyKind.LISTED_TWICE, here, key, holding.amount if holding else None, amount, here.ledger.area.id
            )
        elif holding is not None and holding.amount != amount:
            yield _event(DiscrepancyKind.AMOUNT_DIFFERS, here, key, holding.amount, amount)


def _event(
    what: DiscrepancyKind, here: _Compared, key: Key, in_book: Decimal | None, listed: Decimal | None, other: str | None = None
) -> Discrepancy:
    kind, item = key
    return Discrepancy(what, here.ledger.area.id, here.listing.on, kind, item, in_book, listed, other, here.last.get(key))


def _kinds_merged(events: list[Discrepancy]) -> Iterator[Discrepancy]:
    """One serial number missing under one kind and unexpected under another in one listing is one event."""
    missing = {(e.area, e.on, e.item): e for e in events if e.what is DiscrepancyKind.MISSING}
    unexpected = {(e.area, e.on, e.item): e for e in events if e.what is DiscrepancyKind.UNEXPECTED}
    both = missing.keys() & unexpected.keys()
    once = Counter((e.area, e.on, e.item) for e in events if e.what in (DiscrepancyKind.MISSING, DiscrepancyKind.UNEXPECTED))
    for event in events:
        place = (event.area, event.on, event.item)
        if place not in both or once[place] != 2:
            yield event
        elif event.what is DiscrepancyKind.UNEXPECTED:
            old = missing[place]
            yield Discrepancy(
                DiscrepancyKind.KIND_DIFFERS, event.area, event.on, event.kind, event.item,
                old.in_book, event.listed, None, old.last_change,
            )  # fmt: skip
        elif event.what is not DiscrepancyKind.MISSING:
            yield event
