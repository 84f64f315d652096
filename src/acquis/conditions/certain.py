"""The two certain readings of a condition in which something was not read: what holds for sure, and what may hold.

`unknown('...')` and uncertain members of groups are replaced by what makes the condition as narrow, or as wide, as it can be.
A proof about the narrow reading and a proof about the wide one hold whatever the law that was not read says.
"""

from __future__ import annotations

from dataclasses import replace

from acquis.conditions import nodes as n


def narrowest(node: n.Node) -> n.Node:
    """Where the condition holds whatever was not read."""
    return _bound(node, wide=False)


def widest(node: n.Node) -> n.Node:
    """Where the condition may hold, if what was not read makes it."""
    return _bound(node, wide=True)


def _bound(node: n.Node, *, wide: bool) -> n.Node:
    match node:
        case n.And(parts):
            return n.conjunction([_bound(part, wide=wide) for part in parts])
        case n.Or(parts):
            return n.disjunction([_bound(part, wide=wide) for part in parts])
        case n.Not(part):
            return n.Not(_bound(part, wide=not wide))
        case n.Unknown():
            return n.TRUE if wide else n.FALSE
        case n.In(choices=tuple(choices), maybe=maybe) | n.Overlaps(choices=tuple(choices), maybe=maybe) if maybe:
            if not wide:
                return replace(node, maybe=())
            return n.TRUE if maybe == n.EVERYTHING else replace(node, choices=(*choices, *maybe), maybe=())
    return node
