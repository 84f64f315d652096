"""Screening beside its peers: one whole regime by hand in other engines, the whole corpus, and the corpus doubled.

`python -m benchmarks.screening_peers` makes a million rows, measures everything in one process in turn and the memory of each
engine in a process of its own, checks that the answers agree, and rewrites the tables of docs/explanation/screening-speed.md. A
part, such as `python -m benchmarks.screening_peers 100000`, is printed only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import report, transfers
from benchmarks import screening_peers_report as told
from benchmarks.measure import about, timed
from benchmarks.screening_doubled import Doubled, origin, variants
from benchmarks.screening_peers_acquis import Answers, Ends, forgetful
from benchmarks.screening_peers_engines import Peer, law, passes, peers
from benchmarks.screening_peers_report import Measured, MeasuredCorpus, Misjudged

HOME = Path(__file__).resolve().parent.parent
RESULTS = HOME / "out" / "bench" / "screening_peers.json"
PAGE = HOME / "docs" / "explanation" / "screening-speed.md"
ROWS, DOUBLING_ROWS, ROUNDS = 1_000_000, 100_000, 3
ROW_GROUP = 2**18
NO_ANSWER = 255
"""Where an engine gave none."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line, measure, report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening_peers", description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--doubling-rows", type=int, help=f"rows for the doubled corpus (at most {DOUBLING_ROWS:,} by default)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="timed rounds; the median counts")
    parser.add_argument("--page", action="store_true", help="rewrite the tables in the documentation also for a part")
    parser.add_argument("--one", choices=[peer.key for peer in peers()], help=argparse.SUPPRESS)
    parser.add_argument("--tables", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        _run_alone(next(peer for peer in peers() if peer.key == asked.one), *asked.tables)
        return
    where = about((package for peer in peers() for package in peer.packages), asked.rounds)
    with tempfile.TemporaryDirectory() as folder:
        measured, wrong = measure(*_tables(Path(folder), asked.rows), asked.rows, asked.rounds)
        fewer = min(asked.rows, asked.doubling_rows or DOUBLING_ROWS)
        doubled = measure_doubled(*_tables(Path(folder), fewer), fewer, asked.rounds)
    where["load_average"].append(os.getloadavg()[0])
    text = told.markdown(where, measured, wrong, doubled)
    print(text)
    _write_json(where, measured, wrong, doubled)
    if asked.page or asked.rows == ROWS:
        report.write_page(PAGE, text)
        print(f"written: {PAGE.relative_to(HOME)}")
    if errors := told.errors(wrong, doubled):
        sys.exit("; ".join(errors))


def _tables(folder: Path, rows: int) -> tuple[Path, Path]:
    """A file of synthetic transfers, and one with as many that come after them."""
    whole, first, more = (folder / f"{rows}.{name}.parquet" for name in ("whole", "first", "more"))
    transfers.write(whole, 2 * rows, row_group=ROW_GROUP)
    for path, start in ((first, 0), (more, rows)):
        pl.scan_parquet(whole).slice(start, rows).sink_parquet(path, row_group_size=ROW_GROUP, maintain_order=True)
    whole.unlink()
    return first, more


def measure(table: Path, more: Path, rows: int, rounds: int) -> tuple[list[Measured], list[Misjudged]]:
    """All engines in turn, round after round; the answers of the first are checked. Then the memory of each."""
    everyone = peers()
    found = {peer.key: [Measured(peer, k, min(rows, peer.limit or rows)) for k in range(len(peer.passes))] for peer in everyone}
    wrong: list[Misjudged] = []
    reference = _reference(next(peer for peer in everyone if peer.key == "one"), table, more)
    for k in range(rounds):
        for peer in everyone:
            _tell(f"round {k + 1} of {rounds}: {peer.title}")
            for one, work in zip(found[peer.key], peer.start(table, more), strict=True):
                answer, seconds = timed(work)
                one.seconds.append(seconds)
                if k == one.number == 0 and peer.ends is not None:
                    wrong.append(misjudged(peer, peer.ends(answer), reference))
                del answer
    for peer in everyone:
        _tell(f"memory: {peer.title}")
        found[peer.key][0].gibibytes = _memory(peer, table, more)
    _tell("")
    return [one for ones in found.values() for one in ones], wrong


def measure_doubled(table: Path, more: Path, rows: int, rounds: int) -> list[MeasuredCorpus]:
    """The shipped corpus and the doubled ones in turn, by wall and by processor time."""
    kinds = pl.scan_parquet(table).select(pl.col("item_kind").unique()).collect()["item_kind"].to_list()
    found = [MeasuredCorpus(one, rows) for one in variants(law(), kinds)]
    shipped: Answers | None = None
    for k in range(rounds):
        for one in found:
            _tell(f"round {k + 1} of {rounds}: {one.doubled.title}")
            works = passes(forgetful(one.doubled.corpus), one.doubled.regimes, table, more)
            for number, work in enumerate(works):
                start = time.process_time()
                answers, seconds = timed(work)
                one.processor[number].append(time.process_time() - start)
                one.wall[number].append(seconds)
                if number == 0:
                    shipped = shipped or answers
                    one.findings, one.differing = len(answers.findings), differing(one.doubled, answers, shipped)
    _tell("")
    return found


def misjudged(peer: Peer, ends: Ends, reference: Ends) -> Misjudged:
    """How the answers of an engine stand to those of Acquis."""
    count = min(len(ends[0]), len(reference[0]), peer.limit or len(reference[0]))
    low, high, sure_low, sure_high = (column[:count] for column in (*ends, *reference))
    silent = low == NO_ANSWER
    still_open = sure_low != sure_high
    return Misjudged(
        title=peer.title,
        settled=peer.settled,
        rows=count,
        open=int(still_open.sum()),
        differing=int((~silent & ~still_open & ((low != sure_low) | (high != sure_high))).sum())
        if peer.settled
        else int(((low != sure_low) | (high != sure_high)).sum()),
        outside=int((~silent & ((low < sure_low) | (high > sure_high))).sum()),
        closed=int((~silent & still_open & (low == high)).sum()),
        lenient=int((~silent & still_open & (high < sure_high)).sum()),
        silent=int(silent.sum()),
    )


def differing(doubled: Doubled, answers: Answers, shipped: Answers) -> int:
    """Determinations that differ from those under the shipped corpus, in what must be the same."""
    count = 0
    for regime in doubled.regimes:
        before = origin(regime, shipped.numbers)
        if doubled.same == "findings" and before == regime:
            pairs, rows = np.unique(np.stack([answers.numbers[regime], shipped.numbers[regime]]), axis=1, return_counts=True)
            unlike = [answers.findings[a] != shipped.findings[b] for a, b in pairs.T.tolist()]
            count += int(rows[np.array(unlike, dtype=np.bool_)].sum())
        else:
            (low, high), (sure_low, sure_high) = answers.ends[regime], shipped.ends[before]
            count += int(((low != sure_low) | (high != sure_high)).sum())
    return count


def _reference(peer: Peer, table: Path, more: Path) -> Ends:
    if peer.ends is None:
        raise SystemExit("the reference must answer")
    return peer.ends(peer.start(table, more)[0]())


def _memory(peer: Peer, table: Path, more: Path) -> float:
    """Peak memory of a process that does nothing else, in GiB."""
    words = [sys.executable, "-m", "benchmarks.screening_peers", "--one", peer.key, "--tables", str(table), str(more)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=HOME)
    if done.returncode:
        raise SystemExit(f"{peer.title}: {done.stderr[-2000:]}")
    return float(json.loads(done.stdout.splitlines()[-1])["gibibytes"])


def _run_alone(peer: Peer, table: Path, more: Path) -> None:
    for work in peer.start(table, more):
        work()
    print(json.dumps({"gibibytes": _peak() / 2**30}))


def _peak() -> int:
    """The most memory that this process had, in bytes. `getrusage` would count what its parent had, too (Linux)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _write_json(
    where: dict[str, Any], measured: Sequence[Measured], wrong: Sequence[Misjudged], doubled: Sequence[MeasuredCorpus]
) -> None:
    data = {
        **where,
        "engines": [one.to_dict() for one in measured],
        "misjudged": [one.to_dict() for one in wrong],
        "corpora": [one.to_dict() for one in doubled],
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
