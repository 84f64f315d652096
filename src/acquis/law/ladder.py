"""The ladder of a regime: the entries that bound two numeric facts against each other, and how far a machine is from them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.boxes import Bounds, NoBoxes, boxes
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, Interval, Truth, kleene_and, kleene_or
from acquis.law.corpus import Snapshot
from acquis.law.model import Kind

QUBITS, ERROR = "physical_qubits", "cnot_error"
MACHINE: Facts = {"item_kind": "quantum_computer", "quantum_model": "gate"}
"""What the machines of a ladder are, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One band: an entry, and its bounds for the counted and the measured fact."""

    provision: str
    cite: str
    count: Bounds
    measure: Bounds


def ladder(snapshot: Snapshot, known: Facts | None = None, count: str = QUBITS, measure: str = ERROR) -> tuple[Rung, ...]:
    """The bands of a regime on a day, from its own entries, in order of the counted fact; empty when it has none.

    Args:
        snapshot: the law of the day.
        known: facts that choose between lists, such as the country it leaves; by default a gate-model quantum computer exported
            from the regime's own home country.
        count: the counted fact.
        measure: the measured fact.
    """
    known = _known(snapshot) if known is None else known
    found: dict[tuple[Bounds, Bounds], Rung] = {}
    for i in snapshot.by_kind[Kind.ENTRY]:
        provision = snapshot.provisions[i]
        if count not in n.facts_of(snapshot.condition(i)):
            continue
        try:
            regions = boxes(restrict(snapshot.inlined_condition(i), known, _never), (count, measure))
        except NoBoxes:
            continue
        for box in regions:
            numbers = (box.get(count, Bounds()), box.get(measure, Bounds()))
            found.setdefault(numbers, Rung(provision.id, provision.cite, *numbers))  # the same band on two lists is one
    return tuple(sorted(found.values(), key=lambda rung: (rung.count.low or Decimal(0), rung.provision)))


def list_unread(snapshot: Snapshot, known: Facts | None = None) -> bool:
    """Whether an entry that may list a machine stays open because its text was not read: no rung is then no answer.

    Args:
        snapshot: the law of the day.
        known: as for `ladder`.
    """
    known = _known(snapshot) if known is None else known
    conditions = (restrict(snapshot.inlined_condition(i), known, _never) for i in snapshot.by_kind[Kind.ENTRY])
    return any(isinstance(node, n.Unknown) for condition in conditions for node in n.walk(condition))


def _known(snapshot: Snapshot) -> Facts:
    """A gate-model quantum computer exported from the regime's own home country."""
    return {**MACHINE, **snapshot.regime.home_facts}


def _never(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is still there after inlining")


def on_ladder(rungs: tuple[Rung, ...], count: Decimal | Interval | None, measure: Decimal | Interval | None) -> Truth:
    """Whether a machine stands in a band."""
    return kleene_or(kleene_and((rung.count.truth(count), rung.measure.truth(measure))) for rung in rungs)


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
