"""A screening from end to end: a table in, one row of findings for each of its rows out, or a reject."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from acquis.errors import AcquisError
from acquis.law.corpus import Corpus
from acquis.law.determination import NOTICE
from acquis.law.model import Layer
from acquis.screening import writing
from acquis.screening.findings import Finding
from acquis.screening.judging import Task, judged, processors
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.parts import Parts
from acquis.screening.rejects import rejects_frame
from acquis.screening.table import Table

FORMAT = 1
"""Raised when the same table would be written otherwise."""
ROWS_A_PART = 2**20
_HEAD = 2**20


@dataclass(frozen=True)
class Options:
    """How a table is screened.

    `regimes`: ids. `keep`: columns of the input that go to the output; None keeps all. `compact`: rows have the number of their
    finding, and the findings are a file of their own. `rows_a_part`: what a process has in memory at a time. `processes`: how
    many judge at the same time; 0 is one for each processor.
    """

    regimes: tuple[str, ...]
    layer: Layer = Layer.ENFORCED
    keep: tuple[str, ...] | None = None
    compact: bool = False
    rows_a_part: int = ROWS_A_PART
    processes: int = 1


@dataclass(frozen=True)
class Screened:
    """What was written: numbers of rows, and the files by what they hold (`rows`, `rejects`, `findings`)."""

    rows: int
    rejected: int
    findings: int
    resumed_at: int
    files: Mapping[str, Path] = field(default_factory=dict)


Progress = Callable[[float, int], None]
"""Is told the share of the table that is done, and the rows."""


def screen_table(
    corpus: Corpus,
    table: Table,
    plan: Plan,
    out: Path,
    options: Options,
    *,
    folder: bool = False,
    restart: bool = False,
    progress: Progress | None = None,
) -> Screened:
    """Screens a table; a run that was ended before goes on where it was, with the same result.

    Args:
        corpus: the law.
        table: from `open_table`.
        plan: what is read from it.
        out: the file to write; with `folder` the folder that keeps the parts, always compact.
        options: how.
        restart: drop the parts of an earlier run.
        progress: is told how far it is.

    Raises:
        ResumeError: parts of a run with other options.
        TableError: the file is damaged.
    """
    keep = kept_columns(table, options.keep, options.regimes)
    metadata = metadata_of(corpus, table, plan, options, keep, folder)
    home = out if folder else out.with_name(out.name + ".parts")
    stamp = {**metadata, "input": {**metadata["input"], "changed": table.path.stat().st_mtime_ns}}
    with closing(Parts(home, {**stamp, "rows_a_part": options.rows_a_part}, restart=restart)) as parts:
        resumed_at = parts.position.rows
        _screen_parts(corpus, table, plan, options, keep, parts, progress)
        files = _finish(parts, out, options, metadata, folder)
        rows, rejected = sum(done.rows for done in parts.done), sum(done.rejected for done in parts.done)
        return Screened(rows, rejected, len(parts.findings), resumed_at, files)


def _screen_parts(
    corpus: Corpus, table: Table, plan: Plan, options: Options, keep: Sequence[str], parts: Parts, progress: Progress | None
) -> None:
    numbers = _Numbers(parts.findings)
    wanted = [name for name in table.columns if name in {*plan.columns, *keep}]
    task = Task(corpus, plan, options.regimes, options.layer)
    sources = table.sources(wanted, parts.position, options.rows_a_part)
    processes = options.processes or processors()
    for source, answers in judged(task, sources, processes):
        own, fresh = numbers.of(answers.findings)
        found = {regime: own[places] for regime, places in answers.numbers.items()}
        part = source.load(keep)
        kept = part.frame.filter(pl.Series(answers.good)) if keep else part.frame
        kept = kept.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
        rows = writing.part_frame(kept, part.rows[answers.good], answers.days, found, numbers.all)
        parts.add(rows, rejects_frame(answers.rejects), fresh, part.end)
        if progress is not None:
            progress(part.done, part.end.rows)


class _Numbers:
    """Numbers of findings that depend on the table alone: by the part where each is met first, and there by what it says."""

    def __init__(self, known: Iterable[Finding]) -> None:
        self.all = list(known)
        self._numbers = {finding: k for k, finding in enumerate(self.all)}

    def of(self, findings: Sequence[Finding]) -> tuple[Codes, list[Finding]]:
        """The numbers of the findings of a part, and those that are new."""
        fresh = sorted((finding for finding in findings if finding not in self._numbers), key=Finding.values)
        for finding in fresh:
            self._numbers[finding] = len(self.all)
            self.all.append(finding)
        return np.array([self._numbers[finding] for finding in findings], dtype=np.int64), fresh


def kept_columns(table: Table, keep: Sequence[str] | None, regimes: Sequence[str]) -> tuple[str, ...]:
    """The columns of the input that go to the output.

    Raises:
        AcquisError: no such column, or two that would have one name.
    """
    names = tuple(table.columns) if keep is None else tuple(dict.fromkeys(keep))
    for name in names:
        if name not in table.columns:
            raise AcquisError(f"the table has no column {name!r}", field="--keep", way_out=f"one of {', '.join(table.columns)}")
    called = [writing.kept_name(name, regimes) for name in names]
    for name in called:
        if called.count(name) > 1:
            raise AcquisError(f"two columns would be called {name!r}", field="--keep", way_out="keep one of them")
    return names


def metadata_of(corpus: Corpus, table: Table, plan: Plan, options: Options, keep: Sequence[str], folder: bool) -> dict[str, Any]:
    """What is screened and how, JSON-ready."""
    with table.path.open("rb") as file:
        head = hashlib.sha256(file.read(_HEAD)).hexdigest()
    return {
        "format": FORMAT,
        "input": {
            "name": table.path.name, "format": table.format, "bytes": table.path.stat().st_size, "sha256 of the first MiB": head,
        },
        "corpus": corpus.digest,
        "regimes": list(options.regimes),
        "layer": str(options.layer),
        "mapping": plan.to_dict(),
        "keep": list(keep),
        "form": "folder" if folder else ("compact" if options.compact else "full"),
        "notice": NOTICE,
    }  # fmt: skip


def _finish(parts: Parts, out: Path, options: Options, metadata: Mapping[str, Any], folder: bool) -> dict[str, Path]:
    """The files of a finished screening."""
    findings = parts.findings
    base = out / "." if folder else out
    files = {"rows": out / "rows" if folder else out}
    files["rejects"] = out / "rejects.csv" if folder else base.with_name(f"{out.stem}.rejects.csv")
    rejects = (pl.read_parquet(path, glob=False, hive_partitioning=False) for path in parts.rejects)
    writing.write_rejects(rejects, files["rejects"])
    if folder or options.compact:
        files["findings"] = out / "findings.parquet" if folder else base.with_name(f"{out.stem}.findings.parquet")
        writing.write_findings(findings, files["findings"])
    if not folder:
        counts = {"rows": sum(done.rows for done in parts.done), "rejected": sum(done.rejected for done in parts.done)}
        writing.write_rows(parts.rows, None if options.compact else findings, options.regimes, out, {**metadata, **counts})
        parts.remove()
    return files
