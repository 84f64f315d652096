"""The ladder of qubits and error in each regime, on the days around its changes, and how far a machine is from it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.conditions import Interval
from acquis.conditions.boxes import Bounds
from acquis.law import Corpus, load_corpus
from acquis.law.ladder import MACHINE, Rung, ladder, list_unread, margin, on_ladder
from tests.law.small import provision

# 34 or more but fewer than 100 qubits, C-NOT error of 1e-4 or less; and so on. From 2000 qubits on, any error.
BANDS = [
    ("34", "100", "0.0001"), ("100", "200", "0.001"), ("200", "350", "0.002"), ("350", "500", "0.003"),
    ("500", "700", "0.004"), ("700", "1100", "0.005"), ("1100", "2000", "0.006"), ("2000", None, None),
]  # fmt: skip


def bands(rungs: tuple[Rung, ...]) -> list[tuple[str | None, str | None, str | None]]:
    return [
        tuple(None if limit is None else str(limit) for limit in (rung.count.low, rung.count.high, rung.measure.high))  # type: ignore[misc]
        for rung in rungs
    ]


def rungs_on(corpus: Corpus, regime: str, day: str) -> tuple[Rung, ...]:
    return ladder(corpus.on(dt.date.fromisoformat(day), regime))


@pytest.mark.parametrize(
    ("regime", "day", "list_"),
    [
        ("US", "2000-01-01", None),
        ("US", "2024-09-05", None),
        ("US", "2024-09-06", "US.EAR.774.4A906.a"),
        ("US", "2026-11-22", "US.EAR.774.4A906.a"),
        ("UK", "2024-03-31", None),
        ("UK", "2024-04-01", "UK.ECO2008.Sch3.PL9014.a.1"),
        ("UK", "2025-12-15", "UK.ECO2008.Sch3.PL9014.a.1"),
        ("UK", "2025-12-16", "UK.428-2009.AnnexI.4A506.a"),
        ("UK", "2026-11-22", "UK.428-2009.AnnexI.4A506.a"),
        ("EU", "2020-01-01", None),
        ("EU", "2024-07-23", "EU.DE.AL.1900.4A1906.a"),
        ("EU", "2025-11-14", "EU.DE.AL.1900.4A1906.a"),
        ("EU", "2025-11-15", "EU.2021-821.AnnexI.4A506.a"),
        ("EU", "2026-11-22", "EU.2021-821.AnnexI.4A506.a"),
        ("CN", "2020-01-01", None),
        ("CN", "2026-11-22", None),
    ],
)
def test_the_ladder_of_a_regime_on_a_day(corpus: Corpus, regime: str, day: str, list_: str | None) -> None:
    found = rungs_on(corpus, regime, day)
    assert bands(found) == (BANDS if list_ else [])
    assert all(rung.provision.startswith(str(list_)) and rung.cite for rung in found)


def test_the_bands_have_no_gap_and_do_not_overlap(corpus: Corpus) -> None:
    found = rungs_on(corpus, "US", "2026-11-22")
    for lower, upper in itertools.pairwise(found):
        assert lower.count.high == upper.count.low
        assert lower.count.high_strict
        assert not upper.count.low_strict
    for rung in found[:-1]:
        assert not rung.measure.high_strict, "the limit itself is controlled"


def test_only_computers_stand_on_it(corpus: Corpus) -> None:
    snapshot = corpus.on(dt.date(2026, 1, 1), "US")
    assert not ladder(snapshot, {**MACHINE, "item_kind": "cryocooler"})
    assert not ladder(snapshot, {**MACHINE, "quantum_model": "annealing"})
    assert bands(ladder(snapshot, {})) == BANDS


# Distances ------------------------------------------------------------------------------------------------------------

US = ladder(load_corpus().on(dt.date(2026, 11, 22), "US"))


def near(count: int, error: str) -> tuple[str | None, str | None, str | None, int | None]:
    """(controlled by, band, error over limit, qubits short) with the last parts of ids."""
    found = margin(US, Decimal(count), Decimal(error))
    last = [None if name is None else name.rpartition(".")[2] for name in (found.controlled_by, found.band)]
    return last[0], last[1], None if found.ratio is None else f"{float(found.ratio):.10g}", found.more


@pytest.mark.parametrize(
    ("count", "error", "expected"),
    [
        (350, "0.0024", ("4", "4", "0.8", 0)),  # one qubit decides
        (349, "0.0024", (None, "3", "1.2", 1)),
        (350, "0.0025", ("4", "4", "0.8333333333", 0)),
        (349, "0.0025", (None, "3", "1.25", 1)),
        (349, "0.002", ("3", "3", "1", 0)),  # the limit is inside
        (349, "0.0020000002", (None, "3", "1.0000001", 1)),
        (34, "0.0001", ("1", "1", "1", 0)),
        (33, "0.0001", (None, None, None, 1)),
        (33, "0.01", (None, None, None, 1967)),
        (156, "0.00242", (None, "2", "2.42", 194)),
        (100, "0.006", (None, "2", "6", 1000)),
        (100, "0.0060001", (None, "2", "6.0001", 1900)),
        (1999, "0.12", (None, "7", "20", 1)),
        (2000, "0.1", ("8", "8", None, 0)),
        (5000, "1", ("8", "8", None, 0)),
        (0, "0", (None, None, None, 34)),
        (34, "0", ("1", "1", "0", 0)),
    ],
)
def test_the_distance_of_a_machine(
    count: int, error: str, expected: tuple[str | None, str | None, str | None, int | None]
) -> None:
    assert near(count, error) == expected


def test_where_there_is_no_ladder_there_is_no_distance() -> None:
    found = margin((), Decimal(100), Decimal("0.001"))
    assert (found.controlled_by, found.band, found.limit, found.ratio, found.more) == (None, None, None, None, None)


@given(st.integers(0, 3000), st.integers(0, 10**5).map(lambda k: Decimal(k).scaleb(-6)))
def test_the_qubits_short_are_the_fewest_that_bring_it_in(count: int, error: Decimal) -> None:
    found = margin(US, Decimal(count), error)
    assert on_ladder(US, Decimal(count), error) is (found.controlled_by is not None)
    if found.controlled_by is None:
        assert found.more is not None
        assert found.more > 0
        assert on_ladder(US, Decimal(count + found.more), error) is True
        assert on_ladder(US, Decimal(count + found.more - 1), error) is False
    else:
        assert found.more == 0
        assert found.ratio is None or found.ratio <= 1


@pytest.mark.parametrize(
    ("count", "error", "truth"),
    [
        (Decimal(156), Decimal("0.001"), True),
        (Decimal(156), Interval(Decimal("0.0009"), Decimal("0.001")), True),
        (Decimal(156), Interval(Decimal("0.0009"), Decimal("0.0011")), None),
        (Decimal(156), Interval(Decimal("0.0011"), None), False),
        (Decimal(156), None, None),
        (Decimal(20), None, False),
        (Decimal(2000), None, True),
        (Interval(Decimal(150), Decimal(160)), Decimal("0.001"), True),
        (Interval(Decimal(2000), None), None, True),
        (None, Decimal("0.001"), None),
        (None, None, None),
    ],
)
def test_a_machine_that_is_known_within_bounds(
    count: Decimal | Interval | None, error: Decimal | Interval | None, truth: bool | None
) -> None:
    assert on_ladder(US, count, error) is truth


# Other spellings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when",
    [
        "pieces >= 10 AND pieces < 20 AND power <= 5",
        "10 <= pieces AND 20 > pieces AND 5 >= power",
        "(pieces >= 10 OR pieces >= 15) AND pieces < 20 AND power BETWEEN 0 AND 5 AND marked",
    ],
)
def test_a_band_is_read_in_any_spelling(corpus_of: Callable[..., Corpus], when: str) -> None:
    corpus = corpus_of(provision("XX.L.1", "entry", when=when))
    rung = ladder(corpus.on(dt.date(2026, 1, 1), "XX"), {}, "pieces", "power")[0]
    assert rung.count == Bounds(Decimal(10), Decimal(20), high_strict=True)
    assert (rung.measure.high, rung.measure.high_strict) == (Decimal(5), False)


def test_the_same_band_on_two_lists_is_one_rung(corpus_of: Callable[..., Corpus]) -> None:
    when = "pieces >= 10 AND power <= 5"
    corpus = corpus_of(provision("XX.L.1", "entry", when=when), provision("XX.L.2", "entry", when=when))
    (rung,) = ladder(corpus.on(dt.date(2026, 1, 1), "XX"), {}, "pieces", "power")
    assert (rung.count, rung.measure) == (Bounds(low=Decimal(10)), Bounds(high=Decimal(5)))


def test_a_list_that_was_not_read_is_not_taken_for_an_empty_one(corpus: Corpus) -> None:
    """Japan lists quantum computers in a table that was not read; China has no such entry."""
    japan, china = (corpus.on(dt.date(2026, 11, 22), regime) for regime in ("JP", "CN"))
    assert ladder(japan) == ladder(china) == ()
    assert list_unread(japan)
    assert not list_unread(china)
