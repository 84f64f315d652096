"""Which lists of the law a published list stands for, from data/sources.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

UNNAMED = "LIST"
"""The head of ids for lists that data/sources.yaml does not know."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a match with one entry says: ids for the fact, and whether more is left open."""

    ids: frozenset[str]
    open: bool


@cache
def _data() -> dict[str, Any]:
    import yaml

    text = resources.files("acquis.screening.parties").joinpath("data", "sources.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def standing(parts: Iterable[str]) -> Standing:
    """The lists of the law that an entry with these parts stands on.

    A list that is not known by name gives an id of its own, so that a match is never lost.
    """
    ids: set[str] = set()
    open_ = False
    for part in parts:
        name = part.partition(" - ")[0].strip()
        known = _data()["parts"].get(name)
        if known is None:
            ids.add(f"{UNNAMED}.{'_'.join(name.replace('.', ' ').split()) or 'unnamed'}")
        else:
            ids.update(known["ids"])
            open_ = open_ or known.get("open", False)
    return Standing(frozenset(ids), open_)


def covered(format_: str) -> frozenset[str]:
    """The lists that were looked through when a whole publication of this format was."""
    return frozenset(_data()["covers"].get(format_, ()))


def is_listing(topics: Iterable[str]) -> bool:
    """Whether some topic of FollowTheMoney means a list."""
    return not set(_data()["listing_topics"]).isdisjoint(topics)


def is_identifier(kind: str) -> bool:
    """Whether a number of this kind identifies a party."""
    said = kind.casefold()
    if any(word in said for word in _data()["no_identifier_words"]):
        return False
    return any(word in said for word in _data()["identifier_words"])


def without_tail(name: str) -> str:
    """A name without what stands behind it and is not part of it."""
    for tail in _data()["tails"]:
        head, found, rest = name.rpartition(tail)
        if found and not rest.strip():
            return head.rstrip(" ;,")
    return name
