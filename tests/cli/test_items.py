"""Chips, models and clusters on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import acquis, refused

CHINA = ("--to", "CN", "--on", "2025-06-01", "--regime", "US", "--screened")


def test_a_chip_without_a_die_area_is_open_and_says_so() -> None:
    ran = acquis("assess", "--chip", "H20", *CHINA, "--json")
    assert ran.code == 3
    answer = ran.json["readings"]["dense_rates"]["regimes"]["US"]
    assert {"performance_density", "datacenter_marketed"} <= set(answer["missing"])
    told = acquis("assess", "--chip", "H20", *CHINA).out
    assert "performance_density (from applicable_die_area_mm2)" in " ".join(told.split())
    assert "The act is export" in told


def test_a_fact_of_ones_own_closes_it() -> None:
    facts = ("applicable_die_area_mm2=814", "datacenter_marketed=true", "classified_under=[US]")
    ran = acquis("assess", "--chip", "H20", *CHINA, *(word for fact in facts for word in ("--fact", fact)), "--json")
    assert ran.code == 0
    assert ran.json["outcomes"]["US"] == {"low": "free", "high": "free", "readings_agree": True}


def test_readings_of_a_chip_are_told_by_processing_performance() -> None:
    told = acquis("assess", "--chip", "Trainium1", *CHINA).out
    assert "by reading of the TPP" in told
    assert "TPP 3,610" in told
    assert "TPP 6,080" in told


def test_readings_of_a_model_may_differ() -> None:
    ran = acquis("assess", "--model", "Llama 3.1-405B", *CHINA, "--layer", "codified", "--json")
    assert ran.code == 3
    assert {name: reading["regimes"]["US"]["outcome"]["high"] for name, reading in ran.json["readings"].items()} == {
        "with_bounds": "licence_required",
        "point_estimate": "free",
    }


def test_a_cluster_is_assessed_for_another_act() -> None:
    told = acquis("assess", "--cluster", "Colossus Memphis Phase 3", *CHINA, "--act", "development").out
    assert "The act is development" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["assess"], ["--qpu", "--chip", "--model", "--cluster"]),
        (["assess", "--chip", "H20", "--model", "Grok 4"], ["one of a case file"]),
        (["map", "--chip", "H20", "--qpu", "ibm_boston"], ["one of a case file"]),
        (["assess", "--chip", "H100"], ["several chips", "NVIDIA H100 PCIe"]),
        (["assess", "--model", "no such model"], ["no model"]),
        (["assess", "--chip", "H20", "--act", "exprt"], ["act", "export"]),
        (["items", "show", "no such thing at all"], ["no table has an item"]),
        (["items", "show", "chip:ibm_boston"], ["no chip"]),
    ],
)
def test_what_cannot_be_found_is_refused(words: list[str], told: list[str]) -> None:
    error = refused(acquis(*words))
    for word in told:
        assert word in error


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("H20", "NVIDIA HGX H20"),
        ("chip:A100", "NVIDIA A100"),
        ("model:GPT-5", "GPT-5"),
        ("Jupiter, Jülich", "Jupiter, Jülich"),
        ("ibm_boston", "ibm_boston"),
    ],
)
def test_an_item_of_any_table_is_shown(name: str, meant: str) -> None:
    assert acquis("items", "show", name, "--json").json["id"] == meant


@pytest.mark.parametrize(("table", "count"), [("qpu", 79), ("chip", 176), ("model", 529), ("cluster", 529)])
def test_tables_are_listed(table: str, count: int) -> None:
    assert f"{count} items" in acquis("items", "list", table).out
    assert len(acquis("items", "list", table, "--json").json) == count


def test_the_ladder_of_chips(tmp_path: Path) -> None:
    found = acquis("ladder", "--of", "chips", "--regime", "US", "--on", "2026-06-01", "--json").json["US"]
    regions = {
        region["provision"].removeprefix("US.EAR.774."): (region["tpp"], region["performance_density"]) for region in found
    }
    assert regions == {
        "3A090.a.1": ({"low": "4800", "high": None}, {"low": None, "high": None}),
        "3A090.a.2": ({"low": "1600", "high": None}, {"low": "5.92", "high": None}),
        "3A090.b.1": ({"low": "2400", "high": "4800"}, {"low": "1.6", "high": "5.92"}),
        "3A090.b.2": ({"low": "1600", "high": "4800"}, {"low": "3.2", "high": "5.92"}),
    }
    out = tmp_path / "chips.svg"
    assert acquis("ladder", "--of", "chips", "--regime", "US", "--on", "2026-06-01", "--out", out).code == 0
    drawn = out.read_text(encoding="utf-8")
    assert "licence policy: case by case below 21,000 TPP and 6,500 GB/s" in drawn
    assert "2022-10-21 to 2023-11-16: 4,800 TPP or more, with 600 GB/s to other chips" in drawn


def test_the_law_of_2022_asked_for_links_too(tmp_path: Path) -> None:
    """A chip whose rate to other chips is not known is not said to be controlled."""
    out = tmp_path / "chips.svg"
    assert acquis("ladder", "--of", "chips", "--regime", "US", "--on", "2022-12-01", "--out", out).code == 0
    drawn = out.read_text(encoding="utf-8")
    assert "NVIDIA A100: TPP 4,992, controlled" in drawn
    assert "NVIDIA H800 SXM5: TPP 15,832, undetermined" in drawn


def test_a_map_of_a_chip(tmp_path: Path) -> None:
    ran = acquis("map", "--chip", "H100 SXM", "--regime", "US", "--on", "2026-06-01", "--screened", "--json")
    assert ran.code == 0
    assert ran.json["US"]["CN"]["high"] == "licence_required"
