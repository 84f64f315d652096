"""The world of the demonstration: three fictional States with user-assigned codes, and real machines of the shipped tables.

The States, facilities, serial numbers and amounts are invented; the machines and chips with their data are those of
`acquis.items`. XA runs quantum computers, XB builds them and assembles accelerators, XC runs a cluster.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

from acquis.items import Item, chip, processing_performance, qpu
from acquis.law.model import Period
from acquis.safeguards.accounts import h100_equivalents
from acquis.safeguards.agreements import Agreement, AgreementType, Attachment
from acquis.safeguards.parties import Party
from acquis.safeguards.records import Batch, Kind, Quantity

YEAR = 2025
IN_FORCE, PROTOCOL = dt.date(2024, 12, 2), dt.date(2025, 1, 15)
OPENING, CLOSING = dt.date(2024, 12, 31), dt.date(2025, 12, 31)
INSPECTED, EVALUATED = dt.date(2026, 1, 20), dt.date(2026, 6, 1)

QUANTUM, FACTORY, ASSEMBLY, CLUSTER = "XA-Q1-A", "XB-Q1-A", "XB-F1-A", "XC-C1-A"
"""The accounting areas; the State is the first part."""

QPUS = ("ibm_fez", "ibm_torino", "ibm_marrakesh", "ibm_kingston", "ibm_aachen", "ibm_pittsburgh")
ACCELERATOR, OLDER = "NVIDIA H100 SXM5 80GB", "NVIDIA A100"

HELIUM = {"opening": Decimal(60), "delivery": Decimal(12), "monthly": Decimal("1.1")}
"""Litres of gas at standard conditions: invented."""
COMPUTE_SHARE = Decimal("0.35")
"""Utilisation of the cluster: invented. Its compute follows from the peak rates of its chips."""
ERRORS = {Kind.HELIUM3: (Decimal("0.01"), Decimal("0.002")), Kind.COMPUTE: (Decimal("0.01"), Decimal("0.005"))}
"""Relative standard deviations of the random and the systematic error of one measurement: invented."""

LOCATIONS = ("XA-LAB-1", "XA-FAB-1", "XA-SUP-1", "XA-Q1")
"""What XA names in its expanded declaration."""


def parties() -> dict[str, Party]:
    """The three States. XA has an additional protocol."""

    def party(code: str, name: str, facilities: dict[str, str], protocol: dt.date | None = None) -> Party:
        attachments = tuple(Attachment(facility, (area,), Period(IN_FORCE)) for facility, area in facilities.items())
        period = Period(protocol) if protocol else None
        agreement = Agreement(AgreementType.COMPREHENSIVE, Period(IN_FORCE), period, attachments=attachments)
        return Party(code, name, agreement)

    return {
        "XA": party("XA", "Alphaland (fictional)", {"XA-Q1": QUANTUM}, PROTOCOL),
        "XB": party("XB", "Betaland (fictional)", {"XB-Q1": FACTORY, "XB-F1": ASSEMBLY}),
        "XC": party("XC", "Gammaland (fictional)", {"XC-C1": CLUSTER}),
    }


def quantum_computer(number: int, device: str) -> Batch:
    """A quantum computer of the shipped table under a serial number of the demonstration."""
    description, facts = _device(device)
    return Batch(f"XB-QPU-{number:05d}", Kind.QPU, Quantity(Decimal(1)), description, facts)


def part(kind: Kind, number: int) -> Batch:
    """A cryostat or a control rack."""
    return Batch(f"XB-{kind.upper().replace('_', '')}-{number:05d}", kind, Quantity(Decimal(1)), kind.replace("_", " "))


def accelerator(number: int, name: str = ACCELERATOR) -> Batch:
    """An accelerator of the shipped table, counted in equivalents of the reference chip."""
    equivalents, facts = _chip(name)
    return Batch(f"XB-GPU-{number:05d}", Kind.ACCELERATOR, Quantity(equivalents), name, facts)


def lot(name: str, kind: Kind, value: Decimal) -> Batch:
    """A measured lot; its errors are stated as shares of the value."""
    random, systematic = ERRORS[kind]
    digits = Decimal("0.001") if kind is Kind.HELIUM3 else Decimal("1e18")
    measured = value.quantize(digits)
    return Batch(name, kind, Quantity(measured, (value * random).quantize(digits), (value * systematic).quantize(digits)))


@cache
def _device(name: str) -> tuple[str, dict[str, object]]:
    item = qpu(name)
    return item.name, _facts(item, ("item_kind", "physical_qubits", "fabricated_qubits"))


@cache
def _chip(name: str) -> tuple[Decimal, dict[str, object]]:
    item = chip(name)
    equivalents = h100_equivalents(name).exact
    assert equivalents is not None, f"the table gives no single rate of {name}"
    return equivalents.quantize(Decimal("0.0001")).normalize(), {**_facts(item, ("item_kind",)), "tpp": tpp(name).normalize()}


def tpp(name: str) -> Decimal:
    """Total processing performance of a chip of the table."""
    found = processing_performance(chip(name))
    assert isinstance(found, Decimal), f"the table gives no single performance of {name}"
    return found


def _facts(item: Item, names: tuple[str, ...]) -> dict[str, object]:
    found = {name: item.common[name] for name in names if name in item.common}
    return {
        name: Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value for name, value in found.items()
    }


@cache
def compute_a_month(chips: int) -> Decimal:
    """Compute of so many reference chips in a month at the stated utilisation, in FLOP; tpp / 16 bits is the rate in TFLOP/s."""
    rate = tpp(ACCELERATOR) / 16 * Decimal(10) ** 12
    return rate * chips * COMPUTE_SHARE * 30 * 86400
