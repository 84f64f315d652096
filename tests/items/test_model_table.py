"""The shipped table of models: training compute with its bounds, and no fact that the table does not settle."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from acquis.items import Item, ItemError, list_models, model
from acquis.items.model_table import FACTORS, FILE
from acquis.items.shipped import table

ROWS = {row["Model"]: row for row in table(FILE).rows}


def bounds(item: Item) -> tuple[Decimal, Decimal]:
    value = item.reading("with_bounds").facts["training_ops"]
    assert isinstance(value, dict)
    assert isinstance(value["low"], Decimal)
    assert isinstance(value["high"], Decimal)
    return value["low"], value["high"]


def codes(item: Item) -> set[str]:
    return {defect.partition(":")[0] for defect in item.defects}


def test_every_row_has_training_compute() -> None:
    assert len(list_models()) == len(set(list_models())) == 529
    assert all(row["Training compute (FLOP)"] for row in ROWS.values())


def test_every_model_is_read() -> None:
    for item in map(model, list_models()):
        estimate = item.reading("point_estimate").facts["training_ops"]
        low, high = bounds(item)
        assert isinstance(estimate, Decimal)
        assert low < estimate < high, item.id
        assert [reading.name for reading in item.readings if reading.legal_quantity] == ["with_bounds"]
        json.dumps(item.to_dict())


def test_nothing_is_guessed() -> None:
    """Parameters are total, data sets mix units, a date of publication is no date of placing on a market."""
    given = {fact for name in list_models() for fact in model(name).common}
    assert given == {"item_kind", "published", "open_source_licence"}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("Llama 3.1 405B", "1.26666e25", "1.14e26"),
        ("Grok 4", "1.66666e25", "1.5e28"),
        ("DeepSeek-V3", "1.1e24", "9.9e24"),
        ("GPT-5", "2e25", "2e26"),
        ("GPT-4 Mar 2023", "8.2e24", "4.4e25"),
    ],
)
def test_the_bounds(name: str, low: str, high: str) -> None:
    assert bounds(model(name)) == (Decimal(low), Decimal(high))


def test_bounds_are_rounded_outward() -> None:
    item = model("Llama 3.1-405B")
    low, high = bounds(item)
    assert low * FACTORS["Confident"] <= Decimal("3.8e25") <= high / FACTORS["Confident"]


def test_digits_of_binary_arithmetic_are_rounded_off() -> None:
    assert ROWS["Grok 4"]["Training compute (FLOP)"] == "5.0000000000001e+26"
    assert model("Grok 4").reading("point_estimate").facts["training_ops"] == Decimal("5e26")


def test_an_interval_that_the_estimator_states_goes_before_the_word() -> None:
    assert "the estimator itself states" in model("GPT-5").reading("with_bounds").what_it_is
    assert "'Confident' stands for: a factor of 3" in model("Llama 3.1-405B").reading("with_bounds").what_it_is


@pytest.mark.parametrize(
    ("access", "facts"),
    [
        ("Unreleased", {"published": False, "open_source_licence": False}),
        ("API access", {"published": False, "open_source_licence": False}),
        ("Hosted access (no API)", {"published": False, "open_source_licence": False}),
        ("Open weights (non-commercial)", {"open_source_licence": False}),
        ("Open weights (restricted use)", {"open_source_licence": False}),
        ("Open weights (unrestricted)", {"published": True}),
        ("", {}),
    ],
)
def test_access_says_only_what_its_words_settle(access: str, facts: dict[str, bool]) -> None:
    name = next(name for name, row in ROWS.items() if row["Model accessibility"] == access)
    assert model(name).common == {"item_kind": "ai_model", **facts}


def test_later_training_that_is_more_than_the_whole_is_a_contradiction() -> None:
    assert "contradiction" in codes(model("UnifiedQA"))
    assert "later_training" in codes(model("DeepSeek-R1"))


def test_an_ambiguous_name_lists_the_candidates() -> None:
    with pytest.raises(ItemError) as error:
        model("GPT-4")
    assert "GPT-4 (Mar 2023)" in str(error.value.way_out)
