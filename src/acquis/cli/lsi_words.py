"""The findings of the LSI test in words, for the screen and for the memo alike."""

from __future__ import annotations

from collections.abc import Iterator

from acquis.compare.lsi import Weighing
from acquis.compare.lsi.dominance import RISK_SHARE, Dominance, Measure
from acquis.compare.relation import Comparison


def ranged(measure: Measure, k: int) -> str:
    """The number of an alternative: `3 of 73`, `3 to 9 of 73`; of the share of a region per cent."""
    found = measure.ranges[k]
    if measure.id == RISK_SHARE:
        low, high = per_cent(found.low), per_cent(found.high)
        return low if low == high else f"{low} to {high}"
    number = f"{int(found.low):,}" if found.known else f"{int(found.low):,} to {int(found.high):,}"
    return f"{number} of {int(found.of):,}"


def per_cent(share: float) -> str:
    """A share with one decimal; all and nothing only where it is all or nothing."""
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return "> 99.9 %" if 0.9995 <= share < 1 else f"{100 * share:.1f} %"


def covers(found: Comparison | None) -> str:
    """Whether the whole risk is covered, in a word or with the thing that escapes."""
    if found is None:
        return "-"
    direction = found.a_in_b
    if direction.contained is None:
        return f"not decided: {direction.reason}"
    return "yes (proved)" if direction.contained else f"no; escapes: {direction.witness}"


def beyond(found: Comparison | None) -> str:
    """Whether more than the risk is caught, in a word or with a thing that is caught and no part of it."""
    if found is None:
        return "-"
    direction = found.b_in_a
    if direction.contained is None:
        return f"not decided: {direction.reason}"
    return "no (proved)" if direction.contained else f"yes; for instance {direction.witness}"


def conclusions(found: Weighing) -> Iterator[str]:
    """What follows from the numbers: coverage of the risk, dominance, and the rank that the user's weights give, if any."""
    plan = found.plan
    if plan.risk is not None:
        verdicts = [None if m.covers is None else m.covers.a_in_b.contained for m in found.measured]
        for verdict, words in (
            (True, "Covers the whole stated risk (proved)"),
            (False, "Leaves part of the stated risk free"),
            (None, "Not decided whether it covers the stated risk"),
        ):
            names = [alternative.id for alternative, one in zip(plan.alternatives, verdicts, strict=True) if one is verdict]
            if names:
                yield f"{words}: {', '.join(names)}."
    yield from (dominated(found, one) for one in found.dominances)
    if not found.dominances:
        yield "No alternative is dominated by another in what was computed."
    yield ranking(found)


def dominated(found: Weighing, one: Dominance) -> str:
    """One dominance in words."""
    better, worse = (found.plan.alternatives[k].id for k in (one.better, one.worse))
    if one.certain:
        where = ", ".join(one.strictly)
        return f"{worse} is dominated by {better}: in no measure better, and worse in {where}, whatever is unknown."
    return f"{worse} is in no measure better than {better}, whatever is unknown; whether it is worse hangs on what is unknown."


def ranking(found: Weighing) -> str:
    """What the user's weights say, or that there are none."""
    if not found.scores:
        return "There is no ranking, for no weights were given."
    weights = ", ".join(f"{name} {weight:g}" for name, weight in found.plan.weights.items())
    if found.first is None:
        return f"Under your weights ({weights}) no alternative comes first for certain: the ranges of the scores overlap."
    return f"Under your weights ({weights}) {found.plan.alternatives[found.first].id} comes first, whatever is unknown."
