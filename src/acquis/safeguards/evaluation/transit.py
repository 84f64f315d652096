"""Transfers between areas and States as an evaluation sees them: what is overdue, what nobody sent, what was named differently.

A shipment without a receipt is a question, not an accusation. Until the receiver takes responsibility, and no later than arrival,
the shipper answers (INFCIRC/153, paragraph 91).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from acquis.law.corpus import Corpus
from acquis.safeguards.declarations.filing import Filing
from acquis.safeguards.evaluation.books import Books
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import paragraph
from acquis.safeguards.matching import Basis, Match, Matching, Waiting, match_transfers, queue, reporting_rule
from acquis.safeguards.records import Change, ChangeCode, Transfer

SENT = (ChangeCode.SHIPMENT, ChangeCode.SHIPMENT_DOMESTIC)
GOT = (ChangeCode.RECEIPT, ChangeCode.RECEIPT_DOMESTIC)


@dataclass(frozen=True)
class Transit:
    """All transfers of States read together: matched, or open and how long.

    `states`: the State of each area. `filed`: the filing and the change behind each side.
    """

    matching: Matching
    waiting: tuple[Waiting, ...]
    states: Mapping[str, str]
    filed: Mapping[str, tuple[Filing, Change]] = field(repr=False)

    def cite(self, transfer: Transfer) -> Evidence:
        """The evidence of one side."""
        filing, change = self.filed[transfer.id]
        return cite(filing, change.id)

    def state(self, end: str) -> str:
        """The State of an area; itself where it is a State or not known."""
        return self.states.get(end, end)


def transit(states: Mapping[str, Books], corpus: Corpus, on: dt.date) -> Transit:
    """The transfers in the books of States, as of a day.

    Raises:
        MissingExtra: the libraries of matching are not installed.
    """
    sent: list[Transfer] = []
    got: list[Transfer] = []
    filed = {}
    for held in states.values():
        for book in held.values():
            for change in book.changes:
                if change.on > on or change.code not in (*SENT, *GOT):
                    continue
                name = f"{book.area} {change.id}"
                ends = (book.area, change.counterpart or "") if change.code in SENT else (change.counterpart or "", book.area)
                filed[name] = (book.filed[change.id], change)
                (sent if change.code in SENT else got).append(Transfer(name, *ends, change.on, change.batch, change.reported))
    areas = {area: code for code, held in states.items() for area in held}
    matching = match_transfers(sent, got, states=areas)
    return Transit(matching, queue(matching, on, reporting_rule(corpus, on)), areas, filed)


def of_transit(state: str, found: Transit, partners: frozenset[str]) -> Iterator[Finding]:
    """Findings of one State: overdue shipments of one day and road together, receipts that nobody sent, doubtful matches."""
    groups: dict[tuple[str, str, str, dt.date], list[Waiting]] = {}
    for waiting in found.waiting:
        transfer = waiting.transfer
        mine = transfer.sender if waiting.side == "shipment" else transfer.receiver
        if waiting.overdue and found.state(mine) == state:
            groups.setdefault((waiting.side, transfer.sender, transfer.receiver, transfer.on), []).append(waiting)
    for (side, *_), group in groups.items():
        yield _overdue(state, found, group, partners) if side == "shipment" else _unsent(state, found, group, partners)
    for match in found.matching.matches:
        ends = {found.state(match.shipments[0].sender), found.state(match.receipts[0].receiver)}
        if match.basis is Basis.SLIP and state in ends:
            yield _slip(state, found, match)


def _overdue(state: str, found: Transit, group: list[Waiting], partners: frozenset[str]) -> Finding:
    first, items = group[0], _items(group)
    other = found.state(first.transfer.receiver)
    why = f"{other} has declared no receipt" if other in partners else f"the records of {other or 'the receiver'} were not read"
    says = f"{_named(items)} shipped from {first.transfer.sender} to {first.transfer.receiver} on {first.transfer.on}, "
    return Finding(
        f"{state}.overdue.{first.transfer.sender}.{first.transfer.on}.{items[0]}", FindingKind.OVERDUE_SHIPMENT, state,
        first.transfer.sender, Bearing.DIVERSION, Standing.OPEN, f"{says}{first.days_open} days ago: {why}", first.transfer.on,
        tuple(dict.fromkeys(found.cite(w.transfer) for w in group)), items, f"trace the shipment with {other}",
        paragraph(FindingKind.OVERDUE_SHIPMENT),
    )  # fmt: skip


def _unsent(state: str, found: Transit, group: list[Waiting], partners: frozenset[str]) -> Finding:
    first, items = group[0], _items(group)
    other = found.state(first.transfer.sender)
    why = f"{other} has declared no shipment" if other in partners else f"the records of {other or 'the shipper'} were not read"
    return Finding(
        f"{state}.unsent.{first.transfer.receiver}.{first.transfer.on}.{items[0]}", FindingKind.UNMATCHED_RECEIPT, state,
        first.transfer.receiver, Bearing.REPORTING, Standing.OPEN,
        f"{_named(items)} received from {first.transfer.sender} on {first.transfer.on}: {why}", first.transfer.on,
        tuple(dict.fromkeys(found.cite(w.transfer) for w in group)), items, f"ask {other} for its shipment",
    )  # fmt: skip


def _slip(state: str, found: Transit, match: Match) -> Finding:
    sent, got = match.shipments[0], match.receipts[0]
    one, other = sent.batch.id, got.batch.id
    area = sent.sender if state == found.state(sent.sender) else got.receiver
    return Finding(
        f"{state}.slip.{one}", FindingKind.IDENTITY, state, area, Bearing.DIVERSION, Standing.OPEN,
        f"{one} shipped by {sent.sender} on {sent.on} was perhaps received by {got.receiver} as {other}", got.on,
        (found.cite(sent), found.cite(got)), (one, other), f"correct the serial number, or declare {other}",
    )  # fmt: skip


def _items(group: list[Waiting]) -> tuple[str, ...]:
    return tuple(sorted(waiting.transfer.batch.id for waiting in group))


def _named(items: tuple[str, ...]) -> str:
    return items[0] if len(items) == 1 else f"{len(items)} items"
