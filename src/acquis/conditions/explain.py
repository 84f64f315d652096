"""Second reading: why a condition has the truth it has.

The explanation keeps what settles the truth: of a false AND its false parts, of a true OR its true parts, of an unknown one
its unknown parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from acquis.conditions import nodes as n
from acquis.conditions.text import to_text
from acquis.conditions.truth import Resolve, compile_truth, compile_value
from acquis.conditions.values import Facts, Truth, show

TRUTH_NAMES: dict[Truth, str] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step of the reasons: a text with its truth, the values it looked at, and the steps below it."""

    text: str
    truth: Truth
    values: dict[str, str] = field(default_factory=dict)
    because: tuple[Explanation, ...] = ()
    id: str | None = None
    cite: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; empty parts are left out."""
        parts: dict[str, Any] = {"id": self.id, "cite": self.cite, "text": self.text, "truth": TRUTH_NAMES[self.truth]}
        if self.values:
            parts["values"] = self.values
        if self.because:
            parts["because"] = [step.to_dict() for step in self.because]
        return {name: part for name, part in parts.items() if part is not None}


Expand = Callable[[str, Truth], Explanation]


def explain(node: n.Node, facts: Facts, holds: Resolve, expand: Expand | None = None) -> Explanation:
    """The reasons for the truth of a condition. `expand` explains a provision named by `holds`."""
    match node:
        case n.And(parts):
            steps = [explain(part, facts, holds, expand) for part in parts]
            truth = compile_and(steps)
            return Explanation("all of", truth, because=_deciding(steps, truth))
        case n.Or(parts):
            steps = [explain(part, facts, holds, expand) for part in parts]
            truth = compile_or(steps)
            return Explanation("any of", truth, because=_deciding(steps, truth))
        case n.Not(n.Compare() | n.In() | n.InNumbers() | n.Has() | n.Overlaps() | n.Fact()):
            return Explanation(to_text(node), compile_truth(node)(facts, holds), _values(node, facts))
        case n.Not(part):
            inner = explain(part, facts, holds, expand)
            return Explanation("not", None if inner.truth is None else not inner.truth, because=(inner,))
        case n.Holds(identifier):
            truth = holds(identifier)
            return expand(identifier, truth) if expand else Explanation(to_text(node), truth, id=identifier)
        case n.Unknown(reason):
            return Explanation(reason, None)
    return Explanation(to_text(node), compile_truth(node)(facts, holds), _values(node, facts))


def compile_and(steps: list[Explanation]) -> Truth:
    """Kleene AND over steps."""
    truths = {step.truth for step in steps}
    return False if False in truths else (None if None in truths else True)


def compile_or(steps: list[Explanation]) -> Truth:
    """Kleene OR over steps."""
    truths = {step.truth for step in steps}
    return True if True in truths else (None if None in truths else False)


def _deciding(steps: list[Explanation], truth: Truth) -> tuple[Explanation, ...]:
    return tuple(step for step in steps if step.truth is truth)


def _values(node: n.Node, facts: Facts) -> dict[str, str]:
    shown = {name: show(facts.get(name)) for name in sorted(n.facts_of(node))}
    if isinstance(node, n.Compare):
        for side in (node.left, node.right):
            if isinstance(side, n.Arithmetic | n.Extreme | n.Aggregate):
                shown[to_text(side)] = show(compile_value(side)(facts))
    return shown
