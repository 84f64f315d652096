"""Published estimates of the machine that breaks a cryptographic target. The data stand in `data/cryptanalysis.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from acquis.conditions.values import Facts, to_json
from acquis.law.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate: a machine, in the facts of the law, that would break a target.

    `below`: the source says fewer than that. `only_with`: what it needs beside its qubits, so that their number says little
    alone. `read`: primary or secondary.
    """

    target: str
    authors: str
    date: dt.date
    facts: Facts
    runtime: str
    cite: str
    url: str
    read: str
    below: bool = False
    only_with: str | None = None
    note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "target": self.target,
            "authors": self.authors,
            "date": self.date.isoformat(),
            "facts": {name: to_json(value) for name, value in self.facts.items()},
            "below": self.below,
            "runtime": self.runtime,
            "only_with": self.only_with,
            "cite": self.cite,
            "url": self.url,
            "read": self.read,
            "note": self.note,
        }


def estimates(corpus: Corpus, topic: str) -> tuple[Estimate, ...]:
    """The estimates that concern a topic, oldest first; none for most topics.

    Args:
        corpus: whose vocabulary reads their facts.
        topic: the id of the topic.
    """
    data = _data()
    if data["topic"] != topic:
        return ()
    found = (_estimate(corpus, raw) for raw in data["estimates"])
    return tuple(sorted(found, key=lambda estimate: (estimate.date, estimate.target)))


@cache
def _data() -> Any:
    return yaml.safe_load(resources.files("acquis.compare").joinpath("data", "cryptanalysis.yaml").read_text(encoding="utf-8"))


def _estimate(corpus: Corpus, raw: dict[str, Any]) -> Estimate:
    same = {name: raw[name] for name in ("target", "authors", "date", "runtime", "cite", "url", "read")}
    return Estimate(
        **same,
        facts=corpus.vocabulary.read_all(raw["facts"]),
        below=raw.get("bound") == "below",
        only_with=raw.get("only_with"),
        note=raw.get("note"),
    )


def records(found: Iterable[Estimate], fact: str) -> Iterator[Estimate]:
    """Of estimates in order of time those that ask for less of a fact than all before them did for the same target."""
    least: dict[str, Any] = {}
    for estimate in found:
        value = estimate.facts.get(fact)
        if estimate.only_with is None and value is not None and (estimate.target not in least or value < least[estimate.target]):
            least[estimate.target] = value
            yield estimate
