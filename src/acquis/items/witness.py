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

_TREES = 60  # on the machines of the shipped table more trees find nothing better
_STEPS = 4_000_000  # the most steps of dynamic programming; machines with thousands of qubits get fewer trees
_SIZES = 3  # parts of how many sizes are looked at on each tree
_SWAPS = 200


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
        for qubits in _lightest_parts(graph.size, tree, least, most):
            found = _measured(graph, qubits, induced)
            if best is None or found.mean < best.mean:
                best = found
        if best is not None and enough is not None and best.mean <= enough:
            return best
    return None if best is None else _exchanged(graph, best, induced)


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


Table = list[int | None]
"""The least weight of a part that holds a given qubit, by its number of qubits; None where there is none."""

Choices = list[list[tuple[int, list[int]]]]
"""For each qubit its children, each with the number of qubits taken below it, by the number taken in all so far."""


def _lightest_parts(size: int, tree: list[Edge], least: int, most: int) -> list[frozenset[int]]:
    """The lightest connected parts of the tree, for the few sizes that have the least mean."""
    tables, choices = _tables(size, tree, most)
    best: dict[int, tuple[int, int]] = {}
    for top, table in enumerate(tables):
        for qubits in range(least, len(table)):
            weight = table[qubits]
            if weight is not None and (qubits not in best or weight < best[qubits][0]):
                best[qubits] = (weight, top)
    sizes = sorted(best, key=lambda qubits: Fraction(best[qubits][0], qubits - 1))
    return [_members(choices, best[qubits][1], qubits) for qubits in sizes[:_SIZES]]


def _tables(size: int, tree: list[Edge], most: int) -> tuple[list[Table], Choices]:
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for weight, a, b in tree:
        neighbours[a].append((b, weight))
        neighbours[b].append((a, weight))
    order, parent = [0], {0: -1}
    for qubit in order:
        for child, _ in neighbours[qubit]:
            if child != parent[qubit]:
                parent[child] = qubit
                order.append(child)
    tables: list[Table] = [[] for _ in range(size)]
    choices: Choices = [[] for _ in range(size)]
    for qubit in reversed(order):
        table: Table = [None, 0]
        for child, weight in neighbours[qubit]:
            if child != parent[qubit]:
                table, taken = _joined(table, tables[child], weight, most)
                choices[qubit].append((child, taken))
        tables[qubit] = table
    return tables, choices


def _joined(table: Table, below: Table, weight: int, most: int) -> tuple[Table, list[int]]:
    """Add a child's table over an edge of `weight`, and how many qubits of the child each entry takes."""
    length = min(most + 1, len(table) + len(below) - 1)
    joined: Table = [None] * length
    joined[: min(len(table), length)] = table[:length]
    taken = [0] * length
    for own in range(1, len(table)):
        base = table[own]
        if base is None:
            continue
        base += weight
        for count in range(1, min(len(below), length - own)):
            under = below[count]
            before = joined[own + count]
            if under is not None and (before is None or base + under < before):
                joined[own + count] = base + under
                taken[own + count] = count
    return joined, taken


def _members(choices: Choices, top: int, qubits: int) -> frozenset[int]:
    members: set[int] = set()
    waiting = [(top, qubits)]
    while waiting:
        qubit, count = waiting.pop()
        members.add(qubit)
        for child, taken in reversed(choices[qubit]):
            below = taken[count]
            if below:
                waiting.append((child, below))
                count -= below
    return frozenset(members)


def _exchanged(graph: Graph, best: Found, induced: bool) -> Found:
    """Exchange one qubit for another as long as the mean falls."""
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(graph.size)]
    for weight, a, b in graph.edges:
        neighbours[a].append((weight, b))
        neighbours[b].append((weight, a))
    for _ in range(_SWAPS):
        better = _one_exchange(graph, neighbours, best, induced)
        if better is None:
            break
        best = better
    return best


def _one_exchange(graph: Graph, neighbours: list[list[tuple[int, int]]], best: Found, induced: bool) -> Found | None:
    """Take in the neighbour with the least weight above the mean, give up the qubit with the most."""

    def above(qubit: int, inside: set[int]) -> Fraction:
        gains = [weight - best.mean for weight, other in neighbours[qubit] if other in inside]
        return sum(gains, Fraction(0)) if induced else min(gains)

    inside = set(best.qubits)
    outside = {other for qubit in inside for _, other in neighbours[qubit]} - inside
    if not outside:
        return None
    taken = min(outside, key=lambda qubit: (above(qubit, inside), qubit))
    inside.add(taken)
    for given_up in sorted(best.qubits, key=lambda qubit: (-above(qubit, inside), qubit)):
        rest = frozenset(inside - {given_up})
        if len(spanning_tree(graph.size, graph.edges, rest)[0]) == len(rest) - 1:
            found = _measured(graph, rest, induced)
            return found if found.mean < best.mean else None
    return None
