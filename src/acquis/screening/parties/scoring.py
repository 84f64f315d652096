"""How near two names are, from 0 to 1. All distances are rapidfuzz's normalised Indel similarity (`fuzz.ratio`).

A name is compared as a whole: its words in alphabetical order, and its letters without spaces; the better one counts. And word
by word, as in soft TF-IDF (Cohen, Ravikumar, Fienberg: A Comparison of String Distance Metrics for Name-Matching Tasks, 2003):
each word has the nearest word of the other name, and weighs the more the fewer listed names have it, so that `trading` says
little and a made-up word much. A word that is nearly a common word (a legal form with a typo) weighs what that one does. The
score is the mean of both. Syllables of Han characters are no words: there the letters alone count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from acquis.errors import MissingExtra
from acquis.screening.parties.names import Form

Scores = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

ALIKE = 0.7
"""From this similarity on, a word weighs what the word that it is near to weighs, if that is less."""


class Names:
    """Names with their words as numbers, so that many pairs are compared at once. `vocabulary` grows with the names."""

    def __init__(self, forms: Sequence[Form], vocabulary: dict[str, int]) -> None:
        self.sorted = np.array([f.sorted for f in forms], dtype=object)
        self.joined = np.array([f.joined for f in forms], dtype=object)
        self.syllables = np.array([f.script == "Han" for f in forms], dtype=bool)
        self.tokens = _Lists([f.tokens for f in forms], vocabulary)
        self.words = _Lists([f.words or f.tokens for f in forms], vocabulary)


class _Lists:
    """Lists of different lengths, one behind the other."""

    def __init__(self, lists: Sequence[Sequence[str]], vocabulary: dict[str, int]) -> None:
        self.all = np.array([vocabulary.setdefault(word, len(vocabulary)) for words in lists for word in words], dtype=np.int64)
        self.sizes = np.array([len(words) for words in lists], dtype=np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)


class Listed:
    """The listed names, and how much each word says by the number of names that have it."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.vocabulary: dict[str, int] = {}
        self.names = Names(forms, self.vocabulary)
        self._counts = np.bincount(self.names.words.all, minlength=len(self.vocabulary))
        self._size = len(forms)

    def scores(self, asked: Names, left: Numbers, right: Numbers, least: float) -> Scores:
        """The scores of pairs of names.

        Args:
            asked: names asked, over the same vocabulary.
            left: of each pair the place of the name asked, and `right`: of the listed one.
            least: pairs whose score cannot reach it are not compared word by word; theirs is 0.
        """
        ours = self.names
        whole = np.maximum(
            _ratio(asked.sorted[left].tolist(), ours.sorted[right].tolist()),
            _ratio(asked.joined[left].tolist(), ours.joined[right].tolist()),
        )
        syllables = asked.syllables[left] | ours.syllables[right]
        found: Scores = np.where(syllables, whole, 0).astype(np.float32)
        open_ = np.flatnonzero(~syllables & ((whole + 1) / 2 >= least))
        if len(open_):
            a, b = left[open_], right[open_]
            texts = np.array(list(self.vocabulary), dtype=object)
            weights = self._weights()
            one = _one_way(asked.tokens, ours.words, a, b, texts, weights)
            other = _one_way(ours.tokens, asked.words, b, a, texts, weights)
            found[open_] = (whole[open_] + (one + other) / 2) / 2
        return found

    def _weights(self) -> npt.NDArray[np.float64]:
        """By word the logarithm of how rare it is; largest for one that no listed name has."""
        counts = np.zeros(len(self.vocabulary))
        counts[: len(self._counts)] = self._counts
        return np.asarray(np.log((self._size + 2) / (counts + 0.5)))


def _one_way(
    ours: _Lists, theirs: _Lists, left: Numbers, right: Numbers, texts: npt.NDArray[np.object_], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Of each pair the weighted mean, over the words of one side, of the similarity with the nearest word of the other side."""
    rows, columns = ours.sizes[left], theirs.sizes[right]
    cells = rows * columns
    pair = np.repeat(np.arange(len(left)), cells)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(cells) - cells, cells)
    row, column = np.divmod(within, columns[pair])
    a = ours.all[ours.starts[left][pair] + row]
    b = theirs.all[theirs.starts[right][pair] + column]
    keys, inverse = np.unique(a * len(texts) + b, return_inverse=True)
    alike = _ratio(texts[keys // len(texts)].tolist(), texts[keys % len(texts)].tolist())[inverse]
    starts = np.flatnonzero(column == 0)
    best = np.maximum.reduceat(alike, starts)
    near = np.minimum.reduceat(np.where(alike >= ALIKE, weights[b], np.inf), starts)
    weight = np.minimum(weights[a[starts]], near)
    total = np.bincount(pair[starts], weight, len(left))
    return np.bincount(pair[starts], weight * best, len(left)) / np.maximum(total, 1e-9)


def _ratio(left: Sequence[str], right: Sequence[str]) -> Scores:
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        raise MissingExtra("rapidfuzz", "parties") from None
    found: Scores = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float32, workers=-1)
    return found / np.float32(100)
