"""Cases drawn at random, each by itself, and tables of them: facts of every kind, intervals, unknowns, many days.

Values lie on the limits of the law, beside them and between them. A case is a row of a table with types, or of one of texts.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from acquis.conditions import nodes as n
from acquis.law import Corpus, load_corpus
from acquis.law.vocabulary import Definition
from acquis.screening.uses import Use, all_uses

DAYS = tuple(dt.date(2023, 6, 1) + dt.timedelta(days=50 * k) for k in range(26))
KINDS = ("integrated_circuit", "computer", "quantum_computer", "electronic_assembly", "ai_model", "software", "technology")
"""Drawn with every seed, and with each a few others."""
OFTEN = ("act", "exported_from", "destination")
ALWAYS = (
    "quantum_model", "physical_qubits", "cnot_error", "processing_rates", "tpp", "digital_processing_unit", "cluster_ops_per_s",
    "contained_ic_tpp", "end_uses", "knowledge", "end_user_type", "classified_under", "entry", "training_ops",
)  # fmt: skip
"""With every seed; of all other facts each seed has its own quarter."""
SEEDS = ("typed", "typed, stipulated", "text", "text, codified")
COUNTRIES = (
    "US",
    "CN",
    "DE",
    "GB",
    "JP",
    "RU",
    "KP",
    "CA",
    "AU",
    "CH",
    "NL",
    "TW",
    "SG",
    "MO",
    "IR",
    "NO",
    "KR",
    "NZ",
    "FR",
    "AE",
)
LISTS = {
    "codes": pl.String,
    "ids": pl.String,
    "places": pl.String,
    "texts": pl.String,
    "countries": pl.String,
    "numbers": pl.Float64,
}
PLAIN: dict[str, Any] = {"bool": pl.Boolean, "date": pl.Date, "number": pl.Float64, "count": pl.Int64}


@dataclass(frozen=True)
class Case:
    """A day, and raw facts as the gate of the vocabulary takes them."""

    day: dt.date
    facts: Mapping[str, Any]


@cache
def law() -> Corpus:
    """The whole body of law."""
    return load_corpus()


@cache
def facts() -> tuple[Definition, ...]:
    """The facts that a case may have."""
    return tuple(one for one in law().vocabulary.definitions.values() if not one.computed_only)


@cache
def _uses() -> Mapping[str, Use]:
    return all_uses(law(), frozenset(one.name for one in facts()))


@cache
def _words() -> Mapping[str, list[str]]:
    """By fact the words for which the law asks."""
    found: dict[str, set[str]] = {}
    for provision in law().provisions:
        for condition in (provision.when, provision.unless):
            for node in n.walk(condition) if condition is not None else ():
                if isinstance(node, n.Has):
                    found.setdefault(node.fact, set()).add(node.item)
                if isinstance(node, n.In) and isinstance(node.left, n.Fact) and isinstance(node.choices, tuple):
                    found.setdefault(node.left.name, set()).update(node.choices)
    return {name: sorted(words) for name, words in found.items()}


def has_ends(definition: Definition) -> bool:
    """Whether cases have intervals of the fact: every second one that can."""
    return definition.kind in ("number", "count") and sum(map(ord, definition.name)) % 2 == 0


@cache
def _facts_of(seed: str) -> tuple[Definition, ...]:
    """All but those of OFTEN, in an order that shuffles what stands together in the vocabulary."""
    rest = [one for one in facts() if one.name not in (*OFTEN, *ALWAYS, "item_kind")]
    random.Random("facts").shuffle(rest)
    return (*(law().vocabulary[name] for name in ALWAYS), *rest[SEEDS.index(seed) :: len(SEEDS)])


@cache
def _of(seed: str) -> tuple[Sequence[str], Sequence[dt.date]]:
    """The kinds of items and the days of a seed: few, for the law of each is folded anew."""
    chance = random.Random(seed)
    others = sorted(set(law().vocabulary["item_kind"].codes or ()) - set(KINDS))
    return (*KINDS, *chance.sample(others, 4)), chance.sample(DAYS, 4)


def draw(number: int, seed: str) -> Case:
    """The case of a number; it depends on no other."""
    chance = random.Random(f"{seed} {number}")
    kinds, days = _of(seed)
    kind = chance.choice(kinds)
    own = [one for one in _facts_of(seed) if one.item_kinds is not None and kind in one.item_kinds]
    others = [one for one in _facts_of(seed) if one.item_kinds is None]
    chosen = [*_some(chance, own, 9), *_some(chance, others, 9)]
    chosen += [law().vocabulary[name] for name in OFTEN if chance.random() < 0.85]
    found = {one.name: _value(chance, one) for one in chosen} | ({"item_kind": kind} if chance.random() < 0.95 else {})
    return Case(chance.choice(days), found)


def _some(chance: random.Random, names: Sequence[Definition], most: int) -> list[Definition]:
    return chance.sample(names, min(len(names), chance.randint(0, most)))


def _value(chance: random.Random, definition: Definition) -> Any:
    match definition.kind:
        case "number" | "count":
            return _number(chance, definition)
        case "bool":
            return chance.random() < 0.5
        case "code":
            return chance.choice(definition.codes or ())
        case "codes":
            return chance.sample(definition.codes or (), chance.randint(0, min(2, len(definition.codes or ()))))
        case "country":
            return chance.choice(COUNTRIES)
        case "countries" | "places":
            return chance.sample(COUNTRIES, chance.randint(0, 2))
        case "date":
            return _day(chance, definition.name)
        case "dates":
            return sorted({_day(chance, definition.name).isoformat() for _ in range(chance.randint(1, 2))})
        case "numbers":
            return [float(chance.choice((1, 10, 300, 2500))) for _ in range(chance.randint(1, 3))]
        case "records":
            return [_record(chance, definition) for _ in range(chance.randint(1, 2))]
    words = [*_words().get(definition.name, []), "3A001"]
    return chance.choice(words) if definition.kind == "text" else chance.sample(words, chance.randint(0, min(2, len(words))))


def _record(chance: random.Random, definition: Definition) -> dict[str, Any]:
    made: dict[str, Any] = {"bool": True, "date": "2026-03-01", "code": "Pu"}
    record = {name: made[kind] if kind in made else chance.choice((1, 4, 8, 16, 312)) for name, kind in definition.fields.items()}
    return {name: value for name, value in record.items() if chance.random() < 0.8} or record


def _number(chance: random.Random, definition: Definition) -> Any:
    one = _exact(chance, definition)
    if not has_ends(definition) or chance.random() < 0.5:
        return one
    low, high = sorted((one, _exact(chance, definition)))
    return chance.choice(({"low": low, "high": high}, {"low": low}, {"high": high})) if low < high else one


def _exact(chance: random.Random, definition: Definition) -> float | int:
    use = _uses().get(definition.name, Use())
    limits = [float(limit) for limit in use.limits if isinstance(limit, Decimal)] or [1.0, 100.0]
    limit = chance.choice(limits)
    value = chance.choice((limit, limit, limit * 0.5, limit * 1.5, limit - 1, limit + 1))
    value = max(value, float(definition.low)) if definition.low is not None else value
    value = min(value, float(definition.high)) if definition.high is not None else value
    return int(value) if definition.kind == "count" else float(f"{value:.12g}")


def _day(chance: random.Random, name: str) -> dt.date:
    limits = [limit for limit in _uses().get(name, Use()).limits if isinstance(limit, dt.date)] or [DAYS[0]]
    return chance.choice(limits) + dt.timedelta(days=chance.choice((-400, -1, 0, 0, 1, 100)))


def typed(cases: Sequence[Case]) -> pl.DataFrame:
    """A column a fact with the type of the fact, or two for the ends of an interval; records as JSON."""
    columns: dict[str, Any] = {"date": pl.Series([case.day for case in cases], dtype=pl.Date)}
    for one in facts():
        cells = [case.facts.get(one.name) for case in cases]
        if all(cell is None for cell in cells):
            continue
        if has_ends(one):
            for end in ("low", "high"):
                ends = [cell.get(end) if isinstance(cell, dict) else cell for cell in cells]
                columns[f"{one.name}_{end}"] = pl.Series(ends, dtype=PLAIN[one.kind])
        elif one.kind in LISTS:
            columns[one.name] = pl.Series(cells, dtype=pl.List(LISTS[one.kind]))
        elif one.kind in PLAIN:
            columns[one.name] = pl.Series(cells, dtype=PLAIN[one.kind])
        else:
            columns[one.name] = pl.Series([None if cell is None else text(cell) for cell in cells], dtype=pl.String)
    return pl.DataFrame(columns)


def texts(cases: Sequence[Case]) -> pl.DataFrame:
    """A column a fact, as people write it; what is unknown is empty."""
    columns = {"date": [case.day.isoformat() for case in cases]}
    for one in facts():
        cells = [case.facts.get(one.name) for case in cases]
        if any(cell is not None for cell in cells):
            columns[one.name] = ["" if cell is None else text(cell) for cell in cells]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def text(value: Any) -> str:
    """A value as a cell of text."""
    match value:
        case bool():
            return "yes" if value else "no"
        case {"low": low, "high": high}:
            return f"{low} to {high}"
        case {"low": low}:
            return f"at least {low}"
        case {"high": high}:
            return f"at most {high}"
        case []:
            return "none"
        case [dict(), *_]:
            return json.dumps(value)
        case list():
            return "; ".join(map(str, value))
    return str(value)
