"""Matching by a common name: serial numbers of counted items, names of measured lots and of their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from acquis.safeguards.matching.result import Basis, Match, in_order, order
from acquis.safeguards.matching.score import ends_agree
from acquis.safeguards.matching.tolerances import Tolerances
from acquis.safeguards.records import Transfer

Name = tuple[str, str]
"""Kind and serial number or lot."""
Index = dict[Name, list[int]]
_PART_MARKS = "/.-"


def index(transfers: Sequence[Transfer], *, counted: bool) -> Index:
    """Row numbers by kind and name, of counted items or of measured lots."""
    found: Index = {}
    is_counted: dict[str, bool] = {}
    for row, transfer in enumerate(transfers):
        batch = transfer.batch
        kind = batch.kind
        if kind not in is_counted:
            is_counted[kind] = kind.counted
        if is_counted[kind] is counted:
            found.setdefault((kind, batch.id), []).append(row)
    return found


def admissible(shipment: Transfer, receipt: Transfer, tolerances: Tolerances, states: Mapping[str, str]) -> bool:
    """Whether two records of one serial number can be one transfer: at least one end agrees, and the days are in the window."""
    days = (receipt.on - shipment.on).days
    return tolerances.earliest_days <= days <= tolerances.longest_days and any(ends_agree(shipment, receipt, states))


def lots(
    shipments: Sequence[Transfer],
    receipts: Sequence[Transfer],
    tolerances: Tolerances,
    states: Mapping[str, str],
    *,
    many: bool,
) -> Iterator[Match]:
    """Measured lots that both sides name alike, or that one side names as parts (`L7/1`, `L7/2`) of the other's lot.

    The shipments and receipts of one name, between the same ends and within one stretch of days, are one transfer: a lot that was
    sent in parts, or came in parts. Where both sides have several they are matched only if `many`.
    """
    here, there = index(shipments, counted=False), index(receipts, counted=False)
    sides = (_grouped(here, there, shipments), _grouped(there, here, receipts))
    for name in sides[0].keys() & sides[1].keys():
        for sent, got in _by_ends(sides[0][name], sides[1][name], states):
            for some, others in _stretches(sent, got, tolerances):
                if many or min(len(some), len(others)) == 1:
                    yield _lot(some, others, tolerances)


def _grouped(mine: Index, other: Index, transfers: Sequence[Transfer]) -> dict[Name, list[Transfer]]:
    """Transfers by the name under which the other side knows them: their own, else the lot of which they are a part."""
    found: dict[Name, list[Transfer]] = {}
    for name, rows in mine.items():
        known = name if name in other else _parent(name)
        if known in other:
            found.setdefault(known, []).extend(transfers[row] for row in rows)
    for name in mine.keys() & {known for part in other if part not in mine and (known := _parent(part)) in mine}:
        found.setdefault(name, [transfers[row] for row in mine[name]])
    return found


def _parent(name: Name) -> Name:
    """The lot of which this name is a part, or the name itself."""
    kind, lot = name
    cut = max(lot.rfind(mark) for mark in _PART_MARKS)
    return (kind, lot[:cut]) if cut > 0 else name


def _by_ends(
    sent: Iterable[Transfer], got: Iterable[Transfer], states: Mapping[str, str]
) -> Iterator[tuple[list[Transfer], list[Transfer]]]:
    """The transfers of one name apart by the States of their ends."""
    ends: dict[tuple[str, str], tuple[list[Transfer], list[Transfer]]] = {}
    for side, transfers in enumerate((sent, got)):
        for t in transfers:
            key = (states.get(t.sender, t.sender), states.get(t.receiver, t.receiver))
            ends.setdefault(key, ([], []))[side].append(t)
    return (pair for pair in ends.values() if all(pair))


def _stretches(
    sent: Sequence[Transfer], got: Sequence[Transfer], tolerances: Tolerances
) -> Iterator[tuple[tuple[Transfer, ...], tuple[Transfer, ...]]]:
    """Cut where nothing happens for longer than any transit: a name used again later is another transfer."""
    if len(sent) == len(got) == 1:
        if tolerances.earliest_days <= (got[0].on - sent[0].on).days <= tolerances.longest_days:
            yield tuple(sent), tuple(got)
        return
    both = sorted([(t.on, 0, order(t), t) for t in sent] + [(t.on, 1, order(t), t) for t in got], key=lambda entry: entry[:3])
    number, stretch = 0, []
    for k, entry in enumerate(both):
        number += k > 0 and (entry[0] - both[k - 1][0]).days > tolerances.longest_days
        stretch.append((number, entry))
    for _, entries in groupby(stretch, key=lambda pair: pair[0]):
        events = [entry for _, entry in entries]
        some, others = ([t for _, s, _, t in events if s == side] for side in (0, 1))
        if some and others and (others[-1].on - some[0].on).days >= tolerances.earliest_days:
            yield in_order(some), in_order(others)


def _lot(shipments: tuple[Transfer, ...], receipts: tuple[Transfer, ...], tolerances: Tolerances) -> Match:
    whole = Match(shipments, receipts, Basis.LOT)
    return Match(shipments, receipts, Basis.LOT, partial=whole.difference.z > tolerances.quantity_z)
