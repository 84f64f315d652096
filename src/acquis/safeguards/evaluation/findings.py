"""Findings: what an evaluation found, what it rests on, and what it bears on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from acquis.safeguards.declarations.filing import Filing


class FindingKind(StrEnum):
    """What was found."""

    LATE_REPORT = "late_report"
    MISSING_REPORT = "missing_report"
    CORRECTED_MISTAKE = "corrected_mistake"
    NOTICE = "notice_without_change"
    WRONG_BALANCE = "wrong_balance"
    ACCOUNT_FAULT = "account_fault"
    IDENTITY = "identity_discrepancy"
    MOVED = "undeclared_move"
    TWO_PLACES = "item_in_two_places"
    DIFFERS = "data_of_an_item_differ"
    NOT_LISTED = "item_not_listed"
    NOT_ON_BOOK = "item_not_on_book"
    ABSENT = "declared_item_absent"
    UNDECLARED = "undeclared_item"
    UNACCOUNTED = "unaccounted_for"
    GAIN = "unexplained_gain"
    OVERDUE_SHIPMENT = "overdue_shipment"
    UNMATCHED_RECEIPT = "receipt_without_shipment"
    NOT_INSPECTED = "area_not_inspected"


class Bearing(StrEnum):
    """Which question a finding bears on."""

    DIVERSION = "diversion_of_declared_items"
    UNDECLARED = "undeclared_items"
    REPORTING = "reporting"


class Standing(StrEnum):
    """How a finding stands: settled, open until more is known, or an indication. An indication is no proof."""

    RESOLVED = "resolved"
    OPEN = "open"
    INDICATION = "indication"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A record that a finding rests on: the filing, the record in it where one is meant, and the file it was read from."""

    filing: str
    record: str = ""
    file: str = ""

    @property
    def key(self) -> str:
        """The key by which a sentence cites it."""
        return f"{self.filing}#{self.record}" if self.record else self.filing


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `items`: what it is about. `since`: the day from which it counts. `asks`: what would settle it. `provision`: the paragraph it
    rests on, where one does.
    """

    id: str
    kind: FindingKind
    state: str
    area: str
    bearing: Bearing
    standing: Standing
    says: str
    since: dt.date
    evidence: tuple[Evidence, ...]
    items: tuple[str, ...] = ()
    asks: str = ""
    provision: str = ""

    def to_dict(self) -> dict[str, object]:
        """JSON-ready data."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "area": self.area,
            "bearing": self.bearing,
            "standing": self.standing,
            "says": self.says,
            "since": self.since.isoformat(),
            "items": list(self.items),
            "asks": self.asks,
            "provision": self.provision,
            "evidence": [{"filing": e.filing, "record": e.record, "file": e.file} for e in self.evidence],
        }


def cite(filing: Filing, record: str = "") -> Evidence:
    """The evidence of a filing, or of one record in it."""
    return Evidence(filing.id, record, filing.file)
