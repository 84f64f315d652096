"""Values: the gate for numbers, intervals and sets of ids, how they meet, and how they are shown."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions import IdSet, Interval, Truth, compile_truth, compile_value, number, show
from acquis.conditions.parse import parse_condition, parse_expression
from acquis.conditions.values import interval, kleene_and, kleene_not, kleene_or, meet, show_number, to_json

D = Decimal
TRUTHS: tuple[Truth, ...] = (True, False, None)
finite = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)


# The gate -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (1, "1"),
        ("0.10", "0.10"),
        (0.1, "0.1"),
        (1e-7, "1E-7"),
        (" 5 ", "5"),
        ("-.5", "-0.5"),
        ("1e3", "1E+3"),
        (D("0.3"), "0.3"),
        (float("nan"), None),
        ("NaN", None),
        (D("sNaN"), None),
    ],
)
def test_numbers_enter_as_they_are_written(raw: object, value: str | None) -> None:
    got = number(raw)
    assert (None if got is None else str(got)) == value


@pytest.mark.parametrize(
    "raw", [True, "abc", "", None, [], "1,5", "inf", float("-inf"), D("Infinity"), "1e401", "0." + "1" * 401]
)
def test_what_is_no_number_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"number|digits"):
        number(raw)


def test_single_precision() -> None:
    numpy = pytest.importorskip("numpy")
    assert number(numpy.float32(0.001)) == D("0.001")
    assert number(numpy.float32(0.1)) == D("0.1")
    assert number(numpy.float64(0.1)) == D("0.1")
    assert number(numpy.float16(0.5)) == D("0.5")
    assert number(numpy.float32("nan")) is None


# Truth ----------------------------------------------------------------------------------------------------------------


def test_kleene() -> None:
    for a in TRUTHS:
        assert kleene_not(kleene_not(a)) is a
        for b in TRUTHS:
            both, either = kleene_and((a, b)), kleene_or((a, b))
            if a is False or b is False:
                assert both is False
            elif a is None or b is None:
                assert both is None
            else:
                assert both is True
            assert either is kleene_not(kleene_and((kleene_not(a), kleene_not(b))))
    assert kleene_and(()) is True
    assert kleene_or(()) is False


# Intervals ------------------------------------------------------------------------------------------------------------


def test_an_interval_is_not_empty() -> None:
    with pytest.raises(ValueError, match="is empty"):
        Interval(D(2), D(1))
    assert interval(D(1), D(1)) == D(1)
    assert interval(None, None) is None
    assert interval(D(1), None) == Interval(D(1), None)


def spans(points: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Points, and intervals with closed and open ends."""
    pair = st.tuples(points, points).map(lambda p: interval(min(p), max(p)))
    return st.one_of(points, pair, points.map(lambda p: Interval(p, None)), points.map(lambda p: Interval(None, p)))


small = st.integers(-5, 5).map(D)
SOME = [D(k) for k in range(-6, 7)]


def inside(value: Any, point: Decimal) -> bool:
    if not isinstance(value, Interval):
        return bool(value == point)
    return (value.low is None or value.low <= point) and (value.high is None or point <= value.high)


@given(spans(small), spans(small))
def test_what_two_values_both_say(first: Any, second: Any) -> None:
    common = [point for point in SOME if inside(first, point) and inside(second, point)]
    try:
        met = meet(first, second)
    except ValueError:
        assert not common
        return
    assert [point for point in SOME if met is None or inside(met, point)] == common
    assert meet(second, first) == met
    assert meet(first, first) == first


def test_texts_that_differ_contradict_each_other() -> None:
    assert meet("a", "a") == "a"
    assert meet(frozenset("ab"), frozenset("ba")) == frozenset("ab")
    for one, other in (("a", "b"), (True, False), (D(1), D(2)), (frozenset("a"), frozenset("b"))):
        with pytest.raises(ValueError, match="contradict each other"):
            meet(one, other)
    with pytest.raises(ValueError, match="is empty"):
        meet(Interval(D(1), D(2)), D(3))


