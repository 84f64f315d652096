"""The gate through which values enter: units are exact, what is not known stays unknown, what is wrong is named."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions import IdSet, Interval, compile_value
from acquis.conditions.parse import parse_expression
from acquis.law import Corpus, FactError, Vocabulary
from acquis.law.vocabulary_file import read_vocabulary
from tests.law import small


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    vocabulary, errors = read_vocabulary(small.write(tmp_path_factory.mktemp("words")) / "facts.yaml")
    assert vocabulary is not None
    assert not errors
    return vocabulary


def refused(vocabulary: Vocabulary, name: str, raw: object) -> str:
    with pytest.raises(FactError) as caught:
        vocabulary.read(name, raw)
    assert caught.value.field == name
    assert caught.value.way_out
    assert str(caught.value).isprintable()
    return str(caught.value)


# Units ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    ["600 uW", "600uW", "600 µW", "600 μW", " 600  uW ", "0.6 mW", "6e-4 W", "6E-7 kW", "0.0006 J/s", "0.0006", 0.0006, "6e-4"],
)
def test_one_power_in_many_spellings_is_one_number(words: Vocabulary, raw: object) -> None:
    assert words.read("power", raw) == Decimal("0.0006")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("cooling_hours", "30 min", "0.5"),
        ("cooling_hours", "1 d", "24"),
        ("base_temperature_k", "15 mK", "0.015"),
        ("base_temperature_k", "540 degR", "300"),
        ("window_diameter_inch", "2.54 cm", "1"),
        ("cnot_error", "0.1 %", "0.001"),
        ("cnot_error", "0.1%", "0.001"),
        ("cnot_error", "1000 ppm", "0.001"),
        ("frequency_max_ghz", "4.5e9 Hz", "4.5"),
    ],
)
def test_units_of_the_law_are_exact(corpus: Corpus, name: str, raw: str, value: str) -> None:
    assert corpus.vocabulary.read(name, raw) == Decimal(value)


def test_what_has_no_finite_decimal_is_close(corpus: Corpus) -> None:
    got = corpus.vocabulary.read("cooling_hours", "20 min")
    assert isinstance(got, Decimal)
    assert abs(3 * got - 1) < Decimal("1e-30")


@given(st.decimals(0, 10**6, allow_nan=False, places=9))
def test_a_unit_moves_the_point_and_nothing_else(corpus: Corpus, value: Decimal) -> None:
    assert corpus.vocabulary.read("cooling_power_4k2_w", f"{value:f} mW") == value.scaleb(-3)


@pytest.mark.parametrize("raw", ["600 K", "600 W/s", "600 foo", "600 UW", "600 W W", "1 dBm", "600 %"])
def test_a_unit_of_another_kind_is_refused(words: Vocabulary, raw: str) -> None:
    assert re.search("is not a unit that can be read as W .a number in W", refused(words, "power", raw))


@pytest.mark.parametrize("raw", ["25 degC", "25 celsius", "77 degF"])
def test_degrees_that_do_not_start_at_zero_are_refused(corpus: Corpus, raw: str) -> None:
    assert "does not start at zero; write the value in K" in refused(corpus.vocabulary, "base_temperature_k", raw)


def test_a_fact_without_unit_takes_none(words: Vocabulary) -> None:
    assert "pieces has no unit" in refused(words, "pieces", "3 kg")


FORMULAS = ["W**9**9**9", "W^(9^9^9)", "W(", "W)", "W/0", "W**(1/0)", "W if W else W", "W[0]", "W()", "__import__", "W⁹⁹⁹⁹⁹⁹",
            "lambda", "W W W W W W W W", "W" * 60, "W" + " " * 10_000 + "!"]  # fmt: skip


@pytest.mark.parametrize("unit", FORMULAS)
def test_a_unit_is_a_unit_and_no_formula(words: Vocabulary, unit: str) -> None:
    refused(words, "power", f"1 {unit}")


@given(st.text("0123456789. eE+-*/^%WKmkusJpidegF²_()", max_size=20))
def test_any_text_is_a_number_or_an_error(corpus: Corpus, text: str) -> None:
    try:
        value = corpus.vocabulary.read("cooling_power_4k2_w", text)
    except FactError:
        return
    assert isinstance(value, Decimal)
    assert value.is_finite()


# Numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [None, float("nan"), "nan", "NaN", Decimal("nan"), "-nan"])
def test_not_a_number_is_unknown(words: Vocabulary, raw: object) -> None:
    assert words.read("power", raw) is None
    assert "power" not in words.read_all({"power": raw})


@pytest.mark.parametrize("raw", [float("inf"), float("-inf"), "inf", "Infinity", Decimal("-Infinity"), {"low": float("inf")}])
def test_infinity_is_refused(words: Vocabulary, raw: object) -> None:
    assert "leave the end of the interval open" in refused(words, "power", raw)


@pytest.mark.parametrize("raw", ["abc", "", " ", "1,5", "1/1000", "0.001 ± 0.0001", "0x1F", [1], [], "1e-3 e-3"])
def test_text_that_is_no_number_is_an_error(words: Vocabulary, raw: object) -> None:
    assert "is not a" in refused(words, "power", raw)


def test_a_truth_is_no_number(words: Vocabulary) -> None:
    assert "a truth value is not a number" in refused(words, "power", True)
    assert "1 is neither true nor false" in refused(words, "marked", Decimal(1))
    assert "'true' is neither true nor false" in refused(words, "marked", "true")


def test_numbers_keep_to_their_range(words: Vocabulary) -> None:
    assert words.read("power", 0) == 0
    assert "-1 is below 0" in refused(words, "power", -1)
    assert "-0.001 is below 0" in refused(words, "power", "-1 mW")
    assert "100.1 is above 100" in refused(words, "shares", [100, 100.1])
    assert "below 0" in refused(words, "power", {"low": -1, "high": 1})


def test_a_count_is_whole(words: Vocabulary) -> None:
    assert words.read("pieces", "3.0") == 3
    assert "1.5 is not a whole number" in refused(words, "pieces", 1.5)
    assert "0.5 is not a whole number" in refused(words, "pieces", {"low": 0.5, "high": 2})


def test_a_number_without_end_is_refused(words: Vocabulary) -> None:
    assert "too many digits" in refused(words, "power", "9" * 1000)
    assert "too many digits" in refused(words, "power", "1e500")


def test_single_precision_is_read_as_it_was_written(words: Vocabulary) -> None:
    numpy = pytest.importorskip("numpy")
    assert words.read("power", numpy.float32(0.001)) == Decimal("0.001")
    assert words.read("power", numpy.float64(0.1)) == Decimal("0.1")
    assert words.read("pieces", numpy.int64(127)) == 127
    assert words.read("power", numpy.float32("nan")) is None


def test_a_double_is_read_by_its_shortest_text(words: Vocabulary) -> None:
    assert words.read("power", 0.1) == Decimal("0.1")
    assert words.read("power", 0.1 + 0.2) == Decimal("0.30000000000000004")


# Intervals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"low": 1, "high": 2}, Interval(Decimal(1), Decimal(2))),
        ({"low": "1 mW", "high": "2 mW"}, Interval(Decimal("0.001"), Decimal("0.002"))),
        ({"low": 5}, Interval(Decimal(5), None)),
        ({"high": 5}, Interval(Decimal(0), Decimal(5))),  # the range of the fact is known
        ({"low": None, "high": None}, Interval(Decimal(0), None)),
        ({"low": 5, "high": 5.0}, Decimal(5)),
        ({"low": float("nan"), "high": 5}, Interval(Decimal(0), Decimal(5))),
    ],
)
def test_intervals(words: Vocabulary, raw: object, value: object) -> None:
    assert words.read("power", raw) == value


def test_an_interval_of_days(words: Vocabulary) -> None:
    low, high = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
    assert words.read("received", {"low": "2026-01-01", "high": high}) == Interval(low, high)
    assert words.read("received", {"low": low}) == Interval(low, None)
    assert words.read("received", {"low": low, "high": low}) == low
    assert "is empty" in refused(words, "received", {"low": high, "high": low})
    assert "keys low and high" in refused(words, "received", {"from": low})


@pytest.mark.parametrize("raw", [{"low": 2, "high": 1}, {"low": "2 mW", "high": "1 mW"}])
def test_an_empty_interval_is_refused(words: Vocabulary, raw: object) -> None:
    assert "is empty" in refused(words, "power", raw)


@pytest.mark.parametrize("raw", [{}, {"lo": 1}, {"low": 1, "high": 2, "mean": 1.5}, {"low": [1]}, {"low": {"low": 1}}])
def test_an_interval_has_two_ends(words: Vocabulary, raw: object) -> None:
    refused(words, "power", raw)


# Words, days and sets -------------------------------------------------------------------------------------------------


def test_an_unknown_fact_has_a_suggestion(words: Vocabulary, corpus: Corpus) -> None:
    assert "there is no fact 'powr' (did you mean power?)" in refused(words, "powr", 1)
    assert "there is no fact 'zzz' (acquis facts lists them all)" in refused(words, "zzz", 1)
    assert "did you mean physical_qubits" in refused(corpus.vocabulary, "physical_qubit", 156)
    with pytest.raises(FactError, match="powr"):
        words.read_all({"power": 1, "powr": 1})


@pytest.mark.parametrize("raw", ["Machine", "engine", "", "machine ", "machine\n", 1.5, True, ["machine"], {"a": 1}])
def test_a_code_is_one_of_its_list(words: Vocabulary, raw: object) -> None:
    assert "(one of machine, part)" in refused(words, "item_kind", raw)


@pytest.mark.parametrize(("raw", "value"), [("SG", "SG"), ("sg", "SG"), ("NO", "NO")])
def test_countries_are_two_capital_letters(words: Vocabulary, raw: str, value: str) -> None:
    assert words.read("destination", raw) == value


@pytest.mark.parametrize("raw", ["Singapore", "S", "SGP", "S1", "", "ＳＧ", "S\x07", False])
def test_what_is_no_country_is_refused(words: Vocabulary, raw: object) -> None:
    assert "two capital letters" in refused(words, "destination", raw)


def test_words_have_no_control_characters(words: Vocabulary) -> None:
    assert "\\x1b[31m" in refused(words, "item_kind", "\x1b[31m")
    assert "control characters" in refused(words, "lists", ["XX.\u202eA"])
    assert "too long" in refused(words, "lists", ["X" * 501])


@pytest.mark.parametrize("raw", ["2026-02-30", "yesterday", "2026-13-01", "26-01-01", 5, [], True])
def test_an_impossible_day_is_refused(words: Vocabulary, raw: object) -> None:
    assert "is not a day; write YYYY-MM-DD" in refused(words, "received", raw)


def test_sets(words: Vocabulary) -> None:
    assert words.read("uses", ["civil", "civil"]) == frozenset({"civil"})
    assert words.read("uses", []) == frozenset()
    assert words.read("transit", ["sg", "MY"]) == frozenset({"SG", "MY"})
    assert "'civil' is not a list" in refused(words, "uses", "civil")
    assert "'other' is not a code of uses" in refused(words, "uses", ["civil", "other"])


def test_records(words: Vocabulary) -> None:
    read = words.read("parts", [{"mass": "2", "spare": True}, {"mass": {"low": 1, "high": 2}, "spare": None}])
    assert read == ({"mass": Decimal(2), "spare": True}, {"mass": Interval(Decimal(1), Decimal(2))})
    assert "has no field 'weight'" in refused(words, "parts", [{"weight": 1}])
    assert "5 is not a record" in refused(words, "parts", [Decimal(5)])
    assert "5 is not a list" in refused(words, "parts", Decimal(5))
    assert "neither true nor false" in refused(words, "parts", [{"spare": 1}])


def test_a_number_of_a_list_that_is_not_known_leaves_the_whole_open(words: Vocabulary) -> None:
    total = compile_value(parse_expression("sum(shares, value)"))
    assert total(words.read_all({"shares": [30, "20 %"]})) == 50
    assert total(words.read_all({"shares": []})) == 0
    assert total(words.read_all({"shares": [30, float("nan")]})) is None
    assert total(words.read_all({"shares": [30, None]})) is None
    assert total(words.read_all({})) is None


# Sets of ids ----------------------------------------------------------------------------------------------------------


def has(facts: dict[str, Any], name: str, item: str) -> bool | None:
    value = facts[name]
    assert isinstance(value, IdSet)
    return value.has(item)


def test_a_classification_is_complete_for_the_regimes_that_it_names(words: Vocabulary) -> None:
    facts = words.read_all({"entry": ["XX.L.3.a"]})
    assert has(facts, "entry", "XX.L.3.a") is True
    assert has(facts, "entry", "XX.L.3") is True, "an ancestor"
    assert has(facts, "entry", "XX") is True
    assert has(facts, "entry", "XX.L.3.a.i") is None, "which paragraph is not said"
    assert has(facts, "entry", "XX.L.3.ab") is False, "no descendant, though it begins so"
    assert has(facts, "entry", "XX.L.4") is False
    assert has(facts, "entry", "YY.L.1") is None, "another regime"


def test_classified_under_adds_regimes_in_which_there_is_no_entry(words: Vocabulary) -> None:
    facts = words.read_all({"entry": ["XX.L.3.a"], "classified_under": ["YY"]})
    assert has(facts, "entry", "XX.L.3") is True
    assert has(facts, "entry", "XX.L.4") is False
    assert has(facts, "entry", "YY.L.1") is False


def test_classified_under_alone_says_that_there_is_no_entry(words: Vocabulary) -> None:
    for raw in ({"classified_under": ["XX"]}, {"classified_under": ["XX"], "entry": []}):
        facts = words.read_all(raw)
        assert has(facts, "entry", "XX.L.3") is False
        assert has(facts, "entry", "YY.L.1") is None


def test_an_empty_set_is_knowledge_everywhere(words: Vocabulary) -> None:
    for name in ("entry", "lists"):
        facts = words.read_all({name: []})
        assert has(facts, name, "XX.L.1") is False
        assert has(facts, name, "YY.L.1") is False


def test_a_set_of_all_ids_is_complete_for_every_regime(words: Vocabulary) -> None:
    facts = words.read_all({"lists": ["XX.A"]})
    assert has(facts, "lists", "YY.B") is False
    assert has(facts, "lists", "XX.A.1") is None


def test_facts_put_together_from_parts_are_as_if_read_at_once(words: Vocabulary) -> None:
    first: dict[str, object] = {"entry": ["XX.L.3.a"], "power": {"low": 1, "high": 2}}
    second: dict[str, object] = {"classified_under": ["YY"], "marked": True}
    together = words.read_all({**first, **second})
    assert words.read_all(second, words.read_all(first)) == together
    assert words.read_all(first, words.read_all(second)) == together
    assert words.read_all({}, together) == together
    assert words.read_all({"power": "1.5 W"}, together)["power"] == Decimal("1.5")
    assert "marked" not in words.read_all({"marked": None}, together)


def test_results_are_computed_and_not_given(corpus: Corpus) -> None:
    computed = [name for name, definition in corpus.vocabulary.definitions.items() if definition.computed_only]
    for name in computed[:3]:
        assert "computed from other facts" in refused(corpus.vocabulary, name, 1)


# The file -------------------------------------------------------------------------------------------------------------

FACT = "{name: x, type: bool, meaning: m, question: q, section: s}"


@pytest.mark.parametrize(
    ("fact", "line", "says"),
    [
        (FACT, 3, "x stands twice"),
        ("{name: X, type: bool, meaning: m, question: q, section: s}", 3, "should match pattern"),
        ("{name: y, type: truth, meaning: m, question: q, section: s}", 3, "Input should be 'bool'"),
        ("{name: y, type: bool, meaning: m, section: s}", 3, "Field required"),
        ("{name: y, type: bool, meaning: m, question: q, section: s, kind: z}", 3, "Extra inputs are not permitted"),
        ("{name: y, type: code, meaning: m, question: q, section: s}", 3, "y has no codes"),
        ("{name: y, type: codes, codes_of: x, meaning: m, question: q, section: s}", 3, "x has no codes"),
        ("{name: y, type: codes, codes_of: nope, meaning: m, question: q, section: s}", 3, "nope has no codes"),
    ],
)
def test_an_error_in_the_vocabulary_is_at_its_line(tmp_path: Path, fact: str, line: int, says: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(f"facts:\n  - {FACT}\n  - {fact}\n")
    _, errors = read_vocabulary(path)
    assert any(says in str(error) for error in errors)
    for error in errors:
        assert (error.file, error.line) == (str(path), line)
        assert error.field
        assert error.way_out


def test_an_item_kind_that_is_none_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(small.FACTS + "  - {name: odd, type: bool, item_kinds: [engine], meaning: m, question: q, section: s}\n")
    _, errors = read_vocabulary(path)
    assert len(errors) == 1
    assert "'engine' is not an item kind" in str(errors[0])
    assert errors[0].way_out


def test_codes_can_be_borrowed(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(small.FACTS + "  - {name: host, type: codes, codes_of: item_kind, meaning: m, question: q, section: s}\n")
    vocabulary, errors = read_vocabulary(path)
    assert not errors
    assert vocabulary is not None
    assert vocabulary.read("host", ["machine"]) == frozenset({"machine"})


def test_every_fact_of_the_law_can_be_asked_for(corpus: Corpus) -> None:
    for name, definition in corpus.vocabulary.definitions.items():
        assert definition.meaning
        assert definition.computed_only or definition.question.endswith(("?", ".")), name
