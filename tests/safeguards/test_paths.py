"""Acquisition graphs: reading, cycles, dominance over intervals, label setting against all paths, the shipped graphs."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path as File

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.errors import AcquisError
from acquis.safeguards.paths import (
    DEFAULTS,
    Completion,
    CyclicGraph,
    Edge,
    Graph,
    Interval,
    Measure,
    Node,
    Path,
    PathError,
    all_paths,
    by_intervals,
    load_graph,
    one_at_a_time,
    solve_game,
    undominated_paths,
)
from acquis.safeguards.paths.graph import Basis
from acquis.safeguards.paths.paths import CRITERIA, dominates
from acquis.safeguards.paths.solving import intervals

WHY = Basis(judgement=True, reason="made for a test")
WATCHES = (Measure("m", "m", 1.0, 0.05, WHY), Measure("n", "n", 1.0, 0.05, WHY))


def edge(
    name: str, source: str, target: str, time: tuple[float, float], cost: tuple[float, float], **seen: tuple[float, float]
) -> Edge:
    beta = {measure: Interval(*ends) for measure, ends in seen.items()}
    return Edge(name, source, target, name, Interval(*time), Interval(*cost), beta, WHY)


def graph(edges: list[Edge], nodes: str) -> Graph:
    return Graph("g", "g", nodes[0], nodes[-1], tuple(Node(n, n) for n in nodes), tuple(edges), WATCHES)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Five nodes in a row, edges forward only, small whole numbers so that ties are frequent."""
    nodes = "abcde"
    pairs = draw(st.lists(st.sampled_from(list(itertools.combinations(nodes, 2))), min_size=3, max_size=10))
    edges = []
    for k, (source, target) in enumerate([*pairs, ("a", "e")]):
        time, cost = (sorted(draw(st.tuples(st.integers(0, 4), st.integers(0, 4)))) for _ in range(2))
        beta = sorted(draw(st.tuples(st.sampled_from([0.25, 0.5, 1.0]), st.sampled_from([0.25, 0.5, 1.0]))))
        measure = draw(st.sampled_from(["m", "n"]))
        edges.append(edge(f"e{k}", source, target, (time[0], time[1]), (cost[0], cost[1]), **{measure: (beta[0], beta[1])}))
    return graph(edges, nodes)


@settings(max_examples=150, deadline=None)
@given(graphs(), st.sampled_from([CRITERIA, ("time", "cost"), ("time",)]))
def test_label_setting_keeps_exactly_what_none_dominates(found: Graph, by: tuple[str, ...]) -> None:
    every = all_paths(found)
    kept = {path.ids for path in undominated_paths(found, by)}
    assert kept == {q.ids for q in every if not any(dominates(p, q, found, by) for p in every)}


@settings(max_examples=80, deadline=None)
@given(graphs())
def test_a_dominated_path_is_worse_at_every_corner(found: Graph) -> None:
    """The definition itself: every choice of ends of the steps that the two paths do not share."""
    every = all_paths(found)
    for p, q in itertools.permutations(every, 2):
        if not dominates(p, q, found, ("time", "cost")):
            continue
        steps = list({one.id: one for one in (*p.edges, *q.edges)}.values())
        for ends in itertools.product(("low", "high"), repeat=len(steps)):
            end = dict(zip((one.id for one in steps), ends, strict=True))
            for what in ("time", "cost"):
                mine, other = (sum(getattr(getattr(one, what), end[one.id]) for one in path.edges) for path in (p, q))
                assert mine <= other


def test_shared_steps_cancel() -> None:
    """A wide interval before the fork must not hide that one branch is better whatever it turns out to be."""
    found = graph(
        [
            edge("shared", "a", "b", (0, 100), (0, 100)),
            edge("good", "b", "c", (1, 2), (1, 2)),
            edge("bad", "b", "c", (3, 4), (3, 4)),
            edge("perhaps", "b", "c", (2, 5), (0, 9)),
        ],
        "abc",
    )
    assert {path.ids[-1] for path in undominated_paths(found)} == {"good", "perhaps"}


def test_a_path_that_is_seen_less_is_kept() -> None:
    found = graph(
        [edge("quick", "a", "b", (1, 1), (1, 1), m=(0.1, 0.2)), edge("quiet", "a", "b", (5, 6), (5, 6), m=(0.8, 0.9))], "ab"
    )
    assert len(undominated_paths(found)) == 2
    assert [path.ids for path in undominated_paths(found, ("time", "cost"))] == [("quick",)]


