"""Connected weighted graphs in whole numbers: the ground on which sub-machines are searched and bounded.

Errors are scaled to integers, so sums and comparisons are exact and fast.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Edge = tuple[int, int, int]
"""Error times the scale, and the positions of the two qubits."""


class Clusters:
    """Sets of positions that grow together (union-find)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, position: int) -> int:
        """The name of the set that holds `position`."""
        parent = self._parent
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    def join(self, a: int, b: int) -> tuple[int, int] | None:
        """Join two sets: the (kept, vanished) names, or None where they were one already."""
        kept, vanished = self.root(a), self.root(b)
        if kept == vanished:
            return None
        self._parent[vanished] = kept
        return kept, vanished


@dataclass(frozen=True, slots=True)
class Graph:
    """A connected graph; `edges` run from the lightest to the heaviest."""

    names: tuple[str, ...]
    edges: tuple[Edge, ...]
    scale: int

    @property
    def size(self) -> int:
        """The number of qubits."""
        return len(self.names)

    def scaled(self, error: Decimal) -> Fraction:
        """`error` in the unit of the edges."""
        return Fraction(error) * self.scale

    def unscaled(self, value: Fraction) -> Fraction:
        """`value`, in the unit of the edges, as an error."""
        return value / self.scale


def connected_graphs(edges: Iterable[tuple[str, str, Decimal]]) -> tuple[Graph, ...]:
    """The connected graphs of two qubits or more that the edges form, the largest first."""
    given = list(edges)
    names = list(dict.fromkeys(name for a, b, _ in given for name in (a, b)))
    position = {name: number for number, name in enumerate(names)}
    clusters = Clusters(len(names))
    for a, b, _ in given:
        clusters.join(position[a], position[b])
    scale = _common_scale(error for _, _, error in given)
    members: dict[int, dict[str, int]] = {}
    for number, name in enumerate(names):
        inside = members.setdefault(clusters.root(number), {})
        inside[name] = len(inside)
    found: dict[int, list[Edge]] = {}
    for a, b, error in given:
        root = clusters.root(position[a])
        found.setdefault(root, []).append((int(error * scale), members[root][a], members[root][b]))
    graphs = (Graph(tuple(members[root]), tuple(sorted(inner)), scale) for root, inner in found.items())
    return tuple(sorted(graphs, key=lambda graph: -graph.size))


def _common_scale(errors: Iterable[Decimal]) -> int:
    """The power of ten by which every error becomes a whole number."""
    exponents = (error.as_tuple().exponent for error in errors)
    places = (max(0, -exponent) for exponent in exponents if isinstance(exponent, int))
    return int(10 ** max(places, default=0))


def spanning_tree(size: int, edges: Sequence[Edge], inside: Collection[int] | None = None) -> tuple[list[Edge], list[Edge]]:
    """The tree (a forest, where the edges do not connect) taken greedily in the order of `edges`, and the chords left.

    In rising order of weight this is Kruskal's minimum spanning tree.
    """
    clusters = Clusters(size)
    tree: list[Edge] = []
    chords: list[Edge] = []
    for edge in edges:
        if inside is not None and (edge[1] not in inside or edge[2] not in inside):
            continue
        (chords if clusters.join(edge[1], edge[2]) is None else tree).append(edge)
    return tree, chords


def lightest_connection(size: int, edges: Sequence[Edge], inside: Collection[int]) -> list[Edge]:
    """The edges that connect `inside` with the least mean weight. `edges` run from the lightest to the heaviest.

    A minimum spanning tree, and every chord lighter than the mean so far. This is the optimum: for the least mean m no
    connecting set has a negative sum of (weight - m), and the tree together with all edges below m has the least sum.
    """
    chosen, chords = spanning_tree(size, edges, inside)
    total = sum(edge[0] for edge in chosen)
    for chord in chords:
        if chord[0] * len(chosen) >= total:
            break
        chosen.append(chord)
        total += chord[0]
    return chosen
