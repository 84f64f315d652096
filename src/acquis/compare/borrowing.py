"""Text borrowing: how many runs of five words two texts share.

Resemblance and containment of sets of word shingles after Broder, On the resemblance and containment of documents (1997). Only
words of the law itself count: verbatim English, or an English rendering of verbatim words in another language.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from acquis.law.corpus import Corpus
from acquis.law.model import Provision, descends

WORDS = 5
"""Words of one shingle."""

FEWEST = 10
"""Shingles that a text must have to be compared: shorter ones are headings and formulas that anyone would write."""

BORROWED = 0.1
"""Resemblance from which two texts count as drawn one from the other. Texts of unlike controls stay below, as a test measures."""

Gram = TypeVar("Gram")
Shingle = tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """Words and numbers in small letters; a decimal mark or thousands mark within a number stays."""
    return tuple(re.findall(r"[^\W_]+(?:[.,][0-9]+)*", text.lower()))


def shingles(text: str, size: int = WORDS) -> frozenset[Shingle]:
    """Every run of `size` words, each once; none for a shorter text."""
    found = words(text)
    return frozenset(found[i : i + size] for i in range(len(found) - size + 1))


def characters(text: str, size: int = 5) -> frozenset[str]:
    """Every run of `size` characters of the words joined by single spaces: the other usual unit, kept for comparison."""
    joined = " ".join(words(text))
    return frozenset(joined[i : i + size] for i in range(len(joined) - size + 1))


def jaccard(a: frozenset[Gram], b: frozenset[Gram]) -> float:
    """Shared over all: 1 for equal sets, 0 for disjoint ones and where both are empty."""
    together = len(a | b)
    return len(a & b) / together if together else 0.0


def containment(a: frozenset[Gram], b: frozenset[Gram]) -> float:
    """The share of `a` that stands in `b` too; 0 where `a` is empty."""
    return len(a & b) / len(a) if a else 0.0


def english(provision: Provision) -> str:
    """The words of the law in English; empty where they are a paraphrase, were not read, or have no English rendering."""
    if not provision.text_kind.startswith("verbatim"):
        return ""
    return (provision.text if provision.language == "en" else provision.text_en) or ""


@lru_cache(maxsize=4096)
def _of_text(text: str) -> frozenset[Shingle]:
    return shingles(text)


def shingles_of(provisions: Iterable[Provision]) -> frozenset[Shingle]:
    """The shingles of several provisions together."""
    return frozenset[Shingle]().union(*(_of_text(text) for provision in provisions if (text := english(provision))))


def side_text(corpus: Corpus, identifiers: Sequence[str], day: dt.date) -> tuple[Provision, ...]:
    """What stands at or below some ids on a day, definitions and notes with it."""
    return tuple(p for p in corpus.provisions if day in p.in_force and any(descends(p.id, above) for above in identifiers))


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Two texts and what they share; `of_a` and `of_b`: the share of each that stands in the other."""

    a: Provision
    b: Provision
    resemblance: float
    of_a: float
    of_b: float
    shared: int

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "a": self.a.id, "b": self.b.id, "jaccard": round(self.resemblance, 4), "of_a": round(self.of_a, 4),
            "of_b": round(self.of_b, 4), "shared_shingles": self.shared,
        }  # fmt: skip


def top_pairs(groups: Mapping[str, Iterable[Provision]], most: int = 20, fewest: int = FEWEST) -> list[Borrowed]:
    """The pairs of provisions of different groups that share the most, by resemblance; groups are sides.

    Of versions and copies with the same words within a group only the first is kept.
    """
    texts: dict[tuple[str, frozenset[Shingle]], Provision] = {}
    for name, provisions in groups.items():
        for provision in provisions:
            found = _of_text(english(provision))
            if len(found) >= fewest:
                texts.setdefault((name, found), provision)
    holders: dict[Shingle, list[int]] = {}
    entries = list(texts.items())
    for i, ((_, found), _) in enumerate(entries):
        for shingle in found:
            holders.setdefault(shingle, []).append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for indexes in holders.values():
        shared.update((i, j) for i, j in itertools.combinations(indexes, 2) if entries[i][0][0] != entries[j][0][0])
    pairs = [_borrowed(entries[i], entries[j], count) for (i, j), count in shared.items()]
    return sorted(pairs, key=lambda pair: (-pair.resemblance, -pair.shared, pair.a.id, pair.b.id))[:most]


def _borrowed(
    one: tuple[tuple[str, frozenset[Shingle]], Provision], other: tuple[tuple[str, frozenset[Shingle]], Provision], count: int
) -> Borrowed:
    (_, a), (_, b) = one[0], other[0]
    return Borrowed(one[1], other[1], count / (len(a) + len(b) - count), count / len(a), count / len(b), count)
