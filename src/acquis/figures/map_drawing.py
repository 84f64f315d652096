"""One map of the world: the sea, the countries, their hatching, and dots for the small ones."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import altair as alt

from acquis.figures.countries import COUNTRIES
from acquis.figures.style import WIDTH
from acquis.figures.world_map import COLOURS, NOT_ASSESSED, MapPanel, words

_SEA, _SHORE = "#f1f4f7", "#c3ccd4"
_BORDER = "#ffffff"
_HEIGHT_TO_WIDTH = 0.487
_HATCH_TO_WIDTH = 1.55 / 480
_FIELDS = ["country", "outcome", "reason", "fill", "hatch"]
_TOLD = [alt.Tooltip("country:N"), alt.Tooltip("outcome:N"), alt.Tooltip("reason:N")]
_BLANK = "#d5dbe1"


def datasets(panels: Sequence[MapPanel]) -> dict[str, Any]:
    """The shapes that the maps share, by name; the hatching only of countries that some panel hatches."""
    hatched = {code for panel in panels for code, (low, high) in panel.outcomes.items() if low != high}
    return {"world": _topology("world-110m.json"), "hatches": _only(_topology("hatches-110m.json"), hatched)}


@functools.cache
def _topology(name: str) -> dict[str, Any]:
    topology: dict[str, Any] = json.loads(resources.files("acquis.figures").joinpath("data", name).read_text(encoding="utf-8"))
    return topology


def _only(topology: dict[str, Any], codes: set[str]) -> dict[str, Any]:
    """The lines of some countries; each arc belongs to one line."""
    arcs: list[Any] = []
    kept = []
    for country in topology["objects"]["hatches"]["geometries"]:
        if country["id"] in codes:
            first = len(arcs)
            arcs += [topology["arcs"][line[0]] for line in country["arcs"]]
            kept.append(country | {"arcs": [[index] for index in range(first, len(arcs))]})
    return topology | {"objects": {"hatches": {"type": "GeometryCollection", "geometries": kept}}, "arcs": arcs}


def draw(panel: MapPanel, columns: int) -> alt.LayerChart | alt.FacetChart:
    """The map of one panel, as wide as so many columns allow."""
    width = (WIDTH - 28 - 16 * (columns - 1)) / columns
    rows = [_row(panel, code) for code in COUNTRIES]
    layers = [
        alt.Chart(alt.sphere()).mark_geoshape(fill=_SEA, stroke=_SHORE, strokeWidth=0.8),
        _land(rows, columns),
        *_hatching(rows, width),
        _borders(columns),
        _dots(rows, columns),
    ]
    return alt.layer(
        *layers, width=width, height=width * _HEIGHT_TO_WIDTH, title=alt.TitleParams(text=panel.title, fontSize=14, offset=6)
    ).project(type="equalEarth")


def _row(panel: MapPanel, code: str) -> dict[str, Any]:
    low, high = panel.outcomes.get(code, (None, None))
    settled = low == high
    return {
        "id": code,
        "country": COUNTRIES[code].name,
        "outcome": "not assessed" if low is None or high is None else words(low, high),
        "reason": panel.reasons.get(code, ""),
        "fill": COLOURS.get(low or "", NOT_ASSESSED),
        "hatch": None if settled else COLOURS[high or ""],
    }


def _countries(rows: list[dict[str, Any]]) -> alt.LookupData:
    return alt.LookupData(data=alt.InlineData(values=rows), key="id", fields=_FIELDS)


def _shapes(name: str, feature: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name, format=alt.TopoDataFormat(type="topojson", feature=feature)))


def _land(rows: list[dict[str, Any]], columns: int) -> alt.Chart:
    land = _shapes("world", "countries").mark_geoshape(stroke=_BLANK, strokeWidth=0.9 / columns)

    coloured: alt.Chart = land.transform_lookup("id", from_=_countries(rows)).encode(
        fill=alt.Fill("fill:N", scale=None), tooltip=_TOLD
    )
    return coloured


def _hatching(rows: list[dict[str, Any]], width: float) -> list[alt.Chart]:
    striped = [row for row in rows if row["hatch"]]
    if not striped:
        return []
    lines = _shapes("hatches", "hatches").mark_geoshape(filled=False, strokeWidth=width * _HATCH_TO_WIDTH)
    lines = lines.transform_lookup("id", from_=_countries(striped)).transform_filter("datum.hatch")
    return [lines.encode(stroke=alt.Stroke("hatch:N", scale=None), tooltip=_TOLD)]


def _borders(columns: int) -> alt.Chart:
    return _shapes("world", "countries").mark_geoshape(filled=False, stroke=_BORDER, strokeWidth=0.9 / columns)


def _dots(rows: list[dict[str, Any]], columns: int) -> alt.Chart:
    places = [row | _place(row["id"]) | {"ring": row["hatch"] or "#ffffff"} for row in rows if not COUNTRIES[row["id"]].shape]
    dots = alt.Chart(alt.InlineData(values=places)).mark_point(opacity=1, size=30 / columns, strokeWidth=2.4 / columns)
    placed: alt.Chart = dots.encode(
        longitude="longitude:Q",
        latitude="latitude:Q",
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("ring:N", scale=None),
        tooltip=_TOLD,
    )
    return placed


def _place(code: str) -> dict[str, float]:
    longitude, latitude = COUNTRIES[code].dot or (COUNTRIES[code].lon, COUNTRIES[code].lat)
    return {"longitude": longitude, "latitude": latitude}
