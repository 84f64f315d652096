"""Training compute against the numeric vectors."""

from __future__ import annotations

from typing import Any

import pytest

from acquis.verification.compute import cluster_flop, training_flop
from acquis.verification.device import VerificationError
from tests.safeguards.vectors import cases


@pytest.mark.parametrize("case", cases("compute.six_nd"), ids=str)
def test_six_nd(case: dict[str, Any]) -> None:
    """Kaplan et al. 2020; 1e-10."""
    assert training_flop(case["active_parameters"], case["tokens"]) == pytest.approx(case["flop"], rel=1e-10)


@pytest.mark.parametrize("case", cases("compute.chip_time"), ids=str)
def test_chip_time(case: dict[str, Any]) -> None:
    """Identity. The vector prints ten digits, so 1e-9 and not its 1e-10."""
    found = cluster_flop(case["chips"], case["peak_flops"], case["utilisation"], case["days"])
    assert found == pytest.approx(case["flop"], rel=1e-9)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(VerificationError):
        training_flop(-1, 1)
    with pytest.raises(VerificationError):
        cluster_flop(1, 1, 1.2, 1)
