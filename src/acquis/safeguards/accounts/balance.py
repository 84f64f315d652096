"""The material balance of an area and kind between two physical inventories, with MUF and its standard deviation.

Lines as in the material balance report (INFCIRC/153, paragraph 67): beginning physical inventory, changes (increases, then
decreases), ending book inventory, shipper/receiver differences, adjusted ending book inventory, ending physical inventory,
material unaccounted for. MUF is book less physical inventory (paragraph 111): positive where material is missing.

Errors: each measurement has a random error of its own; those of one measurement point share one systematic error, which stays
from period to period. A batch that names no point belongs to that of its flow: what comes in, what goes out, what is listed.
Points are independent of each other. Every listing is a new measurement; a quantity that was carried over unmeasured makes sigma
too large, never too small, for its errors would have cancelled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist

from acquis.safeguards.accounts.amounts import less, root_of_squares, signed, total
from acquis.safeguards.accounts.difference import Difference, shipper_receiver_difference
from acquis.safeguards.accounts.errors import MissingListing
from acquis.safeguards.accounts.ledger import Ledger
from acquis.safeguards.records import Change, ChangeCode, Kind, Listing, Quantity

INCOMING, OUTGOING, LISTED = "incoming", "outgoing", "listed"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured quantity in a balance. `sign`: as it enters MUF. `id`: one measurement has one id in all balances."""

    id: str
    sign: int
    quantity: Quantity
    point: str


@dataclass(frozen=True, slots=True)
class MaterialBalance:
    """A balance from the close of `start` to the close of `end`, all amounts in the unit of the kind."""

    area: str
    kind: Kind
    start: dt.date
    end: dt.date
    beginning: Decimal
    changes: Mapping[ChangeCode, Decimal]
    differences: Decimal
    physical: Decimal
    measurements: tuple[Measurement, ...]

    @property
    def increases(self) -> Decimal:
        """All increases; receipts at the shipper's figure, where that was given."""
        return total(amount for code, amount in self.changes.items() if code.sign > 0)

    @property
    def decreases(self) -> Decimal:
        """All decreases."""
        return total(amount for code, amount in self.changes.items() if code.sign < 0)

    @property
    def ending_book(self) -> Decimal:
        """Beginning + increases - decreases."""
        return less(total((self.beginning, self.increases)), self.decreases)

    @property
    def adjusted_book(self) -> Decimal:
        """Ending book less shipper/receiver differences."""
        return less(self.ending_book, self.differences)

    @property
    def muf(self) -> Decimal:
        """Material unaccounted for: adjusted book less physical inventory."""
        return less(self.adjusted_book, self.physical)

    @property
    def sigma(self) -> Decimal:
        """The standard deviation of MUF by error propagation."""
        points: dict[str, Decimal] = {}
        for one in self.measurements:
            points[one.point] = total((points.get(one.point, Decimal(0)), signed(one.sign, one.quantity.systematic_sd)))
        return root_of_squares((*points.values(), *(one.quantity.random_sd for one in self.measurements)))

    def alarm(self, alpha: float = 0.05) -> bool:
        """Whether MUF is significant at a false alarm probability, one-sided; without any error every loss is."""
        if not self.sigma:
            return self.muf > 0
        return float(self.muf / self.sigma) > NormalDist().inv_cdf(1.0 - alpha)


def material_balance(
    ledger: Ledger,
    kind: Kind,
    start: dt.date,
    end: dt.date,
    known: dt.date | None = None,
    shipped: Mapping[str, Quantity] | None = None,
) -> MaterialBalance:
    """The balance between the physical inventories of two days, as known on a day.

    `shipped`: what the shipper states, by id of the receipt. Such a receipt is an increase by the shipper's figure, and the
    difference to the receiver's own measurement is told as shipper/receiver difference.

    Raises:
        MissingListing: no physical inventory counts for one of the days.
    """
    begun, ended = (_listing(ledger, day, known) for day in (start, end))
    changes = [c for c in ledger.settled(known).changes if start < c.on <= end and c.batch.kind is kind]
    stated = {c.id: (shipped or {}).get(c.id, c.batch.quantity) for c in changes}
    codes = dict.fromkeys(sorted({c.code for c in changes}, key=list(ChangeCode).index))
    return MaterialBalance(
        area=ledger.area.id,
        kind=kind,
        start=start,
        end=end,
        beginning=_amount(begun, kind),
        changes={code: total(stated[c.id].value for c in changes if c.code is code) for code in codes},
        differences=total(signed(c.code.sign, less(stated[c.id].value, c.batch.quantity.value)) for c in changes),
        physical=_amount(ended, kind),
        measurements=(*_listed(begun, kind, 1), *_flows(changes), *_listed(ended, kind, -1)),
    )


def material_balances(ledger: Ledger, kind: Kind, known: dt.date | None = None) -> tuple[MaterialBalance, ...]:
    """The balances between all physical inventories that follow each other."""
    days = [listing.on for listing in ledger.settled(known).listings]
    return tuple(material_balance(ledger, kind, start, end, known) for start, end in pairwise(days))


def receipts_compared(changes: Iterable[Change], shipped: Mapping[str, Quantity]) -> dict[str, Difference]:
    """The shipper/receiver difference of each receipt for which the shipper's figure is known."""
    return {c.id: shipper_receiver_difference(shipped[c.id], c.batch.quantity) for c in changes if c.id in shipped}


def _listing(ledger: Ledger, day: dt.date, known: dt.date | None) -> Listing:
    listings = ledger.settled(known).listings
    for listing in listings:
        if listing.on == day:
            return listing
    days = ", ".join(listing.on.isoformat() for listing in listings)
    raise MissingListing(ledger.area.id, str(day), "no physical inventory of this day counts", f"one of {days or 'none'}")


def _amount(listing: Listing, kind: Kind) -> Decimal:
    return total(batch.quantity.value for batch in listing.batches if batch.kind is kind)


def _listed(listing: Listing, kind: Kind, sign: int) -> Iterator[Measurement]:
    for number, batch in enumerate(listing.batches):
        if batch.kind is kind:
            yield Measurement(f"listing {listing.on} {number}", sign, batch.quantity, batch.point or LISTED)


def _flows(changes: Iterable[Change]) -> Iterator[Measurement]:
    for change in changes:
        flow = INCOMING if change.code.sign > 0 else OUTGOING
        yield Measurement(f"change {change.id}", change.code.sign, change.batch.quantity, change.batch.point or flow)
