"""Cost of factoring and discrete logarithms on a surface code machine: the model of Gidney and Ekera 2019.

Source: "How to factor 2048 bit RSA integers in 8 hours using 20 million noisy qubits", Quantum 5, 433 (2021), arXiv 1905.09749,
and the estimator published with it (Strilanc/efficient-quantum-factoring-2019, Apache-2.0), whose formulas and search ranges are
followed here in code of our own. Windowed arithmetic on coset registers with oblivious carry runways; lattice surgery; CCZ states
from two levels of distillation (Gidney and Fowler, arXiv 1812.01238). The adder always runs at the speed of the reaction time: a
faster control needs more factories, so fewer hours and more qubits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from acquis.verification.device import VerificationError

POST_PROCESSING_FAILURE = 0.01
"""Assumed chance that the classical post-processing of a good run fails (section 2 of the paper)."""
LARGEST_RISK = 0.8
"""A run that fails more often is not considered."""
SHORTEST_TAIL = 20
"""Bits by which the second register is shorter than half the modulus, so that one run is enough (appendix A)."""

_L1_DISTANCES = range(5, 24, 2)
_DISTANCES = range(9, 51, 2)
_WINDOWS = (4, 5, 6)
_RUNWAYS = (512, 768, 1024, 1536, 2048)
_EXTRA_PADDING = range(2, 10)
_T2_ERROR = 4 * 9e-17
"""Error of a CCZ state made from T states distilled twice, 15 to 1 (arXiv 1812.01238, figure 1)."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Assumptions on the hardware. `gate_error`: probability; `cycle_us`: one round of the code; `reaction_us`: from a
    measurement to the choice of the next one, decoding included."""

    gate_error: float = 1e-3
    cycle_us: float = 1.0
    reaction_us: float = 10.0

    def __post_init__(self) -> None:
        if not 0 < self.gate_error < 0.01 or min(self.cycle_us, self.reaction_us) <= 0:
            raise VerificationError(
                "the gate error is below the threshold of 0.01, and times are positive", way_out="the model holds below it only"
            )


@dataclass(frozen=True, slots=True)
class Design:
    """Choices of the construction: window sizes (bits), bits between carry runways, padding bits, code distances."""

    exponent_window: int
    factor_window: int
    runway: int
    padding: int
    code_distance: int
    l1_distance: int
    t2_factory: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run costs. `retry_risk`: chance that it fails, rounded up to a percent; hours of one run and in expectation."""

    design: Design
    toffoli: float
    physical_qubits: int
    hours_per_run: float
    retry_risk: float

    @property
    def megaqubits(self) -> float:
        """Physical qubits in millions."""
        return self.physical_qubits / 1e6

    @property
    def expected_hours(self) -> float:
        """Hours until a run succeeds."""
        return self.hours_per_run / (1 - self.retry_risk)


def rsa_exponent_bits(modulus_bits: int) -> int:
    """Controlled multiplications to factor an RSA modulus by a short discrete logarithm, in one run (Ekera and Hastad)."""
    half = math.ceil(modulus_bits / 2) - 1
    return half + 2 * (half - SHORTEST_TAIL)


def rsa_cost(modulus_bits: int, machine: Machine | None = None) -> Cost | None:
    """The best design found for an RSA modulus; None where no design of the search range keeps the risk below 0.8.

    Raises VerificationError for a modulus too short for the model.
    """
    return best_cost(modulus_bits, rsa_exponent_bits(modulus_bits), machine or Machine())


@cache
def best_cost(modulus_bits: int, exponent_bits: int, machine: Machine) -> Cost | None:
    """The design with the least qubits^1.2 x hours / (1 - risk), the paper's measure; None where there is none.

    Args:
        modulus_bits: length of the modulus; the runway separations that divide it are searched (512 to 2048).
        exponent_bits: controlled multiplications.
        machine: the hardware.
    """
    if exponent_bits < 1 or modulus_bits < 1:
        raise VerificationError("the modulus is too short for this model")
    found = (run_cost(modulus_bits, exponent_bits, design, machine) for design in _designs(modulus_bits, exponent_bits))
    within = [cost for cost in found if cost is not None]
    return min(within, key=lambda cost: cost.megaqubits**1.2 * cost.expected_hours, default=None)


