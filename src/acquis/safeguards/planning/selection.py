"""Random selection that anyone can check afterwards.

Three steps. Before: the agency draws a secret seed and publishes its commitment, SHA-256 of the seed. On the day: public
randomness that nobody could know before is added, such as the round of a beacon. After: the seed is published, and everyone can
recompute the selection. The agency cannot steer it, for it was bound before the beacon spoke; the State cannot foresee it, for it
does not know the seed.

The algorithm, so that it can be written anew in any language:

1. key = HMAC-SHA-256(seed, "acquis selection 1" || 0x00 || SHA-256(beacon) || SHA-256(purpose in UTF-8))
2. the stream is HMAC-SHA-256(key, 0), HMAC-SHA-256(key, 1), ... with the counter as 8 bytes, big-endian; each digest gives four
   numbers of 64 bits, big-endian
3. a number below m: take the next of the stream, reject it if it is not below the greatest multiple of m that 64 bits hold,
   else its remainder by m (so every value is equally likely)
4. the items are sorted by their UTF-8 bytes; for i = 0, 1, ..., n-1 the item at i is exchanged with the one at i + (number below
   N - i) (Fisher and Yates); the first n are selected, in that order
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from acquis.safeguards.records import SafeguardsError

LABEL = b"acquis selection 1"
SEED_BYTES = 32
_WORDS = 2**64


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection with all that is needed to check it. `items` are those selected, in the order drawn."""

    purpose: str
    commitment: str
    seed: bytes
    beacon: bytes
    population: int
    items: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; bytes as hexadecimal digits."""
        return {
            "algorithm": LABEL.decode(),
            "purpose": self.purpose,
            "commitment": self.commitment,
            "seed": self.seed.hex(),
            "beacon": self.beacon.hex(),
            "population": self.population,
            "items": list(self.items),
        }


def new_seed() -> bytes:
    """A secret seed from the system's source of randomness."""
    return secrets.token_bytes(SEED_BYTES)


def commit(seed: bytes) -> str:
    """The commitment to a seed, to be published before the beacon speaks: SHA-256 as hexadecimal digits.

    Raises:
        SafeguardsError: the seed is so short that its commitment could be searched.
    """
    if len(seed) < SEED_BYTES:
        raise SafeguardsError(
            f"a seed of {len(seed)} bytes can be guessed", way_out=f"at least {SEED_BYTES} bytes; see new_seed()"
        )
    return hashlib.sha256(seed).hexdigest()


def select(items: Iterable[str], size: int, *, seed: bytes, beacon: bytes, purpose: str) -> Selection:
    """Selects `size` of the items; their order as given does not matter.

    Args:
        items: names, each once, such as serial numbers.
        size: how many to select.
        seed: the secret that was committed to.
        beacon: public randomness fixed after the commitment, as bytes.
        purpose: what is selected; one seed and beacon then serve many selections that do not depend on each other.

    Raises:
        SafeguardsError: a name stands twice, the size does not fit, or seed or beacon is missing.
    """
    names = _ordered(items)
    if not 0 <= size <= len(names):
        raise SafeguardsError(f"{size} cannot be selected from {len(names)}", way_out="a size from 0 to the number of items")
    if not beacon:
        raise SafeguardsError("no public randomness", way_out="give the bytes of a beacon round that came after the commitment")
    commitment = commit(seed)
    numbers = Stream(seed, beacon, purpose)
    for i in range(size):
        j = i + numbers.below(len(names) - i)
        names[i], names[j] = names[j], names[i]
    return Selection(purpose, commitment, seed, beacon, len(names), tuple(names[:size]))


def verify(selection: Selection, items: Iterable[str], commitment: str) -> bool:
    """Whether the selection is what the committed seed and the beacon give for these items.

    Args:
        selection: as published after the inspection.
        items: all names that could have been selected, as declared.
        commitment: as published before; the one that stands in the selection proves nothing.
    """
    try:
        again = select(items, len(selection.items), seed=selection.seed, beacon=selection.beacon, purpose=selection.purpose)
    except SafeguardsError:
        return False
    return hmac.compare_digest(again.commitment, commitment) and again == selection


class Stream:
    """Numbers that seed, beacon and purpose determine (steps 1 to 3 of the algorithm)."""

    def __init__(self, seed: bytes, beacon: bytes, purpose: str) -> None:
        about = hashlib.sha256(beacon).digest() + hashlib.sha256(purpose.encode()).digest()
        self._words = _words(hmac.digest(seed, LABEL + b"\x00" + about, "sha256"))

    def below(self, bound: int) -> int:
        """The next number from 0 to bound - 1, each equally likely."""
        if not 0 < bound <= _WORDS:
            raise SafeguardsError(f"no number below {bound}", way_out="a bound from 1 to 2**64")
        fair = _WORDS - _WORDS % bound
        while (word := next(self._words)) >= fair:
            pass
        return word % bound


def _words(key: bytes) -> Iterator[int]:
    counter = 0
    while True:
        block = hmac.digest(key, counter.to_bytes(8, "big"), "sha256")
        yield from (int.from_bytes(block[k : k + 8], "big") for k in range(0, 32, 8))
        counter += 1


def _ordered(items: Iterable[str]) -> list[str]:
    names = sorted(items, key=lambda name: name.encode())
    twice = next((a for a, b in pairwise(names) if a == b), None)
    if twice is not None:
        raise SafeguardsError(f"{twice} stands twice", way_out="give each item once")
    return names
