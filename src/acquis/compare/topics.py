"""Topics: what is compared, between whom, and along which numbers. The data stand in `data/topics.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

from acquis.conditions.values import Facts
from acquis.errors import AcquisError
from acquis.items import Table
from acquis.law.corpus import Corpus
from acquis.law.model import Kind


class UnknownTopic(AcquisError):
    """There is no topic, or no side, of this name."""


@dataclass(frozen=True, slots=True)
class Side:
    """Whose law is compared: a regime, or one list of it.

    `under`: the ids whose provisions count, with all below them; empty for the whole regime. `without`: ids that do not. `kinds`:
    what kind of provision they are.
    """

    id: str
    name: str
    regime: str
    under: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = (Kind.ENTRY,)


@dataclass(frozen=True, slots=True)
class Axis:
    """One number by which a topic is measured, from `low` to `high` on a logarithmic scale; without ends a yes or no."""

    fact: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of thing that several regimes control.

    `known`: what is given, as in a case. `about`: an entry belongs to the topic when it speaks of one of these facts. `table`:
    the shipped table of real things. `absent`: by side, the provision that records the finding that it has no such
    control. `aside`: entries of other properties, which no fact of the vocabulary names.
    """

    id: str
    title: str
    known: Facts
    about: frozenset[str]
    axes: tuple[Axis, ...]
    sides: tuple[Side, ...]
    absent: Mapping[str, str]
    aside: tuple[str, ...] = ()
    table: Table | None = None

    def side(self, identifier: str) -> Side:
        """The side of that id.

        Raises:
            UnknownTopic: there is none; the message lists those there are.
        """
        for side in self.sides:
            if side.id == identifier:
                return side
        known = ", ".join(side.id for side in self.sides)
        raise UnknownTopic(f"the topic {self.id} has no side {identifier}", way_out=f"one of {known}")


def topic(corpus: Corpus, identifier: str) -> Topic:
    """The topic of that id.

    Raises:
        UnknownTopic: there is none; the message lists those there are.
    """
    found = topics(corpus)
    if identifier not in found:
        raise UnknownTopic(f"there is no topic {identifier}", way_out=f"one of {', '.join(found)}")
    return found[identifier]


def topics(corpus: Corpus) -> dict[str, Topic]:
    """Every topic by its id, in the order of the file."""
    data = _data()
    common = tuple(_side(raw) for raw in data["sides"])
    return {raw["id"]: _topic(corpus, raw, common) for raw in data["topics"]}


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files("acquis.compare").joinpath("data", "topics.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def _topic(corpus: Corpus, raw: Mapping[str, Any], common: tuple[Side, ...]) -> Topic:
    return Topic(
        id=raw["id"],
        title=raw["title"],
        known=corpus.vocabulary.read_all(raw["known"]),
        about=frozenset(raw["about"]),
        axes=tuple(Axis(axis["fact"], _end(axis, "low"), _end(axis, "high")) for axis in raw["axes"]),
        sides=tuple(_side(side) for side in raw["sides"]) if "sides" in raw else common,
        absent=raw.get("absent", {}),
        aside=tuple(raw.get("aside", ())),
        table=Table(raw["table"]) if "table" in raw else None,
    )


def _side(raw: Mapping[str, Any]) -> Side:
    under, without = (tuple(raw.get(key, ())) for key in ("under", "without"))
    return Side(raw["id"], raw["name"], raw["regime"], under, without, tuple(Kind(kind) for kind in raw.get("kinds", ["entry"])))


def _end(axis: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(str(axis[name])) if name in axis else None
