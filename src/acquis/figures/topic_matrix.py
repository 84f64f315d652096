"""The heat map of a topic's matrix, and the words in which a matrix is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acquis.compare.matrix import Matrix, Pair
from acquis.compare.relation import Relation
from acquis.figures.relations import SIGNS, Square, relation_chart

if TYPE_CHECKING:
    import altair as alt

_WORDS = {
    Relation.EQUIVALENT: "same",
    Relation.A_NARROWER: "narrower",
    Relation.B_NARROWER: "wider",
    Relation.DIFFER: "differ",
    Relation.NOT_DECIDED: "unknown",
}
_SOURCE = "acquis corpus {corpus}; relations proved by Z3, witnesses checked by the engine"
_SHARE = "Small: share of the parameter space on which both certainly agree."


def topic_matrix_chart(found: Matrix) -> alt.TopLevelMixin:
    """The heat map of a matrix."""
    return relation_chart(
        list(_squares(found)),
        [side.id for side in found.sides],
        title=found.topic.title,
        as_of=found.on,
        source=_SOURCE.format(corpus=found.corpus),
        share=_SHARE if found.topic.axes else "",
        remarks=[left_out(found)] if found.left_out else [],
    )


def word_of(pair: Pair) -> str:
    """The relation of a pair, one of `SIGNS`."""
    return "neither" if pair.neither else _WORDS[pair.comparison.relation]


def sign_of(pair: Pair) -> str:
    """The sign of a pair's relation."""
    return SIGNS[word_of(pair)][0]


def legend_of(found: Matrix) -> list[tuple[str, str]]:
    """The signs that a matrix uses, with what they mean."""
    used = {word_of(pair) for pair in found.pairs} | {word_of(pair.reversed) for pair in found.pairs}
    return [(sign, text) for word, (sign, text, _) in SIGNS.items() if word in used]


def difference_of(pair: Pair) -> str:
    """What separates two sides that both have the control, with the counts of real items; empty where nothing does."""
    found = pair.comparison
    if found.a.empty or found.b.empty or found.relation in (Relation.EQUIVALENT, Relation.NOT_DECIDED):
        return ""
    told = [
        f"{mine.id}, not {other.id}: {direction.witness}"
        for mine, other, direction in ((pair.a, pair.b, found.a_in_b), (pair.b, pair.a, found.b_in_a))
        if direction.witness is not None
    ]
    if pair.items is not None:
        told.append(f"real items: {pair.items.agree} alike, {pair.items.differ} apart, {pair.items.undecided} open")
    return "; ".join(told)


def left_out(found: Matrix) -> str:
    """The sides that are not in the matrix, and why."""
    names = ", ".join(side.name for side in found.left_out)
    return f"Not established of {names}: the list was not read, or the corpus holds no provision of it."


def _squares(found: Matrix) -> Iterator[Square]:
    for pair in found.pairs:
        for seen in (pair, pair.reversed):
            word = word_of(seen)
            share = None if seen.space is None or word in ("unknown", "neither") else seen.space.agree.value
            yield Square(seen.a.id, seen.b.id, word, difference_of(seen), "" if share is None else f"{share:.0%}")
