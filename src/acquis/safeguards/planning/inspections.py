"""Unannounced inspections on random days (INFCIRC/153, paragraph 84): how likely one of them comes in time.

k days are drawn from n, every set equally likely, by the verifiable selection. The days in which a violation must be met are
then as defects in a population of days, and the sampling formulas answer. An adversary who adapts to what was seen is treated
by the games in `acquis.safeguards.paths` (Dresher's sequential game, interim inspections); their values are a bound to these.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from acquis.safeguards.planning.sampling import Probability, exact_nondetection, imperfect_nondetection, imperfect_size
from acquis.safeguards.planning.selection import Selection, select
from acquis.safeguards.records import SafeguardsError


def timely_detection(days: int, inspections: int, window: int, recognition: Probability = 1) -> float:
    """The probability that an inspection falls on one of `window` given days, and recognises the violation."""
    return 1 - float(imperfect_nondetection(days, window, inspections, recognition))


def inspections_needed(days: int, window: int, beta: Probability, recognition: Probability = 1) -> int | None:
    """The fewest random days so that a violation is met within `window` days with probability 1 - beta; None if none suffices."""
    return imperfect_size(days, window, beta, recognition)


def expected_delay(slots: int, inspections: int, start: int = 0) -> Fraction:
    """The mean time from a violation to the next inspection, as a share of the whole period.

    `inspections` are drawn from the slots - 1 inner ends of equal slots, and one more is always at the end; the violation begins
    just after slot end number `start` (0 is the beginning). The worst start is 0.
    """
    inner, left = slots - 1, slots - start
    if not (0 <= inspections <= inner and 0 <= start < slots):
        raise SafeguardsError("inspections and start lie within the slots", way_out="at most slots - 1 inspections")
    if inner == 0:
        return Fraction(1)
    waits = (exact_nondetection(inner, passed, inspections) for passed in range(left))
    return sum(waits, Fraction(0)) / slots


def random_days(first: dt.date, last: dt.date, inspections: int, *, seed: bytes, beacon: bytes, purpose: str) -> Selection:
    """The days of unannounced inspections, first and last included, as a selection that can be checked afterwards (ISO dates)."""
    days = ((first + dt.timedelta(days=k)).isoformat() for k in range((last - first).days + 1))
    return select(days, inspections, seed=seed, beacon=beacon, purpose=purpose)
