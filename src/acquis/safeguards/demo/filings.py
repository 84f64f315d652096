"""The declarations of the demonstration, written from what happened."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from acquis.safeguards.declarations.filing import Balance, Design, Expanded, Filing, Form, Found, Observation
from acquis.safeguards.demo import world as w
from acquis.safeguards.records import Batch, Change, ChangeCode, Kind, Transfer

_METHODS = {
    Kind.HELIUM3: "pressure, volume and temperature",
    Kind.COMPUTE: "metered rate and time",
}


def design(area: str) -> Filing:
    """Design information of the facility of an area, from before the agreement."""
    facility, day = area.rpartition("-")[0], w.IN_FORCE
    kinds = {
        w.QUANTUM: (Kind.QPU, Kind.CRYOSTAT, Kind.CONTROL_RACK, Kind.HELIUM3),
        w.FACTORY: (Kind.QPU,),
        w.ASSEMBLY: (Kind.ACCELERATOR,),
        w.CLUSTER: (Kind.ACCELERATOR, Kind.COMPUTE),
    }[area]
    points = tuple(Design(f"{area}-{i}", kind, _METHODS.get(kind, "serial numbers read")) for i, kind in enumerate(kinds, 1))
    return Filing(f"{facility}-DIQ", Form.DESIGN, _state(area), facility, day, day, day, points)


def initial(area: str, batches: Sequence[Batch]) -> Filing:
    """The initial report: the inventory at the end of the month of entry into force."""
    reported = w.OPENING + dt.timedelta(days=20)
    return Filing(f"{area}-INITIAL", Form.INITIAL, _state(area), area, w.OPENING, w.OPENING, reported, tuple(batches))


def changes(area: str, month: int, events: Sequence[Change], reported: dt.date, wrong: str | None) -> list[Filing]:
    """The inventory change report of a month; where the serial number of one change is wrong, also its correction."""
    start = dt.date(w.YEAR, month, 1)
    end = start.replace(day=calendar.monthrange(w.YEAR, month)[1])
    name = f"{area}-ICR-{w.YEAR}-{month:02d}"
    told = tuple(replace(e, reported=reported) for e in sorted(events, key=lambda e: (e.on, e.id)))
    mistaken = next((event for event in told if event.id == wrong), None)
    if mistaken is None:
        return [Filing(name, Form.CHANGES, _state(area), area, start, end, reported, told)]
    slipped = replace(mistaken, batch=replace(mistaken.batch, id=transposed(mistaken.batch.id)))
    first = tuple(slipped if event is mistaken else event for event in told)
    later = reported + dt.timedelta(days=18)
    right = replace(mistaken, id=f"{mistaken.id}-R1", corrects=mistaken.id, reported=later)
    correction = Filing(
        f"{name}-R1", Form.CHANGES, _state(area), area, start, end, later, (right,), note="serial number corrected"
    )
    return [Filing(name, Form.CHANGES, _state(area), area, start, end, reported, first), correction]


def transposed(serial: str) -> str:
    """A serial number with its last two digits the wrong way round; where they are equal, the last one higher by one."""
    head, a, b = serial[:-2], serial[-2], serial[-1]
    return head + (b + a if a != b else a + str((int(b) + 1) % 10))


def inventory(area: str, opening: Sequence[Batch], closing: Sequence[Batch], events: Sequence[Change]) -> list[Filing]:
    """The physical inventory listing and the balance report of the year."""
    reported = w.CLOSING + dt.timedelta(days=15)
    state, start = _state(area), w.OPENING + dt.timedelta(days=1)
    kinds = sorted({batch.kind for batch in (*opening, *closing)} | {event.batch.kind for event in events})
    lines = tuple(_balance(kind, opening, closing, events) for kind in kinds)
    return [
        Filing(f"{area}-PIL-{w.YEAR}", Form.LISTING, state, area, w.CLOSING, w.CLOSING, reported, tuple(closing)),
        Filing(f"{area}-MBR-{w.YEAR}", Form.BALANCE, state, area, start, w.CLOSING, reported, lines),
    ]


def _balance(kind: Kind, opening: Sequence[Batch], closing: Sequence[Batch], events: Sequence[Change]) -> Balance:
    beginning, physical = _sum(opening, kind), _sum(closing, kind)
    increases = _sum([event.batch for event in events if event.code.sign > 0], kind)
    decreases = _sum([event.batch for event in events if event.code.sign < 0], kind)
    book = beginning + increases - decreases
    return Balance(kind, beginning, increases, decreases, book, Decimal(0), book, physical, book - physical)


def _sum(batches: Sequence[Batch], kind: Kind) -> Decimal:
    return sum((batch.quantity.value for batch in batches if batch.kind is kind), Decimal(0))


def transfers(events: Mapping[tuple[str, int], Sequence[Change]]) -> list[Filing]:
    """Notices of shipments, two weeks ahead of them, and confirmations of receipts."""
    found = []
    for (area, month), changed in events.items():
        for code, form, days in (
            (ChangeCode.SHIPMENT, Form.TRANSFER_NOTICE, -14),
            (ChangeCode.RECEIPT, Form.TRANSFER_CONFIRMATION, 7),
        ):
            mine = [event for event in changed if event.code is code]
            if not mine:
                continue
            first, last = min(event.on for event in mine), max(event.on for event in mine)
            reported = (first if days < 0 else last) + dt.timedelta(days=days)
            out = form is Form.TRANSFER_NOTICE
            records = tuple(
                Transfer(
                    f"T-{event.batch.id}", area if out else event.counterpart or "", (event.counterpart or "") if out else area,
                    event.on, event.batch, reported,
                )
                for event in mine
            )  # fmt: skip
            name = f"{area}-{'NOTICE' if out else 'CONFIRM'}-{w.YEAR}-{month:02d}"
            found.append(Filing(name, form, _state(area), area, first, last, reported, records))
    return found


def expanded(state: str, lines: tuple[Expanded, ...]) -> list[Filing]:
    """The first expanded declaration, and the update for the year."""
    first, update = w.PROTOCOL + dt.timedelta(days=120), dt.date(w.YEAR + 1, 4, 30)
    return [
        Filing(f"{state}-EXPANDED-1", Form.EXPANDED, state, state, w.PROTOCOL, w.PROTOCOL, first, lines),
        Filing(f"{state}-EXPANDED-{w.YEAR}", Form.EXPANDED, state, state, dt.date(w.YEAR, 1, 1), w.CLOSING, update, lines),
    ]


def inspection(area: str, held: Sequence[Batch], gone: frozenset[str]) -> Filing:
    """What the inspectors see in an area: every serial number read; what was taken away is absent."""
    observations = tuple(
        Observation(batch, Found.ABSENT if batch.id in gone else Found.PRESENT) for batch in held if batch.kind.counted
    )
    reported = w.INSPECTED + dt.timedelta(days=10)
    name = f"{area}-PIV-{w.YEAR}"
    return Filing(name, Form.INSPECTION, _state(area), area, w.INSPECTED, w.INSPECTED, reported, observations)


def access(state: str, location: str) -> Filing:
    """Complementary access to a declared location at which nothing undeclared was found."""
    day = dt.date(w.YEAR, 10, 7)
    return Filing(f"{location}-ACCESS-{w.YEAR}", Form.ACCESS, state, location, day, day, day + dt.timedelta(days=30))


def _state(area: str) -> str:
    return area.partition("-")[0]
