"""The shipper/receiver difference: what the shipper states of a batch less what the receiver measures.

Source: INFCIRC/153 (Corrected), paragraph 114.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from acquis.safeguards.accounts.amounts import less, root_of_squares
from acquis.safeguards.records import Quantity


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference and its standard deviation, in the unit of the batch; positive where less came than was sent."""

    value: Decimal
    sigma: Decimal

    @property
    def z(self) -> Decimal | None:
        """The difference over its standard deviation; None where it has none, and any difference is a discrete event."""
        return self.value / self.sigma if self.sigma else None


def shipper_receiver_difference(shipped: Quantity, received: Quantity) -> Difference:
    """SRD = S - R, with the random and systematic errors of two instruments that are independent of each other."""
    errors = (shipped.random_sd, shipped.systematic_sd, received.random_sd, received.systematic_sd)
    return Difference(less(shipped.value, received.value), root_of_squares(errors))
