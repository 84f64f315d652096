"""Ownership through chains: how much of a firm listed parties own, exactly, with intervals where shares are not known.

Two measures that must not be mixed:

effective: shares multiplied along each chain and added over all chains. Rings of firms that own each other are a system of
linear equations, solved exactly. aggregate: shares of listed parties and of firms that they own by the threshold or more, added
as they are, not multiplied. This is how a 50 percent rule looks through: a firm owned by the threshold or more counts as listed
itself, one below it counts for nothing.

Control without ownership is another test, and is not computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from acquis.errors import AcquisError

THRESHOLD = Fraction(1, 2)


class OwnershipError(AcquisError):
    """Shares that cannot be."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one party owns of another, as a part of the whole: 0 <= low <= high <= 1."""

    owner: str
    owned: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole that lies between two ends."""

    low: Fraction
    high: Fraction

    def reaches(self, threshold: Fraction) -> bool | None:
        """Whether it is as much as the threshold; None where that is not known."""
        return True if self.low >= threshold else False if self.high < threshold else None


class Ownership:
    """Who owns what.

    Args:
        shares: each pair once.
        listed: parties on a list.
        rest_unlisted: that what no row names is in hands that are not listed. Otherwise it may be anybody's.

    Raises:
        OwnershipError: a share that is none, a pair given twice, a firm that owns itself, or shares that surely exceed the
        whole.
    """

    def __init__(self, shares: Iterable[Share], listed: Iterable[str], *, rest_unlisted: bool = False) -> None:
        self.listed = frozenset(listed)
        self.rest_unlisted = rest_unlisted
        self.owners: dict[str, dict[str, Share]] = defaultdict(dict)
        for share in shares:
            self._add(share)
        for owned, owners in self.owners.items():
            if (total := sum(share.low for share in owners.values())) > 1:
                said = f"the shares in {owned!r} add up to {float(total):.4%}"
                raise OwnershipError(said, field=owned, way_out="no more than 100 percent can be owned")

    def _add(self, share: Share) -> None:
        if not 0 <= share.low <= share.high <= 1:
            said = f"{float(share.low)} to {float(share.high)} is no share"
            raise OwnershipError(said, field=share.owned, way_out="a share lies between 0 and 100 percent")
        if share.owner == share.owned:
            raise OwnershipError(
                f"{share.owner!r} owns itself", field=share.owned, way_out="leave out what a firm holds of itself"
            )
        if share.owner in self.owners[share.owned]:
            said = f"two rows say what {share.owner!r} owns of {share.owned!r}"
            raise OwnershipError(said, field=share.owned, way_out="add them to one")
        self.owners[share.owned][share.owner] = share

    def aggregate(self, party: str, threshold: Fraction = THRESHOLD) -> Part:
        """What listed parties, and firms that count as listed by the threshold, own of a party together."""
        surely, maybe = self._counting(threshold)
        return self._sum(party, surely, maybe)

    def _counting(self, threshold: Fraction) -> tuple[frozenset[str], frozenset[str]]:
        surely = maybe = self.listed
        while True:
            sums = {party: self._sum(party, surely, maybe) for party in self.owners}
            more = surely | {party for party, part in sums.items() if part.low >= threshold}
            perhaps = maybe | {party for party, part in sums.items() if part.high >= threshold}
            if (more, perhaps) == (surely, maybe):
                return surely, maybe
            surely, maybe = more, perhaps

    def _sum(self, party: str, surely: frozenset[str], maybe: frozenset[str]) -> Part:
        owners = self.owners.get(party, {}).values()
        low = sum((s.low for s in owners if s.owner in surely), Fraction(0))
        others = sum((s.low for s in owners if s.owner not in maybe), Fraction(0))
        high = sum((s.high for s in owners if s.owner in maybe), Fraction(0))
        if not self.rest_unlisted:
            high = Fraction(1)
        return Part(low, max(low, min(high, 1 - others)))

    def effective(self, party: str) -> Part:
        """What listed parties own of a party, multiplied along chains. A listed party belongs to itself."""
        firms = [firm for firm in self.owners if firm not in self.listed]
        low = self._solve(firms, {firm: {s.owner: s.low for s in self.owners[firm].values()} for firm in firms}, {}, Fraction(0))
        high = self._highest(firms)
        if party in self.listed:
            return Part(Fraction(1), Fraction(1))
        nothing = Fraction(0) if self.rest_unlisted or party in self.owners else Fraction(1)
        return Part(low.get(party, Fraction(0)), high.get(party, nothing))

    def _highest(self, firms: list[str]) -> dict[str, Fraction]:
        """The greatest values that any shares within the intervals give: what is free goes to the owner that is most in listed
        hands.

        The choice is improved until none is better (policy iteration), which ends, for each choice gives more than the one
        before.
        """
        values: dict[str, Fraction] = dict.fromkeys(firms, Fraction(1))
        for _ in range(len(firms) + 2):
            chosen = {firm: self._chosen(firm, values) for firm in firms}
            shares = {firm: owners for firm, (owners, _) in chosen.items()}
            found = self._solve(firms, shares, {firm: rest for firm, (_, rest) in chosen.items()}, Fraction(1))
            if found == values:
                break
            values = found
        return values

    def _chosen(self, firm: str, values: Mapping[str, Fraction]) -> tuple[dict[str, Fraction], Fraction]:
        """The shares of the owners of a firm that are best for listed owners, and what goes to unnamed listed ones."""
        owners = self.owners[firm]
        chosen = {name: share.low for name, share in owners.items()}
        free = 1 - sum(chosen.values(), Fraction(0))
        if not self.rest_unlisted:
            return chosen, free  # it may be anybody's, so a listed party's: nobody is more in listed hands
        for name in sorted(owners, key=lambda o: (-self._value(o, values), o)):
            more = min(free, owners[name].high - owners[name].low)
            if self._value(name, values) > 0:
                chosen[name] += more
                free -= more
        return chosen, Fraction(0)

    def _value(self, owner: str, values: Mapping[str, Fraction]) -> Fraction:
        return Fraction(1) if owner in self.listed else values.get(owner, Fraction(0))

    def _solve(
        self, firms: list[str], shares: Mapping[str, Mapping[str, Fraction]], rests: Mapping[str, Fraction], ring: Fraction
    ) -> dict[str, Fraction]:
        """The linear system x = b + C x, by elimination in fractions. `ring`: what firms are worth that only own each other."""
        inner = set(firms)
        leaking = {f for f in firms if sum((s for o, s in shares[f].items() if o in inner), Fraction(0)) < 1}
        while more := {f for f in inner - leaking if any(s > 0 and o in leaking for o, s in shares[f].items())}:
            leaking |= more
        found = dict.fromkeys(inner - leaking, ring)
        order = [f for f in firms if f in leaking]
        rows: dict[str, dict[str, Fraction]] = {}
        constants: dict[str, Fraction] = {}
        for f in order:
            known = ((o, s) for o, s in shares[f].items() if o not in leaking)
            terms = (s * (1 if o in self.listed else found.get(o, Fraction(0))) for o, s in known)
            constants[f] = rests.get(f, Fraction(0)) + sum(terms, Fraction(0))
            rows[f] = {o: s for o, s in shares[f].items() if o in leaking and s > 0}
        for f in order:  # put each row into all others
            own = rows[f].pop(f, Fraction(0))
            scale = 1 / (1 - own)
            rows[f] = {o: s * scale for o, s in rows[f].items()}
            constants[f] *= scale
            for g in order:
                if g != f and (factor := rows[g].pop(f, None)):
                    constants[g] += factor * constants[f]
                    for o, s in rows[f].items():
                        rows[g][o] = rows[g].get(o, Fraction(0)) + factor * s
        return found | constants