def test_a_cycle_is_shown() -> None:
    steps = [("ab", "a", "b"), ("bc", "b", "c"), ("cb", "c", "b"), ("cd", "c", "d")]
    with pytest.raises(CyclicGraph) as caught:
        graph([edge(name, source, target, (1, 1), (1, 1)) for name, source, target in steps], "abcd")
    cycle = caught.value.cycle
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {"b", "c"}
    assert "b -> c -> b" in str(caught.value)
    assert isinstance(caught.value, AcquisError)


def test_a_cyclic_file_names_the_file(tmp_path: File) -> None:
    data = {
        "id": "x", "title": "x", "start": "a", "goal": "b", "nodes": {"a": "A", "b": "B"}, "measures": [],
        "edges": [
            {"id": f"{s}{t}", "from": s, "to": t, "title": "x", "time": [1, 2], "cost": [1, 2], "judgement": True, "reason": "x"}
            for s, t in ("ab", "ba")
        ],
    }  # fmt: skip
    path = tmp_path / "graph.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(CyclicGraph, match=r"graph\.yaml"):
        load_graph(path)
    data["edges"] = data["edges"][:1]  # type: ignore[index]
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert [one.ids for one in undominated_paths(load_graph(path))] == [("ab",)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"time": [2, 1]}, "no interval"),
        ({"time": "long"}, r"edges\.ab\.time"),
        ({"time": [1, "1e1"]}, "no number"),
        ({"judgement": False}, "neither a source nor a judgement"),
        ({"reason": ""}, "without a reason"),
        ({"to": "z"}, "no node 'z'"),
        ({"non_detection": {"z": [0.1, 0.2]}}, "no measure 'z'"),
        ({"colour": "red"}, "unknown fields: colour"),
    ],
)
def test_a_faulty_file_says_where(tmp_path: File, change: dict[str, object], said: str) -> None:
    step = {"id": "ab", "from": "a", "to": "b", "title": "x", "time": [1, 2], "cost": [1, 2], "judgement": True, "reason": "x"}
    data = {
        "id": "x",
        "title": "x",
        "start": "a",
        "goal": "b",
        "nodes": {"a": "A", "b": "B"},
        "measures": [],
        "edges": [step | change],
    }
    path = tmp_path / "graph.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(PathError, match=said) as caught:
        load_graph(path)
    assert "graph.yaml" in str(caught.value)


