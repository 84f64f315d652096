"""A row of a table is judged as the same case is by itself."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from acquis.law import Corpus, determine, load_corpus
from acquis.screening.findings import Finding
from acquis.screening.mapping import make_plan
from acquis.screening.run import Options, screen_table
from acquis.screening.table import open_table
from tests.screening.transfers import raw_facts, transfers, write_csv, write_parquet

ROWS, DIFFERENT = 10_000, 300


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.mark.slow
def test_rows_are_judged_as_cases(corpus: Corpus, tmp_path: Path) -> None:
    different = transfers(DIFFERENT)
    chance = random.Random(2)
    places = [chance.randrange(DIFFERENT) for _ in range(ROWS)]
    rows = [different[place] for place in places]
    write_csv(tmp_path / "t.csv", rows)
    write_parquet(tmp_path / "t.parquet", rows)
    frames = []
    for name in ("t.csv", "t.parquet"):
        table = open_table(tmp_path / name)
        plan = make_plan(corpus.vocabulary, list(table.columns))
        out = tmp_path / f"{name}.out.parquet"
        done = screen_table(corpus, table, plan, out, Options(tuple(corpus.regimes), keep=(), rows_a_part=3_000))
        assert (done.rows, done.rejected) == (ROWS, 0)
        frames.append(pl.read_parquet(out))
    assert frames[0].equals(frames[1])
    assert frames[0]["row"].to_list() == list(range(1, ROWS + 1))
    answers = {regime: frames[0].select(f"^{regime}\\..*$").rows() for regime in corpus.regimes}
    cases = [
        determine(corpus, corpus.vocabulary.read_all(raw_facts(row)), row["date"], with_reasons=False)  # type: ignore[arg-type]
        for row in different
    ]
    for i, place in enumerate(places):
        for regime in corpus.regimes:
            assert answers[regime][i] == Finding.of(cases[place][regime]).values(), (i, regime, rows[i])
