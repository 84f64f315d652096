"""Sums over transfers: exact, by the calendar, and decided by the law."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from acquis.conditions import nodes as n
from acquis.conditions.truth import compile_value
from acquis.law import Layer, load_corpus
from acquis.law.evaluation import Evaluation
from acquis.screening.lots import find_lots
from acquis.screening.sums import HIGH, LOW, SumError, contributions, distinct_in_windows, exact, sum_rules, totals, window_sums

KIND = pl.Decimal(38, 12)
DAYS = st.dates(dt.date(2023, 11, 1), dt.date(2024, 7, 31))
KILOS = st.decimals(0, 5, places=9)
ROWS = st.lists(st.tuples(st.sampled_from(["a", "b"]), DAYS, KILOS), min_size=1, max_size=25)


def frame(rows: list[tuple[str, dt.date, Decimal]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"by": pl.String, "day": pl.Date, "kg": KIND}, orient="row")


@given(ROWS, st.sampled_from([1, 3, 12]))
def test_windows_are_those_of_the_law(rows: list[tuple[str, dt.date, Decimal]], months: int) -> None:
    found = window_sums(frame(rows), ["by"], "day", "kg", months)
    within = compile_value(n.Window("shipments", n.Fact("kg"), "day", months))
    for group in {by for by, *_ in rows}:
        records = tuple({"day": day, "kg": kg} for by, day, kg in rows if by == group)
        ours = [w for w, (by, *_) in zip(found["window"], rows, strict=True) if by == group]
        assert max(ours) == within({"shipments": records})


@given(ROWS)
def test_totals_are_those_of_plain_addition(rows: list[tuple[str, dt.date, Decimal]]) -> None:
    table = frame(rows).select("by", "day", pl.col("kg").alias(LOW), pl.col("kg").alias(HIGH))
    found = totals(table, ["by"], "day", "calendar_year", [LOW]).rows()
    for (by, day, kg), (low, high, lots, unsaid, routes) in zip(rows, found, strict=True):
        same = [(d, k) for b, d, k in rows if b == by and d.year == day.year]
        assert unsaid == 0
        assert routes == len({k for d, k in same if d <= day})
        assert low == kg + sum(k for d, k in same if d < day)
        assert high == sum(k for d, k in same if d <= day)
        assert lots == sum(d <= day for d, _ in same)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, dt.date, Decimal]], random: Any) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    plain = window_sums(frame(rows), ["by"], "day", "kg", 3)["window"].to_list()
    other = window_sums(frame([rows[k] for k in order]), ["by"], "day", "kg", 3)["window"].to_list()
    assert [plain[k] for k in order] == other


def test_what_is_not_known_leaves_the_sum_open() -> None:
    table = pl.DataFrame({"by": ["x", "x", None], "day": [dt.date(2026, 1, k) for k in (1, 2, 3)], "tpp": [10.0, None, 7.0]})
    table = table.hstack(contributions(table, "tpp", None))
    found = totals(table, ["by"], "day", "calendar_year").rows()
    assert found == [(10, 10, 1, 0, 1), (10, None, 2, 1, 1), (7, 7, 1, 0, 1)]


def test_rows_without_a_day_are_in_no_sum_but_their_own() -> None:
    table = pl.DataFrame({"by": ["x", "x"], "day": [dt.date(2026, 1, 1), None], LOW: [Decimal(1)] * 2, HIGH: [Decimal(1)] * 2})
    assert totals(table, ["by"], "day", "calendar_year")["lots"].to_list() == [1, 1]


@given(st.lists(st.integers(0, 4), max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6))
def test_different_values_in_windows(values: list[int], ends: list[tuple[int, int]]) -> None:
    firsts = sorted(min(pair) for pair in ends)
    lasts = sorted(min(max(pair), len(values)) for pair in ends)
    windows = [(first, last) for first, last in zip(firsts, lasts, strict=True) if first <= last]
    assert distinct_in_windows(values, windows) == [len(set(values[first:last])) for first, last in windows]


def test_another_kind_of_item_adds_nothing_and_units_multiply() -> None:
    table = pl.DataFrame({"item_kind": ["chip", "laser", None], "tpp": ["0.1", None, None], "n": [3, 2, 1]})
    found = contributions(table, "tpp", "n", ["chip"])
    assert found.rows() == [(Decimal("0.3"), Decimal("0.3")), (0, 0), (0, None)]


@pytest.mark.parametrize("cell", ["many", "-1", "0.1234567890123", "1e-13", "9" * 40])
def test_numbers_that_cannot_be_added_exactly_are_refused(cell: str) -> None:
    with pytest.raises(SumError, match="exactly"):
        exact(pl.DataFrame({"x": ["1", cell]}), "x")


def test_rules_name_facts_of_the_vocabulary() -> None:
    corpus = load_corpus()
    for rule in sum_rules():
        definition = corpus.vocabulary[rule.fact]
        assert set(rule.fields) <= set(definition.fields)
        for name in rule.needs:
            assert name == "consignee" or name in corpus.vocabulary.definitions


def nuclear(kilos: list[float], days: list[dt.date], to: str = "DE") -> pl.DataFrame:
    count = len(kilos)
    return pl.DataFrame(
        {
            "item_kind": ["nuclear_material"] * count,
            "exported_from": ["CH"] * count,
            "destination": [to] * count,
            "effective_kg": kilos,
            "day": days,
            "route": [("sea", "air")[k % 2] for k in range(count)],
        },
        schema_overrides={"effective_kg": pl.Float64, "day": pl.Date},
    )


def test_small_shipments_to_one_state_within_three_months() -> None:
    days = [dt.date(2026, 1, 31), dt.date(2026, 3, 1), dt.date(2026, 4, 30), dt.date(2026, 5, 1)]
    found = find_lots(load_corpus(), nuclear([0.6, 0.3, 0.2, 0.1], days), ["INT"], routes=["route"])
    notice = [lot for lot in found.lots if lot.provision == "INT.IAEA.153.92"]
    assert [lot.row for lot in notice] == [1, 2, 3]
    assert {(lot.alone, lot.together, lot.low, lot.lots, lot.routes) for lot in notice} == {
        ("does not hold", "holds", Decimal("1.1"), 3, 2)
    }
    late = nuclear([0.6, 0.3, 0.2], [days[0], days[1], dt.date(2026, 5, 1)])
    assert not find_lots(load_corpus(), late, ["INT"]).lots


def test_a_sum_at_the_limit_and_a_lot_bound_alone_are_no_split() -> None:
    days = [dt.date(2026, 1, 1)] * 2
    law = ["INT"]
    provisions = {lot.provision for lot in find_lots(load_corpus(), nuclear([0.6, 0.4], days), law).lots}
    assert "INT.IAEA.153.92" not in provisions
    assert not find_lots(load_corpus(), nuclear([5.0, 0.4], days), law).lots


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(st.dates(dt.date(2025, 1, 1), dt.date(2025, 9, 30)), st.decimals("0.05", "1.2", places=2)), max_size=9))
def test_lots_are_those_that_single_cases_say(rows: list[tuple[dt.date, Decimal]]) -> None:
    """The duty holds for the whole list of small shipments exactly when some of them are found."""
    corpus = load_corpus()
    small = [(day, kg) for day, kg in rows if kg < 1]
    facts: dict[str, Any] = {
        "item_kind": "nuclear_material",
        "shipments": tuple({"date": day, "effective_kg": kg} for day, kg in small),
    }
    evaluation = Evaluation(corpus.on(dt.date(2025, 6, 1), "INT"), facts)
    notice = next(i for i, p in enumerate(evaluation.snapshot.provisions) if p.id == "INT.IAEA.153.92")
    table = nuclear([float(kg) for _, kg in rows], [day for day, _ in rows])
    found = {lot.provision for lot in find_lots(corpus, table, ["INT"]).lots}
    assert ("INT.IAEA.153.92" in found) is evaluation.truth(notice)


def test_yearly_performance_of_chips_to_one_consignee() -> None:
    table = pl.DataFrame(
        {
            "item_kind": ["integrated_circuit"] * 4,
            "tpp": [15824] * 4,
            "quantity": [1000, 600, 200, 1000],
            "consignee": ["Acme  Ltd", "ACME LTD", "acme ltd", "Other"],
            "day": [dt.date(2025, 3, 1), dt.date(2025, 4, 1), dt.date(2025, 9, 1), dt.date(2025, 9, 1)],
            "destination": ["IN"] * 4,
            "exported_from": ["US"] * 4,
            "act": ["export"] * 4,
            "datacenter_marketed": [True] * 4,
            "route": ["a", "b", "c", "a"],
        }
    )
    found = find_lots(load_corpus(), table, ["US"], Layer.CODIFIED, routes=["route"])
    closed = [lot for lot in found.lots if lot.provision == "US.EAR.740.29"]
    assert [(lot.row, lot.low, lot.routes) for lot in closed] == [(3, Decimal(15824 * 1800), 3)]
    assert (closed[0].alone, closed[0].together) == ("not known", "does not hold")
    assert any("Sums are those of this table" in note for note in found.notes)
