"""`acquis lsi` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquis.cli.lsi_words import per_cent
from tests.cli.inside import inside
from tests.cli.run import acquis, refused


@pytest.fixture
def example(tmp_path: Path) -> Path:
    ran = acquis("lsi", "--example")
    assert ran.code == 0
    path = tmp_path / "alternatives.yaml"
    path.write_text(ran.out, encoding="utf-8")
    return path


def test_the_example_can_be_weighed(example: Path) -> None:
    ran, _ = inside("lsi", example)
    assert ran.code == 0, ran.err
    assert "Covers the whole stated risk (proved): present, one_line, fewer_places." in ran.out
    assert "no weights were given" in ran.out
    assert "not legal advice" in ran.out


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0.0 %"), (1e-5, "< 0.1 %"), (0.5, "50.0 %"), (0.99999, "> 99.9 %"), (1.0, "100.0 %")]
)
def test_all_and_nothing_are_said_only_where_they_are(share: float, words: str) -> None:
    assert per_cent(share) == words


def test_json(example: Path) -> None:
    ran, _ = inside("lsi", example, "--json", "--on", "2026-09-15")
    assert ran.json["date"] == "2026-09-15"
    assert [one["id"] for one in ran.json["alternatives"]] == ["present", "one_line", "fewer_places", "no_control"]
    assert ran.json["weights"] is None


def test_a_memo_in_three_forms(example: Path, tmp_path: Path) -> None:
    for suffix in ("md", "html", "pdf"):
        ran, _ = inside("lsi", example, "--out", tmp_path / f"memo.{suffix}")
        assert ran.code == 0, ran.err
        assert (tmp_path / f"memo.{suffix}").stat().st_size > 5000
    markdown = (tmp_path / "memo.md").read_text(encoding="utf-8")
    for words in ("arXiv:2602.15051", "What is fact, what is yours, what was not computed", "not legal advice", "4A906", "ibm"):
        assert words in markdown
    assert (tmp_path / "memo.pdf").read_bytes().startswith(b"%PDF-")


def test_what_is_wrong_is_told_in_one_line(example: Path, tmp_path: Path) -> None:
    assert "which alternatives?" in refused(inside("lsi")[0])
    assert "'.docx'" in refused(inside("lsi", example, "--out", tmp_path / "memo.docx")[0])
    example.write_text(example.read_text(encoding="utf-8").replace("side: US", "side: XX"), encoding="utf-8")
    assert "no side XX" in refused(inside("lsi", example)[0])
    assert "no such file" in refused(inside("lsi", tmp_path / "nothing.yaml")[0])
