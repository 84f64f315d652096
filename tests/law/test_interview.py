"""The interview asks only what can still move an outcome, takes no for an answer, and stops when there is nothing left to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from acquis.conditions import Value
from acquis.law import Corpus, FactError, Layer, RegimeDetermination
from acquis.law.interview import Interview
from tests.law.small import provision

CorpusOf = Callable[..., Corpus]
DAY = dt.date(2026, 6, 1)
LAW = (
    provision("XX.L.1", "scope", when="act = 'export'"),
    provision("XX.L.2", "entry", when="item_kind = 'machine' AND power >= 100"),
    provision("XX.L.3", "requirement", when="holds('XX.L.2') AND NOT destination IN group('XX.Friends')"),
    provision("XX.L.4", "authorisation", when="pledged", relieves="[XX.L.3]"),
)


def start(corpus: Corpus, facts: Mapping[str, object] | None = None, **more: object) -> Interview:
    return Interview(corpus, corpus.vocabulary.read_all(facts or {}), DAY, **more)  # type: ignore[arg-type]


def asked(interview: Interview, answers: Mapping[str, object], otherwise: Callable[[Interview, str], object]) -> list[str]:
    """Names of the facts asked for, in order, until the interview has no more questions."""
    names: list[str] = []
    while (question := interview.next_question()) is not None:
        assert question.name not in names, "nothing is asked twice"
        assert not interview.determination.settled, "nothing is asked after the answer that settles"
        names.append(question.name)
        assert len(names) < 30
        before = result(interview).outcome
        if question.name in answers:
            interview.answer(question.name, answers[question.name])
        else:
            otherwise(interview, question.name)
        assert result(interview).outcome in before, "an outcome only narrows"
    return names


def result(interview: Interview) -> RegimeDetermination:
    return interview.determination["XX"]


ANSWERS = {"act": "export", "item_kind": "machine", "power": "1 kW", "destination": "CN", "pledged": False}


def test_it_asks_until_the_outcome_is_settled(corpus_of: CorpusOf) -> None:
    interview = start(corpus_of(*LAW))
    assert set(asked(interview, ANSWERS, Interview.decline)) == ANSWERS.keys()
    assert interview.determination.settled
    assert str(result(interview).outcome) == "licence_required"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"act": "import"}, "not_subject"),
        ({"item_kind": "part"}, "free"),
        ({"power": 99}, "free"),
        ({"destination": "NO"}, "free"),
        ({"pledged": True}, "conditional"),
    ],
)
def test_it_stops_as_soon_as_the_outcome_is_settled(corpus_of: CorpusOf, answers: dict[str, object], outcome: str) -> None:
    interview = start(corpus_of(*LAW))
    names = asked(interview, {**ANSWERS, **answers}, Interview.decline)
    assert str(result(interview).outcome) == outcome
    assert answers.keys() <= set(names)


def test_a_settled_case_is_not_asked_about(corpus_of: CorpusOf) -> None:
    assert start(corpus_of(*LAW), {"act": "import"}).next_question() is None


@pytest.mark.parametrize("refuse", [Interview.decline, Interview.skip])
def test_what_is_declined_or_cannot_apply_is_not_asked_again(
    corpus_of: CorpusOf, refuse: Callable[[Interview, str], object]
) -> None:
    interview = start(corpus_of(*LAW))
    names = asked(interview, {}, refuse)
    assert set(names) == ANSWERS.keys()
    assert interview.next_question() is None
    assert str(result(interview).outcome) == "not_subject to licence_required", "a refusal is no knowledge"
    assert interview.facts == {}


def test_declined_and_not_applicable_stay_apart(corpus_of: CorpusOf) -> None:
    interview = start(corpus_of(*LAW))
    interview.decline("power")
    interview.skip("pledged")
    assert (interview.declined, interview.not_applicable) == ({"power"}, {"pledged"})


def test_what_was_declined_before_is_not_asked(corpus_of: CorpusOf) -> None:
    interview = start(corpus_of(*LAW), declined=["destination"], not_applicable=["pledged"])
    assert not {"destination", "pledged"} & set(asked(interview, {**ANSWERS}, Interview.decline))
    assert str(result(interview).outcome) == "free to licence_required"


def test_an_answer_of_unknown_is_a_refusal(corpus_of: CorpusOf) -> None:
    interview = start(corpus_of(*LAW))
    for raw in (None, float("nan")):
        interview.answer("power", raw)
        assert interview.declined == {"power"}
        assert "power" not in interview.facts


def test_a_wrong_answer_changes_nothing(corpus_of: CorpusOf) -> None:
    interview = start(corpus_of(*LAW))
    before = (dict(interview.facts), interview.determination, set(interview.declined))
    for name, raw in (("power", "1 kg"), ("act", "theft"), ("destination", "Norway"), ("powr", 1)):
        with pytest.raises(FactError):
            interview.answer(name, raw)
    assert (interview.facts, interview.determination, interview.declined) == before


def test_a_range_that_does_not_decide_is_asked_for_again(corpus_of: CorpusOf) -> None:
    given = {"act": "export", "item_kind": "machine", "destination": "CN", "pledged": False}
    interview = start(corpus_of(*LAW), {**given, "power": {"low": 50, "high": 150}})
    question = interview.next_question()
    assert question is not None
    assert question.name == "power"
    interview.answer("power", {"low": 120, "high": 150})
    assert interview.next_question() is None
    assert start(interview.corpus, {**given, "power": {"low": 50, "high": 99}}).next_question() is None


def test_only_facts_of_the_kind_of_item_are_asked_for(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(*LAW)
    corpus.vocabulary.definitions["power"] = replace(corpus.vocabulary["power"], item_kinds=("part",))
    interview = start(corpus, {"act": "export", "item_kind": "machine"})
    assert "power" not in asked(interview, {"destination": "CN"}, Interview.decline)
    assert "power" in asked(start(corpus, {"act": "export"}), {}, Interview.decline), "as long as the kind is not known"


def test_the_first_question_is_one_that_can_decide_by_itself(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="told AND (power >= 1 OR pieces >= 1)"),
        provision("XX.L.3", "prohibition", when="banned"),
    )
    first = start(corpus).next_question()
    assert first is not None
    assert first.name == "banned"


def test_a_fact_that_weighs_more_and_decides_nothing_alone_has_to_wait(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="TRUE"),
        provision("XX.L.3", "authorisation", when="told AND pledged AND marked", relieves="[XX.L.2]"),
        provision("XX.L.4", "prohibition", when="banned AND signed"),
        provision("XX.L.5", "prohibition", when="sealed AND power >= 1"),
    )
    interview = start(corpus)
    assert result(interview).missing[0] == "banned", "half of a prohibition; but there is another one"
    first = interview.next_question()
    assert first is not None
    assert first.name in ("told", "pledged", "marked"), "a third of a relief; but NO settles it"


def test_facts_are_asked_for_even_where_only_several_together_decide(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="marked"),
        provision("XX.L.3", "authorisation", when="told AND pledged", relieves="[XX.L.2]"),
    )
    assert set(asked(start(corpus, {"marked": True}), {"told": True, "pledged": True}, Interview.decline)) == {"told", "pledged"}


def test_law_that_was_not_read_is_nothing_to_ask_a_person(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="unknown('a table')"),
        provision("XX.L.3", "prohibition", when="destination IN group('XX.Unread')"),
    )
    interview = start(corpus, {"destination": "CN"})
    assert interview.next_question() is None
    assert not interview.determination.settled


def test_a_classification_answers_for_the_facts_of_its_entry(corpus_of: CorpusOf) -> None:
    given = {"act": "export", "destination": "CN", "pledged": False, "power": {"low": 50, "high": 150}}
    interview = start(corpus_of(*LAW), given)
    interview.answer("entry", ["XX.L.2"])
    assert str(result(interview).outcome) == "licence_required"
    assert interview.facts["power"] == interview.corpus.vocabulary.read("power", {"low": 50, "high": 150})
    other = start(interview.corpus, given)
    other.answer("classified_under", ["XX"])
    assert str(result(other).outcome) == "free", "looked through, and on no list"


def test_day_and_layer_are_those_of_the_interview(corpus_of: CorpusOf) -> None:
    corpus = corpus_of(
        provision("XX.L.1", "scope", when="TRUE"),
        provision("XX.L.2", "requirement", when="told", in_force="{from: 2026-01-01}"),
        provision("XX.L.3", "prohibition", when="banned", layer="codified"),
    )
    facts: dict[str, Value] = {}
    assert Interview(corpus, facts, dt.date(2025, 12, 31)).next_question() is None
    questions = [
        Interview(corpus, facts, DAY).next_question(),
        Interview(corpus, {"told": True}, DAY, layer=Layer.CODIFIED).next_question(),
    ]
    assert [question and question.name for question in questions] == ["told", "banned"]


def test_an_interview_about_a_real_machine(corpus: Corpus) -> None:
    """156 qubits from the United States: every question is of use, no outcome widens, and it ends."""
    raw = {"item_kind": "quantum_computer", "quantum_model": "gate", "physical_qubits": 156, "act": "export"}
    interview = Interview(corpus, corpus.vocabulary.read_all(raw), DAY, ["US"])
    answers = {"cnot_error": {"low": 0.0009, "high": 0.001}, "destination": "IR", "exported_from": "US", "origin": "US"}
    names: list[str] = []
    while (question := interview.next_question()) is not None:
        assert question.name not in names
        assert question.name in interview.determination["US"].missing
        assert question.item_kinds is None or "quantum_computer" in question.item_kinds
        names.append(question.name)
        before = interview.determination["US"].outcome
        if question.name in answers:
            interview.answer(question.name, answers[question.name])
        elif question.kind == "bool":
            interview.answer(question.name, False)
        else:
            interview.decline(question.name)
        assert interview.determination["US"].outcome in before
    assert "destination" in names
    assert len(names) < 40
