"""The LSI test on the shipped law: what it measures agrees with the engine asked one case at a time."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from acquis.compare.lsi import EXAMPLE, Plan, Weighing, to_dict, weigh
from acquis.compare.lsi.alternative import apply
from acquis.compare.lsi.dominance import ITEMS, RISK_SHARE, RISK_TRADE, TRADE
from acquis.compare.lsi.measures import restricted
from acquis.compare.lsi.places import classes
from acquis.compare.lsi.reading import parse_plan
from acquis.compare.real_items import real_items
from acquis.figures.countries import COUNTRIES
from acquis.items import Table
from acquis.law import Corpus, Outcome, OutcomeInterval, determine, load_corpus
from acquis.law.evaluation import Evaluation

NAMES = ("present", "one_line", "fewer_places", "no_control")


@cache
def corpus() -> Corpus:
    return load_corpus()


@cache
def plan() -> Plan:
    return parse_plan(EXAMPLE, corpus())


@cache
def weighing() -> Weighing:
    return weigh(corpus(), plan(), tuple(COUNTRIES))


def number(measure: str, alternative: str) -> tuple[float, float]:
    found = next(m for m in weighing().measures if m.id == measure).ranges[NAMES.index(alternative)]
    return found.low, found.high


def test_the_example_names_its_alternatives() -> None:
    assert tuple(a.id for a in plan().alternatives) == NAMES
    assert plan().alternatives[0].present
    assert not plan().weights


def test_an_alternative_lives_in_memory_only() -> None:
    before = corpus().versions("US.EAR.774.4A906.a.1")
    law = apply(corpus(), plan().alternatives[1], plan().on, plan().layer)
    assert corpus().versions("US.EAR.774.4A906.a.1") == before
    assert law.versions("US.EAR.774.4A906.a.1") != before
    assert law.digest != corpus().digest
    assert load_corpus().versions("US.EAR.774.4A906.a.1") == before


def test_other_days_keep_their_law() -> None:
    early = dt.date(2024, 9, 1)  # before the interim final rule
    law = apply(corpus(), plan().alternatives[3], early, plan().layer)
    assert law.versions("US.EAR.774.4A906.a.1") == corpus().versions("US.EAR.774.4A906.a.1")


def test_the_present_law_is_measured_as_the_engine_answers() -> None:
    """Every seventh item to every ninth country, against `determine` on the unchanged corpus."""
    found = weighing()
    trade = found.measured[0].trade
    width = len(trade.classes)
    place = {country: k for k, members in enumerate(trade.classes) for country in members}
    for j, item in list(enumerate(found.items))[::7]:
        for country in found.countries[::9]:
            facts = {**plan().transaction, **item.facts, "destination": country}
            answer = determine(corpus(), facts, plan().on, ["US"], plan().layer, with_reasons=False)["US"].outcome
            assert trade.outcomes[j * width + place[country]] == answer, (item.name, country)


@pytest.mark.parametrize("regime", ["US", "EU", "UK"])
def test_countries_of_one_class_have_one_answer(regime: str) -> None:
    snapshot = corpus().on(plan().on, regime, plan().layer)
    facts = {**plan().transaction, **plan().research[0].facts}
    found = classes([snapshot], tuple(COUNTRIES), [facts])
    assert sorted(country for members in found for country in members) == sorted(COUNTRIES)
    assert len(found) < len(COUNTRIES) / 2
    for members in found:
        evaluations = [Evaluation(snapshot, {**facts, "destination": c, "recipient_nationality": c}) for c in members]
        assert len({tuple(e.truth(i) for i in range(len(snapshot.provisions))) for e in evaluations}) == 1, members


def test_taking_the_control_away_frees_the_machines_and_opens_the_risk() -> None:
    assert number(ITEMS, "no_control") == (0, 0)
    assert number(RISK_SHARE, "no_control") == (0, 0)
    proof = weighing().measured[3].covers
    assert proof is not None
    assert proof.a_in_b.contained is False
    witness = proof.a_in_b.witness
    assert witness is not None
    assert weighing().measured[3].rule.truth(witness.facts) is False


def test_the_line_at_the_risk_covers_exactly_the_risk() -> None:
    proof = weighing().measured[1].covers
    assert proof is not None
    assert proof.a_in_b.contained is True
    assert proof.b_in_a.contained is True
    assert number(RISK_SHARE, "one_line") == (1, 1)


def test_the_present_ladder_covers_the_risk_and_more() -> None:
    proof = weighing().measured[0].covers
    assert proof is not None
    assert proof.a_in_b.contained is True
    assert proof.b_in_a.witness is not None


def test_other_law_still_counts_without_the_control() -> None:
    """The rule on quantum computers towards Russia and Belarus stands by itself."""
    strictest = weighing().measured[3].trade.strictest()
    assert restricted(strictest["RU"]) is True
    assert restricted(strictest["DE"]) is False


def test_fewer_places_free_the_partners_and_not_the_countries_of_concern() -> None:
    assert set(weighing().partners(2).values()) == {"free"}
    assert number(RISK_TRADE, "fewer_places") == number(RISK_TRADE, "present")
    assert number(TRADE, "fewer_places")[1] < number(TRADE, "present")[1]


def test_parts_follow_the_machine_that_they_are_for() -> None:
    """Know-how for a machine of 156 qubits at 0.9e-3: caught by the ladder, below the one line."""
    assert number("research.deemed_export", "present")[0] > number("research.deemed_export", "one_line")[1]


def test_what_is_published_is_free_everywhere() -> None:
    assert all(number("research.open_source", name) == (0, 0) for name in NAMES)


def test_dominance_is_found_and_is_not_claimed_beyond_what_is_known() -> None:
    (one,) = weighing().dominances
    assert (NAMES[one.better], NAMES[one.worse]) == ("fewer_places", "present")
    assert not one.certain


def test_no_rank_without_weights() -> None:
    assert weighing().scores == ()
    assert weighing().first is None
    assert to_dict(weighing())["first_by_weights"] is None


def test_weights_are_shown_and_give_ranges() -> None:
    weighted = parse_plan(EXAMPLE + "\nweights: {items_caught: 1, risk_share: 3}\n", corpus())
    found = weigh(corpus(), weighted, ("DE", "CN", "RU"))
    assert to_dict(found)["weights"] == {"items_caught": 1.0, "risk_share": 3.0}
    none, present = found.scores[3], found.scores[0]
    assert none.low == none.high == pytest.approx(0.25)  # nothing caught, and nothing of the risk
    assert present.high == pytest.approx(1.0)
    assert present.low == pytest.approx((1 - 3 / len(real_items(corpus(), Table.QPU)) + 3) / 4)


def test_the_answer_is_json_with_what_was_not_computed() -> None:
    data = to_dict(weighing())
    assert [one["id"] for one in data["alternatives"]] == list(NAMES)
    assert data["alternatives"][3]["covers_risk"]["escapes"]
    assert any("trade" in line for line in data["not_computed"])


def test_restricted_is_conditional_or_stricter() -> None:
    assert restricted(OutcomeInterval(Outcome.CONDITIONAL, Outcome.PROHIBITED)) is True
    assert restricted(OutcomeInterval(Outcome.NOT_SUBJECT, Outcome.FREE)) is False
    assert restricted(OutcomeInterval(Outcome.FREE, Outcome.CONDITIONAL)) is None


def test_a_control_named_by_its_provisions() -> None:
    text = """
