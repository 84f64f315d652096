"""Polars, written by hand. Null is unknown; comparisons, `is_in`, `&`, `|` and `~` keep it."""

from __future__ import annotations

from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from benchmarks import rule
from benchmarks.engine import Variant
from benchmarks.records import COUNTRIES, MODELS

qubits, error = pl.col("physical_qubits"), pl.col("cnot_error")
model, destination, military = pl.col("quantum_model"), pl.col("destination"), pl.col("military_end_user")
MODEL_TYPE, COUNTRY_TYPE = pl.Enum(MODELS.tolist()), pl.Enum(COUNTRIES.tolist())


def transcribed() -> pl.Expr:
    """The rule as a competent user writes it down."""
    rungs = ((qubits >= b.low) & (qubits < b.high) & (error <= b.limit) for b in rule.BANDS)
    ladder = reduce(or_, rungs, qubits >= rule.TOP)
    foreign = ~destination.is_in(rule.HOME)
    return (model.is_in(rule.CONTROLLED_MODELS) & foreign & ladder) | (military & destination.is_in(rule.EMBARGOED))


def tuned() -> pl.Expr:
    """The rule after thought: limits only grow along the ladder, so the upper ends of the bands decide nothing."""
    ladder = reduce(or_, ((qubits >= b.low) & (error <= b.limit) for b in rule.BANDS), qubits >= rule.TOP)
    listed = reduce(or_, (model == name for name in rule.CONTROLLED_MODELS))
    foreign = destination != rule.HOME[0]
    return (listed & foreign & ladder) | (military & destination.is_in(rule.EMBARGOED))


def coded(table: pl.DataFrame) -> pl.DataFrame:
    """The table with dictionary-coded texts, as a careful user stores it."""
    return table.with_columns(model.cast(MODEL_TYPE), destination.cast(COUNTRY_TYPE))


def collect(prepared: tuple[pl.DataFrame, pl.Expr]) -> pl.Series:
    """The column of truths, by the streaming engine (measured faster here than the in-memory one)."""
    table, expression = prepared
    return table.lazy().select(truth=expression).collect(engine="streaming").to_series()


def verdicts(truths: pl.Series) -> np.ndarray:
    """Null as -1."""
    return truths.cast(pl.Int8).fill_null(-1).to_numpy()


def variants() -> list[Variant]:
    """By hand on text columns, and by hand with all that a careful user would do."""
    unknowns = "null; the answer null is unknown"
    return [
        Variant("polars", "Polars by hand", ("polars",), unknowns, "idiomatic",
                lambda table: (table, transcribed()), collect, verdicts),
        Variant("polars-coded", "Polars by hand, Enum columns", ("polars",), unknowns, "idiomatic",
                lambda table: (coded(table), transcribed()), collect, verdicts),
        Variant("polars-tuned", "Polars by hand, tuned, Enum columns", ("polars",), unknowns, "idiomatic",
                lambda table: (coded(table), tuned()), collect, verdicts),
    ]  # fmt: skip
