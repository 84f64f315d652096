"""Acquis over a file, part by part as `acquis screen` reads it: the outcome, and all else that a screening says of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from acquis.law.corpus import Corpus
from acquis.law.model import Outcome
from acquis.screening.findings import Finding
from acquis.screening.mapping import make_plan
from acquis.screening.reading import Problems, Reader
from acquis.screening.run import Options
from acquis.screening.screening import Screening
from acquis.screening.table import Position, open_table

RANKS = {str(outcome): int(outcome) for outcome in Outcome}
Ends = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


@dataclass(frozen=True)
class Answers:
    """What was found: by regime the number of the finding of each row, and its low and high end; and the findings by number."""

    numbers: dict[str, npt.NDArray[np.int64]]
    ends: dict[str, Ends]
    findings: list[Finding]


class Desk:
    """A screening that may be put to one file after another, all with the same columns: what it has learnt, it keeps."""

    def __init__(self, corpus: Corpus, regimes: Sequence[str], path: Path) -> None:
        self._plan = make_plan(corpus.vocabulary, list(open_table(path).columns))
        self._screening = Screening(
            corpus, [source.fact for source in self._plan.sources], regimes, stipulated=self._plan.constants
        )
        self._reader = Reader(corpus.vocabulary, self._plan, self._screening.columns)

    def screen(self, path: Path) -> Answers:
        """Every row of a file under every regime.

        Raises:
            SystemExit: a cell of the file cannot be read, so that rows would be left out.
        """
        found: dict[str, list[npt.NDArray[np.int64]]] = {regime: [] for regime in self._screening.regimes}
        for part in open_table(path).parts(list(self._plan.columns), Position(), Options(()).rows_a_part):
            problems = Problems()
            codes, days = self._reader.codes(part.frame, problems), self._reader.days(part.frame, problems)
            if problems.by_row:
                raise SystemExit(f"{len(problems.by_row)} rows cannot be read")
            for regime, judged in self._screening.judge(codes, days).items():
                found[regime].append(np.asarray(judged, dtype=np.int64))
        numbers = {regime: np.concatenate(parts) for regime, parts in found.items()}
        findings = list(self._screening.findings.all)
        low = np.array([RANKS[finding.low] for finding in findings], dtype=np.uint8)
        high = np.array([RANKS[finding.high] for finding in findings], dtype=np.uint8)
        return Answers(numbers, {regime: (low[n], high[n]) for regime, n in numbers.items()}, findings)


def columns_read(corpus: Corpus, path: Path) -> list[str]:
    """The columns of a file that are facts of the vocabulary, and the day."""
    return list(make_plan(corpus.vocabulary, list(open_table(path).columns)).columns)


def forgetful(corpus: Corpus) -> Corpus:
    """The same law with nothing compiled, as a new process has it."""
    return replace(corpus, _snapshots={})
