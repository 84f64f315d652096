"""What a quantum processor's benchmark says: randomized benchmarking fits, conversions between error measures, binomial limits.

Conventions. Randomized benchmarking: survival after l Cliffords is A r^l + 1/2^n, fitted by unweighted least squares with A and r
from 0 to 1; with g gates a Clifford the infidelity of a gate is 1 - ((2^n - 1) r^(1/g) + 1) / 2^n. g is 1.5 two-qubit gates for
two qubits, 1 for one. Leakage: the part that has not leaked is A r^l, leakage a gate (1 - r)/g, and the infidelity with leakage
adds leakage / 2^n. These are the conventions of the vendor data that the tests refit.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from acquis.errors import AcquisError, MissingExtra

TWO_QUBIT_GATES = 1.5
"""Mean number of two-qubit gates in a two-qubit Clifford of the compilation used by the vendor."""


class VerificationError(AcquisError):
    """A measurement that cannot be: too few lengths, a probability outside of 0 to 1, counts that contradict each other."""


@dataclass(frozen=True, slots=True)
class RbFit:
    """A decay A r^l (+ 1/2^n). `error`: infidelity, or leakage, of a gate."""

    amplitude: float
    decay: float
    error: float


def pooled(counts: Mapping[str, Mapping[str, Mapping[str, int]]], shots: int) -> dict[int, float]:
    """Mean survival by sequence length over all qubits and repetitions. `counts`: qubits -> length -> repetition -> counts.

    Raises VerificationError where counts are not from 0 to `shots`.
    """
    found: dict[int, list[float]] = {}
    for by_length in counts.values():
        for length, runs in by_length.items():
            if any(not 0 <= n <= shots for n in runs.values()):
                raise VerificationError(f"counts are from 0 to {shots}", field=length)
            found.setdefault(int(length), []).extend(n / shots for n in runs.values())
    return {length: fmean(runs) for length, runs in found.items()}


def rb_fit(survival: Mapping[int, float], qubits: int, gates: float) -> RbFit:
    """Fit randomized benchmarking data. `survival`: by length; `gates`: g a Clifford."""
    states = 2**qubits
    amplitude, decay = _decay(survival, 1 / states)
    return RbFit(amplitude, decay, 1 - ((states - 1) * decay ** (1 / gates) + 1) / states)


def leakage_fit(kept: Mapping[int, float], gates: float) -> RbFit:
    """Fit the part of the runs in which no leakage was seen."""
    amplitude, decay = _decay(kept, 0.0)
    return RbFit(amplitude, decay, (1 - decay) / gates)


def with_leakage(infidelity: float, leakage: float, qubits: int) -> float:
    """The infidelity of a gate that counts leakage."""
    return float(infidelity + leakage / 2**qubits)


def _decay(points: Mapping[int, float], floor: float) -> tuple[float, float]:
    if importlib.util.find_spec("scipy") is None:
        raise MissingExtra("scipy", "safeguards")
    import numpy as np
    from scipy.optimize import least_squares

    if len(points) < 2:
        raise VerificationError("a decay needs two sequence lengths at least")
    lengths, values = np.array(list(points), dtype=float), np.array(list(points.values()), dtype=float)
    if values.min() < 0 or values.max() > 1:
        raise VerificationError("a survival is a probability")

    def off(parameters: Sequence[float]) -> object:
        amplitude, decay = parameters
        return amplitude * decay**lengths + floor - values

    # Fitted in 1 - r on a scale of its own: errors of 1e-5 have to be resolved.
    solved = least_squares(
        lambda p: off((p[0], 1 - p[1])), x0=(0.9 * (1 - floor), 1e-3), bounds=((0, 0), (1, 1)), x_scale=(1, 1e-3),
        xtol=1e-15, ftol=1e-15, gtol=1e-15,
    )  # fmt: skip
    return float(solved.x[0]), float(1 - solved.x[1])


def average_infidelity(pauli: float, qubits: int = 2) -> float:
    """From the Pauli (process, entanglement) error: d/(d+1) of it."""
    d: float = 2.0**qubits
    return _probability(pauli) * d / (d + 1)


def pauli_error(infidelity: float, qubits: int = 2) -> float:
    """The Pauli error of an average infidelity."""
    d: float = 2.0**qubits
    return _probability(infidelity) * (d + 1) / d


def depolarizing_parameter(infidelity: float, qubits: int = 2) -> float:
    """lambda, where the average infidelity is (1 - 1/d) lambda."""
    return float(_probability(infidelity) / (1 - 1 / 2**qubits))


def clifford_decay(infidelity: float, gates: float = TWO_QUBIT_GATES, qubits: int = 2) -> float:
    """The decay of fidelity of a Clifford of independent gates: (1 - lambda)^g."""
    return float((1 - depolarizing_parameter(infidelity, qubits)) ** gates)


def binomial_limits(failures: int, trials: int, confidence: float) -> tuple[float, float]:
    """One-sided Clopper-Pearson limits of a failure probability, lower and upper, each at the stated confidence.

    Raises VerificationError for counts or a confidence that cannot be.
    """
    if not (0 <= failures <= trials and trials > 0 and 0 < confidence < 1):
        raise VerificationError("failures are from 0 to the trials, and a confidence is between 0 and 1")
    if importlib.util.find_spec("scipy") is None:
        raise MissingExtra("scipy", "safeguards")
    from scipy.stats import beta

    lower = 0.0 if failures == 0 else float(beta.ppf(1 - confidence, failures, trials - failures + 1))
    upper = 1.0 if failures == trials else float(beta.ppf(confidence, failures + 1, trials - failures))
    return lower, upper


def _probability(value: float) -> float:
    if not 0 <= value <= 1:
        raise VerificationError(f"{value} is no probability")
    return value
