"""A topic's space cut exactly where its rules change: shares of the space without sampling, or with it where that cannot be.

The measure is logarithmic on every axis, for law and machines both spread over orders of magnitude; a yes-or-no axis gives each
answer one half. A whole number k holds the stretch [k, k + 1) of its axis. Of a measured number a threshold itself has no weight,
but stays as a cell of its own, because law lives on ties (`<` against `<=`).
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from acquis.compare.rules import Rule
from acquis.compare.topics import Axis
from acquis.compare.witness import simplest_between
from acquis.conditions import nodes as n
from acquis.conditions.truth import MIRRORED
from acquis.conditions.values import Truth, Value
from acquis.errors import AcquisError
from acquis.law.vocabulary import Vocabulary

MOST_CELLS = 1_000_000
SAMPLES = 20_000
Z95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""

Predicate = Callable[[tuple[Truth, ...]], bool]
"""Asks of a cell the truths of all rules there, in their order."""


class NotExact(AcquisError):
    """The space has no exact decomposition: an axis stands against another fact or in arithmetic, or there are too many cells."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one axis on which no rule changes.

    `low` and `high`: its ends; of a measured number neither belongs to it, except that `low` = `high` is the threshold itself; of
    a whole number `low` belongs to it and `high` does not; None on a yes-or-no axis. `value`: a representative. `weight`: its
    share of the axis.
    """

    low: Decimal | None
    high: Decimal | None
    value: Decimal | bool
    weight: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the space, 0 to 1, with its 95 % interval, which is one point where the share is exact."""

    value: float
    low: float
    high: float
    exact: bool

    def to_dict(self) -> dict[str, float | bool]:
        """JSON-ready."""
        return {"value": self.value, "low": self.low, "high": self.high, "exact": self.exact}


@dataclass(frozen=True, slots=True)
class Cells:
    """The space as a product of pieces: of each cell its pieces, its weight, and each rule's truth (`truths[rule][cell]`)."""

    axes: tuple[Axis, ...]
    cells: tuple[tuple[Piece, ...], ...]
    weights: tuple[float, ...]
    truths: tuple[tuple[Truth, ...], ...]

    def share(self, predicate: Predicate) -> Share:
        """The exact share of the space where the predicate holds of the truths of all rules."""
        value = math.fsum(self.weights[k] for k in self.where(predicate))
        return Share(value, value, value, True)

    def where(self, predicate: Predicate) -> Iterator[int]:
        """The cells where the predicate holds, also those without weight."""
        return (k for k, truths in enumerate(zip(*self.truths, strict=True)) if predicate(truths))

    def facts(self, cell: int) -> dict[str, Value]:
        """The representative of a cell, as facts."""
        return {axis.fact: piece.value for axis, piece in zip(self.axes, self.cells[cell], strict=True)}


@dataclass(frozen=True, slots=True)
class Sample:
    """Random points of the space, with the truth of each rule at each (`truths[rule][point]`)."""

    truths: tuple[tuple[Truth, ...], ...]
    points: int

    def share(self, predicate: Predicate) -> Share:
        """The share of the points where the predicate holds, with Wilson's 95 % interval (Wilson 1927)."""
        hits = sum(predicate(truths) for truths in zip(*self.truths, strict=True))
        return Share(hits / self.points, *wilson(hits, self.points), False)


def measure(
    axes: Sequence[Axis], rules: Sequence[Rule], vocabulary: Vocabulary, *, points: int = SAMPLES, seed: int = 0
) -> Cells | Sample:
    """The exact decomposition where there is one, else a sample."""
    try:
        return decompose(axes, rules, vocabulary)
    except NotExact:
        return sample(axes, rules, vocabulary, points=points, seed=seed)


def decompose(axes: Sequence[Axis], rules: Sequence[Rule], vocabulary: Vocabulary) -> Cells:
    """The space cut at every threshold of every rule.

    Args:
        axes: what the space is measured by; may be empty, which gives one cell.
        rules: at least one; facts that are neither an axis nor known leave their truth unknown, and it counts as such.
        vocabulary: says which facts are whole numbers.

    Raises:
        NotExact: a rule compares an axis with something that is no number, or there would be too many cells.
    """
    columns = [tuple(pieces(axis, [rule.condition for rule in rules], vocabulary)) for axis in axes]
    if (count := math.prod(len(column) for column in columns)) > MOST_CELLS:
        raise NotExact(f"{count} cells are too many", way_out="sample")
    cells = tuple(itertools.product(*columns))
    weights = tuple(math.prod(piece.weight for piece in cell) for cell in cells)
    return Cells(tuple(axes), cells, weights, tuple(tuple(_truths(rule, axes, cells)) for rule in rules))


