"""What a test can promise: the power of one test, the accuracy a goal needs, and detection against a strategic diverter.

A diverter who knows the tests spreads a total M over the periods so as to be hard to see. The best test against the best spread
is the saddle point of a zero-sum game in the detection probability, alpha being the false alarm probability over the whole
sequence. Source: Avenhaus and Canty, Compliance Quantified (1996); Avenhaus and Jaech: more balances within the same time do not
raise what is guaranteed for a total.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from acquis.safeguards.statistics.errors import Floats, StatisticsError
from acquis.safeguards.statistics.sequence import cholesky


@dataclass(frozen=True, slots=True, eq=False)
class Guarantee:
    """The saddle point: `detection` is the least that the best test reaches, `diversion` (n,) the spread that it is least for.

    `weights` (n,): the test statistic is sum(weights * MUF); all 1 where it is CUMUF.
    """

    detection: float
    diversion: Floats
    weights: Floats
    sigma: float


def normal_quantile(probability: float) -> float:
    """z with Phi(z) = probability."""
    _check_probability(probability)
    return float(special.ndtri(probability))


def power(goal: float, sigma: float, alpha: float) -> float:
    """The probability that a one-sided test of a normal value detects a shift by `goal`: Phi(M/sigma - z_{1-alpha}).

    `goal` and `sigma` in one unit; source: Neyman and Pearson (1933).
    """
    if not sigma > 0:
        raise StatisticsError(f"sigma is positive, not {sigma:g}", way_out="without error any difference is a finding")
    return float(special.ndtr(goal / sigma - normal_quantile(1.0 - alpha)))


def largest_sigma(goal: float, alpha: float, beta: float = 0.05) -> float:
    """The largest sigma at which `goal` is missed with probability beta at most: M/(z_{1-alpha} + z_{1-beta})."""
    quantiles = normal_quantile(1.0 - alpha) + normal_quantile(1.0 - beta)
    if not (goal > 0 and quantiles > 0):
        raise StatisticsError("no sigma meets this goal", way_out="a positive goal, and alpha + beta below 1")
    return goal / quantiles


def smallest_goal(sigma: float, alpha: float, beta: float = 0.05) -> float:
    """The smallest amount that is missed with probability beta at most: sigma (z_{1-alpha} + z_{1-beta})."""
    return sigma * (normal_quantile(1.0 - alpha) + normal_quantile(1.0 - beta))


def power_against(loss: ArrayLike, covariance: ArrayLike, alpha: float, weights: ArrayLike | None = None) -> float:
    """The power of the test on sum(weights * MUF) against one loss vector; without weights of the best one, Sigma^-1 loss.

    The best has Phi(sqrt(loss^T Sigma^-1 loss) - z_{1-alpha}), a bound that no test of that alpha passes (Neyman and Pearson).
    """
    lost, sigma = np.asarray(loss, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    cholesky(sigma)
    chosen = np.linalg.solve(sigma, lost) if weights is None else np.asarray(weights, dtype=np.float64)
    spread = math.sqrt(float(chosen @ sigma @ chosen))
    return power(float(chosen @ lost), spread, alpha) if spread > 0 else alpha


def guaranteed_detection(covariance: ArrayLike, goal: float, alpha: float) -> Guarantee:
    """Against a diverter who may take `goal` in any spread, also more at first and give back later: CUMUF of the whole is best.

    1 - beta = Phi(M/sqrt(1^T Sigma 1) - z_{1-alpha}); the diverter takes M Sigma 1/(1^T Sigma 1).
    """
    sigma = np.asarray(covariance, dtype=np.float64)
    cholesky(sigma)
    ones = np.ones(sigma.shape[-1])
    total = float(ones @ sigma @ ones)
    return Guarantee(power(goal, math.sqrt(total), alpha), goal * (sigma @ ones) / total, ones, math.sqrt(total))


def guaranteed_detection_without_return(covariance: ArrayLike, goal: float, alpha: float) -> Guarantee:
    """Against a diverter who never gives back: loss_i >= 0. At least as high as with giving back, and equal where Sigma 1 >= 0.

    The diverter's spread is the shortest vector L^-1 d over d >= 0, sum(d) = M: the point of a simplex nearest to the origin,
    found by non-negative least squares (Lawson and Hanson, Solving Least Squares Problems, 1974). The test is best against it.
    """
    root = cholesky(np.asarray(covariance, dtype=np.float64))
    n = root.shape[-1]
    scale = float(np.sqrt(np.diagonal(root @ root.T).mean()))
    corners = np.linalg.solve(root, np.eye(n)) * scale
    mixed, _ = optimize.nnls(np.vstack([corners, np.ones(n)]), np.append(np.zeros(n), 1.0))
    diversion: Floats = goal * mixed / mixed.sum()
    weights: Floats = np.asarray(np.linalg.solve(root @ root.T, diversion), dtype=np.float64)
    weights /= weights.max()
    sigma = math.sqrt(float(weights @ root @ root.T @ weights))
    return Guarantee(power_against(diversion, root @ root.T, alpha), diversion, weights, sigma)


def _check_probability(probability: float) -> None:
    if not 0 < probability < 1:
        raise StatisticsError(f"{probability:g} is no probability between 0 and 1", way_out="both ends excluded")
