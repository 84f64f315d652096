"""Asking the small regime: raw facts in, its answer out, outcomes as letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from acquis.law import Corpus, Layer, RegimeDetermination, determine

CorpusOf = Callable[..., Corpus]
DAY = dt.date(2026, 6, 1)
WORDS = {"not_subject": "N", "free": "F", "conditional": "C", "licence_required": "L", "prohibited": "P"}


def ask(corpus: Corpus, **facts: object) -> RegimeDetermination:
    """What the small regime says of raw facts."""
    return ask_on(corpus, DAY, facts)


def ask_on(corpus: Corpus, day: dt.date, facts: Mapping[str, object], layer: Layer = Layer.ENFORCED) -> RegimeDetermination:
    return determine(corpus, corpus.vocabulary.read_all(facts), day, ["XX"], layer)["XX"]


def outcome(result: RegimeDetermination) -> str:
    """`L` for a licence required, `FL` for free to licence required."""
    return "".join(dict.fromkeys((WORDS[str(result.outcome.low)], WORDS[str(result.outcome.high)])))
