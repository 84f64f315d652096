"""Relations of rules: a witness always separates, a proof is never contradicted, and the relations hold together."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings

from acquis.compare.matrix import Matrix, matrix
from acquis.compare.relation import Comparison, Relation, compare
from acquis.compare.rules import Rule, rule_of
from acquis.compare.topics import topic, topics
from acquis.conditions import nodes as n
from acquis.conditions.values import Facts
from acquis.law import UnknownId, load_corpus
from acquis.law.vocabulary import Definition, Vocabulary
from tests.conditions import strategies

CORPUS = load_corpus()
TODAY = dt.date(2026, 11, 1)
SMALL = Vocabulary(
    {
        name: Definition(name, kind.kind, "", "", "", codes=tuple(sorted(kind.codes)) if kind.codes else None)
        for name, kind in strategies.TYPES.items()
    }
)


def rule(condition: n.Node, label: str = "rule") -> Rule:
    return Rule(label, CORPUS.on(TODAY, "US"), TODAY, condition, (), {})


def small(first: n.Node, second: n.Node) -> Comparison:
    return compare(rule(first, "A"), rule(second, "B"), SMALL, milliseconds=2_000)


def read(text: str) -> n.Node:
    from acquis.conditions.parse import parse_condition

    return parse_condition(text)


@settings(max_examples=300)
@given(strategies.conditions(), strategies.conditions())
def test_a_witness_separates_under_the_engine(first: n.Node, second: n.Node) -> None:
    found = small(first, second)
    for direction, a, b in ((found.a_in_b, found.a, found.b), (found.b_in_a, found.b, found.a)):
        assert (direction.contained is False) == (direction.witness is not None)
        if direction.witness is not None:
            assert a.truth(direction.witness.facts) is True
            assert b.truth(direction.witness.facts) is False


@settings(max_examples=300)
@given(strategies.conditions(), strategies.conditions(), strategies.fact_sets())
def test_what_is_proved_no_facts_contradict(first: n.Node, second: n.Node, facts: Facts) -> None:
    found = small(first, second)
    truths = (found.a.truth(facts), found.b.truth(facts))
    if found.a_in_b.contained:
        assert truths != (True, False)
    if found.b_in_a.contained:
        assert truths != (False, True)


@given(strategies.conditions(), strategies.conditions())
def test_the_relation_is_the_same_from_the_other_side(first: n.Node, second: n.Node) -> None:
    forth, back = small(first, second), small(second, first)
    assert back.relation is forth.relation.reversed
    assert forth.reversed.reversed == forth


@given(strategies.conditions(depth=2))
def test_every_rule_is_at_least_not_different_from_itself(condition: n.Node) -> None:
    assert small(condition, condition).relation in (Relation.EQUIVALENT, Relation.NOT_DECIDED)


@settings(max_examples=100)
@given(strategies.conditions(depth=1), strategies.conditions(depth=1), strategies.conditions(depth=1))
def test_containment_goes_on(first: n.Node, second: n.Node, third: n.Node) -> None:
    if small(first, second).a_in_b.contained and small(second, third).a_in_b.contained:
        assert small(first, third).a_in_b.contained is not False


@pytest.mark.parametrize(
    ("a", "b", "relation", "a_only", "b_only"),
    [
        ("q >= 34", "q > 33", Relation.EQUIVALENT, None, None),  # whole numbers
        ("x >= 34", "x > 34", Relation.B_NARROWER, "x 34", None),  # a tie
        ("x >= 34", "x > 33", Relation.A_NARROWER, None, "x 33.5"),
        ("q >= 34 AND q < 100 AND x <= 1", "q >= 34 AND x <= 1", Relation.A_NARROWER, None, "q 100, x 0.3"),
        ("x <= 1", "y <= 1", Relation.DIFFER, "x 0.3, y 3", "x 3, y 0.3"),
        ("unknown('not read')", "x > 1", Relation.NOT_DECIDED, None, None),
        ("x > 1 OR x > 2 AND unknown('not read')", "x > 1", Relation.EQUIVALENT, None, None),
        ("x > 2 AND unknown('not read')", "x > 1", Relation.A_NARROWER, None, "x 1.4"),
        ("has(i, 'X.A.1')", "has(i, 'X.A')", Relation.NOT_DECIDED, None, None),
        ("c IN ('a', 'b')", "c <> 'c'", Relation.EQUIVALENT, None, None),  # the codes are three
        ("p AND NOT p", "x > x", Relation.EQUIVALENT, None, None),  # neither can hold
        ("x * 2 > y", "x * 4 > y * 2", Relation.EQUIVALENT, None, None),
    ],
)
def test_relations_and_their_smallest_witnesses(
    a: str, b: str, relation: Relation, a_only: str | None, b_only: str | None
) -> None:
    found = small(read(a), read(b))
    assert found.relation is relation
    for direction, expected in ((found.a_in_b, a_only), (found.b_in_a, b_only)):
        assert (None if direction.witness is None else str(direction.witness)) == expected


def test_a_difference_of_words_alone_is_told() -> None:
    apart = small(read("x > 1 AND p"), read("x > 1 AND r"))
    assert apart.relation is Relation.DIFFER
    assert apart.a_in_b.by_vocabulary == apart.b_in_a.by_vocabulary == {"p", "r"}
    shared = small(read("x > 1 AND p"), read("x > 2 AND r"))
    assert shared.a_in_b.by_vocabulary == frozenset()  # x = 1.5 tells them apart whatever p and r are
    assert shared.b_in_a.by_vocabulary == {"p", "r"}


def test_a_solver_without_time_decides_nothing_and_says_so() -> None:
    hard = " AND ".join(f"x * y * q * {k} <> {k + 1}" for k in range(1, 40))
    found = compare(rule(read(hard)), rule(read("x * x * y * y = 2 AND q * q * q = x * y")), SMALL, milliseconds=1)
    assert found.relation is Relation.NOT_DECIDED or all(d.witness for d in (found.a_in_b, found.b_in_a) if d.contained is False)
    if found.relation is Relation.NOT_DECIDED:
        assert found.reasons


def test_an_id_that_is_not_in_force_is_refused() -> None:
    with pytest.raises(UnknownId, match="not in force"):
        rule_of(CORPUS, "EU.2021-821.AnnexI.4A506", dt.date(2024, 1, 1))
    with pytest.raises(UnknownId):
        rule_of(CORPUS, "EU.No.Such", TODAY)


LADDERS = {
    "US": "US.EAR.774.4A906.a",
    "UK": "UK.428-2009.AnnexI.4A506.a",
    "EU": "EU.2021-821.AnnexI.4A506.a",
    "CA": "CA.ECL.5506.2.c.ii.A",
}


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(LADDERS, 2)))
def test_the_quantum_ladders_are_one_rule(a: str, b: str) -> None:
    """Checked by hand: the eight bands of the four texts have the same limits, both ends of each, and `or less` for the error."""
    first, second = (rule_of(CORPUS, LADDERS[name], TODAY) for name in (a, b))
    assert compare(first, second, CORPUS.vocabulary).relation is Relation.EQUIVALENT
    generator = random.Random(f"{a}{b}")
    kind = {"item_kind": "quantum_computer", "quantum_model": "gate"}
    for _ in range(100_000):
        qubits = Decimal(generator.choice([33, 34, 35, 99, 100, 199, 200, 349, 350, 499, 500, 699, 700, 1099, 1100, 1999, 2000]))
        if generator.random() < 0.5:
            qubits = Decimal(generator.randrange(1, 5000))
        tie = Decimal(generator.choice(["1e-4", "1e-3", "2e-3", "3e-3", "4e-3", "5e-3", "6e-3"]))
        error = tie if generator.random() < 0.3 else Decimal(repr(10 ** generator.uniform(-6, -1)))
        facts: Facts = {**kind, "physical_qubits": qubits, "cnot_error": error}
        assert first.truth(facts) is second.truth(facts)


@pytest.mark.parametrize(
    ("a", "b", "relation", "a_only"),
    [
        # 15 CFR 774 Supp. 1, 3A090.a.1: TPP of 4800 or more; EU and UK 3A501.a.16: TPP of 6000 or more, and nothing by density.
        ("US.EAR.774.3A090.a", "EU.2021-821.AnnexI.3A501.a.16", Relation.B_NARROWER, "tpp 5000 TPP"),
        ("US.EAR.774.3A090.a", "UK.428-2009.AnnexI.3A501.a.16", Relation.B_NARROWER, "tpp 5000 TPP"),
        ("EU.2021-821.AnnexI.3A501.a.16", "UK.428-2009.AnnexI.3A501.a.16", Relation.EQUIVALENT, None),
    ],
)
def test_the_chip_entries_and_their_true_differences(a: str, b: str, relation: Relation, a_only: str | None) -> None:
    found = compare(rule_of(CORPUS, a, TODAY), rule_of(CORPUS, b, TODAY), CORPUS.vocabulary)
    assert found.relation is relation
    if a_only is not None:
        assert a_only in str(found.a_in_b.witness)


@pytest.mark.parametrize("name", list(topics(CORPUS)))
def test_a_whole_matrix_holds_together(name: str) -> None:
    found = matrix(CORPUS, topic(CORPUS, name), TODAY, drop_silent=True)
    sides = [side.id for side in found.sides]
    for a, b in itertools.permutations(sides, 2):
        assert found.pair(a, b).comparison.relation is found.pair(b, a).comparison.relation.reversed
    for a, b, c in itertools.permutations(sides, 3):
        if _within(found, a, b) and _within(found, b, c):
            assert found.pair(a, c).comparison.a_in_b.contained is not False
    for pair in found.pairs:
        _agreement_fits_the_relation(pair.comparison, found, pair.a.id, pair.b.id)


def _within(found: Matrix, a: str, b: str) -> bool:
    return found.pair(a, b).comparison.a_in_b.contained is True


def _agreement_fits_the_relation(comparison: Comparison, found: Matrix, a: str, b: str) -> None:
    pair = found.pair(a, b)
    if comparison.relation is Relation.EQUIVALENT:
        assert pair.items is None or pair.items.differ == 0
        assert pair.space is None or pair.space.differ.low == 0
    if comparison.a_in_b.contained and pair.items is not None:
        assert not pair.items.a_only
    if comparison.b_in_a.contained and pair.items is not None:
        assert not pair.items.b_only
