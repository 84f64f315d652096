"""The answer: per regime an outcome that only narrows, with everything it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from acquis.conditions.explain import TRUTH_NAMES, Explanation
from acquis.conditions.values import Truth, Value, to_json
from acquis.law.evaluation import Evaluation
from acquis.law.model import Layer, Policy
from acquis.law.outcome import OutcomeInterval, missing_facts, unread_law


@dataclass(frozen=True, slots=True)
class Finding:
    """A provision with its truth."""

    id: str
    truth: Truth
    title: str
    cite: str

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"id": self.id, "truth": TRUTH_NAMES[self.truth], "title": self.title, "cite": self.cite}


@dataclass(frozen=True, slots=True)
class AuthorisationFinding:
    """An authorisation with the requirements it would relieve and the steps it still asks for."""

    finding: Finding
    relieves: tuple[str, ...]
    conditions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {**self.finding.to_dict(), "relieves": list(self.relieves), "conditions": list(self.conditions)}


@dataclass(frozen=True, slots=True)
class DutyFinding:
    """A duty that is owed (or may be), and when it falls due."""

    finding: Finding
    who: str
    what: str
    due: dt.date | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        due = None if self.due is None else self.due.isoformat()
        return {**self.finding.to_dict(), "who": self.who, "what": self.what, "due": due}


@dataclass(frozen=True, slots=True)
class PolicyInterval:
    """The strictest review policy: known to apply (low), and that may apply (high)."""

    low: Policy | None
    high: Policy | None
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "low": None if self.low is None else str(self.low),
            "high": None if self.high is None else str(self.high),
            "provisions": [finding.to_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class RegimeDetermination:
    """What one regime says of a case."""

    regime: str
    outcome: OutcomeInterval
    scopes: tuple[Finding, ...]
    entries: tuple[Finding, ...]
    requirements: tuple[Finding, ...]
    prohibitions: tuple[Finding, ...]
    authorisations: tuple[AuthorisationFinding, ...]
    policy: PolicyInterval
    duties: tuple[DutyFinding, ...]
    derived: Mapping[str, Value]
    conflicts: tuple[str, ...]
    confidence: str
    because: Explanation | None
    evaluation: Evaluation = field(repr=False, compare=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that can still move the outcome, the most decisive first. Worked out when first asked for."""
        return missing_facts(self.evaluation, self.outcome)

    @property
    def unread(self) -> tuple[str, ...]:
        """Law that is known to exist, was not read, and keeps the outcome open."""
        return unread_law(self.evaluation, self.outcome)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, the same from the library, the command line and the HTTP API."""
        parts: dict[str, Any] = {
            "outcome": {"low": str(self.outcome.low), "high": str(self.outcome.high)},
            "scopes": [finding.to_dict() for finding in self.scopes],
            "entries": [finding.to_dict() for finding in self.entries],
            "requirements": [finding.to_dict() for finding in self.requirements],
            "prohibitions": [finding.to_dict() for finding in self.prohibitions],
            "authorisations": [finding.to_dict() for finding in self.authorisations],
            "policy": self.policy.to_dict(),
            "duties": [duty.to_dict() for duty in self.duties],
            "derived": {name: to_json(value) for name, value in self.derived.items()},
            "missing": list(self.missing),
            "unread": list(self.unread),
            "conflicts": list(self.conflicts),
            "confidence": self.confidence,
            "as_of": self.evaluation.snapshot.regime.as_of.isoformat(),
            "caveats": list(self.evaluation.snapshot.regime.caveats),
        }
        if self.because is not None:
            parts["because"] = self.because.to_dict()
        return parts


@dataclass(frozen=True, slots=True)
class Determination:
    """What the law of a day says of a case, regime by regime."""

    date: dt.date
    layer: Layer
    regimes: Mapping[str, RegimeDetermination]
    corpus: str

    @property
    def settled(self) -> bool:
        """Whether every regime has given its last word."""
        return all(regime.outcome.settled for regime in self.regimes.values())

    def __getitem__(self, regime: str) -> RegimeDetermination:
        return self.regimes[regime]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "date": self.date.isoformat(),
            "layer": str(self.layer),
            "corpus": self.corpus,
            "regimes": {name: regime.to_dict() for name, regime in self.regimes.items()},
            "notice": NOTICE,
        }


NOTICE = "Decision support with sources and dates, not legal advice."
