"""History, coverage, lint, export and duties on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar

from tests.cli.run import acquis


def test_history_tells_versions_and_gaps() -> None:
    stages = acquis("law", "history", "CN.MOFCOM.2024.46.2", "--json").json
    assert [stage["state"] for stage in stages][1] == "not in force"
    assert "not in force" in acquis("law", "history", "CN.MOFCOM.2024.46.2").out


def test_coverage_counts_and_names_what_is_weak() -> None:
    told = acquis("law", "coverage", "--json").json
    assert {"regime", "topic", "executable", "informative", "not_read"} == set(told["counts"][0])
    assert all(row["confidence"] == "low" for row in told["low_confidence"])
    assert "provisions of low confidence" in acquis("law", "coverage").out


def test_lint_without_proofs_is_quick_and_says_how_many() -> None:
    ran = acquis("law", "lint", "--no-prove", "--on", "2026-11-22")
    assert ran.out.splitlines()[-1].endswith(" findings")


def test_export_writes_both_formats(tmp_path: Path) -> None:
    assert acquis("law", "export", tmp_path / "law.jsonld", "--prefix", "UK").code == 0
    assert json.loads((tmp_path / "law.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert acquis("law", "export", tmp_path / "akn", "--format", "akn", "--prefix", "UK.428-2009").code == 0
    assert list((tmp_path / "akn").glob("*.xml"))


def test_duties_have_days_and_go_into_a_calendar(tmp_path: Path) -> None:
    """45 working days from acceptance, with the public holidays of China where the case gives none (CN.CASE.020b)."""
    case = tmp_path / "case.yaml"
    case.write_text(
        "title: QKD licence\ndate: 2026-03-02\nregimes: [CN]\nfacts: {application_accepted: 2026-03-02,\n"
        "  state_council_approval: false, party_lists: [], excluded_working_days: 0}\n"
    )
    ran = acquis("duties", case, "--json", "--ics", tmp_path / "duties.ics")
    assert ("CN.DUR.17", "2026-05-08") in {(duty["id"], duty["due"]) for duty in ran.json["CN"]}
    events = icalendar.Calendar.from_ical((tmp_path / "duties.ics").read_bytes()).walk("VEVENT")
    assert "2026-05-08" in {str(event.decoded("DTSTART")) for event in events}
    assert "owed" in acquis("duties", case).out


def test_what_an_answer_rests_on_goes_into_a_file(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("date: 2026-09-01\nfacts: {item_kind: quantum_computer, act: export, exported_from: US}\n")
    ran = acquis("assess", case, "--prov", tmp_path / "answer.json")
    assert ran.code == 3
    document = json.loads((tmp_path / "answer.json").read_text())
    assert "fact:item_kind" in document["entity"]
    assert any(name.startswith("law:") for name in document["entity"])


def test_a_machine_has_several_readings_and_no_one_provenance(tmp_path: Path) -> None:
    ran = acquis("assess", "--chip", "H20", "--prov", tmp_path / "answer.json")
    assert ran.code == 2
    assert "--prov" in ran.err
    assert not (tmp_path / "answer.json").exists()
