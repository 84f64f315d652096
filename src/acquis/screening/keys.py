"""Numbering rows by the ways in which they differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]

_DENSE = 1 << 14
"""Up to so many possible keys, or a few for every row, a table of all is quicker than sorting."""


def numbered(columns: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Codes]:
    """The ways in which rows differ: the first row of each way, and for each row the number of its way.

    Args:
        columns: whole numbers from 0, one array a column, all of one length.
        sizes: by column a number above all that stand in it.
    """
    key = columns[0]
    size = sizes[0]
    for column, more in zip(columns[1:], sizes[1:], strict=True):
        if size > (1 << 62) // max(more, 1):  # make room: number the ways met so far
            key = np.unique(key, return_inverse=True)[1]
            size = int(key.max(initial=0)) + 1
        key = key * more + column
        size *= more
    return _dense(key, size) if size <= max(_DENSE, 4 * len(key)) else _sorted(key)


def _dense(key: Codes, size: int) -> tuple[Codes, Codes]:
    first_at = np.full(size, -1, dtype=np.int64)
    first_at[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    present = np.flatnonzero(first_at >= 0)
    numbers = np.empty(size, dtype=np.int64)
    numbers[present] = np.arange(len(present))
    return first_at[present], numbers[key]


def _sorted(key: Codes) -> tuple[Codes, Codes]:
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.astype(np.int64)
