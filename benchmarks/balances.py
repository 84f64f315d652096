"""How fast the statistics of material balances are: 10^4 simulated years of 12 periods, against a plain loop over the formulas.

Both get the same observations, and from each year's own values compute MUF, its covariance, the sigmas of MUF and CUMUF, CUMUF,
ITMUF, SITMUF, GEMUF and Page's test. The answers have to agree to 1e-9. Times are of the processor, so that other work on the
machine counts less. `python -m benchmarks.balances` prints the figures.
"""

from __future__ import annotations

import math
import statistics as averages
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from acquis.safeguards.statistics import Balances, Location, muf, muf_covariance, page, statistics
from benchmarks.determination import Figure

YEARS, PERIODS, REFERENCE, ROUNDS = 10_000, 12, 0.5, 5
INPUTS, OUTPUTS, INVENTORIES = 2, 2, 2
ERRORS = ((0.01, 0.005), (0.03, 0.01))
"""Relative random and systematic standard deviations of the locations of each kind, in turn."""

Row = Sequence[float]
Measured = tuple[Row, float, float]
"""The values of one location in one year, with its errors."""


def simulated(years: int = YEARS, periods: int = PERIODS, seed: int = 1) -> Balances:
    """Observations of a plant from which nothing is taken."""
    rng = np.random.default_rng(seed)
    came, stocks = rng.uniform(80, 120, (INPUTS, periods)), rng.uniform(15, 25, (INVENTORIES, periods + 1))
    went = (came.sum(axis=0) - np.diff(stocks, axis=1).sum(axis=0)) / OUTPUTS
    true = Balances(_locations(came), _locations([went] * OUTPUTS), _locations(stocks))
    return true.observed(rng, years)


def _locations(rows: Any) -> tuple[Location, ...]:
    return tuple(Location.of(row, *ERRORS[number % len(ERRORS)]) for number, row in enumerate(rows))


def vectorised(years: Balances) -> list[Any]:
    """All years at once: arrays (years, periods)."""
    found = statistics(muf(years), muf_covariance(years))
    return [
        found.sigma_muf,
        found.cumuf,
        found.sigma_cumuf,
        found.itmuf,
        found.sitmuf,
        found.gemuf,
        page(found.sitmuf, REFERENCE),
    ]


def looped(years: Balances) -> list[Any]:
    """Year by year, as a textbook has it."""
    parts = [
        [(location.values.tolist(), location.random, location.systematic) for location in part]
        for part in (years.inputs, years.outputs, years.inventories)
    ]
    count = len(parts[0][0][0])
    found = [textbook(*([(v[year], r, s) for v, r, s in part] for part in parts)) for year in range(count)]
    return [np.array(rows) for rows in zip(*found, strict=True)]


def textbook(inputs: list[Measured], outputs: list[Measured], stocks: list[Measured]) -> tuple[list[float], ...]:
    """One year, every formula written out over plain numbers."""
    n = len(inputs[0][0])
    mufs = []
    for i in range(n):
        flows = sum(x[i] for x, _, _ in inputs) - sum(x[i] for x, _, _ in outputs)
        mufs.append(flows - sum(x[i + 1] - x[i] for x, _, _ in stocks))
    sigma = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            value = 0.0
            for x, r, s in (*inputs, *outputs):
                value += s * s * x[i] * x[j]
                if i == j:
                    value += (r * x[i]) ** 2
            for x, r, s in stocks:
                value += s * s * (x[i + 1] - x[i]) * (x[j + 1] - x[j])
                if i == j:
                    value += (r * x[i]) ** 2 + (r * x[i + 1]) ** 2
                elif j == i - 1:
                    value -= (r * x[i]) ** 2
            sigma[i][j] = sigma[j][i] = value
    root = cholesky(sigma)
    sitmufs: list[float] = []
    for i in range(n):
        known = sum(root[i][j] * sitmufs[j] for j in range(i))
        sitmufs.append((mufs[i] - known) / root[i][i])
    cumufs, variances, squares, pages = [], [], [], []
    total = variance = square = alarm = 0.0
    for i in range(n):
        total += mufs[i]
        variance += sigma[i][i] + 2 * sum(sigma[i][j] for j in range(i))
        square += sitmufs[i] ** 2
        alarm = max(alarm + sitmufs[i] - REFERENCE, 0.0)
        cumufs.append(total)
        variances.append(math.sqrt(variance))
        squares.append(square)
        pages.append(alarm)
    itmufs = [root[i][i] * sitmufs[i] for i in range(n)]
    return [math.sqrt(sigma[i][i]) for i in range(n)], cumufs, variances, itmufs, sitmufs, squares, pages


def cholesky(sigma: list[list[float]]) -> list[list[float]]:
    """The lower triangular root."""
    n = len(sigma)
    root = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = sigma[i][j] - sum(root[i][k] * root[j][k] for k in range(j))
            root[i][j] = math.sqrt(rest) if i == j else rest / root[j][j]
    return root


def figures(years: int = YEARS) -> list[Figure]:
    """Times, their ratio, peak memory of each, and the largest relative difference of any answer."""
    observed = simulated(years)
    vectorised(simulated(100))
    fast = averages.median(_timed(vectorised, observed)[0] for _ in range(ROUNDS))
    slow, expected = _timed(looped, observed)
    difference = max(
        float((np.abs(a - b) / (1.0 + np.abs(b))).max()) for a, b in zip(vectorised(observed), expected, strict=True)
    )
    if difference > 1e-9:
        raise SystemExit(f"the answers differ by {difference:g}")
    return [
        Figure(f"{years:,} years of {PERIODS} periods, vectorised", fast, "s"),
        Figure("the same in a plain loop over the textbook formulas", slow, "s"),
        Figure("plain loop over vectorised (at least 20)", slow / fast, "times"),
        Figure("peak memory, vectorised", _peak(vectorised, observed), "MB"),
        Figure("peak memory, plain loop", _peak(looped, observed), "MB"),
        Figure("largest difference of an answer", difference, ""),
    ]


def _timed(work: Callable[[Balances], list[Any]], observed: Balances) -> tuple[float, list[Any]]:
    start = time.process_time()
    result = work(observed)
    return time.process_time() - start, result


def _peak(work: Callable[[Balances], list[Any]], observed: Balances) -> float:
    """Of what Python and numpy allocate on top of the observations, in megabytes."""
    tracemalloc.start()
    work(observed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name:55} {figure.value:12.4g} {figure.unit}")
