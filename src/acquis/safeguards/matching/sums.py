"""One shipment received in a few lots of other names, or the reverse: sums that agree, where only one choice of lots does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

import numpy as np

from acquis.safeguards.matching.columns import Columns, Floats, Ints
from acquis.safeguards.matching.tolerances import Tolerances

MOST_PARTS = 4
MOST_CANDIDATES = 12
"""With more lots in the window some sum would agree by chance: nothing is proposed."""


def sums(
    shipments: Columns, receipts: Columns, blocks: tuple[Sequence[Hashable], Sequence[Hashable]], tolerances: Tolerances
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Rows of shipments and rows of receipts that are one transfer by their sums. No row stands in two proposals.

    Args:
        shipments, receipts: what is still open.
        blocks: by row, between which ends and of what kind; only rows with the same one meet.
        tolerances: the window of days and the greatest difference of quantities.
    """
    split = _proposals(shipments, receipts, blocks, tolerances, 1)
    joined = _proposals(receipts, shipments, blocks[::-1], tolerances, -1)
    found = [((whole,), parts) for whole, parts in split] + [(parts, (whole,)) for whole, parts in joined]
    uses = Counter((side, row) for proposal in found for side in (0, 1) for row in proposal[side])
    return [p for p in found if all(uses[side, row] == 1 for side in (0, 1) for row in p[side])]


def _proposals(
    wholes: Columns,
    parts: Columns,
    blocks: tuple[Sequence[Hashable], Sequence[Hashable]],
    tolerances: Tolerances,
    forward: int,
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Wholes for which exactly one choice of two to four parts agrees. `forward`: 1 where the whole is the shipment."""
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, block in enumerate(blocks[1]):
        rows[block].append(row)
    by_day = {block: np.array(some)[np.argsort(parts.day[some], kind="stable")] for block, some in rows.items()}
    for whole, block in enumerate(blocks[0]):
        if block not in by_day:
            continue
        window = sorted(wholes.day[whole] + forward * d for d in (tolerances.earliest_days, tolerances.longest_days))
        days = parts.day[by_day[block]]
        near = by_day[block][np.searchsorted(days, window[0]) : np.searchsorted(days, window[1], "right")]
        near = near[parts.value[near] < wholes.value[whole]]
        if 2 <= len(near) <= MOST_CANDIDATES:
            fitting = _fitting(wholes, whole, parts, near, tolerances)
            if len(fitting) == 1:
                yield whole, fitting[0]


def _fitting(wholes: Columns, whole: int, parts: Columns, near: Ints, tolerances: Tolerances) -> list[tuple[int, ...]]:
    choices = _CHOICES[len(near)]
    difference = choices @ parts.value[near] - wholes.value[whole]
    spread = np.sqrt(choices @ parts.variance[near] + wholes.variance[whole])
    fits = np.abs(difference) <= tolerances.quantity_z * spread + 1e-9 * wholes.value[whole]
    return [tuple(int(row) for row in near[choices[k] > 0]) for k in np.flatnonzero(fits)]


def _choices(count: int) -> Floats:
    """One line a choice of two to MOST_PARTS of so many."""
    chosen = [c for size in range(2, min(MOST_PARTS, count) + 1) for c in combinations(range(count), size)]
    lines = np.zeros((len(chosen), count))
    for k, choice in enumerate(chosen):
        lines[k, list(choice)] = 1
    return lines


_CHOICES = {count: _choices(count) for count in range(2, MOST_CANDIDATES + 1)}