title: Chips by their provisions
provisions: [US.EAR.774.3A090]
known: {item_kind: integrated_circuit, digital_processing_unit: true, datacenter_marketed: true}
axes: [{fact: tpp, low: 100, high: 100000}]
on: 2026-10-01
risk: {at_least: {tpp: 20000}, factor: 2, because: a test}
alternatives:
  - {id: a, title: present}
  - {id: b, title: without the first line, provisions: {US.EAR.774.3A090.a.1: remove}}
"""
    found = weigh(corpus(), parse_plan(text, corpus()), ("DE", "CN"))
    assert found.plan.risk is not None
    assert found.plan.risk.factor == "within a factor of 2"
    shares = {m.id: m.ranges for m in found.measures}[RISK_SHARE]
    assert shares[0].low == 1.0
    assert shares[1].low < 1.0
    assert "no table" in found.not_computed[0]


def test_a_group_written_anew_moves_the_destinations() -> None:
    text = """
title: Country group
topic: quantum_computers
side: US
on: 2026-10-01
research: [{id: case, over: recipient_nationality, facts: {act: deemed_export, item_kind: technology, for_stages: [development],
  gtn_required: true, published: false, for_entry: [US.EAR.774.4A906.c], employed_since: 2026-01-01}}]
alternatives:
  - {id: a, title: present}
  - {id: b, title: nobody in the groups of concern, groups: {US.D1: [], US.D5: []}}
"""
    found = weigh(corpus(), parse_plan(text, corpus()), ("FR", "CN"))
    grids = [measured.research["case"].strictest() for measured in found.measured]
    assert grids[0]["FR"] == grids[1]["FR"]
    assert grids[0]["CN"].high > grids[1]["CN"].high
    assert "the risk: none was stated" in found.not_computed
