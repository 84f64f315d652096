"""The engines of a screening on the same rows: do they agree, how fast are they, how much memory do they take.

`python -m benchmarks.screening_engines 1000000` makes the rows, screens them with each engine in a process of its own, and
compares the answers row for row. Spark runs where pyspark, pyarrow and Java are installed, as local[2]. `--table` takes a table
that is there. One process runs at a time, and files stand between them: memory is that of the hungriest engine.
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
KEPT = ("transfer_id",)
MEMORY = "3g"
"""What DuckDB, the Java of Spark and the comparison may take; the judging of this process comes on top."""
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
    """Screens a table with one engine, in this process, as the command does; of the table only the key is kept."""
    from acquis.law import load_corpus
    from acquis.screening.mapping import make_plan
    from acquis.screening.run import Options, screen_table
    from acquis.screening.screening import Screening
    from acquis.screening.table import open_table

    start = time.perf_counter()
    corpus, source = load_corpus(), open_table(table)
    plan = make_plan(corpus.vocabulary, list(source.columns))
    names = tuple(regimes or corpus.regimes)
    screening = Screening(corpus, [s.fact for s in plan.sources], names, stipulated=plan.constants)
    judging = _timed(Screening)
    session = None
    if engine == "spark":
        from acquis.screening.engine_spark import screen_parquet_spark, spark_session

        session = spark_session("local[2]", **{"spark.driver.memory": MEMORY})
    loaded = time.perf_counter()
    done: Any
    if engine == "polars":
        done = screen_table(corpus, source, plan, out, Options(names, keep=KEPT, processes=0))
    elif engine == "duckdb":
        from acquis.screening.engine_duckdb import screen_parquet_duckdb

        done = screen_parquet_duckdb(table, out, screening, plan, keep=KEPT, memory=MEMORY.upper() + "B")
    else:
        done = screen_parquet_spark(session, table, out, screening, plan, keep=KEPT)
    seconds = time.perf_counter() - loaded
    kinds = getattr(done, "kinds", None)
    return {"rows": done.rows, "seconds": seconds, "judging": judging[0], "start": loaded - start, "kinds": kinds}


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


def measure(engine: str, table: Path, out: Path, regimes: Sequence[str] | None, python: str) -> Measured:
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
    return Measured(engine, gigabytes=peak[0] / 2**30, **found)


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
    """Rows whose answers differ, and rows that only one has: by a hash of 64 bits of all answers of a row."""
    import duckdb

    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as spill:
        connection.execute(
            f"SET memory_limit = '{MEMORY.upper()}B'; SET temp_directory = '{spill}'; SET enable_progress_bar = false"
        )
        first, second = (f"read_parquet('{path / '*.parquet' if path.is_dir() else path}')" for path in (one, other))
        columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {first}").fetchall()]
        told = ", ".join(f'"{name}"' for name in columns if "." in name or name in ("day", *KEPT))
        a, b = (f'SELECT "row", hash({told}) AS told FROM {table}' for table in (first, second))
        query = f"SELECT COUNT(*) FROM ({a}) AS a FULL JOIN ({b}) AS b ON a.row = b.row WHERE a.told IS DISTINCT FROM b.told"
        return int(connection.execute(query).fetchall()[0][0])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--regime", action="append")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has pyspark")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help="a Parquet file of transfers; by default it is made")
    parser.add_argument("--folder", type=Path, help="where the outputs stand while they are compared")
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(screen(asked.one, asked.table, asked.out, asked.regime)))
        return
    from benchmarks.transfers import write

    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        table = asked.table or Path(folder) / "transfers.parquet"
        if asked.table is None:
            write(table, asked.rows)
        done: dict[str, Measured] = {}
        outs = {engine: Path(folder) / f"{engine}.parquet" for engine in asked.engine or ENGINES}
        for engine, out in outs.items():
            found = done[engine] = measure(engine, table, out, asked.regime, asked.python)
            kinds = "" if found.kinds is None else f", {found.kinds:,} kinds of rows"
            print(
                f"{engine}: {found.rows:,} rows, {found.rate:,.0f} rows/s ({found.seconds:.1f} s, of these {found.judging:.1f} s "
                f"judging; start {found.start:.1f} s), peak {found.gigabytes:.2f} GiB{kinds}",
                flush=True,
            )
        first, *others = outs
        for engine in others:
            print(f"{engine} and {first}: {differences(outs[first], outs[engine]):,} rows differ", flush=True)
        if {"polars", "spark"} <= done.keys():
            print(f"Spark takes {done['spark'].seconds / done['polars'].seconds:.2f} times as long as Polars")


if __name__ == "__main__":
    main()
