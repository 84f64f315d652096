"""State evaluation: what is told apart, what stays open, and that no conclusion says more than the evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.law import load_corpus
from acquis.law.model import Period
from acquis.safeguards.agreements import Agreement, AgreementType, Attachment, Standing
from acquis.safeguards.declarations import Activity, Design, Expanded, Filing, Form, Found, Observation, register
from acquis.safeguards.declarations.folder import StateRecords
from acquis.safeguards.evaluation import Bearing, FindingKind, StateEvaluation, evaluate
from acquis.safeguards.evaluation import Standing as Stands
from acquis.safeguards.parties import Party
from acquis.safeguards.records import Batch, Change, ChangeCode, Kind, Quantity, Transfer

CORPUS = load_corpus()
BEGIN, OPEN, CLOSE, ON = dt.date(2024, 12, 2), dt.date(2024, 12, 31), dt.date(2025, 12, 31), dt.date(2026, 6, 1)
AREA, OTHER = "XA-1-A", "XB-1-A"


def machine(number: int, description: str = "QPU") -> Batch:
    return Batch(f"Q-{number:05d}", Kind.QPU, Quantity(Decimal(1)), description)


def helium(name: str, litres: str, sd: str = "0.1") -> Batch:
    return Batch(name, Kind.HELIUM3, Quantity(Decimal(litres), Decimal(sd)))


OPENING = tuple(machine(i) for i in (100, 200, 300))


def state(
    area: str = AREA,
    *,
    opening: tuple[Batch, ...] = OPENING,
    closing: tuple[Batch, ...] = OPENING,
    changes: tuple[Change, ...] = (),
    more: tuple[Filing, ...] = (),
    seen: tuple[Observation, ...] | None = None,
    kind: AgreementType = AgreementType.COMPREHENSIVE,
    protocol: bool = False,
    selected: bool = True,
) -> StateRecords:
    """A State of one area whose reports all came in time; `seen` None: as declared, everything found."""
    code, facility = area[:2], area[:4]
    attachment = Attachment(facility, (area,), Period(BEGIN), nil_reports=False, selected=selected)
    agreement = Agreement(kind, Period(BEGIN), Period(BEGIN) if protocol else None, attachments=(attachment,))
    designs = tuple(Design(f"P{i}", one, "read") for i, one in enumerate(Kind))
    filings = [
        Filing(f"{code}-D", Form.DESIGN, code, facility, BEGIN, BEGIN, BEGIN, designs),
        Filing(f"{code}-I", Form.INITIAL, code, area, OPEN, OPEN, OPEN + dt.timedelta(days=9), opening),
        Filing(f"{code}-L", Form.LISTING, code, area, CLOSE, CLOSE, CLOSE + dt.timedelta(days=9), closing),
        Filing(f"{code}-B", Form.BALANCE, code, area, OPEN, CLOSE, CLOSE + dt.timedelta(days=9), ()),
        *more,
    ]
    for change in changes:
        day = change.reported or change.on
        filings.append(Filing(f"{code}-R-{change.id}", Form.CHANGES, code, area, change.on, change.on, day, (change,)))
    found = tuple(Observation(b, Found.PRESENT) for b in closing) if seen is None else seen
    visit = Filing(
        f"{code}-V", Form.INSPECTION, code, area, dt.date(2026, 1, 20), dt.date(2026, 1, 20), dt.date(2026, 1, 30), found
    )
    return StateRecords(Party(code, f"State {code}", agreement), register(filings), (visit,))


def moved(code: ChangeCode, batch: Batch, area: str = AREA, name: str = "c1", corrects: str | None = None, on: int = 5) -> Change:
    other = {AREA: OTHER, OTHER: AREA}[area]
    day = dt.date(2025, on, 10)
    return Change(name, area, day, code, batch, other, corrects, day + dt.timedelta(days=5))


def judge(*states: StateRecords, on: dt.date = ON) -> StateEvaluation:
    return evaluate({one.party.code: one for one in states}, CORPUS, 2025, on)[states[0].party.code]


def kinds(found: StateEvaluation) -> set[tuple[FindingKind, Stands]]:
    return {(finding.kind, finding.standing) for finding in found.findings}


def test_a_state_that_is_in_order() -> None:
    found = judge(state())
    assert not found.findings
    assert (found.diversion, found.undeclared, found.conclusion.id) == (False, None, "declared_items")
    assert [(v.on_book, v.checked) for v in found.verified] == [(3, 3)]


def test_an_item_that_is_declared_as_present_and_is_not_there() -> None:
    seen = (*(Observation(b, Found.PRESENT) for b in OPENING[1:]), Observation(OPENING[0], Found.ABSENT))
    found = judge(state(seen=seen))
    (finding,) = found.findings
    assert (finding.kind, finding.standing, finding.items) == (FindingKind.ABSENT, Stands.INDICATION, ("Q-00100",))
    assert {evidence.key for evidence in finding.evidence} == {"XA-L#Q-00100", "XA-V#Q-00100"}
    assert (found.diversion, found.conclusion.id) == (True, "none")


def test_an_item_that_the_state_itself_does_not_list_is_first_a_question() -> None:
    records = state(closing=OPENING[1:])
    early, late = judge(records, on=dt.date(2026, 2, 15)), judge(records)
    assert kinds(early) == {(FindingKind.NOT_LISTED, Stands.OPEN)}
    assert (early.diversion, early.conclusion.id) == (None, "none")
    assert kinds(late) == {(FindingKind.NOT_LISTED, Stands.INDICATION)}
    assert late.diversion is True


def test_an_explanation_in_time_settles_it() -> None:
    lost = Change("c1", AREA, dt.date(2025, 8, 1), ChangeCode.LOSS, OPENING[0], reported=dt.date(2026, 2, 1))
    records = state(closing=OPENING[1:], changes=(lost,))
    assert judge(records, on=dt.date(2026, 1, 31)).diversion is None
    found = judge(records)
    assert found.diversion is False
    assert found.conclusion.id == "declared_items"
    assert kinds(found) == {(FindingKind.LATE_REPORT, Stands.RESOLVED)}


def test_one_item_with_two_names_is_a_question_and_its_correction_an_answer() -> None:
    got, written = machine(512), machine(521)
    shipper = state(OTHER, opening=(got,), closing=(), changes=(moved(ChangeCode.SHIPMENT, got, OTHER),))
    wrong = moved(ChangeCode.RECEIPT, written)
    right = replace(moved(ChangeCode.RECEIPT, got, name="c2", corrects="c1"), reported=dt.date(2025, 6, 9))
    uncorrected = judge(state(closing=(*OPENING, got), changes=(wrong,)), shipper)
    assert {kind for kind, _ in kinds(uncorrected)} == {FindingKind.IDENTITY}
    assert uncorrected.diversion is None
    assert not uncorrected.indications
    corrected = judge(state(closing=(*OPENING, got), changes=(wrong, right)), shipper)
    assert kinds(corrected) == {(FindingKind.CORRECTED_MISTAKE, Stands.RESOLVED)}
    assert "Q-00521 became Q-00512" in corrected.findings[0].says
    assert corrected.conclusion.id == "declared_items"


def test_a_shipment_without_a_receipt_ages_and_holds_back_the_conclusion_of_the_shipper_alone() -> None:
    sent = machine(512)
    shipper = state(OTHER, opening=(sent,), closing=(), changes=(moved(ChangeCode.SHIPMENT, sent, OTHER),))
    receiver = state()
    young = evaluate({"XB": shipper, "XA": receiver}, CORPUS, 2025, dt.date(2025, 7, 1))["XB"]
    assert FindingKind.OVERDUE_SHIPMENT not in {kind for kind, _ in kinds(young)}
    assert [w.transfer.batch.id for w in young.underway] == ["Q-00512"]
    old = judge(shipper, receiver)
    assert kinds(old) == {(FindingKind.OVERDUE_SHIPMENT, Stands.OPEN)}
    assert (old.diversion, old.conclusion.id, old.indications) == (None, "none", ())
    assert judge(receiver, shipper).conclusion.id == "declared_items"


def test_a_partner_whose_records_were_not_read_stays_unknown() -> None:
    sent = machine(512)
    shipper = state(OTHER, opening=(sent,), closing=(), changes=(moved(ChangeCode.SHIPMENT, sent, OTHER),))
    (finding,) = judge(shipper).findings
    assert "records of XA-1-A were not read" in finding.says
    assert finding.standing is Stands.OPEN


def test_a_receipt_that_nobody_sent() -> None:
    got = machine(512)
    found = judge(state(closing=(*OPENING, got), changes=(moved(ChangeCode.RECEIPT, got),)), state(OTHER, opening=(), closing=()))
    assert kinds(found) == {(FindingKind.UNMATCHED_RECEIPT, Stands.OPEN)}


def test_an_item_that_is_there_and_was_not_declared() -> None:
    extra = machine(900, "another machine")
    seen = (*(Observation(b, Found.PRESENT) for b in OPENING), Observation(extra, Found.UNDECLARED))
    found = judge(state(seen=seen))
    assert kinds(found) == {(FindingKind.UNDECLARED, Stands.INDICATION)}
    assert (found.diversion, found.undeclared, found.conclusion.id) == (False, True, "declared_items")


def test_without_an_inspection_nothing_is_concluded() -> None:
    found = judge(replace(state(), inspections=()))
    assert kinds(found) == {(FindingKind.NOT_INSPECTED, Stands.OPEN)}
    assert (found.diversion, found.conclusion.id, found.conclusion.missing) == (None, "none", ("diversion_indicated",))


@pytest.mark.parametrize("form", [Form.INITIAL, Form.LISTING, Form.BALANCE])
def test_a_missing_report_is_told_and_holds_the_conclusion_back(form: Form) -> None:
    records = state()
    kept = [filing for filing in records.register.filings if filing.form is not form]
    found = judge(replace(records, register=register(kept)))
    assert (FindingKind.MISSING_REPORT, Stands.OPEN) in kinds(found)
    assert found.conclusion.id == "none"
    assert found.diversion is None


@pytest.mark.parametrize(("missing", "kind"), [("4", FindingKind.UNACCOUNTED), ("0.2", None), ("-4", FindingKind.GAIN)])
def test_a_measured_loss_is_an_indication_only_beyond_its_limit(missing: str, kind: FindingKind | None) -> None:
    opening, closing = helium("H-1", "50"), helium("H-2", str(50 - Decimal(missing)))
    found = judge(state(opening=(opening,), closing=(closing,), seen=()))
    assert {finding.kind for finding in found.findings} == ({kind} if kind else set())
    assert found.diversion is (kind is FindingKind.UNACCOUNTED)
    assert found.alarm_rate == pytest.approx(0.01)
    assert found.balances[0].sigma == pytest.approx(0.1 * 2**0.5)


def expanded(access: bool) -> Callable[[StateRecords], StateRecords]:
    """With the declarations of an additional protocol, and with access to what they name."""
    line = Expanded(Activity.FABRICATION, "XA-FAB", "operator", "4 a year")

    def grown(records: StateRecords) -> StateRecords:
        days = ((BEGIN, BEGIN), (dt.date(2024, 1, 1), dt.date(2024, 12, 31)), (dt.date(2025, 1, 1), CLOSE))
        filed = [
            Filing(f"E{i}", Form.EXPANDED, "XA", "XA", start, end, end + dt.timedelta(days=90), (line,))
            for i, (start, end) in enumerate(days)
        ]
        day = dt.date(2025, 9, 1)
        visits = (Filing("A1", Form.ACCESS, "XA", "XA-FAB", day, day, day),) if access else ()
        return replace(
            records, register=register([*records.register.filings, *filed]), inspections=(*records.inspections, *visits)
        )

    return grown


def test_the_broader_conclusion_needs_access_to_every_declared_location() -> None:
    with_access, without = (judge(expanded(access)(state(protocol=True))) for access in (True, False))
    assert (with_access.undeclared, with_access.conclusion.id) == (False, "all_items")
    assert (without.undeclared, without.conclusion.id) == (None, "declared_items")
    assert without.conclusion.missing == ("undeclared_indicated",)
    silent = judge(state(protocol=True))
    assert FindingKind.MISSING_REPORT in {finding.kind for finding in silent.findings}
    assert silent.conclusion.id == "declared_items"


def test_under_a_voluntary_offer_only_selected_facilities_count() -> None:
    gone = (Observation(OPENING[0], Found.ABSENT),)
    chosen, other = (judge(state(kind=AgreementType.VOLUNTARY_OFFER, seen=gone, selected=one)) for one in (True, False))
    assert chosen.conclusion.id == "none"
    assert not other.verified
    assert other.party.agreement.standing(CLOSE) is Standing.VOLUNTARY_OFFER
    assert judge(state(kind=AgreementType.ITEM_SPECIFIC)).conclusion.id == "items_under_safeguards"


def test_a_balance_that_does_not_add_up() -> None:
    from acquis.safeguards.declarations import Balance

    ten, zero = Decimal(10), Decimal(0)
    wrong = Balance(Kind.HELIUM3, ten, zero, zero, ten, zero, ten, ten, Decimal(1))
    records = state()
    kept = [replace(f, records=(wrong,)) if f.form is Form.BALANCE else f for f in records.register.filings]
    (finding,) = judge(replace(records, register=register(kept))).findings
    assert finding.kind is FindingKind.WRONG_BALANCE
    assert "adjusted book less physical" in finding.says


def test_an_item_that_leaves_and_never_came_is_a_fault_of_the_account() -> None:
    found = judge(
        state(changes=(Change("c1", AREA, dt.date(2025, 3, 3), ChangeCode.LOSS, machine(77), reported=dt.date(2025, 3, 9)),))
    )
    assert FindingKind.ACCOUNT_FAULT in {finding.kind for finding in found.findings}
    assert found.diversion is None


def test_what_came_later_does_not_count() -> None:
    seen = (Observation(OPENING[0], Found.ABSENT),)
    records = state(seen=seen)
    before = judge(records, on=dt.date(2026, 1, 29))
    assert {finding.kind for finding in before.findings} == {FindingKind.NOT_INSPECTED}
    assert judge(records, on=dt.date(2026, 1, 30)).diversion is True


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(["XA-D", "XA-I", "XA-L", "XA-B", "XA-R-c1"])), st.booleans(), st.booleans())
def test_less_evidence_never_gives_a_stronger_conclusion(lost: set[str], inspected: bool, accessed: bool) -> None:
    made = Change("c1", AREA, dt.date(2025, 3, 3), ChangeCode.PRODUCTION, machine(77), reported=dt.date(2025, 3, 9))
    records = expanded(True)(state(protocol=True, changes=(made,), closing=(*OPENING, machine(77))))
    whole = judge(records)
    assert whole.conclusion.id == "all_items"
    kept = [filing for filing in records.register.filings if filing.id not in lost]
    inspections = tuple(
        f for f in records.inspections if (f.form is Form.INSPECTION and inspected) or (f.form is Form.ACCESS and accessed)
    )
    less = judge(replace(records, register=register(kept), inspections=inspections))
    order = ["all_items", "declared_items", "none"]
    needed = {"XA-I", "XA-L", "XA-B"}
    broader = accessed and "XA-R-c1" not in lost  # an item of which nothing was declared keeps the broader conclusion back
    expected = "none" if not inspected or lost & needed else ("all_items" if broader else "declared_items")
    assert less.conclusion.id == expected
    assert order.index(less.conclusion.id) >= order.index(whole.conclusion.id)


def test_every_finding_names_what_it_rests_on_and_what_it_bears_on() -> None:
    found = judge(state(closing=OPENING[1:], seen=(Observation(machine(8, "other"), Found.UNDECLARED),)))
    assert len(found.findings) >= 2
    for finding in found.findings:
        assert finding.evidence
        assert finding.bearing in Bearing
        assert finding.to_dict()["evidence"]


def test_an_item_that_moved_without_a_word_is_a_question_and_no_diversion() -> None:
    """XA's book has it, XB lists it: it is not missing, and neither State has declared the move."""
    strayed = OPENING[0]
    sender = state(closing=OPENING[1:])
    receiver = state(OTHER, opening=(), closing=(strayed,))
    found = evaluate({"XA": sender, "XB": receiver}, CORPUS, 2025, ON)
    assert not found["XA"].indications
    for one in found.values():
        assert (FindingKind.MOVED, Stands.OPEN) in kinds(one)
        assert one.diversion is None


def test_an_item_in_two_places() -> None:
    twice = OPENING[0]
    found = evaluate({"XA": state(), "XB": state(OTHER, opening=(), closing=(twice,))}, CORPUS, 2025, ON)
    (finding,) = [f for f in found["XB"].findings if f.kind is FindingKind.TWO_PLACES]
    assert finding.items == ("Q-00100",)
    assert "XA-1-A" in finding.says


def test_a_transfer_that_was_announced_and_never_reported() -> None:
    day = dt.date(2025, 4, 10)
    move = Transfer("T1", AREA, OTHER, day, OPENING[0])
    notice = Filing("XA-N", Form.TRANSFER_NOTICE, "XA", AREA, day, day, dt.date(2025, 3, 20), (move,))
    records = state(more=(notice,))
    assert not [f for f in judge(records, on=dt.date(2025, 5, 30)).findings if f.kind is FindingKind.NOTICE]
    (finding,) = judge(records).findings
    assert (finding.kind, finding.evidence[0].key) == (FindingKind.NOTICE, "XA-N#T1")
