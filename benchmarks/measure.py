"""Timing: the records converted once, then every engine in turn, several rounds, so that a slow minute hits all."""

from __future__ import annotations

import datetime as dt
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np
import polars as pl

from benchmarks.engine import Variant
from benchmarks.records import Records, generate
from benchmarks.truth import FALSE, TRUE, UNKNOWN, Judgement, judge, reference

Tell = Callable[[str], None]


def about(packages: Iterable[str], rounds: int) -> dict[str, Any]:
    """When, where and with what a benchmark is run."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "load_average": [os.getloadavg()[0]],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {package: version(package) for package in sorted(set(packages))},
        "rounds": rounds,
    }


@dataclass
class Row:
    """One engine on one number of records. Times are in seconds, for `sample` records."""

    variant: Variant
    sample: int
    judgement: Judgement
    conversions: list[float]
    evaluations: list[float] = field(default_factory=list)

    @property
    def conversion(self) -> float:
        return statistics.median(self.conversions)

    @property
    def evaluation(self) -> float:
        return statistics.median(self.evaluations)

    @property
    def rate(self) -> float:
        """Records a second, evaluation alone."""
        return self.sample / self.evaluation

    @property
    def full_rate(self) -> float:
        """Records a second from the common table to the answers."""
        return self.sample / (self.conversion + self.evaluation)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        variant = self.variant
        return {
            "key": variant.key,
            "title": variant.title,
            "style": variant.style,
            "unknowns": variant.unknowns,
            "sample": self.sample,
            "conversion_s": self.conversions,
            "evaluation_s": self.evaluations,
            "records_per_s": round(self.rate),
            "records_per_s_with_conversion": round(self.full_rate),
            "judgement": asdict(self.judgement),
        }


@dataclass
class Run:
    """All engines on one number of records."""

    records: int
    true: int
    false: int
    unknown: int
    rows: list[Row]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        truth = {"true": self.true, "false": self.false, "unknown": self.unknown}
        return {"records": self.records, "truth": truth, "rows": [row.to_dict() for row in self.rows]}


def run(count: int, variants: Sequence[Variant], rounds: int, tell: Tell) -> Run:
    """Measure the variants on `count` records, or on as many as each takes."""
    tell(f"{count:,} records: generating")
    records = generate(count)
    truth, table = reference(records), records.frame()
    rows: list[Row] = []
    prepared: dict[str, Any] = {}
    for variant in variants:
        tell(f"{count:,} records: {variant.title}, converting and judging")
        rows.append(_judged(variant, records, truth, table, prepared))
    gc.collect()
    gc.freeze()
    for number in range(1, rounds + 1):
        start = number * len(rows) // rounds  # another one begins each round
        for row in rows[start:] + rows[:start]:
            tell(f"{count:,} records: round {number} of {rounds}, {row.variant.title}")
            _timed(row, table, prepared)
    gc.unfreeze()
    counts = {code: int((truth == code).sum()) for code in (TRUE, FALSE, UNKNOWN)}
    return Run(count, counts[TRUE], counts[FALSE], counts[UNKNOWN], rows)


def _judged(variant: Variant, records: Records, truth: np.ndarray, table: pl.DataFrame, prepared: dict[str, Any]) -> Row:
    """The first evaluation warms up and is judged; it is not timed."""
    sample = min(len(records), variant.limit or len(records))
    data, conversion = timed(lambda: variant.prepare(table.head(sample)))
    verdicts = variant.verdicts(variant.evaluate(data))
    if not variant.once:
        prepared[variant.key] = data
    return Row(variant, sample, judge(records.head(sample), truth[:sample], verdicts), [conversion])


def _timed(row: Row, table: pl.DataFrame, prepared: dict[str, Any]) -> None:
    if row.variant.once:
        data, conversion = timed(lambda: row.variant.prepare(table.head(row.sample)))
        row.conversions.append(conversion)
    else:
        data = prepared[row.variant.key]
    row.evaluations.append(timed(lambda: row.variant.evaluate(data))[1])


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result, and seconds of wall time, with the garbage collector at rest as `timeit` has it."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        result = work()
        return result, time.perf_counter() - start
    finally:
        gc.enable()
