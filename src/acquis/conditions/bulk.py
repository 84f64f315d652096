"""What the two bulk readings (Polars, SQL) share: one walk over the tree, written in the words of a backend.

A fact is a column of its name; null is unknown. A number that is known only within bounds takes two columns, `<fact>__low` and
`<fact>__high` (null is an open end). Sets of codes are lists. `has(ids, 'X')` asks for a boolean column `has(ids, X)`, for
ids have ancestors, and which of them a set covers is settled case by case.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

from acquis.conditions import nodes as n
from acquis.errors import AcquisError

LOW, HIGH = "__low", "__high"
_MIRRORED = {">": "<", ">=": "<="}


class NotInBulk(AcquisError):
    """A part of a condition that only the per-case reading has."""

    def __init__(self, part: str, way_out: str) -> None:
        super().__init__(f"{part} cannot be read in bulk", way_out=way_out)


def id_column(fact: str, item: str) -> str:
    """Name of the boolean column for `has(ids_fact, 'item')`."""
    return f"has({fact}, {item})"


@dataclass(frozen=True, slots=True)
class Ends:
    """A value as its low and high end; exact when both are the same expression."""

    low: Any
    high: Any

    @property
    def exact(self) -> bool:
        """Whether the value is a point (or null)."""
        return self.low is self.high


class Backend(ABC):
    """The few words in which a bulk language says everything. Its AND, OR and NOT must be Kleene's."""

    @abstractmethod
    def column(self, name: str) -> Any: ...
    @abstractmethod
    def constant(self, value: bool | Decimal | str | dt.date | None) -> Any: ...
    @abstractmethod
    def binary(self, op: str, left: Any, right: Any) -> Any:
        """op is AND, OR, a comparison or an arithmetic operator."""

    @abstractmethod
    def negate(self, truth: Any) -> Any: ...
    @abstractmethod
    def is_in(self, value: Any, choices: Sequence[str]) -> Any: ...
    @abstractmethod
    def contains(self, column: Any, item: str) -> Any: ...
    @abstractmethod
    def is_empty(self, column: Any) -> Any: ...
    @abstractmethod
    def known(self, value: Any) -> Any: ...
    @abstractmethod
    def when(self, *branches: tuple[Any, Any]) -> Any:
        """First branch whose test is true (a null test is not); null when there is none."""

    @abstractmethod
    def extreme(self, which: str, values: Sequence[Any]) -> Any:
        """Least or greatest of the values that are not null."""


