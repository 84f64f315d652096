"""Logical error of a surface code memory, against the numeric vectors."""

from __future__ import annotations

from typing import Any

import pytest

from acquis.verification.device import VerificationError
from acquis.verification.qec import MemoryRun, memory_z
from tests.safeguards.vectors import cases

pytest.importorskip("stim", reason="extra qec: stim has no wheel for this platform")
pytest.importorskip("pymatching", reason="extra qec: pymatching has no wheel for this platform")

SHOTS = {0.003: 1_000_000, 0.008: 400_000}
SEED = 20260323


@pytest.mark.parametrize("case", cases("qec.logical_error"), ids=lambda case: f"d={case['d']} p={case['p']}")
def test_logical_error(case: dict[str, Any]) -> None:
    """stim 1.16.0, pymatching 2.4.0, sinter 1.16.0: inside the interval of likelihood ratio 1000.

    Our own count is a sample too. Its standard error is about a quarter of the interval's half width, and the seed is fixed.
    """
    run = memory_z(case["d"], case["p"], SHOTS[case["p"]], seed=SEED)
    low, high = case["interval"]
    assert low < run.rate < high
    # Two samples of one binomial rate differ by less than four standard errors (6e-5 two-sided).
    pooled = (run.errors + case["errors"]) / (run.shots + case["shots"])
    spread = (pooled * (1 - pooled) * (1 / run.shots + 1 / case["shots"])) ** 0.5
    assert abs(run.rate - case["rate"]) < 4 * spread


def test_below_threshold_a_larger_code_is_better_and_above_it_is_worse() -> None:
    """Fowler et al., Phys. Rev. A 86, 032324 (2012): the threshold of circuit noise is near 1 %."""
    low = [memory_z(distance, 0.002, 100_000, seed=SEED).rate for distance in (3, 5)]
    high = [memory_z(distance, 0.03, 10_000, seed=SEED).rate for distance in (3, 5)]
    assert low[1] < low[0]
    assert high[1] > high[0]


def test_the_seed_decides_and_rounds_are_distance_by_default() -> None:
    first, again, other = (memory_z(3, 0.01, 70_000, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.errors != other.errors
    assert first.rounds == 3
    assert memory_z(3, 0.01, 20_000, seed=1, rounds=9).rate > first.rate


def test_limits() -> None:
    low, high = MemoryRun(3, 3, 0.01, 1000, 10).limits(0.975)
    assert low < 0.01 < high


@pytest.mark.parametrize(("distance", "error", "shots"), [(2, 0.01, 1), (1, 0.01, 1), (3, 0, 1), (3, 0.5, 1), (3, 0.01, 0)])
def test_what_cannot_be_is_refused(distance: int, error: float, shots: int) -> None:
    with pytest.raises(VerificationError):
        memory_z(distance, error, shots, seed=1)
