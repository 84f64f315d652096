"""How facts of real items are told: a number, an interval, a list of rates, and what to call them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from acquis.conditions.values import Interval
from acquis.items import Item, Reading
from acquis.law import Corpus, Determination

NAMES = {
    "cnot_error": "C-NOT error",
    "tpp": "TPP",
    "performance_density": "TPP/mm2",
    "training_ops": "training operations",
    "cluster_ops_per_s": "operations per second",
}
"""What the facts are called in headings that readings differ in."""


def quantity(value: object) -> str:
    """A value in a few digits: `15,832`, `2e+25 to 2e+26`, `4,000 or more`, `yes`, a day, or `989.5 at 16 bits, ...`."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return _digits(float(value))
    if isinstance(value, Interval):
        value = {"low": value.low, "high": value.high}
    if isinstance(value, Mapping):
        return _ends(value) if value.keys() <= {"low", "high"} else f"{quantity(value.get('tops'))} at {value.get('bits')} bits"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(quantity(part) for part in value) or "none"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _digits(number: float) -> str:
    return f"{number:,.6g}" if 1000 <= abs(number) < 1e6 else f"{number:.4g}"


def _ends(ends: Mapping[str, object]) -> str:
    low, high = ends.get("low"), ends.get("high")
    if low is None and high is None:
        return "unknown"
    if low is None or high is None:
        return f"{quantity(high)} or less" if low is None else f"{quantity(low)} or more"
    return quantity(low) if low == high else f"{quantity(low)} to {quantity(high)}"


def not_in_the_data(item: Item, determination: Determination, corpus: Corpus) -> str:
    """Facts of the item itself, of the kind that its readings are about, that would still move an answer; empty where none would.

    One that the law derives is told with what it is derived from.
    """
    section = corpus.vocabulary[item.about[0]].section
    names: dict[str, str] = {}
    for result in determination.regimes.values():
        known = result.evaluation.facts
        needs = {fact: sorted(needs - known.keys()) for _, fact, _, needs in result.evaluation.snapshot.derivations}
        for name in result.missing:
            if corpus.vocabulary[name].section == section:
                how = "more exactly" if name in known else f"from {', '.join(needs[name])}" if needs.get(name) else ""
                names[name] = f"{name} ({how})" if how else name
    return ", ".join(names.values())


def known_as(fact: str, reading: Reading, determination: Determination) -> object:
    """A fact under one reading: as the reading gives it, else as the law of some regime derives it; None where neither does."""
    if fact in reading.facts:
        return reading.facts[fact]
    derived = (result.derived.get(fact) for result in determination.regimes.values())
    return next((value for value in derived if value is not None), None)
