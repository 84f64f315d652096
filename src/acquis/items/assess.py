"""What the law says of an item, under each of its readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from acquis.items.item import Item, Reading
from acquis.law import Corpus, Determination, Layer, OutcomeInterval, determine

UNREAD = Reading(
    "none",
    "no reading of the data",
    {},
    "The data give no reading of what the law measures: it stays unknown.",
    legal_quantity=False,
)
"""Stands where an item has no reading at all, so that the rest of its facts are still judged."""

CLEAN: Mapping[str, object] = {
    "purpose": "sale",
    "end_user_type": "company",
    "party_lists": [],
    "listed_ownership_percent": 0,
    "end_uses": ["civil"],
    "informed_of": [],
    "aware_of": [],
    "suspects": [],
    "contains_entry": [],
    "free_zone": False,
}
"""Stipulations of a clean transaction: a sale to a company, parties and owners screened and on no list, a civil end use, nothing
told, known or suspected, no listed component inside, no free zone."""


@dataclass(frozen=True)
class ItemDetermination:
    """One determination for each reading of an item."""

    item: Item
    readings: tuple[tuple[Reading, Determination], ...]

    def outcome(self, regime: str) -> OutcomeInterval:
        """From the mildest to the strictest answer over all readings."""
        outcomes = [determination[regime].outcome for _, determination in self.readings]
        return OutcomeInterval(min(o.low for o in outcomes), max(o.high for o in outcomes))

    def agree(self, regime: str) -> bool:
        """Whether every reading gives the same answer."""
        return len({determination[regime].outcome for _, determination in self.readings}) == 1

    @property
    def settled(self) -> bool:
        """Whether under every regime all readings give one and the same last word."""
        return all(self.outcome(regime).settled for regime in self.readings[0][1].regimes)

    @property
    def nearest_to_the_words(self) -> tuple[Reading, Determination]:
        """The reading that is the quantity of the law, as far as one is."""
        nearest = nearest_to_the_words(self.item)
        return next((pair for pair in self.readings if pair[0] == nearest), self.readings[0])

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "item": self.item.to_dict(),
            "settled": self.settled,
            "outcomes": {
                regime: {
                    "low": str(self.outcome(regime).low),
                    "high": str(self.outcome(regime).high),
                    "readings_agree": self.agree(regime),
                }
                for regime in self.readings[0][1].regimes
            },
            "readings": {reading.name: determination.to_dict() for reading, determination in self.readings},
        }


def nearest_to_the_words(item: Item) -> Reading:
    """The reading that is the quantity of the law, as far as one is."""
    return next((reading for reading in item.readings if reading.legal_quantity), item.readings[0] if item.readings else UNREAD)


def determine_item(
    corpus: Corpus,
    item: Item,
    transaction: Mapping[str, object],
    on: dt.date,
    regimes: Iterable[str] | None = None,
    layer: Layer = Layer.ENFORCED,
    *,
    only: str | None = None,
    with_reasons: bool = False,
) -> ItemDetermination:
    """What the law of a day says of an item, reading by reading.

    Args:
        corpus: the law.
        item: the real thing.
        transaction: raw facts of the transaction (act, destination, parties ...). Without `exported_from` each regime is asked
            for an exporter in its own home country.
        on: the day.
        regimes: ids of regimes; all by default.
        layer: the law as applied (default) or as it stands in the books.
        only: name of the one reading to use.
        with_reasons: also give the `because` trees.

    Raises:
        FactError: a fact of the transaction.
        ItemError: the item has no such reading.
    """
    readings = (item.reading(only),) if only else (item.readings or (UNREAD,))
    names = tuple(corpus.regimes) if regimes is None else tuple(regimes)
    return ItemDetermination(
        item,
        tuple(
            (reading, _determine(corpus, {**item.common, **reading.facts, **transaction}, on, names, layer, with_reasons))
            for reading in readings
        ),
    )


def _determine(
    corpus: Corpus, raw: Mapping[str, object], on: dt.date, regimes: tuple[str, ...], layer: Layer, with_reasons: bool
) -> Determination:
    if "exported_from" in raw:
        return determine(corpus, corpus.vocabulary.read_all(raw), on, regimes, layer, with_reasons=with_reasons)
    answers = {}
    for regime in regimes:
        at_home = corpus.vocabulary.read_all({**raw, **home_facts(corpus, regime)})
        answers[regime] = determine(corpus, at_home, on, [regime], layer, with_reasons=with_reasons)[regime]
    return Determination(on, layer, answers, corpus.digest[:12])


def home_facts(corpus: Corpus, regime: str) -> dict[str, object]:
    """Facts of an export from a regime's own home country."""
    return dict(corpus.regimes[regime].home_facts)
