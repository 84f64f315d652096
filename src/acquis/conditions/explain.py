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
from acquis.conditions.values import Facts, Truth, kleene_and, kleene_or, show

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
Explainer = Callable[[Facts, Resolve, Expand | None], Explanation]


def explain(node: n.Node, facts: Facts, holds: Resolve, expand: Expand | None = None) -> Explanation:
    """The reasons for the truth of a condition. `expand` explains a provision named by `holds`."""
    return compile_explanation(node)(facts, holds, expand)


def compile_explanation(node: n.Node) -> Explainer:
    """`explain` for one condition and many sets of facts."""
    match node:
        case n.And(parts) | n.Or(parts):
            return _connective("all of" if isinstance(node, n.And) else "any of", parts)
        case n.Not(n.And() | n.Or() | n.Holds() | n.Not() | n.Unknown() as part):
            inner = compile_explanation(part)
            return lambda facts, holds, expand: _negated(inner(facts, holds, expand))
        case n.Holds(identifier):
            text = to_text(node)

            def referred(facts: Facts, holds: Resolve, expand: Expand | None) -> Explanation:
                truth = holds(identifier)
                return expand(identifier, truth) if expand else Explanation(text, truth, id=identifier)

            return referred
        case n.Unknown(reason):
            return lambda facts, holds, expand: Explanation(reason, None)
    return _atom(node)


def _connective(text: str, parts: tuple[n.Node, ...]) -> Explainer:
    combine = kleene_and if text == "all of" else kleene_or
    readings = [(compile_truth(part), compile_explanation(part)) for part in parts]

    def connective(facts: Facts, holds: Resolve, expand: Expand | None) -> Explanation:
        truths = [read(facts, holds) for read, _ in readings]
        truth = combine(truths)
        steps = tuple(
            [explainer(facts, holds, expand) for (_, explainer), own in zip(readings, truths, strict=True) if own is truth]
        )
        return steps[0] if len(steps) == 1 else Explanation(text, truth, because=steps)

    return connective


def _negated(inner: Explanation) -> Explanation:
    return Explanation("not", None if inner.truth is None else not inner.truth, because=(inner,))


def _atom(node: n.Node) -> Explainer:
    text, read, names = to_text(node), compile_truth(node), sorted(n.facts_of(node))
    sides = (node.left, node.right) if isinstance(node, n.Compare) else ()
    computed = [(to_text(side), compile_value(side)) for side in sides if not isinstance(side, n.Fact | n.Literal)]

    def atom(facts: Facts, holds: Resolve, expand: Expand | None) -> Explanation:
        values = {name: show(facts.get(name)) for name in names}
        values.update((name, show(compute(facts))) for name, compute in computed)
        return Explanation(text, read(facts, holds), values)

    return atom
