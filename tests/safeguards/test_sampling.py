"""Sample sizes: the published vectors, and the laws that every size obeys. Sources stand in the family of each vector."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb, log, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.safeguards import planning as p
from acquis.safeguards.planning.sampling import imperfect_nondetection
from acquis.safeguards.records import SafeguardsError
from tests.safeguards.vectors import cases

BETAS = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.5])


@st.composite
def populations(draw: st.DrawFn) -> tuple[int, int]:
    items = draw(st.integers(1, 400))
    return items, draw(st.integers(1, items))


@pytest.mark.parametrize("case", cases("sampling.single_stratum"), ids=lambda c: f"N{c['N']}d{c['d']}")
def test_one_stratum_as_the_agency_and_jaech_and_exactly(case: dict[str, Any]) -> None:
    """Sources: Burr et al., JNMM 44(3); Jaech's approximation as in Kim (KAERI). Tolerance: integers exact, reals 1e-8."""
    asked = (case["N"], case["d"], case["beta"])
    assert p.iaea_size(*asked) == case["n_iaea"]
    assert p.iaea_size_unrounded(*asked) == pytest.approx(case["n_iaea_unrounded"], rel=1e-8)
    assert p.jaech_size(*asked) == case["n_jaech"]
    assert p.exact_size(*asked) == case["n_exact"]
    for less, name in ((0, "nondetection_at_n_exact"), (1, "nondetection_at_n_exact_minus_1")):
        assert p.nondetection(case["N"], case["d"], case["n_exact"] - less) == pytest.approx(case[name], rel=1e-8)


@pytest.mark.parametrize("case", cases("sampling.imperfect_detection"), ids=lambda c: f"N{c['N']}d{c['d']}")
def test_defects_that_may_be_overlooked(case: dict[str, Any]) -> None:
    """Source: exact hypergeometric mixture (Kim, KAERI, classification probability q). Tolerance 1e-8."""
    found = p.nondetection(case["N"], case["d"], case["n"], case["q"])
    assert found == pytest.approx(case["nondetection"], rel=1e-8)


@pytest.mark.parametrize("case", cases("sampling.three_level"), ids=lambda c: f"N{c['N']}")
def test_three_levels_of_defect(case: dict[str, Any]) -> None:
    """Source: Hough et al. 1974, BNWL-1852; Avenhaus and Canty 1996, chapter 4. Tolerance: integers exact."""
    names = ("N", "mean_item", "goal", "beta", "gamma_partial", "gamma_bias")
    scheme = p.three_level(*(case[name] for name in names))
    assert scheme.size == case["n_total"]
    assert scheme.verified[p.Level.PARTIAL] == case["n_at_least_partial_method"]
    assert scheme.verified[p.Level.BIAS] == case["n_bias_method"]
    assert scheme.counts == {
        p.Level.GROSS: case["n_gross_only"],
        p.Level.PARTIAL: case["n_partial_only"],
        p.Level.BIAS: case["n_bias_method"],
    }


@pytest.mark.parametrize("case", cases("sampling.stratified_game"))
def test_strata_under_a_budget(case: dict[str, Any]) -> None:
    """Source: Avenhaus and Canty, Compliance Quantified (1996), attribute sampling over classes. Tolerance 1e-6."""
    classes = [p.Class(*of) for of in zip(case["N"], case["item_amount"], case["effort_per_item"], strict=True)]
    found = p.saddle(classes, case["total_effort"], case["goal"])
    assert found.kappa == pytest.approx(case["kappa"], rel=1e-6)
    assert found.samples == pytest.approx(case["n"], rel=1e-6)
    assert found.diverted == pytest.approx(case["r"], rel=1e-6)
    assert found.nondetection == pytest.approx(case["nondetection"], rel=1e-6)
    assert found.detection == pytest.approx(case["detection"], rel=1e-6)
    assert p.worst_nondetection(classes, found.samples, case["goal"]) == pytest.approx(found.nondetection, rel=1e-9)


def test_a_saddle_leaves_no_better_choice_to_an_inspector_who_will_be_answered() -> None:
    """Avenhaus and Canty 1996: moving effort between strata helps the diverter; against the diverter's spread a small move
    changes nothing in the first order."""
    classes = [p.Class(40, 2.0, 1.0), p.Class(100, 0.5, 0.5), p.Class(12, 6.0, 4.0)]
    found = p.saddle(classes, 60, 25)
    for gives in range(3):
        for takes in set(range(3)) - {gives}:
            moved = list(found.samples)
            moved[gives] -= 0.5 / classes[gives].effort
            moved[takes] += 0.5 / classes[takes].effort
            assert p.worst_nondetection(classes, moved, 25) > found.nondetection
            slopes = [r / (c.items - n) / c.effort for c, n, r in zip(classes, found.samples, found.diverted, strict=True)]
            assert slopes == pytest.approx([slopes[0]] * 3)


@given(populations(), BETAS)
def test_the_exact_size_is_the_smallest_that_suffices(population: tuple[int, int], beta: float) -> None:
    items, defects = population
    size, limit = p.exact_size(items, defects, beta), Fraction(str(beta))
    assert Fraction(comb(items - defects, size), comb(items, size)) <= limit
    assert Fraction(comb(items - defects, size - 1), comb(items, size - 1)) > limit


