"""First reading: a compiled Python closure, three-valued, for one case.

`compile_truth(tree)` returns a function of the facts and a resolver for `holds`. Kleene logic throughout: a comparison is
true when the whole interval satisfies it, false when none of it does, unknown otherwise.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

from acquis.conditions import nodes as n
from acquis.conditions.values import ARITHMETIC, Facts, IdSet, Interval, Truth, ends, interval

Resolve = Callable[[str], Truth]
TruthReading = Callable[[Facts, Resolve], Truth]
ValueReading = Callable[[Facts], Any]


class UnresolvedGroup(LookupError):
    """A tree with `group()` must be resolved for a day before it is read."""


def compile_truth(node: n.Node) -> TruthReading:
    """A function from facts (and the truths of other provisions) to True, False or None."""
    match node:
        case n.Literal(value):
            constant = bool(value)
            return lambda facts, holds: constant
        case n.Unknown():
            return lambda facts, holds: None
        case n.Fact(name):
            return lambda facts, holds: facts.get(name)  # type: ignore[return-value]
        case n.Holds(identifier):
            return lambda facts, holds: holds(identifier)
        case n.Not(part):
            inner = compile_truth(part)
            return lambda facts, holds: None if (truth := inner(facts, holds)) is None else not truth
        case n.And(parts):
            return _and([compile_truth(part) for part in parts])
        case n.Or(parts):
            return _or([compile_truth(part) for part in parts])
        case n.Compare(op, left, right):
            return _compare(op, left, right)
        case n.In(left, choices, maybe, _):
            return _member(left, choices, maybe)
        case n.InNumbers(left, numbers):
            return _or([_compare("=", left, number) for number in numbers])
        case n.Has(fact, item):
            return _has(fact, item)
        case n.Overlaps(fact, choices, maybe, _):
            return _overlaps(fact, choices, maybe)
    raise TypeError(f"{type(node).__name__} is a value, not a condition")


def compile_value(node: n.Node) -> ValueReading:
    """A function from facts to the value of an expression; None for unknown."""
    match node:
        case n.Literal(value):
            return lambda facts: value
        case n.Fact(name):
            return lambda facts: facts.get(name)
        case n.Arithmetic(op, left, right):
            first, second, apply = compile_value(left), compile_value(right), _ARITHMETIC[op]
            return lambda facts: apply(first(facts), second(facts))
        case n.Extreme(which, parts):
            readings = [compile_value(part) for part in parts]
            choose = min if which == "least" else max
            return lambda facts: _extreme([read(facts) for read in readings], choose)
        case n.Aggregate():
            return _aggregate(node)
        case n.Window():
            return _window(node)
    raise TypeError(f"{type(node).__name__} is a condition, not a value")


def _and(readings: list[TruthReading]) -> TruthReading:
    def all_of(facts: Facts, holds: Resolve) -> Truth:
        result: Truth = True
        for read in readings:
            truth = read(facts, holds)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return all_of


def _or(readings: list[TruthReading]) -> TruthReading:
    def any_of(facts: Facts, holds: Resolve) -> Truth:
        result: Truth = False
        for read in readings:
            truth = read(facts, holds)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return any_of


_EXACT: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare(op: str, left: Any, right: Any) -> Truth:
    """`left op right` for exact values, intervals or None."""
    if left is None or right is None:
        return None
    if type(left) is not Interval and type(right) is not Interval:
        return _EXACT[op](left, right)
    if op in (">", ">="):
        return compare(MIRRORED[op], right, left)
    (a, b), (c, d) = ends(left), ends(right)
    if op in ("<", "<="):
        test = _EXACT[op]
        if b is not None and c is not None and test(b, c):
            return True
        return False if a is not None and d is not None and not test(a, d) else None
    disjoint = (b is not None and c is not None and b < c) or (a is not None and d is not None and a > d)
    return (op == "<>") if disjoint else None


def _compare(op: str, left: n.Node, right: n.Node) -> TruthReading:
    if isinstance(left, n.Literal) and isinstance(right, n.Fact):
        left, right, op = right, left, MIRRORED[op]
    if isinstance(left, n.Fact) and isinstance(right, n.Literal):
        name, limit, exact = left.name, right.value, _EXACT[op]

        def against_limit(facts: Facts, holds: Resolve) -> Truth:
            value = facts.get(name)
            if value is None:
                return None
            return compare(op, value, limit) if type(value) is Interval else exact(value, limit)

        return against_limit
    first, second = compile_value(left), compile_value(right)
    return lambda facts, holds: compare(op, first(facts), second(facts))


def _member(left: n.Node, choices: tuple[str, ...] | n.Group, maybe: tuple[str, ...]) -> TruthReading:
    if isinstance(choices, n.Group):
        raise UnresolvedGroup(choices.id)
    known, unsure, read = frozenset(choices), frozenset(maybe), compile_value(left)
    if maybe == n.EVERYTHING:
        return lambda facts, holds: True if read(facts) in known else None
    if isinstance(left, n.Fact) and not unsure:
        name = left.name
        return lambda facts, holds: None if (value := facts.get(name)) is None else value in known

    def member(facts: Facts, holds: Resolve) -> Truth:
        value = read(facts)
        if value is None:
            return None
        return True if value in known else (None if value in unsure else False)

    return member


def has(value: Any, item: str) -> Truth:
    """Whether a set fact has an item; unknown when the fact is."""
    if value is None:
        return None
    return value.has(item) if type(value) is IdSet else item in value


def _has(fact: str, item: str) -> TruthReading:
    return lambda facts, holds: has(facts.get(fact), item)


def _overlaps(fact: str, choices: tuple[str, ...] | n.Group, maybe: tuple[str, ...]) -> TruthReading:
    if isinstance(choices, n.Group):
        raise UnresolvedGroup(choices.id)

    def overlaps(facts: Facts, holds: Resolve) -> Truth:
        value = facts.get(fact)
        if value is None:
            return None
        result: Truth = False
        for choice in choices:
            truth = has(value, choice)
            if truth is True:
                return True
            if truth is None:
                result = None
        if maybe == n.EVERYTHING:
            return None if (value.ids if isinstance(value, IdSet) else value) else result
        return None if any(has(value, choice) is not False for choice in maybe) else result

    return overlaps


def _apply(op: str, first: Any, second: Any) -> Any:
    """Interval arithmetic. An end that cannot be bounded is open; a divisor that may be zero gives unknown."""
    if first is None or second is None:
        return None
    if type(first) is not Interval and type(second) is not Interval:
        return _exact_arithmetic(op, first, second)
    (a, b), (c, d) = ends(first), ends(second)
    if op == "+":
        return interval(_both(ARITHMETIC.add, a, c), _both(ARITHMETIC.add, b, d))
    if op == "-":
        return interval(_both(ARITHMETIC.subtract, a, d), _both(ARITHMETIC.subtract, b, c))
    if op == "/" and (c is None or d is None or c <= 0 <= d):
        return _divide_by_positive(a, b, c, d) if c is not None and c > 0 else None
    if None in (a, b, c, d):
        return (_product_of_positive if op == "*" else _divide_by_positive)(a, b, c, d)
    ends_of_result = [_exact_arithmetic(op, x, y) for x in (a, b) for y in (c, d)]
    return interval(min(ends_of_result), max(ends_of_result))


def _exact_arithmetic(op: str, first: Any, second: Any) -> Any:
    match op:
        case "+":
            return ARITHMETIC.add(first, second)
        case "-":
            return ARITHMETIC.subtract(first, second)
        case "*":
            return ARITHMETIC.multiply(first, second)
    return None if second == 0 else ARITHMETIC.divide(first, second)


def _both(apply: Callable[[Any, Any], Any], first: Any, second: Any) -> Any:
    return None if first is None or second is None else apply(first, second)


def _product_of_positive(a: Any, b: Any, c: Any, d: Any) -> Any:
    """[a, b] * [c, d] with open upper ends, for what law multiplies: quantities that are not negative."""
    if a is None or c is None or a < 0 or c < 0:
        return None
    return interval(ARITHMETIC.multiply(a, c), _both(ARITHMETIC.multiply, b, d))


def _divide_by_positive(a: Any, b: Any, c: Any, d: Any) -> Any:
    """[a, b] / [c, d] with open upper ends, c > 0 and a >= 0."""
    if a is None or a < 0 or c <= 0:
        return None
    return interval(type(c)(0) if d is None else ARITHMETIC.divide(a, d), _both(ARITHMETIC.divide, b, c))


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {op: functools.partial(_apply, op) for op in "+-*/"}


def _extreme(values: list[Any], choose: Callable[..., Any]) -> Any:
    """Least or greatest. An unknown part still leaves one end of the result known."""
    lows: list[Any] = [None if v is None else ends(v)[0] for v in values]
    highs: list[Any] = [None if v is None else ends(v)[1] for v in values]
    if choose is min:
        return interval(None if None in lows else min(lows), min((h for h in highs if h is not None), default=None))
    return interval(max((x for x in lows if x is not None), default=None), None if None in highs else max(highs))


def _aggregate(node: n.Aggregate) -> ValueReading:
    """Sum, maximum or minimum over the records of a fact; unknown when any part that counts is unknown."""
    read, kept = compile_value(node.value), _kept(node.fact, node.keep)
    which = node.which

    def aggregate(facts: Facts) -> Any:
        records = kept(facts)
        if records is None:
            return None
        values = [read(record) for record in records]
        if any(value is None for value in values):
            return None
        if which == "sum":
            return _total(values)
        return _extreme(values, max if which == "max" else min) if values else None

    return aggregate


def _kept(fact: str, condition: n.Node | None) -> Callable[[Facts], list[Mapping[str, Any]] | None]:
    """The records of a fact that meet a condition; None when the fact is unknown, or whether a record does."""
    keep = None if condition is None else compile_truth(condition)

    def kept(facts: Facts) -> list[Mapping[str, Any]] | None:
        items: Any = facts.get(fact)
        if items is None:
            return None
        found: list[Mapping[str, Any]] = []
        for item in items:
            record = item if isinstance(item, Mapping) else {"value": item}  # a list of numbers is one of records with one field
            truth = True if keep is None else keep(record, _no_holds)
            if truth is None:
                return None
            if truth:
                found.append(record)
        return found

    return kept


def _total(values: list[Any]) -> Any:
    total: Any = ARITHMETIC.create_decimal(0)
    for value in values:
        total = _apply("+", total, value)
    return total


def _window(node: n.Window) -> ValueReading:
    """Greatest sum over records whose days lie in one span of months; unknown when a value or day of any record is."""
    read, kept = compile_value(node.value), _kept(node.fact, node.keep)

    def window(facts: Facts) -> Any:
        records = kept(facts)
        if records is None:
            return None
        dated: list[tuple[Any, Any]] = [(record.get(node.day), read(record)) for record in records]
        if any(day is None or value is None or isinstance(day, Interval) for day, value in dated):
            return None
        spans = [(start, _months_later(start, node.months)) for start, _ in dated]
        sums = [_total([value for day, value in dated if start <= day <= end]) for start, end in spans]
        return _extreme(sums, max) if sums else _total([])

    return window


def _months_later(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _no_holds(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) has no place in an aggregate")
