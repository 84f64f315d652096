"""Logical error rate of a surface code memory, by simulation: what a claimed physical error rate would give.

The circuit is stim's `surface_code:rotated_memory_z` (Gidney, Stim: a fast stabilizer circuit simulator, Quantum 5, 497 (2021)),
the decoder minimum-weight perfect matching (Higgott and Gidney, Sparse Blossom, Quantum 9, 1600 (2025)).
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from acquis.errors import MissingExtra
from acquis.verification.device import VerificationError, binomial_limits

_BATCH = 65_536
"""Shots sampled at once: bounds the memory, and belongs to what a seed means."""


@dataclass(frozen=True, slots=True)
class MemoryRun:
    """Shots of a memory experiment and how many ended with the logical observable flipped. `rate`: logical error a shot, that is
    of all the rounds together."""

    distance: int
    rounds: int
    physical_error: float
    shots: int
    errors: int

    @property
    def rate(self) -> float:
        """Logical error per shot."""
        return self.errors / self.shots

    def limits(self, confidence: float) -> tuple[float, float]:
        """One-sided Clopper-Pearson limits of the rate, each at the stated confidence."""
        return binomial_limits(self.errors, self.shots, confidence)


def memory_z(distance: int, physical_error: float, shots: int, *, seed: int, rounds: int | None = None) -> MemoryRun:
    """Simulate a memory in Z of the rotated surface code and decode each shot.

    Args:
        distance: odd, at least 3.
        physical_error: p of depolarization after each Clifford gate and of data before each round, and of flips before
            measurement and after reset.
        shots: number of runs.
        seed: of the sampler. The same seed gives the same counts on the same version of stim and the same kind of processor.
        rounds: of stabilizer measurement; `distance` where None.

    Raises VerificationError for what cannot be, MissingExtra without stim and pymatching.
    """
    rounds = distance if rounds is None else rounds
    if distance < 3 or distance % 2 == 0 or rounds < 1 or shots < 1 or not 0 < physical_error < 0.5:
        raise VerificationError(
            "the distance is odd and at least 3, rounds and shots are positive, and the error is from 0 to 0.5"
        )
    for library in ("stim", "pymatching"):
        if importlib.util.find_spec(library) is None:
            raise MissingExtra(library, "qec")
    import pymatching
    import stim

    circuit = stim.Circuit.generated(
        "surface_code:rotated_memory_z",
        distance=distance,
        rounds=rounds,
        after_clifford_depolarization=physical_error,
        before_round_data_depolarization=physical_error,
        before_measure_flip_probability=physical_error,
        after_reset_flip_probability=physical_error,
    )
    decoder = pymatching.Matching.from_detector_error_model(circuit.detector_error_model(decompose_errors=True))
    sampler = circuit.compile_detector_sampler(seed=seed)
    errors = 0
    for start in range(0, shots, _BATCH):
        events, flips = sampler.sample(min(_BATCH, shots - start), separate_observables=True, bit_packed=True)
        found = decoder.decode_batch(events, bit_packed_shots=True, bit_packed_predictions=True)
        errors += int((found != flips).any(axis=1).sum())
    return MemoryRun(distance, rounds, physical_error, shots, errors)