def test_a_graph_without_a_way_and_a_missing_file(tmp_path: File) -> None:
    with pytest.raises(PathError, match="no way leads"):
        undominated_paths(graph([edge("ab", "a", "b", (1, 1), (1, 1))], "abc"))
    with pytest.raises(PathError, match="cannot be read"):
        load_graph(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_number_of_a_shipped_graph_has_a_source_or_a_reason(name: str) -> None:
    found = load_graph(name)
    parts: tuple[Edge | Measure, ...] = (*found.edges, *found.measures)
    for part in parts:
        basis = part.basis
        assert (basis.judgement and basis.reason) or (basis.cite and basis.url and basis.read in ("primary", "secondary")), (
            part.id
        )
    assert all(one.basis.cite and one.basis.read for one in found.milestones)
    assert all(step.non_detection for step in found.edges)
    watched = {measure for step in found.edges for measure in step.non_detection}
    assert watched == {measure.id for measure in found.measures}
    assert {step for path in all_paths(found) for step in path.ids} == {step.id for step in found.edges}


def test_the_quantum_milestones_are_those_of_the_published_estimates() -> None:
    """The same days and sources as compare/data/cryptanalysis.yaml, for machines without a quantum memory."""
    root = File(__file__).parents[2]
    data = yaml.safe_load((root / "src/acquis/compare/data/cryptanalysis.yaml").read_text(encoding="utf-8"))
    told = {(one["date"], one["url"]) for one in data["estimates"] if one["target"] == "RSA-2048" and "only_with" not in one}
    assert {(one.date, one.basis.url) for one in load_graph("quantum").milestones} == told


def test_the_training_times_follow_from_the_chip_table() -> None:
    """10^26 operations on 20 000 H100 at 0.3 to 0.5 of the peak in Epoch AI's table."""
    import csv

    root = File(__file__).parents[2]
    with (root / "src/acquis/items/data/epoch_ml_hardware.csv").open(encoding="utf-8") as file:
        rows = {row["Hardware name"]: row for row in csv.DictReader(file)}
    chip = rows["NVIDIA H100 SXM5 80GB"]
    peak, price = float(chip["Tensor-FP16/BF16 performance (FLOP/s)"]), float(chip["Release price (USD)"])
    years = [1e26 / (20_000 * peak * part) / (365.25 * 86400) for part in (0.5, 0.3)]
    hours = [1e26 / (peak * part) / 3600 for part in (0.5, 0.3)]
    steps = {step.id: step for step in load_graph("ai").edges}
    assert [steps["train_declared"].time.low, steps["train_declared"].time.high] == pytest.approx(years, abs=0.01)
    assert steps["buy_chips"].cost.low == pytest.approx(20_000 * price / 1e6)
    assert [steps["train_cloud"].cost.low, steps["train_cloud"].cost.high] == pytest.approx(
        [1.99 * hours[0] / 1e6, 5.00 * hours[1] / 1e6], rel=0.01
    )


def test_the_significant_quantity_is_that_of_its_day() -> None:
    found = load_graph("quantum")
    assert found.milestone(dt.date(2010, 1, 1)) is None
    before, after = found.milestone(dt.date(2020, 1, 1)), found.milestone(dt.date(2025, 6, 1))
    assert before is not None
    assert "20 million" in before.quantity
    assert after is not None
    assert "1 million" in after.quantity


@pytest.mark.parametrize("name", DEFAULTS)
@pytest.mark.parametrize("budget", [40, 120])
def test_dropping_dominated_paths_changes_no_detection(name: str, budget: float) -> None:
    found = load_graph(name)
    kept, every = solve_game(found, budget), solve_game(found, budget, paths=all_paths(found))
    assert kept.solution.detection.value == pytest.approx(every.solution.detection.value, abs=1e-9)


@pytest.mark.parametrize("name", DEFAULTS)
def test_more_effort_detects_no_less(name: str) -> None:
    found = load_graph(name)
    values = [solve_game(found, budget).solution.detection.value for budget in (0, 40, 80, 120, 400)]
    assert values == sorted(values)
    assert values[0] == 0
    assert values[-1] > 0.5


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_solved_game_is_an_equilibrium_within_its_bounds(name: str) -> None:
    game = solve_game(load_graph(name), 80)
    found = game.solution
    assert game.detection.low <= found.detection.value <= game.detection.high
    agency, state = found.game.payoffs(found.sets)
    for one in found.equilibria:
        assert (agency @ one.column).max() <= one.row_payoff + 1e-6
        assert (one.row @ state).max() <= one.column_payoff + 1e-6
        assert one.row_payoff <= found.announced.leader_payoff + 1e-6
    told = json.loads(json.dumps(game.to_dict()))
    assert len(told["paths"]) == len(game.paths)
    assert told["detection"]["guaranteed"] == found.detection.value
    assert sum(told["detection"]["paths"].values()) == pytest.approx(1)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_completion_leaves_the_bounds_of_detection(random: object) -> None:
    found = load_graph("ai")
    instead = {name: random.uniform(one.low, one.high) for name, one in intervals(found)}  # type: ignore[attr-defined]
    game = solve_game(found, 80, completion=Completion(instead=instead))
    assert game.detection.low - 1e-9 <= game.solution.detection.value <= game.detection.high + 1e-9


def test_sensitivity_moves_what_it_should() -> None:
    found = graph(
        [edge("quick", "a", "b", (1, 2), (1, 1), m=(0.1, 0.9)), edge("slow", "a", "b", (9, 9), (9, 9), n=(0.5, 0.5))], "ab"
    )
    swings = {swing.name: swing for swing in one_at_a_time(found, 1)}
    assert {"quick.time", "quick.non_detection.m", "utility.c", "utility.incentive", "budget"} <= set(swings)
    assert "slow.time" not in swings, "a point does not swing"
    seen = swings["quick.non_detection.m"]
    assert seen.at_low.detection > seen.at_high.detection
    assert swings["utility.e"].at_low.detection == swings["utility.e"].at_high.detection, "utilities do not touch detection"
    whole = by_intervals(found, 1, samples=20, seed=1)
    assert whole.detection.low == pytest.approx(seen.at_high.detection)
    assert whole.detection.high == pytest.approx(seen.at_low.detection)
    assert whole.effectiveness.low <= whole.effectiveness.high
    json.dumps([swing.to_dict() for swing in swings.values()] + [whole.to_dict()])


def test_a_completion_stays_inside() -> None:
    with pytest.raises(PathError, match="outside"):
        solve_game(load_graph("ai"), 80, completion=Completion(instead={"buy_chips.time": 99.0}))


def test_a_path_adds_up() -> None:
    path = Path((edge("x", "a", "b", (1, 2), (3, 4), m=(0.5, 0.5)), edge("y", "b", "c", (2, 5), (1, 1), m=(0.5, 1.0))))
    assert (path.time, path.cost, path.longest_step) == (Interval(3, 7), Interval(4, 5), Interval(2, 5))
    assert path.non_detection("m") == Interval(0.25, 0.5)
    assert path.non_detection("n") == Interval(1, 1)
