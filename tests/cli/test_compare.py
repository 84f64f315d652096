"""`acquis compare`, `acquis matrix` and `acquis report`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import acquis

DAY = "2026-11-01"
CHIPS = ("US.EAR.774.3A090.a", "EU.2021-821.AnnexI.3A501.a.16")


def test_two_equal_ladders() -> None:
    done = acquis("compare", "US.EAR.774.4A906.a", "EU.2021-821.AnnexI.4A506.a", "--on", DAY)
    assert done.code == 0
    assert "equivalent (proved)" in done.out
    assert "differ on 0" in done.out
    assert "not legal advice" in done.out


def test_a_narrower_rule_with_witness_and_real_items() -> None:
    done = acquis("compare", *CHIPS, "--on", DAY, "--json")
    found = json.loads(done.out)
    assert found["relation"] == "b_narrower"
    assert found["b_in_a"] == {"contained": True, "witness": None, "by_vocabulary": [], "reason": None}
    assert found["a_in_b"]["witness"]["tpp"] == 5000
    chips = found["items"]["chip"]
    assert chips["differ"] == 14 or "NVIDIA A100" in " ".join(chips["a_only"])
    assert not chips["b_only"]


def test_sides_of_a_topic() -> None:
    done = acquis("compare", "EU", "CN", "--topic", "quantum_computers", "--on", DAY)
    assert done.code == 0
    assert "(no such control)" in done.out
    assert "physical_qubits 34" in done.out


def test_what_was_not_read_is_not_decided() -> None:
    done = acquis("compare", "EU", "JP", "--topic", "quantum_computers", "--on", DAY)
    assert done.code == 3
    assert "not decided" in done.out
    assert "text not read" in done.out


def test_a_provision_over_time() -> None:
    done = acquis("compare", "US.EAR.774.3A090", "--from", "2023-06-01", "--to", DAY)
    assert done.code == 0
    assert "the law has changed" in done.out
    assert "region: tpp >= 4800 TPP, interconnect_gbs < 600 GB/s" in done.out
    same = acquis("compare", "US.EAR.774.3A090", "--from", "2025-01-02", "--to", "2025-01-03", "--json")
    assert json.loads(same.out)["changed"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "US.EAR.774.4A906"], "A with --from"),
        (["compare", "US.EAR.774.4A906", "US.No.Such"], "no provision US.No.Such"),
        (["compare", "EU", "MARS", "--topic", "chips"], "has no side MARS"),
        (["compare", "EU", "US", "--topic", "chip"], "there is no topic chip"),
        (["matrix", "--topic", "chip"], "there is no topic chip"),
        (["matrix", "--topic", "chips", "--side", "MARS"], "has no side MARS"),
        (["report", "comparative", "--topic", "chips", "--out", "x.doc"], "cannot be written"),
    ],
)
def test_bad_input_is_told(arguments: list[str], words: str) -> None:
    done = acquis(*arguments)
    assert done.code == 2
    assert words in done.err


def test_the_matrix_lists_its_topics_and_sides() -> None:
    done = acquis("matrix", "--list")
    assert "quantum_computers" in done.out
    assert "EU-DE (Germany (national list))" in done.out


def test_the_matrix_as_table_json_and_picture(tmp_path: Path) -> None:
    told = acquis("matrix", "--topic", "chips", "--on", DAY).out
    assert "the same rule (proved)" in told
    assert "US, not EU: tpp 5000" in told
    assert "Not established of China" in told
    (found,) = json.loads(acquis("matrix", "--topic", "chips", "--on", DAY, "--json").out)
    pairs = {(pair["a"], pair["b"]): pair for pair in found["pairs"]}
    assert pairs["EU", "UK"]["relation"] == "equivalent"
    assert pairs["EU", "UK"]["space"]["differ"] == {"value": 0.0, "low": 0.0, "high": 0.0, "exact": True}
    picture = tmp_path / "chips.svg"
    assert acquis("matrix", "--topic", "chips", "--on", DAY, "--out", str(picture)).code == 0
    assert "≡" in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".md", ".html", ".pdf"])
def test_the_comparative_report(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"report{suffix}"
    done = acquis("report", "comparative", "--topic", "high_bandwidth_memory", "--on", DAY, "--out", str(target))
    assert done.code == 0
    content = target.read_bytes()
    if suffix == ".pdf":
        assert content.startswith(b"%PDF-")
    else:
        text = content.decode("utf-8")
        assert "not legal advice" in text
        assert "3A090.c" in text
        assert "2024-12-02" in text  # the day it came
    again = tmp_path / f"again{suffix}"
    acquis("report", "comparative", "--topic", "high_bandwidth_memory", "--on", DAY, "--out", str(again))
    assert again.read_bytes() == content
