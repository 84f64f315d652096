"""Sub-machines: could a part of this machine be controlled by itself?

A band says: from `n_low` to fewer than `n_high` qubits, with a mean error of at most `limit`. For a machine and a band
the answer is `yes` with a witness (a part that meets the band, which anyone can check), `no` with a proved lower bound,
or `not_decided`. Two notions of the mean over the couplers of a part are kept apart by name:

- `used`: the operator may leave couplers unused; the mean is over a chosen set that still connects the part.
- `induced`: every working coupler between two chosen qubits counts.

The bands are law and come from the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from acquis.items import bounds
from acquis.items.errors import ItemError
from acquis.items.graph import Graph, connected_graphs
from acquis.items.machine import Coupler, Machine, components
from acquis.items.values import mean
from acquis.items.witness import Found, search

Notion = Literal["used", "induced"]
Verdict = Literal["yes", "no", "not_decided"]


class Band(NamedTuple):
    """`n_low` <= qubits < `n_high` (None: no upper end), mean error <= `limit` (None: any error)."""

    n_low: int
    n_high: int | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part of a machine. The mean lies between both ends; they are equal where every error is exact."""

    qubits: tuple[str, ...]
    couplers: tuple[tuple[str, str], ...]
    mean_low: Decimal
    mean_high: Decimal


@dataclass(frozen=True, slots=True)
class Bound:
    """A proved statement on every connected part of `n_low` qubits or more (and fewer than `n_high`).

    `value`: their mean error is at least this; None where there is no such part. `argument` names the proof:
    too_few_qubits, few_couplers, thresholds, removal (see `acquis.items.bounds`). `why` is the proof in one sentence.
    """

    argument: str
    value: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one band: `yes` has a witness, `no` a bound, `not_decided` what is known of both."""

    verdict: Verdict
    band: Band
    notion: Notion
    witness: Part | None
    bound: Bound | None
    why: str


def band_answers(
    machine: Machine, bands: Iterable[tuple[int, int | None, Decimal | None]], notion: Notion = "used"
) -> tuple[Answer, ...]:
    """One answer a band. Couplers without a reported error are never counted on, and never counted out."""
    analysis = _Analysis(machine)
    return tuple(_answer(analysis, _checked(Band(*band)), notion) for band in bands)


def band_answer(machine: Machine, band: tuple[int, int | None, Decimal | None], notion: Notion = "used") -> Answer:
    """Whether a connected part of `machine` meets `band`."""
    return band_answers(machine, [band], notion)[0]


def best_part(machine: Machine, n_low: int, notion: Notion = "used", *, n_high: int | None = None) -> tuple[Part | None, Bound]:
    """The best part found with `n_low` qubits (or, with `n_high`, up to fewer than that), and a proved lower bound.

    The part is None where working couplers connect too few qubits. The optimum lies between bound and part.
    """
    band = _checked(Band(n_low, n_low + 1 if n_high is None else n_high, None))
    analysis = _Analysis(machine)
    return analysis.witness(band, notion, None), analysis.strongest(band, notion)


def verify_part(machine: Machine, part: Part, notion: Notion = "used") -> None:
    """Check a witness against the machine, independently of the search. Raises ItemError where it does not hold."""
    working = {coupler.pair: coupler for coupler in machine.working_couplers}
    chosen = [frozenset(pair) for pair in part.couplers]
    if len(set(part.qubits)) != len(part.qubits) or not set(part.qubits) <= set(machine.qubits):
        raise ItemError("the part names a qubit twice, or one that the machine does not have")
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(working):
        raise ItemError("the part names a coupler twice, or one that does not work")
    couplers = [working[pair] for pair in chosen]
    if any(not pair <= set(part.qubits) for pair in chosen) or len(components(part.qubits, couplers)) != 1:
        raise ItemError("the couplers of the part do not connect its qubits")
    if notion == "induced" and set(chosen) != {pair for pair in working if pair <= set(part.qubits)}:
        raise ItemError("the part leaves out a working coupler between two of its qubits")
    if (part.mean_low, part.mean_high) != _ends(couplers):
        raise ItemError("the mean error of the part is not the one stated")


class _Analysis:
    """The graphs of one machine: `possible` with the most favourable errors, `certain` with the least favourable."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        open_couplers = machine.working_couplers + machine.unreported_couplers
        self.possible = connected_graphs((c.a, c.b, Decimal(0) if c.low is None else c.low) for c in open_couplers)
        self.certain = connected_graphs((c.a, c.b, c.high) for c in machine.working_couplers if c.high is not None)

    @property
    def most_connected(self) -> int:
        """The most qubits that may be connected."""
        if self.machine.connectivity_unknown:
            return len(self.machine.qubits)
        return self.possible[0].size if self.possible else min(1, len(self.machine.qubits))

    def certainly(self, part: Part, band: Band, notion: Notion) -> bool:
        """The part meets the limit, whatever couplers without a reported error may turn out to do."""
        inside = set(part.qubits)
        silent = notion == "induced" and any(coupler.pair <= inside for coupler in self.machine.unreported_couplers)
        return band.limit is None or (part.mean_high <= band.limit and not silent)

    def arguments(self, band: Band, notion: Notion) -> Iterable[Bound]:
        """Bounds from the plainest to the strongest."""
        graphs = [graph for graph in self.possible if graph.size >= band.n_low]
        if not graphs:
            why = f"at most {self.most_connected} qubits are connected; the band begins at {band.n_low}"
            yield Bound("too_few_qubits", None, why)
            return
        n = band.n_low
        value = _floor(min(bounds.few_couplers(graph, n) for graph in graphs))
        why = f"{n} connected qubits use at least {n - 1} couplers; the {n - 1} best have a mean error of {value:.6g}"
        yield Bound("few_couplers", value, why)
        most = max(graph.size for graph in graphs) if band.n_high is None else band.n_high - 1
        found, at = min(bounds.thresholds(graph, n, most) for graph in graphs)
        value = _floor(found)
        why = f"the best couplers do not hang together: connecting {at} qubits takes a mean error of {value:.6g}"
        yield Bound("thresholds", value, why)
        if notion == "induced" and not self.machine.unreported_couplers:
            proved = [bounds.removal(graph, n) for graph in graphs]
            known = [bound for bound in proved if bound is not None]
            if len(known) == len(graphs):
                value = _floor(min(known))
                why = f"leaving out any qubits but {n} cannot bring the mean error to {value:.6g}"
                yield Bound("removal", value, why)

    def strongest(self, band: Band, notion: Notion) -> Bound:
        return max(self.arguments(band, notion), key=lambda bound: bound.value or Decimal(0))

    def witness(self, band: Band, notion: Notion, enough: Decimal | None) -> Part | None:
        parts = []
        for graph in self.certain:
            most = graph.size if band.n_high is None else band.n_high - 1
            goal = None if enough is None else graph.scaled(enough)
            found = search(graph, band.n_low, most, induced=notion == "induced", enough=goal)
            if found is not None:
                parts.append(self.named(graph, found))
        return min(parts, key=lambda part: part.mean_high, default=None)

    def named(self, graph: Graph, found: Found) -> Part:
        names = graph.names
        pairs = {frozenset((names[a], names[b])) for _, a, b in found.edges}
        couplers = [coupler for coupler in self.machine.working_couplers if coupler.pair in pairs]
        qubits = tuple(sorted((names[number] for number in found.qubits), key=_natural))
        return Part(qubits, tuple((coupler.a, coupler.b) for coupler in couplers), *_ends(couplers))


