"""The coupling graph of a quantum computer: qubits, couplers, and which of them work.

A coupler is a pair of qubits with a two-qubit gate. Vendors mark a coupler that does not work by error 1. The legal
count of qubits ('fully controlled', 'connected' and 'working': Technical Notes 2 to 4 of ECCN 4A906) is read as the
size of the largest set of qubits that working couplers connect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from acquis.items.errors import ItemError
from acquis.items.values import error_rate, mean

NOT_WORKING = Decimal(1)
"""The error by which vendors mark a coupler that does not work."""


@dataclass(frozen=True, slots=True)
class Coupler:
    """Two neighbouring qubits and the error of the two-qubit gate between them.

    `low` and `high` are the ends of the error, from 0 to 1; they differ where the two directions of the gate do.
    Both are None where the source names the coupler and gives no error: it may work or not.
    """

    a: str
    b: str
    low: Decimal | None
    high: Decimal | None

    @classmethod
    def exact(cls, a: str, b: str, error: Decimal | None) -> Coupler:
        """A coupler with one error, or with none reported."""
        return cls(a, b, error, error)

    @property
    def reported(self) -> bool:
        """The source gives an error."""
        return self.low is not None

    @property
    def working(self) -> bool:
        """The source gives an error, and it is below 1."""
        return self.high is not None and self.high < NOT_WORKING

    @property
    def pair(self) -> frozenset[str]:
        """Its two qubits."""
        return frozenset((self.a, self.b))


@dataclass(frozen=True, slots=True)
class Machine:
    """All qubits of a quantum computer, working or not, and its couplers, each once.

    Raises ItemError for a coupler that joins a qubit to itself, names an unknown qubit, stands twice, or has an error
    outside 0 to 1.
    """

    qubits: tuple[str, ...]
    couplers: tuple[Coupler, ...]

    def __post_init__(self) -> None:
        known = set(self.qubits)
        if len(known) != len(self.qubits):
            raise ItemError("a qubit stands twice", field="qubits")
        seen: set[frozenset[str]] = set()
        for coupler in self.couplers:
            _check(coupler, known, seen)
            seen.add(coupler.pair)

    @property
    def working_couplers(self) -> tuple[Coupler, ...]:
        """Couplers with a reported error below 1."""
        return tuple(coupler for coupler in self.couplers if coupler.working)

    @property
    def unreported_couplers(self) -> tuple[Coupler, ...]:
        """Couplers without a reported error."""
        return tuple(coupler for coupler in self.couplers if not coupler.reported)

    @property
    def broken_snapshot(self) -> bool:
        """Couplers are reported and not one of them works: the data are broken, which says nothing of the machine."""
        return bool(self.couplers) and all(coupler.low == NOT_WORKING for coupler in self.couplers)

    @property
    def connectivity_unknown(self) -> bool:
        """The data do not say which qubits are connected: a broken snapshot, or several qubits and no coupler."""
        return self.broken_snapshot or (len(self.qubits) > 1 and not self.couplers)


def _check(coupler: Coupler, known: set[str], seen: set[frozenset[str]]) -> None:
    field = f"coupler {coupler.a}-{coupler.b}"
    if coupler.a == coupler.b:
        raise ItemError("a coupler joins a qubit to itself", field=field)
    if not coupler.pair <= known:
        raise ItemError("a coupler names a qubit that the machine does not have", field=field)
    if coupler.pair in seen:
        raise ItemError("a coupler stands twice", field=field, way_out="merge its rows with `undirected`")
    if (coupler.low is None) != (coupler.high is None):
        raise ItemError("only one end of the error is given", field=field)
    if coupler.low is not None and coupler.high is not None and coupler.low > coupler.high:
        raise ItemError("the low end of the error is above the high end", field=field)
    error_rate(coupler.low)
    error_rate(coupler.high)


def undirected(rows: Iterable[tuple[str, str, Decimal | None]]) -> tuple[Coupler, ...]:
    """One coupler a pair of qubits, from rows that may give a gate in both directions or two gates on one pair.

    Where the errors differ both stand, as an interval. Where one direction is marked as not working (error 1) and the
    other works, the coupler works with the error of the other: single-qubit gates turn a C-NOT round.
    """
    errors: dict[frozenset[str], list[Decimal | None]] = {}
    ends: dict[frozenset[str], tuple[str, str]] = {}
    for a, b, error in rows:
        pair = frozenset((a, b))
        ends.setdefault(pair, (a, b))
        errors.setdefault(pair, []).append(error)
    return tuple(_merged(*ends[pair], found) for pair, found in errors.items())


def _merged(a: str, b: str, errors: list[Decimal | None]) -> Coupler:
    reported = [error for error in errors if error is not None]
    working = [error for error in reported if error < NOT_WORKING]
    if working:
        return Coupler(a, b, min(working), max(working))
    return Coupler.exact(a, b, max(reported) if reported else None)


@dataclass(frozen=True, slots=True)
class ConnectedPart:
    """Qubits that couplers connect, and the couplers among them."""

    qubits: frozenset[str]
    couplers: tuple[Coupler, ...]


def components(qubits: Iterable[str], couplers: Iterable[Coupler]) -> tuple[ConnectedPart, ...]:
    """The connected parts, the largest first; a qubit without coupler is a part of its own.

    Among parts of one size the one with the lower mean error comes first: it is the one nearer to a legal limit.
    """
    parent = {qubit: qubit for qubit in qubits}

    def root(qubit: str) -> str:
        while parent[qubit] != qubit:
            parent[qubit] = parent[parent[qubit]]
            qubit = parent[qubit]
        return qubit

    kept = tuple(couplers)
    for coupler in kept:
        parent[root(coupler.a)] = root(coupler.b)
    members: dict[str, set[str]] = {}
    for qubit in parent:
        members.setdefault(root(qubit), set()).add(qubit)
    inside: dict[str, list[Coupler]] = {}
    for coupler in kept:
        inside.setdefault(root(coupler.a), []).append(coupler)
    parts = (ConnectedPart(frozenset(found), tuple(inside.get(name, ()))) for name, found in members.items())
    return tuple(sorted(parts, key=lambda part: (-len(part.qubits), _mean_high(part))))


def _mean_high(part: ConnectedPart) -> Decimal:
    highs = [coupler.high for coupler in part.couplers if coupler.high is not None]
    return mean(highs) if highs else NOT_WORKING


def working_part(machine: Machine) -> ConnectedPart | None:
    """The largest set of qubits connected by working couplers, with those couplers; None where that is unknown."""
    if machine.connectivity_unknown:
        return None
    found = components(machine.qubits, machine.working_couplers)
    return found[0] if found else None
