"""Rewriting a tree for a day and for bulk use: groups become choices, references become the conditions they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from acquis.conditions import nodes as n

Members = Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]]
"""Members of a group, and the values whose membership is not known (`EVERYTHING`: of all others)."""


def rewrite(node: n.Node, change: Callable[[n.Node], n.Node | None]) -> n.Node:
    """The tree with every node for which `change` gives one replaced; the others are rebuilt around their parts."""
    changed = change(node)
    if changed is not None:
        return changed
    match node:
        case n.And(parts):
            return n.conjunction([rewrite(part, change) for part in parts])
        case n.Or(parts):
            return n.disjunction([rewrite(part, change) for part in parts])
        case n.Not(part):
            return n.Not(rewrite(part, change))
        case n.Extreme(which, parts):
            return n.Extreme(which, tuple(rewrite(part, change) for part in parts))
        case n.Compare() | n.Arithmetic():
            return replace(node, left=rewrite(node.left, change), right=rewrite(node.right, change))
        case n.In() | n.InNumbers():
            return replace(node, left=rewrite(node.left, change))
    return node


def resolve_groups(node: n.Node, members: Members) -> n.Node:
    """The condition with every `group()` replaced by its members on the day."""

    def change(part: n.Node) -> n.Node | None:
        if isinstance(part, n.In | n.Overlaps) and isinstance(part.choices, n.Group):
            choices, maybe = members(part.choices.id)
            return replace(part, choices=choices, maybe=maybe, group=part.choices.id)
        return None

    return rewrite(node, change)


def inline_references(node: n.Node, conditions: Callable[[str], Iterable[n.Node]]) -> n.Node:
    """The condition with every `holds(id)` replaced by the disjunction of the conditions it stands for."""

    def change(part: n.Node) -> n.Node | None:
        if isinstance(part, n.Holds):
            return n.disjunction([inline_references(inner, conditions) for inner in conditions(part.id)])
        return None

    return rewrite(node, change)
