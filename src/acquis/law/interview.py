"""The interview: asks only for facts that can still move an outcome, the most decisive first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from acquis.conditions import nodes as n
from acquis.conditions.values import IdSet, Interval, Value
from acquis.law.corpus import Corpus
from acquis.law.determination import Determination
from acquis.law.determine import determine
from acquis.law.model import Layer
from acquis.law.vocabulary import Definition

LOOK_AHEAD = 6
"""How many of the structurally most decisive facts are tried answer by answer before one is asked."""


class Interview:
    """A case that grows by answers.

    `declined` are facts that the person does not know, `not_applicable` those that cannot apply: neither is asked again, and
    both stay unknown.
    """

    def __init__(
        self,
        corpus: Corpus,
        facts: Mapping[str, Value],
        on: dt.date,
        regimes: Iterable[str] | None = None,
        layer: Layer = Layer.ENFORCED,
        declined: Iterable[str] = (),
        not_applicable: Iterable[str] = (),
    ) -> None:
        self.corpus, self.on, self.layer = corpus, on, layer
        self.regimes = tuple(corpus.regimes) if regimes is None else tuple(regimes)
        self.facts = dict(facts)
        self.declined, self.not_applicable = set(declined), set(not_applicable)
        self.determination = self._determine(self.facts)

    def next_question(self) -> Definition | None:
        """The fact to ask for next; None when no answer can move an outcome, or none is left to give."""
        ranked = self._ranked()
        for name in ranked[:LOOK_AHEAD]:
            if self._moves(name):
                return self.corpus.vocabulary[name]
        return self.corpus.vocabulary[ranked[0]] if ranked else None

    def answer(self, name: str, raw: object) -> Determination:
        """Takes an answer as a person gives it; see `Vocabulary.read`.

        Raises:
            FactError: not a value of that fact; nothing has changed.
        """
        value = self.corpus.vocabulary.read(name, raw)
        if value is None:
            return self.decline(name)
        self.facts = self.corpus.vocabulary.read_all({name: raw}, self.facts)
        self.determination = self._determine(self.facts)
        return self.determination

    def decline(self, name: str) -> Determination:
        """The person does not know."""
        self.declined.add(name)
        return self.determination

    def skip(self, name: str) -> Determination:
        """The fact cannot apply to this item."""
        self.not_applicable.add(name)
        return self.determination

    def _determine(self, facts: Mapping[str, Value]) -> Determination:
        return determine(self.corpus, facts, self.on, self.regimes, self.layer, with_reasons=False)

    def _ranked(self) -> list[str]:
        """Missing facts of all regimes, by the sum of their ranks' weights, without those that need not be asked."""
        weights: dict[str, float] = {}
        for regime in self.determination.regimes.values():
            for rank, name in enumerate(regime.missing):
                weights[name] = weights.get(name, 0.0) + 1.0 / (rank + 1)
        settled = self.declined | self.not_applicable
        askable = [name for name in weights if name not in settled and self._applies(self.corpus.vocabulary[name])]
        return sorted(askable, key=lambda name: (-weights[name], name))

    def _applies(self, definition: Definition) -> bool:
        kind = self.facts.get("item_kind")
        return definition.item_kinds is None or not isinstance(kind, str) or kind in definition.item_kinds

    def _moves(self, name: str) -> bool:
        """Whether some single answer moves some outcome."""
        now = [regime.outcome for regime in self.determination.regimes.values()]
        for value in self._candidates(name):
            then = self._determine({**self.facts, name: value})
            if [regime.outcome for regime in then.regimes.values()] != now:
                return True
        return False

    def _candidates(self, name: str) -> list[Value]:
        """Answers that differ in law: on, below and above every threshold, every code that a condition names, and another."""
        definition = self.corpus.vocabulary[name]
        limits: set[Decimal] = set()
        words: set[str] = set()
        for regime in self.regimes:
            snapshot = self.corpus.on(self.on, regime, self.layer)
            for i in range(len(snapshot.provisions)):
                _collect(snapshot.condition(i), name, limits, words)
        return _answers(definition, self.facts.get(name), limits, words)


def _collect(condition: n.Node, name: str, limits: set[Decimal], words: set[str]) -> None:
    for node in n.walk(condition):
        match node:
            case n.Compare(_, n.Fact(fact), n.Literal(value)) | n.Compare(_, n.Literal(value), n.Fact(fact)) if fact == name:
                if isinstance(value, Decimal):
                    limits.add(value)
                elif isinstance(value, str):
                    words.add(value)
            case n.In(n.Fact(fact), tuple(choices)) if fact == name:
                words.update(choices)
            case n.Has(fact, item) if fact == name:
                words.add(item)
            case n.Overlaps(fact, tuple(choices)) if fact == name:
                words.update(choices)


def _answers(definition: Definition, known: Value | None, limits: set[Decimal], words: set[str]) -> list[Value]:
    kind = definition.kind
    if kind == "bool":
        return [True, False]
    if kind in ("number", "count"):
        step = Decimal(1) if kind == "count" else Decimal("1e-9")
        points = sorted({limit + k * step for limit in limits for k in (-1, 0, 1)})
        return [p for p in points if _allowed(p, definition, known)]
    if kind in ("code", "country"):
        other = next((code for code in definition.codes or ("AQ",) if code not in words), None)
        return [*sorted(words), *([other] if other else [])]
    if kind == "ids":
        return [IdSet(frozenset()), *(IdSet(frozenset({word})) for word in sorted(words))]
    if kind in ("codes", "countries", "texts", "places"):
        return [frozenset(), *(frozenset({word}) for word in sorted(words))]
    return []


def _allowed(point: Decimal, definition: Definition, known: Value | None) -> bool:
    if (definition.low is not None and point < definition.low) or (definition.high is not None and point > definition.high):
        return False
    if isinstance(known, Interval):
        return (known.low is None or point >= known.low) and (known.high is None or point <= known.high)
    return True
