"""The boxes of a condition: a point is in one of them exactly when the condition holds there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions import Interval, Node, compile_truth
from acquis.conditions import nodes as n
from acquis.conditions.boxes import MOST_BOXES, Bounds, NoBoxes, boxes
from acquis.conditions.parse import parse_condition

D = Decimal
limits = st.integers(-2, 2).map(D)
comparisons = st.sampled_from(["=", "<", "<=", ">", ">="])


def plain(axis: str) -> st.SearchStrategy[Node]:
    """A limit on an axis, written from either side."""
    return st.one_of(
        st.builds(n.Compare, comparisons, st.just(n.Fact(axis)), st.builds(n.Literal, limits)),
        st.builds(n.Compare, comparisons, st.builds(n.Literal, limits), st.just(n.Fact(axis))),
    )


leaves = st.one_of(plain("x"), plain("y"), st.builds(n.Literal, st.booleans()))
conditions = st.recursive(
    leaves,
    lambda inner: st.lists(inner, min_size=2, max_size=3).flatmap(
        lambda parts: st.sampled_from([n.conjunction(parts), n.disjunction(parts)])
    ),
    max_leaves=8,
)
POINTS = [D(k) / 2 for k in range(-6, 7)]


@given(conditions)
def test_a_point_is_in_a_box_exactly_when_the_condition_holds(condition: Node) -> None:
    found = boxes(condition, ("x", "y"))
    read = compile_truth(condition)
    for x in POINTS:
        for y in POINTS:
            inside = any(x in box.get("x", Bounds()) and y in box.get("y", Bounds()) for box in found)
            assert inside is read({"x": x, "y": y}, lambda _: None)


def test_the_bands_of_a_list() -> None:
    condition = parse_condition("q >= 34 AND q < 100 AND e <= 0.0001 OR q >= 100 AND e <= 0.001")
    assert boxes(condition, ("q", "e")) == (
        {"q": Bounds(D(34), D(100), high_strict=True), "e": Bounds(high=D("0.0001"))},
        {"q": Bounds(D(100)), "e": Bounds(high=D("0.001"))},
    )


def test_other_facts_are_taken_as_met() -> None:
    condition = parse_condition("kind = 'machine' AND NOT marked AND q >= 34 AND has(s, 'a') AND unknown('a table')")
    assert boxes(condition, ("q",)) == ({"q": Bounds(D(34))},)
    assert boxes(parse_condition("marked"), ("q",)) == ({},)


def test_what_nothing_satisfies_has_no_box() -> None:
    for text in ("q > 5 AND q < 5", "q >= 5 AND q < 5", "q = 4 AND q = 5", "FALSE", "q > 1 AND FALSE"):
        assert boxes(parse_condition(text), ("q",)) == ()
    assert boxes(parse_condition("q >= 5 AND q <= 5"), ("q",)) == ({"q": Bounds(D(5), D(5))},)


@pytest.mark.parametrize("text", ["NOT q >= 34", "q * 2 >= 34", "q >= e", "q <> 34", "q IN (34, 35)", "least(q, 5) > 3", "q = q"])
def test_what_is_no_union_of_boxes_says_so(text: str) -> None:
    with pytest.raises(NoBoxes):
        boxes(parse_condition(text), ("q", "e"))


def test_too_many_boxes_are_refused_before_they_cost_memory() -> None:
    one = "(x > 1 OR y > 1 OR x < 0 OR y < 0)"
    with pytest.raises(NoBoxes, match="too many boxes"):
        boxes(parse_condition(" AND ".join([one] * 30)), ("x", "y"))
    assert len(boxes(parse_condition(" AND ".join([one] * 2)), ("x", "y"))) < MOST_BOXES


# Bounds ---------------------------------------------------------------------------------------------------------------

bounds = st.builds(Bounds, st.one_of(st.none(), limits), st.one_of(st.none(), limits), st.booleans(), st.booleans())


@given(bounds, bounds)
def test_two_bounds_meet_in_what_both_allow(first: Bounds, second: Bounds) -> None:
    common = [point for point in POINTS if point in first and point in second]
    met = first.meet(second)
    assert [point for point in POINTS if met is not None and point in met] == common
    if met is None:
        assert not common


@given(bounds, limits, limits)
def test_a_value_within_bounds_that_is_itself_known_within_bounds(one: Bounds, a: Decimal, b: Decimal) -> None:
    low, high = min(a, b), max(a, b)
    value = low if low == high else Interval(low, high)
    inside = {point in one for point in POINTS if low <= point <= high}
    truth = one.truth(value)
    assert truth is None or inside == {truth}
    assert truth is not None or len(inside) == 2 or one.empty
    assert one.truth(None) in (None, True)


def test_a_limit_belongs_to_its_bounds_unless_it_is_strict() -> None:
    assert D(5) in Bounds(D(5), D(6))
    assert D(5) not in Bounds(D(5), D(6), low_strict=True)
    assert D(6) not in Bounds(D(5), D(6), high_strict=True)
    assert "5" not in Bounds()
    assert Bounds(D(5), D(5), high_strict=True).empty
    assert not Bounds(D(5), D(5)).empty
