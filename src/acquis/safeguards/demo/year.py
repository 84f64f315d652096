"""A year of the three States: what happens, what is declared of it, and what the inspectors see. Deterministic for a seed."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from acquis.safeguards.declarations.filing import Activity, Expanded, Filing
from acquis.safeguards.declarations.folder import StateRecords
from acquis.safeguards.declarations.register import register
from acquis.safeguards.demo import filings as f
from acquis.safeguards.demo import world as w
from acquis.safeguards.records import Batch, Change, ChangeCode, Kind

MONTHS = range(1, 13)
SERIALS = (512, 513, 514, 515, 516, 517, 518, 519, 523, 524, 525, 526)
"""Of the quantum computers built in each month: with the last two digits exchanged, none of them is another of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is hidden in a year. `slips`: how many honest mistakes and late reports a State makes by chance in it."""

    diversion: int = 0
    late: bool = False
    mistake: bool = False
    lost: bool = False
    slips: float = 0.0


ALL_FOUR = Plan(diversion=16, late=True, mistake=True, lost=True)
"""One diversion of 16 accelerators, one late report, one honest mistake, one lost shipment."""


@dataclass
class Hidden:
    """What was planted, for the tests: items diverted and lost, the filings that are late and that correct a mistake."""

    diverted: tuple[str, ...] = ()
    late: str = ""
    mistake: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass
class _World:
    """What is true. `held`: items by area; `events`: changes by area and month, as they should be declared."""

    dice: random.Random
    held: dict[str, dict[str, Batch]] = field(default_factory=dict)
    opening: dict[str, list[Batch]] = field(default_factory=dict)
    closing: dict[str, list[Batch]] = field(default_factory=dict)
    events: dict[tuple[str, int], list[Change]] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    number: int = 0

    def happen(self, area: str, on: dt.date, code: ChangeCode, batch: Batch, counterpart: str | None = None) -> None:
        self.number += 1
        change = Change(f"C{self.number:04d}", area, on, code, batch, counterpart)
        self.events.setdefault((area, on.month), []).append(change)
        if batch.kind.counted:
            if code.sign > 0:
                self.held[area][batch.id] = batch
            else:
                del self.held[area][batch.id]

    def move(self, batch: Batch, sender: str, receiver: str, on: dt.date, *, lost: bool = False) -> None:
        self.happen(sender, on, ChangeCode.SHIPMENT, batch, receiver)
        if lost:
            self.lost += (batch.id,)
        else:
            self.happen(receiver, on + dt.timedelta(days=5), ChangeCode.RECEIPT, batch, sender)


def simulate(seed: int, plan: Plan = ALL_FOUR) -> tuple[dict[str, StateRecords], Hidden]:
    """The records of the three States for a year, and what is hidden in them."""
    world = _happen(random.Random(seed), plan)
    hidden = Hidden(lost=world.lost)
    filed = _declare(world, plan, hidden)
    diverted = tuple(sorted(world.dice.sample(sorted(_accelerators(world)), plan.diversion)))
    hidden.diverted = diverted
    states: dict[str, StateRecords] = {}
    for code, party in w.parties().items():
        mine = [filing for filing in filed if filing.state == code]
        inspections = [
            f.inspection(area, list(world.held[area].values()), frozenset(diverted))
            for attachment in party.agreement.attachments
            for area in attachment.areas
        ]
        if party.agreement.additional_protocol is not None:
            inspections += [f.access(code, location) for location in w.LOCATIONS]
        states[code] = StateRecords(party, register(mine), tuple(inspections))
    return states, hidden


def _accelerators(world: _World) -> list[str]:
    return [name for name, batch in world.held[w.CLUSTER].items() if batch.kind is Kind.ACCELERATOR]


def _happen(dice: random.Random, plan: Plan) -> _World:
    world = _World(dice)
    opening = {
        w.QUANTUM: [w.quantum_computer(i, w.QPUS[i % 4]) for i in range(1, 5)]
        + [w.part(kind, i) for kind in (Kind.CRYOSTAT, Kind.CONTROL_RACK) for i in range(1, 5)],
        w.FACTORY: [],
        w.ASSEMBLY: [w.accelerator(i) for i in range(1, 25)],
        w.CLUSTER: [w.accelerator(i, w.OLDER) for i in range(101, 117)] + [w.accelerator(i) for i in range(201, 233)],
    }
    world.held = {area: {batch.id: batch for batch in batches} for area, batches in opening.items()}
    world.opening = {area: list(batches) for area, batches in opening.items()}
    lost_month = dice.choice((4, 5, 6, 7))
    for month in MONTHS:
        _quantum_month(world, month, lost=plan.lost and month == lost_month, lost_month=lost_month)
        _chip_month(world, month)
    _measured(world)
    for area in opening:
        world.closing[area] = [*world.held[area].values(), *world.closing.get(area, [])]
    return world


def _quantum_month(world: _World, month: int, *, lost: bool, lost_month: int) -> None:
    if month % 3 == 2 or month == lost_month:
        number = SERIALS[month - 1]
        machine = w.quantum_computer(number, w.QPUS[month % len(w.QPUS)])
        made = _day(world, month, 1, 10)
        world.happen(w.FACTORY, made, ChangeCode.PRODUCTION, machine)
        world.move(machine, w.FACTORY, w.QUANTUM, made + dt.timedelta(days=world.dice.randint(2, 10)), lost=lost)


def _chip_month(world: _World, month: int) -> None:
    made = [w.accelerator(1000 + 100 * month + i) for i in range(world.dice.randint(2, 6))]
    day = _day(world, month, 1, 8)
    for batch in made:
        world.happen(w.ASSEMBLY, day, ChangeCode.PRODUCTION, batch)
    if month % 2 == 0:
        stock = [batch for batch in world.held[w.ASSEMBLY].values() if batch not in made]
        for batch in stock[:4]:
            world.move(batch, w.ASSEMBLY, w.CLUSTER, day + dt.timedelta(days=8))


def _measured(world: _World) -> None:
    """Helium-3 of XA and compute of XC: true amounts with the errors of their measurements."""
    measure = _Meter(world.dice)
    opening, delivery, monthly = w.HELIUM["opening"], w.HELIUM["delivery"], w.HELIUM["monthly"]
    world.opening[w.QUANTUM].append(measure.lot("HE3-OPEN", Kind.HELIUM3, opening, "inventory"))
    left = opening
    for month in MONTHS:
        if month % 4 == 1:
            batch = measure.lot(f"HE3-IN-{month:02d}", Kind.HELIUM3, delivery, "in")
            world.happen(w.QUANTUM, _day(world, month, 5, 20), ChangeCode.PRODUCTION, batch)
            left += delivery
        used = measure.lot(f"HE3-OUT-{month:02d}", Kind.HELIUM3, monthly, "out")
        world.happen(w.QUANTUM, _end(month), ChangeCode.CONSUMPTION, used)
        left -= monthly
        compute = w.compute_a_month(32)
        made = measure.lot(f"FLOP-IN-{month:02d}", Kind.COMPUTE, compute, "metered")
        spent = measure.lot(f"FLOP-OUT-{month:02d}", Kind.COMPUTE, compute, "logged")
        world.happen(w.CLUSTER, _end(month), ChangeCode.PRODUCTION, made)
        world.happen(w.CLUSTER, _end(month), ChangeCode.CONSUMPTION, spent)
    world.closing[w.QUANTUM] = [measure.lot("HE3-CLOSE", Kind.HELIUM3, left, "inventory")]


class _Meter:
    """Measurements with a random error each and one systematic error for each instrument."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.bias: dict[tuple[Kind, str], float] = {}

    def lot(self, name: str, kind: Kind, true: Decimal, instrument: str) -> Batch:
        random_sd, systematic_sd = (float(share) for share in w.ERRORS[kind])
        bias = self.bias.setdefault((kind, instrument), self.dice.gauss(0, systematic_sd))
        return w.lot(name, kind, true * Decimal(1 + bias + self.dice.gauss(0, random_sd)))


