"""zen-engine: the part of the rule of `screening_rule` that can be told without an unknown, as a compiled expression, row by row.

As in openfisca-core, a clause that hangs on law not read, or on a fact that the table does not have, is left out. An empty cell
is null: `in` is then false, `not in` true, and an order comparison an error, which is read as: no answer.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import screening_rule as rule

os.environ["RUST_BACKTRACE"] = "0"  # an error would otherwise cost a stack trace
import zen

NO_ANSWER = 255


def expression() -> str:
    """The outcome as a number."""
    rungs = " or ".join(
        f"(physical_qubits >= {band.low} and physical_qubits < {band.high} and cnot_error <= {band.limit:.4f})"
        for band in rule.LADDER
    )
    from_home = f"exported_from == '{rule.HOME}'"
    exported = f"({from_home} and destination != '{rule.HOME}' and act in {_texts(rule.EXPORTS)})"
    crossing = f"({from_home} and destination == '{rule.RUSSIA}' and act in {_texts(rule.CROSSINGS)})"
    listed = f"(quantum_model in {_texts(rule.MODELS)} and ({rungs} or physical_qubits >= {rule.LADDER_TOP}))"
    computer = "item_kind == 'quantum_computer'"
    licence = f"(({computer} and destination != '{rule.UNITED_STATES}' and {listed}) or for_weapons == true)"
    return (
        f"not ({exported} or {crossing}) ? 0 : "
        f"({crossing} and {computer} and not {listed}) ? 4 : ({exported} and {licence}) ? 3 : 1"
    )


def _texts(values: tuple[str, ...]) -> str:
    return f"[{', '.join(repr(value) for value in values)}]"


def screen(path: Path, rows: int) -> np.ndarray:
    """The outcome of the first rows of a file."""
    uses, low, high = pl.col("end_uses"), pl.col("cnot_error_low"), pl.col("cnot_error_high")
    for_weapons = pl.any_horizontal(uses.list.contains(use) for use in rule.PROLIFERATION)
    names = ("act", "exported_from", "destination", "item_kind", "quantum_model", "physical_qubits")
    asked = pl.scan_parquet(path).head(rows).select(*names, cnot_error=(low + high) / 2, for_weapons=for_weapons).collect()
    compiled = zen.compile_expression(expression())
    answers = np.full(len(asked), NO_ANSWER, dtype=np.uint8)
    for i, row in enumerate(asked.iter_rows(named=True)):
        try:
            answers[i] = compiled.evaluate(row)
        except RuntimeError:
            continue
    return answers
