"""Shipments against receipts across States. A shipment without a receipt ages in a queue; it is a question, not an accusation.

Until the receiver takes responsibility, and no later than arrival, the shipper answers (INFCIRC/153, paragraph 91).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from acquis.law.deadlines import add_months
from acquis.safeguards.declarations.filing import Filing
from acquis.safeguards.evaluation.books import Books
from acquis.safeguards.evaluation.findings import Bearing, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import Rules, paragraph
from acquis.safeguards.records import Change, ChangeCode


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a transfer between States."""

    state: str
    filing: Filing
    change: Change

    @property
    def other(self) -> str:
        """The State at the other end, from the code with which its areas begin."""
        return (self.change.counterpart or "").partition("-")[0]


@dataclass(frozen=True, slots=True)
class Underway:
    """A shipment without a receipt, and its age in days."""

    shipment: Side
    age: int
    overdue: bool


def sides(states: Mapping[str, Books], code: ChangeCode) -> list[Side]:
    """All shipments, or all receipts, of counted items between States."""
    return [
        Side(state, book.filed[change.id], change)
        for state, held in states.items()
        for book in held.values()
        for change in book.changes
        if change.code is code and change.batch.kind.counted
    ]


def unmatched(
    shipments: Sequence[Side], receipts: Sequence[Side], on: dt.date, rules: Rules
) -> tuple[list[Underway], list[Side]]:
    """Shipments without a receipt, oldest first, and receipts without a shipment."""
    waiting: dict[tuple[str, str], list[Side]] = {}
    for receipt in sorted(receipts, key=lambda side: side.change.on):
        waiting.setdefault((receipt.state, receipt.change.batch.id), []).append(receipt)
    queue: list[Underway] = []
    for shipment in sorted(shipments, key=lambda side: side.change.on):
        fitting = waiting.get((shipment.other, shipment.change.batch.id), [])
        match = next((r for r in fitting if r.change.on >= shipment.change.on and r.other == shipment.state), None)
        if match is not None:
            fitting.remove(match)
        else:
            overdue = on > add_months(shipment.change.on, rules.transit_months)
            queue.append(Underway(shipment, (on - shipment.change.on).days, overdue))
    return queue, [side for left in waiting.values() for side in left]


def of_transit(queue: Sequence[Underway], rules: Rules, partners: frozenset[str]) -> Iterator[Finding]:
    """Overdue shipments, those of one day and one road together. Partners whose records were not read stay unknown."""
    groups: dict[tuple[str, str, dt.date], list[Underway]] = {}
    for waiting in queue:
        if waiting.overdue:
            side = waiting.shipment
            groups.setdefault((side.change.area, side.change.counterpart or "", side.change.on), []).append(waiting)
    for (area, counterpart, day), group in groups.items():
        first = group[0].shipment
        known = first.other in partners
        receiver = first.other or "the receiver"
        why = f"{receiver} has declared no receipt" if known else f"the records of {receiver} were not read"
        items = tuple(sorted(waiting.shipment.change.batch.id for waiting in group))
        what = items[0] if len(items) == 1 else f"{len(items)} items"
        yield Finding(
            f"{first.state}.overdue.{area}.{day}.{items[0]}", FindingKind.OVERDUE_SHIPMENT, first.state, area, Bearing.DIVERSION,
            Standing.OPEN,
            f"{what} shipped from {area} to {counterpart} on {day}, {group[0].age} days ago: {why}",
            day, tuple(dict.fromkeys(cite(w.shipment.filing, w.shipment.change.id) for w in group)), items,
            f"trace the shipment with {first.other}", paragraph(FindingKind.OVERDUE_SHIPMENT),
        )  # fmt: skip


def of_receipts(receipts: Sequence[Side], partners: frozenset[str]) -> Iterator[Finding]:
    """Receipts that no shipper declared, where the records of the shipper were read."""
    for side in receipts:
        if side.other in partners:
            yield Finding(
                f"{side.state}.unmatched.{side.change.area}.{side.change.id}", FindingKind.UNMATCHED_RECEIPT, side.state,
                side.change.area, Bearing.REPORTING, Standing.OPEN,
                f"{side.change.batch.id} received from {side.change.counterpart} on {side.change.on}: no shipment declared",
                side.change.on, (cite(side.filing, side.change.id),), (side.change.batch.id,),
                f"ask {side.other} for its shipment",
            )  # fmt: skip