def _declare(world: _World, plan: Plan, hidden: Hidden) -> list[Filing]:
    filed = [f.design(area) for area in world.opening]
    filed += [f.initial(area, batches) for area, batches in world.opening.items()]
    late = (w.QUANTUM, world.dice.choice((3, 6, 9))) if plan.late else None
    wrong = _mistaken(world) if plan.mistake else None
    for area in world.opening:
        for month in MONTHS:
            changes = world.events.get((area, month), [])
            slip = _slip(world, plan, changes) if wrong is None else None
            told = f.changes(area, month, changes, _reported(world, month, late=late == (area, month)), wrong or slip)
            filed += told
            if late == (area, month):
                hidden.late = told[0].id
            if wrong is not None and len(told) > 1:
                hidden.mistake = tuple(filing.id for filing in told)
        filed += f.inventory(area, world.opening[area], world.closing[area], _all(world, area))
    filed += f.transfers(world.events)
    lines = tuple(
        Expanded(activity, location, "fictional operator", scale)
        for (activity, location, scale) in (
            (Activity.RESEARCH, "XA-LAB-1", "error correction, 12 people"),
            (Activity.FABRICATION, "XA-FAB-1", "control electronics, 4 racks a year"),
            (Activity.SUPPLIER, "XA-SUP-1", "helium-3, 40 litres a year"),
            (Activity.TEN_YEAR_PLAN, "XA-Q1", "8 quantum computers by 2035"),
        )
    )
    return filed + f.expanded("XA", lines)


def _mistaken(world: _World) -> str:
    """The change whose serial number is written down wrongly: a receipt of a quantum computer."""
    received = [c for (area, _), events in world.events.items() if area == w.QUANTUM for c in events]
    candidates = [c.id for c in received if c.code is ChangeCode.RECEIPT and c.on.month < 10]
    return world.dice.choice(candidates)


def _slip(world: _World, plan: Plan, changes: list[Change]) -> str | None:
    counted = [c.id for c in changes if c.batch.kind.counted and c.code is ChangeCode.RECEIPT]
    return world.dice.choice(counted) if counted and world.dice.random() < plan.slips else None


def _reported(world: _World, month: int, *, late: bool) -> dt.date:
    return _end(month) + dt.timedelta(days=world.dice.randint(65, 80) if late else world.dice.randint(8, 28))


def _all(world: _World, area: str) -> list[Change]:
    return [change for month in MONTHS for change in world.events.get((area, month), [])]


def _day(world: _World, month: int, first: int, last: int) -> dt.date:
    return dt.date(w.YEAR, month, world.dice.randint(first, last))


def _end(month: int) -> dt.date:
    return dt.date(w.YEAR, month, calendar.monthrange(w.YEAR, month)[1])


def without(states: Mapping[str, StateRecords], filing: str) -> dict[str, StateRecords]:
    """The same records as if one filing had never come."""
    kept = {}
    for code, state in states.items():
        filings = tuple(one for one in state.register.filings if one.id != filing)
        kept[code] = replace(state, register=register(filings))
    return kept