class BulkWriter:
    """Writes a condition in the words of a backend."""

    def __init__(self, backend: Backend, intervals: Collection[str], ids: Collection[str]) -> None:
        self.backend, self.intervals, self.ids = backend, frozenset(intervals), frozenset(ids)

    def truth(self, node: n.Node) -> Any:
        """The condition as an expression of type boolean; null is unknown."""
        b = self.backend
        match node:
            case n.And(parts):
                return self._all([self.truth(part) for part in parts])
            case n.Or(parts):
                return self._any([self.truth(part) for part in parts])
            case n.Not(part):
                return b.negate(self.truth(part))
            case n.Literal(value):
                return b.constant(bool(value))
            case n.Unknown():
                return b.constant(None)
            case n.Fact(name):
                return b.column(name)
            case n.Compare(op, left, right):
                return self._compare(op, self._value(left), self._value(right))
            case n.InNumbers(left, numbers):
                number = self._value(left)
                return self._any([self._compare("=", number, self._constant(x.value)) for x in numbers])
            case n.In(left, tuple(choices), maybe):
                return self._member(self._value(left).low, choices, maybe)
            case n.Has(fact, item):
                return b.column(id_column(fact, item)) if fact in self.ids else b.contains(b.column(fact), item)
            case n.Overlaps(fact, tuple(choices), maybe):
                return self._overlaps(fact, choices, maybe)
        raise _refusal(node)

    def value(self, node: n.Node) -> Ends:
        """A numeric expression by its two ends."""
        return self._value(node)

    def _all(self, truths: list[Any]) -> Any:
        return reduce(lambda a, b: self.backend.binary("AND", a, b), truths)

    def _any(self, truths: list[Any]) -> Any:
        return reduce(lambda a, b: self.backend.binary("OR", a, b), truths) if truths else self.backend.constant(False)

    def _member(self, value: Any, choices: tuple[str, ...], maybe: tuple[str, ...]) -> Any:
        b = self.backend
        inside = b.is_in(value, choices)
        if not maybe:
            return inside
        unsure = b.constant(None) if maybe == n.EVERYTHING else self._all([b.is_in(value, maybe), b.constant(None)])
        return self._any([inside, unsure])

    def _overlaps(self, fact: str, choices: tuple[str, ...], maybe: tuple[str, ...]) -> Any:
        b = self.backend
        inside = self._any([self.truth(n.Has(fact, item)) for item in choices])
        if not choices and not maybe and fact not in self.ids:  # a group without members: no, as soon as the fact is known
            return b.when((b.known(b.column(fact)), b.constant(False)))
        if not maybe:
            return inside
        if maybe == n.EVERYTHING:
            unsure = b.negate(b.is_empty(b.column(fact)))
        else:
            unsure = self._any([self.truth(n.Has(fact, item)) for item in maybe])
        return self._any([inside, self._all([unsure, b.constant(None)])])

    def _compare(self, op: str, left: Ends, right: Ends) -> Any:
        b = self.backend
        if left.exact and right.exact:
            return b.binary(op, left.low, right.low)
        if op in _MIRRORED:
            return self._compare(_MIRRORED[op], right, left)
        if op in ("<", "<="):
            surely, surely_not = b.binary(op, left.high, right.low), b.negate(b.binary(op, left.low, right.high))
        else:
            same = self._all([b.binary("=", left.low, right.high), b.binary("=", left.high, right.low)])
            apart = self._any([b.binary("<", left.high, right.low), b.binary(">", left.low, right.high)])
            surely, surely_not = (same, apart) if op == "=" else (apart, same)
        return b.when((surely, b.constant(True)), (surely_not, b.constant(False)))

    def _constant(self, value: bool | Decimal | str | dt.date) -> Ends:
        constant = self.backend.constant(value)
        return Ends(constant, constant)

    def _value(self, node: n.Node) -> Ends:
        b = self.backend
        match node:
            case n.Literal(value):
                return self._constant(value)
            case n.Fact(name) if name in self.intervals:
                return Ends(b.column(name + LOW), b.column(name + HIGH))
            case n.Fact(name):
                column = b.column(name)
                return Ends(column, column)
            case n.Arithmetic(op, left, right):
                return self._arithmetic(op, self._value(left), self._value(right))
            case n.Extreme(which, parts):
                return self._extreme(which, [self._value(part) for part in parts])
        raise _refusal(node)

    def _arithmetic(self, op: str, left: Ends, right: Ends) -> Ends:
        b = self.backend
        if left.exact and right.exact:
            result = b.binary(op, left.low, right.low)
            if op == "/":
                result = b.when((b.binary("<>", right.low, b.constant(Decimal(0))), result))
            return Ends(result, result)
        if op == "+":
            return Ends(b.binary("+", left.low, right.low), b.binary("+", left.high, right.high))
        if op == "-":
            return Ends(b.binary("-", left.low, right.high), b.binary("-", left.high, right.low))
        zero = b.constant(Decimal(0))
        usable = self._all([b.known(end) for end in (left.low, left.high, right.low, right.high)])
        positive = self._all([b.binary(">=", left.low, zero), b.binary(">=", right.low, zero)])
        if op == "/":
            usable = self._all([usable, self._any([b.binary(">", right.low, zero), b.binary("<", right.high, zero)])])
            open_above = self._all([positive, b.binary(">", right.low, zero)])
            open_low = b.when((b.known(right.high), b.binary("/", left.low, right.high)), (b.known(right.low), zero))
            open_high = b.binary("/", left.high, right.low)
        else:  # what law multiplies is not negative; an upper end that is open stays open
            open_above, open_low, open_high = positive, b.binary("*", left.low, right.low), b.binary("*", left.high, right.high)
        corners = [b.binary(op, x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
        return Ends(
            b.when((usable, b.extreme("least", corners)), (open_above, open_low)),
            b.when((usable, b.extreme("greatest", corners)), (open_above, open_high)),
        )

    def _extreme(self, which: str, parts: list[Ends]) -> Ends:
        """An unknown part still leaves one end of the result known."""
        b = self.backend
        lows, highs = [end.low for end in parts], [end.high for end in parts]
        low, high = b.extreme(which, lows), b.extreme(which, highs)
        if which == "least":
            low = b.when((self._all([b.known(x) for x in lows]), low))
        else:
            high = b.when((self._all([b.known(x) for x in highs]), high))
        return Ends(low, high)


def _refusal(node: n.Node) -> NotInBulk:
    match node:
        case n.Holds(identifier):
            return NotInBulk(f"holds('{identifier}')", "inline it first: Snapshot.inlined(id)")
        case n.Aggregate(which, fact):
            return NotInBulk(f"{which}({fact}, ...)", "derive the fact first, case by case")
        case n.Window(fact):
            return NotInBulk(f"within({fact}, ...)", "derive the fact first, case by case")
        case n.In(choices=n.Group(group)) | n.Overlaps(choices=n.Group(group)):
            return NotInBulk(f"group('{group}')", "resolve it for a day first")
    return NotInBulk(type(node).__name__, "use the Python reading")
