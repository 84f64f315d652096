"""Types of facts, and the check that a condition uses each fact as what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.text import to_text

NUMBERS, DATES, TEXTS = ("number", "count"), ("date",), ("code", "country", "text")
SETS = ("codes", "countries", "places", "texts", "ids")


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact may hold: a kind of the vocabulary, its codes where it has any, the fields of its records."""

    kind: str
    codes: frozenset[str] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


Types = Mapping[str, FactType]


def check_condition(node: n.Node, types: Types) -> Iterator[str]:
    """What is wrong with a condition, in words; nothing when it is sound."""
    match node:
        case n.And(parts) | n.Or(parts):
            for part in parts:
                yield from check_condition(part, types)
        case n.Not(part):
            yield from check_condition(part, types)
        case n.Fact(name):
            yield from _kind_of_fact(name, ("bool",), types, "stands as a truth")
        case n.Compare(op, left, right):
            yield from _comparison(node, op, left, right, types)
        case n.In(left, choices):
            if isinstance(left, n.Fact):
                yield from _kind_of_fact(left.name, TEXTS, types, "stands before IN")
                yield from _codes(left.name, choices, types)
            else:
                yield f"{to_text(node)}: a fact is expected before IN"
        case n.InNumbers(left, _):
            yield from _value(left, NUMBERS, types)
        case n.Has(fact, item):
            yield from _kind_of_fact(fact, SETS, types, "stands in has()")
            yield from _codes(fact, (item,), types)
        case n.Overlaps(fact, choices):
            yield from _kind_of_fact(fact, SETS, types, "stands in overlaps()")
            yield from _codes(fact, choices, types)
        case n.Literal(value) if not isinstance(value, bool):
            yield f"{to_text(node)} is not a truth"
        case n.Arithmetic() | n.Extreme() | n.Aggregate() | n.Window():
            yield f"{to_text(node)} is a value where a truth is expected"


def check_expression(node: n.Node, types: Types) -> Iterator[str]:
    """What is wrong with the numeric expression of a `derive`."""
    yield from _value(node, NUMBERS, types)


def _comparison(node: n.Node, op: str, left: n.Node, right: n.Node, types: Types) -> Iterator[str]:
    kinds = {_kind(side, types) for side in (left, right)} - {None}
    unknown = [side.name for side in (left, right) if isinstance(side, n.Fact) and side.name not in types]
    if unknown:
        yield from (f"no such fact: {name}" for name in unknown)
    elif len(kinds) > 1:
        yield f"{to_text(node)}: a {' cannot be compared with a '.join(sorted(map(str, kinds)))}"
    elif kinds and kinds <= {"set", "records", "truth"}:
        yield f"{to_text(node)}: a {kinds.pop()} cannot be compared; use has(), overlaps() or the fact alone"
    elif kinds == {"text"}:
        if op not in ("=", "<>"):
            yield f"{to_text(node)}: texts and codes have no order"
        for side, other in ((left, right), (right, left)):
            if isinstance(side, n.Fact) and isinstance(other, n.Literal) and isinstance(other.value, str):
                yield from _codes(side.name, (other.value,), types)
    for side in (left, right):
        if isinstance(side, n.Arithmetic | n.Extreme | n.Aggregate | n.Window):
            yield from _value(side, NUMBERS, types)


def _value(node: n.Node, allowed: tuple[str, ...], types: Types) -> Iterator[str]:
    match node:
        case n.Fact(name):
            yield from _kind_of_fact(name, allowed, types, "stands as a number")
        case n.Arithmetic(_, left, right):
            yield from _value(left, allowed, types)
            yield from _value(right, allowed, types)
        case n.Extreme(_, parts):
            for part in parts:
                yield from _value(part, allowed, types)
        case n.Aggregate(_, fact, value, keep):
            yield from _over_records(fact, ("records", "numbers"), value, keep, types)
        case n.Window(fact, value, day, _, keep):
            yield from _over_records(fact, ("records",), value, keep, types)
            if fact in types:
                yield from _kind_of_fact(day, DATES, _fields(types[fact]), "stands as the day in within()")
        case n.Literal(value) if not isinstance(value, Decimal):
            yield f"{to_text(node)} is not a number"
        case n.Literal():
            return
        case _:
            yield f"{to_text(node)} is a truth where a number is expected"


def _over_records(fact: str, kinds: tuple[str, ...], value: n.Node, keep: n.Node | None, types: Types) -> Iterator[str]:
    """What is wrong with the inside of an aggregate, which speaks of the fields of a record."""
    yield from _kind_of_fact(fact, kinds, types, "stands in an aggregate")
    if fact in types and types[fact].kind in kinds:
        fields = _fields(types[fact])
        yield from _value(value, NUMBERS, fields)
        if keep is not None:
            yield from check_condition(keep, fields)
            if n.references_of(keep) or n.groups_of(keep):
                yield f"{to_text(keep)}: holds() and group() have no place in an aggregate"


def _fields(fact: FactType) -> dict[str, FactType]:
    return {name: FactType(kind) for name, kind in (fact.fields or {"value": "number"}).items()}


def _kind(node: n.Node, types: Types) -> str | None:
    match node:
        case n.Literal(value):
            if isinstance(value, bool):
                return "truth"
            return "number" if isinstance(value, Decimal) else ("date" if isinstance(value, dt.date) else "text")
        case n.Fact(name) if name in types:
            kind = types[name].kind
            if kind in NUMBERS:
                return "number"
            if kind in DATES:
                return "date"
            if kind in TEXTS:
                return "text"
            return "truth" if kind == "bool" else ("set" if kind in SETS else "records")
        case n.Fact():
            return None
    return "number"


def _kind_of_fact(name: str, allowed: tuple[str, ...], types: Types, use: str) -> Iterator[str]:
    if name not in types:
        yield f"no such fact: {name}"
    elif types[name].kind not in allowed:
        yield f"{name} {use}, but it is a {types[name].kind}"


def _codes(name: str, choices: tuple[str, ...] | n.Group, types: Types) -> Iterator[str]:
    if isinstance(choices, n.Group) or name not in types:
        return
    codes = types[name].codes
    if codes is not None:
        yield from (f"{choice!r} is not a code of {name}" for choice in choices if choice not in codes)
    elif types[name].kind in ("country", "countries"):
        yield from (f"{choice!r} is not an ISO 3166-1 alpha-2 code" for choice in choices
                    if not (len(choice) == 2 and choice.isalpha() and choice.isupper()))  # fmt: skip
