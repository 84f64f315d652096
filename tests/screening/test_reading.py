"""Cells go through the gate of the vocabulary: in bulk and one by one, the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions.values import IdSet, Interval, Value
from acquis.errors import AcquisError
from acquis.law import Corpus, load_corpus
from acquis.screening.cells import CellError, read_cell
from acquis.screening.mapping import make_plan
from acquis.screening.mapping_file import ColumnSpec
from acquis.screening.reading import Problems, Reader
from acquis.screening.screening import Screening

CORPUS = load_corpus()
D = Decimal


@pytest.mark.parametrize(
    ("fact", "cell", "value"),
    [
        ("physical_qubits", " 127 ", D(127)),
        ("cnot_error", "1e-3", D("0.001")),
        ("cnot_error", "1e-4 to 2e-4", Interval(D("1e-4"), D("2e-4"))),
        ("cnot_error", "1e-4..1e-4", D("1e-4")),
        ("physical_qubits", ">= 34", Interval(D(34), None)),
        ("physical_qubits", "at most 99", Interval(D(0), D(99))),
        ("base_temperature_k", "15 mK", D("0.015")),
        ("base_temperature_k", "1 to 15 mK", Interval(D("0.001"), D("0.015"))),
        ("physical_qubits", "NaN", None),
        ("datacenter_marketed", "TRUE", True),
        ("datacenter_marketed", "no", False),
        ("datacenter_marketed", 1, True),
        ("item_kind", "Quantum Computer", "quantum_computer"),
        ("destination", "sg", "SG"),
        ("end_uses", "civil; Supercomputer", frozenset({"civil", "supercomputer"})),
        ("end_uses", "[civil]", frozenset({"civil"})),
        ("end_uses", "none", frozenset()),
        ("end_uses", [], frozenset()),
        ("party_lists", "US.EAR.744.11", IdSet(frozenset({"US.EAR.744.11"}))),
        ("placed_on_market", "2026-03-01T12:00:00", dt.date(2026, 3, 1)),
        ("placed_on_market", dt.datetime(2026, 3, 1, 12), dt.date(2026, 3, 1)),
        ("placed_on_market", "2026-03-01 to 2026-03-05", Interval(dt.date(2026, 3, 1), dt.date(2026, 3, 5))),
        ("listed_owner_shares", "30; 25.5", (D(30), D("25.5"))),
    ],
)
def test_what_a_cell_says(fact: str, cell: object, value: Value | None) -> None:
    assert read_cell(CORPUS.vocabulary, fact, ColumnSpec(fact), cell) == value


@pytest.mark.parametrize(
    ("fact", "cell"),
    [
        ("physical_qubits", "> 5"), ("physical_qubits", "-1"), ("physical_qubits", "1,000"), ("physical_qubits", "20 to 10"),
        ("physical_qubits", "=1+1"), ("physical_qubits", True), ("datacenter_marketed", "maybe"), ("datacenter_marketed", 2),
        ("destination", "Singapore"), ("end_uses", "civil;;"), ("end_uses", "civil, supercomputer"),
        ("base_temperature_k", "5 kg"), ("placed_on_market", "01.03.2026"), ("item_kind", "thing"),
        ("processing_rates", "[{"), ("party_lists", "=A1"),
        ("cnot_error", "1" * 20_000), ("base_temperature_k", "2 K to 3"), ("physical_qubits", [1]), ("destination", b"SG"),
    ],
)  # fmt: skip
def test_what_no_cell_says(fact: str, cell: object) -> None:
    with pytest.raises((AcquisError, CellError)):
        read_cell(CORPUS.vocabulary, fact, ColumnSpec(fact), cell)


def test_a_long_row_of_spaces_takes_no_time() -> None:
    with pytest.raises(AcquisError):
        read_cell(CORPUS.vocabulary, "cnot_error", ColumnSpec("cnot_error"), "1" + " " * 9_000 + "x")


def read(corpus: Corpus, frame: pl.DataFrame) -> tuple[dict[str, list[Value | None]], Problems]:
    """The values of a table, and its problems."""
    plan = make_plan(corpus.vocabulary, frame.columns, on=dt.date(2026, 3, 1))
    screening = Screening(corpus, [source.fact for source in plan.sources], ["US"])
    problems = Problems()
    codes = Reader(corpus.vocabulary, plan, screening.columns).codes(frame, problems)
    return {name: [screening.columns[name].values[code] for code in found] for name, found in codes.items()}, problems


NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([1e-4, 1e-3, 34.0, 99.0, 100.0, -1.0, 1600.0, 4800.0, 0.1 + 0.2]),
)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_numbers_in_bulk_are_those_of_the_gate(numbers: list[float]) -> None:
    """As doubles, as text, and one by one: the same class, or refused."""
    screening = Screening(CORPUS, ["cnot_error"], ["US"])
    column = screening.columns["cnot_error"]
    for series in (pl.Series(numbers, dtype=pl.Float64), pl.Series([repr(x) for x in numbers])):
        plan = make_plan(CORPUS.vocabulary, ["cnot_error"], on=dt.date(2026, 3, 1))
        problems = Problems()
        codes = Reader(CORPUS.vocabulary, plan, screening.columns).codes(series.alias("cnot_error").to_frame(), problems)
        for i, number in enumerate(numbers):
            try:
                code = column.code(CORPUS.vocabulary.read("cnot_error", number))
            except AcquisError:
                assert i in problems.by_row
            else:
                assert i not in problems.by_row
                assert codes["cnot_error"][i] == code


ENDS = st.one_of(st.none(), st.sampled_from([0.0, 1e-5, 1e-4, 5e-4, 1e-3, 0.5, 1.0, -1.0]))


@given(st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=8), st.booleans())
def test_intervals_in_bulk_are_those_of_the_gate(pairs: list[tuple[float | None, float | None]], text: bool) -> None:
    frame = pl.DataFrame(
        {"cnot_error_low": [p[0] for p in pairs], "cnot_error_high": [p[1] for p in pairs]},
        schema={"cnot_error_low": pl.Float64, "cnot_error_high": pl.Float64},
    )
    values, problems = read(CORPUS, frame.cast(pl.String) if text else frame)
    column = Screening(CORPUS, ["cnot_error"], ["US"]).columns["cnot_error"]
    for i, (low, high) in enumerate(pairs):
        ends = {end: x for end, x in (("low", low), ("high", high)) if x is not None}
        try:
            value = CORPUS.vocabulary.read("cnot_error", ends) if ends else None
        except AcquisError:
            assert i in problems.by_row
        else:
            assert i not in problems.by_row
            assert values["cnot_error"][i] == column.values[column.code(value)]


def test_types_of_columns() -> None:
    frame = pl.DataFrame(
        {
            "cnot_error": pl.Series([0.001, None], dtype=pl.Float32),
            "physical_qubits": pl.Series([2**63, 34], dtype=pl.UInt64),
            "destination": pl.Series(["SG", "CN"], dtype=pl.Categorical),
            "base_temperature_k": pl.Series(["0.015", None]).cast(pl.Decimal(10, 3)),
            "datacenter_marketed": [True, None],
            "end_uses": [["civil"], None],
        }
    )
    values, problems = read(CORPUS, frame)
    assert not problems.by_row
    assert values["cnot_error"] == [D("0.001"), None]
    assert values["destination"] == ["SG", "CN"]
    assert values["datacenter_marketed"] == [True, None]
    assert values["end_uses"] == [frozenset({"civil"}), None]
    assert values["physical_qubits"][1] == D(34)
    assert values["base_temperature_k"][1] is None


def test_single_precision_is_what_was_written() -> None:
    """0.0001 as a float is above 1e-4 as a double; it was meant as 1e-4."""
    values, _ = read(CORPUS, pl.DataFrame({"cnot_error": np.array([0.0001], dtype=np.float32)}))
    assert values["cnot_error"] == [D("0.0001")]
