"""How long it takes to match a year of transfers, and how much memory: `python -m benchmarks.matching [transfers]`.

Most are machines and accelerators with serial numbers; one in ten is a measured lot, half of these named differently by the two
sides. Some are lost, received without a shipment, split, or have a slip of the pen. The pairing that was planted is compared
with the one that is found. Shares and noise exercise the matcher; they are no trade statistics.
"""

from __future__ import annotations

import datetime as dt
import gc
import resource
import sys
import time
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from acquis.safeguards.matching import Basis, Matching, match_transfers
from acquis.safeguards.records import Batch, Kind, Quantity, Transfer

TRANSFERS = 1_000_000
STATES, AREAS = 20, 5
FIRST_DAY = dt.date(2027, 1, 1)
LOTS, RENAMED, SPLIT, LOST, UNANNOUNCED, SLIPS = 0.1, 0.5, 0.02, 0.002, 0.002, 0.002
COUNTED = (Kind.ACCELERATOR, Kind.ACCELERATOR, Kind.ACCELERATOR, Kind.CONTROL_RACK, Kind.CRYOSTAT, Kind.QPU)
MEASURED = (Kind.HELIUM3, Kind.QPU_TIME, Kind.COMPUTE)


@dataclass
class World:
    """Both sides, and by id of a shipment the ids of its receipts."""

    shipments: list[Transfer]
    receipts: list[Transfer]
    planted: dict[str, tuple[str, ...]]


def world(count: int, seed: int = 1) -> World:
    """A year of `count` transfers between areas of 20 States."""
    rng = np.random.default_rng(seed)
    areas = [f"X{chr(65 + s)}-{a}" for s in range(STATES) for a in range(AREAS)]
    ends = rng.integers(0, len(areas), (count, 2))
    days, transit = rng.integers(0, 365, count), np.clip(rng.normal(14, 7, count), 1, 60).astype(int)
    draws = rng.random((count, 4))
    found = World([], [], {})
    for k in range(count):
        sender, receiver = areas[ends[k, 0]], areas[ends[k, 1]]
        on = FIRST_DAY + dt.timedelta(days=int(days[k]))
        arrived = on + dt.timedelta(days=int(transit[k]))
        sent, got = _batches(k, draws[k], rng)
        fate = draws[k, 3]
        if fate >= UNANNOUNCED:
            found.shipments.append(Transfer(f"s{k}", sender, receiver, on, sent))
        if not UNANNOUNCED <= fate < UNANNOUNCED + LOST:
            receipts = [Transfer(f"r{k}.{n}", sender, receiver, arrived, batch) for n, batch in enumerate(got)]
            found.receipts += receipts
            if fate >= UNANNOUNCED:
                found.planted[f"s{k}"] = tuple(r.id for r in receipts)
    rng.shuffle(found.receipts)
    return found


def _batches(k: int, draw: np.ndarray, rng: np.random.Generator) -> tuple[Batch, list[Batch]]:
    if draw[0] >= LOTS:
        kind, serial = COUNTED[k % len(COUNTED)], f"{k * 7919 % 10**9:09d}"
        slip = serial[:4] + str((int(serial[4]) + 1) % 10) + serial[5:] if draw[1] < SLIPS else serial
        one = Quantity(Decimal(1))
        return Batch(serial, kind, one), [Batch(slip, kind, one)]
    kind, value = MEASURED[k % len(MEASURED)], float(10 ** rng.uniform(0, 3))
    shares = [0.4, 0.6] if draw[2] < SPLIT else [1.0]
    sent = Batch(f"L{k}", kind, _measured(value, rng))
    renamed = draw[1] < RENAMED
    names = [f"M{k}" if renamed else f"L{k}"] if len(shares) == 1 else [f"L{k}/1", f"L{k}/2"]
    return sent, [Batch(name, kind, _measured(value * share, rng)) for name, share in zip(names, shares, strict=True)]


def _measured(value: float, rng: np.random.Generator) -> Quantity:
    sd = 0.002 * value
    return Quantity(Decimal(f"{value + rng.normal(0, sd):.6g}"), Decimal(f"{sd:.3g}"))


def right(planted: World, found: Matching) -> tuple[int, int]:
    """How many matches are as planted, and how many are not."""
    good = sum(
        len(m.shipments) == 1 and planted.planted.get(m.shipments[0].id) == tuple(sorted(r.id for r in m.receipts))
        for m in found.matches
    )
    return good, len(found.matches) - good


def measure(count: int = TRANSFERS) -> tuple[World, Matching, float, float]:
    """The world, what was found, seconds of wall time and of processor time."""
    planted = world(count)
    gc.collect()
    start, used = time.perf_counter(), time.process_time()
    found = match_transfers(planted.shipments, planted.receipts)
    return planted, found, time.perf_counter() - start, time.process_time() - used


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else TRANSFERS
    planted, found, seconds, used = measure(count)
    good, wrong = right(planted, found)
    sides = len(planted.shipments) + len(planted.receipts)
    print(f"{count:,} transfers ({sides:,} records): {seconds:.1f} s, {used:.1f} s of processor time")
    print(f"peak memory of the process, records included: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")
    print(f"planted {len(planted.planted):,}; found as planted {good:,}, otherwise {wrong:,}")
    print(f"open: {len(found.open_shipments):,} shipments, {len(found.open_receipts):,} receipts")
    for basis in Basis:
        print(f"  {basis}: {sum(m.basis is basis for m in found.matches):,}")


if __name__ == "__main__":
    main()
