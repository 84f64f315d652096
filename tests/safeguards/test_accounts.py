"""Physical inventory against book, material balances, shipper/receiver differences, H100-equivalents."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.items.shipped import table
from acquis.safeguards.accounts import (
    DiscrepancyKind,
    Ledger,
    LedgerError,
    MissingListing,
    book,
    discrepancies,
    h100_equivalents,
    ledgers,
    material_balance,
    material_balances,
    muf_sequence,
    receipts_compared,
    shipper_receiver_difference,
)
from acquis.safeguards.records import Area, Batch, Change, ChangeCode, Kind, Listing, Quantity
from acquis.safeguards.statistics import statistics
from tests.safeguards.strategies import AREA, DAY, KINDS, accounts
from tests.safeguards.vectors import cases, families

A = Area("XA-1", "XA", "Data centre A", frozenset(Kind))
B = Area("XA-2", "XA", "Data centre B", frozenset(Kind))


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(days=n)


def card(serial: str, value: str = "1", kind: Kind = Kind.ACCELERATOR) -> Batch:
    return Batch(serial, kind, Quantity(Decimal(value)))


def listing(area: Area, n: int, *batches: Batch) -> Listing:
    return Listing(area.id, day(n), batches)


def events(records: list[Change], listings: list[Listing], on: int = 100) -> list[tuple[str, str, str, str | None]]:
    found = discrepancies(ledgers([A, B], records, listings), day(on))
    return [(event.what.value, event.area, event.item, event.other) for event in found]


OPENING = [listing(A, 0, card("S1"), card("S2")), listing(B, 0, card("T1"))]


def test_an_account_that_agrees_has_no_discrepancies() -> None:
    moved = [
        Change("s", A.id, day(5), ChangeCode.SHIPMENT_DOMESTIC, card("S2"), B.id),
        Change("r", B.id, day(6), ChangeCode.RECEIPT_DOMESTIC, card("S2"), A.id),
    ]
    assert events(moved, [*OPENING, listing(A, 30, card("S1")), listing(B, 30, card("T1"), card("S2"))]) == []
    assert events([], OPENING) == []
    # areas may list on different days: S2 was listed in A before it left
    assert events(moved, [*OPENING, listing(A, 4, card("S1"), card("S2")), listing(B, 30, card("T1"), card("S2"))]) == []


@pytest.mark.parametrize(
    ("listings", "expected"),
    [
        ([listing(A, 30, card("S1"))], [("missing", "XA-1", "S2", None)]),
        ([listing(A, 30, card("S1"), card("S2"), card("Z9"))], [("unexpected", "XA-1", "Z9", None)]),
        ([listing(A, 30, card("S1"), card("S2"), card("T1"))], [("wrong_area", "XA-1", "T1", "XA-2")]),
        ([listing(A, 30, card("S1"), card("S2"), card("T1")), listing(B, 30)], [("moved_without_change", "XA-1", "T1", "XA-2")]),
        ([listing(A, 30, card("S1"), card("S2"), card("T1")), listing(B, 20, card("T1"))],
         [("moved_without_change", "XA-1", "T1", "XA-2")]),
        ([listing(A, 30, card("S1"), card("S2"), card("T1")), listing(B, 30, card("T1"))],
         [("listed_twice", "XA-1", "T1", "XA-2")]),
        ([listing(A, 30, card("S1"), card("S2"), card("S2"))], [("listed_twice", "XA-1", "S2", "XA-1")]),
        ([listing(A, 30, card("S1"), card("S2", "0.5"))], [("amount_differs", "XA-1", "S2", None)]),
        ([listing(A, 30, card("S1"), card("S2", kind=Kind.QPU))], [("kind_differs", "XA-1", "S2", None)]),
    ],
)  # fmt: skip
def test_each_discrepancy_is_one_event(listings: list[Listing], expected: list[tuple[str, str, str, str | None]]) -> None:
    assert events([], [*OPENING, *listings]) == expected


def test_an_event_tells_amounts_and_the_last_change() -> None:
    shipped = Change("s", A.id, day(5), ChangeCode.SHIPMENT, card("S2"), "XB")
    found = discrepancies(ledgers([A], [shipped], [OPENING[0], listing(A, 30, card("S2", "0.5"))]), day(30))
    assert [(e.what, e.item, e.in_book, e.listed) for e in found] == [
        (DiscrepancyKind.MISSING, "S1", 1, None),
        (DiscrepancyKind.UNEXPECTED, "S2", None, Decimal("0.5")),
    ]
    assert found[1].last_change == shipped
    later = ledgers([A], [shipped], [OPENING[0], listing(A, 30, card("S2", "0.5")), listing(A, 60, card("S2", "0.5"))])
    assert discrepancies(later, day(60)) == ()  # once told, the book begins with what was listed
    assert discrepancies(ledgers([A], [], OPENING[:1]), day(60), since=day(0)) == ()


@given(accounts(), st.lists(st.sampled_from(KINDS), max_size=5), st.data())
def test_a_material_balance_closes_and_agrees_with_the_book(
    records: list[Change], kinds: list[Kind], data: st.DataObject
) -> None:
    """Beginning + increases - decreases - differences - ending = MUF, exactly; and book less physical inventory."""
    batches = tuple(card(f"L{n}", str(n + 1), kind) for n, kind in enumerate(kinds))
    first, last = Listing(AREA.id, DAY, batches[:2]), Listing(AREA.id, DAY + dt.timedelta(days=50), batches[2:])
    ledger = Ledger(AREA, tuple(records), (first, last))
    shipped = {c.id: Quantity(c.batch.quantity.value + 1) for c in records if data.draw(st.booleans())}
    for kind in KINDS:
        plain = material_balance(ledger, kind, first.on, last.on)
        found = material_balance(ledger, kind, first.on, last.on, shipped=shipped)
        closed = Fraction(found.beginning) + Fraction(found.increases) - Fraction(found.decreases) - Fraction(found.differences)
        assert closed - Fraction(found.physical) == Fraction(found.muf)
        assert Fraction(plain.muf) == Fraction(book(ledger, last.on).amount(kind)) - Fraction(plain.physical)
        assert found.muf == plain.muf
        assert Fraction(found.ending_book) - Fraction(found.adjusted_book) == Fraction(found.differences)
        assert found.sigma == plain.sigma
        assert material_balances(ledger, kind) == (plain,)


def helium(id: str, n: int, code: ChangeCode, value: str, random: str, systematic: str) -> Change:
    quantity = Quantity(Decimal(value), Decimal(value) * Decimal(random), Decimal(value) * Decimal(systematic))
    return Change(id, A.id, day(n), code, Batch(id, Kind.HELIUM3, quantity))


def test_the_sequence_of_the_vectors_comes_out_of_a_ledger() -> None:
    """Source: family balance.sequence; the same MUF, sigma and SITMUF from records as from arrays."""
    (case,) = cases("balance.sequence")
    random, systematic = case["rsd_random"], case["rsd_systematic"]
    changes, listings = [], []
    for n, (came, went) in enumerate(zip(case["inputs_per_period"][0], case["outputs_per_period"][0], strict=True)):
        changes.append(
            helium(f"in{n}", 30 * n + 9, ChangeCode.RECEIPT, str(came), str(random["in"][0]), str(systematic["in"][0]))
        )
        error = str(random["out"][0]), str(systematic["out"][0])
        changes.append(helium(f"out{n}", 30 * n + 19, ChangeCode.CONSUMPTION, str(went), *error))
    for n, stock in enumerate(case["inventory_at_period_ends"][0]):
        lot = helium("lot", 0, ChangeCode.RECEIPT, str(stock), str(random["inv"][0]), str(systematic["inv"][0])).batch
        listings.append(listing(A, 30 * n, lot))
    balances = material_balances(Ledger(A, tuple(changes), tuple(listings)), Kind.HELIUM3)
    np.testing.assert_allclose([float(b.muf) for b in balances], case["muf"], rtol=1e-12)
    np.testing.assert_allclose([float(b.sigma) for b in balances], case["sigma_muf"], rtol=1e-6)
    values, covariance = muf_sequence(balances)
    np.testing.assert_allclose(covariance, case["covariance"], rtol=1e-6)
    np.testing.assert_allclose(statistics(values, covariance).sitmuf, case["sitmuf"], rtol=1e-6)
    assert not any(balance.alarm(0.05) for balance in balances)
    gone = material_balances(
        Ledger(A, tuple(changes), (*listings[:-1], listing(A, 120, card("lot", "18", Kind.HELIUM3)))), Kind.HELIUM3
    )
    assert [balance.alarm(0.05) for balance in gone] == [False, False, False, True]
    with pytest.raises(LedgerError, match="does not follow"):
        muf_sequence([balances[0], balances[2]])
    with pytest.raises(LedgerError):
        muf_sequence([])


def test_measurements_of_one_point_share_their_systematic_error() -> None:
    def batch(id: str, point: str | None) -> Batch:
        return Batch(id, Kind.QPU_TIME, Quantity(Decimal(10), Decimal(3), Decimal(4)), point=point)

    def sigma(points: tuple[str | None, str | None]) -> Decimal:
        change = [Change(str(n), A.id, day(5), ChangeCode.RECEIPT, batch(str(n), p)) for n, p in enumerate(points)]
        ledger = Ledger(A, tuple(change), (listing(A, 0), listing(A, 30)))
        return material_balance(ledger, Kind.QPU_TIME, day(0), day(30)).sigma

    assert sigma(("meter", "meter")) ** 2 == pytest.approx(Decimal(9 + 9 + 64))
    assert sigma((None, None)) ** 2 == pytest.approx(Decimal(9 + 9 + 64))
    assert sigma(("meter", "other")) ** 2 == pytest.approx(Decimal(9 + 9 + 16 + 16))


def test_a_balance_without_its_physical_inventory_is_refused() -> None:
    with pytest.raises(MissingListing) as caught:
        material_balance(Ledger(A, (), (listing(A, 0),)), Kind.HELIUM3, day(0), day(30))
    assert str(day(0)) in str(caught.value)


def test_a_counted_kind_has_no_error_and_any_loss_is_an_alarm() -> None:
    ledger = Ledger(A, (), (listing(A, 0, card("S1", "2.5"), card("S2")), listing(A, 30, card("S2"))))
    found = material_balance(ledger, Kind.ACCELERATOR, day(0), day(30))
    assert (found.muf, found.sigma, found.alarm()) == (Decimal("2.5"), Decimal(0), True)


@pytest.mark.parametrize("case", cases("transit.shipper_receiver_difference"))
def test_the_shipper_receiver_difference(case: dict[str, Any]) -> None:
    """Source: propagation of errors; INFCIRC/153, paragraph 114."""
    assert families()["transit.shipper_receiver_difference"]["tolerance"] == "1e-8 relative"

    def quantity(side: str) -> Quantity:
        value = Decimal(str(case[side]))
        return Quantity(value, *(value * Decimal(str(case[f"{side}_rsd_{kind}"])) for kind in ("random", "systematic")))

    shipped, received = quantity("shipper"), quantity("receiver")
    found = shipper_receiver_difference(shipped, received)
    assert float(found.value) == pytest.approx(case["srd"], rel=1e-8)
    assert float(found.sigma) == pytest.approx(case["sigma_srd"], rel=1e-8)
    assert found.z is not None
    assert float(found.z) == pytest.approx(case["z"], rel=1e-8)
    change = Change("r", A.id, day(1), ChangeCode.RECEIPT, Batch("lot", Kind.HELIUM3, received))
    assert receipts_compared([change, replace(change, id="q")], {"r": shipped}) == {"r": found}
    assert shipper_receiver_difference(Quantity(Decimal(2)), Quantity(Decimal(1))).z is None


def test_h100_equivalents_are_those_of_the_table() -> None:
    """Source: Epoch AI, Machine Learning Hardware; dense FP16/BF16 rate of matrix units over that of the H100 SXM."""
    assert h100_equivalents("H100 SXM").exact == 1
    assert h100_equivalents("NVIDIA H100 PCIe").exact == pytest.approx(Decimal(756) / Decimal("989.4"))
    a100 = next(row for row in table("epoch_ml_hardware.csv").rows if row["Hardware name"] == "NVIDIA A100")
    rate = Decimal(a100["Tensor-FP16/BF16 performance (FLOP/s)"])
    assert h100_equivalents("NVIDIA A100").exact == pytest.approx(rate / Decimal("989.4e12"))


def test_what_the_table_does_not_say_stays_unknown() -> None:
    rows = table("epoch_ml_hardware.csv").rows
    found = {row["Hardware name"]: h100_equivalents(row["Hardware name"]) for row in rows}
    known = [name for name, chip in found.items() if chip.exact is not None]
    at_least = [name for name, chip in found.items() if chip.exact is None and chip.low is not None]
    assert (len(rows), len(known), len(at_least)) == (176, 68, 73)
    assert all(chip.high is None for name, chip in found.items() if name not in known)
    h100 = found["NVIDIA H100 NVL"]  # only a half precision rate: the matrix units may do more
    assert h100.low == pytest.approx(Decimal("835.5") / Decimal("989.4"))
