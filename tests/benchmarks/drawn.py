"""Random rows with the columns of the synthetic transfers, that meet every provision of the rule which the peers are given."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import screening_rule as rule
from benchmarks.transfers import DAYS, FIRST_DAY, blocks

ERRORS = (None, *(band.limit for band in rule.LADDER), 9e-5, 5.5e-3, 7e-3)
QUBITS = (None, 33, 34, 99, 100, 199, 200, 350, 700, 1100, 1999, 2000, 5000)


def write(path: Path, count: int, seed: int) -> None:
    """A Parquet file of so many rows."""
    chance = random.Random(seed)
    schema = next(blocks(1)).schema
    pl.DataFrame([{**dict.fromkeys(schema), **_row(chance)} for _ in range(count)], schema=schema).write_parquet(path)


def _row(chance: random.Random) -> dict[str, Any]:
    def some(*values: object) -> Any:
        return chance.choice([*values, None])

    low = chance.choice(ERRORS)
    return {
        "date": FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS)),
        "act": some(*rule.ACTS, *["export"] * 12),
        "exported_from": some(*["CA"] * 6, "DE", "US"),
        "destination": some("CA", "US", "RU", "RU", "KP", "SY", "CN", "DE", "CU", "GB"),
        "item_kind": chance.choice([*rule.KINDS, *["quantum_computer"] * 10, *["parametric_amplifier", "cryocooler"] * 3]),
        "origin": some("US", "CA", "JP"),
        "end_user_country": some("DE", "CN", "GB"),
        "end_uses": some(["civil"], ["wmd"], ["missile", "civil"], []),
        "quantum_model": some("gate", "gate", "measurement_based", "annealing"),
        "physical_qubits": chance.choice(QUBITS),
        "cnot_error_low": low,
        "cnot_error_high": None if low is None else low * chance.choice([1, 1, 1.5, 3]),
        "noise_figure_db": some(0.01, 0.015, 0.2),
        "cooling_power_4k2_w": some(1.5, 1.4, 2.0),
    }
