"""Physical cost of a program from its logical counts, on a surface code of gates: the estimator of Beverland et al. 2022.

Source: "Assessing requirements to scale to practical quantum advantage", arXiv 2211.07629 (appendices B to E), as it is
carried out by Microsoft's open resource estimator (microsoft/qsharp, MIT), with which the results are compared. Code of our own.
Differences: our nanoseconds do not wrap at 2^64; no more than three rounds of distillation are tried; all factories are tried, so
that a cheaper one may be found than by its search; and the binomial law of the copies is exact also above a thousand of them.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations_with_replacement, product

from acquis.errors import MissingExtra
from acquis.verification.device import VerificationError

THRESHOLD = 0.01
"""p* of the gate-based surface code (arXiv 1009.3686, figures 6 and 7)."""
PREFACTOR = 0.03
"""a in the logical error a (p / p*)^((d+1)/2) (arXiv 1208.0928, equation 11)."""
LARGEST_DISTANCE = 50
LARGEST_ROUNDS = 3
"""Distillation rounds that are tried."""
FACTORY_RISK = 0.01
"""Chance, shared among the rounds, that a factory run yields fewer T states than planned (appendix C)."""
ROTATION_SLOPE, ROTATION_OFFSET = 0.53, 4.86
"""T states of a rotation of error e: 0.53 log2(1/e) + 4.86 (Kliuchnikov et al., Quantum 7, 1208 (2023), arXiv 2203.10064); the
estimator had 5.3 until its issue 1218."""
_INPUTS = 15


@dataclass(frozen=True, slots=True)
class Qubit:
    """A physical qubit with gates. Times in ns; errors are probabilities. `clifford_error`: the worst of one- and two-qubit gates
    and of idling."""

    gate_ns: int
    measurement_ns: int
    t_gate_ns: int
    clifford_error: float
    readout_error: float
    t_error: float

    def __post_init__(self) -> None:
        if not 0 < self.worst_error < THRESHOLD or not 0 < self.t_error < 1:
            raise VerificationError(f"errors are above 0, and below the threshold of {THRESHOLD}")
        if min(self.gate_ns, self.measurement_ns, self.t_gate_ns) <= 0:
            raise VerificationError("times are positive")

    @property
    def worst_error(self) -> float:
        """The physical error rate of the code's formula."""
        return max(self.clifford_error, self.readout_error)


QUBITS = {
    "qubit_gate_ns_e3": Qubit(50, 100, 50, 1e-3, 1e-3, 1e-3),
    "qubit_gate_ns_e4": Qubit(50, 100, 50, 1e-4, 1e-4, 1e-4),
    "qubit_gate_us_e3": Qubit(100_000, 100_000, 100_000, 1e-3, 1e-3, 1e-6),
    "qubit_gate_us_e4": Qubit(100_000, 100_000, 100_000, 1e-4, 1e-4, 1e-6),
}
"""The paper's four qubits with gates (table V), by the name that the estimator gives them."""


@dataclass(frozen=True, slots=True)
class LogicalCounts:
    """What a program does, before error correction. `toffoli`: CCZ and CCiX gates."""

    qubits: int
    t_gates: int = 0
    rotations: int = 0
    rotation_depth: int = 0
    toffoli: int = 0
    measurements: int = 0

    def __post_init__(self) -> None:
        others = (self.t_gates, self.rotations, self.rotation_depth, self.toffoli, self.measurements)
        if self.qubits < 1 or min(others) < 0 or max(others) == 0 or (self.rotations > 0) != (self.rotation_depth > 0):
            raise VerificationError("a program has qubits and operations, and its rotations have a depth")


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """Chances of failure that are allowed to logical errors, to bad T states, and to the synthesis of rotations."""

    logical: float
    t_states: float
    rotations: float

    def __post_init__(self) -> None:
        if min(self.logical, self.t_states, self.rotations) <= 0 or self.logical + self.t_states + self.rotations >= 1:
            raise VerificationError("the parts of an error budget are above 0, and their sum is below 1")

    @classmethod
    def thirds(cls, total: float) -> ErrorBudget:
        """The paper's default: a third each."""
        return cls(total / 3, total / 3, total / 3)


@dataclass(frozen=True, slots=True)
class Factory:
    """A source of one T state a run. `distances`: of its rounds, 1 for physical qubits; `units`: copies in each round."""

    distances: tuple[int, ...]
    units: tuple[int, ...]
    physical_qubits: int
    duration_ns: int
    error: float

    @property
    def volume(self) -> int:
        """Qubits x ns."""
        return self.physical_qubits * self.duration_ns


@dataclass(frozen=True, slots=True)
class PhysicalCost:
    """The machine that runs the program once. `factory` is None where no T state is needed."""

    logical_qubits: int
    logical_depth: int
    t_states: int
    code_distance: int
    factory: Factory | None
    factories: int
    physical_qubits: int
    runtime_ns: int

    @property
    def runtime_s(self) -> float:
        """Seconds of the run."""
        return self.runtime_ns / 1e9


