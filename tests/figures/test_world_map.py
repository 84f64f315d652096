from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from acquis.errors import AcquisError
from acquis.figures import COUNTRIES, MapPanel, world_map
from acquis.figures.world_map import COLOURS, OUTCOMES, words
from tests.figures.samples import AS_OF, PANEL, nodes, rows


def spec(*panels: MapPanel) -> dict[str, Any]:
    drawn: dict[str, Any] = world_map(panels or (PANEL,), source="invented", as_of=AS_OF).to_dict()
    return drawn


def test_every_country_is_on_every_map() -> None:
    drawn = spec()
    assert {row["id"] for row in rows(drawn, "id", "outcome")} == set(COUNTRIES)
    dots = {row["id"] for row in rows(drawn, "id", "longitude")}
    shapes = {shape["id"] for shape in drawn["datasets"]["world"]["objects"]["countries"]["geometries"]}
    assert dots == {code for code, country in COUNTRIES.items() if not country.shape}
    assert dots | shapes == set(COUNTRIES)


def test_a_settled_outcome_has_one_colour_and_no_stripes() -> None:
    found = {row["id"]: row for row in rows(spec(), "id", "outcome", "hatch")}
    assert (found["FR"]["outcome"], found["FR"]["fill"], found["FR"]["hatch"]) == ("free", COLOURS["free"], None)
    assert (found["SG"]["outcome"], found["SG"]["fill"], found["SG"]["hatch"]) == ("prohibited", COLOURS["prohibited"], None)


def test_an_undetermined_outcome_shows_both_ends() -> None:
    drawn = spec()
    found = {row["id"]: row for row in rows(drawn, "id", "outcome", "hatch")}
    assert found["BR"]["outcome"] == "free to licence required"
    assert (found["BR"]["fill"], found["BR"]["hatch"]) == (COLOURS["free"], COLOURS["licence_required"])
    assert found["BR"]["reason"] == "the end user is not known"
    ring = next(row for row in rows(drawn, "id", "ring") if row["id"] == "HK")
    assert (ring["fill"], ring["ring"]) == (COLOURS["conditional"], COLOURS["prohibited"])
    assert [shape["id"] for shape in drawn["datasets"]["hatches"]["objects"]["hatches"]["geometries"]] == ["BR"]


def test_a_country_without_an_outcome_is_not_assessed() -> None:
    found = {row["id"]: row for row in rows(spec(), "id", "outcome")}
    assert found["DE"]["outcome"] == "not assessed"
    assert found["DE"]["fill"] not in COLOURS.values()


def test_the_key_has_the_scale_and_each_pair_that_occurs() -> None:
    said = [row["text"] for row in rows(spec(), "text", "shape", "x")]
    for word in [words(name, name) for name in OUTCOMES] + [
        "free to licence required",
        "conditional to prohibited",
        "not assessed",
    ]:
        assert word in said


def test_colours_darken_evenly_from_mild_to_strict() -> None:
    lightness = [luminance(COLOURS[name]) for name in OUTCOMES]
    steps = [a - b for a, b in pairwise(lightness)]
    assert min(steps) > 12  # in L* of CIELAB, of 100


def luminance(colour: str) -> float:
    """L* of CIELAB, from 0 to 100."""
    linear = [
        (v / 12.92) if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    ]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y)


@pytest.mark.parametrize(("count", "columns", "width"), [(1, 1, 972), (2, 2, 478), (4, 2, 478)])
def test_panels_stand_two_in_a_row(count: int, columns: int, width: int) -> None:
    drawn = spec(*(replace(PANEL, regime=str(n), title=f"Regime {n}") for n in range(count)))
    grid = next(node for node in nodes(drawn) if "columns" in node)
    assert grid["columns"] == columns
    assert len(grid["concat"]) == count
    assert grid["concat"][0]["width"] == width
    assert all(panel["projection"]["type"] == "equalEarth" for panel in grid["concat"])


def test_the_shapes_are_in_the_chart_once() -> None:
    text = json.dumps(spec(*[PANEL] * 4))
    assert text.count('"Topology"') == 2


def test_the_caption_says_what_it_is_and_is_not() -> None:
    drawn = spec()
    lines = " ".join(row["line"] for row in rows(drawn, "line"))
    assert "Source: invented. Law as of 2026-11-22." in lines
    assert "Natural Earth" in lines
    assert "say nothing about the status of a territory" in lines
    assert "Decision support, not legal advice." in lines
    assert "Atlantis, number of countries: not subject 1, free 1, free to licence required 1" in drawn["description"]


@pytest.mark.parametrize(
    ("outcomes", "reasons", "said"),
    [
        ({"UK": ("free", "free")}, {}, "no country has the code UK"),
        ({}, {"XX": "because"}, "no country has the code XX"),
        ({"FR": ("free", "forbidden")}, {}, "not on the scale"),
        ({"FR": ("prohibited", "free")}, {}, "above the high end"),
    ],
)
def test_what_cannot_be_drawn_is_refused(outcomes: dict[str, tuple[str, str]], reasons: dict[str, str], said: str) -> None:
    with pytest.raises(AcquisError, match=said):
        MapPanel("AA", "Atlantis", outcomes, reasons)


def test_no_panel_is_refused() -> None:
    with pytest.raises(AcquisError, match="no map"):
        world_map([], source="", as_of=AS_OF)


def test_the_map_is_the_same_every_time() -> None:
    assert json.dumps(spec()) == json.dumps(spec())