@given(populations(), BETAS)
def test_the_formula_of_the_agency_is_never_too_small_and_at_most_three_too_large(
    population: tuple[int, int], beta: float
) -> None:
    """Burr et al., JNMM 44(3), for the betas in use: 0.05 and above."""
    exact, formula = p.exact_size(*population, beta), p.iaea_size(*population, beta)
    assert exact <= formula
    if beta >= 0.05:
        assert formula <= exact + 3


@given(populations(), BETAS, BETAS)
def test_sizes_are_monotone(population: tuple[int, int], beta: float, other: float) -> None:
    items, defects = population
    for size in (p.exact_size, p.iaea_size, p.jaech_size):
        here = size(items, defects, beta)
        assert size(items + 1, defects, beta) >= here
        if defects < items:
            assert size(items, defects + 1, beta) <= here
        assert (size(items, defects, other) - here) * (beta - other) >= 0


@given(populations(), st.sampled_from([0.3, 0.8, 0.95]), BETAS)
@settings(max_examples=40)
def test_what_is_recognised_less_often_needs_more(population: tuple[int, int], recognition: float, beta: float) -> None:
    items, defects = min(population[0], 60), min(population)
    size = p.imperfect_size(items, min(defects, items), beta, recognition)
    perfect = p.exact_size(items, min(defects, items), beta)
    if size is None:
        assert Fraction(str(1 - recognition)).limit_denominator(100) ** min(defects, items) > Fraction(str(beta))
    else:
        assert size >= perfect
        assert imperfect_nondetection(items, min(defects, items), size, recognition) <= Fraction(str(beta))


@given(populations(), st.data())
@settings(max_examples=40)
def test_the_mixture_is_the_sum_of_its_terms(population: tuple[int, int], data: st.DataObject) -> None:
    items, defects = population
    sample = data.draw(st.integers(0, items))
    terms = (
        Fraction(comb(defects, k) * comb(items - defects, sample - k), comb(items, sample)) * Fraction(3, 10) ** k
        for k in range(min(defects, sample) + 1)
    )
    assert imperfect_nondetection(items, defects, sample, Fraction(7, 10)) == sum(terms)


@pytest.mark.parametrize(("items", "defects", "sample", "recognition"), [(100, 10, 20, 1.0), (60, 3, 20, 0.8), (40, 4, 10, 0.9)])
def test_simulated_frequencies_agree(items: int, defects: int, sample: int, recognition: float) -> None:
    """20 000 inspections, drawn by the standard library; within 4.5 standard deviations."""
    draw, runs, missed = random.Random(6), 20_000, 0
    for _ in range(runs):
        seen = sum(1 for item in draw.sample(range(items), sample) if item < defects)
        missed += all(draw.random() >= recognition for _ in range(seen))
    expected = p.nondetection(items, defects, sample, recognition)
    assert abs(missed / runs - expected) < 4.5 * sqrt(expected * (1 - expected) / runs)


@given(st.integers(1, 500), st.floats(0.1, 10), st.floats(1, 200), BETAS, st.floats(0.02, 1), st.floats(0.01, 1))
def test_finer_methods_verify_fewer_items(
    items: int, mean: float, goal: float, beta: float, partial: float, share: float
) -> None:
    scheme = p.three_level(items, mean, goal, beta, partial, partial * share)
    gross, middle, bias = (scheme.verified[level] for level in p.Level)
    assert items >= gross >= middle >= bias >= 1
    assert sum(scheme.counts.values()) == gross


def test_each_level_is_detected_with_the_probability_it_was_sized_for() -> None:
    """BNWL-1852: whatever is taken from each item, the goal quantity is missed with at most beta."""
    scheme = p.three_level(120, 2.0, 25.0, 0.1, 0.2, 0.04)
    for level, share in ((p.Level.GROSS, 1.0), (p.Level.PARTIAL, 0.2)):
        assert p.detection(scheme, level, p.defects_for(25, 2, share)) >= 0.9
    assert p.defects_for(25, 2, 0.04) == 313  # more than the stratum holds: bias alone cannot reach the goal here


def test_whole_samples_give_every_class_the_rate_asked_for() -> None:
    classes = [p.Class(40, 2.0, 1.0, 0.9), p.Class(100, 0.5, 0.5), p.Class(12, 6.0, 4.0)]
    kappa = -log(0.1) / 25
    assert p.worst_nondetection(classes, p.samples_at(classes, kappa), 25) <= 0.1 + 1e-12
    assert p.samples_at(classes[1:2], kappa) == (p.iaea_size(100, 50, 0.1),)


@pytest.mark.parametrize(("items", "defects", "beta"), [(0, 0, 0.1), (5, 6, 0.1), (5, 0, 0.1), (5, 1, 0.0), (5, 1, 1.0)])
def test_what_cannot_be_sampled_is_an_error(items: int, defects: int, beta: float) -> None:
    with pytest.raises(SafeguardsError):
        p.exact_size(items, defects, beta)
