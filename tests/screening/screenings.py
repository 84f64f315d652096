"""A small real screening as a file: drawn rows, judged by the law of the corpus."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from acquis.law import Corpus
from acquis.screening.mapping import make_plan
from acquis.screening.run import Options, screen_table
from acquis.screening.table import open_table

REGIMES = ("US", "EU", "CN")


def rows(count: int, seed: int = 1) -> pl.DataFrame:
    """Transfers of quantum computers and of other things over a year, with values in two currencies."""
    rng = np.random.default_rng(seed)

    def pick(*choices: Any) -> list[Any]:
        return [choices[i] for i in rng.integers(0, len(choices), count).tolist()]

    return pl.DataFrame(
        {
            "item_kind": pick("quantum_computer", "quantum_computer", "cryocooler", None),
            "destination": pick("CN", "DE", "US", "RU", "IN", None),
            "exported_from": pick("US", "NL", "CN"),
            "act": pick("export", "reexport"),
            "physical_qubits": pick(20, 34, 127, 433, None),
            "cnot_error": pick(1e-4, 8e-4, 3e-3, None),
            "end_user_type": pick("company", "university", "military", None),
            "date": [dt.date(2026, 1, 1) + dt.timedelta(days=k) for k in rng.integers(0, 300, count).tolist()],
            "value": np.round(10 ** rng.normal(4, 1, count), 2),
            "currency": pick("EUR", "USD"),
            "quantity": rng.integers(1, 20, count),
            "remark": pick("=1+1", "@SUM(A1)", "+49", "-", "plain"),
        }
    )


def write(
    corpus: Corpus, path: Path, count: int = 300, seed: int = 1, *, compact: bool = False, folder: bool = False
) -> pl.DataFrame:
    """Writes a screening of the rows, one of them rejected; gives the rows that were screened."""
    frame = rows(count, seed)
    source = path.with_name("table.parquet")
    bad = frame.head(1).with_columns(destination=pl.lit("Neverland"))
    pl.concat([frame, bad]).write_parquet(source)
    table = open_table(source)
    plan = make_plan(corpus.vocabulary, list(table.columns), constants={"party_lists": []})
    screen_table(corpus, table, plan, path, Options(REGIMES, compact=compact), folder=folder)
    return frame
