"""The commands of safeguards as a user runs them, on the year of the demonstration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.inside import inside
from tests.cli.run import refused

DAY = "2026-06-01"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    ran, _ = inside("safeguards", "demo", "--out", out)
    assert ran.code == 0, ran.err
    for words in ("a late report", "an honest mistake", "a lost shipment", "a diversion: 16 accelerators", "not legal advice"):
        assert words in ran.out
    assert (out / "statement.html").stat().st_size > 10_000
    return out


def test_the_demo_finds_what_it_hides(tmp_path: Path) -> None:
    ran, _ = inside("safeguards", "demo", "--out", tmp_path, "--seed", 5, "--json")
    assert ran.code == 0, ran.err
    found = {(state["state"], f["kind"]): f for state in ran.json["states"] for f in state["findings"]}
    hidden = ran.json["hidden"]
    assert found["XC", "declared_item_absent"]["items"] == hidden["diverted"]
    assert found["XB", "overdue_shipment"]["items"] == hidden["lost"]
    assert found["XA", "late_report"]["evidence"][0]["filing"] == hidden["late"]
    assert {e["filing"] for e in found["XA", "corrected_mistake"]["evidence"]} == set(hidden["mistake"])
    assert [state["conclusion"] for state in ran.json["states"]] == ["all_items", "none", "none"]


def test_another_year_takes_the_place_of_the_first_and_nothing_else(tmp_path: Path) -> None:
    for words in (("--seed", 1), ("--seed", 2), ("--honest",)):
        ran, _ = inside("safeguards", "demo", "--out", tmp_path, *words, "--json")
        assert ran.code == 0, ran.err
    assert {state["conclusion"] for state in ran.json["states"]} == {"all_items", "declared_items"}
    (tmp_path / "XA" / "declarations" / "mine.json").write_text("{}", encoding="utf-8")
    assert "other declarations" in refused(inside("safeguards", "demo", "--out", tmp_path)[0])
    assert (tmp_path / "XA" / "declarations" / "mine.json").exists()


def test_evaluate(folder: Path, tmp_path: Path) -> None:
    ran, _ = inside("evaluate", folder, "--year", 2025, "--on", DAY, "--out", tmp_path / "statement.md")
    assert ran.code == 3, ran.err  # two States without a conclusion
    assert "all items remained in peaceful activities" in ran.out
    assert "rests on: XC-C1-A-PIL-2025, XC-C1-A-PIV-2025; INT.IAEA.153.28" in ran.out
    assert "No conclusion is drawn" in (tmp_path / "statement.md").read_text(encoding="utf-8")
    one, _ = inside("evaluate", folder / "XA", "--on", DAY, "--json")
    assert one.json["states"][0]["period"] == ["2025-01-01", "2025-12-31"]


def test_account(folder: Path) -> None:
    ran, _ = inside("account", folder, "--on", "2025-12-31", "--json")
    areas = {area["area"]: area for state in ran.json["states"] for area in state["areas"]}
    counts = {name: sum(line["count"] for line in area["book"]) for name, area in areas.items()}
    assert counts["XC-C1-A"] == 72
    assert counts["XB-Q1-A"] == 0
    assert [balance["unit"] for balance in areas["XA-Q1-A"]["balances"]] == ["L"]
    assert not any(area["faults"] or area["discrepancies"] for area in areas.values())
    told, _ = inside("account", folder, "--area", "XC-C1-A", "--on", "2025-12-31", "--items")
    assert "NVIDIA A100" in told.out
    assert "XB-GPU-00101" in told.out
    assert "no State of the folder has the area" in refused(inside("account", folder, "--area", "XZ")[0])


def test_account_as_known_on_a_day(folder: Path) -> None:
    """Before the reports of December came, the book of the year's end is another."""
    (early, _), (late, _) = (
        inside("account", folder, "--area", "XB-F1-A", "--on", "2025-12-31", "--known", day, "--json")
        for day in ("2025-12-31", DAY)
    )
    counts = [sum(line["count"] for line in one.json["states"][1]["areas"][0]["book"]) for one in (early, late)]
    assert counts[0] != counts[1]


