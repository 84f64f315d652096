"""The best one-to-one assignment of candidate pairs, component by component."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from acquis.safeguards.matching.columns import Bools, Floats, Ints

DENSE_CELLS = 1_000_000
"""Shipments times receipts of a component; a larger one is solved as a sparse problem."""
SPARSE_CELLS = 100_000_000
"""In a component larger still the pairs of the least penalty are taken first, which need not be the optimum."""


def assign(i: Ints, j: Ints, penalty: Floats, limit: float) -> Bools:
    """Which candidates are in the assignment of the least total penalty, where leaving a pair apart costs `limit`.

    That is so in every component of at most SPARSE_CELLS; a larger one is approximated.

    Args:
        i, j: rows of the two sides, each pair once.
        penalty: of each pair, below the limit, all different enough that the optimum is unique.
        limit: the cost of two transfers left open.

    Returns:
        one truth a candidate.
    """
    chosen = np.zeros(len(i), dtype=bool)
    if not len(i):
        return chosen
    rows, i = np.unique(i, return_inverse=True)
    columns, j = np.unique(j, return_inverse=True)
    n, m = len(rows), len(columns)
    graph = coo_array((np.ones(len(i)), (i, j + n)), shape=(n + m, n + m))
    _, label = connected_components(graph, directed=False)
    component = label[i]
    order = np.argsort(component, kind="stable")
    starts = np.flatnonzero(np.diff(component[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    chosen[order[starts[sizes == 1]]] = True
    for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True):
        pairs = order[start : start + size]
        chosen[pairs] = _solved(i[pairs], j[pairs], penalty[pairs], limit)
    return chosen


def margins(i: Ints, j: Ints, penalty: Floats, chosen: Bools) -> Floats:
    """For each chosen pair, by how much the next best candidate of either of its sides is worse; infinite where there is none."""
    found = np.full(int(chosen.sum()), np.inf)
    for side in (i, j):
        if not len(side):
            continue
        others = np.full(int(side.max()) + 1, np.inf)
        np.minimum.at(others, side[~chosen], penalty[~chosen])
        found = np.minimum(found, others[side[chosen]] - penalty[chosen])
    return found


def _solved(i: Ints, j: Ints, penalty: Floats, limit: float) -> Bools:
    rows, i = np.unique(i, return_inverse=True)
    columns, j = np.unique(j, return_inverse=True)
    n, m = len(rows), len(columns)
    if n * m > SPARSE_CELLS:
        return _least_first(i, j, penalty)
    if n * m > DENSE_CELLS:
        partner = _sparse(i, j, penalty, limit, n, m)
    else:
        cost = np.zeros((n, m))
        cost[i, j] = penalty - limit
        row, column = linear_sum_assignment(cost)
        partner = np.full(n, -1)
        partner[row] = column
    found: Bools = partner[i] == j
    return found


def _sparse(i: Ints, j: Ints, penalty: Floats, limit: float, n: int, m: int) -> Ints:
    """Each row may also take a column of its own, at the cost of the limit; 1 is added because 0 means no edge."""
    own = np.arange(n)
    weight = np.concatenate([penalty, np.full(n, limit)]) + 1
    graph = csr_array((weight, (np.concatenate([i, own]), np.concatenate([j, own + m]))), shape=(n, m + n))
    row, column = min_weight_full_bipartite_matching(graph)
    partner = np.full(n, -1)
    partner[row] = column
    return partner


def _least_first(i: Ints, j: Ints, penalty: Floats) -> Bools:
    """Pairs in the order of their penalty, each if both are still free: at least half of the gain of the best assignment."""
    chosen = np.zeros(len(i), dtype=bool)
    free_i, free_j = bytearray(b"\1") * (int(i.max()) + 1), bytearray(b"\1") * (int(j.max()) + 1)
    order = np.argsort(penalty, kind="stable")
    for k, a, b in zip(order.tolist(), i[order].tolist(), j[order].tolist(), strict=True):
        if free_i[a] and free_j[b]:
            chosen[k] = True
            free_i[a] = free_j[b] = 0
    return chosen
