"""Non-monotone thresholds, holes and edges: planted ones are found, there are none in a ladder without, and proofs hold."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.compare.loopholes import Finding, Gap, Verdict, find_loopholes
from acquis.compare.loopholes.better import read_better, shipped
from acquis.compare.loopholes.gaps import edges, free_extent, holes
from acquis.compare.loopholes.monotone import non_monotone
from acquis.compare.loopholes.pairs import Prover
from acquis.compare.loopholes.subjects import Subject, subject_of
from acquis.compare.topics import topics
from acquis.conditions.boxes import Bounds
from acquis.conditions.values import Facts
from acquis.law import load_corpus
from tests.compare.planted import TODAY, prover, subject

BETTER = read_better({"better": {"power": "higher", "pieces": "higher", "error": "lower"}})
LADDER = ("pieces >= 10 AND pieces < 20 AND error <= 0.01", "pieces >= 20 AND error <= 0.1", "pieces >= 100")


def found(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.FOUND]


def confirmed(law: Subject, findings: list[Finding]) -> bool:
    return all(str(law.law.truth(t.witness.facts)).lower() == t.truth for finding in findings for t in finding.things)


def test_a_ladder_without_holes_gives_none_and_says_that_it_is_proved() -> None:
    law = subject(*LADDER)
    for findings in (list(non_monotone(law, BETTER, prover())), list(holes(law, prover()))):
        assert [finding.verdict for finding in findings] == [Verdict.ABSENT]
        assert "error, pieces" in findings[0].statement
        assert findings[0].surety == "proved by the solver"


def test_a_better_thing_that_is_free_is_found_with_the_smallest_pair() -> None:
    law = subject("pieces >= 34 AND pieces < 100 AND error <= 0.0001", "pieces >= 150 AND error <= 0.001")
    findings = found(list(non_monotone(law, BETTER, prover())))
    assert len(findings) == 1
    worse, better = findings[0].things
    assert better.witness.facts["pieces"] == 100
    assert 34 <= worse.witness.facts["pieces"] < 100  # type: ignore[operator]
    assert {name: value for name, value in worse.witness.facts.items() if name != "pieces"} == {
        name: value for name, value in better.witness.facts.items() if name != "pieces"
    }
    assert [citation.id for citation in worse.law] == ["XX.L.0"]
    assert confirmed(law, findings)


@pytest.mark.parametrize(
    ("bands", "axis", "extent", "said"),
    [
        (("power >= 10 AND power < 20", "power > 20"), "power", Bounds(Decimal(20), Decimal(20)), "exactly 20"),
        (("pieces >= 10 AND pieces <= 19", "pieces >= 21"), "pieces", Bounds(Decimal(20), Decimal(20)), "exactly 20"),
        (("pieces >= 10 AND pieces < 20", "pieces >= 30"), "pieces", Bounds(Decimal(20), Decimal(29)), "from 20 up to 29"),
        (("power <= 1", "power > 3"), "power", Bounds(Decimal(1), Decimal(3), True), "above 1 up to 3"),
        (("power >= 1 AND power < 4800", "power >= 4800"), "power", None, ""),
        (("pieces <= 19", "pieces >= 20"), "pieces", None, ""),
    ],
)
def test_holes_and_ties(bands: tuple[str, ...], axis: str, extent: Bounds | None, said: str) -> None:
    law = subject(*bands)
    findings = found(list(holes(law, prover())))
    assert len(findings) == (0 if extent is None else 1)
    if extent is not None:
        inside = findings[0].things[1].witness.facts
        assert free_extent(law, axis, inside, prover()) == extent
        assert said in findings[0].statement
        assert confirmed(law, findings)
        assert [citation.id for thing in findings[0].things for citation in thing.law] == ["XX.L.0", "XX.L.1"]


def test_every_hole_of_an_axis_is_found_once() -> None:
    law = subject("power <= 1", "power >= 2 AND power <= 3", "power >= 5")
    assert len(found(list(holes(law, prover())))) == 2


def test_what_was_not_read_is_not_decided() -> None:
    law = subject("pieces >= 10 AND unknown('annex not read')")
    findings = [*non_monotone(law, BETTER, prover()), *holes(law, prover())]
    assert {finding.verdict for finding in findings} == {Verdict.NOT_DECIDED}
    assert all(finding.reason is not None and "annex not read" in finding.reason for finding in findings)


def test_edges_are_the_least_steps_out_and_flags_are_told() -> None:
    law = subject("pieces >= 2000", "pieces >= 34 AND error <= 0.0001 AND marked")
    findings = list(edges(law, BETTER, prover()))
    assert confirmed(law, findings)
    told = {finding.statement.partition(":")[0]: finding for finding in findings}
    assert set(told) == {"by marked alone", "any amount beyond the limit", "0.05 % worse"}
    counts = [thing.witness.facts["pieces"] for thing in told["0.05 % worse"].things]
    assert counts == [34, 33, 2000, 1999]


BANDS = st.builds(
    lambda low, width, limit, open_: (
        f"pieces >= {low}"
        + ("" if open_ else f" AND pieces < {low + width}")
        + ("" if limit is None else f" AND error <= {limit}")
    ),
    st.integers(0, 8),
    st.integers(1, 4),
    st.sampled_from([None, 1, 2, 3]),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(BANDS, min_size=1, max_size=4))
def test_the_solver_agrees_with_every_pair_on_a_grid(bands: list[str]) -> None:
    """Bands of whole limits: a grid of halves shows every pair that there is."""
    law = subject(*bands)
    counts = [Decimal(i) for i in range(14)]
    errors = [Decimal(i) / 2 for i in range(9)]
    grid: dict[tuple[Decimal, Decimal], bool | None] = {
        point: law.law.truth(_facts(point)) for point in itertools.product(counts, errors)
    }
    bad = any(
        grid[first] and not grid[second] and second[0] >= first[0] and second[1] <= first[1]
        for first, second in itertools.permutations(grid, 2)
    )
    findings = list(non_monotone(law, BETTER, prover()))
    assert bool(found(findings)) is bad
    gaps = list(holes(law, prover()))
    sandwiched = any(
        grid[a, e] and not grid[b, e] and grid[c, e] for e in errors for a, b, c in itertools.combinations(counts, 3)
    )
    assert any("along pieces" in f.statement or "(pieces" in f.statement for f in found(gaps)) is sandwiched
    assert confirmed(law, [*found(findings), *found(gaps)])


def _facts(point: tuple[Decimal, Decimal]) -> Facts:
    return {"pieces": point[0], "error": point[1]}


@pytest.mark.parametrize("name", ["quantum_computers", "chips", "computers", "model_compute"])
def test_every_thing_that_is_told_of_the_corpus_is_judged_so_by_the_engine(name: str) -> None:
    corpus = load_corpus()
    topic = topics(corpus)[name]
    asked = (Gap.NON_MONOTONE, Gap.GAP, Gap.EDGE, Gap.SPLITTING)
    told = [f for f in find_loopholes(corpus, TODAY, only=name, kinds=asked) if f.verdict is Verdict.FOUND]
    assert told
    for finding in told:
        law = subject_of(corpus, topic, topic.side(finding.side), TODAY)
        assert confirmed(law, [finding])
        assert {thing.truth for thing in finding.things} == {"true", "false"}
        for thing in finding.things:
            assert bool(thing.law) is (thing.truth == "true")
        assert finding.to_dict()["things"]


def test_the_ladders_of_the_corpus_are_monotone_and_without_holes() -> None:
    """Verified by hand against 4A906.a: each band of more qubits allows at least the error of the one before."""
    corpus = load_corpus()
    topic = topics(corpus)["quantum_computers"]
    law = subject_of(corpus, topic, topic.side("US"), TODAY)
    prove = Prover(corpus.vocabulary)
    assert [f.verdict for f in (*non_monotone(law, shipped(), prove), *holes(law, prove))] == [Verdict.ABSENT] * 2
    out = list(edges(law, shipped(), prove))
    assert confirmed(law, out)
    assert any(thing.witness.facts["physical_qubits"] == 1999 for finding in out for thing in finding.things)