def _truths(rule: Rule, axes: Sequence[Axis], cells: Iterable[tuple[Piece, ...]]) -> Iterator[Truth]:
    """The truth of a rule in each cell; read once for all cells that agree in the axes of which it speaks."""
    spoken = [(k, axis.fact) for k, axis in enumerate(axes) if axis.fact in rule.facts]
    known: dict[tuple[Decimal | bool, ...], Truth] = {}
    for cell in cells:
        key = tuple(cell[k].value for k, _ in spoken)
        if key not in known:
            known[key] = rule.truth({fact: cell[k].value for k, fact in spoken})
        yield known[key]


def pieces(axis: Axis, conditions: Iterable[n.Node], vocabulary: Vocabulary) -> Iterator[Piece]:
    """The stretches of an axis on which none of the conditions changes, from low to high.

    Raises:
        NotExact: a condition compares the axis with something that is no number.
    """
    if axis.low is None or axis.high is None:
        yield from (Piece(None, None, value, 0.5) for value in (False, True))
        return
    limits = {limit for condition in conditions for limit in _limits(condition, axis.fact)}
    whole = math.log(axis.high / axis.low)
    if vocabulary[axis.fact].kind == "count":
        inside = {cut for op, limit in limits for cut in _cuts(op, limit) if axis.low < cut < axis.high}
        for low, high in itertools.pairwise([axis.low, *sorted(inside), axis.high]):
            yield Piece(low, high, low, math.log(high / low) / whole, whole=True)
        return
    values = {limit for _, limit in limits}
    if axis.low in values:
        yield Piece(axis.low, axis.low, axis.low, 0.0)
    cuts = [axis.low, *sorted(limit for limit in values if axis.low < limit < axis.high), axis.high]
    for low, high in itertools.pairwise(cuts):
        yield Piece(low, high, simplest_between(low, high), math.log(high / low) / whole)
        if high in values:
            yield Piece(high, high, high, 0.0)


def _cuts(op: str, limit: Decimal) -> Iterator[Decimal]:
    """The whole numbers at which `count op limit` changes."""
    if op in (">=", "<", "=", "<>"):
        yield Decimal(math.ceil(limit))
    if op in (">", "<=", "=", "<>"):
        yield Decimal(math.floor(limit) + 1)


def _limits(condition: n.Node, fact: str) -> Iterator[tuple[str, Decimal]]:
    """Every comparison of a fact with a number, as (op, number)."""
    for node in n.walk(condition):
        match node:
            case n.Compare(op, n.Fact(name), n.Literal(Decimal() as limit)) if name == fact:
                yield op, limit
            case n.Compare(op, n.Literal(Decimal() as limit), n.Fact(name)) if name == fact:
                yield MIRRORED[op], limit
            case n.InNumbers(n.Fact(name), choices) if name == fact:
                yield from (("=", choice.value) for choice in choices if isinstance(choice.value, Decimal))
            case n.Compare() | n.InNumbers() | n.In() | n.Has() | n.Overlaps() | n.Aggregate() | n.Window():
                if fact in n.facts_of(node):
                    raise NotExact(f"{fact} is not compared with a number alone", field=fact, way_out="sample")


def sample(
    axes: Sequence[Axis], rules: Sequence[Rule], vocabulary: Vocabulary, *, points: int = SAMPLES, seed: int = 0
) -> Sample:
    """Random points, spread as the weights of the exact decomposition are.

    Args:
        axes: what the space is measured by.
        rules: at least one.
        vocabulary: says which facts are whole numbers.
        points: how many.
        seed: the same seed gives the same points.
    """
    generator = random.Random(seed)
    whole = frozenset(axis.fact for axis in axes if vocabulary[axis.fact].kind == "count")
    drawn = [{axis.fact: _draw(axis, axis.fact in whole, generator) for axis in axes} for _ in range(points)]
    return Sample(tuple(tuple(_read_at(rule, drawn)) for rule in rules), points)


def _read_at(rule: Rule, drawn: Iterable[Mapping[str, Value]]) -> Iterator[Truth]:
    if not rule.facts:
        constant = rule.truth({})
        return (constant for _ in drawn)
    return (rule.truth(facts) for facts in drawn)


def _draw(axis: Axis, whole: bool, generator: random.Random) -> Value:
    if axis.low is None or axis.high is None:
        return generator.random() < 0.5
    raw = math.exp(generator.uniform(math.log(axis.low), math.log(axis.high)))
    return Decimal(math.floor(raw)) if whole else Decimal(repr(raw))


def wilson(hits: float, points: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927)).

    Args:
        hits: how many of the points; may be a sum of shares.
        points: how many there are; with none nothing is known, 0 to 1.
        z: the point of the normal distribution; by default that of 95 %.
    """
    if points == 0:
        return 0.0, 1.0
    share, spread = hits / points, z * z / points
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / points + spread / (4 * points)) / (1 + spread)
    return max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < points else 1.0
