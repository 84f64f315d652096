"""The day by which a declaration is due: read from the corpus, with the paragraph that sets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from acquis.conditions.values import Truth, Value
from acquis.law.corpus import Corpus
from acquis.law.deadlines import due_date
from acquis.law.determine import determine_under
from acquis.law.model import Provision
from acquis.safeguards.agreements import Agreement
from acquis.safeguards.declarations.filing import Form


class Event(StrEnum):
    """From what a clock counts."""

    AGREEMENT = "agreement"
    PROTOCOL = "protocol"
    MONTH = "month"
    PHYSICAL_INVENTORY = "physical_inventory"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A paragraph, whether it binds, and the day it sets; None where it sets none."""

    provision: str
    cite: str
    binds: Truth
    due: dt.date | None


_FACT = {Event.MONTH: "inventory_change_date", Event.PHYSICAL_INVENTORY: "physical_inventory_date"}


class Clock:
    """Deadlines under the agreement of one State, by the corpus of a day. Answers are kept: many declarations share a month."""

    def __init__(self, corpus: Corpus, agreement: Agreement, on: dt.date) -> None:
        self.corpus, self.agreement, self.on = corpus, agreement, on
        self._kept: dict[tuple[Form, Event, dt.date], Deadline] = {}

    def deadline(self, form: Form, event: Event, day: dt.date) -> Deadline:
        """When a declaration that an event of `day` calls for is due.

        A yearly declaration: `day` is any day of the year that it speaks of.
        """
        if event in (Event.MONTH, Event.YEAR):
            day = day.replace(day=1) if event is Event.MONTH else dt.date(day.year, 1, 1)
        key = form, event, day
        if key not in self._kept:
            self._kept[key] = self._asked(_provision_id(form, event), event, day)
        return self._kept[key]

    def _asked(self, identifier: str, event: Event, day: dt.date) -> Deadline:
        provision = _provision(self.corpus, identifier, self.on)
        facts = self._facts(event, day)
        snapshot = self.corpus.on(self.on, provision.regime)
        told = determine_under(snapshot, facts, self.on, with_reasons=False).duties
        finding = next((duty for duty in told if duty.finding.id == identifier), None)
        binds: Truth = False if finding is None else finding.finding.truth
        due = finding.due if finding is not None else None
        if event is Event.YEAR and provision.duty is not None and provision.duty.due is not None:
            rule = provision.duty.due  # the rule counts from the end of a year; each year asks it anew
            due = due_date(rule, {rule.after or "": day}, self.on)
        return Deadline(provision.id, provision.cite, binds, due)

    def _facts(self, event: Event, day: dt.date) -> Mapping[str, Value]:
        facts: dict[str, Value] = {}
        if self.agreement.in_force.start is not None:
            facts["agreement_in_force"] = self.agreement.in_force.start
        protocol = self.agreement.additional_protocol
        if protocol is not None and protocol.start is not None:
            facts["protocol_in_force"] = protocol.start
        if event in _FACT:
            facts[_FACT[event]] = day
        return facts


def undated(corpus: Corpus, form: Form, on: dt.date) -> Deadline:
    """The paragraph that asks for a form without setting a day."""
    identifier = next(raw["provision"] for raw in _data()["undated"] if raw["form"] == form)
    provision = _provision(corpus, identifier, on)
    return Deadline(provision.id, provision.cite, True, None)


def _provision_id(form: Form, event: Event) -> str:
    found: str = next(raw["provision"] for raw in _data()["deadlines"] if raw["form"] == form and raw["each"] == event)
    return found


def _provision(corpus: Corpus, identifier: str, on: dt.date) -> Provision:
    return next(version for version in corpus.versions(identifier) if on in version.in_force)


@cache
def _data() -> Mapping[str, Any]:
    import yaml

    text = resources.files("acquis.safeguards").joinpath("data", "deadlines.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded
