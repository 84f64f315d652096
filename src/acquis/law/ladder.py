"""The ladder of a regime: the entries that bound two numeric facts against each other, and how far a machine is from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds, NoBoxes, boxes
from acquis.law.corpus import Snapshot
from acquis.law.model import Kind

QUBITS, ERROR = "physical_qubits", "cnot_error"


@dataclass(frozen=True, slots=True)
class Rung:
    """One band: an entry, and its bounds for the counted and the measured fact."""

    provision: str
    cite: str
    count: Bounds
    measure: Bounds


def ladder(snapshot: Snapshot, count: str = QUBITS, measure: str = ERROR) -> tuple[Rung, ...]:
    """The bands of a regime on a day, from its own entries, in order of the counted fact; empty when it has none."""
    rungs: list[Rung] = []
    for i in snapshot.by_kind[Kind.ENTRY]:
        provision = snapshot.provisions[i]
        condition = snapshot.condition(i)
        if count not in n.facts_of(condition):
            continue
        try:
            found = boxes(condition, (count, measure))
        except NoBoxes:
            continue
        rungs += [Rung(provision.id, provision.cite, box.get(count, Bounds()), box.get(measure, Bounds())) for box in found]
    return tuple(sorted(rungs, key=lambda rung: (rung.count.low or Decimal(0), rung.provision)))


@dataclass(frozen=True, slots=True)
class Margin:
    """Distance of a machine from the ladder.

    `limit` is the error limit of the band in which its count lies (None: no band, or a band without limit), `ratio` its error
    over that limit (at most 1 is inside), `more` how many more qubits at the same error would bring it into a band.
    """

    controlled_by: str | None
    band: str | None
    limit: Decimal | None
    ratio: Decimal | None
    more: int | None


def margin(rungs: tuple[Rung, ...], count: Decimal, measure: Decimal) -> Margin:
    """How far a machine is from the nearest limit."""
    here = [rung for rung in rungs if count in rung.count]
    inside = next((rung.provision for rung in here if measure in rung.measure), None)
    limits = [(rung.measure.high, rung.provision) for rung in here if rung.measure.high is not None]
    limit, band = max(limits, default=(None, here[0].provision if here else None))
    reachable = [
        rung.count.low for rung in rungs if rung.count.low is not None and rung.count.low > count and measure in rung.measure
    ]
    return Margin(
        controlled_by=inside,
        band=band,
        limit=limit,
        ratio=None if not limit else measure / limit,
        more=0 if inside else (int(min(reachable) - count) if reachable else None),
    )
