"""Page's test (one-sided CUSUM): P_i = max(P_{i-1} + x_i - k, 0), alarm where P_i > h; run lengths, and h for a false alarm rate.

x_i are independent and normal with standard deviation 1, as SITMUF is. P has an atom at 0 and a density on (0, h]. Its transition
kernel is integrated at the Gauss-Legendre nodes of [0, h] (Nystroem): for a kernel so smooth the error falls exponentially with
the nodes. With 10 nodes a unit of h, and at least 32, what is left is rounding: doubling the nodes changes an average run length
L by at most 1e-14 L of itself (1e-10 at L = 10^4), and a probability over 365 values by less than 1e-11; h <= 10, shifts 0 to 3.

Source: Page, Biometrika 41 (1954) 100-115; Lucas and Crosier, Technometrics 24 (1982) 199-205 (head start, two-sided run length).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from acquis.safeguards.statistics.errors import Floats, StatisticsError
from acquis.safeguards.statistics.sequence import sitmuf

_NODES_PER_UNIT, _FEWEST_NODES = 10, 32
_ROOT_TWO_PI = float(np.sqrt(2.0 * np.pi))


def page(values: ArrayLike, reference: float, head_start: float = 0.0) -> Floats:
    """P_1 to P_n of each run, (..., n). `reference`: k. `head_start`: P_0."""
    steps = np.asarray(values, dtype=np.float64) - reference
    result = np.empty_like(steps)
    sums = np.full(steps.shape[:-1], float(head_start))
    for i in range(steps.shape[-1]):
        sums = np.maximum(sums + steps[..., i], 0.0)
        result[..., i] = sums
    return result


def average_run_length(threshold: float, reference: float, shift: float = 0.0, nodes: int | None = None) -> float:
    """The mean number of values until P > h, from P_0 = 0, each value having mean `shift`."""
    _check(threshold, reference)
    kernel = _kernel(threshold, reference - shift, nodes or _nodes(threshold))
    lengths = np.linalg.solve(np.eye(len(kernel)) - kernel, np.ones(len(kernel)))
    return float(lengths[0])


def average_run_length_two_sided(threshold: float, reference: float, shift: float = 0.0) -> float:
    """The mean run length of two one-sided tests in opposite directions: 1/ARL = 1/ARL+ + 1/ARL- (Lucas, Crosier)."""
    up, down = (average_run_length(threshold, reference, sign * shift) for sign in (1, -1))
    return 1.0 / (1.0 / up + 1.0 / down)


def alarm_probability(threshold: float, reference: float, shifts: Sequence[float] | Floats, nodes: int | None = None) -> float:
    """The probability of at least one alarm among n values with the means `shifts`, from P_0 = 0. The threshold is positive."""
    _check(threshold, reference)
    size = nodes or _nodes(threshold)
    quiet = np.ones(size + 1)
    kernels: dict[float, Floats] = {}
    for shift in reversed([float(shift) for shift in shifts]):
        if shift not in kernels:
            kernels[shift] = _kernel(threshold, reference - shift, size)
        quiet = kernels[shift] @ quiet
    return float(1.0 - quiet[0])


def threshold_for(periods: int, alpha: float, reference: float) -> float:
    """The h at which the false alarm probability over so many values is alpha.

    Raises:
        StatisticsError: alpha is not between 0 and the false alarm probability of h = 0.
    """
    none = np.zeros(periods)
    least, most = 1e-9, 1.0
    if periods < 1 or not 0 < alpha < alarm_probability(least, reference, none):
        raise StatisticsError(
            f"no threshold has a false alarm probability of {alpha:g} over {periods} values",
            way_out="take alpha between 0 and 1, or a smaller reference value",
        )
    while alarm_probability(most, reference, none) > alpha:
        most *= 2.0
    return float(optimize.brentq(lambda h: alarm_probability(h, reference, none) - alpha, least, most, xtol=1e-10))


def detection_probability(covariance: ArrayLike, loss: ArrayLike, threshold: float, reference: float) -> float:
    """The probability that Page's test on SITMUF sounds an alarm within the sequence when `loss`, (n,), is taken.

    The loss moves the mean of SITMUF to L^-1 loss and leaves its independence and its standard deviation of 1.
    """
    return alarm_probability(threshold, reference, sitmuf(loss, covariance))


def _check(threshold: float, reference: float) -> None:
    if not (0 < threshold < 1e3 and 0 <= reference < 1e3):
        raise StatisticsError(
            f"h = {threshold:g} and k = {reference:g} make no test",
            way_out="a positive threshold, a reference value of 0 or more",
        )


def _nodes(threshold: float) -> int:
    return max(_FEWEST_NODES, int(np.ceil(_NODES_PER_UNIT * threshold)))


def _kernel(threshold: float, drift: float, nodes: int) -> Floats:
    """Row: from 0 or a node. Column: the probability of 0, then density times weight at each node. `drift`: k less the mean."""
    at, weights = _gauss_legendre(nodes)
    x, w = 0.5 * threshold * (at + 1.0), 0.5 * threshold * weights
    start = np.concatenate([[0.0], x])
    kernel = np.empty((nodes + 1, nodes + 1))
    kernel[:, 0] = special.ndtr(drift - start)
    kernel[:, 1:] = np.exp(-0.5 * (x[None, :] + drift - start[:, None]) ** 2) * (w / _ROOT_TWO_PI)
    return kernel


@lru_cache(maxsize=64)
def _gauss_legendre(nodes: int) -> tuple[Floats, Floats]:
    at, weights = np.polynomial.legendre.leggauss(nodes)
    return at, weights
