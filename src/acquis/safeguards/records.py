"""What safeguards speak of: States, facilities, accounting areas, items with serial numbers, bulk quantities, changes, transfers.

The terms are those of INFCIRC/153 (Corrected): material balance area (paragraph 110), batch (100), inventory change (107), key
measurement point (108), facility (106). What is accounted is not nuclear material: a quantum computer or an accelerator is
counted one by one, compute and helium-3 are measured with an uncertainty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from acquis.errors import AcquisError


class SafeguardsError(AcquisError):
    """A record that cannot be: a negative quantity, a change without an item, a correction of nothing."""


class Kind(StrEnum):
    """What is accounted. The first are counted by serial number, the last are measured."""

    QPU = "qpu"
    CRYOSTAT = "cryostat"
    CONTROL_RACK = "control_rack"
    ACCELERATOR = "accelerator"
    COMPUTE = "compute"
    QPU_TIME = "qpu_time"
    HELIUM3 = "helium3"

    @property
    def counted(self) -> bool:
        """Whether it is counted item by item."""
        return self in (Kind.QPU, Kind.CRYOSTAT, Kind.CONTROL_RACK, Kind.ACCELERATOR)

    @property
    def unit(self) -> str:
        """The unit of account."""
        return {Kind.COMPUTE: "FLOP", Kind.QPU_TIME: "h", Kind.HELIUM3: "L", Kind.ACCELERATOR: "H100e"}.get(self, "item")


class ChangeCode(StrEnum):
    """Inventory changes (INFCIRC/153, paragraph 107), carried over: increases, then decreases."""

    RECEIPT = "receipt"
    RECEIPT_DOMESTIC = "receipt_domestic"
    PRODUCTION = "production"
    DE_EXEMPTION = "de_exemption"
    ACCIDENTAL_GAIN = "accidental_gain"
    SHIPMENT = "shipment"
    SHIPMENT_DOMESTIC = "shipment_domestic"
    CONSUMPTION = "consumption"
    LOSS = "loss"
    MEASURED_DISCARD = "measured_discard"
    TERMINATION = "termination"
    EXEMPTION = "exemption"

    @property
    def sign(self) -> int:
        """1 for an increase of the inventory, -1 for a decrease."""
        return 1 if self in _INCREASES else -1


_INCREASES = frozenset(
    {
        ChangeCode.RECEIPT,
        ChangeCode.RECEIPT_DOMESTIC,
        ChangeCode.PRODUCTION,
        ChangeCode.DE_EXEMPTION,
        ChangeCode.ACCIDENTAL_GAIN,
    }
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in the unit of its kind, with the standard deviations of its random and systematic errors, both 0 for a count."""

    value: Decimal
    random_sd: Decimal = Decimal(0)
    systematic_sd: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if min(self.value, self.random_sd, self.systematic_sd) < 0:
            raise SafeguardsError("a quantity and its errors are not negative", way_out="a decrease is told by its change code")


@dataclass(frozen=True, slots=True)
class Batch:
    """What is handled as one for accounting: a serial number of a counted kind, or a measured lot.

    `id`: the serial number or the name of the lot. `facts`: legal facts of the item, by name, as in a case. `point`: the key
    measurement point (paragraph 108) where it was measured; measurements of one point share a systematic error.
    """

    id: str
    kind: Kind
    quantity: Quantity
    description: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A material balance area: where every transfer in and out and the inventory can be determined."""

    id: str
    state: str
    facility: str
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Change:
    """One inventory change of an area. `id` is unique in its area; `corrects` names the change that this one supersedes.

    `counterpart`: for shipments and receipts the other area, or a State where the area is not known.
    """

    id: str
    area: str
    on: dt.date
    code: ChangeCode
    batch: Batch
    counterpart: str | None = None
    corrects: str | None = None
    reported: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A physical inventory listing: every batch present in an area on a day."""

    area: str
    on: dt.date
    batches: tuple[Batch, ...]
    reported: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One side of a transfer between areas or States: what a shipper or a receiver says."""

    id: str
    sender: str
    receiver: str
    on: dt.date
    batch: Batch
    reported: dt.date | None = None
