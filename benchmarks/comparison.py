"""How fast law is compared: the matrix of each topic, every side against every other, and of all topics.

`python -m benchmarks.comparison` prints the figures; `python -m benchmarks.run` puts them beside the others.
"""

from __future__ import annotations

import time

from benchmarks.determination import DAY, Figure


def figures() -> list[Figure]:
    """The slowest topic and all of them. The corpus and the tables of real items are loaded before the clock starts."""
    from acquis.compare.matrix import matrix
    from acquis.compare.real_items import real_items
    from acquis.compare.topics import topics
    from acquis.law import load_corpus

    corpus = load_corpus()
    found = topics(corpus)
    for topic in found.values():
        if topic.table is not None:
            real_items(corpus, topic.table)
    taken: dict[str, float] = {}
    for topic in found.values():
        start = time.perf_counter()
        matrix(corpus, topic, DAY)
        taken[topic.id] = time.perf_counter() - start
    slowest = max(taken, key=taken.__getitem__)
    return [
        Figure(f"matrix of the slowest topic ({slowest}, {len(found[slowest].sides)} sides)", taken[slowest], "s", 10),
        Figure(f"matrix of all {len(found)} topics", sum(taken.values()), "s", 60),
    ]


if __name__ == "__main__":
    from benchmarks.report import show_figures

    show_figures(figures())
