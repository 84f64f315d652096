"""The tree of a condition: small, immutable, hashable nodes of our own.

sqlglot parses the text and prints dialects; it never reasons. Every reading (truth, explanation, Polars, SQL, SMT) walks
these nodes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

EVERYTHING = ("*",)
"""As `In.maybe` or `Overlaps.maybe`: membership of every value is unknown (the table was not read)."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: truth value, decimal, text or date."""

    value: bool | Decimal | str | dt.date


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the vocabulary, or inside an aggregate a field of the record."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`; op is one of = <> < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Group:
    """`group('US.A5')`: a dated set, resolved to choices before evaluation."""

    id: str


@dataclass(frozen=True, slots=True)
class In:
    """`left IN (...)`. `maybe` are the values whose membership is not known; `group` is where the choices came from."""

    left: Node
    choices: tuple[str, ...] | Group
    maybe: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class InNumbers:
    """`left IN (28, 30)`: membership in a list of numbers."""

    left: Node
    choices: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """`has(set_fact, 'item')`."""

    fact: str
    item: str


@dataclass(frozen=True, slots=True)
class Overlaps:
    """`overlaps(set_fact, (...))`: at least one of the choices is in the set."""

    fact: str
    choices: tuple[str, ...] | Group
    maybe: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    """Every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not the part."""

    part: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right`; op is one of + - * /."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Extreme:
    """`least(...)` or `greatest(...)`."""

    which: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum`, `max` or `min` over a fact of records, optionally filtered; only in derivations."""

    which: str
    fact: str
    value: Node
    keep: Node | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """`within(records, value, day, 3)`: the greatest sum of `value` over records whose `day` lies within so many months."""

    fact: str
    value: Node
    day: str
    months: int
    keep: Node | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """`holds('id')`: that provision or a descendant of its kind holds."""

    id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """`unknown('reason')`: a law known to exist and not read."""

    reason: str


Node = (
    Literal
    | Fact
    | Compare
    | In
    | InNumbers
    | Has
    | Overlaps
    | And
    | Or
    | Not
    | Arithmetic
    | Extreme
    | Aggregate
    | Window
    | Holds
    | Unknown
)

TRUE = Literal(True)
FALSE = Literal(False)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below. The inside of an aggregate speaks of record fields and is not entered."""
    match node:
        case And(parts) | Or(parts) | Extreme(_, parts):
            return parts
        case Not(part):
            return (part,)
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case In(left=left) | InNumbers(left=left):
            return (left,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below, top first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def facts_of(node: Node) -> frozenset[str]:
    """Names of the facts that a condition speaks of directly (not through `holds`)."""
    return frozenset(n.name if isinstance(n, Fact) else n.fact for n in walk(node)
                     if isinstance(n, Fact | Has | Overlaps | Aggregate | Window))  # fmt: skip


def references_of(node: Node) -> frozenset[str]:
    """Ids of the provisions that a condition refers to by `holds`."""
    return frozenset(n.id for n in walk(node) if isinstance(n, Holds))


def groups_of(node: Node) -> frozenset[str]:
    """Ids of the groups that a condition refers to."""
    return frozenset(n.choices.id for n in walk(node) if isinstance(n, In | Overlaps) and isinstance(n.choices, Group))


def conjunction(parts: list[Node]) -> Node:
    """AND of the parts, flattened; TRUE when there is none."""
    flat = tuple(p for part in parts for p in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else (And(flat) if flat else TRUE)


def disjunction(parts: list[Node]) -> Node:
    """OR of the parts, flattened; FALSE when there is none."""
    flat = tuple(p for part in parts for p in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else (Or(flat) if flat else FALSE)
