"""Which declaration is missing, since when, and which came late; the days are those of the corpus."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from acquis.law.corpus import Corpus
from acquis.law.deadlines import add_months
from acquis.safeguards.agreements import Agreement, Attachment, Standing
from acquis.safeguards.declarations.deadlines import Clock, Deadline, Event, undated
from acquis.safeguards.declarations.filing import Filing, Form
from acquis.safeguards.declarations.register import Register
from acquis.safeguards.parties import Party


class Status(StrEnum):
    """How a declaration stands to its day."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_YET_DUE = "not_yet_due"
    DUE_DAY_UNKNOWN = "due_day_unknown"


@dataclass(frozen=True, slots=True)
class Expected:
    """One declaration that is owed: of which area and period, by which paragraph and day, and what came of it."""

    form: Form
    area: str
    start: dt.date
    end: dt.date
    deadline: Deadline
    filing: Filing | None
    status: Status
    days_late: int = 0


def completeness(party: Party, register: Register, corpus: Corpus, on: dt.date, clock: Clock | None = None) -> list[Expected]:
    """Every declaration that is owed by a day, with what came of it, in the order of their periods.

    Nothing is owed under an agreement that is not in force. Under a small quantities protocol reports are held in abeyance.
    """
    agreement = party.agreement
    if agreement.standing(on) in (Standing.NONE, Standing.SMALL_HOLDER):
        return []
    clock = clock or Clock(corpus, agreement, on)
    found = [
        expected
        for attachment in agreement.attachments
        if on in attachment.in_force
        for area in attachment.areas
        for expected in _of_area(attachment, area, register, clock, corpus, on)
    ]
    if agreement.protocol_holds(on):
        found += _expanded(party.code, agreement, register, clock, on)
    return sorted(found, key=lambda expected: (expected.end, expected.area, expected.form))


def _of_area(
    attachment: Attachment, area: str, register: Register, clock: Clock, corpus: Corpus, on: dt.date
) -> Iterator[Expected]:
    begin = max(day for day in (clock.agreement.in_force.start, attachment.in_force.start) if day is not None)
    design = undated(corpus, Form.DESIGN, on)
    yield _expected(
        Form.DESIGN, attachment.facility, begin, begin, design, _first(register, Form.DESIGN, attachment.facility), on
    )
    deadline = clock.deadline(Form.INITIAL, Event.AGREEMENT, begin)
    initial = _first(register, Form.INITIAL, area)
    yield _expected(Form.INITIAL, area, begin, begin, deadline, initial, on)
    yield from _months(attachment, area, begin, register, clock, on)
    yield from _inventories(attachment, area, initial.end if initial else begin, register, clock, on)


def _months(
    attachment: Attachment, area: str, begin: dt.date, register: Register, clock: Clock, on: dt.date
) -> Iterator[Expected]:
    """Reports of changes, month by month, after that of the initial report, which reflects its end (INFCIRC/153, paragraph 62).

    Without nil reports a month that nobody speaks of owes none.
    """
    filed = [filing for filing in register.filings if filing.form is Form.CHANGES and filing.area == area]
    month = add_months(begin.replace(day=1), 1)
    while (last := month.replace(day=calendar.monthrange(month.year, month.month)[1])) < on:
        filing = _earliest(f for f in filed if f.corrects is None and f.start <= last and f.end >= month)
        if filing is not None or attachment.nil_reports:
            yield _expected(Form.CHANGES, area, month, last, clock.deadline(Form.CHANGES, Event.MONTH, month), filing, on)
        month = add_months(month, 1)


def _inventories(
    attachment: Attachment, area: str, begin: dt.date, register: Register, clock: Clock, on: dt.date
) -> Iterator[Expected]:
    """Physical inventories taken, each with its listing and balance; and the next one, where it is overdue."""
    days = sorted(
        {f.end for f in register.filings if f.form in (Form.LISTING, Form.BALANCE) and f.area == area and f.end > begin}
    )
    for day in days:
        deadline = clock.deadline(Form.BALANCE, Event.PHYSICAL_INVENTORY, day)
        for form in (Form.LISTING, Form.BALANCE):
            filed = (f for f in register.filings if f.form is form and f.area == area and f.end == day and f.corrects is None)
            yield _expected(form, area, day, day, deadline, _earliest(filed), on)
    latest = add_months(days[-1] if days else begin, attachment.inventory_months)
    if latest < on:
        deadline = clock.deadline(Form.BALANCE, Event.PHYSICAL_INVENTORY, latest)
        yield _expected(Form.LISTING, area, latest, latest, deadline, None, on)


def _expanded(code: str, agreement: Agreement, register: Register, clock: Clock, on: dt.date) -> Iterator[Expected]:
    assert agreement.additional_protocol is not None
    begin = agreement.additional_protocol.start or on
    filed = [f for f in register.filings if f.form is Form.EXPANDED and f.corrects is None]
    first = _earliest(f for f in filed if f.start <= begin <= f.end)
    yield _expected(Form.EXPANDED, code, begin, begin, clock.deadline(Form.EXPANDED, Event.PROTOCOL, begin), first, on)
    for year in range(begin.year, on.year):
        start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        update = _earliest(f for f in filed if f is not first and f.start <= end and f.end >= end)
        yield _expected(Form.EXPANDED, code, start, end, clock.deadline(Form.EXPANDED, Event.YEAR, start), update, on)


def _expected(
    form: Form, area: str, start: dt.date, end: dt.date, deadline: Deadline, filing: Filing | None, on: dt.date
) -> Expected:
    filing = filing if filing is not None and filing.reported <= on else None
    due = deadline.due
    if filing is not None:
        late = (filing.reported - due).days if due is not None else 0
        return Expected(form, area, start, end, deadline, filing, Status.LATE if late > 0 else Status.ON_TIME, max(late, 0))
    if due is None:
        return Expected(form, area, start, end, deadline, None, Status.DUE_DAY_UNKNOWN)
    late = (on - due).days
    return Expected(form, area, start, end, deadline, None, Status.MISSING if late > 0 else Status.NOT_YET_DUE, max(late, 0))


def _first(register: Register, form: Form, area: str) -> Filing | None:
    return _earliest(f for f in register.filings if f.form is form and f.area == area and f.corrects is None)


def _earliest(filings: Iterable[Filing]) -> Filing | None:
    return min(filings, key=lambda filing: filing.reported, default=None)
