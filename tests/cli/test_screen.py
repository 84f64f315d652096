"""`acquis screen`, as a user runs it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.cli.inside import inside
from tests.cli.run import Ran, refused

TABLE = """Ship date,Kind,Act,Destination,Physical Qubits,Remark
2026-03-01,QC,export,SG,127,"first, of two"
2026-03-01,QC,export,CN,many,
"""
MAPPING = "columns: {Kind: {fact: item_kind, values: {QC: quantum_computer}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE)
    (tmp_path / "m.yaml").write_text(MAPPING)
    return tmp_path


def screen(*words: object) -> Ran:
    return inside("screen", *words)[0]


def test_a_table(folder: Path) -> None:
    out = folder / "o.parquet"
    done = screen(folder / "t.csv", "-o", out, "--mapping", folder / "m.yaml", "--regime", "US", "--fact", "exported_from=US")
    assert done.code == 1
    assert "1 rows screened" in done.out
    assert "1 rows could not be read" in done.out
    assert "not legal advice" in done.out
    row = pl.read_parquet(out).row(0, named=True)
    assert (row["row"], row["Remark"], str(row["day"])) == (1, "first, of two", "2026-03-01")
    assert "US.low" in row
    assert "EU.low" not in row
    assert "'many' is not a number" in (folder / "o.rejects.csv").read_text()


def test_run_is_the_default(folder: Path) -> None:
    words = ("-o", folder / "o.parquet", "--regime", "US", "--mapping", folder / "m.yaml", "--json", folder / "t.csv")
    first = screen(*words).json
    assert screen("run", *words).json == first
    assert first["rows"] == first["rejected"] == 1


def test_a_dry_run(folder: Path) -> None:
    done = screen(folder / "t.csv", "--mapping", folder / "m.yaml", "--dry-run", "--json", "--regime", "US")
    assert done.code == 0
    found = {column["name"]: column for column in done.json["columns"]}
    assert found["Kind"]["gives"] == "item_kind"
    assert found["Physical Qubits"]["unread"] == 1
    assert done.json["ignored"] == ["Remark"]
    assert done.json["rejected"] == 1
    lacking = [fact["fact"] for fact in done.json["lacking"]]
    assert lacking
    assert not {"destination", "item_kind", "act"} & set(lacking)
    told = screen(folder / "t.csv", "--mapping", folder / "m.yaml", "--dry-run", "--regime", "US").out
    assert "ignored (name them in a mapping): Remark" in told
    assert sorted(path.name for path in folder.iterdir()) == ["m.yaml", "t.csv"]


def test_one_day_for_all(folder: Path) -> None:
    out = folder / "o.parquet"
    done = screen(folder / "t.csv", "-o", out, "--mapping", folder / "m.yaml", "--regime", "US", "--on", "2026-11-01")
    assert done.code == 1
    assert str(pl.read_parquet(out)["day"][0]) == "2026-11-01"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "o.xlsx"], "OUT.parquet"),
        (["-o", "t.csv/x.parquet"], "cannot write there"),
        ([], "nothing says where to write"),
        (["-o", "o.parquet", "--regime", "XX"], "there is no regime"),
        (["-o", "o.parquet", "--fact", "act=exprot"], "not a code of act"),
        (["-o", "o.parquet", "--on", "2026-13-01"], "not a day"),
        (["-o", "o.parquet", "--mapping", "none.yaml"], "no such file"),
        (["-o", "o.parquet", "--keep", "Colour"], "no column 'Colour'"),
    ],
)
def test_what_cannot_be_asked(words: list[str], told: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert told in refused(screen("t.csv", *words))
    assert not (folder / "o.parquet").exists()


def test_no_table(folder: Path) -> None:
    assert "no such file" in refused(screen(folder / "none.csv", "-o", folder / "o.parquet"))
