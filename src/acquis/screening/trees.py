"""Conditions over columns: a comparison is a table by code, AND and OR are a minimum and a maximum over small integers.

A truth is 0 false, 1 unknown, 2 true: a column, or one number where it is the same for every row. Beside truths the trees tell
how much each fact can still decide, as `acquis.conditions.restrict.influence` does for one case: the same sums in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from acquis.conditions import nodes as n
from acquis.conditions.truth import compile_truth
from acquis.conditions.values import Facts, IdSet, Interval, Truth, Value
from acquis.screening.facts_column import FactColumn
from acquis.screening.keys import numbered

if TYPE_CHECKING:
    from acquis.screening.columnar import Rows

FALSE, OPEN, TRUE = 0, 1, 2
TRUTHS: tuple[Truth, ...] = (False, None, True)
Truths = npt.NDArray[np.int8]
Column = Truths | int
"""A truth for each row, or one for all."""
Floats = npt.NDArray[np.float64]
Weight = Floats | float
Shares = dict[str, Weight]
"""By fact, for each row (or for all alike) how much it can still decide."""
Kinds = npt.NDArray[np.int8] | int
Counts = npt.NDArray[np.int64] | int
"""What stands at the top of what is left of a condition: AND, OR, or something else."""
SINGLE, ALL, ANY = 0, 1, 2


class Tree(Protocol):
    """A condition."""

    @property
    def constant(self) -> int | None:
        """The truth that it has for every row there may be."""

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""

    def share(self, rows: Rows, weight: Weight, above: Kinds, into: Shares) -> None:
        """Adds what each fact can decide of it.

        Args:
            rows: the rows.
            weight: of each row what the condition weighs; 0 where it is settled or not looked at.
            above: what encloses it, as far as that is left.
            into: where to add.
        """


class Comparison:
    """A comparison or membership: its truth stands in a table by the code of the fact that it asks.

    Args:
        node: a condition without parts and references.
        columns: the facts that it asks and rows may have.
        stipulated: facts that hold for every row that does not say otherwise.
    """

    def __init__(self, node: n.Node, columns: Mapping[str, FactColumn], stipulated: Facts) -> None:
        self._read, self._columns = compile_truth(node), columns
        self._facts = sorted(n.facts_of(node))
        self._stipulated = {name: stipulated[name] for name in self._facts if name in stipulated}
        self._truths: Truths = np.empty(0, dtype=np.int8)
        self._weights: Floats = np.empty(0)
        self.constant = None if columns else self._of({})

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        if self.constant is not None:
            return self.constant
        match list(self._columns):
            case [name]:
                codes = rows.codes(name)
                self._grow(name)
                found: Truths = self._truths[codes]
                return found
            case names:
                return self._of_several(rows, names)

    def share(self, rows: Rows, weight: Weight, above: Kinds, into: Shares) -> None:
        """Each fact that it asks and that is not exactly known decides it."""
        if len(self._facts) == len(self._columns) == 1:
            codes = rows.codes(name := self._facts[0])
            self._grow(name)
            add(into, name, weight * self._weights[codes])
            return
        for name in self._facts:
            if name in self._columns:
                codes = rows.codes(name)
                loose = np.array([_inexact(self._value(name, code)) for code in range(len(self._columns[name].values))])
                add(into, name, weight * loose[codes])
            elif _inexact(self._stipulated.get(name)):
                add(into, name, weight)

    def _value(self, name: str, code: int) -> Value | None:
        value = self._columns[name].values[code]
        return self._stipulated.get(name) if value is None else value

    def _of(self, values: Mapping[str, Value | None]) -> int:
        known = {name: value for name, value in values.items() if value is not None}
        return TRUTHS.index(self._read({**self._stipulated, **known}, _no_reference))

    def _grow(self, name: str) -> None:
        """The tables up to the codes that the column has by now."""
        codes = range(len(self._truths), len(self._columns[name].values))
        if codes:
            values = [self._value(name, code) for code in codes]
            truths = np.array([self._of({name: value}) for value in values], dtype=np.int8)
            weights = np.array([float(_inexact(value)) for value in values]) * (truths == OPEN)
            self._truths, self._weights = np.concatenate([self._truths, truths]), np.concatenate([self._weights, weights])

    def _of_several(self, rows: Rows, names: Sequence[str]) -> Truths:
        codes = [rows.codes(name) for name in names]
        first, inverse = numbered(codes, [len(self._columns[name].values) for name in names])
        of = [{name: self._value(name, int(column[row])) for name, column in zip(names, codes, strict=True)} for row in first]
        found: Truths = np.array([self._of(values) for values in of], dtype=np.int8)[inverse]
        return found


def _inexact(value: Value | None) -> bool:
    return value is None or isinstance(value, Interval | IdSet)


def _no_reference(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is no comparison")


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """`holds(id)`; `constant`: its truth, where that is the same for every row."""

    identifier: str
    constant: int | None

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        return rows.held(self.identifier)

    def share(self, rows: Rows, weight: Weight, above: Kinds, into: Shares) -> None:
        """What decides the provisions behind it decides it."""
        shares, places = rows.mean(self.identifier)
        for fact, share in shares.items():
            add(into, fact, weight * share[places])


class Negation:
    """NOT."""

    def __init__(self, part: Tree) -> None:
        self.part = part
        self.constant = None if part.constant is None else TRUE - part.constant

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        return TRUE - rows.of(self.part)

    def share(self, rows: Rows, weight: Weight, above: Kinds, into: Shares) -> None:
        """The part weighs as much as the whole."""
        self.part.share(rows, weight, SINGLE, into)


class Joined:
    """AND or OR of parts.

    What is left of it once some parts are settled: the open parts; one alone stands for the whole, and a part that is itself
    of this kind is merged into it. The weight is split evenly over the parts so found.
    """

    def __init__(self, kind: int, parts: Sequence[Tree]) -> None:
        self.kind, self.parts = kind, tuple(parts)
        self._choose = min if kind == ALL else max
        self._decisive = FALSE if kind == ALL else TRUE
        self._varying = [part for part in parts if part.constant is None]
        self._fixed = self._choose([TRUE - self._decisive, *(part.constant for part in parts if part.constant is not None)])
        self.constant = self._fixed if not self._varying or self._fixed == self._decisive else None

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        found: Column = self._fixed
        for part in self._varying:
            truth = rows.of(part)
            if isinstance(truth, int):
                if truth == self._decisive:
                    return truth
                found = self._choose(found, truth) if isinstance(found, int) else self._joined(found, truth)
            else:
                found = self._joined(truth, found)
        return found

    def _joined(self, column: Truths, other: Column) -> Truths:
        return np.minimum(column, other) if self.kind == ALL else np.maximum(column, other)

    def share(self, rows: Rows, weight: Weight, above: Kinds, into: Shares) -> None:
        """The parts share the weight of the whole."""
        here, inside = self._split(rows.left(self), weight, above)
        for part in self.parts:
            truth = rows.of(part)
            if isinstance(truth, int):
                if truth == OPEN:
                    part.share(rows, here, inside, into)
            elif (open_ := truth == OPEN).any():
                part.share(rows, here * open_, inside, into)

    def _split(self, left: Left, weight: Weight, above: Kinds) -> tuple[Weight, Kinds]:
        """What a part weighs, and what encloses it."""
        if isinstance(left.open, int):
            if left.open == 1:
                return weight, above
            if isinstance(above, int):
                return weight if above == self.kind else weight / left.count, self.kind
            return weight / np.where(above != self.kind, left.count, 1), self.kind
        several = left.open > 1
        here = weight / np.where(several & (above != self.kind), left.count, 1)
        return here, np.where(several, np.int8(self.kind), np.asarray(above, dtype=np.int8))


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of AND or OR: how many of its parts are open, what stands at its top, and of how many parts this consists."""

    open: Counts
    kind: Kinds
    count: Counts


