"""The evaluation of States as of a day: findings, open questions, and the conclusion that agreement and evidence allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acquis.conditions.values import Truth
from acquis.law.corpus import Corpus
from acquis.safeguards.accounts import Discrepancy
from acquis.safeguards.agreements import Standing as AgreementStanding
from acquis.safeguards.conclusions import Conclusion, conclude
from acquis.safeguards.declarations.completeness import Expected, completeness
from acquis.safeguards.declarations.deadlines import Clock
from acquis.safeguards.declarations.filing import Expanded, Filing, Form, Found
from acquis.safeguards.declarations.folder import StateRecords
from acquis.safeguards.evaluation.books import AreaBooks, Books, books
from acquis.safeguards.evaluation.counted import Verified, coverage, of_faults, of_inspections
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.listings import compared, of_listings
from acquis.safeguards.evaluation.measured import Unaccounted, of_balance, unaccounted
from acquis.safeguards.evaluation.reports import of_balances, of_corrections, of_notices, of_reports
from acquis.safeguards.evaluation.rules import Rules, default_rules
from acquis.safeguards.evaluation.transit import Transit, of_transit, transit
from acquis.safeguards.matching import Waiting
from acquis.safeguards.parties import Party


@dataclass(frozen=True)
class StateEvaluation:
    """What is known of one State.

    `start`, `end`: the period reported on. `on`: the day of the evaluation, whose knowledge counts. `alarm_rate`: probability
    that at least one balance of the State alarms though nothing is missing.
    """

    party: Party
    start: dt.date
    end: dt.date
    on: dt.date
    findings: tuple[Finding, ...]
    expected: tuple[Expected, ...]
    verified: tuple[Verified, ...]
    balances: tuple[Unaccounted, ...]
    underway: tuple[Waiting, ...]
    accesses: tuple[Evidence, ...]
    diversion: Truth
    undeclared: Truth
    conclusion: Conclusion
    alarm_rate: float

    @property
    def questions(self) -> tuple[Finding, ...]:
        """Findings that are open."""
        return tuple(finding for finding in self.findings if finding.standing is Standing.OPEN)

    @property
    def indications(self) -> tuple[Finding, ...]:
        """Findings that are indications."""
        return tuple(finding for finding in self.findings if finding.standing is Standing.INDICATION)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready data."""
        return {
            "state": self.party.code,
            "name": self.party.name,
            "agreement": self.party.agreement.standing(self.end),
            "period": [self.start.isoformat(), self.end.isoformat()],
            "evaluated": self.on.isoformat(),
            "diversion_indicated": self.diversion,
            "undeclared_indicated": self.undeclared,
            "conclusion": self.conclusion.id,
            "missing": list(self.conclusion.missing),
            "alarm_rate": self.alarm_rate,
            "findings": [finding.to_dict() for finding in self.findings],
            "verified": [{"area": v.area, "on_book": v.on_book, "checked": v.checked} for v in self.verified],
            "balances": [
                {
                    "area": b.area,
                    "kind": b.kind,
                    "start": b.start.isoformat(),
                    "end": b.end.isoformat(),
                    "muf": f"{b.muf:f}",
                    "unit": b.kind.unit,
                    "sigma": b.sigma,
                }
                for b in self.balances
            ],
        }


def evaluate(
    states: Mapping[str, StateRecords],
    corpus: Corpus,
    year: int,
    on: dt.date,
    rules: Rules | None = None,
    clocks: Mapping[str, Clock] | None = None,
) -> dict[str, StateEvaluation]:
    """Evaluate States together, for shipments join them.

    Args:
        states: their records, by code.
        corpus: the law from which deadlines come.
        year: the calendar year reported on.
        on: the day of the evaluation; what was filed later does not count.
        rules: alarm probability and patience; those that ship by default.
        clocks: deadlines by State, where they were computed before.

    Raises:
        MissingExtra: the libraries of matching are not installed.
    """
    rules = rules or default_rules()
    end = dt.date(year, 12, 31)
    held = {code: books(state, _areas(state, end), on) for code, state in states.items()}
    joint = transit(held, corpus, on)
    wrong, partners = compared(held, dt.date(year, 1, 1), end), frozenset(states)
    return {
        code: _Evaluation(state, held[code], corpus, year, on, rules, (clocks or {}).get(code)).result(
            joint, wrong, list(of_transit(code, joint, partners))
        )
        for code, state in states.items()
    }


def _areas(state: StateRecords, day: dt.date) -> tuple[str, ...]:
    """Areas whose attachments are in force and to which safeguards are applied; under a voluntary offer the selected ones."""
    agreement = state.party.agreement
    return tuple(
        area
        for attachment in agreement.attachments
        if day in attachment.in_force
        and (attachment.selected or agreement.standing(day) is not AgreementStanding.VOLUNTARY_OFFER)
        for area in attachment.areas
    )


