"""pandas, written by hand: with its default types, where a missing value compares false, and with nullable types."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl

from benchmarks import rule
from benchmarks.engine import Variant, from_boolean


def nullable(table: pl.DataFrame) -> pd.DataFrame:
    """Every column with pandas' own nullable type: missing is NA."""
    return table.to_pandas().convert_dtypes()


def _ladder(table: pd.DataFrame) -> pd.Series:
    qubits, error = table["physical_qubits"], table["cnot_error"]
    ladder = qubits >= rule.TOP
    for band in rule.BANDS:
        ladder |= (qubits >= band.low) & (qubits < band.high) & (error <= band.limit)
    return ladder


def evaluate_default(table: pd.DataFrame) -> pd.Series:
    """`isin` and comparisons answer False for NaN, and `~` makes that True; `== True` settles the column of objects."""
    destination = table["destination"]
    ladder = table["quantum_model"].isin(rule.CONTROLLED_MODELS) & ~destination.isin(rule.HOME) & _ladder(table)
    return ladder | ((table["military_end_user"] == True) & destination.isin(rule.EMBARGOED))  # noqa: E712


def _is_in(column: pd.Series, choices: tuple[str, ...]) -> pd.Series:
    """`isin` answers False for NA even with nullable types; the mask brings the unknown back."""
    return column.isin(choices).astype("boolean").mask(column.isna())


def evaluate_nullable(table: pd.DataFrame) -> pd.Series:
    """Comparisons and `&`, `|`, `~` of nullable types are Kleene's; `isin` is not and is masked by hand."""
    destination = table["destination"]
    ladder = _is_in(table["quantum_model"], rule.CONTROLLED_MODELS) & ~_is_in(destination, rule.HOME) & _ladder(table)
    return ladder | (table["military_end_user"] & _is_in(destination, rule.EMBARGOED))


def variants() -> list[Variant]:
    """Default types, and nullable types with `isin` repaired."""
    return [
        Variant("pandas", "pandas by hand, default types", ("pandas",),
                "NaN or None; the answer has no third value", "idiomatic",
                pl.DataFrame.to_pandas, evaluate_default, lambda truths: from_boolean(truths.to_numpy(dtype=bool))),
        Variant("pandas-nullable", "pandas by hand, nullable types", ("pandas",),
                "NA; `isin` masked by hand, the answer NA is unknown", "best effort",
                nullable, evaluate_nullable,
                lambda truths: truths.astype("Int8").fillna(-1).to_numpy(dtype=np.int8)),
    ]  # fmt: skip
