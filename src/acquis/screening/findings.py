"""What a screening writes of a row under one regime, and how a determination becomes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from acquis.law.determination import Finding as LawFinding
from acquis.law.determination import RegimeDetermination

MAYBE = "?"
"""Behind an id: whether it holds is not known."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one regime to one row, as text; several ids are parted by `; `, and one that may hold ends with `?`.

    `low` and `high`: the outcome. `entries`: what the item is. `decided_by`: requirements and prohibitions. `authorisations`:
    what may relieve them. `missing`: facts that can still move the outcome, the most decisive first.
    """

    low: str
    high: str
    entries: str
    decided_by: str
    authorisations: str
    missing: str

    @classmethod
    def of(cls, answer: RegimeDetermination) -> Finding:
        """The finding of a determination."""
        return cls(
            str(answer.outcome.low),
            str(answer.outcome.high),
            ids(answer.entries),
            ids((*answer.prohibitions, *answer.requirements)),
            ids(a.finding for a in answer.authorisations),
            "; ".join(answer.missing),
        )

    def values(self) -> tuple[str, ...]:
        """The columns of the finding, in order."""
        return self.low, self.high, self.entries, self.decided_by, self.authorisations, self.missing


COLUMNS = tuple(field.name for field in fields(Finding))


def ids(findings: Iterable[LawFinding]) -> str:
    """The ids of provisions as one text."""
    return "; ".join(finding.id + ("" if finding.truth is True else MAYBE) for finding in findings)


class Findings:
    """All findings met so far, numbered from 0."""

    def __init__(self) -> None:
        self.all: list[Finding] = []
        self._numbers: dict[Finding, int] = {}

    def number(self, finding: Finding) -> int:
        """The number of a finding."""
        if finding not in self._numbers:
            self._numbers[finding] = len(self.all)
            self.all.append(finding)
        return self._numbers[finding]