class _Evaluation:
    """One State; the steps share its books."""

    def __init__(
        self, state: StateRecords, held: Books, corpus: Corpus, year: int, on: dt.date, rules: Rules, clock: Clock | None
    ) -> None:
        self.state, self.held, self.corpus, self.on, self.rules = state, held, corpus, on, rules
        self.clock = clock or Clock(corpus, state.party.agreement, on)
        self.start, self.end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        self.code = state.party.code
        self.inspections = [f for f in state.inspections if self.start <= f.end <= on and f.reported <= on]

    def result(self, moved: Transit, wrong: Sequence[Discrepancy], joint: list[Finding]) -> StateEvaluation:
        owed = completeness(self.state.party, self.state.register, self.corpus, self.on, self.clock)
        expected = [one for one in owed if self._due(one)]
        verified, balances, findings = [], [], [*of_reports(self.code, expected), *joint]
        findings += of_corrections(self.code, self.state.register, self.on)
        findings += of_notices(self.code, self.state.register, self.on, self.clock)
        findings += of_balances(self.code, self.state.register, self.on)
        for book in self.held.values():
            seen, found = self._area(book, wrong)
            verified.append(seen)
            findings += found
            balances += [balance for balance in unaccounted(book) if self.start <= balance.end <= self.end]
        for balance in balances:
            findings += of_balance(self.code, balance, self.rules)
        findings += self._accesses_findings()
        underway = tuple(w for w in moved.waiting if w.side == "shipment" and moved.state(w.transfer.sender) == self.code)
        diversion, undeclared = self._diversion(findings), self._undeclared(findings)
        return StateEvaluation(
            self.state.party, self.start, self.end, self.on, tuple(findings), tuple(expected), tuple(verified), tuple(balances),
            underway, tuple(cite(f) for f in self._accesses()), diversion, undeclared,
            conclude(self.state.party.agreement, self.end, diversion, undeclared), self.rules.alarm_rate(len(balances)),
        )  # fmt: skip

    def _due(self, expected: Expected) -> bool:
        """Whether a report bears on the period: one of it, or an older one that is still missing."""
        return expected.end <= self.end and (expected.filing is None or expected.end >= self.start)

    def _area(self, book: AreaBooks, wrong: Sequence[Discrepancy]) -> tuple[Verified, list[Finding]]:
        mine = [f for f in self.inspections if f.area == book.area and f.form is Form.INSPECTION]
        verified, findings = coverage(self.code, book, mine, self.end)
        findings += of_faults(self.code, book)
        findings += of_inspections(self.code, book, mine)
        absent = {name for finding in findings if finding.kind is FindingKind.ABSENT for name in finding.items}
        listed = of_listings(self.code, book, wrong, self.on, self.rules)
        findings += [finding for finding in listed if not absent & set(finding.items)]
        return verified, findings

    def _accesses(self) -> list[Filing]:
        return [f for f in self.inspections if f.form is Form.ACCESS]

    def _accesses_findings(self) -> list[Finding]:
        found = [
            (access, [o.batch.id for o in access.observations if o.found is Found.UNDECLARED]) for access in self._accesses()
        ]
        return [self._undeclared_at(access, tuple(items)) for access, items in found if items]

    def _undeclared_at(self, access: Filing, items: tuple[str, ...]) -> Finding:
        return Finding(
            f"{self.code}.undeclared.{access.id}", FindingKind.UNDECLARED, self.code, access.area, Bearing.UNDECLARED,
            Standing.INDICATION, f"undeclared items found at {access.area} on {access.end}: {', '.join(items)}", access.end,
            tuple(cite(access, name) for name in items), items, f"declare what is at {access.area}",
        )  # fmt: skip

    def _diversion(self, findings: list[Finding]) -> Truth:
        """True where there is an indication; unknown where a question is open or nothing is known; else false."""
        bearing = [finding for finding in findings if finding.bearing is Bearing.DIVERSION]
        if any(finding.standing is Standing.INDICATION for finding in bearing):
            return True
        nothing = not self.state.register.known(self.on)
        return None if nothing or any(finding.standing is Standing.OPEN for finding in bearing) else False

    def _undeclared(self, findings: list[Finding]) -> Truth:
        """False only where every declared location was accessed and nothing undeclared found; each with its record."""
        bearing = [finding for finding in findings if finding.bearing is Bearing.UNDECLARED]
        if any(finding.standing is Standing.INDICATION for finding in bearing):
            return True
        declared = {
            record.location
            for filing in self.state.register.of(Form.EXPANDED, self.on)
            for record in filing.records
            if isinstance(record, Expanded)
        }
        accessed = {access.area for access in self._accesses()}
        protocol = self.state.party.agreement.protocol_holds(self.end)
        if not protocol or bearing or not declared or not declared <= accessed:
            return None
        return False
