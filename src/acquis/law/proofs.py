"""What the solver takes for granted: the codes and ranges of the vocabulary, as constraints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acquis.conditions.smt import Formulas
from acquis.law.vocabulary import Vocabulary


def background(formulas: Formulas, vocabulary: Vocabulary, names: frozenset[str]) -> Iterator[Any]:
    """The domains of facts as constraints: codes of the vocabulary, two letters for countries, ranges for numbers."""
    yield from formulas.domain(names)
    for name in sorted(names):
        definition = vocabulary[name]
        if definition.kind in ("number", "count"):
            variable = formulas.variable(name)
            if definition.low is not None:
                yield variable >= formulas.constant(definition.low)
            if definition.high is not None:
                yield variable <= formulas.constant(definition.high)
        elif definition.kind == "country":
            yield formulas.z3.Length(formulas.variable(name)) == 2
