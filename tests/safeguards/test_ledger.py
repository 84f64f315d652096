"""Ledgers and books hold under any sequence of changes and corrections, in any order of reporting."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.safeguards.accounts import (
    AmountDiffers,
    CorrectedTwice,
    CorrectionCycle,
    CorrectionOfNothing,
    DuplicateId,
    HeldTwice,
    Ledger,
    LedgerError,
    MissingListing,
    NegativeBook,
    ReportedEarly,
    UnknownArea,
    WrongKind,
    book,
    faults,
    known_since,
    ledgers,
)
from acquis.safeguards.records import Area, Batch, Change, ChangeCode, Kind, Listing, Quantity
from tests.safeguards.strategies import AREA, DAY, KINDS, accounts, changes, days, muddled

LAST = DAY + dt.timedelta(days=400)


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(days=n)


def change(id: str, n: int, code: ChangeCode, item: str = "S1", value: str = "1", **more: object) -> Change:
    batch = Batch(item, more.pop("kind", Kind.ACCELERATOR), Quantity(Decimal(value)))  # type: ignore[arg-type]
    return Change(id, AREA.id, day(n), code, batch, **more)  # type: ignore[arg-type]


def last_of_each_chain(records: list[Change]) -> list[Change]:
    """An oracle of its own: what no record corrects."""
    corrected = {record.corrects for record in records}
    return [record for record in records if record.id not in corrected]


@given(accounts(), days, st.data())
def test_a_book_is_the_sum_of_what_counts(records: list[Change], on: dt.date, data: st.DataObject) -> None:
    found = book(Ledger(AREA, tuple(data.draw(st.permutations(records)))), on)
    for kind in KINDS:
        counted = [c for c in last_of_each_chain(records) if c.on <= on and c.batch.kind is kind]
        expected = sum((c.code.sign * Fraction(c.batch.quantity.value) for c in counted), Fraction(0))
        assert Fraction(found.amount(kind)) == expected
        if kind.counted:
            assert found.count(kind) == sum(c.code.sign for c in counted if c.batch.quantity.value)


@given(accounts() | muddled(), st.data())
def test_the_order_of_the_records_does_not_matter(records: list[Change], data: st.DataObject) -> None:
    one, other = Ledger(AREA, tuple(records)), Ledger(AREA)
    for record in data.draw(st.permutations(records)):
        other = other.reported(record)
    assert one == other
    on, known = data.draw(days), data.draw(st.none() | days)
    assert book(one, on, known).holdings == book(other, on, known).holdings
    assert texts(one.settled(known).faults) == texts(other.settled(known).faults)


@given(accounts() | muddled(), days, days)
def test_what_was_known_on_a_day_stays_as_it_was(records: list[Change], on: dt.date, known: dt.date) -> None:
    """The book as known on a day is that of the records reported by then, whatever came later."""
    whole = Ledger(AREA, tuple(records))
    then = Ledger(AREA, tuple(record for record in records if known_since(record) <= known))
    assert book(whole, on, known).holdings == book(then, on).holdings
    assert texts(faults(whole, known)) == texts(faults(then))


@given(muddled(), st.none() | days)
def test_nothing_is_lost_and_no_id_counts_twice(records: list[Change], known: dt.date | None) -> None:
    """Every record counts, or is corrected by one that belongs to a chain, or is named in a fault."""
    ledger = Ledger(AREA, tuple(records))
    assert Counter(map(repr, ledger.changes)) == Counter(map(repr, records))
    settled = ledger.settled(known)
    ids = [c.id for c in settled.changes]
    assert len(ids) == len(set(ids))
    named, corrected = {fault.record for fault in settled.faults}, {c.corrects for c in records}
    for record in records:
        if known is None or known_since(record) <= known:
            assert record in settled.changes or record.id in named or record.id in corrected


@given(accounts(), st.integers(2, 4), days)
def test_reporting_a_change_again_does_not_count_it_again(records: list[Change], times: int, on: dt.date) -> None:
    once, again = Ledger(AREA, tuple(records)), Ledger(AREA, tuple(records * times))
    assert book(once, on).holdings == book(again, on).holdings
    duplicates = [fault for fault in again.settled().faults if isinstance(fault, DuplicateId)]
    assert len(duplicates) == len(records) * (times - 1)


@given(changes(id="c"), changes(id="d"), changes(id="e"))
def test_correcting_a_correction_is_as_if_the_last_had_been_said_at_once(first: Change, second: Change, third: Change) -> None:
    reported = max(known_since(c) for c in (first, second, third))
    second = replace(second, corrects="c", reported=reported)
    third = replace(third, corrects="d", reported=reported)
    chain, alone = Ledger(AREA, (first, second, third)), Ledger(AREA, (third,))
    assert chain.settled().changes == (third,)
    assert {c.id for c in chain.history("d")} == {"c", "d", "e"}
    plain = replace(third, corrects=None)
    assert book(chain, LAST).holdings == book(Ledger(AREA, (plain,)), LAST).holdings
    assert [type(fault) for fault in alone.settled().faults] == [CorrectionOfNothing]


def test_the_book_as_known_before_and_after_a_correction() -> None:
    wrong = change("r", 0, ChangeCode.RECEIPT, value="2", reported=day(5))
    right = change("r2", 0, ChangeCode.RECEIPT, value="1.5", reported=day(20), corrects="r")
    annulled = change("r3", 0, ChangeCode.RECEIPT, value="0", reported=day(40), corrects="r2")
    ledger = Ledger(AREA, (annulled, right, wrong))
    asked = [book(ledger, day(1), known).amount(Kind.ACCELERATOR) for known in (day(4), day(5), day(20), day(40), None)]
    assert asked == [0, 2, Decimal("1.5"), 0, 0]
    assert [c.id for c in ledger.history("r2")] == ["r", "r2", "r3"]
    assert book(ledger, day(1), day(20)).count(Kind.ACCELERATOR) == 1
    assert book(ledger, day(1)).count(Kind.ACCELERATOR) == 0


FAULTY: list[tuple[type[LedgerError], str, list[Change]]] = [
    (NegativeBook, "s", [change("s", 1, ChangeCode.SHIPMENT)]),
    (NegativeBook, "u", [change("g", 0, ChangeCode.RECEIPT, "He", "5", kind=Kind.HELIUM3),
                         change("u", 1, ChangeCode.CONSUMPTION, "He", "6", kind=Kind.HELIUM3)]),
    (HeldTwice, "b", [change("a", 0, ChangeCode.RECEIPT), change("b", 1, ChangeCode.RECEIPT)]),
    (AmountDiffers, "b", [change("a", 0, ChangeCode.RECEIPT, value="2"), change("b", 1, ChangeCode.SHIPMENT)]),
    (DuplicateId, "a", [change("a", 0, ChangeCode.RECEIPT), change("a", 0, ChangeCode.RECEIPT, reported=day(9))]),
    (CorrectionOfNothing, "b", [change("b", 0, ChangeCode.RECEIPT, corrects="a")]),
    (CorrectionCycle, "a", [change("a", 0, ChangeCode.RECEIPT, corrects="b"), change("b", 0, ChangeCode.RECEIPT, corrects="a")]),
    (CorrectedTwice, "c", [change("a", 0, ChangeCode.RECEIPT), change("b", 1, ChangeCode.RECEIPT, corrects="a"),
                           change("c", 2, ChangeCode.RECEIPT, corrects="a")]),
    (ReportedEarly, "a", [change("a", 5, ChangeCode.RECEIPT, reported=day(4))]),
]  # fmt: skip


@pytest.mark.parametrize(("error", "id", "records"), FAULTY)
def test_a_fault_is_typed_and_names_its_record(error: type[LedgerError], id: str, records: list[Change]) -> None:
    found = faults(Ledger(AREA, tuple(records)))
    assert (error, AREA.id, id) in [(type(fault), fault.area, fault.record) for fault in found]
    assert all(fault.way_out for fault in found)
    assert all(fault.record in {record.id for record in records} for fault in found)


def test_a_sound_account_has_no_faults() -> None:
    records = (
        change("a", 0, ChangeCode.RECEIPT, value="2"),
        change("b", 3, ChangeCode.SHIPMENT_DOMESTIC, value="2"),
        change("c", 3, ChangeCode.RECEIPT_DOMESTIC, value="2"),  # back on the same day, whichever came first
        change("d", 9, ChangeCode.LOSS, value="2"),
        change("g", 0, ChangeCode.PRODUCTION, "He", "5.25", kind=Kind.HELIUM3),
        change("u", 0, ChangeCode.CONSUMPTION, "He-2", "5", kind=Kind.HELIUM3),
    )
    assert faults(Ledger(AREA, records)) == ()


def test_of_two_records_with_one_id_the_first_reported_counts_and_on_one_day_none() -> None:
    first, later = change("a", 0, ChangeCode.RECEIPT, "S1"), change("a", 0, ChangeCode.RECEIPT, "S2", reported=day(3))
    assert Ledger(AREA, (later, first)).settled().changes == (first,)
    same = replace(later, reported=None)
    muddle = Ledger(AREA, (same, first))
    assert muddle.settled().changes == ()
    assert [type(fault) for fault in muddle.settled().faults] == [DuplicateId, DuplicateId]
    settling = change("b", 0, ChangeCode.RECEIPT, "S1", corrects="a")
    assert muddle.reported(settling).settled().changes == (settling,)


def test_of_two_corrections_of_one_change_the_first_reported_counts_and_on_one_day_none() -> None:
    wrong = change("a", 0, ChangeCode.RECEIPT, value="3")
    first = change("b", 0, ChangeCode.RECEIPT, value="2", corrects="a", reported=day(5))
    later = change("c", 0, ChangeCode.RECEIPT, value="1", corrects="a", reported=day(9))
    onward = change("d", 0, ChangeCode.RECEIPT, value="7", corrects="c", reported=day(12))
    ledger = Ledger(AREA, (onward, later, first, wrong))
    assert ledger.settled().changes == (first,)
    assert [(type(f), f.record) for f in ledger.settled().faults] == [(CorrectedTwice, "c"), (CorrectionOfNothing, "d")]
    tied = Ledger(AREA, (wrong, first, replace(later, reported=day(5))))
    assert tied.settled().changes == (wrong,)
    assert [(type(f), f.record) for f in tied.settled().faults] == [(CorrectedTwice, "b"), (CorrectedTwice, "c")]


def test_sums_are_exact_beyond_28_digits() -> None:
    many = [
        change(f"r{n}", n, ChangeCode.PRODUCTION, f"L{n}", "9999999999999999999999999.999", kind=Kind.COMPUTE) for n in range(20)
    ]
    small = change("u", 30, ChangeCode.CONSUMPTION, "L", "0.001", kind=Kind.COMPUTE)
    found = book(Ledger(AREA, (*many, small)), day(30)).amount(Kind.COMPUTE)
    assert Fraction(found) == 20 * Fraction("9999999999999999999999999.999") - Fraction("0.001")


def test_a_book_begins_anew_with_each_physical_inventory() -> None:
    opening = Listing(AREA.id, day(0), (Batch("S0", Kind.ACCELERATOR, Quantity(Decimal(1))),))
    inventory = Listing(AREA.id, day(30), (Batch("S1", Kind.ACCELERATOR, Quantity(Decimal(1))),))
    ledger = Ledger(AREA, (change("a", 10, ChangeCode.RECEIPT), change("b", 40, ChangeCode.RECEIPT, "S2")), (inventory, opening))
    serials = [sorted(book(ledger, day(n)).items(Kind.ACCELERATOR)) for n in (0, 9, 10, 30, 31, 40)]
    assert serials == [["S0"], ["S0"], ["S0", "S1"], ["S0", "S1"], ["S1"], ["S1", "S2"]]
    with pytest.raises(MissingListing, match="opens on"):
        book(ledger, day(-1))
    empty = Ledger(AREA, (change("a", 0, ChangeCode.RECEIPT),), (replace(opening, on=day(5)),), empty_since=day(0))
    assert sorted(book(empty, day(5)).items(Kind.ACCELERATOR)) == ["S1"]


def test_a_later_listing_of_a_day_supersedes_and_the_earlier_stays_readable() -> None:
    def listing(value: str, reported: int) -> Listing:
        return Listing(AREA.id, day(0), (Batch("He", Kind.HELIUM3, Quantity(Decimal(value))),), reported=day(reported))

    ledger = Ledger(AREA, (), (listing("7", 20), listing("5", 3)))
    assert [book(ledger, day(0), known).amount(Kind.HELIUM3) for known in (day(2), day(3), day(20))] == [0, 5, 7]
    tied = Ledger(AREA, (), (listing("7", 3), listing("5", 3)))
    assert [type(fault) for fault in faults(tied)] == [DuplicateId, DuplicateId]


def test_a_record_of_no_account_is_refused_by_name() -> None:
    other = Area("XB-1", "XB", "Plant B", frozenset({Kind.QPU}))
    stray = replace(change("a", 0, ChangeCode.RECEIPT), area="XC-9")
    with pytest.raises(UnknownArea, match="XC-9") as caught:
        ledgers([AREA, other], [stray])
    assert caught.value.record == "a"
    with pytest.raises(UnknownArea):
        Ledger(other, (change("a", 0, ChangeCode.RECEIPT),))
    found = ledgers([AREA, other], [change("a", 0, ChangeCode.RECEIPT)], [Listing("XB-1", day(0), ())])
    assert [len(found[id].changes) + len(found[id].listings) for id in ("XA-1", "XB-1")] == [1, 1]
    wrong = replace(change("a", 0, ChangeCode.RECEIPT), area="XB-1")
    assert [type(fault) for fault in faults(Ledger(other, (wrong,)))] == [WrongKind]


def texts(found: tuple[LedgerError, ...]) -> list[str]:
    return sorted(str(fault) for fault in found)
