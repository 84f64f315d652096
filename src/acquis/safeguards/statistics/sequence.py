"""Statistics of a MUF sequence: CUMUF, ITMUF, SITMUF, GEMUF. All take (..., n) and (..., n, n), leading axes being runs.

With Sigma = L L^T (Cholesky), SITMUF = L^-1 MUF: independent and of standard deviation 1 where Sigma is the covariance, so mean 0
where nothing is lost (Pike and Woods 1983; Picard 1987). ITMUF_i = L_ii SITMUF_i is MUF_i less what earlier MUFs foretell of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from acquis.safeguards.statistics.errors import Floats, StatisticsError


@dataclass(frozen=True, slots=True, eq=False)
class MufStatistics:
    """All statistics of a sequence, each (..., n); `sigma_*` are standard deviations."""

    muf: Floats
    sigma_muf: Floats
    cumuf: Floats
    sigma_cumuf: Floats
    itmuf: Floats
    sigma_itmuf: Floats
    sitmuf: Floats
    gemuf: Floats


def statistics(muf: ArrayLike, covariance: ArrayLike) -> MufStatistics:
    """All statistics of a MUF sequence.

    Raises:
        StatisticsError: the covariance is singular or no covariance.
    """
    values, sigma = np.asarray(muf, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    root = cholesky(sigma)
    spread = np.diagonal(root, axis1=-2, axis2=-1)
    innovations = _solve_lower(root, values)
    return MufStatistics(
        muf=values,
        sigma_muf=np.sqrt(np.diagonal(sigma, axis1=-2, axis2=-1)),
        cumuf=np.cumsum(values, axis=-1),
        sigma_cumuf=sigma_cumuf(sigma),
        itmuf=innovations * spread,
        sigma_itmuf=spread,
        sitmuf=innovations,
        gemuf=np.cumsum(innovations**2, axis=-1),
    )


def sigma_cumuf(covariance: ArrayLike) -> Floats:
    """The standard deviation of each CUMUF: the root of the sum over the leading block of the covariance."""
    sigma = np.asarray(covariance, dtype=np.float64)
    n = sigma.shape[-1]
    added = np.einsum("...ij,ij->...i", sigma, np.tril(np.full((n, n), 2.0), -1) + np.eye(n))
    result: Floats = np.sqrt(np.cumsum(added, axis=-1))
    return result


def sitmuf(muf: ArrayLike, covariance: ArrayLike) -> Floats:
    """SITMUF, (..., n). A loss vector in place of MUF gives the means of SITMUF under that loss."""
    root = cholesky(np.asarray(covariance, dtype=np.float64))
    return _solve_lower(root, np.asarray(muf, dtype=np.float64))


def gemuf_threshold(periods: int, alpha: float) -> float:
    """The value that GEMUF after so many periods exceeds with probability alpha where nothing is lost: chi-squared."""
    return float(special.chdtri(periods, alpha))


def gemuf_power(loss: ArrayLike, covariance: ArrayLike, alpha: float) -> float:
    """The probability that GEMUF over the whole sequence exceeds its threshold under a loss vector: non-central chi-squared."""
    means = sitmuf(loss, covariance)
    away = float(means @ means)
    threshold = gemuf_threshold(means.shape[-1], alpha)
    return float(1.0 - special.chndtr(threshold, means.shape[-1], away)) if away > 0 else alpha


def cholesky(covariance: Floats) -> Floats:
    """The lower triangular root of a covariance, or of many.

    Raises:
        StatisticsError: not symmetric, or not positive definite.
    """
    if covariance.ndim < 2 or covariance.shape[-1] != covariance.shape[-2]:
        raise StatisticsError(f"a covariance is square, not {covariance.shape}", way_out="one row and column a period")
    if np.abs(covariance - np.swapaxes(covariance, -1, -2)).max() > 1e-9 * np.abs(covariance).max():
        raise StatisticsError("the covariance is not symmetric", way_out="Cov(i, j) = Cov(j, i)")
    try:
        root: Floats = np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    except np.linalg.LinAlgError:
        way_out = "a period without measurement error has no such statistics; compare its items one by one"
        raise StatisticsError("the covariance is singular", way_out=way_out) from None
    return root


def _solve_lower(root: Floats, values: Floats) -> Floats:
    """Forward substitution, all runs at once; one root serves many runs."""
    if root.shape[-1] != values.shape[-1]:
        raise StatisticsError(f"{values.shape[-1]} MUFs and a covariance of {root.shape[-1]}", way_out="one MUF a period")
    solved = np.empty(np.broadcast_shapes(root.shape[:-1], values.shape))
    for i in range(values.shape[-1]):
        known = np.einsum("...j,...j->...", root[..., i, :i], solved[..., :i])
        solved[..., i] = (values[..., i] - known) / root[..., i, i]
    return solved
