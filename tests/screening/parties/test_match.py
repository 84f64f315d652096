"""Matching: the variants of a name are found, reasons are given, and what a person decided is kept."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.errors import AcquisError
from acquis.law import load_corpus
from acquis.screening.parties import review
from acquis.screening.parties.facts import PartyFacts
from acquis.screening.parties.index import Index
from acquis.screening.parties.lists import PartyList, load
from acquis.screening.parties.match import Result, Thresholds, Verdict, screen
from acquis.screening.parties.model import Identifier, Kind, ListError, Party
from acquis.screening.parties.names import form
from tests.screening.parties import fictional as made

pytest.importorskip("rigour", reason="party screening is installed by `make more`")

DAY = dt.date(2026, 10, 10)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[PartyList]:
    folder = tmp_path_factory.mktemp("lists")
    return [load(made.csl_csv(folder)), load(made.eu_xml(folder)), load(made.un_xml(folder))]


@pytest.fixture(scope="module")
def index(lists: list[PartyList]) -> Index:
    return Index(lists)


def one(index: Index, party: Party, thresholds: Thresholds | None = None) -> Result:
    (result,) = screen(index, [party], thresholds, DAY)
    return result


@pytest.mark.parametrize(
    ("name", "entry", "verdict"),
    [
        ("VOSTOK SHCHIT FICTIONAL OPTICS", "el-1", Verdict.MATCH),
        ("Optics Vostok Fictional Shchit Ltd.", "el-1", Verdict.MATCH),
        ("Vostok Shchit Fictionl Optics GmbH", "el-1", Verdict.MATCH),
        ("ООО Выдуманный Прибр", "EU.FICTION.1", Verdict.MATCH),
        ("北京天龙博电子有限公司", "uvl-1", Verdict.MATCH),
        ("Выдуманный Прибор", "EU.FICTION.1", Verdict.MATCH),
        ("Nullus, Nemo", "FIi.001", Verdict.MATCH),
        ("Captain", "FIi.001", Verdict.REVIEW),  # a weak name decides nothing
        ("VSFO", "el-1", Verdict.REVIEW),
        ("Velkorin Nonesuch", "dpl-1", Verdict.REVIEW),  # its listing ended
    ],
)
def test_a_variant_is_found(index: Index, name: str, entry: str, verdict: Verdict) -> None:
    result = one(index, Party("1", name))
    assert [(hit.entry.id, hit.verdict) for hit in result.hits] == [(entry, verdict)]
    assert result.hits[0].reasons[0].code == "name"


@pytest.mark.parametrize(
    "name", ["Fictional Flowers", "Optics", "Trading", "Honest Bakery of Nowhere", "天津面包有限公司", "!!!", "Ltd"]
)
def test_another_name_is_clear(index: Index, name: str) -> None:
    assert one(index, Party("1", name)).verdict is Verdict.CLEAR


def test_a_number_decides_whatever_the_name(index: Index) -> None:
    result = one(index, Party("1", "Harmless Name", identifiers=(Identifier("1027-7009 99999"),)))
    assert (result.verdict, result.hits[0].score) == (Verdict.MATCH, 1.0)
    other = Party("1", "Harmless Name", identifiers=(Identifier("1027700999999", country="DE"),))
    assert one(index, other).verdict is Verdict.CLEAR


def test_an_address_alone_is_for_review(index: Index) -> None:
    result = one(index, Party("1", "Harmless Name", addresses=("12 Invented St., Omsk",)))
    assert result.verdict is Verdict.REVIEW
    assert "address" in {reason.code for reason in result.hits[0].reasons}


def test_another_country_never_clears_an_equal_name(index: Index) -> None:
    result = one(index, Party("1", "Zharkov Imaginary Trading", countries=frozenset({"FR"})))
    assert result.verdict is Verdict.REVIEW
    assert "contradicts" in result.hits[0].reasons[1].text
    person = Party("1", "Zharkov Imaginary Trading", kind=Kind.PERSON)
    assert one(index, person).verdict is Verdict.REVIEW


def test_thresholds_are_the_users(index: Index) -> None:
    party = Party("1", "Vostok Shchit Fictionl Optics")
    assert one(index, party, Thresholds(1.0, 0.8)).verdict is Verdict.REVIEW
    assert one(index, party, Thresholds(1.0, 1.0)).verdict is Verdict.CLEAR
    with pytest.raises(AcquisError, match="no thresholds"):
        Thresholds(0.8, 0.9)


@given(st.text(max_size=60))
def test_any_text_has_a_form(text: str) -> None:
    found = form(text)
    assert found.joined.isascii() or not found.joined.isspace()
    assert form(text.upper()).joined == form(text.upper().lower()).joined or not text.isascii()


def test_a_decision_is_kept_for_the_same_version(index: Index, tmp_path: Path) -> None:
    party = Party("1", "Zharkov Imaginary Trading", countries=frozenset({"FR"}))
    result = one(index, party)
    path = tmp_path / "queue.csv"
    assert review.write(path, review.rows([result])) == 1
    with path.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    for answer, verdict in (("false_positive", Verdict.CLEAR), ("true_match", Verdict.MATCH)):
        filled = row | {
            "decision": answer,
            "decided_by": "A. Reviewer",
            "decided_on": "2026-10-11",
            "why": "another firm of the name",
        }
        review.write(path, [filled])
        after = review.decided(result, review.read(path))
        assert after.verdict is verdict
        assert not list(review.rows([after]))
        changed = replace(result, party=replace(party, countries=frozenset({"CY"})))
        assert review.decided(changed, review.read(path)) == changed
    review.write(path, [filled | {"list_sha256": "0" * 64}])
    again = review.decided(result, review.read(path))
    assert again.verdict is Verdict.REVIEW
    assert "another version" in again.hits[0].reasons[-1].text


def test_a_decision_says_who_when_and_why(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    (row,) = review.rows([one(index, Party("1", "Zharkov Imaginary Trading", countries=frozenset({"FR"})))])
    review.write(path, [row | {"decision": "false_positive", "decided_by": "A. Reviewer", "decided_on": "2026-10-11"}])
    with pytest.raises(ListError) as caught:
        review.read(path)
    assert (caught.value.line, caught.value.field) == (1, "why")
    review.write(path, [row | {"decision": "maybe", "decided_by": "A", "decided_on": "2026-10-11", "why": "x"}])
    with pytest.raises(ListError, match="no decision"):
        review.read(path)


def test_a_queue_in_a_spreadsheet_runs_no_formula(index: Index, tmp_path: Path) -> None:
    (row,) = review.rows([one(index, Party("=1+1", "VSFO"))])
    path = tmp_path / "queue.csv"
    review.write(path, [row])
    assert "'=1+1" in path.read_text(encoding="utf-8")


def test_facts_say_only_what_is_known(index: Index, lists: list[PartyList]) -> None:
    corpus = load_corpus()
    facts = PartyFacts(corpus, lists, also=["US.EAR.744.22"])
    clear = facts.of(one(index, Party("1", "Fictional Flowers"))).value
    assert clear is not None
    assert clear.ids == frozenset()
    assert clear.has("US.EAR.744.11") is False
    assert clear.has("CN.DUR.28") is None  # no list of that law was looked through
    match = facts.of(one(index, Party("1", "Vostok Shchit Fictional Optics"))).value
    assert match is not None
    assert match.has("US.EAR.744.11") is True
    assert match.has("US.EAR.764.DPL") is False
    sdn = facts.of(one(index, Party("1", "Zharkov Imaginary Trading"))).value
    assert sdn is not None
    assert (sdn.has("US.OFAC.SDN"), sdn.has("US.EAR.744.8")) == (True, None)  # the entry does not say which programme
    open_ = facts.of(one(index, Party("1", "VSFO")))
    assert (open_.value, open_.possible) == (None, ("US.EAR.744.11",))  # a review is never free
    without = PartyFacts(corpus, lists).of(one(index, Party("1", "Fictional Flowers")))
    assert without.value is not None
    assert without.value.has("US.EAR.744.11") is None
    assert "US.EAR.744.22" in without.not_looked_through
