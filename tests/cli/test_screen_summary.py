"""`acquis screen summary` on the command line."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from acquis.documents.spreadsheet import Sheet, save_workbook
from acquis.law import load_corpus
from tests.cli.inside import inside
from tests.cli.run import refused
from tests.screening.screenings import write


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("screening") / "OUT.parquet"
    write(load_corpus(), path, 60)
    return path


def test_it_is_told_and_written(screening: Path, tmp_path: Path) -> None:
    told = inside("screen", "summary", screening)[0]
    assert told.code == 0
    assert "Facts to ask for" in told.out
    assert "not legal advice" in told.out
    assert inside("screen", "summary", screening, "--json")[0].json["rows"] == 60
    files = [tmp_path / f"monday{suffix}" for suffix in (".html", ".md", ".xlsx")]
    assert inside("screen", "summary", screening, *(word for file in files for word in ("-o", file)))[0].code == 0
    assert "Missing facts" in files[0].read_text(encoding="utf-8")
    assert zipfile.ZipFile(files[2]).testzip() is None


def test_bad_input_is_refused(screening: Path) -> None:
    assert "use .html" in refused(inside("screen", "summary", screening, "-o", "x.docx")[0])
    assert "no column" in refused(inside("screen", "summary", screening, "--value", "worth")[0])


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    risky = ("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.test", "\t=1")
    sheet = Sheet("=S[1]", ("=A1",), tuple((text,) for text in risky))
    made = dt.datetime(2026, 1, 1)
    first = save_workbook([sheet], tmp_path / "a.xlsx", title="t", made=made).read_bytes()
    assert first == save_workbook([sheet], tmp_path / "b.xlsx", title="t", made=made).read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f" not in page
    assert "hyperlink" not in page
    assert page.count('t="s"') == len(risky) + 1
    assert all(text.strip() in texts for text in risky)
