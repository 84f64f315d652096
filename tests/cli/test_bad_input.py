"""Bad input of every kind: exit code 2, and a message that names file, line, field and the way out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.run import acquis, refused


def case(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("facts: {act: export", 2, ["not YAML", "check indentation, colons and quotes"]),
        ("date: 2026-11-22\nfacts:\n  cnot_eror: 0.001\n", 3, ["cnot_eror", "no fact", "did you mean cnot_error"]),
        ("facts:\n  act: export\n  cooling_power_100mk_w: 3 kg\n", 3, ["cooling_power_100mk_w", "'kg'", "a number in W"]),
        ("facts:\n  base_temperature_k: -270 degC\n", 2, ["base_temperature_k", "K"]),
        ("date: 2026-02-30\nfacts: {}\n", 1, ["date", "not a day", "YYYY-MM-DD"]),
        ("facts:\n  act: exprt\n", 2, ["act", "'exprt'", "one of export"]),
        ("facts:\n  physical_qubits: 34.5\n", 2, ["physical_qubits", "whole number"]),
        ("facts:\n  cnot_error: {low: 0.2, high: 0.1}\n", 2, ["cnot_error", "empty"]),
        ("facts:\n  destination: Singapore\n", 2, ["destination", "ISO 3166-1"]),
        ("facts:\n  act: export\n  act: import\n", 3, ["act", "twice"]),
        ("facts: &a {act: export}\nnote: *a\n", None, ["alias"]),
        ("layer: enforcd\nfacts: {}\n", 1, ["layer", "codified or enforced"]),
        ("fact: {act: export}\n", 1, ["fact", "facts"]),
        ("- 1\n", 1, ["mapping", "facts"]),
        ('facts: {"a\\u0007ct": export}\n', 1, ["control characters"]),
    ],
)
def test_a_case_that_cannot_be_read(tmp_path: Path, text: str, line: int | None, told: list[str]) -> None:
    path = case(tmp_path, text)
    error = refused(acquis("assess", path))
    assert f"{path}:{line}:" in error if line else str(path) in error
    for word in told:
        assert word in error


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(2**30)
    error = refused(acquis("assess", path))
    assert str(path) in error
    assert "1,073,741,824 bytes" in error


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(acquis("assess", tmp_path / "none.yaml"))
    assert str(tmp_path) in refused(acquis("assess", tmp_path))
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "pipe.yaml" in refused(acquis("assess", tmp_path / "pipe.yaml"))


def test_a_name_with_control_characters_is_escaped_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31mred.yaml"
    path.write_text("facts: {act: exprt}", encoding="utf-8")
    error = refused(acquis("assess", path))
    assert "\x1b" not in error
    assert "\\x1b[31mred.yaml" in error


def test_deep_nesting_does_not_end_the_process(tmp_path: Path) -> None:
    assert "nested too deeply" in refused(acquis("assess", case(tmp_path, "facts: " + "[" * 100_000)))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["assess"], ["--qpu"]),
        (["assess", "--qpu", "ibm_bostn"], ["ibm_bostn", "ibm_boston"]),
        (["assess", "--qpu", "ibm_boston", "--on", "2026-02-30"], ["--on", "YYYY-MM-DD"]),
        (["assess", "--qpu", "ibm_boston", "--to", "Atlantis"], ["destination"]),
        (["assess", "--qpu", "ibm_boston", "--regime", "XX"], ["XX", "US"]),
        (["assess", "--qpu", "ibm_boston", "--fact", "act"], ["--fact", "name=value"]),
        (["assess", "--qpu", "ibm_boston", "--reading", "best"], ["best", "median"]),
        (["law", "show", "US.EAR.774.4A9"], ["US.EAR.774.4A9", "did you mean"]),
        (["facts", "no_such_fact"], ["no_such_fact"]),
        (["ladder", "--out", "chart.xyz"], [".xyz"]),
    ],
)
def test_a_command_that_makes_no_sense(words: list[str], told: list[str]) -> None:
    error = refused(acquis(*words))
    for word in told:
        assert word in error


def test_a_corpus_with_errors_reports_all_of_them_at_once(tmp_path: Path) -> None:
    """A cycle, a missing group and an unknown fact, in one run."""
    (tmp_path / "facts.yaml").write_text(
        "facts:\n  - {name: act, type: code, codes: [export], meaning: m, question: q, section: s}\n"
        "  - {name: destination, type: country, meaning: m, question: q, section: s}\n",
        encoding="utf-8",
    )
    folder = tmp_path / "xx"
    folder.mkdir()
    (folder / "regime.yaml").write_text(
        "{id: XX, name: X, home: XX, language: en, authority: A, as_of: 2026-01-01, topics: []}\n", encoding="utf-8"
    )
    head = "cite: c, title: t, kind: scope, in_force: {}, confidence: high, source: {url: u}"
    conditions = ["holds('XX.A.1')", "holds('XX.A.0')", "destination IN group('XX.G')", "weight > 3"]
    (folder / "law.yaml").write_text(
        "instrument: {id: XX.A, title: t, cite: c}\n"
        "provisions:\n" + "".join(f'  - {{id: XX.A.{n}, {head}, when: "{when}"}}\n' for n, when in enumerate(conditions)),
        encoding="utf-8",
    )
    error = refused(acquis("law", "check", tmp_path))
    assert "XX.A.0 -> XX.A.1 -> XX.A.0" in error
    assert "there is no group XX.G" in error
    assert "no such fact: weight" in error
    assert error.count("law.yaml:") == 3
