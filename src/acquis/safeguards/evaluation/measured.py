"""Measured kinds: material unaccounted for in each balance period, against the standard deviation that its records state."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from acquis.safeguards.accounts import material_balances
from acquis.safeguards.evaluation.books import AreaBooks
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import Rules, paragraph
from acquis.safeguards.records import Kind


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """MUF of one kind in one area over one period, and its standard deviation, in the unit of the kind."""

    area: str
    kind: Kind
    start: dt.date
    end: dt.date
    muf: Decimal
    sigma: float
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """MUF in standard deviations; infinite where something exact is missing."""
        return float(self.muf) / self.sigma if self.sigma else math.copysign(math.inf, self.muf) if self.muf else 0.0


def unaccounted(book: AreaBooks) -> Iterator[Unaccounted]:
    """The balances of an area: one for each measured kind and each period between two listings."""
    kinds = {c.batch.kind for c in book.changes} | {b.kind for filing in book.listings for b in filing.batches}
    listings = {filing.end: filing for filing in book.listings}
    for kind in sorted(kind for kind in kinds if not kind.counted):
        for balance in material_balances(book.ledger, kind):
            mine = [c for c in book.changes if c.batch.kind is kind and balance.start < c.on <= balance.end]
            sources = (
                *(cite(listings[day]) for day in (balance.start, balance.end)),
                *dict.fromkeys(cite(book.filed[change.id]) for change in mine),
            )
            yield Unaccounted(book.area, kind, balance.start, balance.end, balance.muf, float(balance.sigma), sources)


def of_balance(state: str, balance: Unaccounted, rules: Rules) -> Iterator[Finding]:
    """A loss beyond the limit is an indication, at the stated alarm probability; a gain beyond it is a question."""
    if abs(balance.score) <= rules.limit:
        return
    loss = balance.score > 0
    amount = f"{abs(balance.muf):f} {balance.kind.unit} of {balance.kind.replace('_', ' ')}"
    told = f"{amount} {'are not accounted for' if loss else 'more than the book are held'} in {balance.area}"
    yield Finding(
        f"{state}.{'unaccounted' if loss else 'gain'}.{balance.area}.{balance.kind}.{balance.end}",
        FindingKind.UNACCOUNTED if loss else FindingKind.GAIN, state, balance.area,
        Bearing.DIVERSION if loss else Bearing.REPORTING, Standing.INDICATION if loss else Standing.OPEN,
        f"{told} from {balance.start} to {balance.end}: {abs(balance.score):.1f} standard deviations (limit {rules.limit:.2f})",
        balance.end, balance.evidence, asks="find the cause: measurement, hold-up, loss or removal",
        provision=paragraph(FindingKind.UNACCOUNTED),
    )  # fmt: skip
