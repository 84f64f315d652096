"""From the truths of provisions, row by row, to findings: the algebra of outcomes over columns, and texts made once a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from acquis.conditions.values import Truth
from acquis.law.corpus import Snapshot
from acquis.law.determine import authorisations_of, findings_of, told_entries
from acquis.law.model import Kind, Outcome
from acquis.law.outcome import live_of
from acquis.screening.columnar import Rows, any_of
from acquis.screening.findings import Finding, Findings, ids
from acquis.screening.keys import Codes, numbered
from acquis.screening.missing import missing_facts
from acquis.screening.trees import FALSE, TRUE, TRUTHS, Truths

_GROUNDS = (Kind.PROHIBITION, Kind.REQUIREMENT)


_CHUNK = 2**13
"""Rows judged at a time: their columns stay in the cache of the processor."""
_FEW, _RARE = 4, 32
"""Rows up to which the engine of single cases is quicker than columns: at a time, and under a law that is seldom met."""


def judge(rows: Rows, findings: Findings) -> Codes:
    """For each row the number of its finding."""
    law = rows.law
    scope = any_of(rows.truth(i) for i in law.folded.open[Kind.SCOPE])
    found = np.full(rows.length, findings.number(_NOT_SUBJECT), dtype=np.int64)
    reached = np.flatnonzero(np.broadcast_to(scope != FALSE, rows.length))
    law.met += len(reached)
    if law.met > _RARE:
        columns, sizes = rows.subset(reached).classes(law.asked)
        found[reached] = law.answers.find(columns, sizes, lambda some: _ask(rows, reached[some], findings))
    else:
        found[reached] = _ask(rows, reached, findings)
    return found


def _ask(rows: Rows, reached: Codes, findings: Findings) -> Codes:
    """Findings of rows that differ: of few one by one, of many by columns."""
    if len(reached) <= _FEW or rows.law.met <= _RARE:
        return np.array([findings.number(rows.finding(row)) for row in reached.tolist()], dtype=np.int64)
    chunks = []
    for k in range(0, len(reached), _CHUNK):
        rows.law.memory.tidy()
        chunks.append(_within(rows.subset(reached[k : k + _CHUNK]), findings))
    return np.concatenate(chunks)


_NOT_SUBJECT = Finding(str(Outcome.NOT_SUBJECT), str(Outcome.NOT_SUBJECT), "", "", "", "")


def _within(rows: Rows, findings: Findings) -> Codes:
    """Findings of rows that the law reaches, or may reach."""
    snapshot, open_ = rows.law.snapshot, rows.law.folded.open
    scope = any_of(rows.truth(i) for i in open_[Kind.SCOPE])
    relief = {
        r: rows.spread(any_of(rows.truth(a) for a in snapshot.relieved_by.get(r, ())))
        for r in open_[Kind.REQUIREMENT]
        if rows.column(r).any()
    }
    low, high = _outcome(rows, relief)
    settled_low = np.where(scope == TRUE, low, int(Outcome.NOT_SUBJECT))
    entries = _told(rows, open_[Kind.ENTRY], lambda view: ids(findings_of(view, told_entries(view, live_of(view, Kind.ENTRY)))))
    grounds = [i for kind in _GROUNDS for i in open_[kind]]
    decided = _told(rows, grounds, lambda view: ids(f for kind in _GROUNDS for f in findings_of(view, live_of(view, kind))))
    relieving = sorted({a for r in relief for a in snapshot.relieved_by.get(r, ())})
    relieved = _told(
        rows,
        [*open_[Kind.REQUIREMENT], *relieving] if relieving else [],
        lambda view: ids(a.finding for a in authorisations_of(view, live_of(view, Kind.REQUIREMENT))),
    )
    missing = _missing(rows, settled_low, high, low, relief)
    parts = [settled_low, high, *(numbers for numbers, _ in (entries, decided, relieved, missing))]
    sizes = [len(Outcome), len(Outcome), *(len(texts) for _, texts in (entries, decided, relieved, missing))]
    first, inverse = numbered(parts, sizes)
    numbers = np.empty(len(first), dtype=np.int64)
    for k, row in enumerate(first.tolist()):
        outcome = (str(Outcome(int(settled_low[row]))), str(Outcome(int(high[row]))))
        texts = (texts[int(column[row])] for column, texts in (entries, decided, relieved, missing))
        numbers[k] = findings.number(Finding(*outcome, *texts))
    return numbers[inverse]


def _outcome(rows: Rows, relief: Mapping[int, Truths]) -> tuple[Codes, Codes]:
    """Low and high end of the outcome if the law reaches the rows, as `acquis.law.outcome` has it for one."""
    low = np.full(rows.length, int(Outcome.FREE), dtype=np.int64)
    high = low.copy()
    for r, relieved in relief.items():
        truth = rows.column(r)
        raised = np.where(relieved == TRUE, int(Outcome.CONDITIONAL), int(Outcome.LICENCE_REQUIRED))
        high = np.maximum(high, np.where(truth != FALSE, raised, 0))
        sure = np.where(relieved == FALSE, int(Outcome.LICENCE_REQUIRED), int(Outcome.CONDITIONAL))
        low = np.maximum(low, np.where(truth == TRUE, sure, 0))
    prohibited = rows.spread(any_of(rows.truth(i) for i in rows.law.folded.open[Kind.PROHIBITION]))
    low[prohibited == TRUE] = int(Outcome.PROHIBITED)
    high[prohibited != FALSE] = int(Outcome.PROHIBITED)
    return low, high


def _told(rows: Rows, provisions: Sequence[int], tell: Callable[[View], str]) -> tuple[Codes, list[str]]:
    """A text made from the truths of some provisions: of each row its number, and the texts."""
    snapshot, open_ = rows.law.snapshot, rows.law.folded.open

    def text(known: Mapping[int, int]) -> str:
        return tell(View(snapshot, open_, known))

    truths = {i: rows.truth(i) for i in provisions}
    fixed = {i: truth for i, truth in truths.items() if isinstance(truth, int) and truth}
    columns = {i: truth for i, truth in truths.items() if not isinstance(truth, int) and truth.any()}
    if not columns:
        return np.zeros(rows.length, dtype=np.int64), [text(fixed)]
    first, inverse = numbered([column.astype(np.int64) for column in columns.values()], [3] * len(columns))
    texts = [text({**fixed, **{i: int(column[row]) for i, column in columns.items()}}) for row in first.tolist()]
    return inverse, texts


def _missing(rows: Rows, low: Codes, high: Codes, within: Codes, relief: Mapping[int, Truths]) -> tuple[Codes, list[str]]:
    """The facts that can still move the outcome: of each row the number of the text, and the texts."""
    numbers = np.zeros(rows.length, dtype=np.int64)
    unsettled = np.flatnonzero(low != high)
    if not len(unsettled):
        return numbers, [""]
    of_some = {r: truth[unsettled] for r, truth in relief.items()}
    found, texts = missing_facts(rows.subset(unsettled), low[unsettled], within[unsettled], of_some)
    numbers[unsettled] = found + 1
    return numbers, ["", *texts]


class View:
    """One row, as the law looks at a single case: truths found before.

    Args:
        snapshot: the law of the day.
        by_kind: the provisions that may not be false.
        truths: 0, 1 or 2 by provision; those not looked at are false.
    """

    def __init__(self, snapshot: Snapshot, by_kind: Mapping[Kind, Sequence[int]], truths: Mapping[int, int]) -> None:
        self.snapshot, self._by_kind, self._truths = snapshot, by_kind, truths

    def candidates(self, kind: Kind) -> tuple[int, ...]:
        """Provisions of a kind that may not be false."""
        return tuple(i for i in self._by_kind[kind] if i in self._truths)

    def truth(self, i: int) -> Truth:
        """Truth of the i-th provision."""
        return TRUTHS[self._truths.get(i, FALSE)]
