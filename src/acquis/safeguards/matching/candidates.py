"""Pairs worth weighing: those of one block, all of them in a small block, the nearest ones in a large one. Never n times m."""

from __future__ import annotations

import numpy as np

from acquis.safeguards.matching.columns import Columns, Ints

SMALL_BLOCK = 40_000
"""Pairs; in a block with more, each transfer is compared with its nearest ones only."""
NEAREST = 16
"""Neighbours on either side of a transfer, by quantity and again by day."""


def block_pairs(
    shipments: Columns, receipts: Columns, ship_block: Ints, receipt_block: Ints, typical: float
) -> tuple[Ints, Ints]:
    """Candidate pairs as two columns of row numbers, each pair once.

    Args:
        shipments, receipts: the two sides.
        ship_block, receipt_block: only rows with the same number meet.
        typical: days of transit, by which shipments are moved before days are compared.
    """
    by_ship, by_receipt = np.argsort(ship_block, kind="stable"), np.argsort(receipt_block, kind="stable")
    blocks = np.intersect1d(ship_block, receipt_block)
    first_s, first_r = (np.searchsorted(b[o], blocks) for b, o in ((ship_block, by_ship), (receipt_block, by_receipt)))
    last_s, last_r = (np.searchsorted(b[o], blocks, "right") for b, o in ((ship_block, by_ship), (receipt_block, by_receipt)))
    n, m = last_s - first_s, last_r - first_r
    small = n * m <= SMALL_BLOCK
    found = [_all_pairs(by_ship, by_receipt, first_s[small], first_r[small], n[small], m[small])]
    for k in np.flatnonzero(~small):
        here, there = by_ship[first_s[k] : last_s[k]], by_receipt[first_r[k] : last_r[k]]
        found.append(_nearest_pairs(shipments, receipts, here, there, typical))
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


def _all_pairs(by_ship: Ints, by_receipt: Ints, first_s: Ints, first_r: Ints, n: Ints, m: Ints) -> tuple[Ints, Ints]:
    """The products of many small blocks at once."""
    sizes = n * m
    block = np.repeat(np.arange(len(sizes)), sizes)
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return by_ship[first_s[block] + within // m[block]], by_receipt[first_r[block] + within % m[block]]


def _nearest_pairs(shipments: Columns, receipts: Columns, here: Ints, there: Ints, typical: float) -> tuple[Ints, Ints]:
    """Each row of either side with its neighbours of the other, by quantity and by expected day."""
    value = np.concatenate([shipments.value[here], receipts.value[there]])
    day = np.concatenate([shipments.day[here] + typical / 2, receipts.day[there] - typical / 2])
    tag = np.concatenate([shipments.tag[here], receipts.tag[there]])
    is_ship = np.arange(len(value)) < len(here)
    codes = [_neighbours(np.lexsort(keys), is_ship, len(here), len(there)) for keys in ((tag, day, value), (tag, value, day))]
    unique = np.unique(np.concatenate(codes))
    return here[unique // len(there)], there[unique % len(there)]


def _neighbours(order: Ints, is_ship: np.ndarray, n: int, m: int) -> Ints:
    """Pairs (i, j) as i * m + j: for each row the NEAREST rows of the other side before and after it in the order."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    ship_rows, receipt_rows = order[is_ship[order]], order[~is_ship[order]] - n
    found = []
    for rows, others, forward in ((np.arange(n), receipt_rows, True), (np.arange(m), ship_rows, False)):
        places = place[rows] if forward else place[rows + n]
        other_places = place[others + n] if forward else place[others]
        at = np.searchsorted(other_places, places)
        for step in range(-NEAREST, NEAREST):
            k = at + step
            fits = (k >= 0) & (k < len(others))
            mine, other = rows[fits], others[k[fits]]
            found.append(mine * m + other if forward else other * m + mine)
    return np.concatenate(found)
