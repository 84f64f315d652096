"""A filing: one declaration as it was handed in, with its records. Filings are never changed; a later one may supersede them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from acquis.safeguards.records import Batch, Change, Kind, Transfer


class Form(StrEnum):
    """What is declared; the last two are records of the Agency itself."""

    DESIGN = "design_information"
    INITIAL = "initial_report"
    CHANGES = "inventory_change_report"
    LISTING = "physical_inventory_listing"
    BALANCE = "material_balance_report"
    TRANSFER_NOTICE = "transfer_notice"
    TRANSFER_CONFIRMATION = "transfer_confirmation"
    EXPANDED = "expanded_declaration"
    INSPECTION = "inspection_record"
    ACCESS = "complementary_access_record"

    @property
    def of_the_agency(self) -> bool:
        """Whether the Agency writes it, and not the State."""
        return self in (Form.INSPECTION, Form.ACCESS)


@dataclass(frozen=True, slots=True)
class Design:
    """A key measurement point of an area: what is accounted there, how it is measured, and how much it can hold."""

    point: str
    kind: Kind
    method: str
    capacity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """One kind in a material balance report, in the order of INFCIRC/153, paragraph 67."""

    kind: Kind
    beginning: Decimal
    increases: Decimal
    decreases: Decimal
    ending_book: Decimal
    shipper_receiver_difference: Decimal
    adjusted_book: Decimal
    physical: Decimal
    unaccounted: Decimal


class Activity(StrEnum):
    """What an expanded declaration is about (INFCIRC/540, Article 2, carried over)."""

    RESEARCH = "research"
    SITE = "site"
    FABRICATION = "fabrication"
    SUPPLIER = "supplier"
    EXPORT = "export"
    TEN_YEAR_PLAN = "ten_year_plan"


@dataclass(frozen=True, slots=True)
class Expanded:
    """One line of an expanded declaration."""

    activity: Activity
    location: str
    operator: str
    scale: str
    description: str = ""


class Found(StrEnum):
    """What an inspector found of one item."""

    PRESENT = "present"
    ABSENT = "absent"
    UNDECLARED = "undeclared"


@dataclass(frozen=True, slots=True)
class Observation:
    """One item as an inspector found it; for a measured kind `batch` holds the Agency's own measurement."""

    batch: Batch
    found: Found


Record = Design | Batch | Change | Balance | Transfer | Expanded | Observation


@dataclass(frozen=True, slots=True)
class Filing:
    """One declaration.

    `area` is the accounting area, or the facility or location that the form speaks of. `start` and `end` bound the period.
    `reported`: the day of dispatch. `corrects`: the filing that this one supersedes as a whole. A filing without records is a
    nil declaration. `file`: where it was read, for provenance.
    """

    id: str
    form: Form
    state: str
    area: str
    start: dt.date
    end: dt.date
    reported: dt.date
    records: tuple[Record, ...] = ()
    corrects: str | None = None
    note: str = ""
    file: str = ""

    @property
    def nil(self) -> bool:
        """Whether it says that there is nothing to declare."""
        return not self.records

    @property
    def changes(self) -> tuple[Change, ...]:
        """The inventory changes in it."""
        return tuple(record for record in self.records if isinstance(record, Change))

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The batches listed in it."""
        return tuple(record for record in self.records if isinstance(record, Batch))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations in it."""
        return tuple(record for record in self.records if isinstance(record, Observation))
