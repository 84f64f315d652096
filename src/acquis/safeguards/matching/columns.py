"""Transfers as columns of numbers, for the stages that weigh many pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from acquis.safeguards.records import Transfer

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Codes:
    """Whole numbers for names, the same for both sides."""

    def __init__(self) -> None:
        self._codes: dict[Any, int] = {}

    def __getitem__(self, name: Any) -> int:
        return self._codes.setdefault(name, len(self._codes))

    @property
    def names(self) -> list[Any]:
        """By code."""
        return list(self._codes)


@dataclass(frozen=True, slots=True)
class Columns:
    """One side. `tag` is a number drawn from the names of the transfer, which decides between equal choices."""

    day: Ints
    value: Floats
    variance: Floats
    name: Ints
    description: Ints
    sender: Ints
    receiver: Ints
    tag: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.day)


def columns(transfers: Sequence[Transfer], states: Mapping[str, str], codes: Mapping[str, Codes]) -> Columns:
    """The columns of one side. Ends are coded as told; `states` is used elsewhere to compare an area with its State."""
    ends = codes["end"]
    quantities = [t.batch.quantity for t in transfers]
    return Columns(
        np.array([t.on.toordinal() for t in transfers], dtype=np.int64),
        np.array([float(q.value) for q in quantities]),
        np.array([float(q.random_sd) ** 2 + float(q.systematic_sd) ** 2 for q in quantities]),
        np.array([codes["name"][t.batch.id] for t in transfers], dtype=np.int64),
        np.array([codes["description"][t.batch.description] for t in transfers], dtype=np.int64),
        np.array([ends[t.sender] for t in transfers], dtype=np.int64),
        np.array([ends[t.receiver] for t in transfers], dtype=np.int64),
        np.array([_tag(t) for t in transfers], dtype=np.uint64),
    )


def new_codes() -> dict[str, Codes]:
    """Codes for the three kinds of names."""
    return {"name": Codes(), "description": Codes(), "end": Codes()}


def pair_noise(tags: NDArray[np.uint64], others: NDArray[np.uint64]) -> Floats:
    """A number from 0 to 1 for each pair, from the names alone, the same whichever side comes first; 0 for one and the same id.

    It makes the best assignment unique where penalties are equal, so that neither the order of the input nor of the two sides
    decides (the finalising steps of SplitMix64, Steele, Lea and Flood 2014).
    """
    mixed = tags ^ others
    same = mixed == 0
    with np.errstate(over="ignore"):
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return np.where(same, 0.0, mixed.astype(np.float64) / 2.0**64)


def _tag(transfer: Transfer) -> int:
    return int.from_bytes(hashlib.blake2b(transfer.id.encode(), digest_size=8).digest(), "big")
