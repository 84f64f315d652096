"""Partial evaluation: what is left to know once some facts are given.

Kleene folds only: a part that is settled is replaced by its truth, a part that is not stays as it was written. The facts
still named in the residue are the ones still needed. (sqlglot's `simplify` was measured unsound at ties; none is used.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from acquis.conditions import nodes as n
from acquis.conditions.truth import Resolve, compile_truth
from acquis.conditions.values import Facts, IdSet, Interval, Truth

Restriction = Callable[[Facts, Resolve], n.Node]
Shares = Callable[[str], Mapping[str, float]]


def restrict(node: n.Node, facts: Facts, holds: Resolve) -> n.Node:
    """The condition under the given facts: TRUE, FALSE, or the residue that still depends on something unknown."""
    return compile_restriction(node)(facts, holds)


def compile_restriction(node: n.Node) -> Restriction:
    """`restrict` for one condition and many sets of facts."""
    match node:
        case n.And(parts):
            return _fold([compile_restriction(part) for part in parts], n.FALSE, n.TRUE, n.conjunction)
        case n.Or(parts):
            return _fold([compile_restriction(part) for part in parts], n.TRUE, n.FALSE, n.disjunction)
        case n.Not(part):
            inner = compile_restriction(part)
            return lambda facts, holds: _opposite(inner(facts, holds))
    read = compile_truth(node)

    def leaf(facts: Facts, holds: Resolve) -> n.Node:
        truth = read(facts, holds)
        return node if truth is None else (n.TRUE if truth else n.FALSE)

    return leaf


def _fold(
    parts: list[Restriction], decisive: n.Literal, neutral: n.Literal, join: Callable[[list[n.Node]], n.Node]
) -> Restriction:
    def fold(facts: Facts, holds: Resolve) -> n.Node:
        left: list[n.Node] = []
        for part in parts:
            inner = part(facts, holds)
            if inner is decisive:
                return inner
            if inner is not neutral:
                left.append(inner)
        return join(left) if left else neutral

    return fold


def _opposite(node: n.Node) -> n.Node:
    if isinstance(node, n.Literal):
        return n.FALSE if node.value else n.TRUE
    return n.Not(node)


def influence(residue: n.Node, facts: Facts, of_reference: Shares) -> dict[str, float]:
    """How much each fact can still decide: a residue weighs 1, split evenly at every AND and OR, summed by fact.

    A fact that is exactly known decides nothing more (a table that was not read may keep its leaf open). `of_reference`
    gives the influences inside a provision named by `holds`.
    """
    shares: dict[str, float] = {}
    _share(residue, 1.0, facts, shares, of_reference)
    return shares


def _share(node: n.Node, weight: float, facts: Facts, shares: dict[str, float], of_reference: Shares) -> None:
    match node:
        case n.And(parts) | n.Or(parts):
            for part in parts:
                _share(part, weight / len(parts), facts, shares, of_reference)
        case n.Not(part):
            _share(part, weight, facts, shares, of_reference)
        case n.Holds(identifier):
            for fact, share in of_reference(identifier).items():
                shares[fact] = shares.get(fact, 0.0) + weight * share
        case _:
            for fact in n.facts_of(node):
                if isinstance(facts.get(fact), Interval | IdSet | None):
                    shares[fact] = shares.get(fact, 0.0) + weight


def missing_facts(node: n.Node, facts: Facts, holds: Resolve | None = None) -> list[str]:
    """Facts that the condition still needs, the most decisive first. References are looked up by `holds` only."""
    residue = restrict(node, facts, holds or _unknown)
    shares = influence(residue, facts, lambda identifier: {})
    return sorted(shares, key=lambda fact: (-shares[fact], fact))


def _unknown(identifier: str) -> Truth:
    return None
