"""The real things of the shipped tables, as facts: on which of them do two rules differ, and since when do they exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from acquis.compare.rules import Rule
from acquis.conditions.values import Facts, Truth
from acquis.items import CATALOGUES, Item, Table
from acquis.items.assess import nearest_to_the_words
from acquis.law.corpus import Corpus

_NO_THING = ("duplicate", "example_noise_model", "generic_snapshot")
_BORN = ("released", "publication_date")


@dataclass(frozen=True, slots=True)
class RealItem:
    """A real thing: its facts under the reading nearest to the words of the law, and the day from which it is known."""

    name: str
    table: Table
    since: dt.date | None
    facts: Facts
    item: Item


def real_items(corpus: Corpus, table: Table) -> tuple[RealItem, ...]:
    """Every thing of a shipped table; copies of others, and data that are of no one machine on one day, are left out."""
    return tuple(
        RealItem(
            item.name,
            table,
            known_since(item),
            corpus.vocabulary.read_all({**item.common, **nearest_to_the_words(item).facts}),
            item,
        )
        for item in CATALOGUES[table].items()
        if not any(defect.startswith(_NO_THING) for defect in item.defects)
    )


def truths(rule: Rule, items: Iterable[RealItem]) -> list[Truth]:
    """For each thing whether the rule catches it."""
    return [rule.truth_of_item(item.facts) for item in items]


def known_since(item: Item) -> dt.date | None:
    """The day on which it was released or published, else that of its data; None where no day is known."""
    numbers = item.evidence[0].numbers if item.evidence else {}
    days = [day for name in _BORN if isinstance(day := numbers.get(name), dt.date)]
    return days[0] if days else item.date
