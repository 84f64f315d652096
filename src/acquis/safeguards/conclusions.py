"""Which conclusion an agreement and the evidence allow: rules in the condition language, kept in `data/conclusions.yaml`.

A conclusion is drawn only where its condition is certainly true; where it is not known, none is drawn and what is missing is
said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from acquis.conditions.nodes import Node
from acquis.conditions.restrict import missing_facts
from acquis.conditions.truth import TruthReading, compile_truth
from acquis.conditions.values import Facts, Truth, Value
from acquis.safeguards.agreements import Agreement


@dataclass(frozen=True, slots=True)
class Rule:
    """One conclusion: what it says, and when it may be drawn."""

    id: str
    says: str
    when: Node
    truth: TruthReading
    source: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Source:
    """A published text that a rule follows."""

    key: str
    text: str
    url: str
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The strongest conclusion that may be drawn, if any.

    `truths`: each rule and whether it holds. `missing`: facts that are not known and could allow a stronger conclusion.
    """

    rule: Rule | None
    truths: Mapping[str, Truth]
    missing: tuple[str, ...]

    @property
    def id(self) -> str:
        """The conclusion, or `none`."""
        return self.rule.id if self.rule else "none"


def conclude(agreement: Agreement, on: dt.date, diversion: Truth, undeclared: Truth) -> Conclusion:
    """The strongest conclusion for a State on a day.

    Args:
        agreement: with the dates of its protocols.
        on: the last day of the period reported on.
        diversion: whether the evidence shows an indication that declared items were diverted; None when that is not known.
        undeclared: the same for items and activities that were not declared.
    """
    facts = facts_of(agreement, on, diversion, undeclared)
    truths = {rule.id: rule.truth(facts, _nothing) for rule in rules()} if agreement.holds(on) else {}
    drawn = next((rule for rule in rules() if truths.get(rule.id)), None)
    missing: dict[str, None] = {}
    for rule in rules():
        if rule is drawn:
            break
        if truths.get(rule.id, False) is None:
            missing |= dict.fromkeys(missing_facts(rule.when, facts))
    return Conclusion(drawn, truths, tuple(missing))


def facts_of(agreement: Agreement, on: dt.date, diversion: Truth, undeclared: Truth) -> Facts:
    """The facts that the rules ask for; what is not known is left out."""
    known: dict[str, Value | None] = {
        "agreement": agreement.type.value,
        "additional_protocol": agreement.protocol_holds(on),
        "small_holder": agreement.small_holder_text(on) or "none",
        "year": Decimal(on.year),
        "diversion_indicated": diversion,
        "undeclared_indicated": undeclared,
    }
    return {name: value for name, value in known.items() if value is not None}


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, strongest first."""
    from acquis.conditions import parse_condition

    found = []
    for raw in _data()["conclusions"]:
        when = parse_condition(raw["when"], file="conclusions.yaml")
        found.append(Rule(raw["id"], raw["says"].strip(), when, compile_truth(when), raw["source"], raw["paragraph"]))
    return tuple(found)


@cache
def sources() -> Mapping[str, Source]:
    """The published texts that the rules follow, by key."""
    return {raw["key"]: Source(raw["key"], raw["text"], raw["url"], raw["as_of"]) for raw in _data()["sources"]}


@cache
def _data() -> Mapping[str, Any]:
    import yaml

    text = resources.files("acquis.safeguards").joinpath("data", "conclusions.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def _nothing(identifier: str) -> Truth:
    return None
