"""Random transfers for tests: what real tables hold, with intervals, unknown cells and several days."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence

DAYS = (dt.date(2024, 9, 6), dt.date(2025, 6, 2), dt.date(2026, 3, 1))
KINDS = ("quantum_computer", "integrated_circuit", "cryogenic_cooling_system", "qubit_device", "technology", "computer")
COUNTRIES = ("SG", "CN", "DE", "JP", "RU", "CA", "GB", "US", "IR", "KR")
COLUMNS = (
    "date", "item_kind", "act", "exported_from", "destination", "quantum_model", "physical_qubits", "cnot_error_low",
    "cnot_error_high", "tpp", "datacenter_marketed", "end_uses", "party_lists", "end_user_type",
)  # fmt: skip


def transfers(count: int, seed: int = 1) -> list[dict[str, object]]:
    """Rows with the columns above; None is an empty cell."""
    chance = random.Random(seed)
    return [_transfer(chance) for _ in range(count)]


def _transfer(chance: random.Random) -> dict[str, object]:
    def some(*values: object) -> object:
        return chance.choice([*values, None])

    kind = chance.choice(KINDS)
    quantum, chip = kind == "quantum_computer", kind == "integrated_circuit"
    ends: list[float | None] = sorted(chance.choice([1e-5, 9.8e-5, 1e-4, 5e-4, 1e-3, 2e-2]) for _ in range(2))  # type: ignore[assignment]
    low, high = (end if quantum and chance.random() < 0.8 else None for end in ends)
    return {
        "date": chance.choice(DAYS),
        "item_kind": kind,
        "act": chance.choice(["export", "export", "reexport", "deemed_export"]),
        "exported_from": chance.choice(["US", "DE", "GB", "CN"]),
        "destination": chance.choice([*COUNTRIES, None]),
        "quantum_model": some("gate", "measurement_based") if quantum else None,
        "physical_qubits": some(33, 34, 99, 100, 127, 499, 2000) if quantum else None,
        "cnot_error_low": low,
        "cnot_error_high": high,
        "tpp": some(1599, 1600, 2400, 4800, 5000.5) if chip else None,
        "datacenter_marketed": some(True, False) if chip else None,
        "end_uses": some([], ["civil"], ["supercomputer", "civil"]),
        "party_lists": some([], ["US.EAR.744.11"]),
        "end_user_type": some("company", "government"),
    }


def raw_facts(row: Mapping[str, object]) -> dict[str, object]:
    """The facts of a row as a case has them."""
    facts = {name: value for name, value in row.items() if value is not None and name not in ("date", *_ENDS)}
    ends = {end: row[name] for name, end in zip(_ENDS, ("low", "high"), strict=True) if row[name] is not None}
    return {**facts, "cnot_error": ends} if ends else facts


_ENDS = ("cnot_error_low", "cnot_error_high")


def cell(value: object) -> str:
    """A cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(str, value)) or "none"
    return str(value)


def write_csv(path: object, rows: Sequence[Mapping[str, object]]) -> None:
    """The rows as CSV."""
    import csv
    from pathlib import Path

    with Path(str(path)).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([cell(row[name]) for name in COLUMNS] for row in rows)


def write_parquet(path: object, rows: Sequence[Mapping[str, object]]) -> None:
    """The rows as Parquet, with types of their own."""
    import polars as pl

    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        **dict.fromkeys(COLUMNS, pl.String), "date": pl.Date, "physical_qubits": pl.Int64, "cnot_error_low": pl.Float64,
        "cnot_error_high": pl.Float64, "tpp": pl.Float64, "datacenter_marketed": pl.Boolean, "end_uses": pl.List(pl.String),
        "party_lists": pl.List(pl.String),
    }  # fmt: skip
    pl.DataFrame([dict(row) for row in rows], schema=schema, orient="row").write_parquet(str(path))
