"""The engines of a screening on the same rows: do they agree, how fast are they, how much memory do they take.

`python -m benchmarks.screening_engines 1000000` makes the rows, screens them with each engine in a process of its own, and
compares the answers row for row. Spark runs where pyspark, pyarrow and Java are installed, as local[2].
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENGINES = ("polars", "duckdb", "spark")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measured:
    """An engine: seconds of the screening (loading of the law and start of Spark apart), peak memory of all its processes."""

    engine: str
    rows: int
    seconds: float
    judging: float
    start: float
    gigabytes: float
    kinds: int | None

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def screen(engine: str, table: Path, out: Path, regimes: Sequence[str] | None) -> dict[str, Any]:
    """Screens a table with one engine, in this process."""
    import polars as pl

    from acquis.law import load_corpus
    from acquis.screening.mapping import make_plan
    from acquis.screening.screening import Screening

    start = time.perf_counter()
    corpus = load_corpus()
    plan = make_plan(corpus.vocabulary, list(pl.read_parquet_schema(table)))
    screening = Screening(corpus, [s.fact for s in plan.sources], regimes or corpus.regimes, stipulated=plan.constants)
    judging = _timed(screening)
    session = None
    if engine == "spark":
        from acquis.screening.engine_spark import screen_parquet_spark, spark_session

        session = spark_session("local[2]", **{"spark.driver.memory": "4g"})
    loaded = time.perf_counter()
    kinds: int | None = None
    if engine == "polars":
        _polars(screening, plan, table, out)
    elif engine == "duckdb":
        from acquis.screening.engine_duckdb import screen_parquet_duckdb

        kinds = screen_parquet_duckdb(table, out, screening, plan).kinds
    else:
        kinds = screen_parquet_spark(session, table, out, screening, plan).kinds
    done = time.perf_counter()
    return {"seconds": done - loaded, "judging": judging[0], "start": loaded - start, "kinds": kinds}


def _polars(screening: Any, plan: Any, table: Path, out: Path) -> None:
    """Row group by row group, as the command does; findings as text in the same columns as the other engines."""
    import numpy as np
    import polars as pl

    from acquis.screening.findings import COLUMNS
    from acquis.screening.reading import Problems, Reader

    reader = Reader(screening.corpus.vocabulary, plan, screening.columns)
    whole, parts = pl.scan_parquet(table), []
    rows = int(whole.select(pl.len()).collect().item())
    for first in range(0, rows, 2**18):
        frame = whole.slice(first, 2**18).collect()
        problems = Problems()
        numbers = screening.judge(reader.codes(frame, problems), reader.days(frame, problems))
        texts = {column: pl.Series([f.values()[i] for f in screening.findings.all]) for i, column in enumerate(COLUMNS)}
        told = {
            f"{regime}.{column}": texts[column].gather(found).set(_bad(problems, len(found)), None)
            for regime, found in numbers.items()
            for column in COLUMNS
        }
        row = pl.Series("acquis_row", np.arange(first, first + frame.height))
        part = out.with_name(f"{out.name}.{first}.part")
        pl.DataFrame([row]).hstack(frame).hstack(pl.DataFrame(told)).write_parquet(part)
        parts.append(part)
    pl.scan_parquet(parts).sink_parquet(out)
    for part in parts:
        part.unlink()


def _bad(problems: Any, length: int) -> Any:
    import numpy as np
    import polars as pl

    bad = np.zeros(length, dtype=np.bool_)
    bad[list(problems.by_row)] = True
    return pl.Series(bad)


def _timed(screening: Any) -> list[float]:
    """Adds up the time spent judging, which all engines share."""
    taken, judge = [0.0], screening.judge

    def timed(*given: Any) -> Any:
        start = time.perf_counter()
        answer = judge(*given)
        taken[0] += time.perf_counter() - start
        return answer

    screening.judge = timed
    return taken


def measure(engine: str, table: Path, rows: int, out: Path, regimes: Sequence[str] | None, python: str) -> Measured:
    """Screens in a process of its own, and watches the memory of it and of what it starts (Java, for Spark)."""
    words = [python, "-m", "benchmarks.screening_engines", "--one", engine, "--table", str(table), "--out", str(out)]
    words += [word for regime in regimes or () for word in ("--regime", regime)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, process), daemon=True)
    watcher.start()
    told, errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"{engine}: {errors[-2000:]}")
    found = json.loads(told.strip().splitlines()[-1])
    return Measured(engine, rows, gigabytes=peak[0] / 2**30, **found)


def _watch(pid: int, peak: list[int], process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_resident(child) for child in _family(pid)))
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    """A process and those that it started (Linux)."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _resident(pid: int) -> int:
    """Resident memory in bytes; 0 where the process has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def differences(one: Path, other: Path) -> int:
    """Rows in which two answers differ, by streaming both; also those that only one has."""
    import polars as pl

    first, second = pl.scan_parquet(one), pl.scan_parquet(other)
    names = [name for name in first.collect_schema().names() if "." in name]
    rows = [frame.select(pl.len()).collect().item() for frame in (first, second)]
    differing: int = abs(rows[0] - rows[1])
    for k in range(0, min(rows), 2**18):
        a, b = (frame.slice(k, 2**18).select("acquis_row", *names).collect() for frame in (first, second))
        unlike = pl.any_horizontal(
            [pl.col(n).ne_missing(b[n].alias(n)) for n in names] + [pl.col("acquis_row") != b["acquis_row"]]
        )
        differing += int(a.select(unlike.sum()).item())
    return differing


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--regime", action="append")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has pyspark")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(screen(asked.one, asked.table, asked.out, asked.regime)))
        return
    from benchmarks.transfers import write

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "transfers.parquet"
        write(table, asked.rows)
        done: dict[str, Measured] = {}
        outs = {engine: Path(folder) / f"{engine}.parquet" for engine in asked.engine or ENGINES}
        for engine, out in outs.items():
            done[engine] = measure(engine, table, asked.rows, out, asked.regime, asked.python)
            found = done[engine]
            kinds = "" if found.kinds is None else f", {found.kinds:,} kinds of rows"
            print(
                f"{engine}: {found.rate:,.0f} rows/s ({found.seconds:.1f} s, of these {found.judging:.1f} s judging; "
                f"start {found.start:.1f} s), peak {found.gigabytes:.2f} GiB{kinds}",
                flush=True,
            )
        first, *others = outs
        for engine in others:
            other = outs[engine] / "*.parquet" if outs[engine].is_dir() else outs[engine]
            print(f"{engine} and {first}: {differences(outs[first], other):,} rows differ")
        if {"polars", "spark"} <= done.keys():
            print(f"Spark takes {done['spark'].seconds / done['polars'].seconds:.2f} times as long as Polars")


if __name__ == "__main__":
    main()