def physical_cost(counts: LogicalCounts, qubit: Qubit, budget: ErrorBudget) -> PhysicalCost:
    """Code distance, T factories, qubits and seconds of a program.

    Raises VerificationError where no code distance up to 50 with three rounds of distillation is enough, and MissingExtra
    without scipy.
    """
    logical = 2 * counts.qubits + math.ceil(math.sqrt(8 * counts.qubits)) + 1
    synthesis = _t_per_rotation(counts, budget)
    t_states = 4 * counts.toffoli + counts.t_gates + synthesis * counts.rotations
    depth = counts.measurements + counts.rotations + counts.t_gates + 3 * counts.toffoli + synthesis * counts.rotation_depth

    while True:
        distance = _code_distance(budget.logical / (logical * depth), qubit)
        cycle_ns = _cycle_ns(qubit, distance)
        if t_states == 0:
            factory, factories = None, 0
            break
        # A longer run, with idle cycles, leaves room for a slower factory, until the code distance has to grow.
        longest = math.floor(budget.logical / (logical * _logical_error(qubit, distance)))
        factory = _factory_for(qubit, budget.t_states / t_states, distance, depth * cycle_ns, longest * cycle_ns)
        if factory is not None:
            depth = max(depth, -(-factory.duration_ns // cycle_ns))
            factories = -(-t_states // (depth * cycle_ns // factory.duration_ns))
            break
        depth = max(longest, depth) + 1

    physical = logical * 2 * distance**2 + (factory.physical_qubits * factories if factory else 0)
    return PhysicalCost(logical, depth, t_states, distance, factory, factories, physical, depth * cycle_ns)


def _t_per_rotation(counts: LogicalCounts, budget: ErrorBudget) -> int:
    if counts.rotations == 0:
        return 0
    return math.ceil(ROTATION_SLOPE * math.log2(counts.rotations / budget.rotations) + ROTATION_OFFSET)


def _logical_error(qubit: Qubit, distance: int) -> float:
    return float(PREFACTOR * (qubit.worst_error / THRESHOLD) ** ((distance + 1) // 2))


def _cycle_ns(qubit: Qubit, distance: int) -> int:
    return (4 * qubit.gate_ns + 2 * qubit.measurement_ns) * distance


def _code_distance(required: float, qubit: Qubit) -> int:
    """The least odd distance whose logical error is at most `required` (equation E2)."""
    exact = 2 * math.log(PREFACTOR / required) / math.log(THRESHOLD / qubit.worst_error) - 1
    distance = max(1, math.ceil(exact)) | 1
    if distance > LARGEST_DISTANCE:
        raise VerificationError(f"the program needs a code distance of {distance}, above {LARGEST_DISTANCE}")
    return distance


@dataclass(frozen=True, slots=True)
class _Unit:
    """A 15-to-1 distillation unit at a code distance; distance 1 stands for physical qubits, of which the first round may be."""

    qubits: int
    duration_ns: int
    clifford_error: float
    distance: int

    def failure(self, error: float) -> float:
        return _INPUTS * error + 356 * self.clifford_error

    def output(self, error: float) -> float:
        return 35 * error**3 + 7.1 * self.clifford_error


def _factory_for(qubit: Qubit, required: float, largest: int, run_ns: int, longest_ns: int) -> Factory | None:
    """The factory of least volume that fits into the run, else into the longest run that the code distance allows."""
    if required > qubit.t_error:
        built: tuple[Factory, ...] = (Factory((largest,), (1,), 2 * largest**2, _cycle_ns(qubit, largest), qubit.t_error),)
    else:
        built = tuple(_factories(qubit, required, largest))
    for limit in (run_ns, longest_ns):
        fitting = [factory for factory in built if factory.duration_ns <= limit]
        if fitting:
            return min(fitting, key=lambda factory: (factory.volume, factory.duration_ns))
    return None


def _factories(qubit: Qubit, required: float, largest: int) -> Iterator[Factory]:
    """All factories of up to three rounds, with distances that do not fall from round to round, whose output is good enough."""
    distances = range(1, largest + 1, 2)
    for rounds in range(1, LARGEST_ROUNDS + 1):
        for chosen in combinations_with_replacement(distances, rounds):
            options = (_units(qubit, distance, first=place == 0) for place, distance in enumerate(chosen))
            for units in product(*options):
                factory = _factory(units, qubit.t_error, required)
                if factory is not None:
                    yield factory


@cache
def _units(qubit: Qubit, distance: int, first: bool) -> tuple[_Unit, ...]:
    """The Reed-Muller unit and the space-efficient one (table VI), where their gates are good enough for distillation."""
    if distance == 1 and first:
        error, found = (
            qubit.clifford_error,
            [_Unit(n, t * qubit.t_gate_ns, qubit.clifford_error, 1) for n, t in ((31, 24), (12, 45))],
        )
    else:
        error, cycle = _logical_error(qubit, distance), _cycle_ns(qubit, distance)
        found = [_Unit(n * 2 * distance**2, t * cycle, error, distance) for n, t in ((31, 11), (20, 13))]
    return tuple(found) if error <= 0.1 * qubit.t_error else ()


def _factory(units: tuple[_Unit, ...], error: float, required: float) -> Factory | None:
    failures = []
    for unit in units:
        better = unit.output(error)
        if better > error or not 0 < unit.failure(error) < 1:
            return None
        failures.append(unit.failure(error))
        error = better
    if error > required:
        return None
    copies, needed = [], 1
    for failure in reversed(failures):
        copies.append(_copies(needed, failure, FACTORY_RISK / len(units)))
        needed = _INPUTS * copies[-1]
    copies.reverse()
    qubits = max(unit.qubits * many for unit, many in zip(units, copies, strict=True))
    return Factory(tuple(unit.distance for unit in units), tuple(copies), qubits, sum(unit.duration_ns for unit in units), error)


@lru_cache(maxsize=100_000)
def _copies(needed: int, failure: float, risk: float) -> int:
    """The least number of units of which fewer than `needed` succeed with a chance below `risk`."""
    if importlib.util.find_spec("scipy") is None:
        raise MissingExtra("scipy", "safeguards")
    from scipy.special import bdtr

    upper = needed
    while bdtr(needed - 1, upper, 1 - failure) >= risk:
        upper *= 2
    lower = max(needed, upper // 2)
    while lower < upper:
        middle = (lower + upper) // 2
        if bdtr(needed - 1, middle, 1 - failure) < risk:
            upper = middle
        else:
            lower = middle + 1
    return upper
