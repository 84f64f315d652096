"""Which column is which fact."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from acquis.errors import AcquisError
from acquis.law import Corpus, load_corpus
from acquis.law.vocabulary import FactError
from acquis.law.yaml_source import SourceError
from acquis.screening.mapping import MappingError, Plan, make_plan
from acquis.screening.mapping_file import read_mapping

COLUMNS = ["Shipped", "Ship to", "Kind", "Temp min", "Remark", "physical qubits"]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


def plan(corpus: Corpus, text: str, folder: Path, columns: list[str] | None = None) -> Plan:
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return make_plan(corpus.vocabulary, columns or COLUMNS, read_mapping(path))


@pytest.mark.parametrize("name", ["physical_qubits", "Physical Qubits", "PHYSICAL-QUBITS", "physicalQubits"])
def test_a_name_is_a_fact(corpus: Corpus, name: str) -> None:
    found = make_plan(corpus.vocabulary, ["Date", name, "colour"])
    assert [(source.fact, source.columns) for source in found.sources] == [("physical_qubits", (name,))]
    assert found.day == "Date"
    assert found.ignored == ("colour",)


def test_two_columns_are_an_interval(corpus: Corpus) -> None:
    found = make_plan(corpus.vocabulary, ["on", "cnot_error_high", "CNOT error low", "tpp_low"])
    assert {source.fact: source.columns for source in found.sources} == {
        "cnot_error": ("CNOT error low", "cnot_error_high"),
        "tpp": ("tpp_low", None),
    }


def test_a_code_has_no_ends(corpus: Corpus) -> None:
    assert make_plan(corpus.vocabulary, ["date", "tpp", "destination_low"]).ignored == ("destination_low",)


def test_a_result_is_no_column(corpus: Corpus) -> None:
    """What is computed cannot be given, as in a case."""
    name = next(name for name, d in corpus.vocabulary.definitions.items() if d.computed_only)
    assert make_plan(corpus.vocabulary, ["date", "tpp", name]).ignored == (name,)


def test_the_best_name_of_a_day(corpus: Corpus) -> None:
    found = make_plan(corpus.vocabulary, ["invoice_date", "Ship-Date", "tpp"])
    assert found.day == "Ship-Date"
    assert make_plan(corpus.vocabulary, ["date", "tpp"], on=dt.date(2026, 1, 1)).day == dt.date(2026, 1, 1)


def test_all_that_a_file_may_say(corpus: Corpus, tmp_path: Path) -> None:
    found = plan(
        corpus,
        """
date: Shipped
columns:
  Ship to: destination
  Kind: {fact: item_kind, values: {QC: quantum_computer}}
  Temp min: {fact: base_temperature_k, end: low, unit: mK}
  Remark: null
facts: {act: export}
unknown: ["n/a", 0]
""",
        tmp_path,
    )
    assert found.day == "Shipped"
    assert {source.fact: source.columns for source in found.sources} == {
        "base_temperature_k": ("Temp min", None),
        "destination": ("Ship to",),
        "item_kind": ("Kind",),
        "physical_qubits": ("physical qubits",),
    }
    assert found.constants == {"act": "export"}
    assert found.unknown == {"n/a", "0"}
    assert found.ignored == ("Remark",)
    assert found.to_dict()["facts"]["item_kind"] == {"column": "Kind", "values": {"QC": "quantum_computer"}}


def test_only_what_is_named(corpus: Corpus, tmp_path: Path) -> None:
    found = plan(corpus, "date: 2026-03-01\nautomatic: false\ncolumns: {Ship to: destination}\n", tmp_path)
    assert [source.fact for source in found.sources] == ["destination"]
    assert found.day == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("colums: {}", 1, "there is no key 'colums'"),
        ("date: [1]", 1, "date is a column, or a day"),
        ("date: Shiped", 1, "did you mean Shipped"),
        ("date: Shipped\ncolumns:\n  Shipto: destination", 3, "did you mean Ship to"),
        ("date: Shipped\ncolumns:\n  Ship to: destinatoin", 3, "did you mean destination?"),
        ("date: Shipped\ncolumns:\n  Kind: {fact: item_kind, end: low}", 3, "has no low and high end"),
        ("date: Shipped\ncolumns:\n  Kind: {fact: item_kind, colour: red}", 3, "there is no key 'colour'"),
        ("date: Shipped\ncolumns:\n  Kind: {end: low}", 3, "the column has no fact"),
        ("date: Shipped\ncolumns:\n  Temp min:\n    fact: base_temperature_k\n    unit: kg", 5, "a unit of K"),
        ("date: Shipped\ncolumns:\n  Temp min: {fact: base_temperature_k, end: middle}", 3, "no end of an interval"),
        ("date: Shipped\ndelimiter: x", 2, "parts no columns"),
        ("date: Shipped\nautomatic: maybe", 2, "true or false"),
        ("date: Shipped\nunknown: {a: b}", 2, "these are words"),
        ("- a", 1, "a mapping has keys"),
    ],
)
def test_what_a_file_may_not_say(corpus: Corpus, text: str, line: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        plan(corpus, text, tmp_path)
    assert words in str(caught.value)
    assert caught.value.line == line
    assert caught.value.way_out


def test_what_does_not_fit(corpus: Corpus) -> None:
    with pytest.raises(MappingError, match="no column gives the day"):
        make_plan(corpus.vocabulary, ["tpp"])
    with pytest.raises(MappingError, match="no column has the name of a fact"):
        make_plan(corpus.vocabulary, ["date", "colour"])
    with pytest.raises(MappingError, match="both give tpp"):
        make_plan(corpus.vocabulary, ["date", "tpp", "tpp_low"])
    with pytest.raises(FactError):
        make_plan(corpus.vocabulary, ["date", "tpp"], constants={"act": "exprot"})


def test_the_command_line_goes_before_the_file(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("facts: {act: export, tpp: 5}")
    found = make_plan(corpus.vocabulary, ["date", "destination"], read_mapping(path), constants={"act": "reexport"})
    assert found.constants == {"act": "reexport", "tpp": Decimal(5)}


def test_two_units_for_one_interval(corpus: Corpus, tmp_path: Path) -> None:
    text = "columns: {a: {fact: base_temperature_k, end: low, unit: mK}, b: {fact: base_temperature_k, end: high}}"
    with pytest.raises(AcquisError, match="differ in unit"):
        plan(corpus, text, tmp_path, ["date", "a", "b"])
