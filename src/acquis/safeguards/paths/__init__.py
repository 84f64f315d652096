"""Acquisition paths: from nothing to a significant quantity, which ways are worth watching, and where to spend effort.

`load_graph("quantum")` or a file, `undominated_paths(graph)`, `solve_game(graph, budget)`; each answer has `to_dict()`.
"""

from acquis.safeguards.paths.game import Utilities, affordable_sets
from acquis.safeguards.paths.graph import CyclicGraph, Edge, Graph, Interval, Measure, Node, PathError
from acquis.safeguards.paths.loading import DEFAULTS, load_graph
from acquis.safeguards.paths.matrices import extreme_equilibria, one_equilibrium, zero_sum
from acquis.safeguards.paths.paths import Path, all_paths, undominated_paths
from acquis.safeguards.paths.security import attack_defence, commitment, security_game
from acquis.safeguards.paths.sensitivity import by_intervals, one_at_a_time
from acquis.safeguards.paths.sequential import interim_timing, sequential_stage, sequential_value
from acquis.safeguards.paths.solving import Completion, GraphGame, solve_game

__all__ = [
    "DEFAULTS",
    "Completion",
    "CyclicGraph",
    "Edge",
    "Graph",
    "GraphGame",
    "Interval",
    "Measure",
    "Node",
    "Path",
    "PathError",
    "Utilities",
    "affordable_sets",
    "all_paths",
    "attack_defence",
    "by_intervals",
    "commitment",
    "extreme_equilibria",
    "interim_timing",
    "load_graph",
    "one_at_a_time",
    "one_equilibrium",
    "security_game",
    "sequential_stage",
    "sequential_value",
    "solve_game",
    "undominated_paths",
    "zero_sum",
]
