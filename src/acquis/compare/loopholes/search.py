"""The whole search: every kind of gap, over topics, kinds of item, wholes, limits and routes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from acquis.compare.loopholes.better import Better, Sample, shipped
from acquis.compare.loopholes.found import Finding, Gap, Verdict
from acquis.compare.loopholes.gaps import edges, holes
from acquis.compare.loopholes.monotone import non_monotone
from acquis.compare.loopholes.pairs import Prover
from acquis.compare.loopholes.parts import whole_and_parts
from acquis.compare.loopholes.routes import Routes
from acquis.compare.loopholes.splitting import quantity_limits, splittings
from acquis.compare.loopholes.subjects import Subject, kind_topic, subjects
from acquis.compare.relation import MILLISECONDS
from acquis.compare.rules import Rule
from acquis.compare.topics import Side, Topic, UnknownTopic, topics
from acquis.conditions import nodes as n
from acquis.law.corpus import Corpus
from acquis.law.model import Layer

QUANTITIES = "quantities"
"""The topic of limits by quantity or value, which belong to no kind of item."""


_OF_RULES = frozenset({Gap.NON_MONOTONE, Gap.GAP, Gap.EDGE, Gap.SPLITTING})


def topic_names(corpus: Corpus, better: Better) -> tuple[str, ...]:
    """What `only` of the search may name: topics, kinds of item, wholes, and limits by quantity."""
    found = (*topics(corpus), *(k.topic for k in better.kinds), *(w.id for w in better.wholes), QUANTITIES)
    return tuple(dict.fromkeys(found))


def find_loopholes(
    corpus: Corpus,
    on: dt.date,
    *,
    regimes: Collection[str] | None = None,
    only: str | None = None,
    kinds: Collection[Gap] = tuple(Gap),
    layer: Layer = Layer.ENFORCED,
    milliseconds: int = MILLISECONDS,
    better: Better | None = None,
    thing: Sample | None = None,
) -> Iterator[Finding]:
    """Gaps of the texts, and the proofs that there are none, as they are found.

    Args:
        corpus: the law.
        on: the day.
        regimes: whose law; all by default.
        only: one topic, kind of item or whole; all by default.
        kinds: the kinds of gap.
        layer: the law as applied, or as it stands in the books.
        milliseconds: what the solver is given for each question.
        better: what is better, what adds up, what is made of what; the shipped data by default.
        thing: one whose routes are searched, instead of those of the data; see `sample_of`.

    Raises:
        UnknownTopic: there is no such topic; the message lists those there are.
    """
    data = better or shipped()
    if only is not None and only not in topic_names(corpus, data):
        known = ", ".join(topic_names(corpus, data))
        raise UnknownTopic(f"there is no topic {only}", field="--topic", way_out=f"one of {known}")
    names = tuple(corpus.regimes) if regimes is None else tuple(regimes)
    prover = Prover(corpus.vocabulary, milliseconds)
    sides = _sides(corpus)
    for topic in _topics(corpus, data, sides):
        if only in (None, topic.id) and not _OF_RULES.isdisjoint(kinds):
            for subject in subjects(corpus, topic, on, names, layer):
                yield from _of_subject(subject, data, prover, kinds)
    if Gap.SPLITTING in kinds and only in (None, QUANTITIES):
        for regime in names:
            snapshot = corpus.on(on, regime, layer)
            yield from quantity_limits(snapshot, Rule(regime, snapshot, on, n.FALSE, (), {}), data, prover)
    for whole in data.wholes if Gap.PARTS in kinds else ():
        if only in (None, whole.id, f"{whole.id}s"):
            own = tuple(side for side in sides if side.regime in names)
            yield from whole_and_parts(corpus, whole, own, on, layer, data, prover)
    for sample in (data.routes if thing is None else (thing,)) if Gap.ROUTE in kinds else ():
        if thing is not None or only in (None, sample.topic):
            yield from Routes(corpus, sample, on, layer, prover, data.stipulated).find(names)


def _of_subject(subject: Subject, better: Better, prover: Prover, kinds: Collection[Gap]) -> Iterator[Finding]:
    if subject.law.silent:
        yield _silent(subject, next(kind for kind in kinds if kind in _OF_RULES))
        return
    if Gap.NON_MONOTONE in kinds:
        yield from non_monotone(subject, better, prover)
    if Gap.GAP in kinds:
        yield from holes(subject, prover)
    if Gap.EDGE in kinds:
        yield from edges(subject, better, prover)
    if Gap.SPLITTING in kinds:
        yield from splittings(subject, better, prover)


def _silent(subject: Subject, kind: Gap) -> Finding:
    reason = "; ".join(subject.law.unread)
    return Finding(kind, Verdict.NOT_ASKED, subject.regime, subject.side.id, subject.topic.id, SILENT, reason=reason)


SILENT = "nothing of this law can be asked"
"""The statement on a law of which nothing is known."""


def _sides(corpus: Corpus) -> tuple[Side, ...]:
    """The sides that are common to topics, as far as the corpus has them."""
    found = next(iter(topics(corpus).values())).sides
    return tuple(side for side in found if side.regime in corpus.regimes)


def _topics(corpus: Corpus, better: Better, sides: tuple[Side, ...]) -> Iterator[Topic]:
    yield from topics(corpus).values()
    for kind in better.kinds:
        yield kind_topic(corpus, kind.topic, kind.title, kind.facts, sides)
