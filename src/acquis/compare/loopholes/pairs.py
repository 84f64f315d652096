"""Two things in one question: some facts are given a second name, so that one formula can speak of both.

Whether a thing with these facts is caught and one with those is not is then a question of containment between two rules, which
`acquis.compare.relation` decides and shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from acquis.compare.relation import MILLISECONDS, Direction, containment
from acquis.compare.rules import Rule
from acquis.compare.witness import Witness
from acquis.conditions import nodes as n
from acquis.conditions.rewrite import rewrite
from acquis.conditions.truth import MIRRORED
from acquis.conditions.values import Facts
from acquis.law.vocabulary import Vocabulary

SECOND, THIRD = "'", "''"
"""Marks of the second and the third thing's own facts."""


def renamed(condition: n.Node, names: Mapping[str, str]) -> n.Node:
    """The condition with facts under other names."""

    def change(part: n.Node) -> n.Node | None:
        if isinstance(part, n.Fact):
            return n.Fact(names.get(part.name, part.name))
        if isinstance(part, n.Has | n.Overlaps | n.Aggregate | n.Window):
            return replace(part, fact=names.get(part.fact, part.fact))
        return None

    return rewrite(condition, change)


def scaled(condition: n.Node, fact: str, times: int, *, count: bool) -> n.Node:
    """The condition of the largest of `times` parts, as equal as they can be, said of the whole.

    Of a measure `fact >= L` becomes `fact >= times * L`, exactly. Of a count the largest part is the quotient rounded up.
    """
    scale = _scaled_count if count else _scaled_measure

    def change(part: n.Node) -> n.Node | None:
        match part:
            case n.Compare(op, n.Fact(name), n.Literal(Decimal() as limit)) if name == fact:
                return scale(op, fact, limit, Decimal(times))
            case n.Compare(op, n.Literal(Decimal() as limit), n.Fact(name)) if name == fact:
                return scale(MIRRORED[op], fact, limit, Decimal(times))
            case n.Fact(name) if name == fact:
                return n.Arithmetic("/", n.Fact(fact), n.Literal(Decimal(times)))
        return None

    return rewrite(condition, change)


def _scaled_measure(op: str, fact: str, limit: Decimal, times: Decimal) -> n.Node:
    return n.Compare(op, n.Fact(fact), n.Literal(limit * times))


def _scaled_count(op: str, fact: str, limit: Decimal, times: Decimal) -> n.Node:
    least, most = Decimal(math.ceil(limit)), Decimal(math.floor(limit))
    if op in ("=", "<>"):
        equal: n.Node = n.FALSE
        if least == most:
            equal = n.And((_scaled_count(">=", fact, limit, times), _scaled_count("<=", fact, limit, times)))
        return equal if op == "=" else n.Not(equal)
    bound = (least - 1 if op in (">=", "<") else most) * times  # a part of p pieces stands for more than (p - 1) * times in all
    return n.Compare(">" if op in (">=", ">") else "<=", n.Fact(fact), n.Literal(bound))


class Prover:
    """Questions of containment in a vocabulary that also knows the second names; each is asked once.

    Args:
        vocabulary: the facts.
        milliseconds: what the solver is given for each question.
    """

    def __init__(self, vocabulary: Vocabulary, milliseconds: int = MILLISECONDS) -> None:
        own = vocabulary.definitions
        marked = {name + mark: replace(own[name], name=name + mark) for name in own for mark in (SECOND, THIRD)}
        self.vocabulary = vocabulary
        self.milliseconds = milliseconds
        self._all = Vocabulary({**own, **marked})
        self._asked: dict[tuple[n.Node, n.Node], Direction] = {}

    def contained(self, rule: Rule, caught: n.Node, other: n.Node) -> Direction:
        """Whether all that meets `caught` meets `other`; else a witness. `rule` gives the law and the day."""
        key = (caught, other)
        if key not in self._asked:
            a, b = replace(rule, condition=caught), replace(rule, condition=other)
            self._asked[key] = containment(a, b, self._all, milliseconds=self.milliseconds)
        return self._asked[key]

    def witness(self, facts: Facts) -> Witness:
        """Facts as a witness, with the units of the vocabulary."""
        return Witness(facts, {name: self.vocabulary[name].unit or "1" for name in facts})


def own_facts(witness: Witness, fact: str, mark: str) -> Facts:
    """The facts of the thing with this mark: those shared, and `fact` by its own name."""
    shared = {name: value for name, value in witness.facts.items() if not name.startswith(fact + SECOND) and name != fact}
    value = witness.facts.get(fact + mark)
    return shared if value is None else {**shared, fact: value}


def numeric(vocabulary: Vocabulary, names: Iterable[str]) -> list[str]:
    """Of these facts the numbers and counts, in order."""
    return [name for name in sorted(names) if vocabulary[name].kind in ("number", "count")]
