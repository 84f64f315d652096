"""A file of alternatives is hostile input: every error names the file, the line and the field."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from acquis.compare.lsi import EXAMPLE, read_plan
from acquis.compare.lsi.reading import parse_plan
from acquis.conditions import nodes as n
from acquis.errors import AcquisError
from acquis.law import Corpus, load_corpus


@cache
def corpus() -> Corpus:
    return load_corpus()


WRONG = [
    (
        "physical_qubits >= 1000 AND cnot_error <= 1e-3\n  because",
        "physical_qubit >= 1\n  because",
        "no such fact: physical_qubit",
    ),
    ("physical_qubits >= 1000 AND cnot_error <= 1e-3\n  because", "holds('US.EAR.734.3')\n  because", "not of the law"),
    ("US.EAR.774.4A906.a.8:", "US.EAR.774.4A906.a.9:", "no provision US.EAR.774.4A906.a.9 is in force"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.774.4A906.a.7: drop", "a mapping is expected"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.774.4A906.a.7: {}", "nothing is changed"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.774.4A906.a.7: {when: 3}", "a condition is text"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.774.4A906.a: {unless: 'TRUE'}", "stands for those below it"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.774.4A906.a.7: {when: \"destination IN group('US.X9')\"}", "no group US.X9"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.774.4A906.a.7: {when: \"holds('US.NO.SUCH')\"}", "US.NO.SUCH"),
    ("US.EAR.774.4A906.a.7: remove", "US.EAR.734.3: {when: \"holds('US.EAR.742.4.a.5')\"}", "in a circle"),
    ("id: one_line", "id: present", "stands twice"),
    ("id: one_line", "id: one/line", "no short name"),
    ("topic: quantum_computers", "topic: gardens", "there is no topic gardens"),
    ("side: US", "side: XX", "no side XX"),
    ("on: 2026-10-01", "on: soon", "which day"),
    ("destinations: [US.D5, RU]", "destinations: [US.D9]", "not an ISO 3166-1"),
    ("partners: [AU", "partners: [Australia", "not an ISO 3166-1"),
    ("transaction: {end_user_type: company}", "transaction: {end_user_typ: company}", "no fact 'end_user_typ'"),
    ("# weights: {items_caught: 1", "weights: {item_caught: 1", "no field 'item_caught'"),
    ("# weights: {items_caught: 1", "weights: {items_caught: -1", "at least 0"),
    ("title: the present law", "titel: the present law", "no field 'titel'"),
    ("risk:\n  when:", "risk:\n  factor: 2\n  when:", "not both"),
    ("# url: https://...", "url: javascript:alert(1)", "no address on the web"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_an_error_names_its_place(old: str, new: str, told: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(AcquisError, match=told) as raised:
        parse_plan(EXAMPLE.replace(old, new, 1), corpus(), file="mine.yaml")
    assert str(raised.value).startswith("mine.yaml:")
    assert raised.value.line is not None


def test_a_file_is_read_as_the_example_is(tmp_path: Path) -> None:
    path = tmp_path / "alternatives.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    found = read_plan(path, corpus(), dt.date(2026, 9, 15))
    assert found.on == dt.date(2026, 9, 15)
    assert found.control.regime == "US"
    assert [change.removed for change in found.alternatives[1].changes] == [True] * 7 + [False] * 2
    assert found.risk is not None
    assert "RU" in (found.risk.destinations or ())
    assert len(found.risk.destinations or ()) > 2


def test_a_distance_from_a_stated_quantity() -> None:
    risk = """risk:
  at_least: {physical_qubits: 1000000}
  at_most: {cnot_error: 0.001}
  factor: 100
  because: a stipulated quantity"""
    start, end = EXAMPLE.index("risk:\n  when"), EXAMPLE.index("# Facts of the trade")
    found = parse_plan(EXAMPLE[:start] + risk + "\n\n" + EXAMPLE[end:], corpus())
    assert found.risk is not None
    assert isinstance(found.risk.condition, n.And)
    limits = [
        part.right.value
        for part in found.risk.condition.parts
        if isinstance(part, n.Compare) and isinstance(part.right, n.Literal)
    ]
    assert [float(str(limit)) for limit in limits] == [10_000, 0.1]


@pytest.mark.parametrize("text", ["", "[]", "a: &x 1\nb: *x", "title: x\nalternatives: []\non: 2026-10-01"])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(AcquisError):
        parse_plan(text, corpus(), file="mine.yaml")
