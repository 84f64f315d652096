"""How two rules stand to each other: proved by the solver, or shown by a witness that the engine has checked.

Both are read in the vocabulary that they share, with the domain of each fact as background. What was not read of a rule counts
against every conclusion: containment is proved for the widest against the narrowest reading, a difference for the reverse.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from acquis.compare.rules import Rule, union
from acquis.compare.witness import Witness, find_witness
from acquis.conditions import nodes as n
from acquis.conditions.certain import narrowest, widest
from acquis.conditions.rewrite import rewrite
from acquis.conditions.smt import Formulas
from acquis.law.model import descends
from acquis.law.proofs import background
from acquis.law.vocabulary import Vocabulary

MILLISECONDS = 5_000
"""What the solver is given for one question."""


_NOT_SHOWN = "the solver sees a difference that no single thing can show: it rests on records, dates, or which paragraph is meant"


class Relation(StrEnum):
    """What was decided of two rules, `A` the first."""

    EQUIVALENT = "equivalent"
    A_NARROWER = "a_narrower"
    B_NARROWER = "b_narrower"
    DIFFER = "differ"
    NOT_DECIDED = "not_decided"

    @property
    def reversed(self) -> Relation:
        """The relation with the rules exchanged."""
        swap = {Relation.A_NARROWER: Relation.B_NARROWER, Relation.B_NARROWER: Relation.A_NARROWER}
        return swap.get(self, self)


@dataclass(frozen=True, slots=True)
class Direction:
    """One half of a comparison: is everything that the first rule catches caught by the second?

    `contained`: True proved, False shown by the witness, None not decided for the reason given. `by_vocabulary`: the difference
    is there only because of these facts, of which only one of the rules speaks.
    """

    contained: bool | None
    witness: Witness | None = None
    by_vocabulary: frozenset[str] = frozenset()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The relation of two rules, with both directions and what of each was not read."""

    a: Rule
    b: Rule
    relation: Relation
    a_in_b: Direction
    b_in_a: Direction

    @property
    def reversed(self) -> Comparison:
        """The same comparison with the rules exchanged."""
        return Comparison(self.b, self.a, self.relation.reversed, self.b_in_a, self.a_in_b)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why nothing, or not all, was decided."""
        found = (self.a_in_b.reason, self.b_in_a.reason)
        return tuple(dict.fromkeys(reason for reason in found if reason is not None))


def compare(a: Rule, b: Rule, vocabulary: Vocabulary, *, milliseconds: int = MILLISECONDS, witnesses: bool = True) -> Comparison:
    """How two rules stand to each other.

    Args:
        a: one rule.
        b: the other.
        vocabulary: the facts, with their types and ranges.
        milliseconds: what the solver is given for each of at most six questions; after that a question is not decided.
        witnesses: look for the smallest realistic witness of each difference; without, any that the engine confirms.
    """
    solver = _Solver(vocabulary, milliseconds)
    a_in_b = _contained(a, b, solver, witnesses)
    b_in_a = _contained(b, a, solver, witnesses)
    return Comparison(a, b, _relation(a_in_b.contained, b_in_a.contained), a_in_b, b_in_a)


def _relation(a_in_b: bool | None, b_in_a: bool | None) -> Relation:
    if a_in_b is None or b_in_a is None:
        return Relation.NOT_DECIDED
    if a_in_b:
        return Relation.EQUIVALENT if b_in_a else Relation.A_NARROWER
    return Relation.B_NARROWER if b_in_a else Relation.DIFFER


def _contained(a: Rule, b: Rule, solver: _Solver, witnesses: bool) -> Direction:
    if a.condition == b.condition and not a.unread:
        return Direction(True)
    both = solver.satisfy(narrowest(a.condition), n.Not(widest(b.condition)))
    if both is None:
        return Direction(None, reason="the solver found no answer in the time given")
    if both is not False:
        witness = find_witness(a, b, solver.vocabulary, both, smallest=witnesses)
        if witness is None:
            return Direction(
                None,
                reason=_NOT_SHOWN,
            )
        return Direction(False, witness, _unshared(a, b, solver))
    certain = not (a.unread or b.unread or _uncertain(a) or _uncertain(b))
    if certain:
        return Direction(True)
    proof = solver.satisfy(widest(a.condition), n.Not(narrowest(b.condition)))
    if proof is False:
        return Direction(True)
    if proof is None:
        return Direction(None, reason="the solver found no answer in the time given")
    unread = [*a.unread, *b.unread, *_uncertain(a), *_uncertain(b)]
    return Direction(None, reason=f"not known: {'; '.join(dict.fromkeys(unread))}")


def _uncertain(rule: Rule) -> list[str]:
    """Groups whose members are not all known."""
    nodes = (node for node in n.walk(rule.condition) if isinstance(node, n.In | n.Overlaps))
    return [f"all members of {node.group}" for node in nodes if node.maybe]


def _unshared(a: Rule, b: Rule, solver: _Solver) -> frozenset[str]:
    """Facts of which only one rule speaks, where the difference is gone once these are taken as they suit the other."""
    only = a.facts ^ b.facts
    if not only:
        return frozenset()
    left, right = _freed(narrowest(a.condition), only, wide=True), _freed(widest(b.condition), only, wide=True)
    return frozenset() if solver.satisfy(left, n.Not(right)) is not False else only


def _freed(node: n.Node, names: frozenset[str], *, wide: bool) -> n.Node:
    """The condition with every comparison that speaks of one of `names` taken as unknown, then bounded."""

    def change(part: n.Node) -> n.Node | None:
        atom = not isinstance(part, n.And | n.Or | n.Not)
        return n.Unknown("") if atom and n.facts_of(part) & names else None

    freed = rewrite(node, change)
    return widest(freed) if wide else narrowest(freed)


def containment(a: Rule, b: Rule, vocabulary: Vocabulary, *, milliseconds: int = MILLISECONDS) -> Direction:
    """One half of a comparison: whether `b` catches all that `a` catches, else the smallest realistic witness."""
    return _contained(a, b, _Solver(vocabulary, milliseconds), True)


def proved_empty(rule: Rule, vocabulary: Vocabulary, *, milliseconds: int = MILLISECONDS) -> bool:
    """Whether a rule certainly catches nothing."""
    return _Solver(vocabulary, milliseconds).satisfy(widest(rule.condition)) is False


def simplified(rule: Rule, vocabulary: Vocabulary, *, milliseconds: int = MILLISECONDS) -> Rule:
    """A rule without what provably adds nothing to it.

    A list that a later list has emptied catches nothing and is none; and a provision not read in full adds nothing where all that
    it can catch is caught by those that were.
    """
    solver = _Solver(vocabulary, milliseconds)
    if rule.unread and len(rule.parts) > 1:
        unread = [any(isinstance(node, n.Unknown) for node in n.walk(part)) for part in rule.parts]
        sure = n.Not(narrowest(union(part for part, open_ in zip(rule.parts, unread, strict=True) if not open_)))
        kept = [k for k, part in enumerate(rule.parts) if not unread[k] or solver.satisfy(widest(part), sure) is not False]
        parts = tuple(rule.parts[k] for k in kept)
        rule = replace(rule, condition=union(parts), parts=parts, provisions=tuple(rule.provisions[k] for k in kept))
    return replace(rule, condition=n.FALSE, parts=()) if proved_empty(rule, vocabulary, milliseconds=milliseconds) else rule


class _Solver:
    """Questions to Z3 with the domain of every fact as background."""

    def __init__(self, vocabulary: Vocabulary, milliseconds: int) -> None:
        self.vocabulary = vocabulary
        self.milliseconds = milliseconds

    def satisfy(self, *conditions: n.Node) -> Any:
        """Z3's model of all conditions at once; False when there is none (proved), None when it was not decided in time."""
        if n.FALSE in conditions or n.Not(n.TRUE) in conditions:
            return False
        formulas = Formulas(self.vocabulary.types)
        solver = formulas.z3.Solver()
        solver.set("timeout", self.milliseconds)
        solver.add([formulas.truth(condition) for condition in conditions])
        solver.add(list(background(formulas, self.vocabulary, _facts(conditions))))
        solver.add(list(self._ancestors(formulas, conditions)))
        verdict = solver.check()
        if verdict == formulas.z3.sat:
            return solver.model()
        return False if verdict == formulas.z3.unsat else None

    def _ancestors(self, formulas: Formulas, conditions: Iterable[n.Node]) -> Iterator[Any]:
        """A set of ids that has a paragraph has what stands above it."""
        asked: dict[str, set[str]] = {}
        for condition in conditions:
            for node in n.walk(condition):
                if isinstance(node, n.Has) and self.vocabulary[node.fact].kind == "ids":
                    asked.setdefault(node.fact, set()).add(node.item)
        for fact, items in asked.items():
            for below, above in itertools.permutations(sorted(items), 2):
                if descends(below, above):
                    yield formulas.z3.Implies(formulas.has(fact, below), formulas.has(fact, above))


def _facts(conditions: Iterable[n.Node]) -> frozenset[str]:
    return frozenset[str]().union(*(n.facts_of(condition) for condition in conditions))
