"""Routes through a destination, and the classes of destinations that stand for all countries."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquis.compare.loopholes import Finding, Verdict, find_loopholes
from acquis.compare.loopholes.better import Sample, shipped
from acquis.compare.loopholes.destinations import ELSEWHERE, destination_classes
from acquis.compare.loopholes.pairs import Prover
from acquis.compare.loopholes.routes import Routes
from acquis.compare.loopholes.search import topic_names
from acquis.compare.topics import UnknownTopic
from acquis.items.assess import CLEAN, home_facts
from acquis.law import Corpus, Layer, Outcome, determine, load_corpus
from tests.compare import planted
from tests.law.small import provision

SAMPLE = Sample("machines", "a machine", {"item_kind": "machine", "power": 100})
HOME = (
    provision("XX.L.1", "scope", when="act = 'export' AND exported_from = 'AQ'"),
    provision("XX.L.2", "requirement", when="destination IN ('CL', 'PE') AND item_kind = 'machine'"),
)
AGAIN = (
    provision("XX.L.1", "scope", when="act IN ('export', 'reexport') AND (exported_from = 'AQ' OR origin = 'AQ')"),
    HOME[1],
)


def neighbour(*more: str) -> tuple[str, ...]:
    return (provision("XX.L.1", "scope", when="act = 'export' AND exported_from = 'NZ'"), *more)


def routes(corpus: Corpus) -> list[Finding]:
    return list(Routes(corpus, SAMPLE, planted.TODAY, Layer.ENFORCED, Prover(corpus.vocabulary), {}).find(("XX",)))


def test_a_planted_route_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = routes(planted.corpus(tmp_path, monkeypatch, *HOME, neighbour=neighbour()))
    assert finding.verdict is Verdict.FOUND
    assert set(finding.destinations) == {"CL", "PE"}
    assert [thing.truth for thing in finding.things] == ["licence_required", "free", "not_subject", "free"]
    assert [citation.id for citation in finding.things[0].law] == ["XX.L.2"]


@pytest.mark.parametrize(
    ("home", "further", "verdict"),
    [
        (HOME, provision("XX.L.2", "requirement", when="destination IN ('CL', 'PE')"), Verdict.ABSENT),
        (AGAIN, provision("XX.L.2", "requirement", when="destination = 'FJ'"), Verdict.ABSENT),
        (HOME, provision("XX.L.2", "requirement", when="unknown('list not read')"), Verdict.NOT_DECIDED),
    ],
)
def test_a_law_that_restricts_a_step_ends_it_and_one_not_read_leaves_it_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: tuple[str, ...], further: str, verdict: Verdict
) -> None:
    (finding,) = routes(planted.corpus(tmp_path, monkeypatch, *home, neighbour=neighbour(further)))
    assert finding.verdict is verdict
    assert ("list not read" in (finding.reason or "")) is (verdict is Verdict.NOT_DECIDED)


def test_no_law_restricts_the_straight_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert routes(planted.corpus(tmp_path, monkeypatch, HOME[0], neighbour=neighbour())) == []


def test_it_is_not_known_whether_there_is_anything_to_go_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unread = provision("XX.L.2", "requirement", when="unknown('list not read')")
    (finding,) = routes(planted.corpus(tmp_path, monkeypatch, HOME[0], unread, neighbour=neighbour()))
    assert finding.verdict is Verdict.NOT_DECIDED
    assert finding.reason == "list not read"


def test_countries_of_a_class_have_one_answer() -> None:
    """Every member of every class against its first, under every law of the corpus: export of a listed machine from home."""
    corpus = load_corpus()
    snapshots = [corpus.on(planted.TODAY, regime) for regime in corpus.regimes]
    classes = destination_classes(snapshots, corpus.vocabulary)
    members = [country for one in classes for country in one.members]
    assert len(members) == len(set(members))
    assert ELSEWHERE in members
    facts = shipped().routes[0].facts
    for regime in ("US", "EU", "UK", "CA"):
        home = corpus.regimes[regime].home
        for one in classes:
            rest = one.without(home)
            answers = set()
            for end in rest.members if rest is not None else ():
                raw = {**CLEAN, **facts, **home_facts(corpus, regime), "act": "export", "origin": home, "destination": end}
                read = corpus.vocabulary.read_all(raw)
                answers.add(determine(corpus, read, planted.TODAY, [regime], with_reasons=False)[regime].outcome)
            assert len(answers) <= 1, (regime, one)


def test_no_open_route_of_the_corpus_has_a_step_that_may_need_a_licence() -> None:
    corpus = load_corpus()
    prover = Prover(corpus.vocabulary)
    for sample in shipped().routes:
        for finding in Routes(corpus, sample, planted.TODAY, Layer.ENFORCED, prover, shipped().stipulated).find(("US", "EU")):
            if finding.verdict is Verdict.FOUND:
                assert finding.destinations
                for thing in finding.things:
                    straight = thing is finding.things[0]
                    high = Outcome[thing.truth.rpartition(" ")[2].upper()]
                    assert (high >= Outcome.LICENCE_REQUIRED) is straight


def test_a_topic_that_is_none_is_refused_with_those_there_are() -> None:
    corpus = load_corpus()
    with pytest.raises(UnknownTopic, match="quantum_computers"):
        list(find_loopholes(corpus, planted.TODAY, only="nothing"))
    assert "computer" in topic_names(corpus, shipped())
