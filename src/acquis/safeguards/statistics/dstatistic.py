"""The D statistic: what the operator declares of a stratum less what the inspector measures on a sample, extrapolated.

D = N mean(d), sigma_D = N sqrt(sigma_r**2/n + sigma_s**2), d being operator minus inspector for each of n items, sigma_r the
random and sigma_s the systematic standard deviation of one d (of operator and inspector together, in the unit of d).

Source: Avenhaus and Canty, Compliance Quantified (1996); Burr et al., EPJ Nuclear Sci. Technol. 2 (2016) 36.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.safeguards.statistics.detection import normal_quantile, power
from acquis.safeguards.statistics.errors import StatisticsError


@dataclass(frozen=True, slots=True)
class DStatistic:
    """D with its standard deviation, in the unit of the items; `alarm` where z exceeds the quantile of 1 - alpha."""

    value: float
    sigma: float
    alpha: float

    @property
    def z(self) -> float:
        """D over its standard deviation."""
        return self.value / self.sigma

    @property
    def alarm(self) -> bool:
        """Whether the operator declares significantly more than is there."""
        return self.z > normal_quantile(1.0 - self.alpha)

    def detection(self, goal: float) -> float:
        """The probability of an alarm if `goal` in all is missing, spread evenly over the stratum."""
        return power(goal, self.sigma, self.alpha)


def d_statistic(
    size: int, differences: Sequence[float], sigma_random: float, sigma_systematic: float, alpha: float = 0.05
) -> DStatistic:
    """The D statistic of a stratum of `size` items from the differences of a sample.

    Raises:
        StatisticsError: no sample, or more than the stratum has; no error at all.
    """
    n = len(differences)
    if not 0 < n <= size:
        raise StatisticsError(f"{n} differences of {size} items", way_out="measure from one item up to all of them")
    sigma = size * math.hypot(sigma_random / math.sqrt(n), sigma_systematic)
    if not sigma > 0:
        raise StatisticsError("the differences have no error", way_out="without errors any difference is a finding by itself")
    return DStatistic(size * math.fsum(differences) / n, sigma, alpha)
