"""From a coupling graph to facts: the count of qubits and the readings of the C-NOT error.

ECCN 4A906, Technical Note 6: "'C-NOT error' is the average physical gate error for the nearest-neighbor
two-'physical qubit' Controlled-NOT (C-NOT) gates." The text says "average"; it does not say whether couplers that do
not work count. So three readings are made, each named, and the one nearest to the words is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from acquis.items.item import Reading
from acquis.items.machine import NOT_WORKING, ConnectedPart, Coupler, Machine, components, working_part
from acquis.items.values import Value, between, count_between, mean, median

MEAN_WORKING = (
    "Mean error over the working couplers inside the largest connected working part. Nearest to the words: the law "
    "says 'average', counts only working and connected qubits, and has no gate where a coupler does not work."
)
MEDIAN = (
    "Median error over all working couplers, the figure that vendors print. Not the legal quantity: the law says "
    "'average', and a median hides the worst half."
)
MEAN_ALL = (
    "Mean error over all couplers, one that does not work counted as error 1, one without a value as anything from 0 "
    "to 1. Not the legal quantity by the usual reading: a coupler that does not work is not a gate."
)


@dataclass(frozen=True, slots=True)
class Description:
    """What a coupling graph says: facts shared by all readings, the readings, and defects of the data."""

    common: dict[str, Value]
    readings: tuple[Reading, ...]
    defects: tuple[str, ...]


def describe(machine: Machine) -> Description:
    """The facts of a gate-model quantum computer, from the graph of its couplers with C-NOT errors.

    A broken snapshot yields no count and no average: both stay unknown.
    """
    common: dict[str, Value] = {
        "item_kind": "quantum_computer",
        "quantum_model": "gate",
        "fabricated_qubits": len(machine.qubits),
    }
    part = working_part(machine)
    if part is None:
        return Description(common, (), _defects(machine, None))
    common["physical_qubits"] = _legal_count(machine, part)
    readings = _readings(machine)
    for reading in readings:
        if reading.name == "median":
            common["cnot_error_median"] = reading.facts["cnot_error"]
    return Description(common, readings, _defects(machine, part))


def describe_other_quantity(machine: Machine, name: str, label: str, what_it_is: str) -> Description:
    """The facts of a machine whose couplers carry errors of another quantity than the C-NOT error.

    The qubits are counted from the couplers that were measured; the C-NOT error stays unknown.
    """
    found = describe(machine)
    common = {fact: value for fact, value in found.common.items() if fact != "cnot_error_median"}
    readings = (Reading(name, label, {}, what_it_is, legal_quantity=False),) if found.readings else ()
    return Description(common, readings, found.defects)


def numbers_of(machine: Machine, name: str) -> dict[str, Value]:
    """Mean and median over the working couplers, for evidence: `<name>.mean`, `<name>.median`."""
    working = machine.working_couplers
    return {f"{name}.mean": _over(mean, working), f"{name}.median": _over(median, working)} if working else {}


def _legal_count(machine: Machine, part: ConnectedPart) -> Value:
    """An interval where couplers without a reported error could connect more qubits."""
    possible = components(machine.qubits, machine.working_couplers + machine.unreported_couplers)
    return count_between(len(part.qubits), len(possible[0].qubits))


def _readings(machine: Machine) -> tuple[Reading, ...]:
    if not machine.couplers:
        return ()
    readings = [
        Reading(
            "mean_working",
            "mean over working couplers of the largest connected part",
            _fact(_mean_working(machine)),
            MEAN_WORKING,
            legal_quantity=True,
        )
    ]
    if machine.working_couplers:
        found = _over(median, machine.working_couplers, len(machine.unreported_couplers))
        readings.append(Reading("median", "median over working couplers", _fact(found), MEDIAN, legal_quantity=False))
    readings.append(
        Reading(
            "mean_all",
            "mean over all couplers, not working counted as 1",
            _fact(_mean_all(machine.couplers)),
            MEAN_ALL,
            legal_quantity=False,
        )
    )
    return tuple(readings)


def _fact(value: Value | None) -> dict[str, Value]:
    return {} if value is None else {"cnot_error": value}


def _mean_working(machine: Machine) -> Value | None:
    """Of several largest parts the least mean: the machine supports it, and it is the nearer to a legal limit.

    None (unknown) where no coupler works, or where one without a reported error could change which qubits count.
    """
    working, silent = machine.working_couplers, machine.unreported_couplers
    parts = _largest(components(machine.qubits, working))
    if not parts[0].couplers:
        return None
    if not silent:
        ends = [_ends(part.couplers) for part in parts]
        return between(min(mean(lows) for lows, _ in ends), min(mean(highs) for _, highs in ends))
    possible = _largest(components(machine.qubits, working + silent))
    if len(parts) > 1 or len(possible) > 1 or possible[0].qubits != parts[0].qubits:
        return None
    return _over(mean, parts[0].couplers, sum(coupler.pair <= parts[0].qubits for coupler in silent))


def _largest(parts: Sequence[ConnectedPart]) -> list[ConnectedPart]:
    return [part for part in parts if len(part.qubits) == len(parts[0].qubits)]


def _mean_all(couplers: Sequence[Coupler]) -> Value:
    lows = [Decimal(0) if coupler.low is None else coupler.low for coupler in couplers]
    highs = [NOT_WORKING if coupler.high is None else coupler.high for coupler in couplers]
    return between(mean(lows), mean(highs))


def _over(statistic: Callable[[Sequence[Decimal]], Decimal], couplers: Sequence[Coupler], silent: int = 0) -> Value:
    """A mean or median over couplers; each of `silent` further ones may be absent, or have any error."""
    lows, highs = _ends(couplers)
    return between(statistic(lows + [Decimal(0)] * silent), statistic(highs + [NOT_WORKING] * silent))


def _ends(couplers: Sequence[Coupler]) -> tuple[list[Decimal], list[Decimal]]:
    lows = [coupler.low for coupler in couplers if coupler.low is not None]
    highs = [coupler.high for coupler in couplers if coupler.high is not None]
    return lows, highs


def _defects(machine: Machine, part: ConnectedPart | None) -> tuple[str, ...]:
    if machine.broken_snapshot:
        count = len(machine.couplers)
        return (f"broken_snapshot: all {count} couplers are marked as not working; no count and no average is made",)
    if part is None:
        return ("no_couplers: no coupler is given; which qubits are connected is unknown",)
    found = []
    dead = sum(coupler.low == NOT_WORKING for coupler in machine.couplers)
    if dead:
        found.append(f"not_working_couplers: {dead} of {len(machine.couplers)} are marked as not working (error 1)")
    silent = len(machine.unreported_couplers)
    if silent:
        found.append(f"unreported_couplers: {silent} of {len(machine.couplers)} have no reported C-NOT error")
    left = len(machine.qubits) - len(part.qubits)
    if left:
        found.append(f"qubits_left_out: {left} of {len(machine.qubits)} qubits are not in the largest connected part")
    return tuple(found)
