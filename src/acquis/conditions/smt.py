"""Fifth reading: a formula for Z3, for proofs over every possible set of facts.

Every fact is a variable that has some value; what is not known is left free. So a condition that Kleene logic calls true is
valid under the known facts, and one it calls false is unsatisfiable; the solver may settle more (`A OR NOT A`). Numbers are
exact rationals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from acquis.conditions import nodes as n
from acquis.conditions.check import DATES, NUMBERS, Types
from acquis.conditions.text import to_text
from acquis.conditions.values import IdSet, Interval, Value, ends, show_number
from acquis.errors import MissingExtra


def _z3() -> Any:
    try:
        import z3
    except ImportError:
        raise MissingExtra("z3-solver", "proofs") from None
    return z3


class Formulas:
    """Translates conditions of one vocabulary into formulas over shared variables.

    Args:
        types: the type of every fact.
        holds: formula of a reference; by default a free boolean of its own.
    """

    def __init__(self, types: Types, holds: Callable[[str], Any] | None = None) -> None:
        self.z3 = _z3()
        self.types = types
        self._holds = holds
        self._fresh = 0

    def truth(self, node: n.Node) -> Any:
        """The condition as a Z3 boolean."""
        z3 = self.z3
        match node:
            case n.And(parts):
                return z3.And([self.truth(part) for part in parts])
            case n.Or(parts):
                return z3.Or([self.truth(part) for part in parts])
            case n.Not(part):
                return z3.Not(self.truth(part))
            case n.Literal(value):
                return z3.BoolVal(bool(value))
            case n.Unknown():
                return self._free("unknown")
            case n.Fact(name):
                return z3.Bool(name)
            case n.Compare(op, left, right):
                return _COMPARE[op](self.value(left), self.value(right))
            case n.InNumbers(left, numbers):
                return z3.Or([self.value(left) == self.value(x) for x in numbers])
            case n.In(left, tuple(choices), maybe):
                return self._member([self.value(left) == self.constant(c) for c in choices], maybe, left)
            case n.Has(fact, item):
                return self.has(fact, item)
            case n.Overlaps(fact, tuple(choices), maybe):
                if maybe == n.EVERYTHING:
                    unsure = [z3.And(self._some(fact), self._free("group"))]
                else:
                    unsure = self._unsure([self.has(fact, c) for c in maybe], maybe)
                return z3.Or([*(self.has(fact, c) for c in choices), *unsure])
            case n.Holds(identifier):
                return self._holds(identifier) if self._holds else z3.Bool(f"holds({identifier})")
        raise TypeError(f"{type(node).__name__} is no condition that a solver can read")

    def value(self, node: n.Node) -> Any:
        """A value as a Z3 term."""
        z3 = self.z3
        match node:
            case n.Literal(value):
                return self.constant(value)
            case n.Fact(name):
                return self.variable(name)
            case n.Arithmetic(op, left, right):
                return _ARITHMETIC[op](self.value(left), self.value(right))
            case n.Extreme(which, parts):
                result, *rest = (self.value(part) for part in parts)
                for term in rest:
                    result = z3.If((result <= term) if which == "least" else (result >= term), result, term)
                return result
            case n.Aggregate() | n.Window():
                return z3.Real(to_text(node))
        raise TypeError(f"{type(node).__name__} is no value that a solver can read")

    def variable(self, name: str) -> Any:
        """The variable of a fact: Real for numbers, Int for whole numbers and days, String for codes, Bool for truths."""
        z3 = self.z3
        kind = self.types[name].kind
        if kind == "count" or kind in DATES:
            return z3.Int(name)
        if kind in NUMBERS:
            return z3.Real(name)
        return z3.Bool(name) if kind == "bool" else z3.String(name)

    def constant(self, value: object) -> Any:
        """A constant as a Z3 term."""
        z3 = self.z3
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, Decimal):
            return z3.RealVal(show_number(value)) if abs(value.adjusted()) < 15 else z3.RealVal(format(value, "f"))
        if isinstance(value, dt.date):
            return z3.IntVal(value.toordinal())
        return z3.StringVal(str(value))

    def has(self, fact: str, item: str) -> Any:
        """Membership in a set fact: a boolean of its own."""
        return self.z3.Bool(f"has({fact}, {item})")

    def _some(self, fact: str) -> Any:
        """Whether a set fact has any member."""
        return self.z3.Bool(f"some({fact})")

    def known(self, facts: Mapping[str, Value], items: Mapping[str, frozenset[str]]) -> list[Any]:
        """What is known, as constraints. `items` are the members of set facts that formulas ask for."""
        found: list[Any] = []
        for name, value in facts.items():
            if isinstance(value, bool):
                found.append(self.z3.Bool(name) == value)
            elif isinstance(value, frozenset | IdSet):
                found.append(self._some(name) == bool(value.ids if isinstance(value, IdSet) else value))
                for item in items.get(name, frozenset()):
                    truth = value.has(item) if isinstance(value, IdSet) else item in value
                    found += [] if truth is None else [self.has(name, item) == truth]
            elif isinstance(value, Interval):
                low, high = ends(value)
                found += [] if low is None else [self.variable(name) >= self.constant(low)]
                found += [] if high is None else [self.variable(name) <= self.constant(high)]
            elif not isinstance(value, tuple):
                found.append(self.variable(name) == self.constant(value))
        return found

    def domain(self, names: frozenset[str]) -> list[Any]:
        """Codes of the vocabulary as constraints on their facts."""
        z3 = self.z3
        return [
            z3.Or([z3.String(name) == code for code in sorted(codes)])
            for name in sorted(names)
            if self.types[name].kind == "code" and (codes := self.types[name].codes)
        ]

    def _member(self, inside: list[Any], maybe: tuple[str, ...], left: n.Node) -> Any:
        unsure = [self.value(left) == self.constant(c) for c in maybe] if maybe != n.EVERYTHING else []
        return self.z3.Or([*inside, *self._unsure(unsure, maybe)])

    def _unsure(self, tests: list[Any], maybe: tuple[str, ...]) -> list[Any]:
        if not maybe:
            return []
        free = self._free("group")
        return [free] if maybe == n.EVERYTHING else [self.z3.And(self.z3.Or(tests), free)]

    def _free(self, stem: str) -> Any:
        self._fresh += 1
        return self.z3.Bool(f"{stem} {self._fresh}")


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
