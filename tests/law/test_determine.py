"""What is said beside the outcome: entries, classification, derived facts, time, duties, missing facts, reasons."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from acquis.conditions import Truth
from acquis.law import Layer, RegimeDetermination, determine, load_corpus
from acquis.law.model import Policy
from tests.law import small
from tests.law.asking import DAY, CorpusOf, ask, ask_on, outcome
from tests.law.small import provision

# Entries and classification -------------------------------------------------------------------------------------------

LISTED = (
    provision("XX.L.1", "scope", when="TRUE"),
    provision("XX.L.3", "entry"),
    provision("XX.L.3.a", "entry", when="power >= 100"),
    provision("XX.L.3.b", "entry", when="pieces >= 10"),
    provision("XX.L.4", "requirement", when="holds('XX.L.3')"),
)


def truth(result: RegimeDetermination, identifier: str) -> Truth:
    return result.evaluation.holds(identifier)


def test_a_heading_holds_through_its_descendants(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*LISTED)
    assert truth(ask(corpus, power=100), "XX.L.3") is True
    assert truth(ask(corpus, power=99), "XX.L.3") is None
    assert truth(ask(corpus, power=99, pieces=9), "XX.L.3") is False
    assert outcome(ask(corpus, power=99, pieces=9)) == "F"
    assert outcome(ask(corpus, power={"low": 90, "high": 99})) == "FL"


def test_a_classification_stands_in_for_the_facts(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*LISTED)
    result = ask(corpus, entry=["XX.L.3.a"])
    assert (truth(result, "XX.L.3.a"), truth(result, "XX.L.3.b"), truth(result, "XX.L.3")) == (True, False, True)
    assert outcome(result) == "L"
    assert "XX.L.3.a" in [finding.id for finding in result.entries]
    none = ask(corpus, entry=[])
    assert (truth(none, "XX.L.3.a"), truth(none, "XX.L.3")) == (False, False)
    assert outcome(none) == "F"
    assert outcome(ask(corpus, classified_under=["XX"])) == "F"
    assert outcome(ask(corpus, classified_under=["YY"])) == "FL", "another regime's list"


def test_a_classification_by_the_heading_leaves_the_paragraph_to_the_facts(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*LISTED)
    assert truth(ask(corpus, entry=["XX.L.3"]), "XX.L.3.a") is None
    assert truth(ask(corpus, entry=["XX.L.3"], power=100), "XX.L.3.a") is True
    assert truth(ask(corpus, entry=["XX.L.3"], power=99), "XX.L.3.a") is False
    assert outcome(ask(corpus, entry=["XX.L.3"])) == "L"


def test_a_classification_that_the_facts_contradict_is_unknown_and_named(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*LISTED)
    result = ask(corpus, entry=["XX.L.3.a"], power=99, pieces=9)
    assert truth(result, "XX.L.3.a") is None
    (conflict,) = [conflict for conflict in result.conflicts if "XX.L.3.a" in conflict]
    assert "the classification given says otherwise" in conflict
    other = ask(corpus, entry=[], power=100, pieces=9)
    assert outcome(other) == "FL"
    assert len(other.conflicts) == 1
    assert not ask(corpus, entry=["XX.L.3.a"], power=100, pieces=9).conflicts


def test_the_reasons_name_the_classification(corpus_of: CorpusOf) -> None:
    result = ask(corpus_of(*LISTED), entry=["XX.L.3.a"])
    assert result.because is not None
    assert "classification given in the fact `entry`" in str(result.because.to_dict())


# Derived facts --------------------------------------------------------------------------------------------------------

DERIVED = (
    provision("XX.L.1", "scope", when="TRUE"),
    provision("XX.L.2", "definition", derive="{load: power * pieces}"),
    provision("XX.L.4", "requirement", when="load >= 100"),
)


def test_facts_are_derived_where_they_can_be(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*DERIVED)
    assert ask(corpus, power=10, pieces=10).derived == {"load": 100}
    assert outcome(ask(corpus, power=10, pieces=10)) == "L"
    assert outcome(ask(corpus, power="9.999", pieces=10)) == "F"
    assert outcome(ask(corpus, power={"low": 9, "high": 11}, pieces=10)) == "FL"
    assert ask(corpus, power=10).derived == {}
    assert outcome(ask(corpus, power=10)) == "FL"


def test_a_given_and_a_derived_value_meet(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*DERIVED)
    result = ask(corpus, power=10, pieces=10, load={"low": 50, "high": 100})
    assert not result.conflicts
    assert result.evaluation.facts["load"] == 100
    narrowed = ask(corpus, power={"low": 8, "high": 12}, pieces=10, load={"low": 50, "high": 99})
    assert outcome(narrowed) == "F", "80 to 120 and 50 to 99 meet in 80 to 99"


def test_a_given_and_a_derived_value_that_contradict_are_unknown_and_named(corpus_of: CorpusOf) -> None:
    result = ask(corpus_of(*DERIVED), power=10, pieces=10, load=99)
    assert "load" not in result.evaluation.facts
    assert outcome(result) == "FL"
    assert result.conflicts == ("load is given as 99, but XX.L.2 computes 100",)


def test_a_derivation_keeps_to_its_condition(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "definition", when="item_kind = 'machine'", derive="{load: power * pieces}"),
        provision("XX.L.2", "definition", when="item_kind = 'part'", derive="{load: power}"),
    )
    assert ask(corpus, item_kind="machine", power=10, pieces=3).derived == {"load": 30}
    assert ask(corpus, item_kind="part", power=10, pieces=3).derived == {"load": 10}
    assert ask(corpus, power=10, pieces=3).derived == {}


def test_derivations_find_their_inputs_in_any_order(corpus_of: CorpusOf) -> None:
    steps = (
        provision("XX.L.1", "definition", derive="{pause: load / 2}"),
        provision("XX.L.2", "definition", derive="{load: power * pieces}"),
    )
    for some in (steps, steps[::-1]):
        assert ask(corpus_of(*some), power=10, pieces=3).derived == {"load": 30, "pause": 15}


def test_a_derivation_may_rest_on_an_entry_that_rests_on_a_derived_fact(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "definition", derive="{load: power * pieces}"),
        provision("XX.L.2", "entry", when="load >= 100"),
        provision("XX.L.3", "definition", when="holds('XX.L.2')", derive="{pause: load / 2}"),
    )
    assert ask(corpus, power=50, pieces=4).derived == {"load": 200, "pause": 100}
    assert ask(corpus, power=5, pieces=4).derived == {"load": 20}


def test_a_contested_fact_stays_unknown(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "definition", derive="{load: power * pieces}"),
        provision("XX.L.2", "definition", when="told", derive="{load: power * pieces}"),
    )
    result = ask(corpus, power=5, pieces=4, told=True, load=21)
    assert "load" not in result.evaluation.facts
    assert result.conflicts == ("load is given as 21, but XX.L.1 computes 20",)


def test_a_conflict_is_told_once(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "entry", when="power >= 100"),
        provision("XX.L.2", "definition", when="NOT holds('XX.L.1')", derive="{load: power * pieces}"),
        provision("XX.L.3", "definition", when="told", derive="{load: power * pieces}"),
        provision("XX.L.4", "requirement", when="holds('XX.L.1')"),
    )
    assert len(ask(corpus, power=5, pieces=4, told=True, entry=["XX.L.1"]).conflicts) == 1


def test_sums_over_records(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(provision("XX.L.1", "definition", derive='{load: "sum(parts, mass, NOT spare)"}'))
    parts: list[dict[str, Any]] = [{"mass": 2, "spare": False}, {"mass": 3, "spare": True}, {"mass": 5, "spare": False}]
    assert ask(corpus, parts=parts).derived == {"load": 7}
    assert ask(corpus, parts=[*parts, {"spare": True}]).derived == {"load": 7}
    assert ask(corpus, parts=[*parts, {"mass": 1}]).derived == {}, "whether it counts is not known"
    assert ask(corpus, parts=[*parts, {"spare": False}]).derived == {}, "how much it is is not known"
    assert ask(corpus, parts=[]).derived == {"load": 0}


# Time and layers ------------------------------------------------------------------------------------------------------


def test_versions_end_and_begin_at_midnight(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="power >= 100", in_force="{from: 2024-09-06, to: 2025-12-31}"),
        provision("XX.L.2", "requirement", when="power >= 50", in_force="{from: 2026-01-01}"),
    )
    expected = {"2024-09-05": "F", "2024-09-06": "L", "2025-12-31": "L", "2026-01-01": "L", "9999-12-31": "L", "0001-01-01": "F"}
    assert {day: outcome(ask_on(corpus, dt.date.fromisoformat(day), {"power": 100})) for day in expected} == expected
    expected = {"2024-09-06": "F", "2025-12-31": "F", "2026-01-01": "L"}
    assert {day: outcome(ask_on(corpus, dt.date.fromisoformat(day), {"power": 50})) for day in expected} == expected


def test_a_gap_between_versions_is_a_gap(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="TRUE", in_force="{to: 2025-01-01}"),
        provision("XX.L.2", "requirement", when="TRUE", in_force="{from: 2025-01-03, to: 9999-12-31}"),
    )
    assert [outcome(ask_on(corpus, dt.date(2025, 1, day), {})) for day in (1, 2, 3)] == ["L", "F", "L"]


def test_a_reference_to_what_is_not_in_force_does_not_hold(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.3", "entry", when="TRUE", in_force="{from: 2026-01-01}"),
        provision("XX.L.4", "requirement", when="holds('XX.L.3')"),
    )
    assert outcome(ask_on(corpus, dt.date(2025, 12, 31), {})) == "F"
    assert outcome(ask_on(corpus, dt.date(2026, 1, 1), {})) == "L"


def test_layers(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="TRUE", layer="codified"),
        provision("XX.L.3", "prohibition", when="told", layer="enforced"),
    )
    assert outcome(ask_on(corpus, DAY, {"told": True}, Layer.CODIFIED)) == "L"
    assert outcome(ask_on(corpus, DAY, {"told": True}, Layer.ENFORCED)) == "P"
    assert outcome(ask(corpus, told=False)) == "F", "the law as enforced by default"


# Policies, duties, confidence -----------------------------------------------------------------------------------------


def test_the_strictest_policy_counts(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.0", "scope", when="TRUE"),
        provision("XX.L.1", "policy", when="marked", effect="presumption_of_approval"),
        provision("XX.L.2", "policy", when="told", effect="presumption_of_denial"),
        provision("XX.L.3", "policy", when="banned", effect="policy_of_denial"),
    )

    def policy(**facts: object) -> tuple[Policy | None, Policy | None]:
        found = ask(corpus, **facts).policy
        return found.low, found.high

    approval, denial = Policy.PRESUMPTION_OF_APPROVAL, Policy.PRESUMPTION_OF_DENIAL
    assert policy(marked=True, told=True, banned=False) == (denial, denial)
    assert policy(marked=True, told=False, banned=False) == (approval, approval)
    assert policy(marked=True, banned=False) == (approval, denial)
    assert policy(marked=True) == (approval, Policy.POLICY_OF_DENIAL)
    assert policy(told=True) == (denial, Policy.POLICY_OF_DENIAL)
    assert policy(marked=False, told=False, banned=False) == (None, None)
    assert policy(marked=False, told=False) == (None, Policy.POLICY_OF_DENIAL)


def test_duties_with_their_day(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.0", "scope", when="TRUE"),
        provision("XX.L.1", "duty", when="marked", duty="{who: exporter, what: Report., due: {after: received, days: 30}}"),
        provision("XX.L.2", "duty", when="told", duty="{who: holder, what: Declare., due: {every: year, month: 5, day: 15}}"),
        provision("XX.L.3", "duty", when="banned", duty="{who: holder, what: Keep quiet.}"),
    )
    result = ask(corpus, marked=True, banned=False, received="2026-04-20")
    assert [(d.finding.id, d.finding.truth, d.due) for d in result.duties] == [
        ("XX.L.1", True, dt.date(2026, 5, 20)),
        ("XX.L.2", None, dt.date(2027, 5, 15)),
    ]
    (quiet,) = ask(corpus, marked=False, told=False, banned=True).duties
    assert quiet.due is None
    assert quiet.to_dict()["due"] is None


def test_the_weakest_confidence_is_the_one_of_the_answer(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="told", confidence="low"),
        provision("XX.L.3", "requirement", when="marked", confidence="medium"),
    )
    assert ask(corpus, told=True, marked=True).confidence == "low"
    assert ask(corpus, told=False, marked=True).confidence == "medium"
    assert ask(corpus, told=False, marked=False).confidence == "high"


# Missing facts --------------------------------------------------------------------------------------------------------


def test_the_most_decisive_fact_is_missing_first(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="told AND (power >= 1 OR pieces >= 1 OR pledged)"),
    )
    missing = ask(corpus).missing
    assert missing[0] == "told", "half of the condition by itself"
    assert set(missing) == {"told", "power", "pieces", "pledged"}
    assert ask(corpus, told=True, power=0).missing == ("pieces", "pledged")


def test_a_fact_behind_a_reference_is_missing_too(corpus_of: CorpusOf) -> None:
    assert set(ask(corpus_of(*LISTED)).missing) == {"power", "pieces"}


def test_what_is_known_within_bounds_is_missing_as_long_as_it_matters(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(provision("XX.L.1", "scope", when="TRUE"), provision("XX.L.2", "requirement", when="power >= 100"))
    assert ask(corpus, power={"low": 50, "high": 150}).missing == ("power",)
    assert ask(corpus, power={"low": 50, "high": 99}).missing == ()


# The whole ------------------------------------------------------------------------------------------------------------


def test_the_answer_as_json_has_all_parts(tmp_path: Path, cache: Path) -> None:
    corpus = load_corpus(small.write(tmp_path))
    raw = {"act": "export", "item_kind": "machine", "power": 60, "pieces": 2, "destination": "JP", "uses": ["civil"]}
    whole = determine(corpus, corpus.vocabulary.read_all(raw), DAY)
    assert not whole.settled
    told = whole.to_dict()
    assert told["date"] == "2026-06-01"
    assert told["layer"] == "enforced"
    assert told["notice"] == "Decision support with sources and dates, not legal advice."
    answer = told["regimes"]["XX"]
    assert answer["outcome"] == {"low": "free", "high": "prohibited"}
    assert [entry["id"] for entry in answer["entries"]] == ["XX.L.3.a"]
    assert answer["derived"] == {"load": 120}
    assert answer["as_of"] == "2026-01-01"
    assert answer["caveats"] == ["An example."]
    assert answer["because"]["text"] == "free to prohibited"
    without = determine(corpus, corpus.vocabulary.read_all(raw), DAY, with_reasons=False)["XX"].to_dict()
    assert "because" not in without
    assert {key: part for key, part in answer.items() if key != "because"} == without


def test_reasons_give_values_limits_and_citations(tmp_path: Path, cache: Path) -> None:
    corpus = load_corpus(small.write(tmp_path))
    result = ask(corpus, act="export", item_kind="machine", power="60 W", pieces=2, destination="CN", uses=[], banned=False)
    assert result.because is not None
    told = str(result.because.to_dict())
    for part in (
        "LoE 4",
        "LoE 3(a)",
        "power >= 50",
        "'power': '60'",
        "NOT destination IN group('XX.Friends')",
        "'destination': 'CN'",
    ):
        assert part in told
