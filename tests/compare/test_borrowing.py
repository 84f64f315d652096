"""Shared runs of words: the laws of the measure, and what it finds in the corpus."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.compare.borrowing import (
    BORROWED,
    FEWEST,
    WORDS,
    characters,
    containment,
    english,
    jaccard,
    shingles,
    shingles_of,
    side_text,
    top_pairs,
    words,
)
from acquis.compare.controls import apart, controls
from acquis.law import load_corpus
from acquis.law.model import Provision

CORPUS = load_corpus()
SETS = st.frozensets(st.integers(0, 20))
TEXTS = st.lists(st.sampled_from(["having", "a", "the", "qubits", "600", "or", "more", "C-NOT"]), max_size=40).map(" ".join)


@given(SETS, SETS)
def test_resemblance_is_symmetric_and_between_0_and_1(a: frozenset[int], b: frozenset[int]) -> None:
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= min(containment(a, b), containment(b, a)) <= 1 or not (a & b)


@given(SETS)
def test_identical_is_1_and_disjoint_is_0(a: frozenset[int]) -> None:
    assert jaccard(a, a) == (1 if a else 0)
    assert jaccard(a, frozenset(i + 100 for i in a)) == 0


@given(SETS, SETS, SETS)
def test_distance_obeys_the_triangle(a: frozenset[int], b: frozenset[int], c: frozenset[int]) -> None:
    """1 - Jaccard is a metric; of two empty sets nothing is said."""
    if a and b and c:
        assert 1 - jaccard(a, c) <= (1 - jaccard(a, b)) + (1 - jaccard(b, c)) + 1e-12


@given(TEXTS)
def test_every_shingle_stands_in_the_text(text: str) -> None:
    joined = " ".join(words(text))
    found = shingles(text)
    assert len(found) <= max(0, len(words(text)) - WORDS + 1)
    assert all(len(shingle) == WORDS and " ".join(shingle) in joined for shingle in found)


@given(TEXTS)
def test_case_and_signs_do_not_count(text: str) -> None:
    assert shingles(text.upper().replace(" ", " ; ")) == shingles(text)


def test_a_number_is_one_word_with_its_mark() -> None:
    assert words("0,0006 W at 6 000 or 4,800; C-NOT 1.5") == ("0,0006", "w", "at", "6", "000", "or", "4,800", "c", "not", "1.5")


@given(TEXTS)
def test_a_text_of_fewer_words_has_no_shingle(text: str) -> None:
    assert bool(shingles(text)) == (len(words(text)) >= WORDS)
    assert bool(characters(text)) == (len(" ".join(words(text))) >= 5)


def test_only_verbatim_words_count() -> None:
    kinds = {p.text_kind for p in CORPUS.provisions if english(p)}
    assert kinds == {"verbatim", "verbatim_excerpt"}
    paraphrase = next(p for p in CORPUS.provisions if p.text_kind == "paraphrase" and len(p.text) > 200)
    assert english(paraphrase) == ""
    assert not shingles_of([paraphrase])
    german = next(p for p in CORPUS.provisions if p.language == "de" and p.text_en)
    assert english(german) == german.text_en


def test_the_british_entry_of_2025_is_the_text_of_the_union() -> None:
    day = dt.date(2025, 12, 16)
    union = side_text(CORPUS, ["EU.2021-821.AnnexI.4A506.a"], day)
    kingdom = side_text(CORPUS, ["UK.428-2009.AnnexI.4A506.a"], day)
    before = side_text(CORPUS, ["UK.ECO2008.Sch3.PL9014.a.1.a"], dt.date(2025, 12, 15))
    assert jaccard(shingles_of(union), shingles_of(kingdom)) > jaccard(shingles_of(union), shingles_of(before)) > BORROWED
    first = top_pairs({"EU": union, "UK": kingdom}, 1)[0]
    assert first.resemblance == 1
    assert first.shared >= FEWEST


def test_pairs_are_those_of_the_definition() -> None:
    day = dt.date(2025, 12, 16)
    groups = {"EU": side_text(CORPUS, ["EU.2021-821.AnnexI.3A501"], day), "US": side_text(CORPUS, ["US.EAR.774.3A090"], day)}
    pairs = top_pairs(groups, 1000)
    assert pairs == sorted(pairs, key=lambda pair: (-pair.resemblance, -pair.shared, pair.a.id, pair.b.id))
    for pair in pairs:
        a, b = shingles_of([pair.a]), shingles_of([pair.b])
        assert pair.resemblance == jaccard(a, b)
        assert (pair.of_a, pair.of_b) == (containment(a, b), containment(b, a))
        assert {pair.a.regime, pair.b.regime} == {"EU", "US"}


def test_copies_within_a_side_are_kept_once() -> None:
    one = next(p for p in CORPUS.provisions if len(shingles_of([p])) > FEWEST)
    copy = replace(one, id=one.id + ".copy")
    pairs = top_pairs({"A": [one, copy], "B": [one]})
    assert [(pair.a.id, pair.b.id, pair.resemblance) for pair in pairs] == [(one.id, one.id, 1)]


def _texts() -> dict[tuple[str, str], frozenset[tuple[str, ...]]]:
    """By control and side the words of the control on a late day."""
    day = dt.date(2026, 9, 1)
    found = {
        (each.id, adopter.side): shingles_of(side_text(CORPUS, adopter.provisions, day))
        for each in controls().values()
        for adopter in each.adopters
    }
    return {key: text for key, text in found.items() if len(text) >= FEWEST}


def test_texts_of_unlike_controls_stay_below_the_mark_of_borrowing() -> None:
    """The noise: what rules of different subject and side share by the habits of drafting alone."""
    noise = [
        jaccard(a, b)
        for ((control, side), a), ((other, another), b) in itertools.combinations(_texts().items(), 2)
        if control != other and apart(side, another)
    ]
    assert len(noise) > 50
    assert max(noise) < BORROWED / 10


def test_characters_are_noisier_than_words() -> None:
    """Why words are the unit: the runs of five letters that unlike rules share come near the mark of borrowing."""
    day = dt.date(2026, 9, 1)
    sides = {
        (each.id, adopter.side): " ".join(english(p) for p in side_text(CORPUS, adopter.provisions, day))
        for each in controls().values()
        for adopter in each.adopters
    }
    long = {key: text for key, text in sides.items() if len(shingles(text)) >= FEWEST}
    letters, runs = {key: characters(text) for key, text in long.items()}, {key: shingles(text) for key, text in long.items()}
    unlike = [(a, b) for a, b in itertools.combinations(long, 2) if a[0] != b[0] and apart(a[1], b[1])]
    of_letters = sorted(jaccard(letters[a], letters[b]) for a, b in unlike)
    of_words = [jaccard(runs[a], runs[b]) for a, b in unlike]
    assert of_letters[len(of_letters) // 2] > 10 * (sum(of_words) / len(of_words))
    assert max(of_words) < BORROWED / 10 < BORROWED / 2 < max(of_letters)


@pytest.mark.parametrize("size", [1, 3, 5, 8])
def test_longer_shingles_never_resemble_more_where_words_are_each_unlike(size: int) -> None:
    a, b = " ".join(f"w{i}" for i in range(60)), " ".join(f"w{i}" for i in (*range(30), *range(90, 120)))
    assert jaccard(shingles(a, size), shingles(b, size)) >= jaccard(shingles(a, size + 1), shingles(b, size + 1))


def test_a_provision_without_words_resembles_nothing() -> None:
    empty: Provision = next(p for p in CORPUS.provisions if not p.text)
    assert top_pairs({"A": [empty], "B": [empty]}) == []
