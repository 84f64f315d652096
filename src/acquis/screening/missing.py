"""The facts that can still move the outcome of each row, as `acquis.law.outcome.missing_facts` finds them for one case.

The sums are made in the same order, so that facts that weigh the same in one reading do so in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from acquis.law.model import Kind, Outcome
from acquis.screening.columnar import Rows
from acquis.screening.keys import Codes, numbered
from acquis.screening.trees import FALSE, OPEN, TRUE, Floats, Truths

Bools = npt.NDArray[np.bool_]


def missing_facts(rows: Rows, low: Codes, within: Codes, relief: Mapping[int, Truths]) -> tuple[Codes, list[str]]:
    """Of each row the number of a text with the facts, the most decisive first; and the texts.

    Args:
        rows: rows whose outcome is open.
        low: low end of the outcome.
        within: low end if the law reaches the row.
        relief: by requirement that may hold, whether an authorisation relieves it.
    """
    undecided = [(i, chosen) for i, chosen in _undecided(rows, low, within, relief) if chosen.any()]
    influences = [rows.influence(i) for i, _ in undecided]
    columns = [np.where(chosen, places, -1) + 1 for (_, chosen), (_, places) in zip(undecided, influences, strict=True)]
    if not columns:
        return np.zeros(rows.length, dtype=np.int64), [""]
    first, inverse = numbered(columns, [int(column.max()) + 1 for column in columns])
    total: dict[str, Floats] = {}
    for column, (shares, _) in zip(columns, influences, strict=True):
        some = column[first]
        chosen = np.flatnonzero(some)
        for fact, share in shares.items():
            if fact not in total:
                total[fact] = np.zeros(len(first))
            total[fact][chosen] += share[some[chosen] - 1]
    numbers, texts = _ranked(total, len(first))
    return numbers[inverse], texts


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


def _ranked(total: dict[str, Floats], length: int) -> tuple[Codes, list[str]]:
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
