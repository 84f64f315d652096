"""Leads: planted patterns are found, and noise stays within the stated rate."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import comb

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.law import load_corpus
from acquis.screening.chance import adjusted, binomial_tail, fisher_tail
from acquis.screening.lead_law import control_days, limits_of
from acquis.screening.leads import Columns, LeadError, Limit, find_leads, to_dict

SMALL = st.integers(0, 12)
DAY = dt.date(2025, 7, 1)
CONTROLS = {DAY: {"chip"}}
COLUMNS = Columns(sender="sender", via="via", profile="profile")
LIMITS = [Limit("power", Decimal(100), True, "X.1")]


@given(SMALL, SMALL, SMALL, SMALL)
def test_fisher_is_the_sum_of_its_terms(inside: int, missed: int, others: int, rest: int) -> None:
    of, of_others = inside + missed, others + rest
    hits, whole = inside + others, of + of_others
    exact = sum(comb(hits, k) * comb(whole - hits, of - k) for k in range(inside, min(of, hits) + 1)) / comb(whole, of)
    assert fisher_tail(inside, of, others, of_others) == pytest.approx(exact, rel=1e-9)


@given(st.integers(0, 40), st.integers(0, 40))
def test_binomial_is_the_sum_of_its_terms(hits: int, more: int) -> None:
    of = hits + more
    exact = sum(comb(of, k) * (1 / 3) ** k * (2 / 3) ** (of - k) for k in range(hits, of + 1))
    assert binomial_tail(hits, of, 1 / 3) == pytest.approx(exact, rel=1e-9)


@given(st.lists(st.floats(0, 1), max_size=30), st.sampled_from([0.01, 0.05, 0.2]))
def test_rates_are_those_of_the_step_up_procedure(chances: list[float], rate: float) -> None:
    ordered = sorted(chances)
    passed = [p for k, p in enumerate(ordered, 1) if p <= k / len(ordered) * rate * (1 + 1e-12)]
    limit = max(passed, default=-1.0)
    found = [p for p, q in zip(chances, adjusted(chances), strict=True) if q <= rate * (1 + 1e-12)]
    assert sorted(found) == [p for p in ordered if p <= limit]


def noise(seed: int, count: int = 4000) -> pl.DataFrame:
    """Transfers in which nothing depends on anything."""
    rng = np.random.default_rng(seed)

    def pick(names: list[str]) -> list[str]:
        return [names[k] for k in rng.integers(0, len(names), count).tolist()]

    return pl.DataFrame(
        {
            "row": np.arange(1, count + 1),
            "day": [dt.date(2024, 7, 1) + dt.timedelta(days=k) for k in rng.integers(0, 730, count).tolist()],
            "item_kind": pick(["chip", "laser", "pump", "lens"]),
            "consignee": pick([f"firm {k}" for k in range(60)]),
            "sender": pick([f"maker {k}" for k in range(15)] + [f"firm {k}" for k in range(60)]),
            "via": pick(["NL", "SG", "AE", "TR", "KZ", "HK"]),
            "profile": pick(["university", "factory"]),
            "power": rng.uniform(50, 150, count),
        }
    )


def test_noise_gives_no_more_leads_than_the_rate() -> None:
    """With nothing planted every lead is false: a table has any of a pattern with the probability of the rate at most."""
    tables = 40
    told: dict[str, int] = {}
    for seed in range(tables):
        for pattern in {lead.pattern for lead in find_leads(noise(seed), COLUMNS, CONTROLS, LIMITS, rate=0.05)}:
            told[pattern] = told.get(pattern, 0) + 1
    # 6 or more of 40 tables at 5 % have a chance of 1.4 % each
    assert all(count < 6 for count in told.values()), told


def planted(what: str) -> pl.DataFrame:
    table = noise(7)
    after, chip = pl.col("day") >= DAY, pl.col("item_kind") == "chip"
    hit = (pl.col("row") % 3 == 0) & after
    if what == "new_hub":
        return table.with_columns(via=pl.when(hit & chip).then(pl.lit("KZ")).otherwise("via"))
    firm = pl.col("consignee") == "firm 5"
    if what == "new_to_good":
        kind = pl.when(firm & ~after & chip).then(pl.lit("pump")).when(firm & after).then(pl.lit("chip")).otherwise("item_kind")
        return table.with_columns(item_kind=kind)
    if what == "unusual_good":
        return table.with_columns(item_kind=pl.when(firm).then(pl.lit("laser")).otherwise("item_kind"))
    if what == "new_route":
        return table.with_columns(via=pl.when(firm & after).then(pl.lit("TR")).otherwise("via"))
    if what == "round_trip":
        there = (pl.col("row") <= 12) | ((pl.col("row") > 3950) & (pl.col("row") <= 3962))
        back = pl.col("row") > 3950
        late = pl.when(back & there).then(dt.date(2026, 5, 1)).when(there).then(dt.date(2024, 8, 1)).otherwise("day")
        return table.with_columns(
            day=late,
            item_kind=pl.when(there).then(pl.lit("chip")).otherwise("item_kind"),
            sender=pl.when(there & back).then(pl.lit("firm 1")).when(there).then(pl.lit("maker 1")).otherwise("sender"),
            consignee=pl.when(there & back).then(pl.lit("maker 1")).when(there).then(pl.lit("firm 1")).otherwise("consignee"),
        )
    return table.with_columns(power=pl.when(pl.col("row") % 40 == 0).then(96 + pl.col("row") / 4000 * 3).otherwise("power"))


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        ("new_hub", ("KZ", "chip", "2025-07-01")),
        ("new_to_good", ("firm 5", "chip", "2025-07-01")),
        ("unusual_good", ("firm 5", "laser")),
        ("new_route", ("firm 5", "TR", "2025-07-01")),
        ("round_trip", ("maker 1", "firm 1", "chip")),
        ("below_limit", ("power", "100")),
    ],
)
def test_a_planted_pattern_is_the_first_of_its_kind(what: str, subject: tuple[str, ...]) -> None:
    table = planted(what)
    found = [lead for lead in find_leads(table, COLUMNS, CONTROLS, LIMITS) if lead.pattern == what]
    first = found[0]
    assert set(first.subject) == set(subject)
    assert first.rate <= 0.05
    told = to_dict(first)
    assert told["formula"]
    assert told["check_first"]
    assert 0 < len(first.rows) <= first.row_count
    assert (
        find_leads(table.sample(fraction=1, shuffle=True, seed=1), COLUMNS, CONTROLS, LIMITS)[0:1]
        == find_leads(table, COLUMNS, CONTROLS, LIMITS)[0:1]
    )


def test_the_law_gives_days_and_limits() -> None:
    corpus = load_corpus()
    days = control_days(corpus, ["US"], dt.date(2024, 1, 1), dt.date(2025, 1, 1))
    assert "quantum_computer" in days[dt.date(2024, 9, 6)]
    limits = limits_of(corpus, ["US"], {"physical_qubits", "cnot_error"}, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    qubits = {(str(limit.value), limit.free_below) for limit in limits if limit.fact == "physical_qubits"}
    assert ("34", True) in qubits
    assert all(value != "100" for value, _ in qubits)  # the end of one band is the beginning of the next


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(LeadError, match="no column 'party'"):
        find_leads(noise(1), Columns(consignee="party"), CONTROLS)
