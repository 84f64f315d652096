"""The book inventory of an area on a day, as known on a day.

Book inventory: the most recent physical inventory and all changes since (INFCIRC/153, paragraph 102). A physical inventory is
taken at the close of its day. So the book of that day is still the book it is compared with, and the next day begins with what
was listed. The listing that opens an account is the book of its own day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from acquis.safeguards.accounts.amounts import ZERO, signed, total
from acquis.safeguards.accounts.errors import AmountDiffers, HeldTwice, LedgerError, MissingListing, NegativeBook
from acquis.safeguards.accounts.ledger import Ledger
from acquis.safeguards.records import Batch, Change, Kind, Listing

Key = tuple[Kind, str]
"""A kind and the id of a batch: a serial number, or the name of a lot."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What the book has of one batch. `count`: how often a counted one, 1 where it is there. `amount`: in its unit."""

    batch: Batch
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Book:
    """The book inventory: `base` with the `changes` since, added up exactly. Nothing is cut off at zero: see `faults`."""

    area: str
    on: dt.date
    known: dt.date | None
    base: Listing | None
    changes: tuple[Change, ...]
    holdings: Mapping[Key, Holding]
    faults: tuple[LedgerError, ...]

    def amount(self, kind: Kind) -> Decimal:
        """The amount of a kind in its unit: items, H100-equivalents, FLOP, hours, litres."""
        return total(holding.amount for (of, _), holding in self.holdings.items() if of is kind)

    def count(self, kind: Kind) -> int:
        """How many items of a counted kind, or lots of a measured one."""
        if kind.counted:
            return sum(holding.count for (of, _), holding in self.holdings.items() if of is kind)
        return len(self.items(kind))

    def items(self, kind: Kind) -> dict[str, Holding]:
        """What the book has of a kind, by serial number or lot; what is there."""
        mine = {id: holding for (of, id), holding in self.holdings.items() if of is kind}
        return {id: holding for id, holding in mine.items() if (holding.count > 0 if kind.counted else holding.amount)}


def book(ledger: Ledger, on: dt.date, known: dt.date | None = None) -> Book:
    """The book inventory on a day, as known on a day or by all that was ever reported.

    Without any listing the changes are all there is, from nothing.

    Raises:
        MissingListing: the day is before the listing that opens the account; what was there then is not known.
    """
    settled = ledger.settled(known)
    base = _base(ledger, on, known)
    since = [change for change in settled.changes if change.on <= on and (base is None or change.on > base.on)]
    holdings: dict[Key, Holding] = {}
    for batch in base.batches if base else ():
        _add(holdings, batch, 1)
    faults = tuple(_replayed(holdings, since))
    return Book(ledger.area.id, on, known, base, tuple(since), holdings, faults)


def faults(ledger: Ledger, known: dt.date | None = None) -> tuple[LedgerError, ...]:
    """Every fault of an account: of its records, and of each book up to the next physical inventory and to the last change."""
    settled = ledger.settled(known)
    opening = ledger.opening(known)
    days = {listing.on for listing in settled.listings if listing is not opening}
    closed = settled.listings[-1].on if settled.listings else dt.date.min
    days |= {change.on for change in settled.changes[-1:] if change.on > closed}
    # a book begins anew the day after each listing, so those of the listing days and of the last day hold every change once
    return (*settled.faults, *(fault for day in sorted(days) for fault in book(ledger, day, known).faults))


def _base(ledger: Ledger, on: dt.date, known: dt.date | None) -> Listing | None:
    opening = ledger.opening(known)
    if opening is not None and on < opening.on:
        way_out = "ask for that day or later"
        raise MissingListing(ledger.area.id, str(on), f"the account opens on {opening.on}; its book before is not known", way_out)
    earlier = [x for x in ledger.settled(known).listings if x.on < on or (x is opening and x.on == on)]
    return earlier[-1] if earlier else None


def _replayed(holdings: dict[Key, Holding], changes: Iterable[Change]) -> Iterator[LedgerError]:
    """The changes entered day by day; the order within a day is not known, so a book is judged at its close."""
    sums = {kind: total(holding.amount for (of, _), holding in holdings.items() if of is kind) for kind in Kind}
    for _, day in groupby(changes, key=lambda change: change.on):
        today = [change for change in day if change.batch.quantity.value]
        for change in today:
            _add(holdings, change.batch, change.code.sign)
            kind = change.batch.kind
            sums[kind] = total((sums[kind], signed(change.code.sign, change.batch.quantity.value)))
        yield from _faults_of_the_day(holdings, sums, today)


def _faults_of_the_day(
    holdings: Mapping[Key, Holding], sums: Mapping[Kind, Decimal], today: Iterable[Change]
) -> Iterator[LedgerError]:
    low: set[Kind] = set()
    for change in today:
        kind, id = change.batch.kind, change.batch.id
        if kind.counted:
            count = holdings[kind, id].count
            if count < 0 and change.code.sign < 0:
                yield NegativeBook.of(
                    change, f"{kind} {id} leaves and is not in the book", "report how it came, or correct the id"
                )
            if count > 1 and change.code.sign > 0:
                yield HeldTwice.of(change, f"{kind} {id} comes in and is in the book already", "correct the serial number")
            if count == 0 and holdings[kind, id].amount and change.code.sign < 0:
                left, way_out = holdings[kind, id].amount, "correct the amount with which it came or left"
                yield AmountDiffers.of(change, f"{kind} {id} leaves, and {left} {kind.unit} of it stay in the book", way_out)
        elif change.code.sign < 0 and kind not in low and sums[kind] < 0:
            low.add(kind)
            way_out = "report what came in, or correct the amount"
            yield NegativeBook.of(change, f"the book has {sums[kind]} {kind.unit} of {kind} after it", way_out)


def _add(holdings: dict[Key, Holding], batch: Batch, sign: int) -> None:
    """Enters a batch. A correction of 0 annuls a change, so such a batch is none."""
    key = batch.kind, batch.id
    before = holdings.get(key) or Holding(batch, 0, ZERO)
    amount = total((before.amount, signed(sign, batch.quantity.value)))
    holdings[key] = Holding(batch if sign > 0 else before.batch, before.count + sign, amount)
