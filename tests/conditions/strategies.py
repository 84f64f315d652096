"""Hypothesis strategies: conditions of the language, and facts for them (exact, interval, or unknown)."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from acquis.conditions import nodes as n
from acquis.conditions.check import FactType
from acquis.conditions.values import IdSet, Interval, Value

CODES = ("a", "b", "c")
IDS = ("X.A", "X.A.1", "X.A.1.i", "X.B", "Y.A")
TYPES = {
    "x": FactType("number"),
    "y": FactType("number"),
    "q": FactType("count"),
    "c": FactType("code", frozenset(CODES)),
    "p": FactType("bool"),
    "r": FactType("bool"),
    "d": FactType("date"),
    "s": FactType("codes", frozenset(CODES)),
    "i": FactType("ids"),
}
NUMERIC = ("x", "y", "q")

# Few and dyadic, so that ties are common and sums exact in binary and decimal alike.
numbers = st.sampled_from([Decimal(k) / 4 for k in range(-8, 9)])
powers_of_two = st.sampled_from([Decimal("0.5"), Decimal(2), Decimal(-4), Decimal(0)])  # quotients are exact
days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 6))
choices = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(tuple)
maybes = st.one_of(st.just(()), st.just(n.EVERYTHING), choices)
comparisons = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])


def values(depth: int = 2) -> st.SearchStrategy[n.Node]:
    """Numeric expressions."""
    leaf = st.one_of(st.builds(n.Literal, numbers), st.builds(n.Fact, st.sampled_from(NUMERIC)))
    if depth == 0:
        return leaf
    inner = values(depth - 1)
    return st.one_of(
        leaf,
        st.builds(n.Arithmetic, st.sampled_from("+-"), inner, inner),
        st.builds(n.Arithmetic, st.just("*"), leaf, leaf),
        st.builds(n.Arithmetic, st.just("/"), leaf, st.builds(n.Literal, powers_of_two)),
        st.builds(n.Extreme, st.sampled_from(["least", "greatest"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    )


def atoms(resolved: bool = True) -> st.SearchStrategy[n.Node]:
    """Comparisons and memberships. Unresolved conditions have no `maybe`, as they come from text."""
    unsure = maybes if resolved else st.just(())
    chosen = st.one_of(choices, st.just(())) if resolved else choices  # a group may be empty
    return st.one_of(
        st.builds(n.Compare, comparisons, values(), values()),
        st.builds(n.Compare, comparisons, st.just(n.Fact("d")), st.builds(n.Literal, days)),
        st.builds(n.Compare, st.sampled_from(["=", "<>"]), st.just(n.Fact("c")), st.builds(n.Literal, st.sampled_from(CODES))),
        st.builds(n.In, st.just(n.Fact("c")), chosen, unsure),
        st.builds(
            n.InNumbers,
            st.sampled_from([n.Fact(name) for name in NUMERIC]),
            st.lists(st.builds(n.Literal, numbers), min_size=1, max_size=3).map(tuple),
        ),
        st.builds(n.Has, st.just("s"), st.sampled_from(CODES)),
        st.builds(n.Has, st.just("i"), st.sampled_from(IDS)),
        st.builds(n.Overlaps, st.just("s"), chosen, unsure),
        st.builds(n.Fact, st.sampled_from(["p", "r"])),
        st.builds(n.Literal, st.booleans()),
        st.just(n.Unknown("not read")),
    )


def conditions(depth: int = 3, resolved: bool = True) -> st.SearchStrategy[n.Node]:
    """Whole conditions."""
    if depth == 0:
        return atoms(resolved)
    inner = conditions(depth - 1, resolved)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(atoms(resolved), st.builds(n.Not, inner), several.map(n.conjunction), several.map(n.disjunction))


def _numeric(exact: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Value | None]:
    def ordered(pair: tuple[Decimal, Decimal]) -> Value:
        low, high = sorted(pair)
        return low if low == high else Interval(low, high)

    half = st.one_of(exact.map(lambda v: Interval(v, None)), exact.map(lambda v: Interval(None, v)))
    return st.one_of(exact, st.none(), st.tuples(exact, exact).map(ordered), half)


whole = st.integers(-2, 2).map(Decimal)
fact_values: dict[str, st.SearchStrategy[Any]] = {
    "x": _numeric(numbers),
    "y": _numeric(numbers),
    "q": _numeric(whole),
    "c": st.one_of(st.none(), st.sampled_from(CODES)),
    "p": st.one_of(st.none(), st.booleans()),
    "r": st.one_of(st.none(), st.booleans()),
    "d": st.one_of(st.none(), days),
    "s": st.one_of(st.none(), st.frozensets(st.sampled_from(CODES))),
    "i": st.one_of(
        st.none(),
        st.builds(
            IdSet,
            st.frozensets(st.sampled_from(IDS), max_size=2),
            st.one_of(st.none(), st.just(frozenset({"X"})), st.just(frozenset({"X", "Y"}))),
        ),
    ),
}


@st.composite
def fact_sets(draw: st.DrawFn) -> dict[str, Value]:
    """Facts, some unknown."""
    return {name: value for name, strategy in fact_values.items() if (value := draw(strategy)) is not None}


def _lies_in(known: Interval, value: Decimal) -> bool:
    return (known.low is None or value >= known.low) and (known.high is None or value <= known.high)


@st.composite
def sharpened(draw: st.DrawFn, facts: dict[str, Value]) -> dict[str, Value]:
    """The same facts and more of them, or narrower ones."""
    sharper = dict(facts)
    for name, strategy in fact_values.items():
        known = facts.get(name)
        if known is None:
            value = draw(strategy)
            if value is not None:
                sharper[name] = value
        elif isinstance(known, Interval):
            points = whole if name == "q" else numbers
            inside = points.filter(functools.partial(_lies_in, known))
            pair = sorted(draw(st.tuples(inside, inside)))
            sharper[name] = pair[0] if pair[0] == pair[1] else Interval(*pair)
    return sharper
