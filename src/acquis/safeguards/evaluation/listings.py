"""Physical inventories against books, across areas: an item that one area misses and another lists is one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from acquis.safeguards.accounts import Discrepancy, DiscrepancyKind, discrepancies
from acquis.safeguards.evaluation.books import AreaBooks, Books, Entry
from acquis.safeguards.evaluation.entries import by_kind, counted_words, evidence_of, identities, names, them
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import Rules, paragraph

_ELSEWHERE = {
    DiscrepancyKind.MOVED_WITHOUT_CHANGE: (FindingKind.MOVED, "is on the book of {other} and listed in {area}"),
    DiscrepancyKind.WRONG_AREA: (FindingKind.MOVED, "is on the book of {other} and listed in {area}"),
    DiscrepancyKind.LISTED_TWICE: (FindingKind.TWO_PLACES, "is listed in {area} and also in {other}"),
    DiscrepancyKind.KIND_DIFFERS: (FindingKind.DIFFERS, "is on the book of {area} as another kind than it is listed"),
    DiscrepancyKind.AMOUNT_DIFFERS: (FindingKind.DIFFERS, "is on the book of {area} with {in_book} and is listed with {listed}"),
}  # fmt: skip


def compared(states: Mapping[str, Books], start: dt.date, end: dt.date) -> tuple[Discrepancy, ...]:
    """Every discrepancy of the physical inventories of a period, over all areas that were read."""
    ledgers = {area: book.ledger for held in states.values() for area, book in held.items()}
    books = [book for held in states.values() for book in held.values()]
    days = sorted({filing.end for book in books for filing in book.listings[1:] if start <= filing.end <= end})
    return tuple(found for day in days for found in discrepancies(ledgers, day, since=day - dt.timedelta(days=1)))


def of_listings(
    state: str, book: AreaBooks, found: Sequence[Discrepancy], on: dt.date, rules: Rules
) -> Iterator[Finding]:  # fmt: skip
    """Findings on one area: items missing from its listings, items that nothing explains, items that another area has too."""
    mine = [one for one in found if one.area == book.area]
    for day in sorted({one.on for one in mine}):
        listing = book.base(day, inclusive=True)
        if listing is None:
            continue
        today = [one for one in mine if one.on == day]
        held = book.counted(day, after=False)
        listed = {batch.id: Entry(batch, (cite(listing, batch.id),)) for batch in listing.batches if batch.kind.counted}
        missing = {one.item: held[one.item] for one in today if one.what is DiscrepancyKind.MISSING and one.item in held}
        extra = {one.item: listed[one.item] for one in today if one.what is DiscrepancyKind.UNEXPECTED}
        yield from identities(state, book.area, missing, extra, day)
        yield from _missing(state, book.area, listing.id, day, missing, on, rules, cite(listing))
        yield from _extra(state, book.area, listing.id, day, extra)
        for one in today:
            if one.what in _ELSEWHERE:
                yield _elsewhere(state, one, (*listed[one.item].evidence, *(held[one.item].evidence if one.item in held else ())))

    for one in found:
        if one.other == book.area != one.area and one.what in _ELSEWHERE:
            entry = book.counted(one.on, after=False).get(one.item)
            yield _elsewhere(state, one, entry.evidence if entry is not None else (), book.area)


def _missing(
    state: str, area: str, listing: str, day: dt.date, missing: dict[str, Entry], on: dt.date, rules: Rules, source: Evidence
) -> Iterator[Finding]:
    patient = on <= day + dt.timedelta(days=rules.patience_days)
    late = "" if patient else f", and not explained within {rules.patience_days} days"
    for kind, entries in by_kind(missing.values()):
        yield Finding(
            f"{state}.not_listed.{listing}.{kind}", FindingKind.NOT_LISTED, state, area, Bearing.DIVERSION,
            Standing.OPEN if patient else Standing.INDICATION,
            f"{counted_words(entries)} on the book of {area} but not in {listing} of {day}{late}",
            day, (source, *evidence_of(entries)), names(entries), f"explain where {them(entries)} went",
            paragraph(FindingKind.NOT_LISTED),
        )  # fmt: skip


def _extra(state: str, area: str, listing: str, day: dt.date, extra: dict[str, Entry]) -> Iterator[Finding]:
    for kind, entries in by_kind(extra.values()):
        yield Finding(
            f"{state}.not_on_book.{listing}.{kind}", FindingKind.NOT_ON_BOOK, state, area, Bearing.UNDECLARED, Standing.OPEN,
            f"{counted_words(entries)} listed in {listing} of {day} without a receipt or production",
            day, evidence_of(entries), names(entries), f"declare where {them(entries)} came from",
        )  # fmt: skip


def _elsewhere(state: str, one: Discrepancy, evidence: tuple[Evidence, ...], area: str = "") -> Finding:
    kind, words = _ELSEWHERE[one.what]
    said = words.format(area=one.area, other=one.other, in_book=one.in_book, listed=one.listed)
    return Finding(
        f"{state}.{one.what}.{one.area}.{one.item}", kind, state, area or one.area, Bearing.DIVERSION, Standing.OPEN,
        f"{one.kind.replace('_', ' ')} {one.item} {said}", one.on, evidence, (one.item,), f"correct the records of {one.item}",
    )  # fmt: skip
