"""Items that people write down, and what is said when they are written wrong."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.items import Item, ItemError, band_answer, read_plain

D = Decimal

COUPLERS_CSV = "q0,q1,error,working\n0,1,0.0011,true\n1,2,0.0009,\n2,3,0.5,false\n3,4,,\n"
DECLARED_CSV = """fact,value,standard_uncertainty
name,Example QPU,
provider,Example Ltd,
date,2026-10-01,
item_kind,quantum_computer,
quantum_model,gate,
physical_qubits,56,
cnot_error,0.00105,0.00008
"""
YAML = """
name: Example QPU          # a comment
provider: Example Ltd
technology: trapped ion
date: 2026-10-01
declared_by: A. Person
licence: CC0-1.0
note: |
  Written by hand,
  in two lines.
facts:
  quantum_model: gate
  cnot_error: {value: 0.00105, standard_uncertainty: 0.00008}
qubits: 5
couplers:
  - [0, 1, 0.0011]
  - {q0: 1, q1: 2, error: 1.3e-3, working: true}
  - [2, 3, 0.0006, false]
"""


def read(folder: Path, text: str, name: str = "machine.yaml") -> Item:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_plain(path)


def refused(folder: Path, text: str, name: str = "machine.yaml") -> ItemError:
    with pytest.raises(ItemError) as caught:
        read(folder, text, name)
    assert caught.value.file is not None
    assert str(caught.value).isprintable()
    return caught.value


def test_couplers_in_csv(tmp_path: Path) -> None:
    item = read(tmp_path, COUPLERS_CSV, "my machine.csv")
    assert item.id == "my machine"
    assert item.common["fabricated_qubits"] == 5
    assert item.common["physical_qubits"] == 3
    assert item.facts("mean_working")["cnot_error"] == D("0.001")
    assert item.machine is not None
    assert band_answer(item.machine, (3, 4, D("0.001"))).verdict == "yes"
    assert {defect.split(":")[0] for defect in item.defects} == {"not_working_couplers", "unreported_couplers", "qubits_left_out"}


def test_declared_values_in_csv(tmp_path: Path) -> None:
    item = read(tmp_path, DECLARED_CSV, "machine.csv")
    assert (item.id, item.provider, item.date) == ("Example QPU", "Example Ltd", dt.date(2026, 10, 1))
    assert item.common == {"item_kind": "quantum_computer", "quantum_model": "gate", "physical_qubits": 56}
    assert item.facts("declared")["cnot_error"] == {"low": D("0.00089"), "high": D("0.00121")}
    assert item.readings[0].legal_quantity
    assert item.machine is None
    (evidence,) = item.evidence
    assert (evidence.kind, evidence.by, evidence.source_file) == ("declared", "Example Ltd", "machine.csv")
    assert len(evidence.sha256 or "") == 64


def test_yaml_with_couplers_and_a_declared_value(tmp_path: Path) -> None:
    """What is declared stands beside what the couplers say, as a reading of its own."""
    item = read(tmp_path, YAML)
    assert item.common["physical_qubits"] == 3
    assert item.common["fabricated_qubits"] == 5
    assert {reading.name: reading.legal_quantity for reading in item.readings} == {
        "mean_working": True,
        "median": False,
        "mean_all": False,
        "declared": False,
    }
    assert item.facts("mean_working")["cnot_error"] == D("0.0012")
    assert item.facts("declared")["cnot_error"] == {"low": D("0.00089"), "high": D("0.00121")}
    assert item.evidence[0].note == "Written by hand, in two lines."
    assert (item.evidence[0].by, item.evidence[0].licence) == ("A. Person", "CC0-1.0")


def test_an_annealer_with_couplers_stays_an_annealer(tmp_path: Path) -> None:
    item = read(tmp_path, "facts: {quantum_model: annealing}\ncouplers: [[0, 1, 0.1]]\n")
    assert item.common["quantum_model"] == "annealing"


def test_values_keep_their_type_and_their_digits(tmp_path: Path) -> None:
    item = read(
        tmp_path,
        """
        facts:
          item_kind: integrated_circuit
          tpp: 15832
          cooling_power_100mk_w: 0.000600000000000000001
          specially_designed: true
          destination: NO
          eccn: "3001"
          first_export_date: 2026-02-28
          memory: {low: 10}
          frequency_max_ghz: {low: 4, high: 8.0}
          base_temperature_k: 15 mK
          tops: nan
          bits: null
          empty:
        """.replace("\n        ", "\n"),
    )
    assert item.common == {
        "item_kind": "integrated_circuit",
        "tpp": 15832,
        "cooling_power_100mk_w": D("0.000600000000000000001"),
        "specially_designed": True,
        "destination": "NO",
        "eccn": "3001",
        "first_export_date": dt.date(2026, 2, 28),
        "memory": {"low": D(10), "high": None},
        "frequency_max_ghz": {"low": D(4), "high": D("8.0")},
        "base_temperature_k": "15 mK",
    }
    assert item.readings[0].facts == {}


def test_an_interval_of_a_small_value_ends_at_zero(tmp_path: Path) -> None:
    item = read(tmp_path, "facts: {cnot_error: {value: 0.001, standard_uncertainty: 0.001}}")
    assert item.facts("declared")["cnot_error"] == {"low": D(0), "high": D("0.003")}


def test_names_of_qubits_may_be_listed(tmp_path: Path) -> None:
    item = read(tmp_path, "qubits: [a, b, c]\ncouplers: [[a, b, 0.1]]")
    assert item.common["fabricated_qubits"] == 3


def test_the_two_directions_of_a_coupler_may_be_written(tmp_path: Path) -> None:
    item = read(tmp_path, "q0,q1,error\n0,1,0.1\n1,0,0.2\n", "machine.csv")
    assert item.facts("mean_working")["cnot_error"] == {"low": D("0.1"), "high": D("0.2")}


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("name: x\nfacts: {}\n", None, None),
        ("", None, None),
        ("- a\n- b\n", 1, None),
        ("name: x\nnames: y\n", 2, "names"),
        ("name: x\nname: y\nfacts: {a: 1}\n", 2, None),
        ("facts:\n  a: 1\n  A: 2\n", 3, "facts.A"),
        ("facts:\n  a: [1, 2]\n", 2, "facts.a"),
        ("facts:\n  a: {low: 2, high: 1}\n", 2, "facts.a"),
        ("facts:\n  a: {lo: 2}\n", 2, "facts.a"),
        ("facts:\n  a: {low: x}\n", 2, "facts.a"),
        ("facts:\n  a: {value: 1, standard_uncertainty: -1}\n", 2, "facts.a"),
        ("facts:\n  a: {}\n", 2, "facts.a"),
        ("facts:\n  day: 2026-13-01\n", 2, "facts.day"),
        ("facts:\n  a: 1\n  a: 2\n", 3, "facts"),
        ("date: soon\nfacts: {a: 1}\n", 1, "date"),
        ("qubits: many\ncouplers: [[0, 1, 0.1]]\n", 1, "qubits"),
        ("qubits: 99999999\ncouplers: [[0, 1, 0.1]]\n", 1, "qubits"),
        ("qubits: 2\ncouplers: [[0, 7, 0.1]]\n", None, "coupler 0-7"),
        ("couplers:\n  - [0, 1]\n", 2, "couplers"),
        ("couplers:\n  - [0, 1, 0.1, true, 5]\n", 2, "couplers"),
        ("couplers:\n  - {q0: 0, q1: 1, error: 0.1, name: x}\n", 2, "couplers"),
        ("couplers:\n  - [0, 0, 0.1]\n", 2, "q1"),
        ("couplers:\n  - [0, 1, 1.1]\n", 2, "error"),
        ("couplers:\n  - [0, 1, -0.1]\n", 2, "error"),
        ("couplers:\n  - [0, 1, 0.1 %]\n", 2, "error"),
        ("couplers:\n  - [0, 1, 1, true]\n", 2, "working"),
        ("couplers:\n  - [0, 1, 0.1, maybe]\n", 2, "working"),
        ("couplers:\n  - [0, 1, 1e-9999999]\n", 2, "error"),
        ("couplers:\n  - [0, 1, 0." + "1" * 90 + "]\n", 2, "error"),
        ("couplers:\n  - [0, [1], 0.1]\n", 2, "couplers"),
        ("couplers: {a: 1}\n", 1, "couplers"),
        ("name: [x]\n", 1, "name"),
        ("facts: 3\n", 1, "facts"),
        ("name: &x a\nnote: *x\nfacts: {a: 1}\n", 2, None),
        ("facts: &x {a: *x}\n", 1, None),
        ("facts: {a: !!python/name:os.system x}\n", 1, None),
        ("name: !secret x\n", 1, None),
        ("name: x\n  y: [\n", 2, None),
        ("name: x\n---\nname: y\n", 2, None),
        ('name: "a\\x1b[31mred"\nfacts: {a: 1}\n', 1, "name"),
        ('name: "right\\u202Eleft"\nfacts: {a: 1}\n', 1, "name"),
        ('note: "bell\\a"\nfacts: {a: 1}\n', 1, "note"),
        ('couplers:\n  - ["a\\nb", c, 0.1]\n', 2, "q0"),
    ],
)
def test_wrong_yaml_names_line_and_field(tmp_path: Path, text: str, line: int | None, field: str | None) -> None:
    error = refused(tmp_path, text)
    assert (error.line, error.field) == (line, field)


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("", 1, None),
        ("a,b,c\n", 1, None),
        ("q0,q1,error,color\n0,1,0.1,red\n", 1, None),
        ("q0,q1,error,error\n0,1,0.1,0.2\n", 1, None),
        ("q0,q1,error\n", None, None),
        ("q0,q1,error\n0,1\n", 2, None),
        ("q0,q1,error\n\n0,1,x\n", 3, "error"),
        ("q0,q1,error\n0,1,\uff10.1\n", 2, "error"),
        ("q0,q1,error\n0,1,1_0\n", 2, "error"),
        ("q0,q1,error\n0,1,inf\n", 2, "error"),
        ('q0,q1,error\n"a\nb",1,0.1\n', 3, "q0"),
        ('q0,q1,error\n0,1,"0.1\n', 2, None),
        ("q0,q1,error\n0,\x00,0.1\n", 2, "q1"),
        ("fact,value\nCnot,1\n", 2, "Cnot"),
        ("fact,value\na,1\na,2\n", 3, "a"),
        ("fact,value,standard_uncertainty\na,1,x\n", 2, "a"),
        ("fact,value\ndate,soon\na,1\n", 2, "date"),
        ("fact,value\nname,a\nname,b\n", 3, "name"),
    ],
)
def test_wrong_csv_names_line_and_field(tmp_path: Path, text: str, line: int | None, field: str | None) -> None:
    error = refused(tmp_path, text, "machine.csv")
    assert (error.line, error.field) == (line, field)


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert "save it as CSV or YAML" in str(refused(tmp_path, "x", "machine.txt"))
    with pytest.raises(ItemError, match="no such file"):
        read_plain(tmp_path / "nowhere.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ItemError, match="no such file"):
        read_plain(tmp_path / "folder.csv")


def test_a_file_that_is_not_utf_8_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "machine.csv"
    path.write_bytes(b"q0,q1,error\n0,\xe9,0.1\n")
    with pytest.raises(ItemError) as caught:
        read_plain(path)
    assert caught.value.line == 2


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffq0,q1,error\r\n0,1,0.1\r\n", "machine.csv").common["physical_qubits"] == 2


@pytest.mark.parametrize(("name", "mebibytes"), [("machine.csv", 32), ("machine.yaml", 4)])
def test_large_files_are_not_read(tmp_path: Path, name: str, mebibytes: int) -> None:
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(mebibytes * 2**20 + 1)
    with pytest.raises(ItemError, match=f"larger than {mebibytes} MiB"):
        read_plain(path)


def test_deep_nesting_is_an_error_and_not_a_crash(tmp_path: Path) -> None:
    refused(tmp_path, "facts: " + "[" * 200_000)
    refused(tmp_path, "facts: " + "{a: " * 50_000)


@given(st.text(max_size=60))
def test_any_text_is_an_item_or_an_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("machine.csv", "machine.yaml"):
        for start in ("", "fact,value\n", "q0,q1,error\n", "facts:\n  a: ", "couplers:\n  - "):
            path = folder / name
            path.write_text(start + text, encoding="utf-8", newline="")
            with suppress(ItemError):
                assert read_plain(path).evidence[0].source_file == name
