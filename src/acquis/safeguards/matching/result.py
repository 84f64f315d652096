"""What matching gives: matches with their basis, and what stays open on either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from acquis.safeguards.matching.difference import Difference, shipper_receiver_difference, total
from acquis.safeguards.records import Kind, Quantity, Transfer


class Basis(StrEnum):
    """Why transfers were matched. The first two rest on a common name; the others are proposals for a person to confirm."""

    SERIAL = "serial"
    LOT = "lot"
    ASSIGNED = "assigned"
    SLIP = "slip"
    SUM = "sum"

    @property
    def sure(self) -> bool:
        """Whether both sides name the same thing."""
        return self in (Basis.SERIAL, Basis.LOT)


@dataclass(frozen=True, slots=True)
class Match:
    """Shipments and receipts that are one transfer; several on a side where a lot was split or joined.

    `partial`: less has arrived than was sent, beyond the error of measurement, so the rest is open. `margin`: by how much the
    penalty of the next best partner of either side is greater; infinite where there was none, near 0 or below where the choice
    between them is not sure.
    """

    shipments: tuple[Transfer, ...]
    receipts: tuple[Transfer, ...]
    basis: Basis
    partial: bool = False
    margin: float = float("inf")

    @property
    def kind(self) -> Kind:
        """What was transferred."""
        return self.shipments[0].batch.kind

    @property
    def shipped(self) -> Quantity:
        """What the shippers state, together."""
        return _together(self.shipments)

    @property
    def received(self) -> Quantity:
        """What the receivers state, together."""
        return _together(self.receipts)

    @property
    def outstanding(self) -> Decimal:
        """What is still to arrive: shipped = received + outstanding + difference."""
        return self.shipped.value - self.received.value if self.partial else Decimal(0)

    @property
    def difference(self) -> Difference:
        """The shipper/receiver difference; none as long as a part is outstanding."""
        found = shipper_receiver_difference(self.shipped, self.received)
        return Difference(Decimal(0), found.sd) if self.partial else found

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, without the score; see `explain`."""
        difference = self.difference
        return {
            "shipments": [t.id for t in self.shipments],
            "receipts": [t.id for t in self.receipts],
            "sender": self.shipments[0].sender,
            "receiver": self.receipts[0].receiver,
            "kind": str(self.kind),
            "unit": self.kind.unit,
            "basis": str(self.basis),
            "sure": self.basis.sure,
            "partial": self.partial,
            "shipped": str(self.shipped.value),
            "received": str(self.received.value),
            "outstanding": str(self.outstanding),
            "difference": str(difference.value),
            "difference_sd": str(difference.sd),
            "margin": self.margin if self.margin < float("inf") else None,
        }


@dataclass(frozen=True, slots=True)
class Matching:
    """Every transfer stands once: in a match, or open. Sorted by day and id, so the order of the input does not show."""

    matches: tuple[Match, ...]
    open_shipments: tuple[Transfer, ...]
    open_receipts: tuple[Transfer, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "matches": [match.to_dict() for match in self.matches],
            "open_shipments": [t.id for t in self.open_shipments],
            "open_receipts": [t.id for t in self.open_receipts],
        }


def order(transfer: Transfer) -> tuple[str, str, str, str, str]:
    """The order in which transfers are told; it tells any two apart that a report tells apart."""
    return (transfer.on.isoformat(), transfer.id, transfer.batch.id, transfer.sender, transfer.receiver)


def in_order(transfers: Sequence[Transfer]) -> tuple[Transfer, ...]:
    """Sorted."""
    return tuple(sorted(transfers, key=order))


def same_order(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Sorted by the first shipment."""
    return tuple(sorted(matches, key=lambda match: order(match.shipments[0])))


def _together(transfers: Sequence[Transfer]) -> Quantity:
    return transfers[0].batch.quantity if len(transfers) == 1 else total(t.batch.quantity for t in transfers)
