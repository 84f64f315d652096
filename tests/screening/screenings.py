"""A small real screening as a file: drawn rows, judged by the law of the corpus."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from acquis.law import Corpus
from acquis.screening.findings import COLUMNS
from acquis.screening.screening import Screening

FACTS = ("item_kind", "destination", "exported_from", "act", "physical_qubits", "cnot_error", "end_user_type")


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


def screened(corpus: Corpus, frame: pl.DataFrame, regimes: tuple[str, ...] = ("US", "EU", "CN")) -> pl.DataFrame:
    """The rows with the finding of each regime."""
    screening = Screening(corpus, FACTS, regimes)
    codes = {}
    for name in FACTS:
        values = [None if v is None else corpus.vocabulary.read(name, _plain(v)) for v in frame[name]]
        codes[name] = screening.columns[name].codes(values)
    days = np.array([day.toordinal() for day in frame["date"]], dtype=np.int64)
    found = screening.judge(codes, days)
    columns = [
        pl.Series(f"{regime}.{column}", [screening.findings.all[k].values()[j] for k in found[regime].tolist()])
        for regime in regimes
        for j, column in enumerate(COLUMNS)
    ]
    return frame.with_row_index("row", offset=1).with_columns(columns)


def write(corpus: Corpus, path: Path, count: int = 300, seed: int = 1) -> pl.DataFrame:
    """Writes a screening and its rejects; gives the rows."""
    frame = screened(corpus, rows(count, seed))
    frame.write_parquet(path, metadata={"acquis.corpus": corpus.digest[:12]})
    rejects = pl.DataFrame({"line": [7, 9], "reason": ["day not read", "day not read"]})
    rejects.write_csv(path.with_suffix("").with_name(path.stem + ".rejects.csv"))
    return frame


def _plain(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value
