"""Statistics of a MUF sequence: the vectors, the definition's own properties by simulation, and what may not happen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.safeguards.statistics import (
    Balances,
    Location,
    StatisticsError,
    gemuf_power,
    gemuf_threshold,
    muf,
    muf_covariance,
    page,
    propagate,
    sigma_cumuf,
    sitmuf,
    statistics,
)
from tests.safeguards.vectors import cases, families

SEQUENCE = cases("balance.sequence")
RUNS = 20_000


def balances(case: dict[str, Any]) -> Balances:
    """The true values and errors of a case of `balance.sequence`."""
    random, systematic = case["rsd_random"], case["rsd_systematic"]

    def locations(name: str, rows: list[list[float]]) -> tuple[Location, ...]:
        return tuple(Location.of(*row) for row in zip(rows, random[name], systematic[name], strict=True))

    return Balances(
        locations("in", case["inputs_per_period"]),
        locations("out", case["outputs_per_period"]),
        locations("inv", case["inventory_at_period_ends"]),
    )


@pytest.mark.parametrize("case", SEQUENCE)
def test_the_sequence_of_the_vectors(case: dict[str, Any]) -> None:
    """Source: Avenhaus, Jaech and Picard, cross-checked there with MAPIT's sequence functions on the same MUF and Sigma."""
    assert families()["balance.sequence"]["tolerance"] == "1e-6 relative"
    true = balances(case)
    found = statistics(muf(true), muf_covariance(true))
    expected = {
        "muf": found.muf,
        "covariance": muf_covariance(true),
        "sigma_muf": found.sigma_muf,
        "muf_over_sigma": found.muf / found.sigma_muf,
        "cumuf": found.cumuf,
        "sigma_cumuf": found.sigma_cumuf,
        "itmuf": found.itmuf,
        "sitmuf": found.sitmuf,
        "gemuf_v1_t2": found.gemuf,
        "page_k05": page(found.sitmuf, 0.5),
        "page_k05_mapit_start": page(found.sitmuf, 0.5, head_start=0.5),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(values, case[name], rtol=1e-6, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("case", cases("balance.sitmuf_property"))
def test_sitmuf_has_mean_0_and_deviation_1_and_is_uncorrelated(case: dict[str, Any]) -> None:
    """Source: the definition (Pike and Woods; Picard). The fault of MAPIT run end to end is a deviation of 0.30 to 0.14."""
    assert families()["balance.sitmuf_property"]["tolerance"] == "20000 runs: |mean| < 0.03, |sd-1| < 0.02, |corr| < 0.03"
    true = closed(balances(SEQUENCE[0]))
    runs = true.observed(np.random.default_rng(7), RUNS)
    assert_standard(sitmuf(muf(runs), muf_covariance(true)))


def test_sitmuf_stays_standard_when_each_run_propagates_its_own_observations() -> None:
    """As it is used: the covariance comes from what was measured, for the true values are not known."""
    true = closed(balances(SEQUENCE[0]))
    runs = true.observed(np.random.default_rng(11), RUNS)
    assert_standard(statistics(muf(runs), muf_covariance(runs)).sitmuf)


def test_sitmuf_is_standard_over_a_year_with_several_locations() -> None:
    """Two inputs, one output, two inventories, 52 periods; nothing is lost."""
    rng = np.random.default_rng(3)
    first, second = rng.uniform(80, 120, (2, 52))
    stocks = rng.uniform(15, 25, (2, 53))
    out = first + second - np.diff(stocks, axis=1).sum(axis=0)
    true = Balances(
        (Location.of(first, 0.01, 0.005), Location.of(second, 0.03, 0.01)),
        (Location.of(out, 0.008, 0.004),),
        (Location.of(stocks[0], 0.02, 0.01), Location.of(stocks[1], 0.03, 0.03)),
    )
    runs = true.observed(np.random.default_rng(5), RUNS)
    found = sitmuf(muf(runs), muf_covariance(true))
    # 52 means, 52 deviations and 1326 correlations, so the bounds of the vectors are widened to 5 standard errors
    assert_standard(found, mean=0.036, deviation=0.025, correlation=0.036)


def test_the_property_sees_a_variance_that_counts_two_periods() -> None:
    """The fault noted in the vectors: from the second period on the diagonal integrates the flows of two periods."""
    true = closed(balances(SEQUENCE[0]))
    faulty = muf_covariance(true)
    for flow in true.flows:
        here, before = flow.values[1:], flow.values[:-1]
        again = (flow.random * before) ** 2 + flow.systematic**2 * ((here + before) ** 2 - here**2)
        faulty[np.arange(1, 4), np.arange(1, 4)] += again
    found = sitmuf(muf(true.observed(np.random.default_rng(7), RUNS)), faulty)
    assert (found.std(axis=0, ddof=1)[1:] < 0.75).all()
    with pytest.raises(AssertionError):
        assert_standard(found)


def closed(true: Balances) -> Balances:
    """The same balances with nothing lost: the output made to fit."""
    (out,) = true.outputs
    return Balances(true.inputs, (Location(out.values + muf(true), out.random, out.systematic),), true.inventories)


def assert_standard(values: Any, *, mean: float = 0.03, deviation: float = 0.02, correlation: float = 0.03) -> None:
    assert values.shape[0] == RUNS
    assert np.abs(values.mean(axis=0)).max() < mean
    assert np.abs(values.std(axis=0, ddof=1) - 1).max() < deviation
    off = np.corrcoef(values.T) - np.eye(values.shape[1])
    assert np.abs(off).max() < correlation


@pytest.mark.parametrize("case", SEQUENCE)
def test_the_covariance_is_that_of_simulated_balances(case: dict[str, Any]) -> None:
    true = balances(case)
    simulated = np.cov(muf(true.observed(np.random.default_rng(1), 400_000)).T)
    # 5 standard errors of a covariance of normal values from 400 000 runs
    sigma = muf_covariance(true)
    error = np.sqrt((np.outer(np.diag(sigma), np.diag(sigma)) + sigma**2) / 400_000)
    assert (np.abs(simulated - sigma) < 5 * error).all()


@pytest.mark.parametrize("case", SEQUENCE)
def test_the_same_covariance_comes_from_each_measurement_by_itself(case: dict[str, Any]) -> None:
    """The general formula over single measurements, with the incidence of each measurement in each MUF."""
    true, n = balances(case), len(case["muf"])
    columns, random, systematic, sources = [], [], [], []
    ends = [(np.eye(n), 1.0, x) for x in true.inputs] + [(np.eye(n), -1.0, x) for x in true.outputs]
    closing = np.eye(n, n + 1, 0) - np.eye(n, n + 1, 1)
    ends += [(closing, 1.0, x) for x in true.inventories]
    for source, (incidence, sign, location) in enumerate(ends):
        columns.append(sign * incidence)
        random += list(location.random * location.values)
        systematic += list(location.systematic * location.values)
        sources += [source] * location.values.size
    loading = np.zeros((len(random), len(ends)))
    loading[np.arange(len(random)), sources] = systematic
    np.testing.assert_allclose(propagate(np.hstack(columns), random, loading), case["covariance"], rtol=1e-6)


def test_a_run_is_the_same_alone_as_among_others() -> None:
    runs = balances(SEQUENCE[0]).observed(np.random.default_rng(2), 5)
    together = statistics(muf(runs), muf_covariance(runs))

    def only(x: Location, i: int) -> Location:
        return Location(x.values[i], x.random, x.systematic)

    for i in range(5):
        one = Balances(*(tuple(only(x, i) for x in part) for part in (runs.inputs, runs.outputs, runs.inventories)))
        alone = statistics(muf(one), muf_covariance(one))
        np.testing.assert_allclose(together.sitmuf[i], alone.sitmuf, rtol=1e-12)
        np.testing.assert_allclose(together.gemuf[i], alone.gemuf, rtol=1e-12)


@given(st.lists(st.floats(-100, 100), min_size=4, max_size=4))
def test_gemuf_is_the_quadratic_form_and_cumuf_the_sum(values: list[float]) -> None:
    sigma = np.array(SEQUENCE[0]["covariance"])
    found = statistics(values, sigma)
    row = np.array(values)
    for i in range(1, 5):
        form = row[:i] @ np.linalg.solve(sigma[:i, :i], row[:i])
        assert found.gemuf[i - 1] == pytest.approx(form, rel=1e-9, abs=1e-9)
        assert found.sigma_cumuf[i - 1] == pytest.approx(np.sqrt(sigma[:i, :i].sum()))
    assert found.cumuf[-1] == pytest.approx(sum(values), abs=1e-9)
    assert sigma_cumuf(sigma)[-1] == found.sigma_cumuf[-1]


def test_a_loss_moves_the_mean_of_muf_and_the_power_of_gemuf_is_met() -> None:
    """Frequency of alarms over 20000 simulated sequences within 5 binomial standard errors, without and with a loss."""
    true, alpha = closed(balances(SEQUENCE[0])), 0.05
    loss = np.array([0.0, 5.0, 0.0, 3.0])
    for taken in (np.zeros(4), loss):
        runs = true.observed(np.random.default_rng(13), RUNS, taken)
        sigma = muf_covariance(_expected(true, taken))
        found = statistics(muf(runs), sigma)
        np.testing.assert_allclose(found.muf.mean(axis=0), taken, atol=0.06)
        computed = gemuf_power(taken, sigma, alpha)
        frequency = float((found.gemuf[:, -1] > gemuf_threshold(4, alpha)).mean())
        assert abs(frequency - computed) < 5 * np.sqrt(computed * (1 - computed) / RUNS)
    assert computed > 0.4


def _expected(true: Balances, taken: Any) -> Balances:
    (first,) = true.inventories
    left = first.values - np.concatenate([[0.0], np.cumsum(taken)])
    return Balances(true.inputs, true.outputs, (Location(left, first.random, first.systematic),))


def test_what_cannot_be_is_an_error_with_a_way_out() -> None:
    flow = Location.of([1.0, 2.0], 0.1)
    for wrong in (
        lambda: Balances((flow,), (), (Location.of([1.0, 2.0]),)),
        lambda: Location.of([1.0], -0.1),
        lambda: Location.of([float("nan")]),
        lambda: statistics([1.0, 2.0], [[1.0, 1.0], [1.0, 1.0]]),
        lambda: statistics([1.0, 2.0], [[1.0, 0.5], [0.4, 1.0]]),
        lambda: statistics([1.0, 2.0], [[1.0]]),
        lambda: statistics([1.0], [1.0]),
        lambda: propagate([[1.0]], [1.0, 1.0], [[1.0]]),
        lambda: Balances((flow,), (), (Location.of([1.0, 1, 1]),)).observed(np.random.default_rng(1), 1, np.array([2.0, 0])),
    ):
        with pytest.raises(StatisticsError) as caught:
            wrong()
        assert caught.value.way_out
