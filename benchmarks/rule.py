"""The rule that every engine evaluates: the ladder of ECCN 4A906.a, a destination set and an end-user flag.

Every engine builds its own rule text from the numbers here, so that no engine is given another law. The embargoed set
is *like* Country Group D:5 (25 codes) and fixed for the benchmark: it is not a statement of the law of any day.
"""

from __future__ import annotations

from typing import NamedTuple


class Band(NamedTuple):
    """One rung of the ladder: `low <= qubits < high` and `error <= limit`."""

    low: int
    high: int
    limit: float


BANDS = (
    Band(34, 100, 1e-4),
    Band(100, 200, 1e-3),
    Band(200, 350, 2e-3),
    Band(350, 500, 3e-3),
    Band(500, 700, 4e-3),
    Band(700, 1100, 5e-3),
    Band(1100, 2000, 6e-3),
)
BOTTOM = BANDS[0].low
TOP = BANDS[-1].high
"""From so many qubits on, the eighth band, any error."""

ERROR_GRID = 100_000_000
"""Errors are whole multiples of 1e-8, so that engines without fractions (clingo) judge exactly the same law."""

CONTROLLED_MODELS = ("gate", "measurement_based")
OTHER_MODELS = ("annealing", "analogue_simulation", "boson_sampling")
HOME = ("US",)
EMBARGOED = (
    "AF", "BY", "CD", "CF", "CN", "CU", "CY", "ER", "ET", "HT", "IQ", "IR", "KH",
    "KP", "LB", "LY", "MM", "NI", "RU", "SD", "SO", "SS", "SY", "VE", "ZW",
)  # fmt: skip
OTHER_COUNTRIES = (
    "AE", "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "HU", "ID",
    "IE", "IL", "IN", "IT", "JP", "KR", "MX", "MY", "NL", "NO", "NZ", "PL", "PT", "SE", "SG", "TH", "TR", "TW", "VN", "ZA",
)  # fmt: skip

FACTS = ("quantum_model", "physical_qubits", "cnot_error", "destination", "military_end_user")


def decimal(number: float) -> str:
    """A limit as law writes it: `0.0001`, never `1e-04`."""
    return f"{number:.10f}".rstrip("0")


def steps(limit: float) -> int:
    """A limit in steps of the error grid."""
    return round(limit * ERROR_GRID)


def quoted(codes: tuple[str, ...], mark: str = "'") -> str:
    """Codes as a list of quoted literals, without the brackets."""
    return ", ".join(f"{mark}{code}{mark}" for code in codes)


def condition() -> str:
    """The rule in the condition language of Acquis (a closed subset of SQL)."""
    bands = "\n      OR ".join(
        f"(physical_qubits >= {b.low} AND physical_qubits < {b.high} AND cnot_error <= {decimal(b.limit)})" for b in BANDS
    )
    return (
        f"(quantum_model IN ({quoted(CONTROLLED_MODELS)})\n"
        f"  AND destination NOT IN ({quoted(HOME)})\n"
        f"  AND ({bands}\n      OR physical_qubits >= {TOP}))\n"
        f"OR (military_end_user AND destination IN ({quoted(EMBARGOED)}))"
    )
