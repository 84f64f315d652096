"""Ranges and dominance: a claim holds in every completion of what is unknown."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.lsi.dominance import Measure
from acquis.compare.lsi.points import Points, Range, certainly_less_somewhere, never_more
from acquis.compare.lsi.weights import first, scores
from acquis.conditions.values import Truth

TRUTHS = st.lists(st.tuples(st.sampled_from((True, False, None)), st.sampled_from((True, False, None))), min_size=1, max_size=5)


def completions(truths: tuple[Truth, ...]) -> list[tuple[bool, ...]]:
    return list(product(*((True, False) if truth is None else (truth,) for truth in truths)))


@given(TRUTHS, st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_a_range_holds_every_completion(pairs: list[tuple[Truth, Truth]], weights: list[int]) -> None:
    points = Points(tuple(a for a, _ in pairs), tuple(weights[: len(pairs)]))
    counts = [sum(w for truth, w in zip(done, points.weights, strict=True) if truth) for done in completions(points.truths)]
    assert (points.range.low, points.range.high) == (min(counts), max(counts))


@given(TRUTHS)
def test_never_more_holds_in_every_completion(pairs: list[tuple[Truth, Truth]]) -> None:
    a, b = (Points(tuple(pair[k] for pair in pairs), (1,) * len(pairs)) for k in (0, 1))
    possible = list(product(completions(a.truths), completions(b.truths)))
    always = all(x <= y for first_, second in possible for x, y in zip(first_, second, strict=True))
    assert never_more(a, b, lambda k: False) == always
    somewhere = any(all(not f[k] and s[k] for f, s in possible) for k in range(len(pairs)))
    assert certainly_less_somewhere(a, b) == somewhere


@given(TRUTHS)
def test_one_world_answers_both(pairs: list[tuple[Truth, Truth]]) -> None:
    """A point that hangs on the same question is never more in one than in the other."""
    a = Points(tuple(pair[0] for pair in pairs), (1,) * len(pairs))
    assert never_more(a, a, lambda k: True)


RANGES = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda ends: Range(min(ends), max(ends), 10))


@given(st.lists(st.tuples(RANGES, RANGES), min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_a_first_place_is_first_in_every_completion(rows: list[tuple[Range, Range]], weights: list[int]) -> None:
    made = [Measure(f"m{k}", "L", "", k % 2 == 0, row) for k, row in enumerate(rows)]
    given_ = {measure.id: float(weight) for measure, weight in zip(made, weights, strict=False)}
    if not any(given_.values()):
        return
    found = scores(made, given_)
    assert all(0 <= score.low <= score.high <= 1 + 1e-12 for score in found)
    won = first(found)
    if won is not None:
        assert found[won].low > found[1 - won].high


def test_overlapping_scores_decide_nothing() -> None:
    made = [Measure("m", "L", "", False, (Range(0, 5, 10), Range(4, 9, 10)))]
    assert first(scores(made, {"m": 1.0})) is None
    assert first(scores([Measure("m", "L", "", False, (Range(0, 3, 10), Range(4, 9, 10)))], {"m": 1.0})) == 0


def test_shares_of_nothing_are_none() -> None:
    assert Range(0, 0, 0).shares == (0.0, 0.0)
