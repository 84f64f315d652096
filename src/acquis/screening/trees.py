"""Conditions over columns: a comparison is a table by code, AND and OR are a minimum and a maximum over small integers.

A truth is 0 false, 1 unknown, 2 true: a column, or one number where it is the same for every row. Beside truths the trees tell
how much each fact can still decide, as `acquis.conditions.restrict.influence` does for one case: the same sums in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

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
Shares = dict[str, Floats]
"""By fact, for each row how much it can still decide."""
Kinds = npt.NDArray[np.int8] | int
"""What stands at the top of what is left of a condition: AND, OR, or something else."""
SINGLE, ALL, ANY = 0, 1, 2


class Tree(Protocol):
    """A condition."""

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""

    def share(self, rows: Rows, weight: Floats, above: Kinds, into: Shares) -> None:
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

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        match list(self._columns):
            case []:
                return self._of({})
            case [name]:
                codes = rows.codes(name)
                self._grow(name)
                found: Truths = self._truths[codes]
                return found
            case names:
                return self._of_several(rows, names)

    def share(self, rows: Rows, weight: Floats, above: Kinds, into: Shares) -> None:
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
    """`holds(id)`."""

    identifier: str

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        return rows.held(self.identifier)

    def share(self, rows: Rows, weight: Floats, above: Kinds, into: Shares) -> None:
        """What decides the provisions behind it decides it."""
        shares, places = rows.mean(self.identifier)
        for fact, share in shares.items():
            add(into, fact, weight * share[places])


@dataclass(frozen=True, slots=True, eq=False)
class Negation:
    """NOT."""

    part: Tree

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        return TRUE - rows.of(self.part)

    def share(self, rows: Rows, weight: Floats, above: Kinds, into: Shares) -> None:
        """The part weighs as much as the whole."""
        self.part.share(rows, weight, SINGLE, into)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """AND or OR of parts.

    What is left of it once some parts are settled: the open parts; one alone stands for the whole, and a part that is itself
    of this kind is merged into it. The weight is split evenly over the parts so found.
    """

    kind: int
    parts: tuple[Tree, ...]

    def truth(self, rows: Rows) -> Column:
        """Its truth for each row."""
        decisive, choose = (FALSE, np.minimum) if self.kind == ALL else (TRUE, np.maximum)
        found: Column = TRUE - decisive
        for part in self.parts:
            truth = rows.of(part)
            if isinstance(truth, int) and truth == decisive:
                return decisive
            if isinstance(found, int) and isinstance(truth, int):
                found = min(found, truth) if self.kind == ALL else max(found, truth)
            else:
                found = choose(found, truth)
        return found

    def share(self, rows: Rows, weight: Floats, above: Kinds, into: Shares) -> None:
        """The parts share the weight of the whole."""
        left = rows.left(self)
        several = left.open > 1
        here = weight / np.where(several & (above != self.kind), left.count, 1)
        inside = np.where(several, np.int8(self.kind), np.asarray(above, dtype=np.int8))
        for part in self.parts:
            truth = rows.of(part)
            if isinstance(truth, int):
                if truth == OPEN:
                    part.share(rows, here, inside, into)
            elif (open_ := truth == OPEN).any():
                part.share(rows, here * open_, inside, into)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of AND or OR: how many of its parts are open, what stands at its top, and of how many parts this consists."""

    open: npt.NDArray[np.int64]
    kind: Kinds
    count: npt.NDArray[np.int64]


def left_of(joined: Joined, rows: Rows) -> Left:
    """What is left of AND or OR for each row."""
    opened, open_ = [rows.of(part) == OPEN for part in joined.parts], np.zeros(rows.length, dtype=np.int64)
    for is_open in opened:
        open_ += is_open
    several = open_ > 1
    if not any(isinstance(part, Joined) for part in joined.parts):
        return Left(open_, several * np.int8(joined.kind), np.maximum(open_, 1))
    merged = np.zeros(rows.length, dtype=np.int64)  # parts, those of this kind counted by their own parts
    kind, count = np.zeros(rows.length, dtype=np.int8), np.ones(rows.length, dtype=np.int64)  # of the part that is open alone
    for part, is_open in zip(joined.parts, opened, strict=True):
        if not isinstance(part, Joined):
            merged += is_open
        elif np.any(is_open):
            left = rows.left(part)
            merged += np.where(left.kind == joined.kind, left.count, 1) * is_open
            kind, count = np.where(is_open, left.kind, kind), np.where(is_open, left.count, count)
    return Left(open_, np.where(several, np.int8(joined.kind), kind), np.maximum(np.where(several, merged, count), 1))


def add(into: Shares, fact: str, weight: Floats) -> None:
    """Adds to what a fact can decide."""
    into[fact] = into[fact] + weight if fact in into else weight
