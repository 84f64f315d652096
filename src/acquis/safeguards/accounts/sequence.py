"""The MUF sequence of an area and its covariance, ready for the statistics. Needs the extra `safeguards`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from acquis.safeguards.accounts.balance import MaterialBalance
from acquis.safeguards.accounts.errors import LedgerError

if TYPE_CHECKING:
    from acquis.safeguards.statistics import Floats


def muf_sequence(balances: Sequence[MaterialBalance]) -> tuple[Floats, Floats]:
    """MUF, (n,), and its covariance, (n, n), of consecutive balances of one area and kind.

    The listing between two periods is one measurement in both, so neighbours share its errors; a measurement point shifts all its
    measurements together, in every period.

    Raises:
        LedgerError: no balances, or of several areas or kinds, or with a gap between them.
    """
    import numpy as np

    from acquis.safeguards.statistics import propagate

    _check(balances)
    every = {one.id: one for balance in balances for one in balance.measurements}
    rows = {id: number for number, id in enumerate(every)}
    points = {point: number for number, point in enumerate(sorted({one.point for one in every.values()}))}
    incidence = np.zeros((len(balances), len(rows)))
    for period, balance in enumerate(balances):
        for one in balance.measurements:
            incidence[period, rows[one.id]] += one.sign
    loading = np.zeros((len(rows), len(points)))
    for one in every.values():
        loading[rows[one.id], points[one.point]] = float(one.quantity.systematic_sd)
    random = [float(one.quantity.random_sd) for one in every.values()]
    values = np.array([float(balance.muf) for balance in balances])
    return values, propagate(incidence, random, loading)


def _check(balances: Sequence[MaterialBalance]) -> None:
    if not balances:
        raise LedgerError("", "", "no balance", "two physical inventories make one")
    first = balances[0]
    for before, after in pairwise(balances):
        if (after.area, after.kind) != (first.area, first.kind) or after.start != before.end:
            raise LedgerError(
                after.area, f"balance from {after.start}", "does not follow the one before", "give one area and kind"
            )
