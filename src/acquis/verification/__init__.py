"""Verification: is a claim about a machine true, and what would it take? Each number with the convention that it is computed by.

Device benchmarks (below), training compute (`compute`), the logical error of a code (`qec`), and the cost of breaking a
cryptographic target: as published (`resources`), by a model of the algorithm (`factoring_cost`), and of any program from its
logical counts (`surface_code_cost`).
"""

from acquis.verification.device import (
    RbFit,
    VerificationError,
    average_infidelity,
    binomial_limits,
    clifford_decay,
    depolarizing_parameter,
    leakage_fit,
    pauli_error,
    pooled,
    rb_fit,
    with_leakage,
)

__all__ = [
    "RbFit",
    "VerificationError",
    "average_infidelity",
    "binomial_limits",
    "clifford_decay",
    "depolarizing_parameter",
    "leakage_fit",
    "pauli_error",
    "pooled",
    "rb_fit",
    "with_leakage",
]
