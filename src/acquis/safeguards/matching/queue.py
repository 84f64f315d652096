"""What is open grows old: since when, until when it could still arrive, and when the other side's report falls due.

The other side reports a change of its inventory by a rule of the corpus (by default INFCIRC/153, paragraph 63: within 30 days
after the end of the month). The day of an unreported change is not known, so the latest one is taken: a shipment arrives at the
end of the window of transit, a receipt was shipped on the day it was received. A report still missing after that is overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from acquis.law import Corpus, Provision, UnknownId
from acquis.law.deadlines import due_date
from acquis.safeguards.matching.result import Matching
from acquis.safeguards.matching.tolerances import Tolerances
from acquis.safeguards.records import SafeguardsError, Transfer

INVENTORY_CHANGE = "INT.IAEA.153.63.ICR"
"""The provision that says when a change of inventory is reported; the default of `reporting_rule`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open transfer, or the open rest of one.

    `side`: `shipment` where the receipt is missing, `receipt` where the shipment is. `open`: the quantity, in the unit of the
    kind. `arrives_by`: the last day of the transit window, for shipments. `due`: when the other side's report falls due, None
    where the calendar ends; `rule`: the provision that says so.
    """

    transfer: Transfer
    side: str
    open: Decimal
    days_open: int
    arrives_by: dt.date | None
    due: dt.date | None
    rule: str
    overdue: bool

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        t = self.transfer
        return {
            "id": t.id,
            "side": self.side,
            "sender": t.sender,
            "receiver": t.receiver,
            "on": t.on.isoformat(),
            "kind": str(t.batch.kind),
            "name": t.batch.id,
            "open": str(self.open),
            "unit": t.batch.kind.unit,
            "days_open": self.days_open,
            "arrives_by": self.arrives_by.isoformat() if self.arrives_by else None,
            "due": self.due.isoformat() if self.due else None,
            "rule": self.rule,
            "overdue": self.overdue,
        }


def reporting_rule(corpus: Corpus, on: dt.date, identifier: str = INVENTORY_CHANGE) -> Provision:
    """The provision that says when a change is reported, as of a day.

    Raises:
        UnknownId: the corpus of that day has no such provision.
        SafeguardsError: the provision sets no day that counts from a fact.
    """
    provision = next((p for p in corpus.versions(identifier) if on in p.in_force), None)
    if provision is None:
        raise UnknownId(f"{identifier} is not in force on {on}", way_out="see `acquis law list`")
    if provision.duty is None or provision.duty.due is None or provision.duty.due.after is None:
        raise SafeguardsError(f"{identifier} sets no day that counts from a change", way_out="name a duty with a due day")
    return provision


def queue(matching: Matching, today: dt.date, rule: Provision, tolerances: Tolerances | None = None) -> tuple[Waiting, ...]:
    """Everything open on a day, the most pressing first: overdue ones, then by due day and age."""
    found = list(_waiting(matching, today, rule, tolerances or Tolerances()))
    return tuple(sorted(found, key=lambda w: (not w.overdue, w.due or dt.date.max, w.transfer.on, w.transfer.id)))


def _waiting(matching: Matching, today: dt.date, rule: Provision, tolerances: Tolerances) -> Iterator[Waiting]:
    longest = dt.timedelta(days=tolerances.longest_days)
    for shipment in matching.open_shipments:
        yield _entry(shipment, "shipment", shipment.batch.quantity.value, today, shipment.on + longest, rule)
    for match in matching.matches:
        if match.partial:
            last = max(match.shipments, key=lambda t: t.on)
            yield _entry(last, "shipment", match.outstanding, today, last.on + longest, rule)
    for receipt in matching.open_receipts:
        yield _entry(receipt, "receipt", receipt.batch.quantity.value, today, None, rule)


def _entry(
    transfer: Transfer, side: str, quantity: Decimal, today: dt.date, arrives_by: dt.date | None, rule: Provision
) -> Waiting:
    due = rule.duty.due if rule.duty else None
    day = None if due is None else due_date(due, {due.after or "": arrives_by or transfer.on}, today)
    overdue = day is not None and today > day
    return Waiting(transfer, side, quantity, (today - transfer.on).days, arrives_by, day, rule.id, overdue)
