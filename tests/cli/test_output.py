"""What the command prints: one JSON document, names escaped, groups, suggestions, any terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.inside import inside
from tests.cli.run import acquis, refused

FACTS = "act: export, item_kind: quantum_computer, quantum_model: gate, physical_qubits: 120, cnot_error: 0.0009"


def case(tmp_path: Path, more: str = "", facts: str = FACTS) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(f"date: 2026-01-12\nregimes: [EU]\nfacts: {{{facts}}}\n{more}", encoding="utf-8")
    return path


# Hostile names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["[/red] x", "[bold]x", "[link=file]x[/link]", "\\[x]", "[]", "本法", "a" * 1000])
def test_a_title_is_printed_as_it_is(tmp_path: Path, title: str) -> None:
    ran, _ = inside("assess", case(tmp_path, f"title: '{title}'\n"))
    assert ran.code == 3
    assert title[:150] in ran.out


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ('title: "a\\e[31mred"\n', "title"),
        ('note: "a\\x07"\n', "note"),
        ('not_applicable: ["\\x1b[2J"]\n', "not_applicable.0"),
        ('"regi\\x1bmes": [EU]\n', "regi\\x1bmes"),
        ("id: a\u202eb\n", "id"),
    ],
)
def test_control_characters_in_a_file_are_refused_by_line_and_field(tmp_path: Path, more: str, field: str) -> None:
    path = case(tmp_path, more)
    ran, _ = inside("assess", path)
    error = refused(ran)
    assert f"{path}:4:" in error
    assert f": {field}: " in error
    assert "control characters" in error
    assert error.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    "words",
    [
        ["assess", "\x1b[31m.yaml"],
        ["assess", "--qpu", "\x1b[31m"],
        ["assess", "--qpu", "ibm_boston", "--to", "\x1b[31m"],
        ["assess", "--qpu", "ibm_boston", "--regime", "\x1b[31m"],
        ["assess", "--qpu", "ibm_boston", "--fact", "\x1b[31m=1"],
        ["assess", "--qpu", "ibm_boston", "--fact", "act=\x1b[31m"],
        ["assess", "--qpu", "ibm_boston", "--on", "\x1b[31m"],
        ["law", "show", "\x1b[31m"],
        ["facts", "\x1b[31m"],
        ["items", "show", "\x1b[31m"],
        ["items", "parts", "\x1b[31m.json"],
        ["test", "\x1b[31m"],
    ],
    ids=repr,
)
def test_what_is_typed_cannot_write_to_the_terminal(words: list[str]) -> None:
    ran, _ = inside(*words)
    error = refused(ran)
    assert "\\x1b[31" in error
    assert error.rstrip("\n").isprintable()


# Input that is put together -------------------------------------------------------------------------------------------


def test_options_add_to_a_case_and_replace_what_it_says(tmp_path: Path) -> None:
    path = case(tmp_path, facts="act: export, item_kind: quantum_computer, cnot_error: {low: 0.1, high: 0.2}, party_lists: [], "
                                "entry: [EU.2021-821.AnnexI.4A506.a.2], exported_from: DE")  # fmt: skip
    ran, _ = inside("assess", path, "--to", "ru", "--fact", "cnot_error=0.0009", "--json")
    assert (ran.code, ran.json["regimes"]["EU"]["outcome"]["low"]) == (0, "prohibited")
    ran, _ = inside("assess", path, "--to", "SG", "--fact", "physical_qubits={low: 100, high: 199}", "--json")
    assert ran.code == 3
    entries = {entry["id"]: entry["truth"] for entry in ran.json["regimes"]["EU"]["entries"]}
    assert entries["EU.2021-821.AnnexI.4A506.a.2"] in ("true", "unknown")
    ran, _ = inside("assess", path, "--regime", "US", "--on", "2020-01-01", "--json")
    assert (list(ran.json["regimes"]), ran.json["date"]) == (["US"], "2020-01-01")


def test_a_regime_that_is_none_is_told_with_its_file(tmp_path: Path) -> None:
    path = case(tmp_path)
    path.write_text(path.read_text().replace("[EU]", "[EU, XX]"))
    ran, _ = inside("assess", path)
    assert refused(ran).startswith(f"{path}: regimes: there is no regime 'XX' (one of ")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar(tmp_path: Path, day: str) -> None:
    facts = FACTS + ", application_accepted: 9999-12-31, non_working_days: [], extra_working_days: [], destination: SG"
    ran, _ = inside(
        "assess", case(tmp_path, facts=facts), "--on", day, "--regime", "CN", "--regime", "EU", "--json", "--screened"
    )
    assert ran.code in (0, 3)
    assert ran.json["date"] == day


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a case is a mapping"),
        (b"\xff\xfea: 1", "the file is not UTF-8"),
        (b"facts: {act: export}\n\x00", "control characters"),
        (b"facts: [" + b"[" * 5000, "nested too deeply"),
        (b"layer: [enforced]\nfacts: {}\n", "is not a layer"),
        (b"not_applicable: [[1]]\nfacts: {}\n", "a list of facts"),
        (b"regimes: EU\nfacts: {}\n", "regimes are a list"),
        (b"facts: [1]\n", "facts are a mapping"),
        (b"facts: {cooling_power_100mk_w: 1 W**9**9**9}\n", "is not a number"),
        (b"facts: {cooling_power_100mk_w: 1e999}\n", "too many digits"),
        (b"facts: {processing_rates: 5}\n", "5 is not a list"),
        (b"facts: {processing_rates: [{tops: 1, speed: 2}]}\n", "no field 'speed'"),
    ],
)
def test_bad_content_is_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    error = refused(inside("assess", path)[0])
    assert error.count("\n") == 1
    assert str(path) in error
    assert says in error
    assert error.rstrip().endswith(")"), "the way out stands in brackets at the end"


# Worked cases ---------------------------------------------------------------------------------------------------------


def test_failures_are_one_line_each_and_the_count_comes_last(tmp_path: Path) -> None:
    head = f"date: 2026-01-12, facts: {{{FACTS}}}"
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(f"- {{id: A, {head}, expect: {{US: {{entries: [US.EAR.774.4A906.a.2]}}}}}}\n")
    two.write_text(
        f"- {{id: B, {head}, expect: {{US: {{outcome: licence, holds: {{US.EAR.734.3: false}}}}}}}}\n"
        f"- {{id: C, {head}, expect: {{US: {{entries: [US.EAR.774.4A906.a.3]}}}}}}\n"
    )
    ran, _ = inside("test", one, two)
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert lines[-1] == "1 passed, 2 failed"
    assert all(line.startswith((f"B ({two}:1): ", f"C ({two}:2): ")) and ": expected " in line for line in lines[:-1])
    assert len(lines) == 4
    ran, _ = inside("test", one)
    assert (ran.code, ran.out) == (0, "1 passed, 0 failed\n")
    for text in ("a: 1\n", "- 5\n", "[[", ""):
        two.write_text(text)
        assert str(two) in refused(inside("test", two)[0])


# The law on the screen ------------------------------------------------------------------------------------------------


def test_a_group_is_shown_with_its_versions() -> None:
    ran, _ = inside("law", "show", "US.A5")
    assert ran.code == 0
    assert "Country Group A:5" in ran.out
    assert "DE, " in ran.out
    told = inside("law", "show", "US.A5", "--json")[0].json
    assert told["id"] == "US.A5"
    assert "DE" in told["versions"][-1]["members"]


def test_every_provision_and_every_fact_can_be_printed() -> None:
    for words in (["law", "list"], ["facts"], ["law", "sources"], ["items", "list"]):
        ran, _ = inside(*words)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.count("\n") > 20


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (["law", "show", "4a906.A.2"], "did you mean US.EAR.774.4A906.a.2"),
        (["law", "show", "nothing"], "see acquis law list"),
        (["law", "show", "[/red]"], "see acquis law list"),
        (["facts", "physical_qubit_count"], "did you mean physical_qubits"),
        (["assess", "--qpu", "ibm_boston", "--regime", "EX"], "one of AU, CA, CH, CN, EU, INT"),
    ],
)
def test_what_is_not_there_has_a_suggestion(words: list[str], suggestion: str) -> None:
    error = refused(inside(*words)[0])
    assert suggestion in error
    assert error.count("\n") == 1


def test_a_terminal_that_knows_few_characters_is_no_error() -> None:
    for encoding, more in (("ascii", []), ("cp1252", ["--json"])):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        words = [sys.executable, "-m", "acquis", "law", "show", "CN.DUR.2", *more]
        done = subprocess.run(words, capture_output=True, check=False, env=environment, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"\\u" in done.stdout
        assert not more or json.loads(done.stdout)[0]["text"].startswith("国家")


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "acquis", "law", "list", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_a_corpus_folder_with_a_huge_file_and_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("facts: []\n")
    (tmp_path / "xx").mkdir()
    os.mkfifo(tmp_path / "xx" / "pipe.yaml")
    (tmp_path / "xx" / "huge.yaml").touch()
    os.truncate(tmp_path / "xx" / "huge.yaml", 2**30)
    error = refused(acquis("law", "check", tmp_path))
    assert "huge.yaml: the file has 1,073,741,824 bytes" in error
    assert "pipe.yaml: this is not a regular file" in error
    assert error.count("\n") == 2
