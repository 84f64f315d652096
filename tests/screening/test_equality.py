"""A row of a table is judged as the same case is, by every engine: 10^4 cases, each drawn by itself, under all regimes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from acquis.law import Layer, determine
from acquis.screening.engine_duckdb import screen_parquet_duckdb
from acquis.screening.engine_spark import screen_parquet_spark
from acquis.screening.findings import COLUMNS, Finding
from acquis.screening.mapping import Plan, make_plan
from acquis.screening.run import Options, screen_table
from acquis.screening.screening import Screening
from acquis.screening.table import open_table
from tests.screening.cases import SEEDS, Case, draw, facts, law, texts, typed

ROWS = 2_500
Form = tuple[Callable[[Sequence[Case]], pl.DataFrame], Layer, Mapping[str, Any]]
FORMS: Mapping[str, Form] = {
    "typed": (typed, Layer.ENFORCED, {}),
    "typed, stipulated": (typed, Layer.CODIFIED, {"party_lists": [], "knowledge": False, "end_user_type": "company"}),
    "text": (texts, Layer.ENFORCED, {"classified_under": ["US", "EU"], "entry": ["US.EAR.774.4A906"]}),
    "text, codified": (texts, Layer.CODIFIED, {}),
}


@cache
def drawn(form: str) -> tuple[Case, ...]:
    return tuple(draw(number, form) for number in range(ROWS))


def answers(form: str) -> list[tuple[str, ...]]:
    """Each case by itself: all columns of its findings, regime after regime."""
    _, layer, constants = FORMS[form]
    vocabulary = law().vocabulary
    stipulated = vocabulary.read_all(constants)
    found = []
    for case in drawn(form):
        answer = determine(law(), vocabulary.read_all(case.facts, stipulated), case.day, layer=layer, with_reasons=False)
        found.append(tuple(cell for regime in law().regimes for cell in Finding.of(answer[regime]).values()))
    return found


def table(form: str, folder: Path) -> tuple[Path, Plan]:
    make, _, constants = FORMS[form]
    frame = make(drawn(form))
    frame.write_parquet(folder / "t.parquet")
    return folder / "t.parquet", make_plan(law().vocabulary, frame.columns, constants=constants)


def screening(form: str, plan: Plan) -> Screening:
    facts = [source.fact for source in plan.sources]
    return Screening(law(), facts, law().regimes, FORMS[form][1], stipulated=plan.constants)


def by_polars(form: str, folder: Path) -> pl.DataFrame:
    path, plan = table(form, folder)
    options = Options(tuple(law().regimes), FORMS[form][1], keep=(), rows_a_part=900)
    done = screen_table(law(), open_table(path), plan, folder / "polars.parquet", options)
    assert (done.rows, done.rejected) == (ROWS, 0)
    return told(pl.read_parquet(folder / "polars.parquet"))


def by_duckdb(form: str, folder: Path) -> pl.DataFrame:
    path, plan = table(form, folder)
    done = screen_parquet_duckdb(path, folder / "duckdb.parquet", screening(form, plan), plan, keep=())
    assert (done.rows, done.rejected) == (ROWS, 0)
    return told(pl.read_parquet(folder / "duckdb.parquet"))


def told(frame: pl.DataFrame) -> pl.DataFrame:
    """The answers as text, in the order of `answers`."""
    assert frame["row"].to_list() == list(range(1, ROWS + 1))
    names = [f"{regime}.{column}" for regime in law().regimes for column in COLUMNS]
    return frame.select(names).cast(pl.String)


def test_the_cases_are_different_and_have_every_fact() -> None:
    assert tuple(FORMS) == SEEDS
    frames = [make(drawn(form)) for form, (make, _, _) in FORMS.items()]
    assert all(frame.n_unique() > 0.99 * ROWS for frame in frames)
    told = {name.removesuffix("_low").removesuffix("_high") for frame in frames for name in frame.columns}
    without_kinds = {fact.name.removesuffix("_low").removesuffix("_high") for fact in facts()} - told
    assert len(without_kinds) < len(facts()) / 4  # facts of kinds of items that no seed has


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_rows_are_judged_as_cases(form: str, tmp_path: Path) -> None:
    wanted = answers(form)
    for engine in (by_polars, by_duckdb):
        got = engine(form, tmp_path).rows()
        unlike = [number for number, (one, other) in enumerate(zip(got, wanted, strict=True)) if one != other]
        assert unlike == [], (engine.__name__, drawn(form)[unlike[0]], set(zip(got[unlike[0]], wanted[unlike[0]], strict=True)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", FORMS)
def test_spark_judges_as_polars(spark: Any, form: str, tmp_path: Path) -> None:
    """And Polars judges as `determine` does, above."""
    wanted = by_polars(form, tmp_path)
    path, plan = table(form, tmp_path)
    done = screen_parquet_spark(spark, path, tmp_path / "spark", screening(form, plan), plan, keep=())
    assert (done.rows, done.rejected) == (ROWS, 0)
    assert told(pl.read_parquet(tmp_path / "spark" / "*.parquet")).equals(wanted)
