"""Selections that can be checked afterwards: determined, fair, blind to the order of the list."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.safeguards import planning as p
from acquis.safeguards.planning.selection import Stream
from acquis.safeguards.records import SafeguardsError

SEED, BEACON = bytes(range(32)), hashlib.sha256(b"a beacon round").digest()
NAMES = [f"SN-{k:04d}" for k in range(200)]


def _select(names: list[str], size: int, seed: bytes = SEED, beacon: bytes = BEACON, purpose: str = "hall 1") -> p.Selection:
    return p.select(names, size, seed=seed, beacon=beacon, purpose=purpose)


def _by_the_published_steps(names: list[str], size: int) -> list[str]:
    """The four steps of the module's text, written anew."""
    about = hashlib.sha256(BEACON).digest() + hashlib.sha256(b"hall 1").digest()
    key = hmac.new(SEED, b"acquis selection 1\0" + about, "sha256").digest()
    stream = b"".join(hmac.new(key, k.to_bytes(8, "big"), "sha256").digest() for k in range(1000))
    words = (int.from_bytes(stream[8 * k : 8 * k + 8], "big") for k in range(4000))
    pool = sorted(names)
    for i in range(size):
        bound = len(pool) - i
        word = next(w for w in words if w < 2**64 // bound * bound)
        j = i + word % bound
        pool[i], pool[j] = pool[j], pool[i]
    return pool[:size]


def test_the_published_steps_give_the_same_items() -> None:
    assert list(_select(NAMES, 50).items) == _by_the_published_steps(NAMES, 50)


@given(st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=30), st.randoms(), st.data())
def test_the_order_of_the_list_does_not_matter(names: set[str], rnd: object, data: st.DataObject) -> None:
    listed = sorted(names)
    shuffled = data.draw(st.permutations(listed))
    size = data.draw(st.integers(0, len(listed)))
    chosen = _select(listed, size)
    assert chosen == _select(list(shuffled), size)
    assert len(set(chosen.items)) == size
    assert set(chosen.items) <= names
    assert p.verify(chosen, shuffled, p.commit(SEED))


def test_a_smaller_sample_is_the_beginning_of_a_larger_one() -> None:
    """So the items for finer methods are drawn from those of coarser ones."""
    assert _select(NAMES, 80).items[:20] == _select(NAMES, 20).items


def test_anything_changed_is_found() -> None:
    chosen, commitment = _select(NAMES, 20), p.commit(SEED)
    assert p.verify(chosen, NAMES, commitment)
    other_seed = _select(NAMES, 20, seed=b"\1" * 32)
    assert not p.verify(other_seed, NAMES, commitment)  # consistent in itself, and not what was committed to
    assert not p.verify(dataclasses.replace(chosen, items=(*chosen.items[1:], chosen.items[0])), NAMES, commitment)
    assert not p.verify(dataclasses.replace(chosen, beacon=b"another round"), NAMES, commitment)
    assert not p.verify(dataclasses.replace(chosen, purpose="hall 2"), NAMES, commitment)
    assert not p.verify(chosen, NAMES[:-1], commitment)


def test_every_item_is_equally_likely() -> None:
    """Chi-square over 4000 beacon rounds, 5 of 20 items: 19 degrees of freedom, 43.8 at alpha 0.001."""
    counts = dict.fromkeys(NAMES[:20], 0)
    rounds = 4000
    for k in range(rounds):
        for item in _select(NAMES[:20], 5, beacon=k.to_bytes(4, "big")).items:
            counts[item] += 1
    expected = rounds * 5 / 20
    # drawn without replacement the counts vary less than independent ones: (N - n) / (N - 1) of the variance
    statistic = sum((n - expected) ** 2 for n in counts.values()) / (expected * (1 - 5 / 20)) * 19 / 20
    assert statistic < 43.8


def test_every_order_is_equally_likely() -> None:
    """Chi-square over the 24 orders of four: 23 degrees of freedom, 49.7 at alpha 0.001."""
    counts = dict.fromkeys(permutations("abcd"), 0)
    for k in range(4800):
        counts[_select(list("abcd"), 4, beacon=k.to_bytes(4, "big")).items] += 1
    assert sum((n - 200) ** 2 / 200 for n in counts.values()) < 49.7


def test_numbers_of_a_stream_are_fair_where_a_remainder_would_not_be() -> None:
    """Two thirds of 2**64 as the bound: by remainder alone the lower half would come twice as often."""
    stream, bound = Stream(SEED, BEACON, "fair"), 2**65 // 3
    low = sum(stream.below(bound) < bound // 2 for _ in range(2000))
    assert abs(low - 1000) < 4.5 * 500**0.5


@pytest.mark.parametrize("names", [["a", "a"], ["b", "a", "b"]])
def test_a_name_that_stands_twice_is_an_error(names: list[str]) -> None:
    with pytest.raises(SafeguardsError, match="twice"):
        _select(names, 1)


def test_a_short_seed_or_no_beacon_is_an_error() -> None:
    with pytest.raises(SafeguardsError, match="guessed"):
        p.commit(b"short")
    with pytest.raises(SafeguardsError, match="public randomness"):
        _select(NAMES, 1, beacon=b"")
    assert len(p.new_seed()) == 32
    assert p.new_seed() != p.new_seed()
