"""Measured kinds: material unaccounted for in each balance period, against the standard deviation that its records state.

MUF = beginning + increases - decreases - ending. Random errors are independent. The systematic errors of one kind at one place
are those of one instrument: they add up within the increases, within the decreases, and cancel between two inventories.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from acquis.safeguards.declarations.filing import Filing
from acquis.safeguards.evaluation.books import AreaBooks
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing, cite
from acquis.safeguards.evaluation.rules import Rules, paragraph
from acquis.safeguards.records import Batch, Change, Kind


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
    for begin, end in zip(book.listings, book.listings[1:], strict=False):
        changes = [(f, c) for f, c in book.between(begin.end, end.end) if not c.batch.kind.counted]
        kinds = {b.kind for listing in (begin, end) for b in listing.batches if not b.kind.counted}
        for kind in sorted(kinds | {c.batch.kind for _, c in changes}):
            yield _balance(book.area, kind, begin, end, [(f, c) for f, c in changes if c.batch.kind is kind])


def _balance(area: str, kind: Kind, begin: Filing, end: Filing, changes: list[tuple[Filing, Change]]) -> Unaccounted:
    opening, closing = ([b for b in listing.batches if b.kind is kind] for listing in (begin, end))
    increases = [c.batch for _, c in changes if c.code.sign > 0]
    decreases = [c.batch for _, c in changes if c.code.sign < 0]
    muf = _sum(opening) + _sum(increases) - _sum(decreases) - _sum(closing)
    random = sum(float(b.quantity.random_sd) ** 2 for group in (opening, increases, decreases, closing) for b in group)
    shifts = (_bias(increases), _bias(decreases), _bias(closing) - _bias(opening))
    sources = (cite(begin), cite(end), *dict.fromkeys(cite(filing) for filing, _ in changes))
    return Unaccounted(area, kind, begin.end, end.end, muf, math.sqrt(random + sum(s * s for s in shifts)), sources)


def _sum(batches: Iterable[Batch]) -> Decimal:
    return sum((batch.quantity.value for batch in batches), Decimal(0))


def _bias(batches: Iterable[Batch]) -> float:
    return sum(float(batch.quantity.systematic_sd) for batch in batches)


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
