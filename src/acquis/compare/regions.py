"""Cells put together to the fewest large boxes that a reader can take in, as bounds and as words."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from acquis.compare.cells import Cells, Piece, Predicate
from acquis.conditions.boxes import Bounds
from acquis.conditions.values import show, to_json

_Corner = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A box: bounds by fact (a truth value where the fact is a yes or no). A fact that is not named is free, as is an open end.

    A bound at the edge of the space that was looked at counts as open. `units` are those of the vocabulary.
    """

    bounds: Mapping[str, Bounds | bool]
    whole: frozenset[str]
    units: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(self._words(fact) for fact in self.bounds) or "everything"

    def _words(self, fact: str) -> str:
        bounds, unit = self.bounds[fact], self.units.get(fact, "1")
        if isinstance(bounds, bool):
            return fact if bounds else f"not {fact}"
        return f"{fact} {_interval(bounds, fact in self.whole)}" + ("" if unit == "1" else f" {unit}")

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: the words, and the bounds by fact."""
        return {"text": str(self), "bounds": {fact: _plain(bounds) for fact, bounds in self.bounds.items()}}


def _interval(bounds: Bounds, whole: bool) -> str:
    low, high = bounds.low, bounds.high
    if whole and high is not None and bounds.high_strict:
        high, strict = high - 1, False
    else:
        strict = bounds.high_strict
    if low is not None and low == high:
        return show(low)
    start = "" if low is None else f"{'above ' if bounds.low_strict else ''}{show(low)}"
    end = "" if high is None else f"{'below ' if strict else ''}{show(high)}"
    if start and end:
        return f"{start} to {end}"
    if low is not None:
        return f"{'>' if bounds.low_strict else '>='} {show(low)}"
    return f"{'<' if strict else '<='} {show(high)}"


def _plain(bounds: Bounds | bool) -> Any:
    if isinstance(bounds, bool):
        return bounds
    ends = {"low": to_json(bounds.low), "high": to_json(bounds.high)}
    return ends | {"low_strict": bounds.low_strict, "high_strict": bounds.high_strict}


def regions(cells: Cells, predicate: Predicate, units: Mapping[str, str] | None = None) -> tuple[Region, ...]:
    """Boxes that together hold exactly the cells where a predicate holds; they may overlap. The largest come first.

    Args:
        cells: the space.
        predicate: asks of a cell the truths of all rules there.
        units: of the facts, for the words.
    """
    columns = _columns(cells)
    shape = tuple(len(column) for column in columns)
    wanted = {_corner(k, shape) for k in cells.where(predicate)}
    boxes = sorted(_cover(wanted, shape), key=lambda box: -_weight(columns, box))
    return tuple(_region(cells, columns, low, high, units or {}) for low, high in boxes)


def _columns(cells: Cells) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each axis, in order; the cells are their product."""
    return tuple(tuple(dict.fromkeys(cell[k] for cell in cells.cells)) for k in range(len(cells.axes)))


def _corner(cell: int, shape: tuple[int, ...]) -> _Corner:
    """The position of a cell on each axis."""
    found: list[int] = []
    for size in reversed(shape):
        cell, at = divmod(cell, size)
        found.append(at)
    return tuple(reversed(found))


def _cover(wanted: Collection[_Corner], shape: tuple[int, ...]) -> Iterator[tuple[_Corner, _Corner]]:
    """Boxes (low corner, high corner), each as large as it can be from a cell that no box holds yet."""
    left = set(wanted)
    while left:
        seed = min(left)
        orders = itertools.permutations(range(len(shape)))
        grown = {_grow(seed, wanted, shape, order) for order in orders}
        best = max(grown, key=lambda box: (sum(corner in left for corner in _inside(*box)), box))
        left.difference_update(_inside(*best))
        yield best


def _grow(seed: _Corner, wanted: Collection[_Corner], shape: tuple[int, ...], order: tuple[int, ...]) -> tuple[_Corner, _Corner]:
    low, high = list(seed), list(seed)
    for axis in order:
        for corner, step, end in ((high, 1, shape[axis] - 1), (low, -1, 0)):
            while corner[axis] != end:
                first, last = list(low), list(high)
                first[axis] = last[axis] = corner[axis] + step
                if not all(cell in wanted for cell in _inside(tuple(first), tuple(last))):
                    break
                corner[axis] += step
    return tuple(low), tuple(high)


def _inside(low: _Corner, high: _Corner) -> Iterator[_Corner]:
    return itertools.product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))


def _weight(columns: tuple[tuple[Piece, ...], ...], box: tuple[_Corner, _Corner]) -> float:
    weight = 1.0
    for column, low, high in zip(columns, *box, strict=True):
        weight *= sum(piece.weight for piece in column[low : high + 1])
    return weight


def _region(
    cells: Cells, columns: tuple[tuple[Piece, ...], ...], low: _Corner, high: _Corner, units: Mapping[str, str]
) -> Region:
    bounds: dict[str, Bounds | bool] = {}
    for axis, column, first, last in zip(cells.axes, columns, low, high, strict=True):
        if first == 0 and last == len(column) - 1:
            continue
        if isinstance(column[first].value, bool):
            bounds[axis.fact] = column[first].value is True
        else:
            bounds[axis.fact] = _bounds(column, first, last)
    whole = frozenset(axis.fact for axis, column in zip(cells.axes, columns, strict=True) if column[0].whole)
    return Region(bounds, whole, units)


def _bounds(column: tuple[Piece, ...], first: int, last: int) -> Bounds:
    start, end = column[first], column[last]
    low: Decimal | None = None if first == 0 else start.low
    high: Decimal | None = None if last == len(column) - 1 else end.high
    return Bounds(
        low,
        high,
        low_strict=low is not None and not start.whole and start.low != start.high,
        high_strict=high is not None and end.low != end.high,
    )
