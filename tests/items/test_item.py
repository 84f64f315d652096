"""Items, and the gate through which numbers come in."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.items import Evidence, Item, ItemError, Reading, list_qpus, qpu
from acquis.items.values import clean_name, decimal_from_number, decimal_from_text, error_rate, mean, median

D = Decimal


def item() -> Item:
    return Item(
        id="x",
        name="X",
        provider="Example",
        technology="ion",
        date=dt.date(2026, 1, 2),
        common={"physical_qubits": 5, "cnot_error_median": D("0.1")},
        readings=(
            Reading("declared", "as declared", {"cnot_error": {"low": D("0.10"), "high": None}}, "...", legal_quantity=True),
        ),
        evidence=(Evidence("declared", "a letter", "Example", numbers={"eplg": D("0.2")}),),
    )


def test_facts_of_a_reading_stand_beside_the_common_ones() -> None:
    assert item().facts("declared") == {
        "physical_qubits": 5,
        "cnot_error_median": D("0.1"),
        "cnot_error": {"low": D("0.10"), "high": None},
    }


def test_an_unknown_reading_names_those_there_are() -> None:
    with pytest.raises(ItemError, match="readings: declared"):
        item().facts("median")


def test_an_item_is_json_with_decimals_as_text() -> None:
    data = json.loads(json.dumps(item().to_dict()))
    assert data["date"] == "2026-01-02"
    assert data["readings"][0]["facts"] == {"cnot_error": {"low": "0.10", "high": None}}
    assert data["evidence"][0]["numbers"] == {"eplg": "0.2"}


def test_every_item_of_the_table_is_json() -> None:
    for name in list_qpus():
        assert json.loads(json.dumps(qpu(name).to_dict()))["id"] == name


@given(st.decimals(min_value=0, max_value=1, allow_nan=False, allow_infinity=False, places=20))
def test_a_printed_number_keeps_its_digits(number: Decimal) -> None:
    assert str(decimal_from_text(str(number))) == str(number)


@given(st.floats(min_value=0, max_value=1, allow_subnormal=False))
def test_a_double_comes_back_as_itself(number: float) -> None:
    try:
        found = decimal_from_number(number)
    except ItemError:
        assert 0 < number < 1e-300
    else:
        assert found is not None
        assert float(found) == number


@pytest.mark.parametrize("text", ["", "  ", "nan", "NaN"])
def test_nothing_and_nan_are_unknown(text: str) -> None:
    assert decimal_from_text(text) is None


@pytest.mark.parametrize("number", [None, float("nan"), D("NaN")])
def test_no_number_is_unknown(number: object) -> None:
    assert decimal_from_number(number) is None


@pytest.mark.parametrize(
    "text", ["x", "1,5", "0x10", "1_0", "inf", "-Infinity", "\u0661", "sNaN", "1e99999", "1e-99999", "7" * 61]
)
def test_text_that_is_no_number_is_an_error(text: str) -> None:
    with pytest.raises(ItemError):
        decimal_from_text(text)


@pytest.mark.parametrize("number", [True, "x", float("inf"), D("Infinity"), object()])
def test_a_thing_that_is_no_number_is_an_error(number: object) -> None:
    with pytest.raises(ItemError):
        decimal_from_number(number)


@pytest.mark.parametrize("number", ["-0.001", "1.001", "12"])
def test_an_error_rate_lies_between_0_and_1(number: str) -> None:
    with pytest.raises(ItemError, match=r"as 0\.0012"):
        error_rate(D(number))


def test_mean_and_median() -> None:
    assert mean([D("0.1"), D("0.2")]) == D("0.15")
    assert median([D("0.3"), D("0.1"), D("0.2")]) == D("0.2")
    assert median([D("0.4"), D("0.1"), D("0.2"), D("0.3")]) == D("0.25")


def test_a_mean_on_the_limit_stays_on_it() -> None:
    """Whatever precision the caller works with."""
    errors = [D("0.00099999999999999999999999999999999999"), D("0.00100000000000000000000000000000000001")] * 50
    assert mean(errors) == D("0.001")
    assert mean([*errors, D("0.00100000000000000000000000000000000001")]) > D("0.001")


@pytest.mark.parametrize("name", ["", " ", "a\tb", "a\nb", "\x00", "\u202e", "\u200b", "x" * 201])
def test_names_that_could_deceive_are_refused(name: str) -> None:
    with pytest.raises(ItemError) as caught:
        clean_name(name)
    assert str(caught.value).isprintable()
