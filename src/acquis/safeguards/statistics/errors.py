"""The error model: observed = true * (1 + r + s), as in the theory of material balance tests.

r is drawn anew for every measurement; s once for a location, and stays for the whole sequence. Both are normal, have mean 0 and
are independent of each other and between locations. Their standard deviations are relative: 0.01 is one percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from acquis.safeguards.records import SafeguardsError

Floats: TypeAlias = NDArray[np.float64]


class StatisticsError(SafeguardsError):
    """Numbers that no test can be made of: shapes that do not fit, a negative error, a covariance that is singular."""


@dataclass(frozen=True, slots=True, eq=False)
class Location:
    """What is measured at one place with one instrument, and how well.

    `values`: (..., n) amounts, one a period, or one a closing for an inventory; leading axes are runs. `random` and `systematic`:
    relative standard deviations.
    """

    values: Floats
    random: float = 0.0
    systematic: float = 0.0

    def __post_init__(self) -> None:
        if not (self.random >= 0 and self.systematic >= 0):
            raise StatisticsError("a standard deviation is not negative", way_out="give relative ones: 0.01 is one percent")
        if self.values.ndim == 0 or not np.isfinite(self.values).all():
            raise StatisticsError("measured values are a row of finite numbers", way_out="an amount not known has no balance")

    @classmethod
    def of(cls, values: ArrayLike, random: float = 0.0, systematic: float = 0.0) -> Location:
        """A location from anything like a row of numbers."""
        return cls(np.asarray(values, dtype=np.float64), random, systematic)

    def observed(self, generator: np.random.Generator, runs: int) -> Location:
        """So many simulated runs of the same true values: (runs, n)."""
        size = self.values.shape[-1]
        errors = generator.normal(0.0, self.random, (runs, size)) + generator.normal(0.0, self.systematic, (runs, 1))
        return Location(self.values * (1.0 + errors), self.random, self.systematic)


def propagate(coefficients: ArrayLike, random_sd: ArrayLike, systematic: ArrayLike) -> Floats:
    """The covariance of sums of measurements with absolute errors: A diag(r**2) A^T + (A S)(A S)^T.

    `coefficients` A: (n, m), how the m measurements enter the n sums. `random_sd` r: (m,). `systematic` S: (m, l), the standard
    deviation that measurement m has from source l; a source shifts all its measurements together.
    """
    sums, r, s = (np.asarray(part, dtype=np.float64) for part in (coefficients, random_sd, systematic))
    if sums.ndim != 2 or r.shape != sums.shape[1:] or s.shape[:1] != r.shape:
        raise StatisticsError(f"shapes do not fit: {sums.shape}, {r.shape}, {s.shape}", way_out="(n, m), (m,), (m, l)")
    shifted = sums @ s
    covariance: Floats = (sums * r**2) @ sums.T + shifted @ shifted.T
    return covariance
