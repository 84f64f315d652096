"""MUF of a sequence of balance periods, and its covariance.

MUF_i = inputs_i - outputs_i - (inventory_i - inventory_{i-1}), which is beginning + increases - decreases - ending. The ending
inventory of a period is the same measurement as the beginning inventory of the next: neighbours share its random error.

Source: Avenhaus and Canty, Compliance Quantified (1996); Jaech, Statistical Methods in Nuclear Material Control (1973). The
variance of period i counts the flows of period i only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from acquis.safeguards.statistics.errors import Floats, Location, StatisticsError


@dataclass(frozen=True, slots=True, eq=False)
class Balances:
    """A sequence of n balance periods: flows with n values at each location, inventories with n + 1, the first one opening."""

    inputs: tuple[Location, ...]
    outputs: tuple[Location, ...]
    inventories: tuple[Location, ...]

    def __post_init__(self) -> None:
        lengths = {x.values.shape[-1] for x in self.flows} | {x.values.shape[-1] - 1 for x in self.inventories}
        if len(lengths) != 1 or min(lengths) < 1:
            raise StatisticsError(
                f"the locations have {sorted(lengths)} periods", way_out="n values for each flow, n + 1 for each inventory"
            )

    @property
    def flows(self) -> tuple[Location, ...]:
        """Inputs, then outputs."""
        return (*self.inputs, *self.outputs)

    @property
    def periods(self) -> int:
        """How many balance periods."""
        return max((x.values.shape[-1] for x in self.flows), default=0) or self.inventories[0].values.shape[-1] - 1

    def observed(self, generator: np.random.Generator, runs: int, loss: Floats | None = None) -> Balances:
        """So many simulated runs, these being the true values.

        `loss`: (n,) taken in each period without a record. What is taken is missing from the inventory from then on, so the first
        inventory location has less of it; none of it may be more than there is.
        """
        inventories = self.inventories
        if loss is not None:
            first = inventories[0]
            left = first.values - np.concatenate([[0.0], np.cumsum(loss)])
            if (left < 0).any():
                raise StatisticsError("more is taken than there is", way_out="take less, or earlier from a larger inventory")
            inventories = (Location(left, first.random, first.systematic), *inventories[1:])
        return Balances(
            tuple(x.observed(generator, runs) for x in self.inputs),
            tuple(x.observed(generator, runs) for x in self.outputs),
            tuple(x.observed(generator, runs) for x in inventories),
        )


def muf(balances: Balances) -> Floats:
    """MUF of each period, (..., n): positive where material is missing."""
    changes = sum(np.diff(x.values, axis=-1) for x in balances.inventories)
    flows = sum(x.values for x in balances.inputs) - sum(x.values for x in balances.outputs)
    result: Floats = np.asarray(flows - changes, dtype=np.float64)
    return result


def muf_covariance(balances: Balances) -> Floats:
    """The covariance of the MUF sequence, (..., n, n), the values standing for the true ones.

    Cov(i, j) = s**2 x_i x_j at each location, x being the flow or the change of the inventory; on the diagonal also
    r**2 x_i**2 of the flows and r**2 (C_i**2 + C_{i-1}**2) of the inventories C; beside it -r**2 C_i**2.
    """
    shifts = np.stack(np.broadcast_arrays(*_shifts(balances)), axis=-2)  # (..., locations, n)
    covariance: Floats = np.swapaxes(shifts, -1, -2) @ shifts
    flows = sum(((x.random * x.values) ** 2 for x in balances.flows), start=np.zeros(balances.periods))
    stocks = sum(((x.random * x.values) ** 2 for x in balances.inventories), start=np.zeros(balances.periods + 1))
    _diagonal(covariance)[...] += flows + stocks[..., 1:] + stocks[..., :-1]
    _diagonal(covariance[..., :-1, 1:])[...] -= stocks[..., 1:-1]
    _diagonal(covariance[..., 1:, :-1])[...] -= stocks[..., 1:-1]
    return covariance


def _diagonal(matrices: Floats) -> Floats:
    """The diagonals, (..., n), as a view that can be written to."""
    view: Floats = np.einsum("...ii->...i", matrices)
    return view


def _shifts(balances: Balances) -> Iterator[Floats]:
    """By how much one systematic standard deviation of each location moves each MUF."""
    locations: Iterable[tuple[Location, Floats]] = (
        *((x, x.values) for x in balances.flows),
        *((x, np.diff(x.values, axis=-1)) for x in balances.inventories),
    )
    for location, values in locations:
        yield location.systematic * values
