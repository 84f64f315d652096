"""Verification: is a claim about a machine true? Device benchmarks; each number with the convention that it is computed by."""

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
