"""A witness: the smallest realistic thing that one rule catches and another does not, checked by the engine itself.

The solver gives a point. From it facts are dropped as long as both rules stay decided, and numbers are moved to the simplest that
keep them apart: counts as small as they can be, measured values with the fewest digits, inside a band rather than on its edge.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from acquis.compare.rules import Rule
from acquis.conditions import nodes as n
from acquis.conditions.values import Facts, IdSet, Value, show, to_json
from acquis.law.vocabulary import Definition, Vocabulary

MOST_TRIES = 20_000
_DIGITS = 17
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Witness:
    """Facts under which one rule is true and another false, by the engine; `units` are those of the vocabulary."""

    facts: Facts
    units: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(f"{name} {show(value)}{self._unit(name)}" for name, value in self.facts.items()) or "anything at all"

    def _unit(self, name: str) -> str:
        unit = self.units.get(name, "1")
        return "" if unit == "1" else f" {unit}"

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, as the facts of a case."""
        return {name: to_json(value) for name, value in self.facts.items()}


def find_witness(a: Rule, b: Rule, vocabulary: Vocabulary, model: Any, *, smallest: bool = True) -> Witness | None:
    """A thing that `a` catches and `b` does not, from a model of the solver; None where the engine does not confirm it."""
    names = a.facts | b.facts
    facts = dict(_completed(_from_model(model, vocabulary, names, a, b), vocabulary, names))
    if not _separates(a, b, facts):
        return None
    facts = _without_needless(a, b, facts)
    for _ in range(_ROUNDS if smallest else 0):  # a simpler number may need fewer facts, and fewer facts allow a simpler number
        simpler = _without_needless(a, b, _simplest(a, b, facts, vocabulary))
        if simpler == facts:
            break
        facts = simpler
    order = {name: (not isinstance(facts[name], str), vocabulary[name].kind != "count", name) for name in facts}
    ordered = sorted(facts, key=order.__getitem__)
    return Witness({name: facts[name] for name in ordered}, {name: vocabulary[name].unit or "1" for name in facts})


def _separates(a: Rule, b: Rule, facts: Facts) -> bool:
    return a.truth(facts) is True and b.truth(facts) is False


def _from_model(model: Any, vocabulary: Vocabulary, names: frozenset[str], a: Rule, b: Rule) -> dict[str, Value]:
    """The values that the solver chose; what it left open is left out."""
    chosen = {declaration.name(): model[declaration] for declaration in model.decls()}
    facts: dict[str, Value] = {}
    for name in names & chosen.keys():
        value = _value(vocabulary[name], chosen[name])
        if value is not None:
            facts[name] = value
    members: dict[str, set[str]] = {}
    for node in itertools.chain(n.walk(a.condition), n.walk(b.condition)):
        if isinstance(node, n.Has | n.Overlaps):
            items = (node.item,) if isinstance(node, n.Has) else tuple(node.choices) if isinstance(node.choices, tuple) else ()
            inside = members.setdefault(node.fact, set())
            inside.update(item for item in items if str(chosen.get(f"has({node.fact}, {item})")) == "True")
    for name, inside in members.items():
        ids = vocabulary[name].kind == "ids"
        facts[name] = IdSet(frozenset(inside)) if ids else frozenset(inside)
    return facts


def _value(definition: Definition, raw: Any) -> Value | None:
    kind = definition.kind
    if kind == "bool":
        return str(raw) == "True"
    if kind == "date":
        ordinal = int(raw.as_long())
        return dt.date.fromordinal(ordinal) if 1 <= ordinal <= dt.date.max.toordinal() else None
    if kind == "count":
        return Decimal(raw.as_long())
    if kind == "number":
        ratio = raw.as_fraction() if hasattr(raw, "as_fraction") else raw.approx(_DIGITS).as_fraction()
        return Decimal(ratio.numerator) / Decimal(ratio.denominator)
    text = str(raw.as_string())
    return text or None


def _completed(facts: dict[str, Value], vocabulary: Vocabulary, names: Iterable[str]) -> Iterator[tuple[str, Value]]:
    """All facts, those the solver left open with the first value of their kind."""
    for name in sorted(names):
        if name in facts:
            yield name, facts[name]
            continue
        definition = vocabulary[name]
        if definition.kind == "bool":
            yield name, False
        elif definition.kind in ("number", "count"):
            yield name, definition.low or Decimal(0)
        elif definition.kind == "code" and definition.codes:
            yield name, definition.codes[0]
        elif definition.kind == "country":
            yield name, "XX"  # user-assigned: no country


