"""Agreements by date, and which conclusion they allow: held to the structure of published statements and to Kleene's order."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acquis.errors import AcquisErrors
from acquis.law.model import Period
from acquis.safeguards.agreements import Agreement, AgreementType, Attachment, SmallHolder, Standing
from acquis.safeguards.conclusions import conclude, rules, sources
from acquis.safeguards.parties import read_party, to_file

STATEMENTS = yaml.safe_load((Path(__file__).parents[1] / "vectors" / "safeguards_statements.yaml").read_text(encoding="utf-8"))
EARLY, DAY = dt.date(1990, 1, 1), dt.date(2024, 12, 31)
ORDER = [rule.id for rule in rules()] + ["none"]


def agreement(kind: str = "comprehensive", protocol: bool = False, small_holder: str | None = None) -> Agreement:
    return Agreement(
        AgreementType(kind),
        Period(EARLY),
        Period(EARLY) if protocol else None,
        SmallHolder(small_holder) if small_holder else None,
    )


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: str(statement["year"]))
def test_the_rules_draw_the_conclusions_of_a_published_statement(statement: dict[str, object]) -> None:
    groups = statement["groups"]
    assert isinstance(groups, list)
    drawn: Counter[str] = Counter()
    for group in groups:
        party = agreement(group["agreement"], group["protocol"], group.get("small_holder"))
        undeclared = False if group["undeclared"] else None
        conclusion = conclude(party, dt.date(int(str(statement["year"])), 12, 31), False, undeclared)
        assert conclusion.id == group["conclusion"], group
        drawn[conclusion.id] += group["count"]
    assert sum(drawn.values()) == statement["states"]


def test_the_counts_of_the_statements_are_those_that_were_read() -> None:
    """2024: 182 comprehensive agreements, 137 with protocols, conclusions for 175 of 190 States. 2020: 131 + 44, for all 183."""
    of_2020: dict[str, int] = {}
    of_2024: dict[str, int] = {}
    for counts, statement in ((of_2020, STATEMENTS[0]), (of_2024, STATEMENTS[1])):
        comprehensive = [g for g in statement["groups"] if g["agreement"] == "comprehensive"]
        counts["comprehensive"] = sum(g["count"] for g in comprehensive)
        counts["protocol"] = sum(g["count"] for g in comprehensive if g["protocol"])
        counts["concluded"] = sum(g["count"] for g in statement["groups"] if g["conclusion"] != "none")
    assert of_2020 == {"comprehensive": 131 + 44, "protocol": 131, "concluded": 183}
    assert of_2024 == {"comprehensive": 182, "protocol": 137, "concluded": 175}


def test_a_year_of_which_the_rule_was_not_read_stays_unknown() -> None:
    original = agreement(small_holder="original")
    found = {year: conclude(original, dt.date(year, 12, 31), False, None) for year in (2020, 2021, 2023, 2024)}
    assert {year: c.truths["declared_items"] for year, c in found.items()} == {2020: True, 2021: None, 2023: None, 2024: False}
    assert [c.id for c in found.values()] == ["declared_items", "none", "none", "none"]


@given(
    st.sampled_from(AgreementType), st.booleans(), st.sampled_from([None, *SmallHolder]), st.sampled_from([True, False, None]),
    st.sampled_from([True, False, None]),
)  # fmt: skip
def test_a_conclusion_is_never_more_than_every_completion_of_the_evidence_allows(
    kind: AgreementType, protocol: bool, small: SmallHolder | None, diversion: bool | None, undeclared: bool | None
) -> None:
    party = agreement(kind, protocol, small)
    drawn = conclude(party, DAY, diversion, undeclared)
    for known in (True, False) if diversion is None else (diversion,):
        for also in (True, False) if undeclared is None else (undeclared,):
            full = conclude(party, DAY, known, also)
            assert ORDER.index(drawn.id) >= ORDER.index(full.id)
    if diversion is not False:
        assert drawn.id == "none"
    if drawn.id == "all_items":
        assert protocol
        assert undeclared is False


def test_missing_facts_are_those_that_could_allow_more() -> None:
    assert conclude(agreement(protocol=True), DAY, False, None).missing == ("undeclared_indicated",)
    assert conclude(agreement(), DAY, None, None).missing == ("diversion_indicated",)
    assert conclude(agreement(), DAY, True, None).missing == ()


def test_an_agreement_is_in_force_by_date() -> None:
    party = Agreement(
        AgreementType.COMPREHENSIVE,
        Period(dt.date(2000, 1, 1), dt.date(2010, 12, 31)),
        Period(dt.date(2005, 1, 1)),
        attachments=(Attachment("F", ("A",), Period(dt.date(2001, 1, 1))),),
    )
    days = {1999: Standing.NONE, 2004: Standing.COMPREHENSIVE, 2005: Standing.WITH_PROTOCOL, 2011: Standing.NONE}
    assert {year: party.standing(dt.date(year, 6, 1)) for year in days} == days
    assert party.attachment("A", dt.date(2000, 6, 1)) is None
    assert party.attachment("A", dt.date(2001, 6, 1)) is not None
    assert conclude(party, dt.date(2011, 6, 1), False, False).id == "none"


def test_every_rule_names_a_source_that_is_listed() -> None:
    assert {rule.source for rule in rules()} <= set(sources())


def test_a_party_file_goes_there_and_back(tmp_path: Path) -> None:
    file = tmp_path / "party.yaml"
    file.write_text(
        "code: XA\nname: Alphaland\nagreement: comprehensive\nin_force: 2024-12-02\nadditional_protocol: 2025-01-15\n"
        "attachments:\n  - {facility: XA-1, areas: [XA-1-A], in_force: 2024-12-02}\n",
        encoding="utf-8",
    )
    party = read_party(file)
    assert party.agreement.standing(dt.date(2025, 2, 1)) is Standing.WITH_PROTOCOL
    assert to_file(party).party() == party


def test_a_wrong_party_file_is_told_by_line(tmp_path: Path) -> None:
    file = tmp_path / "party.yaml"
    file.write_text("code: Alphaland\nname: A\nagreement: total\nin_force: soon\n", encoding="utf-8")
    with pytest.raises(AcquisErrors) as wrong:
        read_party(file)
    assert [(error.line, error.field) for error in wrong.value.errors] == [(1, "code"), (3, "agreement"), (4, "in_force")]
