"""Total processing performance from rates: sparse rates never count, and rates that may be two units give an interval."""

from __future__ import annotations

import datetime as dt

import pytest

from acquis.conditions.values import show
from acquis.law import Corpus, determine

REGIMES = ("US", "EU", "UK")

RATES = {
    "one rate a bit length: exact": ([{"tops": 312, "bits": 16}, {"tops": 624, "bits": 8}], "4992"),
    "two rates of one bit length may be two units": ([{"tops": 200, "bits": 16}, {"tops": 200, "bits": 16}], "3200 to 6400"),
    "the same, units told apart": (
        [{"tops": 200, "bits": 16, "unit": 1}, {"tops": 200, "bits": 16, "unit": 2}],
        "6400",
    ),
    "a sparse rate beside a dense one that does not say so": (
        [{"tops": 400, "bits": 16}, {"tops": 800, "bits": 16, "sparse": True}],
        "6400",
    ),
    "only a sparse rate is known": ([{"tops": 800, "bits": 16, "sparse": True}], None),
}


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize(("rates", "expected"), RATES.values(), ids=RATES)
def test_processing_performance(corpus: Corpus, regime: str, rates: list[dict[str, object]], expected: str | None) -> None:
    facts = corpus.vocabulary.read_all(
        {"item_kind": "integrated_circuit", "digital_processing_unit": True, "processing_rates": rates, "act": "export"}
    )
    result = determine(corpus, facts, dt.date(2026, 9, 1), [regime])[regime]
    derived = result.derived.get("tpp")
    assert (None if derived is None else show(derived)) == expected
