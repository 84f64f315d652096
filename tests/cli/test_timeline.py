"""One item through time on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.inside import inside
from tests.cli.run import refused

WHERE = ("--to", "CN", "--screened", "--until", "2026-11-01")


def test_a_chip_through_time() -> None:
    ran, _ = inside("timeline", "H20", *WHERE, "--regime", "US", "--json")
    assert ran.code == 0
    assert ran.json["known_since"] == ran.json["from"] == "2023-11-09"
    (lane,) = ran.json["regimes"]
    assert lane["spans"][-1]["to"] == "2026-11-01"
    assert any("US.EAR.774.3A090.a.2" in span["possible_entries"] for span in lane["spans"])


def test_a_fact_closes_what_is_open() -> None:
    ran, _ = inside(
        "timeline",
        "--qpu",
        "ibm_boston",
        *WHERE,
        "--since",
        "2024-01-01",
        "--regime",
        "US",
        "--fact",
        "physical_qubits=2100",
        "--json",
    )
    spans = ran.json["regimes"][0]["spans"]
    assert [(span["from"], span["entries"]) for span in spans] == [("2024-01-01", []), ("2024-09-06", ["US.EAR.774.4A906.a.8"])]


def test_what_the_corpus_does_not_hold_is_said() -> None:
    told = inside("timeline", "H20", *WHERE, "--regime", "NZ")[0].out
    assert "not in the corpus" in told
    assert "not legal advice" in told


def test_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "h20.svg"
    ran, _ = inside("timeline", "H20", *WHERE, "--out", out)
    assert ran.code == 0
    drawn = out.read_text(encoding="utf-8")
    assert "not in the corpus" in drawn
    assert "NVIDIA HGX H20 through time" in drawn


def test_what_cannot_be_asked() -> None:
    assert "one item" in refused(inside("timeline", "H20", "--chip", "A100")[0])
    assert "YYYY-MM-DD" in refused(inside("timeline", "H20", "--since", "yesterday")[0])
    assert "before" in refused(inside("timeline", "H20", "--since", "2026-01-01", "--until", "2025-01-01")[0])
    assert "--chip" in refused(inside("timeline")[0])
