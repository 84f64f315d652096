"""What tests promise: power, the D statistic, and detection of a strategic diverter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from acquis.safeguards.statistics import (
    StatisticsError,
    d_statistic,
    guaranteed_detection,
    guaranteed_detection_without_return,
    largest_sigma,
    normal_quantile,
    power,
    power_against,
    smallest_goal,
)
from tests.safeguards.vectors import cases, families

RUNS = 40_000


@pytest.mark.parametrize("case", cases("balance.single_power"))
def test_the_power_of_one_test(case: dict[str, Any]) -> None:
    """Source: Neyman-Pearson test of a normal mean."""
    assert families()["balance.single_power"]["tolerance"] == "1e-8 relative"
    assert power(case["goal"], case["sigma"], case["alpha"]) == pytest.approx(case["detection"], rel=1e-8)
    assert largest_sigma(case["goal"], case["alpha"], 0.05) == pytest.approx(case["sigma_max_for_beta_0_05"], rel=1e-8)


@pytest.mark.parametrize("case", cases("balance.cumuf_guarantee"))
def test_the_guarantee_against_a_strategic_diverter(case: dict[str, Any]) -> None:
    """Source: Avenhaus and Canty 1996; Avenhaus and Jaech."""
    assert families()["balance.cumuf_guarantee"]["tolerance"] == "1e-8 relative"
    for method in (guaranteed_detection, guaranteed_detection_without_return):
        found = method(case["covariance"], case["goal"], case["alpha"])
        assert found.detection == pytest.approx(case["guaranteed_detection"], rel=1e-8)
        assert found.sigma == pytest.approx(case["sigma_cumuf_total"], rel=1e-8)
        np.testing.assert_allclose(found.diversion, case["inspectee_optimal_diversion"], rtol=1e-8)
        np.testing.assert_allclose(found.weights, 1.0)


@pytest.mark.parametrize("case", cases("difference.D_statistic"))
def test_the_d_statistic(case: dict[str, Any]) -> None:
    """Source: Avenhaus and Canty 1996; Burr et al. 2016."""
    assert families()["difference.D_statistic"]["tolerance"] == "1e-8 relative"
    found = d_statistic(case["N"], case["differences"], case["sigma_random"], case["sigma_systematic"], case["alpha"])
    assert found.value == pytest.approx(case["D"], rel=1e-8)
    assert found.sigma == pytest.approx(case["sigma_D"], rel=1e-8)
    assert found.z == pytest.approx(case["z"], rel=1e-8)
    assert found.alarm is case["alarm"]
    assert found.detection(case["goal"]) == pytest.approx(case["detection"], rel=1e-8)


def covariances(n: int) -> st.SearchStrategy[Any]:
    """Covariances of n periods: A A^T and some independent error."""
    numbers = st.lists(st.floats(-3, 3), min_size=n * n, max_size=n * n)
    return numbers.map(lambda values: np.reshape(values, (n, n)) @ np.reshape(values, (n, n)).T + np.eye(n))


@given(covariances(4), st.floats(0.5, 20), st.floats(0.01, 0.2), st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_neither_side_gains_by_leaving_the_saddle_point(sigma: Any, goal: float, alpha: float, other: list[float]) -> None:
    found = guaranteed_detection(sigma, goal, alpha)
    assert found.diversion.sum() == pytest.approx(goal)
    # another spread of the same total: no harder to see for CUMUF, and no harder for the best test against it
    spread = np.array(other) + (goal - sum(other)) / 4
    assert power_against(spread, sigma, alpha, found.weights) == pytest.approx(found.detection, abs=1e-9)
    assert power_against(spread, sigma, alpha) >= found.detection - 1e-9
    # another test against this spread: no better
    assume(np.abs(other).max() > 0.1)
    assert power_against(found.diversion, sigma, alpha, other) <= found.detection + 1e-9


@given(covariances(4), st.floats(0.5, 20), st.floats(0.01, 0.2), st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
def test_never_giving_back_only_helps_the_inspector(sigma: Any, goal: float, alpha: float, shares: list[float]) -> None:
    found = guaranteed_detection_without_return(sigma, goal, alpha)
    assert found.diversion.sum() == pytest.approx(goal)
    assert (found.diversion >= 0).all()
    assert found.detection >= guaranteed_detection(sigma, goal, alpha).detection - 1e-9
    spread = goal * np.array(shares) / sum(shares)
    assert power_against(spread, sigma, alpha) >= found.detection - 1e-7
    assert power_against(spread, sigma, alpha, found.weights) >= found.detection - 1e-6
    corner = np.zeros(4)
    corner[int(np.argmax(shares))] = goal
    assert power_against(corner, sigma, alpha, found.weights) >= found.detection - 1e-6


@given(st.floats(0.1, 100), st.floats(0.001, 0.3), st.floats(0.001, 0.3))
def test_the_largest_sigma_meets_the_goal_and_no_larger_one_does(goal: float, alpha: float, beta: float) -> None:
    sigma = largest_sigma(goal, alpha, beta)
    assert power(goal, sigma, alpha) == pytest.approx(1 - beta, abs=1e-9)
    assert power(goal, 1.01 * sigma, alpha) < 1 - beta
    assert smallest_goal(sigma, alpha, beta) == pytest.approx(goal)


def test_simulated_alarms_of_cumuf_are_as_frequent_as_guaranteed() -> None:
    """40000 sequences under the diverter's best spread: within 5 binomial standard errors."""
    sigma = np.array([[4.0, -1.5, 0.5], [-1.5, 4.0, -1.5], [0.5, -1.5, 4.0]])
    for goal in (0.0, 6.0):
        found = guaranteed_detection(sigma, goal, 0.05)
        runs = np.random.default_rng(29).multivariate_normal(found.diversion, sigma, RUNS)
        frequency = float((runs.sum(axis=1) > normal_quantile(0.95) * found.sigma).mean())
        assert abs(frequency - found.detection) < 5 * np.sqrt(found.detection * (1 - found.detection) / RUNS)


def test_simulated_alarms_of_the_d_statistic_are_as_frequent_as_computed() -> None:
    """40000 strata of 50 items with 3.0 missing evenly, 8 measured: within 5 binomial standard errors."""
    size, n, goal = 50, 8, 3.0
    rng = np.random.default_rng(31)
    d = goal / size + rng.normal(0, 0.06, (RUNS, n)) + rng.normal(0, 0.01, (RUNS, 1))
    model = d_statistic(size, [0.0] * n, 0.06, 0.01)
    frequency = float((size * d.mean(axis=1) > normal_quantile(0.95) * model.sigma).mean())
    computed = model.detection(goal)
    assert abs(frequency - computed) < 5 * np.sqrt(computed * (1 - computed) / RUNS)


def test_what_makes_no_test_is_an_error() -> None:
    for wrong in (
        lambda: power(1.0, 0.0, 0.05),
        lambda: power(1.0, 1.0, 0.0),
        lambda: largest_sigma(0.0, 0.05),
        lambda: largest_sigma(1.0, 0.6, 0.6),
        lambda: d_statistic(3, [], 0.1, 0.1),
        lambda: d_statistic(1, [0.1, 0.2], 0.1, 0.1),
        lambda: d_statistic(3, [0.1], 0.0, 0.0),
        lambda: guaranteed_detection([[1.0, 1.0], [1.0, 1.0]], 1.0, 0.05),
    ):
        with pytest.raises(StatisticsError) as caught:
            wrong()
        assert caught.value.way_out
