"""What an engine is to the runner: a way to prepare records, to judge them, and to read the verdicts."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from benchmarks.truth import FALSE, TRUE, UNKNOWN

MODULES = (
    "acquis", "polars", "duckdb", "pandas", "python", "openfisca", "zen", "opa", "clingo", "cel",
)  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """One row of the table: an engine with one way of passing what is unknown.

    Attributes:
        key: unique and short, for the command line.
        title: as printed.
        packages: distributions whose versions are reported.
        unknowns: how a missing fact is passed, and how the answer is read.
        style: `idiomatic`, `best effort` (unknown kept by work of the rule's author), or `acquis`.
        prepare: from the common table (Polars, text columns) to the engine's own form, the rule compiled. Timed as conversion.
        evaluate: the rule on all prepared records. Timed as evaluation.
        verdicts: the answers as int8 in the order of the records. Not timed.
        limit: the most records that it is given; a slower engine is measured on a sample.
        once: what is prepared serves one evaluation only (clingo grounds a program once).
    """

    key: str
    title: str
    packages: tuple[str, ...]
    unknowns: str
    style: str
    prepare: Callable[[pl.DataFrame], Any]
    evaluate: Callable[[Any], Any]
    verdicts: Callable[[Any], np.ndarray]
    limit: int | None = None
    once: bool = False


def load(modules: Iterable[str] = MODULES) -> list[Variant]:
    """The variants of the named engine modules."""
    return [variant for module in modules for variant in importlib.import_module(f"benchmarks.engine_{module}").variants()]


def from_optional(answers: Iterable[bool | None]) -> np.ndarray:
    """True, False and None as int8."""
    code = {True: TRUE, False: FALSE, None: UNKNOWN}
    return np.fromiter((code[answer] for answer in answers), dtype=np.int8)


def from_boolean(answers: np.ndarray) -> np.ndarray:
    """Answers of an engine that knows only true and false."""
    return answers.astype(np.int8)
