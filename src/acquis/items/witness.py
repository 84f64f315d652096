"""Search for the connected part of a machine with the least mean error: good parts, found fast, not proved best.

On a tree the lightest connected part of every size is found exactly, by dynamic programming. So the search takes the
minimum spanning tree and a few dozen spanning trees near it, and improves what it finds by exchanging qubits.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from acquis.items.graph import Edge, Graph, lightest_connection, spanning_tree
from acquis.items.trees import lightest_parts

_TREES = 60  # on the machines of the shipped table more trees find nothing better
_STEPS = 4_000_000  # the most steps of dynamic programming; machines with thousands of qubits get fewer trees
_SIZES = 3  # parts of how many sizes are looked at on each tree
_SWAPS = 200


Neighbours = list[list[tuple[int, int]]]
"""The edges of every qubit, each as weight and other end."""


@dataclass(frozen=True, slots=True)
class Found:
    """A connected part: positions of its qubits, its edges, and their mean in the unit of the edges."""

    qubits: frozenset[int]
    edges: tuple[Edge, ...]
    mean: Fraction


def search(graph: Graph, least: int, most: int, *, induced: bool, enough: Fraction | None = None) -> Found | None:
    """The best part found with `least` to `most` qubits (both included); None where the graph has fewer qubits.

    `induced`: all edges among the qubits count; else the edges are chosen too. The search stops at a mean of `enough`.
    """
    most = min(most, graph.size)
    if graph.size < least:
        return None
    best: Found | None = None
    for tree in _trees(graph, most):
        for qubits in lightest_parts(graph.size, tree, least, most, count=_SIZES):
            found = _measured(graph, qubits, induced)
            if best is None or found.mean < best.mean:
                best = found
        if best is not None and enough is not None and best.mean <= enough:
            return best
    if best is None:
        return None
    best = _exchanged(graph, best, induced)
    if induced and graph.size * len(graph.edges) <= _STEPS:
        best = min(best, _exchanged(graph, _peeled(graph, least, most), induced), key=lambda found: found.mean)
    return best


def _measured(graph: Graph, qubits: frozenset[int], induced: bool) -> Found:
    if induced:
        edges = [edge for edge in graph.edges if edge[1] in qubits and edge[2] in qubits]
    else:
        edges = lightest_connection(graph.size, graph.edges, qubits)
    return Found(qubits, tuple(edges), Fraction(sum(edge[0] for edge in edges), len(edges)))


def _trees(graph: Graph, most: int) -> Iterable[list[Edge]]:
    """The minimum spanning tree, then spanning trees of weights stretched by chance, the same on every run."""
    tree, chords = spanning_tree(graph.size, graph.edges)
    yield tree
    if not chords:
        return
    chance = random.Random(graph.size)
    for _ in range(min(_TREES, _STEPS // (graph.size * most))):
        stretched = sorted(graph.edges, key=lambda edge: edge[0] * (1 + chance.random()))
        yield spanning_tree(graph.size, stretched)[0]


def _peeled(graph: Graph, least: int, most: int) -> Found:
    """Give up, one by one, the qubit whose edges have the most above the mean; of the parts so met the best.

    Where a part has to count every edge this finds what trees miss: they do not see the edges that close cycles.
    """
    neighbours = _neighbours(graph)
    inside = frozenset(range(graph.size))
    met = []
    while len(inside) >= least:
        found = _measured(graph, inside, induced=True)
        if len(inside) <= most:
            met.append(found)
        gains = {qubit: _above(neighbours[qubit], inside, found.mean) for qubit in inside}
        order = sorted(inside, key=lambda qubit: (-gains[qubit], qubit))
        inside = next(rest for qubit in order if _is_connected(graph, rest := inside - {qubit}))
    return min(met, key=lambda found: found.mean)


def _exchanged(graph: Graph, best: Found, induced: bool) -> Found:
    """Exchange one qubit for another as long as the mean falls."""
    neighbours = _neighbours(graph)
    for _ in range(_SWAPS):
        better = _one_exchange(graph, neighbours, best, induced)
        if better is None:
            break
        best = better
    return best


def _one_exchange(graph: Graph, neighbours: Neighbours, best: Found, induced: bool) -> Found | None:
    """Take in the neighbour with the least above the mean and give up the qubit with the most; None if no better."""

    def above(qubit: int) -> Fraction:
        if induced:
            return _above(neighbours[qubit], best.qubits, best.mean)
        return min(weight - best.mean for weight, other in neighbours[qubit] if other in best.qubits)

    outside = {other for qubit in best.qubits for _, other in neighbours[qubit]} - best.qubits
    if not outside:
        return None
    taken = min(outside, key=lambda qubit: (above(qubit), qubit))
    for given_up in sorted(best.qubits, key=lambda qubit: (-above(qubit), qubit)):
        qubits = best.qubits - {given_up} | {taken}
        if _is_connected(graph, qubits):
            found = _measured(graph, qubits, induced)
            return found if found.mean < best.mean else None
    return None


def _above(edges: list[tuple[int, int]], inside: frozenset[int], mean: Fraction) -> Fraction:
    return sum((weight - mean for weight, other in edges if other in inside), Fraction(0))


def _is_connected(graph: Graph, qubits: frozenset[int]) -> bool:
    return len(spanning_tree(graph.size, graph.edges, qubits)[0]) == len(qubits) - 1


def _neighbours(graph: Graph) -> Neighbours:
    neighbours: Neighbours = [[] for _ in range(graph.size)]
    for weight, a, b in graph.edges:
        neighbours[a].append((weight, b))
        neighbours[b].append((weight, a))
    return neighbours
