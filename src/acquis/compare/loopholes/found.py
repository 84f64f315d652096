"""What a search for gaps of a text finds: the finding, the things that show it, the provisions it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from acquis.compare.witness import Witness
from acquis.law.model import Provision

NOTICE = (
    "A gap of the text is no permission. Catch-all and end-use controls, sanctions, rules on parties and law that was not read "
    "still apply, and to arrange a transaction around a control may itself be forbidden. Not legal advice."
)
"""Said with every list."""

_CONFIDENCE = ("low", "medium", "high")


class Gap(StrEnum):
    """What kind of gap it is."""

    NON_MONOTONE = "non_monotone"
    GAP = "gap"
    EDGE = "edge"
    SPLITTING = "splitting"
    PARTS = "parts"
    ROUTE = "route"


class Verdict(StrEnum):
    """How the question was decided; not asked where nothing is known of the law."""

    FOUND = "found"
    ABSENT = "absent"
    NOT_DECIDED = "not_decided"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision that a finding rests on."""

    id: str
    cite: str
    confidence: str

    @classmethod
    def of(cls, provision: Provision) -> Citation:
        """The citation of a provision."""
        return cls(provision.id, provision.cite, provision.confidence)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a finding: what it is there (caught, free, whole, part, or a leg of a route), its facts, and the law on it.

    `truth`: what the engine said, a truth or an outcome. `law`: the provisions that catch it, or that were asked.
    """

    role: str
    witness: Witness
    truth: str
    law: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"role": self.role, "facts": self.witness.to_dict(), "truth": self.truth, "law": _citations(self.law)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to one question.

    `side`: whose law it is, as in the topics, or the provision. `statement`: one sentence. `closed_by`: provisions that may close
    the gap. `reason`: why it is not decided, or what limits the answer. `destinations`: of a route, the countries at its end.
    """

    kind: Gap
    verdict: Verdict
    regime: str
    side: str
    topic: str
    statement: str
    things: tuple[Thing, ...] = ()
    closed_by: tuple[Citation, ...] = ()
    reason: str | None = None
    destinations: tuple[str, ...] = ()

    @property
    def confidence(self) -> str | None:
        """How sure the corpus is of the weakest provision that it rests on; None where it rests on none."""
        found = [citation.confidence for thing in self.things for citation in thing.law]
        return min(found, key=_CONFIDENCE.index, default=None)

    @property
    def surety(self) -> str:
        """How the answer was reached."""
        if self.verdict is Verdict.ABSENT:
            return "every class of destinations asked of the engine" if self.kind is Gap.ROUTE else "proved by the solver"
        return "confirmed by the engine" if self.verdict is Verdict.FOUND else str(self.verdict).replace("_", " ")

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "kind": str(self.kind),
            "verdict": str(self.verdict),
            "regime": self.regime,
            "side": self.side,
            "topic": self.topic,
            "statement": self.statement,
            "sure": self.surety,
            "confidence": self.confidence,
            "things": [thing.to_dict() for thing in self.things],
            "closed_by": _citations(self.closed_by),
            "reason": self.reason,
            "destinations": list(self.destinations),
        }


def _citations(found: Iterable[Citation]) -> list[dict[str, str]]:
    return [{"id": citation.id, "cite": citation.cite, "confidence": citation.confidence} for citation in found]
