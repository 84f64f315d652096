"""Drawn rows for the databases: values at the limits of the law, between them, intervals and unknowns."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from acquis.conditions import Value
from acquis.law import Corpus, load_corpus
from acquis.screening.uses import Use, all_uses

EXACT = (
    "act", "item_kind", "exported_from", "destination", "end_user_country", "end_user_hq_country", "end_user_type", "end_uses",
    "knowledge", "quantum_model", "physical_qubits", "applicable_die_area_mm2", "datacenter_marketed", "digital_processing_unit",
    "cluster_ops_per_s", "model_parameters", "training_tokens", "first_export_date", "published", "contained_ic_tpp",
)  # fmt: skip
ENDS = ("cnot_error", "tpp", "training_ops")
COLUMNS = (*EXACT, *(fact + end for fact in ENDS for end in ("_low", "_high")))
KINDS = ("quantum_computer", "integrated_circuit", "ai_model", "computer", "cryocooler", "software", "equipment")
COUNTRIES = ("US", "CN", "DE", "GB", "JP", "RU", "KP", "CA", "AU", "CH", "NL", "TW", "SG", "MO", "IR", "NO", "KR", "NZ")
DAYS = (dt.date(2024, 10, 1), dt.date(2025, 6, 1), dt.date(2026, 9, 1))
_AREAS = [0.5, 64.0, 512.0, 1024.0]  # powers of two: a quotient is the same in doubles and in decimals


@cache
def law() -> Corpus:
    """The whole body of law."""
    return load_corpus()


@cache
def _limits() -> dict[str, Use]:
    return all_uses(law(), frozenset({*EXACT, *ENDS}))


def _numbers(fact: str) -> st.SearchStrategy[float]:
    definition = law().vocabulary[fact]
    if fact == "applicable_die_area_mm2":
        return st.sampled_from(_AREAS)
    limits = [limit for limit in _limits()[fact].limits if isinstance(limit, Decimal)] if fact in _limits() else []
    if fact in ("model_parameters", "training_tokens"):
        limits = [Decimal(10) ** 9, Decimal(10) ** 12, Decimal(7) * 10**11]
    whole = definition.kind == "count" or fact == "tpp"
    near = {float(limit) + step for limit in limits for step in ((-1, 0, 1) if whole else (0,))} | {1.0, 0.0}
    near |= set() if whole else {float(limit) * factor for limit in limits for factor in (0.5, 1.5)}
    return st.sampled_from(sorted(x for x in near if x >= 0 and (definition.high is None or x <= definition.high)))


def _exact(fact: str) -> st.SearchStrategy[Any]:
    definition = law().vocabulary[fact]
    match definition.kind:
        case "country":
            return st.sampled_from(COUNTRIES)
        case "code":
            return st.sampled_from(KINDS if fact == "item_kind" else (definition.codes or ()))
        case "codes":
            return st.lists(st.sampled_from(definition.codes or ()), max_size=2, unique=True)
        case "bool":
            return st.booleans()
        case "date":
            return st.dates(dt.date(2023, 1, 1), dt.date(2026, 12, 31))
    return _numbers(fact)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row: by column a value, None for unknown."""
    found: dict[str, Any] = {}
    for fact in EXACT:
        often = fact in ("act", "item_kind", "exported_from", "destination")
        found[fact] = draw(_exact(fact)) if draw(st.integers(0, 9)) < (9 if often else 6) else None
    for fact in ENDS:
        ends = sorted((draw(_numbers(fact)), draw(_numbers(fact))))
        shape = draw(st.sampled_from(["exact", "both", "low", "high", "none"]))
        found[fact + "_low"] = ends[0] if shape in ("exact", "both", "low") else None
        found[fact + "_high"] = {"exact": ends[0], "both": ends[1], "high": ends[1]}.get(shape)
    return found


def tables(least: int = 1, most: int = 12) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Some rows."""
    return st.lists(rows(), min_size=least, max_size=most)


def facts_of(row: dict[str, Any]) -> dict[str, Value]:
    """A row as a case, through the gate of the vocabulary."""
    raw = {fact: row[fact] for fact in EXACT if row[fact] is not None}
    for fact in ENDS:
        ends = {end: row[f"{fact}_{end}"] for end in ("low", "high") if row[f"{fact}_{end}"] is not None}
        raw |= {fact: ends} if ends else {}
    return law().vocabulary.read_all(raw)


def sql_type(column: str, texts: str) -> str:
    """The type of a column; `texts` is the type of a list of texts."""
    fact = column.removesuffix("_low").removesuffix("_high")
    kind = law().vocabulary[fact].kind
    plain = {"bool": "BOOLEAN", "date": "DATE", "codes": texts, "number": "DOUBLE PRECISION", "count": "DOUBLE PRECISION"}
    return plain.get(kind, "TEXT")
