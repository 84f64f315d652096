"""`acquis diffusion` as a user meets it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.inside import inside
from tests.cli.run import refused


def test_one_control_tells_first_mover_lags_and_relations() -> None:
    ran, _ = inside("diffusion", "AICHIP", "--leader", "US", "--on", "2026-11-22")
    assert ran.code == 0
    assert "First mover by the dates: United States, 2022-10-21." in ran.out
    assert "same rule as United Kingdom on 2025-05-20 (proved)" in " ".join(ran.out.split())
    assert re.search(r"2024-04-01 .*United Kingdom .*528", ran.out)


def test_one_control_as_json() -> None:
    ran, _ = inside("diffusion", "fifty", "--json", "--on", "2026-11-22")
    data = ran.json
    assert data["control"] == "FIFTY"
    assert data["common_source"] is None
    china = next(event for event in data["events"] if event["side"] == "CN")
    assert china["days_after"]["first"] == 10
    assert china["links"][0]["evidence"] == ["numbers"]
    assert china["links"][0]["shared_numbers"] == [["listed_ownership_percent", "50"]]


def test_a_common_source_is_named_and_its_unknown_day_said() -> None:
    ran, _ = inside("diffusion", "QC_LADDER", "--on", "2026-11-22")
    said = " ".join(ran.out.split())
    assert "Common source: Draft entries negotiated in the Wassenaar Arrangement" in said
    assert "its day is not established" in said
    ran, _ = inside("diffusion", "QKD", "--on", "2026-11-22")
    assert "days after it: CN" in " ".join(ran.out.split())
    assert "First mover: not decided" in ran.out


def test_lags_that_rest_on_a_latest_day_say_so() -> None:
    ran, _ = inside("diffusion", "FDPR", "--on", "2026-11-22")
    assert "≥ 772" in ran.out
    ran, _ = inside("diffusion", "QKD", "--on", "2026-11-22")
    assert "EU at most 6461" in " ".join(ran.out.split())


def test_all_controls_give_the_effects_with_and_without_low_confidence() -> None:
    ran, _ = inside("diffusion", "--json", "--on", "2026-11-22")
    effects = ran.json["effects"]
    assert [(e["effect"], e["low_confidence_counted"]) for e in effects] == [
        (name, low) for low in (True, False) for name in ("washington", "brussels", "beijing")
    ]
    for each in effects:
        for index in ("precedence", "uptake", "reversal"):
            share = each[index]
            assert 0 <= share["low"] <= share["value"] <= share["high"] <= 1
    assert len(ran.json["controls"]) == 23


def test_the_table_of_all_controls_says_that_dates_are_not_cause() -> None:
    ran, _ = inside("diffusion", "--leader", "EU", "--on", "2026-11-22")
    assert ran.code == 0
    assert "Brussels effect" in ran.out
    assert "Washington effect" not in ran.out
    assert "Dates show who came after, not why." in ran.out


def test_borrowing_lists_pairs() -> None:
    ran, _ = inside("diffusion", "AICHIP", "--borrowing", "--most", "3", "--json")
    pairs = ran.json
    assert len(pairs) == 3
    assert {"US.EAR.774.3A090.TPP", "EU.2021-821.AnnexI.3A501.a.16"} in [{pair["a"], pair["b"]} for pair in pairs]
    ran, _ = inside("diffusion", "AICHIP", "--borrowing")
    assert "US.EAR.774.3A090.TPP" in ran.out


def test_the_picture_has_a_title_lanes_and_arrows(tmp_path: Path) -> None:
    target = tmp_path / "chips.svg"
    ran, _ = inside("diffusion", "AICHIP", "--on", "2026-11-22", "--out", target)
    assert ran.code == 0
    svg = target.read_text(encoding="utf-8")
    assert "<title" in svg
    for words in ("Advanced computing chips: who adopted it when", "European Union", "later rule: narrower", "not enforced"):
        assert words in svg
    assert "European Union 179 days after United Kingdom: equivalent" in svg


def test_what_cannot_be_asked_is_refused() -> None:
    ran, _ = inside("diffusion", "NOTHING")
    assert "AICHIP" in refused(ran)
    ran, _ = inside("diffusion", "--out", "x.svg")
    assert "--out" in refused(ran)
    ran, _ = inside("diffusion", "AICHIP", "--leader", "XX")
    assert "no side XX" in refused(ran)


def plain(text: str) -> str:
    """Words only: no frames of tables, no breaks."""
    return " ".join(text.replace("│", " ").split())


def test_the_documents_hold_only_what_the_command_prints() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "diffusion.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^    \$ acquis (.+)\n((?:    .+\n)+)", page, re.MULTILINE)
    assert len(blocks) == 3
    for command, printed in blocks:
        ran, _ = inside(*command.split())
        said = plain(ran.out)
        for line in printed.splitlines():
            assert plain(line) in said, line
