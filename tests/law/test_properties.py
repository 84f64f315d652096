"""The laws of the system, over the real corpus: outcomes only narrow, missing facts are the ones that count, nothing raises."""

from __future__ import annotations

import datetime as dt
import json

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from acquis.conditions import Interval, Value, facts_of
from acquis.law import Corpus, Layer, Outcome, determine, load_corpus
from acquis.law.determination import RegimeDetermination
from acquis.law.interview import Interview
from acquis.law.outcome import OutcomeInterval
from tests.law.strategies import CLASSIFICATIONS, facts, sharper, values

CORPUS = load_corpus()
NODES = [node for p in CORPUS.provisions for node in (p.when, p.unless, *p.derive.values()) if node is not None]
NAMES = sorted({name for node in NODES for name in facts_of(node)})
OPEN_NAMES = [
    name for name in NAMES if name not in CLASSIFICATIONS and CORPUS.vocabulary[name].kind not in ("records", "dates", "numbers")
]
DERIVED = {fact for p in CORPUS.provisions for fact in p.derive}
# A derived fact is not given beside its inputs here: the two could contradict each other, which is no sharper knowledge.
GIVEN = [name for name in OPEN_NAMES if name not in DERIVED]

# Days on which the law changes, and the days around them.
DAYS = sorted({
    day + dt.timedelta(days=shift)
    for p in CORPUS.provisions for day in (p.in_force.start, p.in_force.end) if day is not None for shift in (-1, 0, 1)
})  # fmt: skip
days = st.sampled_from(DAYS)
layers = st.sampled_from(list(Layer))
# Most machines and shipments first: random kinds rarely meet an entry.
kinds = st.sampled_from(
    ["quantum_computer", "qubit_device", "cryogenic_cooling_system", "technology", "isotope_material", "qkd_system"]
)
thorough = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _known(data: st.DataObject) -> dict[str, Value]:
    known = data.draw(facts(CORPUS.vocabulary, GIVEN))
    if data.draw(st.booleans()):
        known["item_kind"] = data.draw(kinds)
    return dict(known)


@thorough
@given(st.data(), days, layers)
def test_outcomes_only_narrow(data: st.DataObject, day: dt.date, layer: Layer) -> None:
    known = _known(data)
    more = data.draw(sharper(CORPUS.vocabulary, known, GIVEN))
    before = determine(CORPUS, known, day, layer=layer, with_reasons=False)
    after = determine(CORPUS, more, day, layer=layer, with_reasons=False)
    for regime, result in before.regimes.items():
        assume(not after[regime].conflicts)
        assert after[regime].outcome in result.outcome
        for i in range(len(result.evaluation.snapshot.provisions)):
            truth = result.evaluation.truth(i)
            assert truth is None or after[regime].evaluation.truth(i) is truth


@thorough
@given(st.data(), days)
def test_policies_only_narrow(data: st.DataObject, day: dt.date) -> None:
    known = _known(data)
    more = data.draw(sharper(CORPUS.vocabulary, known, GIVEN))
    before = determine(CORPUS, known, day, with_reasons=False)
    after = determine(CORPUS, more, day, with_reasons=False)
    for regime, result in before.regimes.items():
        low, high = result.policy.low, result.policy.high
        assert (after[regime].policy.low or 0) >= (low or 0)
        assert (after[regime].policy.high or 0) <= (high or 0)


@thorough
@given(st.data(), days)
def test_what_is_not_missing_cannot_move_the_outcome(data: st.DataObject, day: dt.date) -> None:
    known = _known(data)
    result = determine(CORPUS, known, day, with_reasons=False)
    name = data.draw(st.sampled_from([name for name in GIVEN if name not in known]))
    after = determine(CORPUS, {**known, name: data.draw(values(CORPUS.vocabulary[name]))}, day, with_reasons=False)
    for regime, before in result.regimes.items():
        if name not in before.missing:
            assert after[regime].outcome == before.outcome


@thorough
@given(st.data(), days, layers)
def test_every_answer_can_be_written_and_explained(data: st.DataObject, day: dt.date, layer: Layer) -> None:
    determination = determine(CORPUS, _known(data), day, layer=layer)
    assert json.loads(json.dumps(determination.to_dict()))["date"] == day.isoformat()
    for result in determination.regimes.values():
        assert result.because is not None
        assert result.outcome.settled or result.missing or result.unread
        assert not (result.outcome.settled and result.missing)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), days)
def test_an_interview_ends_settled_or_with_nothing_left_to_ask(data: st.DataObject, day: dt.date) -> None:
    interview = Interview(CORPUS, {"item_kind": "quantum_computer", "quantum_model": "gate", "act": "export"}, day, ["US", "EU"])
    asked: list[str] = []
    while (question := interview.next_question()) is not None and len(asked) < 60:
        assert question.name not in asked
        asked.append(question.name)
        before = {name: result.outcome for name, result in interview.determination.regimes.items()}
        if question.name in CLASSIFICATIONS or question.name not in GIVEN:
            interview.decline(question.name)
        else:
            value = data.draw(values(question))
            value = value.low if isinstance(value, Interval) else value  # a range may be asked again
            interview.facts[question.name] = value
            interview.determination = determine(CORPUS, interview.facts, day, interview.regimes, with_reasons=False)
        for name, result in interview.determination.regimes.items():
            assert result.outcome in before[name]
    assert len(asked) < 60


def test_the_scale_is_the_one_of_the_design() -> None:
    assert [str(o) for o in Outcome] == ["not_subject", "free", "conditional", "licence_required", "prohibited"]
    assert OutcomeInterval(Outcome.FREE, Outcome.FREE).settled


def test_a_regime_that_nobody_exports_from_has_nothing_to_say(corpus: Corpus) -> None:
    facts_ = corpus.vocabulary.read_all(
        {"act": "export", "exported_from": "BR", "destination": "AR", "origin": "BR", "foreign_made": True}
    )
    result: RegimeDetermination = determine(corpus, facts_, dt.date(2026, 1, 12), ["EU"])["EU"]
    assert str(result.outcome) == "not_subject"
