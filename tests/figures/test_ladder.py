from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from acquis.errors import AcquisError
from acquis.figures import Band, Ladder, Machine, ladder_chart
from acquis.figures.ladder import Panel, distance, notable, panels
from acquis.figures.ladder_plane import (
    PLOT_HEIGHT,
    PLOT_WIDTH,
    edges,
    limit_labels,
    name_labels,
    plane_of,
    qubit_ticks,
    strip_labels,
)
from tests.figures.samples import AS_OF, MACHINES, STEPS, ladder, machine, nodes, rows

BANDS = ladder().bands


def spec(*ladders: Ladder, machines: Any = MACHINES, **options: Any) -> dict[str, Any]:
    chart = ladder_chart(ladders or (ladder(),), machines, source="invented", as_of=AS_OF, **options)
    drawn: dict[str, Any] = chart.to_dict()
    return drawn


def test_bands_are_drawn_at_the_exact_limits() -> None:
    drawn = [(row["x"], row["x2"], row["y2"]) for row in rows(spec(), "provision", "limit")]
    assert drawn == [(low, high or 10_000, float(limit or 1)) for low, high, limit in STEPS]


def test_steps_are_lines_from_limit_to_limit() -> None:
    plane = plane_of(Panel((ladder(),), ()))
    lines = edges(plane, BANDS)
    assert {"x": 100, "x2": 200, "y": 0.001, "y2": 0.001} in lines
    assert {"x": 100, "x2": 100, "y": 0.0001, "y2": 0.001} in lines
    assert {"x": 34, "x2": 34, "y": 1e-5, "y2": 0.0001} in lines
    assert {"x": 2000, "x2": 2000, "y": 0.006, "y2": 1} in lines
    assert len(lines) == 2 * len(STEPS) - 1


def test_a_ladder_with_gaps_and_an_end_has_walls_there() -> None:
    lines = edges(plane_of(Panel((ladder(),), ())), ladder(steps=((50, 100, "0.01"), (150, 400, "0.02"))).bands)
    assert {"x": 100, "x2": 100, "y": 1e-5, "y2": 0.01} in lines
    assert {"x": 150, "x2": 150, "y": 1e-5, "y2": 0.02} in lines
    assert {"x": 400, "x2": 400, "y": 1e-5, "y2": 0.02} in lines


def test_the_axis_names_every_bound_of_the_law_and_keeps_ticks_apart() -> None:
    plane = plane_of(Panel((ladder(),), MACHINES))
    ticks = qubit_ticks(plane, BANDS)
    assert {low for low, _, _ in STEPS} <= set(ticks)
    assert ticks[0] == 1
    assert ticks[-1] == 10_000
    assert min(plane.x(b) - plane.x(a) for a, b in pairwise(ticks)) > 30


def test_axes_have_units_and_the_whole_range() -> None:
    text = json.dumps(spec())
    assert "Physical qubits (number)" in text
    assert "C-NOT error (probability per gate)" in text
    assert '"domain": [1, 10000]' in text
    assert '"domain": [1e-05, 1]' in text


def test_a_machine_beyond_the_axes_widens_them() -> None:
    plane = plane_of(Panel((ladder(),), (machine("huge", 20_000, "0.000002"),)))
    assert (plane.right, plane.bottom) == (100_000, 1e-6)


def test_every_machine_is_drawn_with_its_range_and_status() -> None:
    drawn = spec()
    points = {(row["machine"], row["x"], row["y"]) for row in rows(drawn, "machine", "y")}
    assert {(m.title, m.qubits, float(m.error)) for m in MACHINES if m.error is not None} <= points
    assert {("Borealis Z", 400, 0.002), ("Borealis Z", 400, 0.02)} <= points
    assert [row["machine"] for row in rows(drawn, "machine") if "y" not in row] == ["acme_broken"]
    assert {"x": 156, "x2": 156, "y": 0.00127, "y2": 0.0111} in rows(drawn, "x", "x2", "y", "y2")
    status = {row["machine"]: row["controlled"] for row in rows(drawn, "machine")}
    assert status == {m.title: m.controlled for m in MACHINES}
    assert len({row["fill"] for row in rows(drawn, "machine")}) == 3
    assert len({row["shape"] for row in rows(drawn, "machine")}) == 2


def test_machines_of_unknown_error_are_named_above_the_plot() -> None:
    unknown = [machine(f"unknown{n}", qubits, None) for n, qubits in enumerate((1, 6, 23, 53, 105))]
    labels = strip_labels(plane_of(Panel((ladder(),), tuple(unknown))), unknown)
    assert {label.text for label in labels} == {m.title for m in unknown}
    assert all(label.box.bottom < 0 for label in labels)
    texts = {str(row["text"]) for row in rows(spec(machines=unknown), "text", "y")}
    assert {m.title for m in unknown} <= texts


def test_a_technology_has_one_shape_in_all_panels() -> None:
    judged = {"AA": MACHINES, "BB": tuple(m for m in MACHINES if m.technology == "trapped ion")}
    drawn = spec(ladder(), ladder("BB", "Bohemia"), machines=judged)
    assert len({(row["technology"], row["shape"]) for row in rows(drawn, "machine")}) == 2


