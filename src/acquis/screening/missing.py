"""The facts that can still move the outcome of each row, as `acquis.law.outcome.missing_facts` finds them for one case.

The sums are made in the same order, so that facts that weigh the same in one reading do so in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from acquis.law.model import Kind, Outcome
from acquis.screening.columnar import Rows, spread
from acquis.screening.keys import Codes
from acquis.screening.trees import FALSE, OPEN, TRUE, Shares, Truths

Bools = npt.NDArray[np.bool_]


def missing_facts(rows: Rows, low: Codes, within: Codes, relief: Mapping[int, Truths]) -> tuple[Codes, list[str]]:
    """Of each row the number of a text with the facts, the most decisive first; and the texts.

    Args:
        rows: rows whose outcome is open.
        low: low end of the outcome.
        within: low end if the law reaches the row.
        relief: by requirement that may hold, whether an authorisation relieves it.
    """
    total: Shares = {}
    for i, chosen in _undecided(rows, low, within, relief):
        where = np.flatnonzero(chosen)
        if len(where):
            spread(total, where, rows.shares(i, where), rows.length)
    return _ranked(total, rows.length)


def _undecided(rows: Rows, low: Codes, within: Codes, relief: Mapping[int, Truths]) -> Iterator[tuple[int, Bools]]:
    """Provisions of unknown truth with the rows in which they can still raise the low end or lower the high end."""
    open_ = rows.law.folded.open
    for i in open_[Kind.SCOPE]:
        yield i, (rows.column(i) == OPEN) & (low == Outcome.NOT_SUBJECT)
    for i in open_[Kind.PROHIBITION]:
        yield i, (rows.column(i) == OPEN) & (within < Outcome.PROHIBITED)
    wanted: dict[int, Bools] = {}
    for r, relieved in relief.items():
        truth = rows.column(r)
        ceiling = np.where(relieved == TRUE, int(Outcome.CONDITIONAL), int(Outcome.LICENCE_REQUIRED))
        yield r, (truth == OPEN) & (within < ceiling)
        asked = (truth != FALSE) & (relieved == OPEN) & (within < Outcome.LICENCE_REQUIRED)
        if asked.any():
            for a in rows.law.snapshot.relieved_by[r]:
                wanted[a] = wanted.get(a, np.bool_(False)) | (asked & (rows.column(a) == OPEN))
    yield from sorted(wanted.items())


def _ranked(total: Shares, length: int) -> tuple[Codes, list[str]]:
    """Facts by falling share, then by name."""
    names = sorted(total)
    if not names:
        return np.zeros(length, dtype=np.int64), [""]
    shares = np.stack([total[name] for name in names], axis=1)
    order = np.argsort(-shares, axis=1, kind="stable").astype(np.int16)
    order[np.arange(len(names)) >= np.count_nonzero(shares, axis=1)[:, None]] = -1
    numbers = np.empty(length, dtype=np.int64)
    known: dict[bytes, int] = {}
    texts: list[str] = []
    for row in range(length):
        key = order[row].tobytes()
        number = known.get(key)
        if number is None:
            number = known[key] = len(texts)
            texts.append("; ".join(names[k] for k in order[row].tolist() if k >= 0))
        numbers[row] = number
    return numbers, texts
