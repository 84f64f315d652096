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
from benchmarks.screening_peers_acquis import Answers, Desk, Ends, forgetful
from benchmarks.screening_rule import REGIME

ZEN_ROWS = 100_000
Work = Callable[[], Any]


@dataclass(frozen=True)
class Peer:
    """One row of the tables.

    Attributes:
        key: unique and short.
        title: as printed.
        packages: distributions whose versions are reported.
        start: from a file to the work that is timed; what it does before that is not.
        ends: low and high end of the outcome under `REGIME` from what the work gave; None for what answers nothing.
        regimes: determinations a row.
        limit: the most rows that it is given; a slower engine is measured on the first so many.
        settled: its answer is one outcome, for it has no unknown.
    """

    key: str
    title: str
    packages: tuple[str, ...]
    start: Callable[[Path], Work]
    ends: Callable[[Any], Ends] | None
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
        Peer("scan", "plain scan of the columns that the rule asks", polars, lambda path: lambda: in_polars.scan(path), None),
        Peer("polars", "Polars by hand", polars, lambda path: lambda: in_polars.screen(path), in_polars.ends),
        Peer("polars-enum", "Polars by hand, texts cast to Enum", polars,
             lambda path: lambda: in_polars.screen(path, enums=True), in_polars.ends),
        Peer("duckdb", "DuckDB by hand", duckdb, lambda path: lambda: in_duckdb.screen(path), in_duckdb.ends),
        Peer("openfisca", "openfisca-core, the part it can express", ("openfisca-core",), _openfisca, _alone, settled=True),
        Peer("zen", "zen-engine, the part it can express", ("zen-engine",), _zen, _alone, limit=ZEN_ROWS, settled=True),
        Peer("one", f"Acquis, {REGIME} alone, first pass", acquis, lambda path: _first(path, (REGIME,)), _ends),
        Peer("one-again", f"Acquis, {REGIME} alone, again", acquis, lambda path: _again(path, (REGIME,)), _ends),
        Peer("all", f"Acquis, {many} regimes, first pass", acquis, lambda path: _first(path, whole), _ends, many),
        Peer("all-again", f"Acquis, {many} regimes, again", acquis, lambda path: _again(path, whole), _ends, many),
    ]  # fmt: skip


def _openfisca(path: Path) -> Work:
    engine = import_module("benchmarks.screening_peers_openfisca")
    return lambda: engine.screen(path)


def _zen(path: Path) -> Work:
    engine = import_module("benchmarks.screening_peers_zen")
    return lambda: engine.screen(path, ZEN_ROWS)


def _first(path: Path, regimes: Sequence[str]) -> Work:
    return lambda: Desk(forgetful(law()), regimes, path).screen()


def _again(path: Path, regimes: Sequence[str]) -> Work:
    desk = Desk(forgetful(law()), regimes, path)
    desk.screen()
    return desk.screen


def _ends(answers: Answers) -> Ends:
    return answers.ends[REGIME]


def _alone(outcome: np.ndarray) -> Ends:
    """One outcome is both ends."""
    return outcome.astype(np.uint8), outcome.astype(np.uint8)
