"""A screening that was killed goes on, and its file is that of one that was not."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from acquis.errors import AcquisError
from acquis.law import Corpus, Layer, load_corpus
from acquis.screening.findings import COLUMNS
from acquis.screening.judging import ProcessError, Task, judged
from acquis.screening.mapping import make_plan
from acquis.screening.parts import Parts, ResumeError
from acquis.screening.run import Options, Screened, screen_table
from acquis.screening.table import Position, open_table
from tests.screening.transfers import transfers, write_csv, write_parquet

ROWS, SIZE = 600, 30
REGIMES = ("EU", "US")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    rows = [row for row in transfers(60) for _ in range(ROWS // 60)]
    rows[7] = {**rows[7], "destination": "nowhere"}
    write_csv(folder / "t.csv", rows)
    write_parquet(folder / "t.parquet", rows)
    return folder


def screen(
    corpus: Corpus,
    path: Path,
    out: Path,
    *,
    size: int = SIZE,
    restart: bool = False,
    folder: bool = False,
    compact: bool = False,
    keep: tuple[str, ...] | None = None,
    processes: int = 1,
) -> Screened:
    table = open_table(path)
    plan = make_plan(corpus.vocabulary, list(table.columns))
    options = Options(REGIMES, keep=keep, compact=compact, rows_a_part=size, processes=processes)
    return screen_table(corpus, table, plan, out, options, folder=folder, restart=restart)


def command(path: Path, out: Path, *more: str) -> list[str]:
    regimes = [word for regime in REGIMES for word in ("--regime", regime)]
    return [sys.executable, "-m", "acquis", "screen", str(path), "-o", str(out), "--rows-a-part", str(SIZE), *regimes, *more]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "form"), [("csv", "full"), ("parquet", "compact")])
def test_killed_and_gone_on(kind: str, form: str, tables: Path, tmp_path: Path) -> None:
    more = ["--compact"] if form == "compact" else []
    table, whole, out = tables / f"t.{kind}", tmp_path / "whole.parquet", tmp_path / "out.parquet"
    subprocess.run(command(table, whole, *more), check=False, capture_output=True)
    process = subprocess.Popen(command(table, out, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = Path(f"{out}.parts") / "done"
    while not (done / "000001.json").exists():
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not out.exists()
    begun = len(list(done.glob("*.json")))
    assert 2 <= begun < ROWS // SIZE
    told = subprocess.run([*command(table, out, *more), "--json"], check=False, capture_output=True, text=True)
    assert json.loads(told.stdout)["resumed_at"] == begun * SIZE
    for name in ("parquet", "rejects.csv", *(["findings.parquet"] if more else [])):
        assert (tmp_path / f"out.{name}").read_bytes() == (tmp_path / f"whole.{name}").read_bytes(), name
    assert not done.parent.exists()


def test_sizes_of_parts_do_not_matter(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    frames = [
        pl.read_parquet(screen(corpus, tables / "t.parquet", tmp_path / f"{size}.parquet", size=size).files["rows"])
        for size in (25, 100, 10_000)
    ]
    assert frames[0].equals(frames[1])
    assert frames[1].equals(frames[2])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_several_processes_write_the_same(kind: str, corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    alone, three = (tmp_path / str(n) / "out.parquet" for n in (1, 3))
    for out, processes in ((alone, 1), (three, 3)):
        out.parent.mkdir()
        done = screen(corpus, tables / f"t.{kind}", out, processes=processes)
    for name, path in done.files.items():
        assert path.read_bytes() == (alone.parent / path.name).read_bytes(), name


def test_one_run_at_a_time(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    parts = Parts(tmp_path / "out.parquet.parts", {})
    for restart in (True, False):
        with pytest.raises(ResumeError, match="another run is writing here" if restart else "with another"):
            screen(corpus, tables / "t.csv", tmp_path / "out.parquet", restart=restart)
    with pytest.raises(ResumeError, match="another run is writing here"):
        Parts(parts.folder, {})
    parts.close()
    assert screen(corpus, tables / "t.csv", tmp_path / "out.parquet", restart=True).rows


def test_a_process_that_ends_is_told(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    table = open_table(tables / "t.parquet")
    task = Task(corpus, make_plan(corpus.vocabulary, list(table.columns)), REGIMES, Layer.ENFORCED)
    answers = judged(task, table.sources(list(table.columns), Position(), SIZE), 2)
    next(answers)
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(ProcessError, match="goes on where it was"):
        list(answers)


def test_compact_says_the_same(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    full = pl.read_parquet(screen(corpus, tables / "t.csv", tmp_path / "full.parquet").files["rows"])
    short = screen(corpus, tables / "t.csv", tmp_path / "short.parquet", compact=True)
    folder = screen(corpus, tables / "t.csv", tmp_path / "folder", folder=True)
    for done in (short, folder):
        rows = pl.read_parquet(done.files["rows"] if done is short else done.files["rows"] / "*.parquet")
        findings = pl.read_parquet(done.files["findings"])
        for regime in REGIMES:
            joined = rows.select(pl.col(f"{regime}.finding").alias("finding")).join(findings, on="finding", maintain_order="left")
            for name in COLUMNS:
                assert joined[name].to_list() == full[f"{regime}.{name}"].to_list()


def test_the_file_says_what_it_is(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    done = screen(corpus, tables / "t.csv", tmp_path / "o.parquet", keep=("destination",))
    said = json.loads(pl.read_parquet_metadata(tmp_path / "o.parquet")["acquis"])
    assert said["corpus"] == corpus.digest
    assert said["regimes"] == list(REGIMES)
    assert (said["rows"], said["rejected"]) == (done.rows, done.rejected) == (ROWS - 1, 1)
    assert said["mapping"]["facts"]["cnot_error"] == {"low": "cnot_error_low", "high": "cnot_error_high"}
    assert "not legal advice" in said["notice"]
    assert pl.read_parquet(tmp_path / "o.parquet").columns[:3] == ["row", "destination", "day"]


def test_another_run_is_not_gone_on_with(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "folder"
    first = screen(corpus, tables / "t.csv", out, folder=True)
    again = screen(corpus, tables / "t.csv", out, folder=True)
    assert (again.resumed_at, again.rows) == (ROWS, first.rows)
    with pytest.raises(ResumeError, match="another input") as caught:
        screen(corpus, tables / "t.parquet", out, folder=True)
    assert "--restart" in str(caught.value)
    anew = screen(corpus, tables / "t.parquet", out, folder=True, restart=True)
    assert (anew.resumed_at, anew.rows) == (0, first.rows)


def test_a_folder_of_something_else(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(ResumeError, match="something else"):
        screen(corpus, tables / "t.csv", tmp_path / "mine", folder=True, restart=True)
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_columns_that_are_kept(corpus: Corpus, tables: Path, tmp_path: Path) -> None:
    with pytest.raises(AcquisError, match="no column 'colour'"):
        screen(corpus, tables / "t.csv", tmp_path / "o.parquet", keep=("colour",))
