"""The command line, end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import acquis

MACHINE = "item_kind: quantum_computer, quantum_model: gate, physical_qubits: 120, cnot_error: 0.0009"


def test_a_settled_case_ends_with_0_and_an_open_one_with_3(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(f"{{date: 2026-01-12, regimes: [EU], facts: {{act: export, exported_from: DE, destination: RU, {MACHINE}}}}}")
    ran = acquis("assess", path, "--json")
    assert (ran.code, ran.json["regimes"]["EU"]["outcome"]) == (0, {"low": "prohibited", "high": "prohibited"})
    ran = acquis("assess", path, "--json", "--fact", "destination=SG")
    assert ran.code == 3
    assert ran.json["regimes"]["EU"]["missing"]


def test_a_real_machine_is_assessed_under_every_reading() -> None:
    ran = acquis("assess", "--qpu", "ibm_boston", "--to", "SG", "--on", "2026-11-22", "--screened", "--regime", "US", "--json")
    assert ran.code == 0
    assert set(ran.json["readings"]) == {"mean_working", "median", "mean_all"}
    assert ran.json["outcomes"]["US"] == {"low": "free", "high": "free", "readings_agree": True}
    told = acquis("assess", "--qpu", "ibm_boston", "--to", "SG", "--on", "2026-11-22", "--screened", "--regime", "US").out
    assert "5.46 times the limit 0.001 of US.EAR.774.4A906.a.2" in told
    assert "not legal advice" in told


def test_reasons_are_told_with_citation_value_and_limit() -> None:
    told = acquis("assess", "--qpu", "ibm_boston", "--to", "SG", "--on", "2026-11-22", "--regime", "US", "--why").out
    assert "15 CFR 734.3" in told
    assert "destination = SG" in told


@pytest.mark.parametrize(
    "words",
    [
        ["law", "list"], ["law", "list", "US.EAR.774", "--kind", "entry", "--on", "2026-01-01"],
        ["law", "show", "US.EAR.774.4A906.a.2"],
        ["law", "show", "US.A5"], ["law", "sources", "UK"], ["law", "schema"], ["facts"], ["facts", "cnot_error"],
        ["items", "list", "qpu"], ["items", "show", "ibm_boston"], ["items", "parts", "ibm_boston"], ["ladder"],
        ["map", "--qpu", "ibm_boston", "--regime", "US"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_speaks_json(words: list[str]) -> None:
    ran = acquis(*words, *([] if words == ["law", "schema"] else ["--json"]))
    assert ran.code == 0, ran.err
    assert ran.json


def test_the_list_of_law_is_one_array() -> None:
    provisions = acquis("law", "list", "--json").json
    assert isinstance(provisions, list)
    assert len(provisions) > 500
    assert {"id", "kind", "title", "cite", "from", "to", "confidence"} <= set(provisions[0])


def test_worked_cases_are_replayed_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    head = f"date: 2026-01-12, facts: {{{MACHINE}}}"
    path.write_text(
        f"- {{id: A, {head}, expect: {{US: {{entries: [US.EAR.774.4A906.a.2]}}}}}}\n"
        f"- {{id: B, {head}, expect: {{US: {{not_entries: [US.EAR.774.4A906.a.2], outcome: free}}}}}}\n"
    )
    ran = acquis("test", path)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[-1] == "1 passed, 1 failed"
    assert f"B ({path}:2): US entry US.EAR.774.4A906.a.2: expected false, got true" in lines
    assert acquis("test", path, "--only", "A").code == 0


def test_the_interview_asks_narrows_and_saves(tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    answers = {"destination": "IN", "exported_from": "DE", "informed_of": "[]", "aware_of": "[]"}
    start = ["ask", "--on", "2026-01-12", "--regime", "EU", "--fact", "act=export", "--save", saved]
    start += [word for pair in MACHINE.split(", ") for word in ("--fact", pair.replace(": ", "="))]
    first = acquis(*start, stdin="q\n")
    assert first.code == 3
    ran = acquis(*start, stdin="?\n-\nnonsense of no kind\n" + "?\n" * 60)
    assert "Traceback" not in ran.err
    assert ran.code == 3
    assert acquis("assess", saved).code == 3
    for name, value in answers.items():
        start += ["--fact", f"{name}={value}"]
    assert acquis(*start, stdin="").code in (0, 3)


def test_charts_are_written(tmp_path: Path) -> None:
    assert acquis("ladder", "--on", "2026-11-22", "--out", tmp_path / "a" / "ladder.svg").code == 0
    assert "<svg" in (tmp_path / "a" / "ladder.svg").read_text(encoding="utf-8")
    assert acquis("map", "--qpu", "ibm_boston", "--regime", "US", "--out", tmp_path / "map.html").code == 0
    assert "<html" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_the_demo_tells_the_whole_story(tmp_path: Path) -> None:
    ran = acquis("demo", "--on", "2026-11-22", "--out", tmp_path)
    assert ran.code == 0, ran.err
    assert "79 machines" in ran.out
    assert "ibm_kyoto" in ran.out
    assert (tmp_path / "ladder.svg").exists()
    assert (tmp_path / "map.html").exists()
