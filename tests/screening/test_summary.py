"""The summary counts what the rows say."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from acquis.law import load_corpus
from acquis.law.model import Outcome
from acquis.screening.screened import ScreeningFileError
from acquis.screening.summary import Columns, Summary, state_of, summarise, to_dict
from tests.screening.screenings import REGIMES, write

OUTCOME = {str(outcome): outcome for outcome in Outcome}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screenings")
    for name, how in (("OUT.parquet", {}), ("COMPACT.parquet", {"compact": True}), ("PARTS", {"folder": True})):
        write(load_corpus(), folder / name, 200, **how)
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Summary:
    return summarise(folder / "OUT.parquet")


def states(rows: pl.DataFrame) -> list[str]:
    ends = [[rows[f"{regime}.{end}"].cast(pl.String).to_list() for regime in REGIMES] for end in ("low", "high")]
    return [
        state_of(max(OUTCOME[low[k]] for low in ends[0]), max(OUTCOME[high[k]] for high in ends[1])) for k in range(rows.height)
    ]


def test_every_row_is_counted_once_everywhere(folder: Path, found: Summary) -> None:
    rows = pl.read_parquet(folder / "OUT.parquet").with_columns(pl.col(pl.Enum).cast(pl.String))
    rows = rows.with_columns(pl.Series("state", states(rows)))
    assert found.rows == rows.height == sum(found.states.values()) == 200
    assert {state: n for state, n in found.states.items() if n} == dict(rows.group_by("state").len().rows())
    for counts in found.regimes:
        assert sum(counts.outcomes.values()) == 200
        for (low, high), n in counts.outcomes.items():
            assert (
                n == rows.filter(pl.col(f"{counts.regime}.low") == str(low), pl.col(f"{counts.regime}.high") == str(high)).height
            )
    assert sum(part.total for part in found.destinations) == sum(part.total for part in found.months) == 200
    for amount in found.amounts:
        table = rows if amount.unit is None else rows.filter(pl.col("currency") == amount.unit)
        for state, total in amount.sums.items():
            assert float(total) == pytest.approx(table.filter(pl.col("state") == state)[amount.column].sum())


def test_missing_facts_are_ranked_by_the_rows_that_they_settle(folder: Path, found: Summary) -> None:
    rows = pl.read_parquet(folder / "OUT.parquet")
    lists = [
        [text.split("; ") for text in texts if text] for texts in rows.select(pl.col("^.*\\.missing$").cast(pl.String)).rows()
    ]
    above: set[str] = set()
    for fact in found.missing:
        above.add(fact.fact)
        assert fact.alone == sum([fact.fact] in row for row in lists)
        assert fact.first == sum(any(names[0] == fact.fact for names in row) for row in lists)
        assert fact.anywhere == sum(any(fact.fact in names for names in row) for row in lists)
        assert fact.together == sum(bool(row) and all(set(names) <= above for names in row) for row in lists)
    ranks = [(-fact.alone, -fact.first, -fact.anywhere) for fact in found.missing]
    assert ranks == sorted(ranks)


def test_all_forms_of_a_screening_say_the_same(folder: Path, found: Summary) -> None:
    def told(name: str) -> dict[str, object]:
        return {**to_dict(summarise(folder / name)), "file": None, "stamps": None}

    assert told("OUT.parquet") == told("COMPACT.parquet") == told("PARTS")
    assert found.corpus == load_corpus().digest[:12]
    assert found.rejected == 1


def test_what_is_no_screening(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "y.parquet")
    for path in (tmp_path / "x.parquet", tmp_path / "y.parquet", tmp_path / "none.parquet", tmp_path):
        with pytest.raises(ScreeningFileError):
            summarise(path)
    with pytest.raises(ScreeningFileError, match="no column 'worth'"):
        summarise(folder / "OUT.parquet", Columns(value="worth"))
