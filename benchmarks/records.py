"""Synthetic transactions: five facts each, every fact unknown with probability one in five, fixed seed.

One value in fifty lies exactly on a limit of the law, because law lives on ties.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from benchmarks import rule

UNKNOWN_SHARE = 0.2
TIE_SHARE = 0.02
SEED = 20240906

MODELS = np.array(rule.CONTROLLED_MODELS + rule.OTHER_MODELS)
COUNTRIES = np.array(rule.HOME + rule.EMBARGOED + rule.OTHER_COUNTRIES)
DESTINATIONS = ((0.1, rule.HOME), (0.3, rule.EMBARGOED), (0.6, rule.OTHER_COUNTRIES))
"""How much of the trade goes where; the same codes in the same order as COUNTRIES."""


@dataclass(frozen=True)
class Records:
    """Columns of values, and for each a mask that is true where the fact is known. Texts are held as positions."""

    model: np.ndarray  # position in MODELS
    qubits: np.ndarray
    error: np.ndarray
    destination: np.ndarray  # position in COUNTRIES
    military: np.ndarray
    model_known: np.ndarray
    qubits_known: np.ndarray
    error_known: np.ndarray
    destination_known: np.ndarray
    military_known: np.ndarray

    def __len__(self) -> int:
        return len(self.model)

    def head(self, count: int) -> Records:
        """The first `count` records; they are drawn independently, so the head is a fair sample."""
        return Records(*(getattr(self, field.name)[:count] for field in fields(self)))

    def masked(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """(values, known) of each fact, in the order of `rule.FACTS`."""
        return (
            (self.model, self.model_known),
            (self.qubits, self.qubits_known),
            (self.error, self.error_known),
            (self.destination, self.destination_known),
            (self.military, self.military_known),
        )

    def frame(self) -> pl.DataFrame:
        """A table with text, whole-number, double and truth columns; unknown is null."""
        texts = {"quantum_model": MODELS, "destination": COUNTRIES}
        columns: dict[str, pl.Series] = {}
        for name, (values, known) in zip(rule.FACTS, self.masked(), strict=True):
            column = pl.Series(name, values)
            if name in texts:
                column = pl.Series(name, texts[name].tolist()).gather(values)
            columns[name] = pl.select(pl.when(pl.Series(known)).then(column).alias(name)).to_series()
        return pl.DataFrame(columns).rechunk()


def generate(count: int, seed: int = SEED) -> Records:
    """`count` records, the same for the same seed."""
    rng = np.random.default_rng(seed)

    def known() -> np.ndarray:
        return rng.random(count) >= UNKNOWN_SHARE

    model = rng.choice(len(MODELS), count, p=(0.55, 0.15, 0.1, 0.1, 0.1)).astype(np.int8)
    qubits = np.exp(rng.uniform(np.log(5), np.log(4000), count)).astype(np.int32)
    tie = rng.random(count) < TIE_SHARE
    qubits[tie] = rng.choice([*(band.low for band in rule.BANDS), rule.TOP], int(tie.sum()))
    steps = np.exp(rng.uniform(np.log(3e-5), np.log(3e-2), count) + np.log(rule.ERROR_GRID)).astype(np.int64)
    tie = rng.random(count) < TIE_SHARE
    steps[tie] = rng.choice([rule.steps(band.limit) for band in rule.BANDS], int(tie.sum()))
    shares = [[part / len(codes)] * len(codes) for part, codes in DESTINATIONS]
    destination = rng.choice(len(COUNTRIES), count, p=np.concatenate(shares)).astype(np.int8)
    military = rng.random(count) < 0.15
    return Records(model, qubits, steps / rule.ERROR_GRID, destination, military, known(), known(), known(), known(), known())