def _without_needless(a: Rule, b: Rule, facts: dict[str, Value]) -> dict[str, Value]:
    """Without the facts that neither rule needs to be decided."""
    for name in sorted(facts, key=lambda name: (name in a.facts & b.facts, name)):
        fewer = {other: value for other, value in facts.items() if other != name}
        if _separates(a, b, fewer):
            facts = fewer
    return facts


def _simplest(a: Rule, b: Rule, facts: dict[str, Value], vocabulary: Vocabulary) -> dict[str, Value]:
    """The same thing with the simplest numbers, counts first."""
    numeric = [name for name, value in facts.items() if isinstance(value, Decimal)]
    counts_first = sorted(numeric, key=lambda name: (vocabulary[name].kind != "count", name))
    choices = {name: _candidates(a, b, name, facts[name], vocabulary[name]) for name in counts_first}
    if math.prod(len(found) for found in choices.values()) <= MOST_TRIES:
        for values in itertools.product(*choices.values()):
            moved = {**facts, **dict(zip(choices, values, strict=True))}
            if _separates(a, b, moved):
                return moved
    for name, found in choices.items():
        facts = next((moved for value in found if _separates(a, b, moved := {**facts, name: value})), facts)
    return facts


def _candidates(a: Rule, b: Rule, name: str, now: Value, definition: Definition) -> list[Decimal]:
    """Numbers worth trying: of a count each threshold and its neighbours, of a measure the simplest number between each two."""
    assert isinstance(now, Decimal)
    compared = {name}.union(*(_compared_with(rule.condition, name) for rule in (a, b)))
    limits = sorted({limit for rule in (a, b) for fact in compared for limit in thresholds(rule.condition, fact)})
    if definition.kind == "count":
        ordered = sorted({limit + step for limit in limits for step in (-1, 0, 1)} | {definition.low or Decimal(0), now})
    else:
        first = [limits[0] / 10] if limits and limits[0] > 0 else []
        last = [limits[-1] * 10, limits[-1] * 100] if limits and limits[-1] > 0 else []
        between = [simplest_between(low, high) for low, high in itertools.pairwise([*first, *limits, *last])]
        ordered = [*between, *limits, Decimal(0), *_rounded(now), now]
    low, high = definition.low, definition.high
    return [value for value in dict.fromkeys(ordered) if (low is None or value >= low) and (high is None or value <= high)]


def _rounded(value: Decimal) -> Iterator[Decimal]:
    """A number that the solver chose, up and down to a few digits."""
    for digits in range(1, 4):
        step = Decimal(1).scaleb(value.adjusted() - digits + 1)
        nearest = (value / step).to_integral_value() * step
        yield from (nearest, nearest + step, nearest - step)


def _compared_with(condition: n.Node, name: str) -> frozenset[str]:
    """Facts against which a condition compares a fact: their thresholds matter to it too."""
    nodes = (node for node in n.walk(condition) if isinstance(node, n.Compare))
    return frozenset[str]().union(*(facts for node in nodes if name in (facts := n.facts_of(node))))


def thresholds(condition: n.Node, name: str) -> frozenset[Decimal]:
    """The numbers against which a condition compares a fact."""
    found: set[Decimal] = set()
    for node in n.walk(condition):
        if isinstance(node, n.Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if side == n.Fact(name) and isinstance(other, n.Literal) and isinstance(other.value, Decimal):
                    found.add(other.value)
        elif isinstance(node, n.InNumbers) and node.left == n.Fact(name):
            found.update(choice.value for choice in node.choices if isinstance(choice.value, Decimal))
    return frozenset(found)


def simplest_between(low: Decimal, high: Decimal) -> Decimal:
    """The number strictly between two positive ones with the fewest digits, of these the one nearest their geometric mean."""
    middle = (low * high).sqrt() if low > 0 and high > 0 else (low + high) / 2
    for digits in range(1, 30):
        step = Decimal(1).scaleb(middle.adjusted() - digits + 1)
        nearest = (middle / step).to_integral_value() * step
        around = [value for value in (nearest, nearest - step, nearest + step) if low < value < high]
        if around:
            return min(around, key=lambda value: abs(value - middle)).normalize()
    return middle
