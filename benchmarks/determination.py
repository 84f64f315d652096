"""How fast one case is: a determination over the whole corpus, the import of `acquis`, and `acquis assess` as a process.

`python -m benchmarks.determination` prints the figures; `python -m benchmarks.run` puts them beside the engines.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

DAY = dt.date(2026, 9, 1)
PROCESSES = 10

CASES: dict[str, dict[str, Any]] = {
    "complete": {
        "item_kind": "quantum_computer",
        "quantum_model": "gate",
        "physical_qubits": 156,
        "cnot_error": 0.0009,
        "act": "export",
        "exported_from": "US",
        "destination": "SG",
    },
    "measured": {
        "item_kind": "quantum_computer",
        "quantum_model": "gate",
        "physical_qubits": 127,
        "cnot_error": {"low": 0.0009, "high": 0.0011},
        "act": "export",
        "exported_from": "US",
        "destination": "CN",
    },
    "sparse": {"item_kind": "quantum_computer", "destination": "IN"},
    "empty": {},
}
"""From all that decides the list to nothing known."""


@dataclass(frozen=True)
class Figure:
    """One measured number against its goal, both in the same unit."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        return None if self.goal is None else self.value < self.goal


def figures(repeat: int = 300) -> list[Figure]:
    """All figures. The corpus is loaded and every case judged before the clock starts."""
    return [*_determinations(repeat), *_processes()]


def _determinations(repeat: int) -> list[Figure]:
    from acquis.law import determine, load_corpus

    start = time.perf_counter()
    corpus = load_corpus()
    loading = time.perf_counter() - start
    cases = {name: corpus.vocabulary.read_all(raw) for name, raw in CASES.items()}
    found = [Figure("load the corpus", loading * 1e3, "ms")]
    for with_reasons, goal in ((True, 2.0), (False, 0.5)):
        label = "with reasons" if with_reasons else "without reasons"
        everything: list[float] = []
        for name, facts in cases.items():
            times = _times(partial(determine, corpus, facts, DAY, with_reasons=with_reasons), repeat)
            everything += times
            found.append(Figure(f"determination {label}, {name} case, p50", statistics.median(times), "ms", goal))
        found.append(Figure(f"determination {label}, all cases, p50", statistics.median(everything), "ms", goal))
        found.append(Figure(f"determination {label}, all cases, p95", _percentile(everything, 95), "ms"))
    return found


def _times(work: Callable[[], object], repeat: int) -> list[float]:
    """Milliseconds of each of `repeat` calls, after ten that do not count."""
    for _ in range(10):
        work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def _processes() -> list[Figure]:
    """An import as a fresh process times it itself, and wall time of a whole process."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        # As on a user's machine: bytecode is kept after the first process, whatever this one was told.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": folder}
        imports = {name: _import_time(name, environment) for name in ("acquis", "acquis.law")}
        case = Path(folder) / "case.yaml"
        case.write_text(yaml.safe_dump({"date": DAY, "facts": CASES["complete"]}), encoding="utf-8")
        assess = _wall([python, "-m", "acquis", "assess", str(case)], environment, allowed=(0, 3))
    return [
        *(Figure(f"import {name}", seconds * 1e3, "ms", 150) for name, seconds in imports.items()),
        Figure("acquis assess, as a process", assess, "s", 0.6),
    ]


def _import_time(name: str, environment: dict[str, str]) -> float:
    """Median seconds in ten fresh processes, after one that does not count."""
    code = f"import time; start = time.perf_counter(); import {name}; print(time.perf_counter() - start)"
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, capture_output=True, check=True, text=True, env=environment) for _ in range(PROCESSES + 1)]
    return statistics.median(float(done.stdout) for done in runs[1:])


def _wall(command: list[str], environment: dict[str, str], allowed: tuple[int, ...] = (0,)) -> float:
    """Median seconds of ten processes, after one that does not count."""
    times = []
    for _ in range(PROCESSES + 1):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False, text=True, env=environment)
        times.append(time.perf_counter() - start)
        if done.returncode not in allowed:
            raise RuntimeError(f"{' '.join(command[1:])} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return statistics.median(times[1:])


if __name__ == "__main__":
    from benchmarks.report import show_figures

    show_figures(figures())
