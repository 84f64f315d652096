"""Small machines for property tests, and answers found by trying everything."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from acquis.items import Coupler, Machine
from acquis.items.machine import components

ERRORS = st.integers(min_value=0, max_value=40).map(lambda number: Decimal(number) / 1000)


@st.composite
def machines(draw: st.DrawFn, *, most: int = 6, exact: bool = True, reported: bool = True) -> Machine:
    """Machines of 2 to `most` qubits; some couplers do not work, some (not `exact`) have two errors, some have none."""
    size = draw(st.integers(2, most))
    names = tuple(f"q{number}" for number in range(size))
    couplers = []
    for a, b in combinations(names, 2):
        kind = draw(st.sampled_from(["none", "works", "works", "dead", "two", "silent"]))
        low = draw(ERRORS)
        if kind == "works" or (kind == "two" and exact):
            couplers.append(Coupler.exact(a, b, low))
        elif kind == "two":
            couplers.append(Coupler(a, b, low, low + draw(ERRORS)))
        elif kind == "dead":
            couplers.append(Coupler.exact(a, b, Decimal(1)))
        elif kind == "silent" and not reported:
            couplers.append(Coupler.exact(a, b, None))
    return Machine(names, tuple(couplers))


def least_mean(machine: Machine, n_low: int, n_high: int, *, induced: bool) -> Fraction | None:
    """The least mean of the upper errors over all connected parts, by trying every set of qubits and of couplers."""
    best: Fraction | None = None
    for size in range(n_low, min(n_high, len(machine.qubits) + 1)):
        for qubits in combinations(machine.qubits, size):
            inside = [coupler for coupler in machine.working_couplers if coupler.pair <= set(qubits)]
            for chosen in [tuple(inside)] if induced else _subsets(inside, size - 1):
                if chosen and len(components(qubits, chosen)) == 1:
                    mean = sum((Fraction(c.high) for c in chosen if c.high is not None), Fraction(0)) / len(chosen)
                    best = mean if best is None else min(best, mean)
    return best


def _subsets(couplers: list[Coupler], least: int) -> list[tuple[Coupler, ...]]:
    return [chosen for size in range(least, len(couplers) + 1) for chosen in combinations(couplers, size)]
