"""How soon a diversion must be found: the conversion time, and what it asks of inspections.

In nuclear safeguards the detection time should be of the order of the conversion time, the time from taking the material to
having the weapon (INFCIRC/153, paragraph 28: timely detection; IAEA Safeguards Glossary, detection time and timeliness goal).
Chips convert into compute: a goal of so many FLOP is reached when chips, peak rate, utilisation and time multiply to it. That
is carried over by our judgement; the arithmetic is an identity. What is known within bounds stays within bounds: an answer is
an interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from acquis.safeguards.records import SafeguardsError

DAY = 86_400.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number known within bounds."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high < math.inf:
            raise SafeguardsError(f"no positive interval: {self.low} to {self.high}", way_out="give 0 < low <= high")


def conversion_days(compute: Span, chips: float, peak: Span, utilisation: Span) -> Span:
    """Days until `chips` have done `compute`: compute / (chips x peak x utilisation).

    Args:
        compute: the goal, FLOP.
        chips: how many run together.
        peak: the peak rate of one at the precision used, FLOP/s.
        utilisation: the share of the peak that is reached, above 0 and at most 1.
    """
    if chips <= 0 or utilisation.high > 1:
        raise SafeguardsError("chips are counted above 0, utilisation is at most 1", way_out="check the two numbers")
    fastest, slowest = (chips * peak.high * utilisation.high * DAY, chips * peak.low * utilisation.low * DAY)
    return Span(compute.low / fastest, compute.high / slowest)


def chips_within(compute: Span, days: float, peak: Span, utilisation: Span) -> Span:
    """How many chips do `compute` in so many days. Its low end is a goal quantity: fewer cannot do it before the next look."""
    return conversion_days(compute, days, peak, utilisation)  # chips and days stand alike in the product


def inspections_for(conversion: Span, period: float, evaluation: float = 0.0) -> int | None:
    """Inspections in `period` days so that each conversion, however fast, is met by one before it ends.

    Args:
        conversion: the conversion time, days.
        period: the period that is planned, days.
        evaluation: days from the inspection to its conclusion, which must come in time too.

    Returns:
        the number; None where no interval between inspections is short enough: another goal, or continuous monitoring.
    """
    interval = conversion.low - evaluation
    return None if interval <= 0 else math.ceil(period / interval)
