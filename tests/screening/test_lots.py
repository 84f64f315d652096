"""Lots found by columns are those that the rule, said row by row, finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from acquis.conditions import nodes as n
from acquis.conditions.truth import compile_value
from acquis.conditions.values import Facts, Interval, Truth
from acquis.law import Layer, load_corpus
from acquis.law.evaluation import Evaluation
from acquis.law.outcome import outcome_of
from acquis.screening import lots
from acquis.screening.lots import find_lots
from acquis.screening.sums import SumError

CORPUS = load_corpus()
WORDS = {True: "holds", False: "does not hold", None: "not known"}
QUICK = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
Row = dict[str, Any]


def read(regime: str, layer: Layer, facts: Facts, day: dt.date) -> tuple[dict[str, Truth], str]:
    """Every provision by the engine of single cases, and the outcome."""
    evaluation = Evaluation(CORPUS.on(day, regime, layer), facts)
    provisions = evaluation.snapshot.provisions
    return {p.id: evaluation.truth(i) for i, p in enumerate(provisions) if p.when is not None}, str(outcome_of(evaluation))


def differences(regime: str, layer: Layer, row: Row, fact: str, values: tuple[Any, Any]) -> Iterator[tuple[str, ...]]:
    """What the law says otherwise of a row when the fact has the second value in place of the first."""
    raw = {name: cell for name, cell in row.items() if name in CORPUS.vocabulary.definitions}
    facts = CORPUS.vocabulary.read_all(raw)
    sides = [{**facts, fact: value} if value is not None else facts for value in values]
    (before, outcome), (after, other) = (read(regime, layer, side, row["day"]) for side in sides)
    for provision, truth in before.items():
        if after[provision] is not truth:
            yield provision, WORDS[truth], WORDS[after[provision]], outcome, other


def told(frame: pl.DataFrame, regime: str, layer: Layer) -> list[tuple[Any, ...]]:
    return [
        (lot.row, lot.low, lot.high, lot.lots, lot.open, lot.routes, lot.provision, lot.alone, lot.together,
         lot.outcome_alone, lot.outcome_together)
        for lot in find_lots(CORPUS, frame, [regime], layer, routes=["route"]).lots
    ]  # fmt: skip


CHIPS = st.fixed_dictionaries(
    {
        "day": st.dates(dt.date(2025, 11, 1), dt.date(2026, 2, 28)),
        "consignee": st.sampled_from(["A", "a ", "B", None]),
        "route": st.sampled_from(["x", "y", None]),
        "item_kind": st.sampled_from(["integrated_circuit", "integrated_circuit", "photodetector", None]),
        "tpp": st.sampled_from([1600, 15824, 15824, None]),
        "quantity": st.sampled_from([1, 100, 202, 1500, 15000, None]),
        "destination": st.sampled_from(["IN", "CN", "DE", None]),
        "datacenter_marketed": st.sampled_from([True, True, False, None]),
        "end_uses": st.sampled_from([["civil"], ["supercomputer"], None]),
    }
)
CHIP_TYPES: dict[str, Any] = {
    "day": pl.Date, "consignee": pl.String, "route": pl.String, "item_kind": pl.String, "tpp": pl.Int64, "quantity": pl.Int64,
    "destination": pl.String, "datacenter_marketed": pl.Boolean, "end_uses": pl.List(pl.String), "exported_from": pl.String,
    "act": pl.String,
}  # fmt: skip


def chip_lots(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """The rule for running totals: what each consignee had by the day, in the calendar year."""

    def adds(row: Row) -> tuple[Decimal, Decimal | None]:
        if row["item_kind"] == "photodetector":
            return Decimal(0), Decimal(0)
        if row["tpp"] is None or row["quantity"] is None:
            return Decimal(0), None
        return (each := Decimal(row["tpp"]) * row["quantity"]), each

    def value(low: Decimal, high: Decimal | None) -> Any:
        return low if low == high else Interval(low, high)

    for k, row in enumerate(rows):
        if row["consignee"] is None:
            continue
        name, day = row["consignee"].strip().lower(), row["day"]
        same = [r for r in rows if (r["consignee"] or "").strip().lower() == name and r["day"].year == day.year]
        upto, earlier = ([r for r in same if r["day"] <= last] for last in (day, day - dt.timedelta(days=1)))
        low = adds(row)[0] + sum((adds(r)[0] for r in earlier), Decimal(0))
        highs = [adds(r)[1] for r in upto]
        high = None if None in highs else sum((h for h in highs if h is not None), Decimal(0))
        sums = (low, high, len(upto), highs.count(None), len({r["route"] for r in upto}))
        values = value(*adds(row)), value(low, high)
        for change in differences("US", Layer.CODIFIED, row, "cumulative_tpp_year", values):
            yield (k + 1, *sums, *change)


@QUICK
@given(st.lists(CHIPS, max_size=7))
def test_running_totals_are_judged_as_single_cases(rows: list[Row]) -> None:
    whole = [{**row, "exported_from": "US", "act": "export"} for row in rows]
    frame = pl.DataFrame(whole, schema=CHIP_TYPES)
    assert sorted(told(frame, "US", Layer.CODIFIED), key=str) == sorted(chip_lots(whole), key=str)


SHIPMENTS = st.fixed_dictionaries(
    {
        "day": st.dates(dt.date(2025, 1, 25), dt.date(2025, 6, 5)),
        "exported_from": st.sampled_from(["CH", "CH", "AU"]),
        "destination": st.sampled_from(["DE", "DE", "FR", None]),
        "effective_kg": st.sampled_from([0.2, 0.4, 0.6, 0.6, 0.9, 1.0, 1.1, None]),
        "route": st.sampled_from(["x", "y", None]),
        "act": st.sampled_from(["import", "export", None]),
    }
)
SHIPMENT_TYPES: dict[str, Any] = {
    "day": pl.Date, "exported_from": pl.String, "destination": pl.String, "effective_kg": pl.Float64, "route": pl.String,
    "act": pl.String,
}  # fmt: skip
_KG = n.Fact("effective_kg")
LIGHT, HEAVY = n.Compare("<", _KG, n.Literal(Decimal(1))), n.Compare(">", _KG, n.Literal(Decimal(1)))


def shipment_lots(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """The rule for records: spans by what the law adds in them, the greatest first; a row is told with the first it is in."""

    def record(row: Row) -> dict[str, Any]:
        return {"date": row["day"], "effective_kg": Decimal(str(row["effective_kg"]))}

    def group(row: Row) -> tuple[Any, ...]:
        return row["exported_from"], row["destination"]

    def bound(row: Row) -> bool:
        fact, facts = (record(row),), {} if row["act"] is None else {"act": row["act"]}
        truths, _ = read("INT", Layer.ENFORCED, {**facts, "shipments": fact}, row["day"])
        return any(truths.get(f"INT.IAEA.153.{article}") is True for article in (92, 95))

    free = [k for k, r in enumerate(rows) if r["destination"] and r["effective_kg"] is not None and not bound(r)]
    within = compile_value(n.Window("shipments", _KG, "date", 3))
    spans = []
    for k in free:
        after = [j for j in free if group(rows[j]) == group(rows[k]) and rows[j]["day"] >= rows[k]["day"]]
        pairs = {j: (record(rows[k]), record(rows[j])) for j in after}
        members = [j for j in after if j == k or within({"shipments": pairs[j]}) == sum(r["effective_kg"] for r in pairs[j])]
        kilos = [record(rows[j])["effective_kg"] for j in members]
        light, heavy = sum(x for x in kilos if x < 1), sum(x for x in kilos if x > 1)
        rank = max(((x > 0) + (x >= 1) + (x > 1) if x > 0 else 0) for x in (light, heavy))
        spans.append((rank, rows[k]["day"], k, members))
    taken: set[int] = set()
    for _, _, _, members in sorted(spans, key=lambda span: (-span[0], *span[1:3])):
        if len(members) < 2:
            continue
        records = tuple(record(rows[j]) for j in members)
        total = sum(r["effective_kg"] for r in records)
        sums = (total, total, len(members), 0, len({rows[j]["route"] for j in members}))
        for j in [j for j in members if j not in taken]:
            taken.add(j)
            for change in differences("INT", Layer.ENFORCED, rows[j], "shipments", ((record(rows[j]),), records)):
                yield (j + 1, *sums, *change)


@QUICK
@given(st.lists(SHIPMENTS, max_size=9))
def test_spans_of_records_are_judged_as_single_cases(rows: list[Row]) -> None:
    frame = pl.DataFrame(rows, schema=SHIPMENT_TYPES)
    assert sorted(told(frame, "INT", Layer.ENFORCED), key=str) == sorted(shipment_lots(rows), key=str)


@pytest.mark.parametrize("block", [1, 3])
def test_blocks_change_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"day": dt.date(2025, 1, k), "exported_from": "CH", "destination": "DE", "effective_kg": 0.3, "route": "x",
             "act": "import"} for k in range(1, 9)]  # fmt: skip
    frame = pl.DataFrame(rows, schema=SHIPMENT_TYPES)
    whole = told(frame, "INT", Layer.ENFORCED)
    monkeypatch.setattr(lots, "BLOCK", block)
    assert whole
    assert told(frame, "INT", Layer.ENFORCED) == whole


def test_a_cell_that_cannot_be_read_is_named() -> None:
    days = [dt.date(2026, 1, 1), dt.date(2026, 1, 2)]
    frame = pl.DataFrame({"day": days, "consignee": ["A", "A"], "tpp": [2e6, 2e6], "destination": ["IN", "India"]})
    with pytest.raises(SumError, match="row 2: 'India'"):
        find_lots(CORPUS, frame, ["US"], Layer.CODIFIED)


def test_a_layer_in_which_nothing_asks_the_sum_is_told() -> None:
    frame = pl.DataFrame({"day": [dt.date(2026, 1, 1)], "consignee": ["A"], "tpp": [1.0]})
    found = find_lots(CORPUS, frame, ["US"], Layer.ENFORCED)
    assert not found.lots
    assert any("no provision of US asks it" in note for note in found.notes)


def test_a_route_that_is_no_column_is_refused() -> None:
    with pytest.raises(SumError, match="no such column"):
        find_lots(CORPUS, pl.DataFrame({"day": [dt.date(2026, 1, 1)]}), ["US"], routes=["via"])
