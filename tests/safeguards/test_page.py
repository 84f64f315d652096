"""Page's test: run lengths and thresholds against published tables, the vectors, another method and simulation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from acquis.safeguards.statistics import (
    StatisticsError,
    alarm_probability,
    average_run_length,
    average_run_length_two_sided,
    detection_probability,
    page,
    sitmuf,
    threshold_for,
)
from tests.safeguards.vectors import cases, families

SHIFTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
LUCAS_CROSIER = {4.0: (168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34), 5.0: (465, 139, 38.0, 17.0, 10.4, 5.75, 4.01)}
RUNS = 40_000


@pytest.mark.parametrize("case", cases("page.arl"))
def test_the_average_run_lengths_of_the_vectors(case: dict[str, Any]) -> None:
    """Source: Page 1954, the integral equation of the one-sided CUSUM."""
    assert families()["page.arl"]["tolerance"] == "0.5 % relative"
    assert average_run_length(case["h"], case["k"], case["mu"]) == pytest.approx(case["arl"], rel=0.005)


@pytest.mark.parametrize("h", LUCAS_CROSIER)
def test_the_published_two_sided_table(h: float) -> None:
    """Source: Lucas and Crosier 1982, as reprinted by Montgomery; printed with three digits."""
    for shift, published in zip(SHIFTS, LUCAS_CROSIER[h], strict=True):
        assert average_run_length_two_sided(h, 0.5, shift) == pytest.approx(published, rel=0.005)


@pytest.mark.parametrize("case", cases("page.finite_horizon"))
def test_the_thresholds_and_detection_probabilities_of_the_vectors(case: dict[str, Any]) -> None:
    """Source: quadrature of the transition kernel, checked there by 400000 simulated runs."""
    assert families()["page.finite_horizon"]["tolerance"] == "h 0.005 absolute; probabilities 0.002 absolute"
    n, k = case["n"], case["k"]
    h = threshold_for(n, case["alpha"], k)
    assert h == pytest.approx(case["h"], abs=0.005)
    assert alarm_probability(h, k, [0.0] * n) == pytest.approx(case["alpha"], abs=1e-9)
    assert alarm_probability(h, k, [0.5] * n) == pytest.approx(case["detection_mu_0_5"], abs=0.002)
    assert alarm_probability(h, k, [1.0] * n) == pytest.approx(case["detection_mu_1"], abs=0.002)


@pytest.mark.parametrize(("h", "k", "mu"), [(4.0, 0.5, 0.0), (3.0, 0.25, 0.5), (5.0, 0.5, 1.0)])
def test_a_markov_chain_of_many_states_comes_to_the_same(h: float, k: float, mu: float) -> None:
    """Source of the other method: Brook and Evans, Biometrika 59 (1972) 539-549; its error falls as 1/states**2."""
    lengths = [brook_evans(h, k, mu, states) for states in (200, 400)]
    extrapolated = (4 * lengths[1] - lengths[0]) / 3
    assert average_run_length(h, k, mu) == pytest.approx(extrapolated, rel=1e-5)


def brook_evans(h: float, k: float, mu: float, states: int) -> float:
    """The mean run length of the chain on a grid of [0, h]."""
    width = 2 * h / (2 * states - 1)
    at = np.arange(states) * width
    upper = special.ndtr(at[None, :] + width / 2 - at[:, None] + k - mu)
    chain = np.diff(upper, axis=1, prepend=0.0)
    return float(np.linalg.solve(np.eye(states) - chain, np.ones(states))[0])


@pytest.mark.parametrize("h", [0.5, 4.0, 10.0])
@pytest.mark.parametrize("k", [0.0, 0.5, 1.0])
def test_the_accuracy_that_the_module_states(h: float, k: float) -> None:
    nodes = 2 * max(32, int(10 * h))
    for shift in (0.0, 1.0, 3.0):
        length, finer = average_run_length(h, k, shift), average_run_length(h, k, shift, nodes)
        assert abs(length / finer - 1) < 1e-14 * length + 1e-13
        one, other = (alarm_probability(h, k, [shift] * 365, n) for n in (None, nodes))
        assert abs(one - other) < 1e-11


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=40), st.floats(0, 1), st.floats(0, 2))
def test_the_recursion_is_the_highest_rise_of_the_sum(values: list[float], k: float, start: float) -> None:
    """P_i = max over j of the sum of the last j steps, or of all and the start; another form of the same definition."""
    found = page(values, k, start)
    steps = np.array(values) - k
    for i in range(len(values)):
        rises = [steps[j : i + 1].sum() for j in range(i + 1)]
        assert found[i] == pytest.approx(max(0.0, start + steps[: i + 1].sum(), *rises), abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 30), st.floats(0.01, 0.4), st.floats(0.0, 0.8))
def test_a_threshold_keeps_the_false_alarm_rate_and_falls_with_it(n: int, alpha: float, k: float) -> None:
    h = threshold_for(n, alpha, k)
    assert alarm_probability(h, k, [0.0] * n) == pytest.approx(alpha, abs=1e-8)
    assert threshold_for(n + 1, alpha, k) > h > threshold_for(n, min(0.5, 1.5 * alpha), k)


def test_simulated_alarms_are_as_frequent_as_computed() -> None:
    """40000 runs of 12 values, no shift and a shift that comes late: within 5 binomial standard errors."""
    h, k = threshold_for(12, 0.05, 0.5), 0.5
    for shifts in (np.zeros(12), np.concatenate([np.zeros(6), np.full(6, 1.2)])):
        values = np.random.default_rng(17).normal(shifts, 1.0, (RUNS, 12))
        frequency = float((page(values, k) > h).any(axis=1).mean())
        computed = alarm_probability(h, k, shifts)
        assert abs(frequency - computed) < 5 * np.sqrt(computed * (1 - computed) / RUNS)


def test_simulated_diversions_are_found_as_often_as_computed() -> None:
    """40000 correlated MUF sequences with a loss, through SITMUF."""
    sigma = np.array([[4.0, 1.0, 1.0], [1.0, 4.0, 1.0], [1.0, 1.0, 4.0]])
    loss, h, k = np.array([1.0, 4.0, 5.0]), threshold_for(3, 0.05, 0.5), 0.5
    runs = np.random.default_rng(19).multivariate_normal(loss, sigma, RUNS)
    frequency = float((page(sitmuf(runs, sigma), k) > h).any(axis=1).mean())
    computed = detection_probability(sigma, loss, h, k)
    assert 0.3 < computed < 0.95
    assert abs(frequency - computed) < 5 * np.sqrt(computed * (1 - computed) / RUNS)


def test_the_simulated_run_length_is_the_computed_one() -> None:
    """20000 runs with a shift of 1: the mean within 5 standard errors."""
    values = np.random.default_rng(23).normal(1.0, 1.0, (20_000, 200))
    alarms = page(values, 0.5) > 4.0
    assert alarms.any(axis=1).all()
    lengths = alarms.argmax(axis=1) + 1
    error = lengths.std() / np.sqrt(len(lengths))
    assert abs(lengths.mean() - average_run_length(4.0, 0.5, 1.0)) < 5 * error


def test_what_makes_no_test_is_an_error() -> None:
    wrongs: list[Callable[[], object]] = [
        lambda: average_run_length(0.0, 0.5),
        lambda: average_run_length(4.0, -0.5),
        lambda: threshold_for(12, 0.0, 0.5),
        lambda: threshold_for(1, 0.5, 0.5),
        lambda: threshold_for(0, 0.05, 0.5),
        lambda: alarm_probability(float("nan"), 0.5, [0.0]),
    ]
    for wrong in wrongs:
        with pytest.raises(StatisticsError) as caught:
            wrong()
        assert caught.value.way_out
