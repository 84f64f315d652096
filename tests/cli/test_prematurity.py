"""Thresholds against machines on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.inside import inside
from tests.cli.run import refused

ON = ("--on", "2026-11-01")


def test_one_side_of_one_topic() -> None:
    ran, _ = inside("prematurity", "--topic", "quantum_computers", "--side", "US", *ON, "--json")
    assert ran.code == 0
    (topic,) = ran.json["topics"]
    first = topic["thresholds"][0]
    assert (first["id"], first["since"]) == ("US.EAR.774.4A906.a.1", "2024-09-06")
    assert first["then"]["joint"]["distance"] > first["now"]["joint"]["distance"] > 0
    assert first["now"]["inside"] == []
    assert topic["cryptanalysis"][0]["side"] == "US"
    assert "sample" in ran.json["limits"][0]


def test_all_topics_are_told_with_their_limits() -> None:
    told = " ".join(inside("prematurity", *ON)[0].out.split())
    assert "Advanced computing chips" in told
    assert "Training compute of AI models" in told
    assert "not a census" in told
    assert "no table" in told


def test_a_picture_of_thresholds_machines_and_estimates(tmp_path: Path) -> None:
    out = tmp_path / "thresholds.svg"
    ran, _ = inside("prematurity", "--topic", "quantum_computers", *ON, "--out", out)
    assert ran.code == 0
    drawn = out.read_text(encoding="utf-8")
    for word in ("2,000 US, EU, UK, CA", "Gidney", "estimate, ECC-256", "C-NOT error"):
        assert word in drawn


def test_what_cannot_be_asked(tmp_path: Path) -> None:
    assert "one of" in refused(inside("prematurity", "--topic", "nothing")[0])
    assert "no side" in refused(inside("prematurity", "--topic", "chips", "--side", "XX")[0])
    assert "one topic" in refused(inside("prematurity", "--out", tmp_path / "x.svg")[0])
    assert "no threshold" in refused(inside("prematurity", "--topic", "quantum_cryptography", "--out", tmp_path / "x.svg")[0])
