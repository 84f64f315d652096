"""`acquis parties`, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acquis.cli.app import app
from acquis.errors import AcquisError
from tests.screening.parties import fictional as made

pytest.importorskip("rigour", reason="party screening is installed by `make more`")

RUN = CliRunner()
PARTIES = (
    "id,name,country,number\n1,Vostok Shchit Fictional Optics,RU,\n2,Zharkov Imaginary Trading,FR,\n3,Fictional Flowers,DE,\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    parties = tmp_path / "parties.csv"
    parties.write_text(PARTIES, encoding="utf-8")
    return str(parties), str(made.csl_csv(tmp_path))


def test_screening_says_what_and_why(files: tuple[str, str], tmp_path: Path) -> None:
    parties, given = files
    queue = tmp_path / "queue.csv"
    run = RUN.invoke(app, ["parties", "screen", parties, "--list", given, "--queue", str(queue), "--on", "2026-10-10", "--json"])
    assert run.exit_code == 3
    said = json.loads(run.stdout)
    assert [party["verdict"] for party in said["parties"]] == ["match", "review", "clear"]
    assert said["parties"][0]["party_lists"]["ids"] == ["US.EAR.744.11"]
    assert said["parties"][1]["party_lists"] is None
    assert said["lists"][0]["sha256"] == said["parties"][0]["hits"][0]["list_sha256"]
    assert any("of what day" in text for text in said["warnings"])
    filled = queue.read_text(encoding="utf-8").replace(",,,,\n", ",false_positive,A. Reviewer,2026-10-11,another firm\n")
    queue.write_text(filled, encoding="utf-8", newline="")
    again = RUN.invoke(app, ["parties", "screen", parties, "--list", given, "--decisions", str(queue), "--on", "2026-10-12"])
    assert again.exit_code == 1
    assert "1 match, 0 for review, 2 clear" in again.stdout


def test_a_list_says_its_day(files: tuple[str, str]) -> None:
    run = RUN.invoke(
        app, ["parties", "lists", files[1], "--dated", "consolidated.csv=2026-01-01", "--on", "2026-10-10", "--json"]
    )
    said = json.loads(run.stdout)
    assert said["lists"][0]["date"] == "2026-01-01"
    assert "282 days" in said["warnings"][0]


def test_no_list_is_no_screening(files: tuple[str, str]) -> None:
    run = RUN.invoke(app, ["parties", "screen", files[0]])
    assert isinstance(run.exception, AcquisError)
    assert run.exception.field == "--list"


def test_the_sample_is_shipped(files: tuple[str, str]) -> None:
    run = RUN.invoke(app, ["parties", "screen", files[0], "--list", "sample", "--json"])
    assert run.exit_code == 0
    assert json.loads(run.stdout)["parties"][0]["party_lists"] == {"ids": [], "complete_for": []}


def test_ownership_looks_through(tmp_path: Path) -> None:
    shares = tmp_path / "shares.csv"
    shares.write_text("owner,owned,percent\nL,A,50\nA,B,50-60\nO,B,30\n", encoding="utf-8")
    run = RUN.invoke(app, ["parties", "ownership", str(shares), "--of", "B", "--listed", "L", "--json"])
    (said,) = json.loads(run.stdout)["parties"]
    assert said["aggregate_percent"] == [50, 70]
    assert said["effective_percent"] == [25, 70]  # what nobody named of A, and of B, may be in listed hands
    assert said["reaches_threshold"] == "yes"
    assert said["facts"] == {"listed_ownership_percent": {"low": 50.0, "high": 70.0}}
    shares.write_text("owner,owned,percent\nL,A,150\n", encoding="utf-8")
    wrong = RUN.invoke(app, ["parties", "ownership", str(shares), "--of", "A"])
    assert isinstance(wrong.exception, AcquisError)
    assert (wrong.exception.line, wrong.exception.field) == (2, "percent")
