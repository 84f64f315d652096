"""The declarations as they stand in files: pydantic models at the edge, one form each. JSON Schema and XSD are made from them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from acquis.safeguards.declarations.filing import (
    Activity,
    Balance,
    Design,
    Expanded,
    Filing,
    Form,
    Found,
    Observation,
    Record,
)
from acquis.safeguards.records import Batch, Change, ChangeCode, Kind, Quantity, Transfer

MOST_ENTRIES = 100_000

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\s:#][^\r\n\t]*$")]
Line = Annotated[str, Field(max_length=1000, pattern=r"^[^\r\n]*$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=60, allow_inf_nan=False)]
Signed = Annotated[Decimal, Field(max_digits=60, allow_inf_nan=False)]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Scalar = bool | Decimal | str


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Holding(_Model):
    """One batch: an item with its serial number, or a measured lot with the standard deviations of its errors."""

    item: Name = Field(description="serial number, or the name of a measured lot")
    kind: Kind
    quantity: Amount = Field(description="in the unit of the kind")
    random_sd: Amount = Decimal(0)
    systematic_sd: Amount = Decimal(0)
    description: Line = ""
    point: Line = Field("", description="key measurement point")
    facts: dict[FactName, Scalar] = Field(default={}, description="legal facts of the item")

    @field_validator("facts", mode="before")
    @classmethod
    def _as_written(cls, facts: object) -> object:
        """The same value from every format: a word for true or false is a truth, what reads as a number is one."""
        return {name: _scalar(value) for name, value in facts.items()} if isinstance(facts, dict) else facts

    @model_validator(mode="after")
    def _counted(self) -> Holding:
        if self.kind.counted and (self.random_sd or self.systematic_sd):
            raise ValueError(f"a {self.kind} is counted, and a count has no measurement error")
        if self.kind.unit == "item" and self.quantity != 1:
            raise ValueError(f"a {self.kind} is one item with a serial number of its own; the quantity is 1")
        return self

    def batch(self) -> Batch:
        """The batch that the entry speaks of."""
        quantity = Quantity(self.quantity, self.random_sd, self.systematic_sd)
        return Batch(self.item, self.kind, quantity, self.description, dict(self.facts), self.point or None)

    def record(self, filing: Header) -> Record:
        """The record that the entry stands for."""
        return self.batch()


class ChangeEntry(Holding):
    """One inventory change (INFCIRC/153, paragraph 64). `corrects` names the change that it supersedes."""

    id: Name
    on: dt.date
    code: ChangeCode
    counterpart: Name | None = None
    corrects: Name | None = None

    def record(self, filing: Header) -> Record:
        return Change(
            self.id, filing.area, self.on, self.code, self.batch(), self.counterpart, self.corrects, filing.reported
        )  # fmt: skip


class TransferEntry(Holding):
    """One transfer, told by the shipper or confirmed by the receiver."""

    id: Name
    sender: Name
    receiver: Name
    on: dt.date

    def record(self, filing: Header) -> Record:
        return Transfer(self.id, self.sender, self.receiver, self.on, self.batch(), filing.reported)


class ObservationEntry(Holding):
    """One item as an inspector found it."""

    found: Found

    def record(self, filing: Header) -> Record:
        return Observation(self.batch(), self.found)


class DesignEntry(_Model):
    """A key measurement point (INFCIRC/153, paragraphs 43 and 46)."""

    point: Name
    kind: Kind
    method: Line
    capacity: Amount | None = None

    def record(self, filing: Header) -> Record:
        """The record that the entry stands for."""
        return Design(self.point, self.kind, self.method, self.capacity)


class BalanceEntry(_Model):
    """One kind of the balance, in the order of INFCIRC/153, paragraph 67."""

    kind: Kind
    beginning: Amount
    increases: Amount
    decreases: Amount
    ending_book: Signed
    shipper_receiver_difference: Signed = Decimal(0)
    adjusted_book: Signed
    physical: Amount
    unaccounted: Signed

    def record(self, filing: Header) -> Record:
        """The record that the entry stands for."""
        return Balance(**dict(self))


class ExpandedEntry(_Model):
    """One activity of an expanded declaration (INFCIRC/540, Article 2, carried over)."""

    activity: Activity
    location: Name
    operator: Line
    scale: Line
    description: Line = ""

    def record(self, filing: Header) -> Record:
        """The record that the entry stands for."""
        return Expanded(**dict(self))


class Header(_Model):
    """What stands at the head of every declaration."""

    id: Name
    state: str = Field(pattern=r"^[A-Z]{2}$")
    area: Name = Field(
        description="accounting area; for design information the facility or area; for expanded declarations the State"
    )
    start: dt.date
    end: dt.date
    reported: dt.date = Field(description="day of dispatch")
    corrects: Name | None = Field(None, description="the declaration that this one supersedes as a whole")
    nil: bool = Field(False, description="true: there is nothing to declare")
    note: Line = ""

    @model_validator(mode="after")
    def _whole(self) -> Header:
        entries = getattr(self, "entries", [])
        if self.end < self.start:
            raise ValueError("the period ends before it begins")
        if self.nil and entries:
            raise ValueError("a nil declaration has no entries: take away `nil` or the entries")
        if not self.nil and not entries:
            raise ValueError("there are no entries: write `nil: true` where there is nothing to declare")
        if self.corrects == self.id:
            raise ValueError("a declaration does not correct itself: give the correction an id of its own")
        return self


class DesignInformation(Header):
    """Facility design information."""

    form: Literal[Form.DESIGN]
    entries: list[DesignEntry] = Field(default=[], max_length=MOST_ENTRIES)


class InitialReport(Header):
    """Initial report: all that is held when the agreement comes into force."""

    form: Literal[Form.INITIAL]
    entries: list[Holding] = Field(default=[], max_length=MOST_ENTRIES)


class InventoryChangeReport(Header):
    """Inventory change report of one area."""

    form: Literal[Form.CHANGES]
    entries: list[ChangeEntry] = Field(default=[], max_length=MOST_ENTRIES)


class PhysicalInventoryListing(Header):
    """Every batch present in an area on the day `end`."""

    form: Literal[Form.LISTING]
    entries: list[Holding] = Field(default=[], max_length=MOST_ENTRIES)


class MaterialBalanceReport(Header):
    """The balance of one area over a period."""

    form: Literal[Form.BALANCE]
    entries: list[BalanceEntry] = Field(default=[], max_length=MOST_ENTRIES)


class TransferNotice(Header):
    """Notice of transfers out."""

    form: Literal[Form.TRANSFER_NOTICE]
    entries: list[TransferEntry] = Field(default=[], max_length=MOST_ENTRIES)


class TransferConfirmation(Header):
    """Confirmation of transfers in."""

    form: Literal[Form.TRANSFER_CONFIRMATION]
    entries: list[TransferEntry] = Field(default=[], max_length=MOST_ENTRIES)


class ExpandedDeclaration(Header):
    """Expanded declaration under an additional protocol."""

    form: Literal[Form.EXPANDED]
    entries: list[ExpandedEntry] = Field(default=[], max_length=MOST_ENTRIES)


class InspectionRecord(Header):
    """What the inspectors found in an area on the day `end`. Written by the Agency."""

    form: Literal[Form.INSPECTION]
    entries: list[ObservationEntry] = Field(default=[], max_length=MOST_ENTRIES)


class AccessRecord(Header):
    """What was found at a declared location under complementary access; `nil` where all was declared. Written by the Agency."""

    form: Literal[Form.ACCESS]
    entries: list[ObservationEntry] = Field(default=[], max_length=MOST_ENTRIES)


AnyFile = (
    DesignInformation | InitialReport | InventoryChangeReport | PhysicalInventoryListing | MaterialBalanceReport | TransferNotice
    | TransferConfirmation | ExpandedDeclaration | InspectionRecord | AccessRecord
)  # fmt: skip
FILES: dict[Form, type[AnyFile]] = {
    Form.DESIGN: DesignInformation,
    Form.INITIAL: InitialReport,
    Form.CHANGES: InventoryChangeReport,
    Form.LISTING: PhysicalInventoryListing,
    Form.BALANCE: MaterialBalanceReport,
    Form.TRANSFER_NOTICE: TransferNotice,
    Form.TRANSFER_CONFIRMATION: TransferConfirmation,
    Form.EXPANDED: ExpandedDeclaration,
    Form.INSPECTION: InspectionRecord,
    Form.ACCESS: AccessRecord,
}
"""The model of each form."""


def to_filing(model: AnyFile, file: str = "") -> Filing:
    """The filing of a declaration that was read."""
    records = tuple(entry.record(model) for entry in model.entries)
    return Filing(
        model.id, model.form, model.state, model.area, model.start, model.end, model.reported, records, model.corrects,
        model.note, file,
    )  # fmt: skip


def _scalar(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value in ("true", "false"):
        return value == "true"
    try:
        return Decimal(value) if value[:1] in "0123456789.-+" else value
    except ArithmeticError:
        return value