# Every point of the intervals is a possible world: what holds in all of them is true, what holds in none is false.
@given(spans(small), spans(small), st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
def test_a_comparison_of_intervals_speaks_for_all_their_points(x: Any, y: Any, op: str) -> None:
    read = compile_truth(parse_condition(f"x {op} y"))
    truth = read({"x": x, "y": y}, lambda _: None)
    points = [D(k) / 2 for k in range(-14, 15)]
    worlds = {read({"x": a, "y": b}, lambda _: None) for a in points if inside(x, a) for b in points if inside(y, b)}
    if truth is None:
        assert worlds == {True, False} or isinstance(x, Interval) or isinstance(y, Interval)
    else:
        assert worlds == {truth}


@given(spans(small), spans(small), st.sampled_from("+-*/"), small, small)
def test_arithmetic_of_intervals_holds_every_point(x: Any, y: Any, op: str, a: Decimal, b: Decimal) -> None:
    if not (inside(x, a) and inside(y, b)):
        return
    read = compile_value(parse_expression(f"x {op} y"))
    whole, point = read({"x": x, "y": y}), read({"x": a, "y": b})
    if whole is not None and point is not None:
        assert inside(whole, point)
    if op == "/" and b == 0:
        assert point is None
        assert whole is None, "a divisor that may be zero"


@given(st.lists(st.one_of(st.none(), spans(small)), min_size=2, max_size=4), st.sampled_from(["least", "greatest"]), st.data())
def test_least_and_greatest_hold_every_point(values: list[Any], which: str, data: st.DataObject) -> None:
    names = [f"x{i}" for i in range(len(values))]
    read = compile_value(parse_expression(f"{which}({', '.join(names)})"))
    whole = read({name: value for name, value in zip(names, values, strict=True) if value is not None})
    chosen = [data.draw(st.sampled_from([p for p in SOME if value is None or inside(value, p)])) for value in values]
    result = (min if which == "least" else max)(chosen)
    assert read(dict(zip(names, chosen, strict=True))) == result
    assert whole is None or inside(whole, result)


def test_an_unknown_part_leaves_one_end_of_the_least_known() -> None:
    assert compile_value(parse_expression("least(x, y)"))({"x": D(5)}) == Interval(None, D(5))
    assert compile_value(parse_expression("greatest(x, y)"))({"x": D(5)}) == Interval(D(5), None)
    assert compile_truth(parse_condition("least(x, y) <= 5"))({"x": D(5)}, lambda _: None) is True


def test_thirds_and_ties() -> None:
    read = compile_truth(parse_condition("x / y * y = x"))
    assert read({"x": D(1), "y": D(4)}, lambda _: None) is True
    assert compile_truth(parse_condition("0.1 + 0.2 = 0.3"))({}, lambda _: None) is True
    assert compile_truth(parse_condition("x * 3 = 0.3"))({"x": D("0.1")}, lambda _: None) is True
    assert compile_truth(parse_condition("x / 0 > 1"))({"x": D(1)}, lambda _: None) is None


# Sets of ids ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "complete_for", "wanted", "truth"),
    [
        ("X.A.1", None, "X.A.1", True),
        ("X.A.1", None, "X.A", True),
        ("X.A.1", None, "X", True),
        ("X.A.1", None, "X.A.1.i", None),
        ("X.A.1", None, "X.A.2", False),
        ("X.A.1", None, "X.A.10", False),
        ("X.A.1", None, "Y", False),
        ("X.A.1", "X", "X.B", False),
        ("X.A.1", "X", "Y.B", None),
        ("X.A.1 X.A.1.i", "X", "X.A.1.i", True),
        ("", None, "X", False),
        ("", "X", "X.A", False),
        ("", "X", "Y.A", None),
    ],
)
def test_a_set_of_ids(ids: str, complete_for: str | None, wanted: str, truth: Truth) -> None:
    found = IdSet(frozenset(ids.split()), None if complete_for is None else frozenset(complete_for.split()))
    assert found.has(wanted) is truth


# How they are shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (True, "true"),
        (D("0.00060"), "0.0006"),
        (D("1E+3"), "1000"),
        (D("0.000001"), "0.000001"),
        (D("1E-7"), "1e-7"),
        (D("1E+26"), "1e26"),
        (D("-0"), "0"),
        (D("123456789012345.5"), "123456789012345.5"),
        (Interval(D(1), D("2.50")), "1 to 2.5"),
        (Interval(D(1), None), "at least 1"),
        (Interval(None, D(1)), "at most 1"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (Interval(dt.date(2026, 1, 2), None), "at least 2026-01-02"),
        (frozenset({"b", "a"}), "{a, b}"),
        (frozenset(), "{}"),
        (IdSet(frozenset({"X.A"})), "{X.A}"),
        (({"mass": D(2), "spare": True},), "[{mass: 2, spare: true}]"),
        ([D(1), None], "[1, unknown]"),
        ("text", "text"),
    ],
)
def test_values_are_shown_as_a_person_writes_them(value: object, text: str) -> None:
    assert show(value) == text


@given(st.one_of(finite, st.integers(10**50, 10**60).map(lambda k: D(k).scaleb(-40))))
def test_a_number_is_shown_without_loss(value: Decimal) -> None:
    assert D(show_number(value)) == value
    assert number(show_number(value)) == value
    assert parse_expression(show_number(value)) is not None


@pytest.mark.parametrize(
    ("value", "json_"),
    [
        (D("3.0"), 3),
        (D("0.5"), 0.5),
        (D("1E+26"), 1e26),
        (D("1E+399"), "1E+399"),
        (Interval(D(1), None), {"low": 1, "high": None}),
        (Interval(dt.date(2026, 1, 2), dt.date(2026, 1, 3)), {"low": "2026-01-02", "high": "2026-01-03"}),
        (frozenset({"b", "a"}), ["a", "b"]),
        (IdSet(frozenset({"X.A"}), frozenset({"X"})), ["X.A"]),
        (({"mass": D(2)},), [{"mass": 2}]),
        ((D(1), None), [1, None]),
        (True, True),
        (None, None),
    ],
)
def test_values_as_json(value: object, json_: object) -> None:
    got = to_json(value)
    assert got == json_
    assert type(got) is type(json_)
    assert json.loads(json.dumps(got)) == json_
