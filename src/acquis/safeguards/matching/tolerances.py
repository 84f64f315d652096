"""How far the two sides of a transfer may disagree and still be one. Every number here is our judgement, and an argument.

A penalty is measured like a squared number of standard deviations, so that penalties of different evidence can be added.
"""

from __future__ import annotations

from dataclasses import dataclass

from acquis.safeguards.records import SafeguardsError


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Limits and penalties of matching.

    `typical_days`, `spread_days`: transit time and its standard deviation. `earliest_days`, `longest_days`: the window outside
    which two records are never one transfer; below 0 a receipt may be dated before its shipment. `quantity_z`: the greatest
    shipper/receiver difference, in standard deviations, at which a quantity counts as the same. `limit`: the greatest total
    penalty of a pair without a common name. `other_end`, `other_name`, `slip`, `other_words`, `no_words`: penalties where one end
    differs, where lots are named differently, where a serial number differs by one slip of the pen, where descriptions share no
    word, where one side gives none.
    """

    typical_days: float = 14.0
    spread_days: float = 14.0
    earliest_days: int = -3
    longest_days: int = 120
    quantity_z: float = 3.0
    limit: float = 16.0
    other_end: float = 6.0
    other_name: float = 2.0
    slip: float = 4.0
    other_words: float = 4.0
    no_words: float = 1.0

    def __post_init__(self) -> None:
        if self.spread_days <= 0 or self.earliest_days > self.longest_days or min(self.quantity_z, self.limit) <= 0:
            raise SafeguardsError(
                "these tolerances admit nothing", way_out="positive spreads and limits, earliest before longest"
            )
