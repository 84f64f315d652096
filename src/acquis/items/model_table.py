"""The shipped table of AI models: 529 models with training compute, from "Data on AI Models" of Epoch AI (CC BY 4.0).

Training compute is an estimate of a third party, and the table has one word for how sure it is. Parameters are those of the
whole model, not the active ones, and data sets mix tokens, words and images: neither is a legal fact here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import cache

from acquis.items.errors import placed
from acquis.items.item import Evidence, Item, Reading
from acquis.items.shipped import Row, find_name, table
from acquis.items.values import Value, decimal_from_text, interval

FILE = "epoch_models.csv"
DATA_OF = date(2026, 7, 19)
"""The day of the copy from which the table was made."""

FACTORS = {"Confident": 3, "Likely": 10, "Speculative": 30}
"""What Epoch AI's words of confidence stand for: within so many times, either way. As third parties quote its documentation
(epoch.ai/data/ai-models); the page itself was not read. The word covers the least sure of compute, parameters and data."""

POINT = (
    "The single number of the table, taken as exact. It is an estimate: near a limit it decides what nobody has measured. Total "
    "compute, with that of pretrained base models used as components."
)
BOUNDED = (
    "The estimate with the bounds that the word '{word}' stands for: a factor of {factor} either way (Epoch AI's definition as "
    "quoted by third parties; its own page was not read). The law counts the operations that were carried out; this is what is "
    "known of them."
)
STATED = (
    "The interval that the estimator itself states for this model. The law counts the operations that were carried out; this is "
    "what is known of them."
)

WITHHELD = ("Unreleased", "API access", "Hosted access (no API)")
OPEN = "Open weights (unrestricted)"
LIMITED = ("Open weights (restricted use)", "Open weights (non-commercial)")

_DOWN, _UP = Context(prec=6, rounding=ROUND_FLOOR), Context(prec=6, rounding=ROUND_CEILING)
_STATED = re.compile(r"CI: ([\d.eE+]+) to ([\d.eE+]+)")


def list_models() -> tuple[str, ...]:
    """The models of the table, in its order, newest first."""
    return tuple(_rows())


def model(name: str) -> Item:
    """The model of that name, such as `Llama 3.1-405B`, or of a short name that fits one only.

    Raises:
        ItemError: no model, or several, are so named; the candidates are listed.
    """
    return _model(find_name(name, list_models(), "model"))


@cache
def _model(name: str) -> Item:
    row = _rows()[name]
    with placed(file=FILE, field=name):
        readings, evidence = tuple(_readings(row)), _evidence(row)
    return Item(
        id=name,
        name=name,
        provider=row["Organization"] or "unknown",
        technology=f"AI model ({row['Domain'].replace(',', ', ')})",
        date=DATA_OF,
        common=_common(row),
        readings=readings,
        evidence=(evidence,),
        defects=tuple(_defects(row)),
        about=("training_ops",),
    )


def _common(row: Row) -> dict[str, Value]:
    """What the words of the table settle. General purpose, market and data stay unknown: domain and date do not say."""
    facts: dict[str, Value] = {"item_kind": "ai_model"}
    access = row["Model accessibility"]
    if access in WITHHELD:  # the weights are not public
        facts.update(published=False, open_source_licence=False)
    elif access in LIMITED:  # public on conditions: not a free licence; whether "published" depends on them
        facts["open_source_licence"] = False
    elif access == OPEN:  # the licence asks for architecture and usage information too, of which the table says nothing
        facts["published"] = True
    return facts


@dataclass(frozen=True, slots=True)
class _Bounds:
    low: Decimal
    high: Decimal
    label: str
    text: str


def _readings(row: Row) -> Iterator[Reading]:
    bounds = _bounds(row)
    if bounds is not None:
        facts: dict[str, Value] = {"training_ops": interval(bounds.low, bounds.high)}
        yield Reading("with_bounds", bounds.label, facts, bounds.text, legal_quantity=True)
    yield Reading(
        "point_estimate", "estimate, taken as exact", {"training_ops": _compute(row)}, POINT, legal_quantity=bounds is None
    )


def _bounds(row: Row) -> _Bounds | None:
    stated, compute, word = _STATED.search(row["Training compute notes"]), _compute(row), row["Confidence"]
    if stated:
        return _Bounds(Decimal(stated[1]), Decimal(stated[2]), "interval stated by the estimator", STATED)
    if word not in FACTORS:
        return None
    factor = FACTORS[word]
    text = BOUNDED.format(word=word, factor=factor)
    low, high = _DOWN.divide(compute, Decimal(factor)), _UP.multiply(compute, Decimal(factor))
    return _Bounds(low, high, f"estimate within a factor of {factor} ('{word}')", text)


def _compute(row: Row) -> Decimal:
    """Training compute, in operations; digits that only binary arithmetic has put there are rounded off."""
    value = decimal_from_text(row["Training compute (FLOP)"])
    assert value is not None, "only rows with training compute are shipped"
    return Decimal(f"{value:.9e}").normalize()


def _defects(row: Row) -> Iterator[str]:
    word = row["Confidence"]
    yield f"estimate: training compute as Epoch AI found or estimated it, of confidence '{word}'; not a declaration"
    later = decimal_from_text(row["Finetune compute (FLOP)"])
    if later and later > _compute(row):
        yield f"contradiction: {later:g} operations of later training are more than the whole, {_compute(row):g}"
    elif later:
        yield f"later_training: {later:g} operations of later training; whether the whole includes them the table does not say"
    if row["Base model"] and not later:
        yield f"base_model: made from {row['Base model']}; what was added to it is not given"


def _evidence(row: Row) -> Evidence:
    source = table(FILE)
    return Evidence(
        kind="estimated",
        what="training compute",
        by="Epoch AI, Data on AI Models",
        date=DATA_OF,
        source_file=source.file,
        sha256=source.sha256,
        licence="CC-BY-4.0",
        note="; ".join(part for part in (row["Training compute notes"], row["Link"]) if part),
        numbers=dict(_numbers(row)),
    )


def _numbers(row: Row) -> Iterator[tuple[str, Value]]:
    """What the table gives and no law counts as it stands there."""
    if row["Publication date"]:
        yield "publication_date", date.fromisoformat(row["Publication date"])
    for name, column in {"total_parameters": "Parameters", "later_training_flop": "Finetune compute (FLOP)"}.items():
        if (value := decimal_from_text(row[column])) is not None:
            yield name, value
    words = {
        "confidence": "Confidence",
        "accessibility": "Model accessibility",
        "country_of_organisation": "Country (of organization)",
        "task": "Task",
        "base_model": "Base model",
    }
    for name, column in words.items():
        if row[column]:
            yield name, ", ".join(dict.fromkeys(row[column].split(",")))


@cache
def _rows() -> dict[str, Row]:
    return {row["Model"]: row for row in table(FILE).rows}
