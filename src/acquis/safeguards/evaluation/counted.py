"""Counted items: what is declared against what the inspectors saw, and faults of the accounts in themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from acquis.safeguards.declarations.filing import Filing, Found
from acquis.safeguards.evaluation.books import AreaBooks, Entry
from acquis.safeguards.evaluation.entries import by_kind, counted_words, evidence_of, identities, names, them
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import paragraph


@dataclass(frozen=True, slots=True)
class Verified:
    """How many of the items on the book of an area the Agency looked for in a period."""

    area: str
    on_book: int
    checked: int
    inspections: tuple[Evidence, ...]


def of_faults(state: str, book: AreaBooks) -> Iterator[Finding]:
    """What is wrong with an account in itself: an item that leaves and never came, or comes twice, a correction of nothing."""
    for number, fault in enumerate(book.faults, 1):
        change = next((c for c in book.ledger.changes if c.id == fault.record), None)
        told = book.filed[change.id] if change is not None else None
        evidence = (cite(told),) if told is not None else tuple(cite(listing) for listing in book.listings[-1:])
        yield Finding(
            f"{state}.fault.{book.area}.{number}", FindingKind.ACCOUNT_FAULT, state, book.area, Bearing.DIVERSION, Standing.OPEN,
            f"the account of {book.area} has a fault: {fault.message}", told.reported if told else book.listings[-1].end,
            evidence, asks=fault.way_out or "correct the record",
        )  # fmt: skip


def of_inspections(state: str, book: AreaBooks, inspections: Iterable[Filing]) -> Iterator[Finding]:
    """Declared items that were not there, and items that were there and not declared."""
    for inspection in inspections:
        expected = book.counted(inspection.end, after=True)
        seen = {o.batch.id: o for o in inspection.observations if o.batch.kind.counted}
        absent = {
            name: Entry(entry.batch, (*entry.evidence, cite(inspection, name)))
            for name, entry in expected.items()
            if name in seen and seen[name].found is Found.ABSENT
        }
        undeclared = {
            name: Entry(o.batch, (cite(inspection, name),))
            for name, o in seen.items()
            if o.found is not Found.ABSENT and name not in expected
        }
        yield from identities(state, book.area, absent, undeclared, inspection.end)
        for kind, entries in by_kind(absent.values()):
            yield Finding(
                f"{state}.absent.{inspection.id}.{kind}", FindingKind.ABSENT, state, book.area, Bearing.DIVERSION,
                Standing.INDICATION,
                f"{counted_words(entries)} declared in {book.area} and not found by {inspection.id} of {inspection.end}",
                inspection.end, evidence_of(entries), names(entries), f"show or account for {them(entries)}",
                paragraph(FindingKind.ABSENT),
            )  # fmt: skip
        for kind, entries in by_kind(undeclared.values()):
            yield Finding(
                f"{state}.undeclared.{inspection.id}.{kind}", FindingKind.UNDECLARED, state, book.area, Bearing.UNDECLARED,
                Standing.INDICATION,
                f"{counted_words(entries)} found in {book.area} by {inspection.id} of {inspection.end} and not declared",
                inspection.end, evidence_of(entries), names(entries), f"declare {them(entries)}",
            )  # fmt: skip


def coverage(
    state: str, book: AreaBooks, inspections: Sequence[Filing], end: dt.date
) -> tuple[Verified, list[Finding]]:  # fmt: skip
    """How much of the book was looked for, and what follows where nothing was."""
    expected = book.counted(end, after=True)
    seen = {o.batch.id for inspection in inspections for o in inspection.observations}
    verified = Verified(
        book.area, len(expected), sum(name in seen for name in expected), tuple(cite(inspection) for inspection in inspections)
    )
    if inspections:
        return verified, []
    says = f"{book.area} was not inspected, so that what is declared of it is not verified"
    finding = Finding(
        f"{state}.not_inspected.{book.area}", FindingKind.NOT_INSPECTED, state, book.area, Bearing.DIVERSION, Standing.OPEN,
        says, end, tuple(cite(listing) for listing in book.listings[-1:]), asks=f"an inspection of {book.area}",
    )  # fmt: skip
    return verified, [finding]
