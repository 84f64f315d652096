"""The data of the search: which way a fact is better, what adds up, what is made of which parts. `data/better.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Additive:
    """A fact of a whole that is the sum over its parts; `manner` says how it is divided, `realism` what is lost by it."""

    fact: str
    manner: str
    realism: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: what is given of it, and which of its facts is which fact of the whole."""

    title: str
    known: Mapping[str, object]
    link: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Whole:
    """A kind of thing and its parts. `at_least`: what any such thing has, so that a witness is a realistic one."""

    id: str
    title: str
    known: Mapping[str, object]
    parts: tuple[Part, ...]
    at_least: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A thing, with all facts stipulated of it: by its id a topic or a kind, by `title` for people."""

    topic: str
    title: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Better:
    """What the search takes as given. `higher`: by fact whether more of it is better. `kinds`: searched beside the topics."""

    higher: Mapping[str, bool]
    kinds: tuple[Sample, ...] = ()
    additive: tuple[Additive, ...] = ()
    quantities: tuple[Additive, ...] = ()
    catch_all: frozenset[str] = frozenset()
    looking_through: frozenset[str] = frozenset()
    wholes: tuple[Whole, ...] = ()
    routes: tuple[Sample, ...] = ()
    stipulated: Mapping[str, object] = field(default_factory=dict)


def read_better(raw: Mapping[str, Any]) -> Better:
    """The data of a file."""
    return Better(
        higher={fact: direction == "higher" for fact, direction in raw["better"].items()},
        kinds=tuple(Sample(kind["id"], kind["title"], kind["known"]) for kind in raw.get("kinds", ())),
        additive=tuple(Additive(**one) for one in raw.get("additive", ())),
        quantities=tuple(Additive(**one) for one in raw.get("quantities", ())),
        catch_all=frozenset(raw.get("catch_all", ())),
        looking_through=frozenset(raw.get("looking_through", ())),
        wholes=tuple(_whole(one) for one in raw.get("wholes", ())),
        routes=tuple(Sample(**one) for one in raw.get("routes", ())),
        stipulated=raw.get("stipulated", {}),
    )


def _whole(raw: Mapping[str, Any]) -> Whole:
    parts = tuple(Part(**part) for part in raw["parts"])
    return Whole(raw["id"], raw["title"], raw["known"], parts, raw.get("at_least", {}))


@cache
def shipped() -> Better:
    """The data that ship."""
    text = resources.files("acquis.compare").joinpath("data", "better.yaml").read_text(encoding="utf-8")
    return read_better(yaml.safe_load(text))
