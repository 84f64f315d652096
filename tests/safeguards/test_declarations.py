"""Declarations: formats that carry the same, current schemas, corrections that never overwrite, days of the corpus."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from acquis.errors import AcquisError, AcquisErrors
from acquis.law import load_corpus
from acquis.law.model import Period
from acquis.safeguards.agreements import Agreement, AgreementType, Attachment
from acquis.safeguards.declarations import Clock, Filing, Form, Status, completeness, register
from acquis.safeguards.declarations.deadlines import Event
from acquis.safeguards.declarations.files import SUFFIXES, parse_filing, parse_text, read_filing, write_text
from acquis.safeguards.declarations.folder import read_states, write_state
from acquis.safeguards.declarations.schema import JSON_SCHEMA, PARTY_SCHEMA, XSD, schemas, shipped
from acquis.safeguards.demo import ALL_FOUR, simulate
from acquis.safeguards.parties import FILE, Party, to_file
from acquis.safeguards.records import Batch, Change, ChangeCode, Kind, Quantity, SafeguardsError

DAY = dt.date(2025, 3, 31)
STATES, HIDDEN = simulate(1, ALL_FOUR)
FILINGS = [f for state in STATES.values() for f in (*state.register.filings, *state.inspections)]
FORMS = {form: next(f for f in FILINGS if f.form is form and (f.records or form is Form.ACCESS)) for form in Form}


def report(name: str, *changes: Change, reported: dt.date = DAY, corrects: str | None = None) -> Filing:
    start, end = dt.date(2025, 1, 1), dt.date(2025, 1, 31)
    return Filing(name, Form.CHANGES, "XA", "XA-1-A", start, end, reported, changes, corrects)


def change(name: str, item: str, corrects: str | None = None, reported: dt.date = DAY) -> Change:
    batch = Batch(item, Kind.QPU, Quantity(Decimal(1)))
    return Change(name, "XA-1-A", dt.date(2025, 1, 9), ChangeCode.RECEIPT, batch, "XB", corrects, reported)


def parsed(text: str, suffix: str) -> Filing:
    return parse_filing(parse_text(text, suffix, f"f{suffix}"), "")


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), max_size=30).map(
    lambda text: " ".join(text.split())
)
amounts = st.decimals(0, 10**30, allow_nan=False, places=3)
batches = st.builds(
    Batch,
    st.text("ABCXYZ019-", min_size=1, max_size=12),
    st.sampled_from([Kind.HELIUM3, Kind.COMPUTE, Kind.QPU_TIME]),
    st.builds(Quantity, amounts, amounts, amounts),
    words,
    st.dictionaries(
        st.sampled_from(["physical_qubits", "logic", "note"]), st.booleans() | amounts | words.filter(bool), max_size=2
    ),
)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("form", Form)
def test_every_form_goes_through_every_format_unchanged(form: Form, suffix: str) -> None:
    assert parsed(write_text(FORMS[form], suffix), suffix) == FORMS[form]


@given(st.lists(batches, min_size=1, max_size=3), words)
@settings(max_examples=60, deadline=None)
def test_the_formats_carry_the_same(held: list[Batch], note: str) -> None:
    filing = Filing("L-1", Form.LISTING, "XA", "XA-1-A", DAY, DAY, DAY, tuple(held), note=note)
    read = {suffix: parsed(write_text(filing, suffix), suffix) for suffix in SUFFIXES}
    assert len({repr(one) for one in read.values()}) == 1
    assert [b.quantity for b in read[".xml"].batches] == [b.quantity for b in held]


def test_the_schemas_that_ship_are_current() -> None:
    """`python -m acquis.safeguards.declarations.schema` writes them anew."""
    assert {name: shipped(name) for name in schemas()} == schemas()


@pytest.mark.parametrize("form", Form)
def test_declarations_keep_to_the_schemas(form: Form) -> None:
    checker = jsonschema.Draft202012Validator(json.loads(shipped(JSON_SCHEMA)))
    checker.validate(json.loads(write_text(FORMS[form], ".json")))
    schema = etree.XMLSchema(etree.fromstring(shipped(XSD).encode()))
    schema.assertValid(etree.fromstring(write_text(FORMS[form], ".xml").encode()))


def test_the_schemas_refuse_what_is_none() -> None:
    data = json.loads(write_text(FORMS[Form.CHANGES], ".json"))
    data["entries"][0]["code"] = "vanished"
    assert list(jsonschema.Draft202012Validator(json.loads(shipped(JSON_SCHEMA))).iter_errors(data))
    party = to_file(STATES["XA"].party).model_dump(mode="json", exclude_none=True)
    validator = jsonschema.Draft202012Validator(json.loads(shipped(PARTY_SCHEMA)))
    validator.validate(party)
    assert list(validator.iter_errors(party | {"agreement": "total"}))
    schema = etree.XMLSchema(etree.fromstring(shipped(XSD).encode()))
    assert not schema.validate(
        etree.fromstring(
            write_text(FORMS[Form.CHANGES], ".xml").replace("<code>", "<kode>").replace("</code>", "</kode>").encode()
        )
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_error_names_file_line_and_field(suffix: str) -> None:
    text = write_text(FORMS[Form.CHANGES], suffix)
    line = next(i for i, one in enumerate(text.splitlines(), 1) if "quantity" in one.lower())
    wrong = "\n".join(f"{one.replace('1', 'one')}" if i == line else one for i, one in enumerate(text.splitlines(), 1))
    with pytest.raises(AcquisErrors) as told:
        parsed(wrong, suffix)
    (error,) = told.value.errors
    assert (error.file, error.line, error.field) == (f"f{suffix}", line, "entries.0.quantity")
    assert error.way_out


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE d [<!ENTITY a "b">]><declaration form="initial_report"/>',
        '<declaration form="initial_report"><id>&a;</id></declaration>',
        '<declaration form="initial_report"><id><b>x</b></id></declaration>',
        '<declaration form="initial_report"><id>a</id><id>b</id></declaration>',
        '<declaration form="initial_report" x="1"/>',
        '<declaration form="initial_report">words</declaration>',
        "<other/>",
        "not xml",
    ],
)
def test_hostile_or_broken_xml_is_refused(text: str) -> None:
    with pytest.raises(AcquisError) as told:
        parse_text(text, ".xml", "f.xml")
    assert told.value.file == "f.xml"
    assert told.value.line == 1


@pytest.mark.parametrize(
    ("text", "line"), [("FORM: initial_report\nno label here\n", 2), ("ID: a\nID: b\n", 2), ("ID: a\nENTRY: 2\n", 2)]
)
def test_a_broken_labelled_line_is_told(text: str, line: int) -> None:
    with pytest.raises(AcquisError) as told:
        parse_text(text, ".txt", "f.txt")
    assert told.value.line == line


@pytest.mark.parametrize(
    ("replaced", "by", "field"),
    [
        ('"kind": "qpu"', '"kind": "warp_drive"', "entries.0.kind"),
        ('"quantity": "1"', '"quantity": "2"', "entries.0"),
        ('"quantity": "1"', '"quantity": "-1"', "entries.0.quantity"),
        ('"quantity": "1"', '"quantity": "NaN"', "entries.0.quantity"),
        ('"end": "2025-01-31"', '"end": "2024-01-31"', None),
        ('"id": "XA-ICR"', '"id": "XA-ICR", "nil": true', None),
        ('"id": "XA-ICR"', '"id": "XA-ICR", "colour": "red"', "colour"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(replaced: str, by: str, field: str | None) -> None:
    text = write_text(report("XA-ICR", change("c1", "Q-1")), ".json")
    assert replaced in text
    with pytest.raises(AcquisErrors) as told:
        parsed(text.replace(replaced, by, 1), ".json")
    assert told.value.errors[0].field == field


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("character", ["\x1b", "\u202e"])
def test_a_character_that_could_write_to_a_terminal_is_refused(character: str, suffix: str) -> None:
    text = write_text(report("XA-ICR", change("c1", "Q-1")), suffix).replace("Q-1", f"Q-{character}1")
    with pytest.raises(AcquisError):
        parsed(text, suffix)


def test_an_id_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    filing = Filing("../../R1", Form.CHANGES, "XA", "XA-Q1-A", DAY, DAY, DAY)
    state = replace(STATES["XA"], register=register([filing]))
    write_state(state, tmp_path / "a" / "b" / "XA")
    assert [path.name for path in tmp_path.glob("**/*R1*")] == [".._.._R1.json"]
    assert read_states(tmp_path / "a" / "b")["XA"].register.filings[0].id == "../../R1"


def test_a_form_that_there_is_not() -> None:
    with pytest.raises(AcquisError, match="there is no form 'wish'"):
        parsed("FORM: wish\n", ".txt")
    with pytest.raises(AcquisError, match="does not say which form"):
        parsed("ID: 1\n", ".txt")


def test_a_correction_supersedes_and_never_overwrites() -> None:
    later = DAY + dt.timedelta(days=10)
    first, second = report("R1", change("c1", "Q-12")), report("R2", change("c2", "Q-21", "c1", later), reported=later)
    held = register([second, first])
    assert [c.batch.id for c in held.changes(DAY)] == ["Q-12"]
    assert [c.batch.id for c in held.changes(later)] == ["Q-21"]
    assert len(held.filings) == 2
    whole = register([first, report("R3", change("c1", "Q-99", reported=later), reported=later, corrects="R1")])
    assert [[c.batch.id for c in whole.changes(day)] for day in (DAY, later)] == [["Q-12"], ["Q-99"]]


@pytest.mark.parametrize(
    ("filings", "words"),
    [
        ([report("R1"), report("R1")], "was used before"),
        ([report("R1", corrects="R0")], "never filed"),
        ([report("R1", change("c1", "Q")), report("R2", change("c1", "Q"))], "declared before in R1"),
        ([report("R1", change("c1", "Q", "c0"))], "never declared"),
        ([report("R1"), report("R2", corrects="R1"), report("R3", corrects="R1")], "which R2 did already"),
        ([report("R1"), report("R2", corrects="R1", reported=DAY - dt.timedelta(days=9))], "dispatched later"),
        (
            [report("R1", change("c1", "Q")), report("R2", change("c2", "P", "c1")), report("R3", change("c3", "S", "c1"))],
            "which c2 did already",
        ),
    ],
)
def test_a_register_that_cannot_be(filings: list[Filing], words: str) -> None:
    with pytest.raises(SafeguardsError, match=words) as told:
        register(filings)
    assert told.value.way_out


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_any_chain_of_corrections_leaves_one_change_and_every_day_can_be_asked_again(delays: list[int]) -> None:
    day, filings, days = DAY, [report("R0", change("c0", "Q-0"))], [DAY]
    for i, delay in enumerate(delays, 1):
        day += dt.timedelta(days=delay)
        filings.append(report(f"R{i}", change(f"c{i}", f"Q-{i}", f"c{i - 1}", day), reported=day))
        days.append(day)
    held = register(filings)
    for i, asked in enumerate(days):
        last = max(k for k, one in enumerate(days) if one <= asked)
        assert [c.id for c in held.changes(asked)] == [f"c{last}"], i


CORPUS = load_corpus()
BEGIN = dt.date(2024, 12, 2)
PARTY = Party(
    "XA", "Alphaland",
    Agreement(
        AgreementType.COMPREHENSIVE, Period(BEGIN), Period(dt.date(2025, 1, 15)),
        attachments=(Attachment("XA-1", ("XA-1-A",), Period(BEGIN)),),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("form", "event", "day", "due", "provision"),
    [
        (Form.INITIAL, Event.AGREEMENT, BEGIN, dt.date(2025, 1, 30), "INT.IAEA.153.62"),
        (Form.CHANGES, Event.MONTH, dt.date(2025, 2, 9), dt.date(2025, 3, 30), "INT.IAEA.153.63.ICR"),
        (Form.BALANCE, Event.PHYSICAL_INVENTORY, dt.date(2025, 12, 31), dt.date(2026, 1, 30), "INT.IAEA.153.63.MBR"),
        (Form.EXPANDED, Event.PROTOCOL, dt.date(2025, 1, 15), dt.date(2025, 7, 14), "INT.IAEA.540.3.initial"),
        (Form.EXPANDED, Event.YEAR, dt.date(2025, 6, 1), dt.date(2026, 5, 15), "INT.IAEA.540.3.annual_update"),
        (Form.EXPANDED, Event.YEAR, dt.date(2026, 6, 1), dt.date(2027, 5, 15), "INT.IAEA.540.3.annual_update"),
    ],
)
def test_days_are_those_of_the_corpus(form: Form, event: Event, day: dt.date, due: dt.date, provision: str) -> None:
    """30 days after the end of a month (paragraphs 62 and 63), 30 after an inventory, 180 days and 15 May (540, Article 3)."""
    found = Clock(CORPUS, PARTY.agreement, dt.date(2026, 6, 1)).deadline(form, event, day)
    assert (found.due, found.provision, found.binds) == (due, provision, True)


def test_which_report_is_missing_since_when() -> None:
    on = dt.date(2025, 4, 10)
    month = dt.date(2025, 1, 1)
    nil = Filing("ICR-01", Form.CHANGES, "XA", "XA-1-A", month, dt.date(2025, 1, 31), dt.date(2025, 3, 5))
    initial = Filing("I", Form.INITIAL, "XA", "XA-1-A", dt.date(2024, 12, 31), dt.date(2024, 12, 31), dt.date(2025, 1, 30))
    found = {(e.form, e.start): e for e in completeness(PARTY, register([nil, initial]), CORPUS, on)}
    told = {key: (e.status, e.days_late) for key, e in found.items()}
    assert told == {
        (Form.DESIGN, BEGIN): (Status.DUE_DAY_UNKNOWN, 0),
        (Form.INITIAL, BEGIN): (Status.ON_TIME, 0),
        (Form.CHANGES, month): (Status.LATE, 3),
        (Form.CHANGES, dt.date(2025, 2, 1)): (Status.MISSING, 11),
        (Form.CHANGES, dt.date(2025, 3, 1)): (Status.NOT_YET_DUE, 0),
        (Form.EXPANDED, dt.date(2025, 1, 15)): (Status.NOT_YET_DUE, 0),
    }


def test_without_nil_reports_a_silent_month_owes_none_and_a_late_inventory_is_missed() -> None:
    silent = Attachment("XA-1", ("XA-1-A",), Period(BEGIN), inventory_months=12, nil_reports=False)
    party = Party("XA", "Alphaland", Agreement(AgreementType.COMPREHENSIVE, Period(BEGIN), attachments=(silent,)))
    initial = Filing("I", Form.INITIAL, "XA", "XA-1-A", dt.date(2024, 12, 31), dt.date(2024, 12, 31), dt.date(2025, 1, 30))
    found = completeness(party, register([initial]), CORPUS, dt.date(2026, 3, 1))
    assert not [e for e in found if e.form is Form.CHANGES]
    (listing,) = [e for e in found if e.form is Form.LISTING]
    assert (listing.end, listing.deadline.due, listing.status) == (dt.date(2025, 12, 31), dt.date(2026, 1, 30), Status.MISSING)


def test_a_folder_goes_there_and_back(tmp_path: Path) -> None:
    for code, state in STATES.items():
        write_state(state, tmp_path / code, {Form.CHANGES: ".xml", Form.LISTING: ".txt", Form.BALANCE: ".yaml"})
    back = read_states(tmp_path)
    assert list(back) == ["XA", "XB", "XC"]
    for code, state in STATES.items():
        assert back[code].party == state.party
        read = {f.id: (f.form, f.reported, f.records) for f in back[code].register.filings}
        assert read == {f.id: (f.form, f.reported, f.records) for f in state.register.filings}
    assert list(read_states(tmp_path / "XB")) == ["XB"]


def test_what_is_wrong_in_a_folder_is_told_at_once(tmp_path: Path) -> None:
    write_state(STATES["XB"], tmp_path / "XB")
    declarations = tmp_path / "XB" / "declarations"
    first, second, third = sorted(declarations.glob("*ICR*"))[:3]
    first.write_text(first.read_text(encoding="utf-8").replace('"state": "XB"', '"state": "XA"'), encoding="utf-8")
    second.write_text(second.read_text(encoding="utf-8").replace('"XB-F1-A",', '"XB-Z9",', 1), encoding="utf-8")
    third.rename(tmp_path / "XB" / "inspections" / third.name)
    with pytest.raises(AcquisErrors) as told:
        read_states(tmp_path)
    assert [error.field for error in told.value.errors] == ["state", "area", "form"]
    assert all(error.way_out and error.file for error in told.value.errors)
    with pytest.raises(SafeguardsError, match="no State in this folder"):
        read_states(tmp_path / "XB" / "declarations")
    assert (tmp_path / "XB" / FILE).is_file()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for name, content in (("a.xml", b"\xff\xfe"), ("a.txt", b"\xff")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AcquisError, match="not UTF-8"):
            read_filing(tmp_path / name)
    with pytest.raises(AcquisError):
        read_filing(tmp_path / "nothing.json")
