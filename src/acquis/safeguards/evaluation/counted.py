"""Counted items: book against listing, and both against what the inspectors saw. Each discrepancy is an event of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from acquis.safeguards.declarations.filing import Filing, Found
from acquis.safeguards.evaluation.books import AreaBooks, Entry
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import Rules, paragraph
from acquis.safeguards.records import Batch


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


def of_listings(state: str, book: AreaBooks, on: dt.date, rules: Rules) -> Iterator[Finding]:
    """Items that are on the book and not in the listing of the State, and the other way round."""
    for listing in book.listings[1:]:
        held = {batch.id: batch for batch in listing.batches if batch.kind.counted}
        expected = book.counted(listing.end, after=False)
        missing = {name: entry for name, entry in expected.items() if name not in held}
        extra = {name: Entry(batch, (cite(listing, name),)) for name, batch in held.items() if name not in expected}
        yield from _identities(state, book.area, missing, extra, listing.end)
        patient = on <= listing.end + dt.timedelta(days=rules.patience_days)
        for kind, entries in _by_kind(missing.values()):
            yield Finding(
                f"{state}.not_listed.{listing.id}.{kind}", FindingKind.NOT_LISTED, state, book.area, Bearing.DIVERSION,
                Standing.OPEN if patient else Standing.INDICATION,
                f"{_counted(entries)} on the book of {book.area} but not in {listing.id} of {listing.end}"
                + ("" if patient else f", and not explained within {rules.patience_days} days"),
                listing.end, (cite(listing), *_evidence(entries)), _names(entries), f"explain where {_them(entries)} went",
                paragraph(FindingKind.NOT_LISTED),
            )  # fmt: skip
        for kind, entries in _by_kind(extra.values()):
            yield Finding(
                f"{state}.not_on_book.{listing.id}.{kind}", FindingKind.NOT_ON_BOOK, state, book.area, Bearing.UNDECLARED,
                Standing.OPEN, f"{_counted(entries)} listed in {listing.id} of {listing.end} without a receipt or production",
                listing.end, _evidence(entries), _names(entries), f"declare where {_them(entries)} came from",
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
        yield from _identities(state, book.area, absent, undeclared, inspection.end)
        for kind, entries in _by_kind(absent.values()):
            yield Finding(
                f"{state}.absent.{inspection.id}.{kind}", FindingKind.ABSENT, state, book.area, Bearing.DIVERSION,
                Standing.INDICATION,
                f"{_counted(entries)} declared as present in {book.area} and not found by {inspection.id} of {inspection.end}",
                inspection.end, _evidence(entries), _names(entries), f"show or account for {_them(entries)}",
                paragraph(FindingKind.ABSENT),
            )  # fmt: skip
        for kind, entries in _by_kind(undeclared.values()):
            yield Finding(
                f"{state}.undeclared.{inspection.id}.{kind}", FindingKind.UNDECLARED, state, book.area, Bearing.UNDECLARED,
                Standing.INDICATION,
                f"{_counted(entries)} found in {book.area} by {inspection.id} of {inspection.end} and not declared",
                inspection.end, _evidence(entries), _names(entries), f"declare {_them(entries)}",
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


def _identities(
    state: str, area: str, missing: dict[str, Entry], extra: dict[str, Entry], since: dt.date
) -> Iterator[Finding]:  # fmt: skip
    """Takes out pairs of a missing and an extra item alike in kind, quantity and description: perhaps one item."""
    for name, entry in list(missing.items()):
        twin = next((other for other, found in extra.items() if _alike(entry.batch, found.batch)), None)
        if twin is None:
            continue
        found = extra.pop(twin)
        missing.pop(name)
        yield Finding(
            f"{state}.identity.{area}.{name}", FindingKind.IDENTITY, state, area, Bearing.DIVERSION, Standing.OPEN,
            f"{name} is on the book of {area} and not there, {twin} is there and not on the book: one item, or two",
            since, (*entry.evidence, *found.evidence), (name, twin), f"correct the serial number, or declare {twin}",
        )  # fmt: skip


def _alike(one: Batch, other: Batch) -> bool:
    return (one.kind, one.quantity.value, one.description) == (other.kind, other.quantity.value, other.description)


def _by_kind(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.batch.kind, []).append(entry)
    return list(groups.items())


def _counted(entries: list[Entry]) -> str:
    kind = entries[0].batch.kind
    if len(entries) == 1:
        return f"{kind.replace('_', ' ')} {entries[0].batch.id} is"
    unit = f" ({sum(entry.batch.quantity.value for entry in entries):f} {kind.unit})" if kind.unit != "item" else ""
    return f"{len(entries)} {kind.replace('_', ' ')}s{unit} are"


def _them(entries: list[Entry]) -> str:
    return entries[0].batch.id if len(entries) == 1 else f"the {len(entries)} items"


def _names(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(sorted(entry.batch.id for entry in entries))


def _evidence(entries: list[Entry]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(source for entry in entries for source in entry.evidence))