def _designs(modulus_bits: int, exponent_bits: int) -> Iterator[Design]:
    base = math.ceil(math.log2(modulus_bits**2 * exponent_bits))
    runways = [runway for runway in _RUNWAYS if modulus_bits % runway == 0]
    for l1, distance, exponent, factor, runway, extra in product(
        _L1_DISTANCES, _DISTANCES, _WINDOWS, _WINDOWS, runways, _EXTRA_PADDING
    ):
        if factor <= exponent:
            design = Design(exponent, factor, runway, base + extra, distance, l1)
            yield design
            if l1 == 15 and distance >= 31:
                yield replace(design, t2_factory=True)


def run_cost(modulus_bits: int, exponent_bits: int, design: Design, machine: Machine) -> Cost | None:
    """Cost of one run of a design; None where it fails with a chance of 0.8 or more."""
    pieces = math.ceil(modulus_bits / design.runway)
    piece_bits = design.runway + design.padding
    window_bits = design.exponent_window * design.factor_window
    additions = math.ceil(2 * exponent_bits * (modulus_bits + design.padding + 2) / window_bits)

    adder = 2 * piece_bits - 1
    lookup = 2 ** (design.exponent_window + design.factor_window) - 1
    unlookup = 2 * math.sqrt(lookup)
    toffoli = (adder * pieces + lookup + unlookup) * additions
    # An addition waits for the reaction of the control, a lookup for the code; lookups run at double speed.
    addition_us = adder * machine.reaction_us + (lookup + unlookup) * design.code_distance * machine.cycle_us / 2
    run_us = addition_us * additions

    logical, distilling = (pieces * part for part in _board(design, machine, piece_bits))
    cells = (logical - distilling) * run_us / machine.cycle_us
    risk = _any_of(
        cells * _cell_error(design.code_distance, machine.gate_error),
        toffoli * _ccz_error(design, machine.gate_error),
        4 * math.sqrt(additions * pieces / 2**design.padding),
        POST_PROCESSING_FAILURE,
    )
    if risk >= LARGEST_RISK:
        return None
    qubits = logical * 2 * (design.code_distance + 1) ** 2
    return Cost(design, toffoli, qubits, run_us / 3.6e9, math.ceil(100 * risk) / 100)


def _any_of(*chances: float) -> float:
    """Chance that one of independent failures happens. Expected numbers of failures of 1 and more are certain ones."""
    return 1 - math.prod(max(0.0, 1 - chance) for chance in chances)


def _cell_error(distance: int, gate_error: float) -> float:
    """Topological error of a d x d x 1 cell of the code: 0.1 (100 p)^((d+1)/2)."""
    return float(0.1 * (100 * gate_error) ** ((distance + 1) / 2))


def _ccz_error(design: Design, gate_error: float) -> float:
    """Error of a distilled CCZ state: injected T, 15-to-1 at the first level, 8T-to-CCZ at the second."""
    if design.t2_factory:
        return _T2_ERROR
    injected = gate_error + 100 * _cell_error(design.l1_distance // 2, gate_error)
    first = 35 * injected**3 + 1100 * _cell_error(design.l1_distance, gate_error)
    return 28 * first**2 + 1000 * _cell_error(design.code_distance, gate_error)


def _factory(design: Design) -> tuple[int, int, float]:
    """Width and height of a CCZ factory in logical qubits, and its depth in rounds of d cycles."""
    if design.t2_factory:
        return 24, 16, 6.0
    ratio = design.l1_distance / design.code_distance
    t_depth = 5.75 * ratio
    # Eight T states for a CCZ state that takes 5 rounds, from T factories in two columns beside it.
    t_factories = math.ceil((1 / 5 * 8) / (1 / t_depth))
    width = math.ceil(8 * ratio * 2 + 3 + 2 * ratio)
    height = math.ceil(max(6, 4 * ratio * math.ceil(t_factories / 2)))
    return width, height, max(5.0, t_depth)


def _board(design: Design, machine: Machine, register_bits: int) -> tuple[int, int]:
    """Logical qubits of one adder piece, and how many of them distil (figures 15, 23 and 31 of the paper)."""
    width, height, depth = _factory(design)
    pairs = math.ceil(depth * machine.cycle_us * design.code_distance / machine.reaction_us / 2)
    board_width = (width + 1) * pairs + 1
    register_rows = math.ceil(register_bits / (board_width - 2))
    # Two rows of factories and of CZ fix-ups (3), the adder (3), routing (6), three registers.
    board_height = 2 * height + 2 * 3 + 3 + 6 + 3 * register_rows
    return board_width * board_height, 2 * width * height * pairs
