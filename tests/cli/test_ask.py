"""The interview on the terminal: every way to answer, and what is kept of it."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acquis.law import Outcome
from acquis.law.yaml_source import read_source
from tests.cli.inside import inside

START = ["ask", "--on", "2026-06-01", "--regime", "US", "--fact", "item_kind=quantum_computer", "--fact", "quantum_model=gate"]
START += ["--fact", "physical_qubits=156", "--fact", "act=export"]
# An export from the United States to a country under embargo: settled by few answers.
ANSWERS = {"exported_from": "US", "destination": "cu", "origin": "US", "cnot_error": "{low: 0.0009, high: 0.001}"}


def person(answers: dict[str, str], otherwise: str | None = "?") -> Callable[[str], str | None]:
    return lambda name: answers.get(name, otherwise)


def saved(path: Path) -> dict[str, Any]:
    data = read_source(path).data
    assert isinstance(data, dict)
    return data


def test_it_is_driven_to_the_end(tmp_path: Path) -> None:
    ran, asked = inside(
        *START, "--fact", "cnot_error=0.001", answer=person({"destination": "CU", "exported_from": "US", "origin": "US"})
    )
    assert asked
    assert len(asked) == len(set(asked))
    shown = re.findall(r"^(?:> )?US ([a-z_ ]+)$", ran.out, re.MULTILINE)
    assert len(shown) == len(asked) + 1, "the outcome is shown at first, and after each answer"
    ends = [[Outcome[end.replace(" ", "_").upper()] for end in text.split(" to ")] for text in shown]
    for before, after in itertools.pairwise(ends):
        assert before[0] <= after[0] <= after[-1] <= before[-1]
    assert ran.code == (0 if len(ends[-1]) == 1 else 3)


def test_it_stops_when_settled(tmp_path: Path) -> None:
    path = tmp_path / "embargo.yaml"
    ran, asked = inside("ask", "--on", "2026-01-12", "--regime", "EU", "--fact", "exported_from=DE", "--fact", "act=export",
                        "--fact", "item_kind=quantum_computer", "--fact", "quantum_model=gate", "--fact", "physical_qubits=120",
                        "--fact", "cnot_error=0.0009", "--save", path,
                        answer=person({"destination": "RU"}, "-"))  # fmt: skip
    assert "destination" in asked
    assert ran.code == 0
    assert ran.out.splitlines()[-2].endswith("EU prohibited")
    assert saved(path)["facts"]["destination"] == "RU"
    again, asked = inside("ask", path)
    assert (again.code, asked) == (0, [])


def test_what_is_not_known_or_cannot_apply_is_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    turn = iter(["?", "-"] * 100)
    ran, asked = inside(*START, "--save", path, answer=lambda name: next(turn))
    assert ran.code == 3
    assert len(asked) == len(set(asked)) > 3
    case = saved(path)
    assert {name for name, value in case["facts"].items() if value is None} == set(asked[::2])
    assert set(case["not_applicable"]) == set(asked[1::2])
    _, asked = inside("ask", path)
    assert asked == []


@pytest.mark.parametrize("last", ["q", None], ids=["q", "end of input"])
def test_a_person_may_stop(tmp_path: Path, last: str | None) -> None:
    path = tmp_path / "case.yaml"
    lines = iter(["?", last])
    ran, asked = inside(*START, "--save", path, answer=lambda name: next(lines))
    assert ran.code == 3
    assert len(asked) == 2
    assert saved(path)["facts"][asked[0]] is None
    assert asked[1] not in saved(path)["facts"]


def test_a_wrong_answer_is_told_and_asked_for_again() -> None:
    wrong = {
        "destination": ["Cuba", "[", "C\x07U", "1", "&a CU", ""],
        "exported_from": ["{low: US}", "US: 1"],
    }
    attempts: dict[str, int] = {}

    def answer(name: str) -> str:
        attempts[name] = attempts.get(name, 0) + 1
        lines = [*wrong.get(name, []), ANSWERS.get(name, "?")]
        return lines[attempts[name] - 1]

    ran, _ = inside(*START, answer=answer)
    assert attempts["destination"] >= len(wrong["destination"]), "an empty line is no answer, or one of unknown"
    assert ran.out.count("two capital letters, e.g. SG") >= 5
    assert "\x07" not in ran.out
    assert "Traceback" not in ran.out + ran.err


def test_units_codes_and_the_question_are_shown() -> None:
    facts = ["--fact", "item_kind=cryogenic_cooling_system", "--fact", "act=export"]
    ran, asked = inside("ask", "--on", "2026-06-01", "--regime", "US", *facts, answer=person({}))
    assert "cooling_power_100mk_w" in asked
    assert "cooling_power_100mk_w [W]: What is its greatest rated cooling power at or below 0.1 K" in ran.out
    assert "cooling_hours [h]: For how many hours" in ran.out
    assert "? = not known, - = cannot apply, q = stop" in ran.out
    ran, _ = inside("ask", "--regime", "US", answer=person({}, "q"))
    assert re.search(r"^ {2}.*(export, reexport|quantum_computer, qubit_device)", ran.out, re.MULTILINE), (
        "the codes of the answer"
    )


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("cooling_power_100mk_w", "600 uW", Decimal("0.0006")),
        ("cooling_power_100mk_w", "6e-4", Decimal("0.0006")),
        ("cooling_power_100mk_w", "{low: 0.0007, high: 0.0008}", {"low": Decimal("0.0007"), "high": Decimal("0.0008")}),
        ("end_uses", "civil, basic_research", ["basic_research", "civil"]),
        ("end_uses", "[civil]", ["civil"]),
        ("end_uses", "[]", []),
        ("party_lists", "US.EAR.744.11", ["US.EAR.744.11"]),
        ("subject_to_ear", "yes", True),
        ("subject_to_ear", "No", False),
        ("subject_to_ear", "true", True),
        ("destination", "no", "NO"),
        ("destination", "sg", "SG"),
    ],
)
def test_answers_as_people_type_them(tmp_path: Path, name: str, typed: str, kept: object) -> None:
    path = tmp_path / "case.yaml"
    done: list[str] = []

    def answer(asked: str) -> str:
        if done:
            return "q"
        if asked == name:
            done.append(asked)
            return typed
        return "?"

    facts = ["--fact", "item_kind=cryogenic_cooling_system", "--fact", "act=export"]
    ran, asked = inside("ask", "--on", "2026-06-01", "--regime", "US", *facts, "--save", path, answer=answer)
    assert asked.count(name) == 1, ran.out
    assert saved(path)["facts"][name] == kept


def test_what_is_saved_is_assessed_alike(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    asked_json, _ = inside(*START, "--json", "--save", path, answer=person(ANSWERS))
    assessed, _ = inside("assess", path, "--json")
    assert asked_json.code == assessed.code
    one, other = asked_json.json, assessed.json
    for answer in (one, other):
        answer["regimes"]["US"].pop("because", None)
    assert one == other
    case = saved(path)
    assert case["facts"]["cnot_error"] == {"low": Decimal("0.0009"), "high": Decimal("0.001")}
    assert case["facts"]["destination"] == "CU"
    assert case["regimes"] == ["US"]


def test_it_starts_from_a_case(tmp_path: Path) -> None:
    """With a range, a classification and answers that were refused before."""
    path = tmp_path / "case.yaml"
    path.write_text(
        "date: 2026-06-01\nregimes: [US]\nnot_applicable: [eccn]\nfacts: {act: export, item_kind: quantum_computer,\n"
        "  cnot_error: {low: 0.0009, high: 0.002}, entry: [US.EAR.774.4A906.a.2], destination: null, party_lists: []}\n"
    )
    out = tmp_path / "out.yaml"
    ran, asked = inside("ask", path, "--fact", "exported_from=US", "--save", out, answer=person({}))
    assert ran.code == 3
    assert not {"destination", "eccn", "act", "entry", "exported_from"} & set(asked)
    facts = saved(out)["facts"]
    assert facts["entry"] == ["US.EAR.774.4A906.a.2"]
    assert facts["party_lists"] == []
    assert facts["cnot_error"] == {"low": Decimal("0.0009"), "high": Decimal("0.002")}


def test_with_json_the_dialogue_is_on_the_other_stream() -> None:
    ran, asked = inside(*START, "--json", answer=person({}, "q"))
    assert ran.json["regimes"].keys() == {"US"}
    assert asked[0] in ran.err
    assert asked[0] + ":" not in ran.out


@pytest.mark.parametrize("where", ["folder", "below a file", "too long"])
def test_a_place_where_nothing_can_be_saved_is_refused_before_the_first_question(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    path = {"folder": tmp_path, "below a file": tmp_path / "file" / "case.yaml", "too long": tmp_path / ("n" * 300)}[where]
    ran, asked = inside(*START, "--save", path)
    assert ran.code == 2
    assert not asked
    assert ran.err.count("\n") == 1
    assert "name a" in ran.err


def test_bytes_that_are_no_text_do_not_end_it_badly() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "acquis", *START], input=b"\xff\xfe\n?\n", capture_output=True, check=False, timeout=60
    )
    assert done.returncode in (2, 3)
    assert b"Traceback" not in done.stderr
