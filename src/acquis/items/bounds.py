"""Proved lower bounds on the mean error of a connected part of a machine.

Each bound holds for every connected part of at least `least` qubits (`thresholds`: of `least` to `most`), whichever of
its couplers the operator uses. So a bound above the legal limit is a proof that no part of the machine meets it.
"""

from __future__ import annotations

from fractions import Fraction

from acquis.items.graph import Clusters, Edge, Graph


def few_couplers(graph: Graph, least: int) -> Fraction:
    """The mean of the `least - 1` lightest edges.

    A connected part of n qubits uses at least n - 1 couplers, and no n - 1 couplers are lighter than the lightest.
    """
    count = least - 1
    return graph.unscaled(Fraction(sum(edge[0] for edge in graph.edges[:count]), count))


def thresholds(graph: Graph, least: int, most: int) -> tuple[Fraction, int]:
    """A bound that knows that the lightest edges do not hang together, and the number of qubits at which it is least.

    For a threshold t let the edges of error at most t form clusters. A part of n qubits meets at least m(t) of them,
    where m(t) is how many of the largest clusters are needed to hold n qubits. So a minimum spanning tree of the part
    has at most n - m(t) edges of error at most t: its k-th lightest edge is no lighter than the least t with
    n - m(t) >= k. Of the edges beside that tree at most c(t) have error at most t, where c(t) is the number of
    independent cycles of the clusters. The lightest edges that these counts allow have a mean no greater than that of
    the part.
    """
    most = min(most, graph.size)
    span = range(least, most + 1)
    clusters = Clusters(graph.size)
    sizes = dict.fromkeys(range(graph.size), 1)
    totals = dict.fromkeys(span, 0)
    taken = dict.fromkeys(span, 0)
    cycles: list[int] = []
    edges = graph.edges
    position = 0
    while position < len(edges):
        threshold = edges[position][0]
        grown = False
        while position < len(edges) and edges[position][0] == threshold:
            joined = clusters.join(edges[position][1], edges[position][2])
            if joined is None:
                cycles.append(threshold)
            else:
                sizes[joined[0]] += sizes.pop(joined[1])
                grown = True
            position += 1
        if grown:
            _take(sorted(sizes.values(), reverse=True), threshold, totals, taken)
    bounds = ((_with_cycles(totals[qubits], qubits - 1, cycles), qubits) for qubits in span)
    value, qubits = min(bounds)
    return graph.unscaled(value), qubits


def _take(sizes: list[int], threshold: int, totals: dict[int, int], taken: dict[int, int]) -> None:
    """Count, for every number of qubits, the tree edges that become possible at this threshold."""
    met = held = 0
    for qubits, before in taken.items():
        while held < qubits:
            held += sizes[met]
            met += 1
        totals[qubits] += threshold * (qubits - met - before)
        taken[qubits] = qubits - met


def _with_cycles(total: int, count: int, cycles: list[int]) -> Fraction:
    """The least mean of the tree edges and any number of the edges that close cycles, the lightest first."""
    for weight in cycles:
        if weight * count >= total:
            break
        total += weight
        count += 1
    return Fraction(total, count)


def removal(graph: Graph, least: int) -> Fraction | None:
    """A bound for parts that must count every coupler among their qubits; None where it proves nothing.

    Such a part is the whole graph without at most r = size - `least` qubits. For a level m, taking a qubit away lowers
    the sum of (error - m) by at most g: all that its edges have above m, less half of what its edges lack to m (half,
    because the other end may go too). So where the sum over all edges less the r greatest g is positive, the mean of
    every such part is above m. A few very heavy edges would spoil the count, each standing in two g; so the argument is
    also made with the heaviest left out, which lowers the sum of every part.
    """
    proved = [_level(graph, graph.edges[: len(graph.edges) - left_out], least) for left_out in _left_out(graph)]
    known = [level for level in proved if level is not None]
    return graph.unscaled(Fraction(max(known))) if known else None


def _left_out(graph: Graph) -> list[int]:
    most = len(graph.edges) // 2
    return [0, *(2**half * odd // 2 for half in range(1, most.bit_length()) for odd in (2, 3) if 2**half * odd // 2 <= most)]


def _level(graph: Graph, edges: tuple[Edge, ...], least: int) -> int | None:
    """The greatest level found that is proved, up to the mean of `edges` (so that no edge left out lies below it)."""
    low, high = 0, sum(edge[0] for edge in edges) // len(edges)
    proved = None
    while low <= high:
        level = (low + high) // 2
        if _twice_surplus(graph.size, edges, level, graph.size - least) > 0:
            proved, low = level, level + 1
        else:
            high = level - 1
    return proved


def _twice_surplus(size: int, edges: tuple[Edge, ...], level: int, removable: int) -> int:
    gains = [0] * size
    total = 0
    for weight, a, b in edges:
        above = weight - level
        total += above
        gain = 2 * above if above > 0 else above
        gains[a] += gain
        gains[b] += gain
    gains.sort(reverse=True)
    return 2 * total - sum(gain for gain in gains[:removable] if gain > 0)
