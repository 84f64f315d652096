"""Spark as the engine of a screening, for tables that one machine does not judge in time.

Spark spreads parts of the table over its workers; each reads, judges and writes them as `acquis screen` does on one machine.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import polars as pl

from acquis.errors import AcquisError, MissingExtra
from acquis.screening import writing
from acquis.screening.engine import ScreenedFile
from acquis.screening.engine_rejects import parquet
from acquis.screening.judging import Judge, Task
from acquis.screening.mapping import Plan
from acquis.screening.parts import write_parquet
from acquis.screening.rejects import Reject, rejects_frame
from acquis.screening.run import ROWS_A_PART
from acquis.screening.screening import Screening
from acquis.screening.table import Position, Window

_PART = "part-"


@dataclass(frozen=True)
class _Written:
    """A part that a worker wrote: its rows, those rejected, and a digest of each finding."""

    rows: int
    rejects: list[Reject]
    findings: frozenset[bytes]


def screen_parquet_spark(
    session: Any,
    path: Path,
    out: Path,
    screening: Screening,
    plan: Plan,
    *,
    keep: Sequence[str] | None = None,
    rows_a_part: int = ROWS_A_PART,
) -> ScreenedFile:
    """Screens one Parquet file into a folder of them, rows in the order of the input; the others go to OUT.rejects.csv.

    Args:
        session: a session, see `spark_session`. Its workers have Acquis.
        path: the file, where the workers and this process read it.
        out: the folder to write, where the workers write it; an earlier screening there is replaced.
        screening: the law, the regimes and the layer.
        plan: what the columns mean.
        keep: columns of the table that the answers have; None for all.
        rows_a_part: what a worker has in memory at a time.

    Raises:
        AcquisError: there is something else in the folder.
        TableError: no Parquet file, or a damaged one.
    """
    source = parquet(path)
    _emptied(out)
    kept = list(source.columns if keep is None else keep)
    windows = list(source.sources([], Position(), rows_a_part))
    context = session.sparkContext
    task = context.broadcast(Task(screening.corpus, plan, screening.regimes, screening.layer).to_send())
    done = context.parallelize(list(enumerate(windows)), len(windows)).mapPartitions(_work(task, kept, out)).collect()
    files = {"rows": out, "rejects": out.with_name(f"{out.stem}.rejects.csv")}
    rejects = [reject for part in done for reject in part.rejects]
    writing.write_rejects([rejects_frame(rejects)], files["rejects"])
    findings = frozenset[bytes]().union(*(part.findings for part in done))
    return ScreenedFile(sum(part.rows for part in done), len(rejects), None, len(findings), files).checked(source.rows)


def _work(task: Any, kept: Sequence[str], out: Path) -> Callable[[Iterable[tuple[int, Window]]], Iterator[_Written]]:
    """What a worker does with the parts that it is given."""

    key = uuid4().hex

    def work(parts: Iterable[tuple[int, Window]]) -> Iterator[_Written]:
        for number, window in parts:
            yield _written(_judge(key, task), window, kept, out / f"{_PART}{number:06d}.parquet")

    return work


_JUDGES: dict[str, Judge] = {}
"""In a worker: what it has learned of the table that it judges. Spark gives one process many parts."""


def _judge(key: str, task: Any) -> Judge:
    if key not in _JUDGES:
        _JUDGES.clear()
        _JUDGES[key] = Judge(task.value)
    return _JUDGES[key]


def _written(judge: Judge, window: Window, kept: Sequence[str], path: Path) -> _Written:
    answers = judge.part(window)
    part = window.load(kept)
    own = part.frame.filter(pl.Series(answers.good)) if kept else part.frame
    numbers = {regime: found.astype(np.int64) for regime, found in answers.numbers.items()}
    rows = writing.whole_frame(own, part.rows[answers.good], answers.days, numbers, answers.findings)
    write_parquet(rows, path)
    digests = (hashlib.blake2b("\0".join(finding.values()).encode(), digest_size=12).digest() for finding in answers.findings)
    return _Written(rows.height, answers.rejects, frozenset(digests))


def _emptied(folder: Path) -> None:
    """An empty folder. Raises: AcquisError, where there is anything that no screening by Spark wrote."""
    if folder.is_file():
        raise AcquisError("this is a file, and Spark writes a folder", file=folder, way_out="name a folder")
    there = list(folder.iterdir()) if folder.is_dir() else []
    if not all(path.name.startswith(_PART) for path in there):
        raise AcquisError("there is something else in this folder", file=folder, way_out="name a folder of its own")
    for path in there:
        path.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def spark_session(master: str = "local[2]", **settings: str) -> Any:
    """A session of a master, e.g. `local[2]` or `spark://host:7077`.

    Raises:
        MissingExtra: PySpark or Arrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("pyspark", "spark") from None
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers of this machine are this Python, with Acquis
    builder = SparkSession.builder.master(master).appName("acquis").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
