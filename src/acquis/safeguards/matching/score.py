"""The score of a pair, part by part, in words. The same formulas, on arrays, weigh the candidates of the assignment."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from acquis.safeguards.matching.result import Basis, Match
from acquis.safeguards.matching.tolerances import Tolerances
from acquis.safeguards.records import Transfer

_ROUNDING = Decimal("1e-9")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of evidence: its penalty, and why."""

    name: str
    penalty: float
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a score. `value` is 1 where all agree and falls towards 0."""

    parts: tuple[Part, ...]

    @property
    def penalty(self) -> float:
        """All penalties together."""
        return math.fsum(part.penalty for part in self.parts)

    @property
    def value(self) -> float:
        """exp(-penalty / 2): as for a normal deviation of that many squared standard deviations, relative to none."""
        return math.exp(-self.penalty / 2)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        parts = [{"name": part.name, "penalty": part.penalty, "why": part.why} for part in self.parts]
        return {"score": self.value, "penalty": self.penalty, "parts": parts}


def explain(match: Match, tolerances: Tolerances | None = None, states: Mapping[str, str] | None = None) -> Score:
    """Why a match was made. Of several on a side, days and ends are those of the earliest shipment and the last receipt.

    Args:
        match: as `match_transfers` gives it.
        tolerances: as given there.
        states: the State of each accounting area.
    """
    tolerances, states = tolerances or Tolerances(), states or {}
    shipment, receipt = min(match.shipments, key=lambda t: t.on), max(match.receipts, key=lambda t: t.on)
    days = (receipt.on - shipment.on).days
    return Score(
        (
            _ends_part("sender", shipment.sender, receipt.sender, tolerances, states),
            _ends_part("receiver", shipment.receiver, receipt.receiver, tolerances, states),
            Part("transit", transit_penalty(days, tolerances), f"{days} days; typical {tolerances.typical_days:g}"),
            _quantity_part(match, tolerances),
            _name_part(match, tolerances),
            _description_part(shipment.batch.description, receipt.batch.description, tolerances),
        )
    )


def transit_penalty(days: float, tolerances: Tolerances) -> float:
    """The squared deviation of the transit time; an array gives an array."""
    deviation = (days - tolerances.typical_days) / tolerances.spread_days
    return deviation * deviation


def words_penalty(one: str, other: str, tolerances: Tolerances) -> float:
    """One less the share of words in common (Jaccard), as a penalty."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return tolerances.no_words if one != other else 0.0
    return tolerances.other_words * (1 - len(a & b) / len(a | b))


def same_end(one: str, other: str, states: Mapping[str, str]) -> bool:
    """Whether two names of an end agree: the same area, or an area and its State."""
    return one == other or states.get(one) == other or states.get(other) == one


def ends_agree(shipment: Transfer, receipt: Transfer, states: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether both sides name the same sender, and the same receiver."""
    return same_end(shipment.sender, receipt.sender, states), same_end(shipment.receiver, receipt.receiver, states)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _ends_part(name: str, one: str, other: str, tolerances: Tolerances, states: Mapping[str, str]) -> Part:
    if same_end(one, other, states):
        return Part(name, 0.0, one if one == other else f"{one} and {other}: an area and its State")
    return Part(name, tolerances.other_end, f"the shipper says {one}, the receiver {other}")


def _quantity_part(match: Match, tolerances: Tolerances) -> Part:
    unit, difference = match.kind.unit, match.difference
    told = f"{match.shipped.value} and {match.received.value} {unit}"
    if match.partial:
        return Part("quantity", 0.0, f"{told}; {match.outstanding} {unit} outstanding")
    z = difference.z
    if math.isinf(z) and abs(difference.value) > _ROUNDING * match.shipped.value:
        return Part("quantity", tolerances.limit, f"{told}: two exact numbers that differ")
    if math.isinf(z):
        return Part("quantity", 0.0, f"{told}: equal but for rounding")
    return Part("quantity", z * z, f"{told}: {z:.2f} standard deviations")


def _name_part(match: Match, tolerances: Tolerances) -> Part:
    shipped, received = _names(match.shipments), _names(match.receipts)
    if shipped == received:
        return Part("name", 0.0, f"both say {shipped}")
    if match.basis is Basis.LOT:
        return Part("name", 0.0, f"{shipped} and its parts {received}")
    penalty = tolerances.slip if match.basis is Basis.SLIP else tolerances.other_name
    return Part("name", penalty, f"the shipper says {shipped}, the receiver {received}")


def _names(transfers: Sequence[Transfer]) -> str:
    return ", ".join(sorted({t.batch.id for t in transfers}))


def _description_part(one: str, other: str, tolerances: Tolerances) -> Part:
    penalty = words_penalty(one, other, tolerances)
    return Part("description", penalty, f"{one!r} and {other!r}" if one != other else repr(one))
