"""Exact shares of a topic's space: they agree with sampling, and the engine reads every cell as its representative."""

from __future__ import annotations

import datetime as dt
import math
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.cells import Cells, NotExact, decompose, measure, pieces, sample, wilson
from acquis.compare.rules import Rule, rule_of, topic_rule
from acquis.compare.topics import Axis, topic, topics
from acquis.conditions import nodes as n
from acquis.conditions.values import Value
from acquis.law import load_corpus

CORPUS = load_corpus()
ON = dt.date(2026, 11, 1)
QUBITS, ERROR = Axis("physical_qubits", Decimal(1), Decimal(100_000)), Axis("cnot_error", Decimal("1e-6"), Decimal("0.1"))
LADDER = rule_of(CORPUS, "US.EAR.774.4A906", ON, known={"item_kind": "quantum_computer", "quantum_model": "gate"})
MARKETED = Axis("datacenter_marketed")


def rule(condition: n.Node) -> Rule:
    """A rule of no law."""
    return Rule("drawn", CORPUS.on(ON, "US"), ON, condition, (), {})


def compared(fact: str, limits: st.SearchStrategy[Decimal]) -> st.SearchStrategy[n.Node]:
    """`fact op limit`."""
    ops = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.builds(lambda op, limit: n.Compare(op, n.Fact(fact), n.Literal(limit)), ops, limits)


ATOMS = (
    compared("physical_qubits", st.decimals(-5, 200_000, places=1))
    | compared("cnot_error", st.decimals("1e-7", "0.2", places=7))
    | st.just(n.Fact("datacenter_marketed"))
    | st.just(n.Unknown("text not read"))
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds(n.Not, inner)
        | st.builds(lambda a, b: n.And((a, b)), inner, inner)
        | st.builds(lambda a, b: n.Or((a, b)), inner, inner)
    ),
    max_leaves=6,
)
SPACE = (QUBITS, ERROR, MARKETED)


@given(CONDITIONS, CONDITIONS)
def test_the_weights_of_all_cells_make_one(first: n.Node, second: n.Node) -> None:
    cells = decompose(SPACE, [rule(first), rule(second)], CORPUS.vocabulary)
    assert math.isclose(math.fsum(cells.weights), 1, abs_tol=1e-9)
    by_truth = [cells.share(lambda truths: truths[0] is truth).value for truth in (True, False, None)]  # noqa: B023
    assert math.isclose(math.fsum(by_truth), 1, abs_tol=1e-9)


def holding(cells: Cells, qubits: Decimal, error: Decimal, marketed: bool) -> list[int]:
    """The cells in which a point lies."""
    found = []
    for k, (count, measured, answer) in enumerate(cells.cells):
        inside = (
            error == measured.value if measured.low == measured.high else measured.low < error < measured.high  # type: ignore[operator]
        )
        if count.low <= qubits < count.high and inside and answer.value is marketed:  # type: ignore[operator]
            found.append(k)
    return found


@given(CONDITIONS, st.integers(1, 99_999), st.decimals("0.0000011", "0.0999999", places=7), st.booleans())
def test_a_rule_is_constant_on_a_cell(condition: n.Node, qubits: int, error: Decimal, marketed: bool) -> None:
    drawn = rule(condition)
    cells = decompose(SPACE, [drawn], CORPUS.vocabulary)
    (cell,) = holding(cells, Decimal(qubits), error, marketed)
    at: dict[str, Value] = {"physical_qubits": Decimal(qubits), "cnot_error": error, "datacenter_marketed": marketed}
    assert drawn.truth(at) is cells.truths[0][cell] is drawn.truth(cells.facts(cell))


@given(CONDITIONS, st.integers(0, 2**32))
def test_exact_shares_agree_with_sampling_within_its_error(condition: n.Node, seed: int) -> None:
    drawn, points = rule(condition), 400
    exact = decompose(SPACE, [drawn], CORPUS.vocabulary)
    sampled = sample(SPACE, [drawn], CORPUS.vocabulary, points=points, seed=seed)
    for truth in (True, False, None):
        hits = round(sampled.share(lambda truths: truths[0] is truth).value * points)  # noqa: B023
        low, high = wilson(hits, points, z=6)  # one in 5e8 by chance
        assert low - 1e-9 <= exact.share(lambda truths: truths[0] is truth).value <= high + 1e-9  # noqa: B023


@pytest.mark.parametrize("name", [name for name in topics(CORPUS)])
def test_every_topic_of_the_corpus_agrees_with_its_sample(name: str) -> None:
    of = topic(CORPUS, name)
    rules = [topic_rule(CORPUS, of, side, ON) for side in of.sides]
    found = measure(of.axes, rules, CORPUS.vocabulary)
    if not isinstance(found, Cells):
        assert name == "model_compute", "only a rule that compares two facts is not exact"
        return
    sampled = sample(of.axes, rules, CORPUS.vocabulary, points=2_000, seed=7)
    for k in range(len(rules)):
        low, high = wilson(round(sampled.share(lambda truths: truths[k] is True).value * 2_000), 2_000, z=6)  # noqa: B023
        assert low <= found.share(lambda truths: truths[k] is True).value <= high  # noqa: B023


def test_the_share_of_the_ladder_is_what_its_bands_say() -> None:
    """Each band is (log of its qubits' ratio) x (log of what its limit leaves), over the whole space."""
    bands = [(34, 100, 1e-4), (100, 200, 1e-3), (200, 350, 2e-3), (350, 500, 3e-3), (500, 700, 4e-3), (700, 1100, 5e-3)]
    bands += [(1100, 2000, 6e-3), (2000, 100_000, 0.1)]
    by_hand = sum(math.log(high / low) / math.log(1e5) * math.log(limit / 1e-6) / math.log(1e5) for low, high, limit in bands)
    share = decompose((QUBITS, ERROR), [LADDER], CORPUS.vocabulary).share(lambda truths: truths[0] is True)
    assert share.exact
    assert math.isclose(share.value, by_hand, rel_tol=1e-12)


def test_a_tie_is_a_cell_without_weight() -> None:
    strict, wide = (rule(n.Compare(op, n.Fact("cnot_error"), n.Literal(Decimal("0.001")))) for op in ("<", "<="))
    cells = decompose((ERROR,), [strict, wide], CORPUS.vocabulary)
    apart = list(cells.where(lambda truths: truths[0] is not truths[1]))
    assert [(cells.weights[k], cells.facts(k)) for k in apart] == [(0.0, {"cnot_error": Decimal("0.001")})]


def test_whole_numbers_are_cut_where_the_comparison_changes() -> None:
    more = n.Compare(">", n.Fact("physical_qubits"), n.Literal(Decimal(34)))
    assert [piece.low for piece in pieces(QUBITS, [more], CORPUS.vocabulary)] == [1, 35]


def test_an_axis_against_another_fact_is_not_exact() -> None:
    against = rule(n.Compare(">=", n.Fact("physical_qubits"), n.Fact("fabricated_qubits")))
    with pytest.raises(NotExact):
        decompose((QUBITS,), [against], CORPUS.vocabulary)
    found = measure((QUBITS,), [against], CORPUS.vocabulary, points=50)
    assert found.share(lambda truths: truths[0] is None).value == 1


def test_wilson_holds_the_share_as_often_as_it_says() -> None:
    generator, share, points = random.Random(1), 0.1, 200
    held = 0
    for _ in range(2_000):
        low, high = wilson(sum(generator.random() < share for _ in range(points)), points)
        held += low <= share <= high
    assert 0.92 < held / 2_000 < 0.98
