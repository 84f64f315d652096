"""The time and memory of an acquisition path game: a made graph of 30 states, its undominated paths, and the whole solution.

    python -m benchmarks.path_game            # one process: times of each part, peak memory of the whole

The graph is drawn from a seed: layers of seven, eight, seven and six states between start and goal, intervals and
non-detection probabilities of random width. The limit that is held: below 5 seconds, imports not counted.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from typing import Any

from acquis.safeguards.paths import Edge, Graph, Interval, Measure, Node, solve_game, undominated_paths
from acquis.safeguards.paths.graph import Basis

MADE = Basis(judgement=True, reason="made for a benchmark")
LAYERS = (1, 7, 8, 7, 6, 1)
MEASURES = 10
LIMIT = 5.0
"""Seconds."""


def made_graph(seed: int = 0, links: int = 3) -> Graph:
    """A graph of 30 states in layers; each state has `links` steps on, some over a layer."""
    draw = random.Random(seed)
    layers = [[f"s{k}_{i}" for i in range(size)] for k, size in enumerate(LAYERS)]
    measures = tuple(Measure(f"m{i}", f"Measure {i}", draw.randint(5, 20), 0.05, MADE) for i in range(MEASURES))
    edges: list[Edge] = []
    for k, layer in enumerate(layers[:-1]):
        for source in layer:
            ahead = [*layers[k + 1], *(layers[k + 2] if k + 2 < len(layers) - 1 else [])]
            for target in draw.sample(ahead, min(links, len(ahead))):
                edges.append(_edge(draw, len(edges), source, target, measures))
    reached = {edge.target for edge in edges}
    for k, layer in enumerate(layers[1:], 1):
        for target in layer:
            if target not in reached:
                edges.append(_edge(draw, len(edges), draw.choice(layers[k - 1]), target, measures))
    nodes = tuple(Node(name, name) for layer in layers for name in layer)
    return Graph("made", "A made graph", layers[0][0], layers[-1][0], nodes, tuple(edges), measures)


def _edge(draw: random.Random, n: int, source: str, target: str, measures: tuple[Measure, ...]) -> Edge:
    seen = draw.sample(measures, 2)
    beta = {one.id: _interval(draw, 0.1, 0.95) for one in seen}
    return Edge(f"e{n}", source, target, f"Step {n}", _interval(draw, 0.1, 5), _interval(draw, 1, 500), beta, MADE)


def _interval(draw: random.Random, low: float, high: float) -> Interval:
    """A tenth of its place wide: narrow enough that paths dominate one another."""
    middle = draw.uniform(low, high)
    return Interval(0.95 * middle, min(1.05 * middle, high))


def measure(seed: int = 0, budget: float = 60.0) -> dict[str, Any]:
    """Seconds and peak memory (MiB, of this process) of the parts.

    `cpu_s`: of the processor, both parts together; other work on the machine does not count.
    """
    graph = made_graph(seed)
    import nashpy  # noqa: F401  # its import is not part of the game
    import scipy.optimize  # noqa: F401

    begin, cpu = time.perf_counter(), time.process_time()
    paths = undominated_paths(graph)
    found = time.perf_counter()
    game = solve_game(graph, budget)
    end, cpu = time.perf_counter(), time.process_time() - cpu
    return {
        "seed": seed, "states": len(graph.nodes), "steps": len(graph.edges), "paths": len(paths),
        "sets_of_measures": len(game.solution.sets), "paths_s": round(found - begin, 3),
        "game_s": round(end - found, 3), "cpu_s": round(cpu, 3),
        "detection": round(game.solution.detection.value, 6), "all_equilibria": game.solution.complete,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    rows = [measure(seed) for seed in range(parser.parse_args().seeds)]
    print(json.dumps({"limit_s": LIMIT, "within": all(row["game_s"] < LIMIT for row in rows), "rows": rows}, indent=2))


if __name__ == "__main__":
    main()
