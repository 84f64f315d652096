"""Names against lists: queries a second, recall on planted variants, and how many names that are not listed are flagged.

    python -m benchmarks.names [--listed 100000] [--asked 10000] [--nomenklatura PYTHON]

With a Python that has nomenklatura, its `logic-v2` scores a sample of the pairs found, in the same run; its blocking is not
measured. Processor seconds are those of all threads: on a busy machine they say more than the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from pathlib import Path

from acquis.screening.parties.index import Index
from acquis.screening.parties.lists import FORMATS, PartyList
from acquis.screening.parties.match import Result, Thresholds, screen
from acquis.screening.parties.model import Entry, Party
from acquis.screening.parties.names import form
from acquis.screening.parties.rescoring import rescorer
from acquis.screening.parties.versions import ListVersion
from benchmarks.names_made import names, questions

SEED = 20261122
CUTS = (0.85, 0.88, 0.9, 0.92, 0.95)


def main() -> None:
    """Measures, and prints JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--listed", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=10_000)
    parser.add_argument("--nomenklatura", type=Path)
    given = parser.parse_args()
    made = names(SEED, given.listed)
    asked = list(questions(SEED + 1, made, given.asked))
    entries = tuple(Entry(str(k), ("made",), one.name) for k, one in enumerate(made))
    version = ListVersion("made", "made", None, "nobody", "", len(entries))
    begun = time.perf_counter()
    index = Index([PartyList(version, FORMATS["ftm"], entries)])
    built = time.perf_counter() - begun
    parties = [Party(str(k), text) for k, (text, _, _) in enumerate(asked)]
    limits = Thresholds(review=CUTS[0])
    form.cache_clear()  # names that were seen cost nothing the second time
    begun, worked = time.perf_counter(), time.process_time()
    results = list(screen(index, parties, limits))
    taken, work = time.perf_counter() - begun, time.process_time() - worked
    said = {
        "listed": given.listed, "asked": given.asked, "seed": SEED, "index_seconds": round(built, 2), "seconds": round(taken, 2),
        "processor_seconds": round(work, 2),
        "queries_per_second": round(given.asked / taken), "queries_per_processor_second": round(given.asked / work),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cuts": [_at(cut, asked, results) for cut in CUTS],
    }  # fmt: skip
    if given.nomenklatura:
        said["nomenklatura_pairs_per_second"] = _second_opinion(given.nomenklatura, results)
    print(json.dumps(said, indent=1))


def _at(cut: float, asked: list[tuple[str, str, str | None]], results: list[Result]) -> dict[str, object]:
    """What is found from one score on. Precision: of the names that are flagged, those whose listed name is among the hits."""
    found, all_ = Counter[str](), Counter[str]()
    flagged = others = 0
    for (_, kind, meant), result in zip(asked, results, strict=True):
        hits = [hit.entry.name for hit in result.hits if hit.score >= cut]
        all_[kind] += 1
        found[kind] += meant in hits
        flagged += bool(hits)
        others += bool(hits) and meant is None
    planted = sum(many for kind, many in all_.items() if kind != "none")
    good = sum(found.values())
    return {
        "cut": cut,
        "recall": round(good / planted, 4),
        "by_variant": {kind: round(found[kind] / all_[kind], 3) for kind in all_ if kind != "none"},
        "unlisted_flagged": round(others / all_["none"], 4),
        "precision": round(good / max(flagged, 1), 4),
    }


def _second_opinion(python: Path, results: list[Result]) -> int:
    """Pairs a second of the other matcher."""
    pairs = [(result.party, hit.entry) for result in results for hit in result.hits][:1000]
    with rescorer(python) as other:
        begun = time.perf_counter()
        for party, entry in pairs:
            other.score(party, entry)
        return round(len(pairs) / (time.perf_counter() - begun))


if __name__ == "__main__":
    main()