def test_an_error_of_zero_stands_on_the_lower_edge() -> None:
    drawn = spec(machines=[machine("perfect", 10, "0", "0", "0.01")])
    assert [row["y"] for row in rows(drawn, "machine")] == [1e-5]


def test_equal_ladders_share_a_panel_with_all_names_and_provisions() -> None:
    drawn = spec(ladder(), ladder("BB", "Bohemia: PL9014"), ladder("CC", "Cockaigne: old", STEPS[:3]))
    titles = [node["title"]["text"] for node in nodes(drawn) if isinstance(node.get("title"), dict) and "layer" in node]
    assert titles == [["Atlantis: 4A906.a · Bohemia: PL9014"], ["Cockaigne: old"]]
    assert rows(drawn, "provision")[0]["provision"] == "AA.a.1, BB.a.1"


def test_regimes_that_judge_differently_stay_apart() -> None:
    other = tuple(replace(m, controlled="undetermined") for m in MACHINES)
    apart = panels([ladder(), ladder("BB")], {"AA": MACHINES, "BB": other})
    together = panels([ladder(), ladder("BB")], {"AA": MACHINES, "BB": MACHINES})
    assert [len(panel.ladders) for panel in apart] == [1, 1]
    assert [len(panel.ladders) for panel in together] == [2]
    with pytest.raises(AcquisError, match="no machines"):
        panels([ladder("CC")], {"AA": MACHINES})


def test_the_caption_gives_source_date_and_what_it_is_not() -> None:
    drawn = spec(without=["Cockaigne", "Dystopia"])
    lines = " ".join(row["line"] for row in rows(drawn, "line"))
    assert "No such entry found: Cockaigne, Dystopia." in lines
    assert "Source: invented. Law as of 2026-11-22. Decision support, not legal advice." in lines
    assert "1 controlled, 23 not controlled, 3 undetermined" in drawn["description"]
    assert "34 to fewer than 100 qubits with an error of at most 0.0001" in drawn["description"]


def test_the_notable_machines_are_named() -> None:
    named = [m.title for m in notable(BANDS, MACHINES)]
    assert named[0] == "Borealis Y"  # controlled, and the largest
    assert {"acme_boston", "Ionics H2-2", "Willow pink", "Borealis X"} <= set(named)
    assert len(named) == len(set(named)) <= 14


def test_names_keep_clear_of_each_other_and_inside_the_plot() -> None:
    panel = Panel((ladder(),), MACHINES)
    plane = plane_of(panel)
    limits = limit_labels(plane, BANDS)
    names = name_labels(plane, panel, limits)
    assert {label.text for label in limits} == {limit or "any error" for _, _, limit in STEPS}
    assert len(names) == len(notable(BANDS, MACHINES))
    boxes = [label.box for label in (*names, *limits)]
    assert not any(a.overlap(b) for n, a in enumerate(boxes) for b in boxes[:n])
    assert all(box.left >= 0 and box.right <= PLOT_WIDTH and box.top >= 0 and box.bottom <= PLOT_HEIGHT for box in boxes)


@pytest.mark.parametrize(
    ("qubits", "error", "expected"),
    [(100, "0.001", 0), (99, "0.001", 0.00436), (150, "0.01", 0.6394), (10, "0.01", 1.4142), (5000, "0.9", 0), (34, "0.0001", 0)],
)
def test_distance_is_in_powers_of_ten_from_the_shaded_region(qubits: int, error: str, expected: float) -> None:
    assert distance(BANDS, machine("m", qubits, error)) == pytest.approx(expected, abs=1e-3)


def test_distance_takes_the_lowest_reading() -> None:
    assert distance(BANDS, machine("m", 150, "0.01", "0.001")) == 0
    assert distance(BANDS, machine("m", 150, None)) == float("inf")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Band(100, 100, None, "a"),
        lambda: Band(0, 10, None, "a"),
        lambda: Band(1, 10, Decimal(2), "a"),
        lambda: Band(1, 10, Decimal("NaN"), "a"),
        lambda: ladder(steps=()),
        lambda: ladder(steps=((1, None, None), (5, 10, None))),
        lambda: ladder(steps=((1, 6, None), (5, 10, None))),
        lambda: machine("m", 0, "0.1"),
        lambda: machine("m", 5, "1.5"),
        lambda: machine("m", 5, "NaN"),
        lambda: machine("m", 5, "0.1", "0.2", "0.3"),
        lambda: machine("m", 5, "0.1", controlled="perhaps"),  # type: ignore[arg-type]
        lambda: spec(machines={}),
        lambda: ladder_chart((), MACHINES, source="", as_of=AS_OF),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: Any) -> None:
    with pytest.raises(AcquisError):
        wrong()


def test_no_machine_at_all_is_a_chart_too() -> None:
    assert rows(spec(machines=[]), "machine") == []


def test_the_title_names_the_provider_once() -> None:
    assert machine("ibm_boston", 156, "0.01", provider="IBM").title == "ibm_boston"
    assert machine("H2-1", 56, "0.01", provider="Quantinuum").title == "Quantinuum H2-1"


def test_the_chart_is_the_same_every_time() -> None:
    assert json.dumps(spec()) == json.dumps(spec())


def test_machines_are_hashable_values() -> None:
    assert len({*MACHINES, *MACHINES}) == len(MACHINES)
    assert isinstance(MACHINES[0], Machine)
