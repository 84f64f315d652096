"""Findings on the reports themselves: late and missing ones, corrections, balances that do not add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from acquis.safeguards.declarations.completeness import Expected, Status
from acquis.safeguards.declarations.deadlines import Clock, Event
from acquis.safeguards.declarations.filing import Balance, Filing, Form
from acquis.safeguards.declarations.register import Register
from acquis.safeguards.evaluation.findings import Bearing, Finding, FindingKind, Standing, cite
from acquis.safeguards.records import Change, Transfer

_NAMES = {form: form.replace("_", " ") for form in Form}
_COMPARED = ("on", "code", "counterpart")


def of_reports(state: str, expected: Iterable[Expected]) -> Iterator[Finding]:
    """Late reports (settled: they have come) and missing ones (open: what they would say is not known)."""
    for owed in expected:
        deadline = owed.deadline
        name = f"the {_NAMES[owed.form]} of {owed.area} for {_period(owed)}"
        if owed.status is Status.LATE and owed.filing is not None:
            says = f"{name} was due on {deadline.due} and dispatched on {owed.filing.reported}, {owed.days_late} days late"
            yield Finding(
                f"{state}.late.{owed.filing.id}", FindingKind.LATE_REPORT, state, owed.area, Bearing.REPORTING, Standing.RESOLVED,
                says, deadline.due or owed.end, (cite(owed.filing),), provision=deadline.provision,
            )  # fmt: skip
        elif owed.status in (Status.MISSING, Status.DUE_DAY_UNKNOWN):
            since = f"due on {deadline.due}, {owed.days_late} days ago" if deadline.due else "no day is set for it"
            yield Finding(
                f"{state}.missing.{owed.form}.{owed.area}.{owed.end}", FindingKind.MISSING_REPORT, state, owed.area,
                Bearing.REPORTING if owed.form is Form.DESIGN else _bearing(owed.form), Standing.OPEN,
                f"{name} is missing ({since})", deadline.due or owed.end, (), asks=f"file {name}", provision=deadline.provision,
            )  # fmt: skip


def _bearing(form: Form) -> Bearing:
    return Bearing.UNDECLARED if form is Form.EXPANDED else Bearing.DIVERSION


def _period(owed: Expected) -> str:
    if owed.form is Form.CHANGES:
        return f"{owed.start:%Y-%m}"
    return str(owed.end) if owed.start == owed.end else str(owed.start.year)


def of_corrections(state: str, register: Register, on: dt.date) -> Iterator[Finding]:
    """Corrections that came by a day: mistakes that the State itself put right."""
    by_id = {filing.id: filing for filing in register.filings}
    changes = {(c.area, c.id): (f, c) for f in register.filings for c in f.changes}
    for filing in register.filings:
        if filing.reported > on:
            continue
        if filing.corrects is not None:
            old = by_id[filing.corrects]
            says = f"{filing.id} of {filing.reported} superseded {old.id} of {old.reported}"
            yield _corrected(state, filing, (cite(filing), cite(old)), says, ())
        for change in filing.changes:
            if change.corrects is None:
                continue
            before, wrong = changes[(change.area, change.corrects)]
            told = _difference(wrong, change)
            says = f"{change.id} of {filing.reported} superseded {wrong.id} of {before.reported}: {told}"
            evidence = (cite(filing, change.id), cite(before, wrong.id))
            yield _corrected(state, filing, evidence, says, tuple(dict.fromkeys((wrong.batch.id, change.batch.id))))


def _corrected(state: str, filing: Filing, evidence: tuple[object, ...], says: str, items: tuple[str, ...]) -> Finding:
    return Finding(
        f"{state}.corrected.{filing.id}" + (f".{items[-1]}" if items else ""), FindingKind.CORRECTED_MISTAKE, state, filing.area,
        Bearing.REPORTING, Standing.RESOLVED, says, filing.reported, evidence, items,  # type: ignore[arg-type]
    )  # fmt: skip


def _difference(wrong: Change, right: Change) -> str:
    told = [f"{wrong.batch.id} became {right.batch.id}"] if wrong.batch.id != right.batch.id else []
    if wrong.batch.quantity != right.batch.quantity:
        told.append(f"{wrong.batch.quantity.value} became {right.batch.quantity.value} {right.batch.kind.unit}")
    told += [
        f"{name} {getattr(wrong, name)} became {getattr(right, name)}"
        for name in _COMPARED
        if getattr(wrong, name) != getattr(right, name)
    ]
    return "; ".join(told) or "the same data"


def of_notices(state: str, register: Register, on: dt.date, clock: Clock) -> Iterator[Finding]:
    """Transfers that were announced or confirmed and, when the report of their month was due, stand in no report of changes."""
    declared = {(change.area, change.batch.id, change.code.sign) for change in register.changes(on)}
    for form, sign in ((Form.TRANSFER_NOTICE, -1), (Form.TRANSFER_CONFIRMATION, 1)):
        for filing in register.of(form, on):
            for record in filing.records:
                if not isinstance(record, Transfer) or not record.batch.kind.counted:
                    continue
                area = record.sender if sign < 0 else record.receiver
                due = clock.deadline(Form.CHANGES, Event.MONTH, record.on).due
                if (area, record.batch.id, sign) in declared or due is None or on <= due:
                    continue
                told = "announced" if sign < 0 else "confirmed"
                yield Finding(
                    f"{state}.notice.{filing.id}.{record.id}", FindingKind.NOTICE, state, area, Bearing.REPORTING, Standing.OPEN,
                    f"the transfer of {record.batch.id} was {told} by {filing.id}, and no report of changes has it", record.on,
                    (cite(filing, record.id),), (record.batch.id,), f"report the change, or correct {filing.id}",
                )  # fmt: skip


def of_balances(state: str, register: Register, on: dt.date) -> Iterator[Finding]:
    """Balance reports whose own lines do not add up (INFCIRC/153, paragraph 67)."""
    for filing in register.of(Form.BALANCE, on):
        for record in filing.records:
            if isinstance(record, Balance) and (wrong := _sums(record)):
                yield Finding(
                    f"{state}.balance.{filing.id}.{record.kind}", FindingKind.WRONG_BALANCE, state, filing.area,
                    Bearing.DIVERSION, Standing.OPEN, f"{filing.id} does not add up for {record.kind}: {wrong}", filing.reported,
                    (cite(filing, record.kind),), asks=f"correct {filing.id}",
                )  # fmt: skip


def _sums(balance: Balance) -> str:
    if balance.beginning + balance.increases - balance.decreases != balance.ending_book:
        return "beginning + increases - decreases is not the ending book inventory"
    if balance.ending_book - balance.shipper_receiver_difference != balance.adjusted_book:
        return "ending book less shipper/receiver difference is not the adjusted book inventory"
    if balance.adjusted_book - balance.physical != balance.unaccounted:
        return "adjusted book less physical is not the material unaccounted for"
    return ""