def test_account_tells_what_is_missing(folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folder / "XB", tmp_path / "XB")
    (tmp_path / "XB" / "declarations" / "XB-F1-A-ICR-2025-07.json").unlink()
    ran, _ = inside("account", tmp_path, "--on", "2025-12-31", "--json")
    (missing,) = [one for one in ran.json["states"][0]["missing"] if one["period"][0] == "2025-07-01"]
    assert (missing["due"], missing["provision"], missing["days"]) == ("2025-08-30", "INT.IAEA.153.63.ICR", 123)
    assert "missing" in inside("account", tmp_path, "--on", "2025-12-31")[0].out


def test_match(folder: Path) -> None:
    ran, _ = inside("match", folder, "--on", DAY, "--json")
    assert all(one["sure"] and one["score"]["parts"] for one in ran.json["matches"])
    (waiting,) = ran.json["queue"]
    assert (waiting["side"], waiting["overdue"], waiting["rule"]) == ("shipment", True, "INT.IAEA.153.63.ICR")
    told, _ = inside("match", folder, "--on", DAY, "--all")
    assert "overdue" in told.out
    assert waiting["name"] in told.out


def test_plan(folder: Path, tmp_path: Path) -> None:
    ran, _ = inside("plan", folder, "--on", "2026-02-01", "--json", "--ics", tmp_path / "plan.ics")
    assert all(one["met"] for one in ran.json["objectives"])
    assert {one["kind"] for one in ran.json["objectives"]} == {"accelerator", "qpu", "cryostat", "control_rack"}
    assert (tmp_path / "plan.ics").read_bytes().count(b"BEGIN:VEVENT") == len(ran.json["visits"])
    limited, _ = inside("plan", folder, "--on", "2026-02-01", "--json", "--limit", 24)
    assert limited.json["effort_person_days"] <= 24 < ran.json["effort_person_days"]
    assert not all(one["met"] for one in limited.json["objectives"])
    told, _ = inside("plan", folder, "--on", "2026-02-01")
    assert "judgement" in told.out
    assert "nothing to verify" in refused(inside("plan", folder, "--on", "2020-01-01")[0])


def test_a_wrong_file_of_objectives_is_told_by_line(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "objectives.yaml"
    rest = "    beta: 0.05\n    detection_days: 30\n    basis: ours\n    methods: {gross: {effort: 1}}\n"
    file.write_text(f"objectives:\n  qpu:\n    goal: 0\n{rest}", encoding="utf-8")
    message = refused(inside("plan", folder, "--on", "2026-02-01", "--objectives", file)[0])
    assert f"{file}:3" in message
    assert "objectives.qpu.goal" in message


@pytest.mark.parametrize("graph", ["quantum", "ai"])
def test_paths(graph: str) -> None:
    ran, _ = inside("paths", graph, "--json")
    assert ran.json["paths"]
    assert 0 <= ran.json["detection"]["guaranteed"] <= 1
    told, _ = inside("paths", graph, "--most", 2)
    assert told.code == 0, told.err
    assert "undominated paths" in told.out


def test_a_graph_that_cannot_be_read(tmp_path: Path) -> None:
    assert "cannot be read" in refused(inside("paths", tmp_path / "none.yaml")[0])


def test_errors_name_file_line_and_field(folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folder / "XA", tmp_path / "XA")
    file = tmp_path / "XA" / "declarations" / "XA-Q1-A-INITIAL.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["entries"][0]["quantity"] = "some"
    file.write_text(json.dumps(data, indent=1), encoding="utf-8")
    line = next(i for i, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if '"some"' in text)
    for command in ("evaluate", "account", "match", "plan"):
        message = refused(inside(command, tmp_path, "--on", DAY)[0])
        assert f"XA-Q1-A-INITIAL.json:{line}" in message
        assert "entries.0.quantity" in message
    assert "there is no State in this folder" in refused(inside("evaluate", tmp_path / "XA" / "inspections")[0])
