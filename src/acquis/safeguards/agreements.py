"""Safeguards agreements: their types, when they are in force, and the facility attachments that say how they are applied.

The types are those under which the annual safeguards statements of the nuclear agency report: comprehensive (INFCIRC/153),
with an additional protocol (INFCIRC/540), with a small quantities protocol, item-specific, and voluntary offer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from acquis.law.model import Period


class AgreementType(StrEnum):
    """What an agreement covers."""

    COMPREHENSIVE = "comprehensive"
    ITEM_SPECIFIC = "item_specific"
    VOLUNTARY_OFFER = "voluntary_offer"


class SmallHolder(StrEnum):
    """The standard text of a small quantities protocol, which holds most of an agreement in abeyance."""

    ORIGINAL = "original"
    REVISED = "revised"


class Standing(StrEnum):
    """The agreements of a State on a day, as a safeguards statement groups them."""

    NONE = "none"
    COMPREHENSIVE = "comprehensive"
    WITH_PROTOCOL = "comprehensive_with_additional_protocol"
    SMALL_HOLDER = "small_holder"
    ITEM_SPECIFIC = "item_specific"
    VOLUNTARY_OFFER = "voluntary_offer"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A facility attachment: how the agreement is applied at one facility.

    `areas`: its accounting areas. `inventory_months`: months between physical inventories, at most. `nil_reports`: whether a
    month without changes is reported as such. `selected`: whether the Agency has selected it, which counts under a voluntary
    offer.
    """

    facility: str
    areas: tuple[str, ...]
    in_force: Period
    inventory_months: int = 12
    nil_reports: bool = True
    selected: bool = True


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of one State, with its protocols and attachments."""

    type: AgreementType
    in_force: Period
    additional_protocol: Period | None = None
    small_holder: SmallHolder | None = None
    small_holder_in_force: Period | None = None
    attachments: tuple[Attachment, ...] = ()

    def holds(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return day in self.in_force

    def protocol_holds(self, day: dt.date) -> bool:
        """Whether an additional protocol is in force on a day."""
        return self.holds(day) and self.additional_protocol is not None and day in self.additional_protocol

    def small_holder_text(self, day: dt.date) -> SmallHolder | None:
        """The text of the small quantities protocol in force on a day."""
        period = self.small_holder_in_force or self.in_force
        return self.small_holder if self.holds(day) and day in period else None

    def standing(self, day: dt.date) -> Standing:
        """The group under which a statement reports the State."""
        if not self.holds(day):
            return Standing.NONE
        if self.type is AgreementType.ITEM_SPECIFIC:
            return Standing.ITEM_SPECIFIC
        if self.type is AgreementType.VOLUNTARY_OFFER:
            return Standing.VOLUNTARY_OFFER
        if self.protocol_holds(day):
            return Standing.WITH_PROTOCOL
        return Standing.SMALL_HOLDER if self.small_holder_text(day) else Standing.COMPREHENSIVE

    def attachment(self, area: str, day: dt.date) -> Attachment | None:
        """The attachment in force for an accounting area."""
        return next((a for a in self.attachments if area in a.areas and day in a.in_force), None)