def left_of(joined: Joined, rows: Rows) -> Left:
    """What is left of AND or OR for each row."""
    open_: Counts = 0
    merged: Counts = 0  # parts, those of this kind counted by their own parts
    kind: Kinds = SINGLE  # of the part that is open alone
    count: Counts = 1
    for part in joined.parts:
        truth = rows.of(part)
        if isinstance(truth, int):
            if truth != OPEN:
                continue
            is_open: npt.NDArray[np.bool_] | int = 1
        else:
            is_open = truth == OPEN
        open_ = open_ + is_open
        if isinstance(part, Joined) and np.any(is_open):
            left = rows.left(part)
            merged = merged + _where(left.kind == joined.kind, left.count, 1) * is_open
            kind, count = _where(is_open, left.kind, kind), _where(is_open, left.count, count)
        else:
            merged = merged + is_open
    several = open_ > 1
    return Left(open_, _where(several, joined.kind, kind), _at_least_one(_where(several, merged, count)))


def _where(test: Any, one: Any, other: Any) -> Any:
    """`numpy.where` that leaves single numbers single."""
    if isinstance(test, bool | int | np.bool_):
        return one if test else other
    return np.where(test, one, other)


def _at_least_one(count: Counts) -> Counts:
    return max(count, 1) if isinstance(count, int) else np.maximum(count, 1)


def add(into: Shares, fact: str, weight: Weight) -> None:
    """Adds to what a fact can decide."""
    into[fact] = into[fact] + weight if fact in into else weight
