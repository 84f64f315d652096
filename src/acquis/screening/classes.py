"""From the truths of provisions, row by row, to findings: the algebra of outcomes over columns, and texts made once a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from acquis.conditions.values import Truth
from acquis.law.corpus import Snapshot
from acquis.law.determine import authorisations_of, findings_of, told_entries
from acquis.law.model import Kind, Outcome
from acquis.law.outcome import OutcomeInterval, live_of, missing_facts
from acquis.screening.columnar import FALSE, OPEN, TRUE, Rows, Truths, any_of
from acquis.screening.findings import Finding, Findings, ids
from acquis.screening.keys import Codes, numbered

_TRUTHS: tuple[Truth, ...] = (False, None, True)
_GROUNDS = (Kind.PROHIBITION, Kind.REQUIREMENT)


def judge(rows: Rows, findings: Findings) -> Codes:
    """For each row the number of its finding."""
    folded = rows.law.folded
    scope = any_of((rows.truth(i) for i in folded.open[Kind.SCOPE]), rows.length)
    found = np.full(rows.length, findings.number(_NOT_SUBJECT), dtype=np.int64)
    reached = np.flatnonzero(scope != FALSE)
    if len(reached):
        found[reached] = _within(rows.subset(reached), scope[reached], findings)
    return found


_NOT_SUBJECT = Finding(str(Outcome.NOT_SUBJECT), str(Outcome.NOT_SUBJECT), "", "", "", "")


def _within(rows: Rows, scope: Truths, findings: Findings) -> Codes:
    """Findings of rows that the law reaches, or may reach."""
    snapshot, open_ = rows.law.snapshot, rows.law.folded.open
    relief = {
        r: any_of((rows.truth(a) for a in snapshot.relieved_by.get(r, ())), rows.length)
        for r in open_[Kind.REQUIREMENT]
        if rows.truth(r).any()
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
    missing = _missing(rows, settled_low, high, low, relieving)
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
        truth = rows.truth(r)
        raised = np.where(relieved == TRUE, int(Outcome.CONDITIONAL), int(Outcome.LICENCE_REQUIRED))
        high = np.maximum(high, np.where(truth != FALSE, raised, 0))
        sure = np.where(relieved == FALSE, int(Outcome.LICENCE_REQUIRED), int(Outcome.CONDITIONAL))
        low = np.maximum(low, np.where(truth == TRUE, sure, 0))
    prohibited = any_of((rows.truth(i) for i in rows.law.folded.open[Kind.PROHIBITION]), rows.length)
    low[prohibited == TRUE] = int(Outcome.PROHIBITED)
    high[prohibited != FALSE] = int(Outcome.PROHIBITED)
    return low, high


def _told(rows: Rows, provisions: Sequence[int], tell: Callable[[View], str]) -> tuple[Codes, list[str]]:
    """A text made from the truths of some provisions: of each row its number, and the texts."""
    columns = {i: rows.truth(i) for i in provisions if rows.truth(i).any()}
    if not columns:
        return np.zeros(rows.length, dtype=np.int64), [tell(View(rows, {}, {}))]
    first, inverse = numbered([column.astype(np.int64) for column in columns.values()], [3] * len(columns))
    texts = [tell(View(rows, {i: int(column[row]) for i, column in columns.items()}, {})) for row in first.tolist()]
    return inverse, texts


def _missing(rows: Rows, low: Codes, high: Codes, within: Codes, relieving: Sequence[int]) -> tuple[Codes, list[str]]:
    """The facts that can still move the outcome: of each row the number of the text, and the texts."""
    numbers = np.zeros(rows.length, dtype=np.int64)
    texts = [""]
    unsettled = np.flatnonzero(low != high)
    if not len(unsettled):
        return numbers, texts
    part = rows.subset(unsettled)
    open_ = part.law.folded.open
    provisions = [*open_[Kind.SCOPE], *(i for kind in _GROUNDS for i in open_[kind]), *relieving]
    truths = {i: part.truth(i) for i in dict.fromkeys(provisions) if part.truth(i).any()}
    weights = {i: part.influence(i) for i, truth in truths.items() if (truth == OPEN).any()}
    columns = [low[unsettled], high[unsettled], within[unsettled]]
    shown = [i for i, truth in truths.items() if i not in weights or (truth == TRUE).any()]
    columns += [truths[i].astype(np.int64) for i in shown]
    columns += weights.values()
    sizes = [*[len(Outcome)] * 3, *[3] * (len(columns) - 3 - len(weights)), *[len(part.law.memory.influences)] * len(weights)]
    first, inverse = numbered(columns, sizes)
    told = np.empty(len(first), dtype=np.int64)
    known: dict[str, int] = {"": 0}
    names = (*shown, -1, *weights)  # of which provisions the key speaks; all others are false
    keys = np.stack([column[first] for column in columns], axis=1).tolist()
    for k, (row, key) in enumerate(zip(first.tolist(), keys, strict=True)):
        text = part.law.missing.get(whole := (*names, *key))
        if text is None:
            decided = {i: int(truth[row]) for i, truth in truths.items()}
            view = View(part, decided, {i: int(number[row]) for i, number in weights.items()})
            text = "; ".join(missing_facts(view, OutcomeInterval(Outcome(key[0]), Outcome(key[1]))))
            part.law.missing[whole] = text
        if text not in known:
            known[text] = len(texts)
            texts.append(text)
        told[k] = known[text]
    numbers[unsettled] = told[inverse]
    return numbers, texts


class View:
    """One row, as the law looks at a single case: truths found before, and what can decide those still open."""

    def __init__(self, rows: Rows, truths: Mapping[int, int], influences: Mapping[int, int]) -> None:
        self._rows, self._truths, self._influences = rows, truths, influences

    @property
    def snapshot(self) -> Snapshot:
        """The law of the day."""
        return self._rows.law.snapshot

    def candidates(self, kind: Kind) -> tuple[int, ...]:
        """Provisions of a kind that may not be false."""
        return tuple(i for i in self._rows.law.folded.open[kind] if i in self._truths)

    def truth(self, i: int) -> Truth:
        """Truth of the i-th provision; those not looked at are false."""
        return _TRUTHS[self._truths.get(i, FALSE)]

    def influences(self, i: int) -> Mapping[str, float]:
        """Facts that can still decide a provision."""
        return self._rows.law.memory.influences[self._influences.get(i, 0)]
