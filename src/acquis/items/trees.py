"""Connected parts of a tree: the lightest of every size, exactly, by dynamic programming.

From the leaves up, each qubit gets a table of the lightest part that holds it and lies below it, by number of qubits.
For n qubits this takes about n squared steps.
"""

from __future__ import annotations

from fractions import Fraction

from acquis.items.graph import Edge

Table = list[int | None]
"""The least weight of a part that holds a given qubit, by its number of qubits; None where there is none."""

Choices = list[list[tuple[int, list[int]]]]
"""For each qubit its children, each with the number of qubits taken below it, by the number taken in all so far."""


def lightest_parts(size: int, tree: list[Edge], least: int, most: int, *, count: int) -> list[frozenset[int]]:
    """The lightest connected parts of a spanning tree, for the `count` sizes from `least` to `most` of the least mean."""
    tables, choices = _tables(size, tree, most)
    best: dict[int, tuple[int, int]] = {}
    for top, table in enumerate(tables):
        for qubits in range(least, len(table)):
            weight = table[qubits]
            if weight is not None and (qubits not in best or weight < best[qubits][0]):
                best[qubits] = (weight, top)
    sizes = sorted(best, key=lambda qubits: Fraction(best[qubits][0], qubits - 1))
    return [_members(choices, best[qubits][1], qubits) for qubits in sizes[:count]]


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
