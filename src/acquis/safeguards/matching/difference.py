"""Shipper/receiver differences (INFCIRC/153, paragraph 114): what the shipper states less what the receiver measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from acquis.safeguards.records import Quantity

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Difference:
    """Shipper less receiver, in the unit of the kind, and its standard deviation (0 where both are counts)."""

    value: Decimal
    sd: Decimal

    @property
    def z(self) -> float:
        """In standard deviations; infinite where counts differ."""
        if not self.value:
            return 0.0
        return float(self.value / self.sd) if self.sd else float("inf") * (1 if self.value > 0 else -1)


def shipper_receiver_difference(shipped: Quantity, received: Quantity) -> Difference:
    """The difference of two quantities measured by independent instruments: all four variances add (propagation of errors)."""
    sds = (shipped.random_sd, shipped.systematic_sd, received.random_sd, received.systematic_sd)
    return Difference(shipped.value - received.value, sum((sd * sd for sd in sds), ZERO).sqrt())


def total(quantities: Iterable[Quantity]) -> Quantity:
    """The sum for one side: random errors add in quadrature, systematic ones, being of one instrument, as they are."""
    value, variance, systematic = ZERO, ZERO, ZERO
    for quantity in quantities:
        value += quantity.value
        variance += quantity.random_sd * quantity.random_sd
        systematic += quantity.systematic_sd
    return Quantity(value, variance.sqrt(), systematic)
