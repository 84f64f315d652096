"""The figure of an acquisition graph: every step drawn and listed, undominated ones told apart, nothing on top of each other."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pytest

from acquis.figures import to_svg
from acquis.figures.paths_drawing import _layout, paths_chart
from acquis.safeguards.paths import DEFAULTS, load_graph, undominated_paths


def spec(name: str) -> dict[str, Any]:
    graph = load_graph(name)
    chart = paths_chart(
        graph, undominated_paths(graph, ("time", "cost")), undominated_paths(graph), played={graph.edges[0].id: 0.5}
    )
    found: dict[str, Any] = chart.to_dict()
    return found


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_step_is_in_the_figure(name: str) -> None:
    graph, svg = load_graph(name), to_svg(paths_chart(load_graph(name), (), undominated_paths(load_graph(name))))
    for edge in graph.edges:
        assert edge.title.replace("'", "&#39;") in svg or edge.title in svg
    assert "on a path undominated by time and cost" not in svg
    assert "only where detection counts" in svg


def test_steps_are_told_apart_by_what_they_are_undominated_in() -> None:
    text = str(spec("ai"))
    assert "on a path undominated by time and cost" in text
    assert "only where detection counts" in text
    assert "(taken 50%)" in text


@pytest.mark.parametrize("name", DEFAULTS)
def test_states_stand_apart_and_steps_go_right(name: str) -> None:
    graph = load_graph(name)
    layout = _layout(graph)
    for a, b in combinations(layout.states.values(), 2):
        assert abs(a[0] - b[0]) >= 96 or abs(a[1] - b[1]) >= 34
    for way in layout.ways.values():
        assert all(math.isfinite(x) and 0 <= y <= layout.height for x, y in way)
        assert [x for x, _ in way] == sorted(x for x, _ in way)
