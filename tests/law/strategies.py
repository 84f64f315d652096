"""Hypothesis strategies over the real corpus: facts of quantum transactions, and sharper versions of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from acquis.conditions import IdSet, Interval, Value
from acquis.law import Vocabulary
from acquis.law.vocabulary import Definition

COUNTRIES = (
    "US",
    "DE",
    "FR",
    "GB",
    "CN",
    "HK",
    "MO",
    "TW",
    "JP",
    "CA",
    "SG",
    "IN",
    "RU",
    "IR",
    "CU",
    "AE",
    "IL",
    "KH",
    "NO",
    "ZA",
)
IDS = ("US.EAR.744.11", "CN.DUR.26", "CN.MOFCOM.2026.11", "US.EAR.774.4A906.a.2", "EU.2021-821.AnnexI.4A506.b", "CN.DUL.5A002.f")
NUMBERS = tuple(
    map(Decimal, ("0", "0.0001", "0.00010001", "0.001", "0.002", "0.0033", "0.0006", "0.08", "1", "1.5", "2", "4", "4.2", "4.5"))
)
COUNTS = tuple(map(Decimal, (0, 1, 2, 33, 34, 99, 100, 156, 199, 200, 349, 350, 700, 1999, 2000, 5000)))
PERCENTS = tuple(map(Decimal, ("0", "0.08", "10", "25", "49.9", "50", "100")))

# Classifications are settled acts, not knowledge that sharpens: they may contradict what the other facts say.
CLASSIFICATIONS = ("entry", "classified_under")


def _points(definition: Definition) -> st.SearchStrategy[Decimal]:
    points = COUNTS if definition.kind == "count" else (PERCENTS if definition.unit == "percent" else NUMBERS)
    low, high = definition.low, definition.high
    return st.sampled_from([p for p in points if (low is None or p >= low) and (high is None or p <= high)])


def values(definition: Definition) -> st.SearchStrategy[Any]:
    """Values of one fact; None is unknown."""
    match definition.kind:
        case "number" | "count":
            points = _points(definition)
            pair = st.tuples(points, points).map(sorted).map(lambda p: p[0] if p[0] == p[1] else Interval(*p))
            return st.one_of(points, pair)
        case "bool":
            return st.booleans()
        case "code":
            return st.sampled_from(definition.codes or ())
        case "country":
            return st.sampled_from(COUNTRIES)
        case "codes":
            return st.frozensets(st.sampled_from(definition.codes or ()), max_size=3)
        case "countries" | "places":
            return st.frozensets(st.sampled_from(COUNTRIES), max_size=3)
        case "ids":
            return st.builds(IdSet, st.frozensets(st.sampled_from(IDS), max_size=2))
        case "date":
            return st.dates()
    return st.nothing()


@st.composite
def facts(draw: st.DrawFn, vocabulary: Vocabulary, names: list[str]) -> dict[str, Value]:
    """Facts of a case, some of them."""
    chosen = draw(st.lists(st.sampled_from(names), max_size=25, unique=True))
    return {name: draw(values(vocabulary[name])) for name in chosen}


@st.composite
def sharper(draw: st.DrawFn, vocabulary: Vocabulary, known: dict[str, Value], names: list[str]) -> dict[str, Value]:
    """The same facts, intervals narrowed, and some more."""
    more = draw(facts(vocabulary, names))
    sharpened = {**more, **known}
    for name, value in known.items():
        if isinstance(value, Interval):
            definition = vocabulary[name]
            inside = [p for p in (*COUNTS, *NUMBERS, *PERCENTS) if value.low <= p <= value.high]
            inside = [p for p in inside if definition.kind != "count" or p == p.to_integral_value()]
            low, high = sorted(draw(st.tuples(st.sampled_from(inside), st.sampled_from(inside))))
            sharpened[name] = low if low == high else Interval(low, high)
    return sharpened
