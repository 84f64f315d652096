"""Shipments against receipts: by common names first, then by assignment, then by sums; what is left stays open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from acquis.safeguards.matching import names
from acquis.safeguards.matching.assignment import assign, margins
from acquis.safeguards.matching.candidates import block_pairs
from acquis.safeguards.matching.columns import Codes, Columns, Floats, Ints, columns, new_codes
from acquis.safeguards.matching.result import Basis, Match, Matching, in_order, same_order
from acquis.safeguards.matching.slips import one_slip, plain, variants
from acquis.safeguards.matching.sums import sums
from acquis.safeguards.matching.tolerances import Tolerances
from acquis.safeguards.matching.weigh import quantity_penalty, weigh
from acquis.safeguards.records import Transfer

_ANY = 1e6
"""A limit that no admissible pair reaches: of one serial number as many are paired as can be."""


def match_transfers(
    shipments: Iterable[Transfer],
    receipts: Iterable[Transfer],
    *,
    tolerances: Tolerances | None = None,
    states: Mapping[str, str] | None = None,
) -> Matching:
    """Which shipments and receipts are the same transfer.

    Args:
        shipments: what shippers state; any order.
        receipts: what receivers state; any order.
        tolerances: how far the sides may disagree.
        states: the State of each accounting area, so that an area agrees with its State; none by default.

    Returns:
        every transfer once: in a match, or open.
    """
    work = _Work(list(shipments), list(receipts), tolerances or Tolerances(), states or {})
    work.serials()
    work.lots(many=False)
    work.assigned()
    work.slips()
    work.sums()
    work.lots(many=True)
    return Matching(same_order(work.matches), in_order(work.open[0]), in_order(work.open[1]))


class _Work:
    """What is matched, and what is still open on each side (shipments, receipts)."""

    def __init__(
        self, shipments: list[Transfer], receipts: list[Transfer], tolerances: Tolerances, states: Mapping[str, str]
    ) -> None:
        self.open = (shipments, receipts)
        self.tolerances, self.states = tolerances, states
        self.matches: list[Match] = []

    def _take(self, matches: Sequence[Match]) -> None:
        """Moves matched transfers from the open ones; by identity, for a report may say the same twice."""
        self.matches += matches
        gone = {id(t) for match in matches for t in (*match.shipments, *match.receipts)}
        if gone:
            self.open = ([t for t in self.open[0] if id(t) not in gone], [t for t in self.open[1] if id(t) not in gone])

    def serials(self) -> None:
        """Counted items whose serial number both sides tell. One that moved several times is assigned by days and ends."""
        sent, got = self.open
        here, there = names.index(sent, counted=True), names.index(got, counted=True)
        found, several = [], []
        for name, rows in here.items():
            others = there.get(name)
            if others is None:
                continue
            if len(rows) == len(others) == 1:
                pair = sent[rows[0]], got[others[0]]
                if names.admissible(*pair, self.tolerances, self.states):
                    found.append(Match((pair[0],), (pair[1],), Basis.SERIAL))
            else:
                several.append((rows, others))
        if several:
            left = [(row, block) for block, (rows, _) in enumerate(several) for row in rows]
            right = [(row, block) for block, (_, rows) in enumerate(several) for row in rows]
            sides = [sent[row] for row, _ in left], [got[row] for row, _ in right]
            blocks = np.array([b for _, b in left], dtype=np.int64), np.array([b for _, b in right], dtype=np.int64)
            found += self._assign(sides, blocks, Basis.SERIAL)
        self._take(found)

    def lots(self, *, many: bool) -> None:
        """Measured lots of one name."""
        self._take(list(names.lots(*self.open, self.tolerances, self.states, many=many)))

    def assigned(self) -> None:
        """Measured lots named differently: the assignment of the least penalty, between the same States."""
        sides = self._kept(counted=False)
        codes = Codes()
        blocks = [np.array([codes[self._block(t)] for t in side], dtype=np.int64) for side in sides]
        self._take(self._assign(sides, (blocks[0], blocks[1]), Basis.ASSIGNED))

    def slips(self) -> None:
        """Counted items whose serial numbers differ by one slip, of equal quantity, between the same States.

        A number that stands several times on a side tells nothing apart, and is left.
        """
        sides = _single(self._kept(counted=True))
        index: dict[Hashable, list[int]] = defaultdict(list)
        for row, transfer in enumerate(sides[1]):
            for variant in variants(transfer.batch.id):
                index[self._block(transfer), variant].append(row)
        pairs = sorted(
            {
                (row, other)
                for row, transfer in enumerate(sides[0])
                for variant in variants(transfer.batch.id)
                for other in index.get((self._block(transfer), variant), ())
                if one_slip(transfer.batch.id, sides[1][other].batch.id)
            }
        )
        i, j = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
        self._take(self._solved(sides, (i, j), Basis.SLIP))

    def sums(self) -> None:
        """Measured lots that were split or joined and named anew."""
        sides = self._kept(counted=False)
        codes = new_codes()
        both = [columns(side, self.states, codes) for side in sides]
        found = sums(both[0], both[1], ([self._block(t) for t in sides[0]], [self._block(t) for t in sides[1]]), self.tolerances)
        self._take(
            [
                Match(in_order([sides[0][row] for row in some]), in_order([sides[1][row] for row in others]), Basis.SUM)
                for some, others in found
            ]
        )

    def _kept(self, *, counted: bool) -> tuple[list[Transfer], list[Transfer]]:
        """What is open of counted items, or of measured lots, between ends that both sides have."""
        sides = [[t for t in side if t.batch.kind.counted is counted] for side in self.open]
        blocks = {self._block(t) for t in sides[0]} & {self._block(t) for t in sides[1]}
        left, right = ([t for t in side if self._block(t) in blocks] for side in sides)
        return left, right

    def _block(self, transfer: Transfer) -> tuple[str, str, str]:
        """Between which States, or areas of no known State, and of what kind."""
        states = self.states
        sender, receiver = transfer.sender, transfer.receiver
        return states.get(sender, sender), states.get(receiver, receiver), transfer.batch.kind

    def _assign(self, sides: tuple[list[Transfer], list[Transfer]], blocks: tuple[Ints, Ints], basis: Basis) -> list[Match]:
        codes = new_codes()
        both = columns(sides[0], self.states, codes), columns(sides[1], self.states, codes)
        pairs = block_pairs(*both, *blocks, self.tolerances.typical_days)
        return self._solved(sides, pairs, basis, (both, codes))

    def _solved(
        self,
        sides: tuple[list[Transfer], list[Transfer]],
        pairs: tuple[Ints, Ints],
        basis: Basis,
        known: tuple[tuple[Columns, Columns], Mapping[str, Codes]] | None = None,
    ) -> list[Match]:
        if not len(pairs[0]):
            return []
        if known is None:
            codes: Mapping[str, Codes] = new_codes()
            both = columns(sides[0], self.states, codes), columns(sides[1], self.states, codes)
        else:
            both, codes = known
        penalty, limit = self._penalty(both, pairs, codes, basis), _ANY if basis is Basis.SERIAL else self.tolerances.limit
        fits = penalty < limit
        i, j, penalty = pairs[0][fits], pairs[1][fits], penalty[fits]
        chosen = assign(i, j, penalty, limit)
        margin = margins(i, j, penalty, chosen)
        return [
            Match((sides[0][a],), (sides[1][b],), basis, margin=m)
            for a, b, m in zip(i[chosen].tolist(), j[chosen].tolist(), margin.tolist(), strict=True)
        ]

    def _penalty(
        self, both: tuple[Columns, Columns], pairs: tuple[Ints, Ints], codes: Mapping[str, Codes], basis: Basis
    ) -> Floats:
        name_penalty = self.tolerances.slip if basis is Basis.SLIP else self.tolerances.other_name
        penalty = weigh(*both, pairs, codes, self.tolerances, self.states, name_penalty)
        if basis is Basis.SERIAL:
            return penalty
        return penalty + quantity_penalty(*both, pairs, self.tolerances)


def _single(sides: tuple[list[Transfer], list[Transfer]]) -> tuple[list[Transfer], list[Transfer]]:
    """Transfers whose serial number stands once on their side."""
    counts = [Counter(plain(t.batch.id) for t in side) for side in sides]
    left, right = ([t for t in side if count[plain(t.batch.id)] == 1] for side, count in zip(sides, counts, strict=True))
    return left, right