def _answer(analysis: _Analysis, band: Band, notion: Notion) -> Answer:
    if analysis.machine.connectivity_unknown and band.n_low <= analysis.most_connected:
        why = "broken snapshot" if analysis.machine.broken_snapshot else "no coupler is given"
        return Answer("not_decided", band, notion, None, None, f"{why}: which qubits are connected is unknown")
    bound = None
    for bound in analysis.arguments(band, notion):
        if bound.value is None or (band.limit is not None and bound.value > band.limit):
            return Answer("no", band, notion, None, bound, bound.why)
    witness = analysis.witness(band, notion, band.limit)
    if witness is not None and analysis.certainly(witness, band, notion):
        why = f"{len(witness.qubits)} connected qubits have a mean error of {witness.mean_high:.6g}"
        return Answer("yes", band, notion, witness, bound, why)
    reached = "no part is known to work" if witness is None else f"the best part found has {witness.mean_high:.6g}"
    return Answer("not_decided", band, notion, witness, bound, f"{reached}; no bound rules out a better one")


def _checked(band: Band) -> Band:
    if band.n_low < 2:
        raise ItemError("a part has at least 2 qubits", field="n_low")
    if band.n_high is not None and band.n_high <= band.n_low:
        raise ItemError(f"the band from {band.n_low} to below {band.n_high} qubits is empty", field="n_high")
    return band


def _ends(couplers: Sequence[Coupler]) -> tuple[Decimal, Decimal]:
    lows = [coupler.low for coupler in couplers if coupler.low is not None]
    highs = [coupler.high for coupler in couplers if coupler.high is not None]
    return mean(lows), mean(highs)


def _floor(value: Fraction) -> Decimal:
    """A decimal no greater than `value`: a bound must not be rounded up."""
    return Context(prec=40, rounding=ROUND_FLOOR).divide(Decimal(value.numerator), Decimal(value.denominator))


def _natural(name: str) -> tuple[int, int, str]:
    """Qubits named by numbers in the order of the numbers, others after them by name."""
    return (0, int(name), name) if name.isascii() and name.isdigit() else (1, 0, name)
