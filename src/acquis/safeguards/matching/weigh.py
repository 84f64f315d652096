"""The penalties of candidate pairs, as arrays; the formulas are those of `score`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from acquis.safeguards.matching.columns import Bools, Codes, Columns, Floats, Ints, pair_noise
from acquis.safeguards.matching.score import transit_penalty, words_penalty
from acquis.safeguards.matching.tolerances import Tolerances

NOISE = 1e-6
"""Greatest part of a penalty that only decides between equal choices."""


def weigh(
    shipments: Columns,
    receipts: Columns,
    pairs: tuple[Ints, Ints],
    codes: Mapping[str, Codes],
    tolerances: Tolerances,
    states: Mapping[str, str],
    name_penalty: float,
) -> Floats:
    """The penalty of each pair; infinite where it is not admissible: out of the window of days, or neither end agrees.

    Args:
        shipments, receipts: the two sides.
        pairs: rows.
        codes: as used for the columns.
        tolerances, states: as for `match_transfers`.
        name_penalty: where the names differ.
    """
    i, j = pairs
    days = (receipts.day[j] - shipments.day[i]).astype(np.float64)
    ends = _state_codes(codes["end"], states)
    sender = _same(shipments.sender[i], receipts.sender[j], ends)
    receiver = _same(shipments.receiver[i], receipts.receiver[j], ends)
    penalty = np.asarray(transit_penalty(days, tolerances))  # type: ignore[arg-type]
    penalty = penalty + tolerances.other_end * ((~sender).astype(float) + (~receiver).astype(float))
    penalty += np.where(shipments.name[i] == receipts.name[j], 0.0, name_penalty)
    penalty += _words(shipments.description[i], receipts.description[j], codes["description"], tolerances)
    inside = (days >= tolerances.earliest_days) & (days <= tolerances.longest_days) & (sender | receiver)
    return np.where(inside, penalty + NOISE * pair_noise(shipments.tag[i], receipts.tag[j]), np.inf)


def quantity_penalty(shipments: Columns, receipts: Columns, pairs: tuple[Ints, Ints], tolerances: Tolerances) -> Floats:
    """z squared; infinite beyond the tolerance, and where two counts differ."""
    i, j = pairs
    difference = shipments.value[i] - receipts.value[j]
    variance = shipments.variance[i] + receipts.variance[j]
    equal = np.isclose(shipments.value[i], receipts.value[j], rtol=1e-12, atol=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = np.where(equal, 0.0, difference * difference / variance)
    return np.where(squared <= tolerances.quantity_z**2, squared, np.inf)


def _state_codes(ends: Codes, states: Mapping[str, str]) -> Ints:
    """By code of an end the code of its State, -1 where it has none. States get codes of their own on the way."""
    for name in list(ends.names):
        if name in states:
            ends[states[name]]
    return np.array([ends[states[name]] if name in states else -1 for name in ends.names], dtype=np.int64)


def _same(one: Ints, other: Ints, state: Ints) -> Bools:
    found: Bools = (one == other) | (state[one] == other) | (state[other] == one)
    return found


def _words(one: Ints, other: Ints, codes: Codes, tolerances: Tolerances) -> Floats:
    """Each pair of texts is compared once."""
    width = max(len(codes.names), 1)
    unique, back = np.unique(one * width + other, return_inverse=True)
    texts = codes.names
    penalties = [words_penalty(texts[code // width], texts[code % width], tolerances) for code in unique.tolist()]
    found: Floats = np.array(penalties, dtype=np.float64)[back]
    return found
