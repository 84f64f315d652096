"""The engines that are measured side by side: from a Parquet file to the outcome of every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from acquis.law import load_corpus
from acquis.law.corpus import Corpus
from benchmarks import screening_peers_duckdb as in_duckdb
from benchmarks import screening_peers_polars as in_polars
from benchmarks.screening_peers_acquis import Answers, Desk, Ends, columns_read, forgetful
from benchmarks.screening_rule import REGIME

ZEN_ROWS = 100_000
Work = Callable[[], Any]
PASSES = ("first pass", "new rows", "again")
"""What a screening is measured on: a file, as many rows more of which none was seen before, and the first file again."""


@dataclass(frozen=True)
class Peer:
    """One row of the tables.

    Attributes:
        key: unique and short.
        title: as printed.
        packages: distributions whose versions are reported.
        start: from a file, and another with as many rows more, to the works that are timed, one for each pass.
        ends: low and high end of the outcome under `REGIME` from what the first gave; None for what answers nothing.
        passes: what is timed.
        regimes: determinations a row.
        limit: the most rows that it is given; a slower engine is measured on the first so many.
        settled: its answer is one outcome, for it has no unknown.
    """

    key: str
    title: str
    packages: tuple[str, ...]
    start: Callable[[Path, Path], tuple[Work, ...]]
    ends: Callable[[Any], Ends] | None
    passes: tuple[str, ...] = ("",)
    regimes: int = 1
    limit: int | None = None
    settled: bool = False


@cache
def law() -> Corpus:
    """The shipped law, read before any clock starts."""
    return load_corpus()


def peers() -> list[Peer]:
    """All of them, in the order in which they take turns."""
    whole = tuple(law().regimes)
    many = len(whole)
    polars, duckdb, acquis = ("polars",), ("duckdb",), ("acquis", "polars", "numpy")
    return [
        Peer("scan", "plain scan of the columns that the rule asks", polars, _one(in_polars.scan), None),
        Peer("scan-all", "plain scan of the columns that a screening reads", polars, _one(_scan_all), None),
        Peer("polars", "Polars by hand", polars, _one(in_polars.screen), in_polars.ends),
        Peer("polars-enum", "Polars by hand, texts cast to Enum", polars, _one(in_polars.screen_coded), in_polars.ends),
        Peer("duckdb", "DuckDB by hand", duckdb, _one(in_duckdb.screen), in_duckdb.ends),
        Peer("openfisca", "openfisca-core, the part it can express", ("openfisca-core",), _openfisca, _alone, settled=True),
        Peer("zen", "zen-engine, the part it can express", ("zen-engine",), _zen, _alone, limit=ZEN_ROWS, settled=True),
        Peer("one", f"Acquis, {REGIME} alone", acquis, _screening((REGIME,)), _ends, PASSES),
        Peer("all", f"Acquis, {many} regimes", acquis, _screening(whole), _ends, PASSES, many),
    ]


def _one(screen: Callable[[Path], Any]) -> Callable[[Path, Path], tuple[Work, ...]]:
    return lambda rows, _: (lambda: screen(rows),)


def _scan_all(path: Path) -> Any:
    return in_polars.scan(path, columns_read(law(), path))


def _openfisca(rows: Path, _: Path) -> tuple[Work, ...]:
    engine = import_module("benchmarks.screening_peers_openfisca")
    return (lambda: engine.screen(rows),)


def _zen(rows: Path, _: Path) -> tuple[Work, ...]:
    engine = import_module("benchmarks.screening_peers_zen")
    return (lambda: engine.screen(rows, ZEN_ROWS),)


def _screening(regimes: Sequence[str]) -> Callable[[Path, Path], tuple[Work, ...]]:
    return lambda rows, more: passes(forgetful(law()), regimes, rows, more)


def passes(corpus: Corpus, regimes: Sequence[str], rows: Path, more: Path) -> tuple[Work, ...]:
    """The works of `PASSES`; they must be done in that order. The first sets the screening up."""
    desks: list[Desk] = []

    def first() -> Answers:
        desks.append(Desk(corpus, regimes, rows))
        return desks[0].screen(rows)

    return first, lambda: desks[0].screen(more), lambda: desks[0].screen(rows)


def _ends(answers: Answers) -> Ends:
    return answers.ends[REGIME]


def _alone(outcome: np.ndarray) -> Ends:
    """One outcome is both ends."""
    return outcome.astype(np.uint8), outcome.astype(np.uint8)
