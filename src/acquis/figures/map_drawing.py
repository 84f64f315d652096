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

_SEA, _SHORE = "#fafbfc", "#c3ccd4"
_BORDER = "#ffffff"
_HEIGHT_TO_WIDTH = 0.487
_STRIPE = 3.1
"""The width of a stripe on a map as wide as the figure, in pixels."""
_DOT, _RINGED_DOT, _HALO = 40, 28, 80
"""The areas of a dot, of one with a ring, and of what is under a ring, on a map as wide as the figure, in square pixels."""
_Told = list[alt.Tooltip]
_FIELDS = ["country", "outcome", "reason", "said", "fill", "hatch", "border"]
_BLANK = "#b4bec8"


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
    told = [alt.Tooltip(f"{name}:N") for name in ("country", "outcome", *(["reason"] if panel.reasons else []))]
    layers = [
        alt.Chart(alt.sphere()).mark_geoshape(aria=False, fill=_SEA, stroke=_SHORE, strokeWidth=0.8),
        _land(rows, columns, told),
        *_hatching(rows, columns, told),
        *_dots(rows, columns, told),
    ]
    return alt.layer(
        *layers, width=width, height=width * _HEIGHT_TO_WIDTH, title=alt.TitleParams(text=panel.title, fontSize=14, offset=6)
    ).project(type="equalEarth")


def _row(panel: MapPanel, code: str) -> dict[str, Any]:
    low, high = panel.outcomes.get(code, (None, None))
    settled = low == high
    name, outcome = COUNTRIES[code].name, "not assessed" if low is None or high is None else words(low, high)
    return {
        "id": code,
        "country": name,
        "outcome": outcome,
        "said": f"{name}: {outcome}",
        "reason": panel.reasons.get(code, ""),
        "fill": COLOURS.get(low or "", NOT_ASSESSED),
        "hatch": None if settled else COLOURS[high or ""],
        "border": _BORDER if low else _BLANK,
    }


def _countries(rows: list[dict[str, Any]]) -> alt.LookupData:
    return alt.LookupData(data=alt.InlineData(values=rows), key="id", fields=_FIELDS)


def _shapes(name: str, feature: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name, format=alt.TopoDataFormat(type="topojson", feature=feature)))


def _land(rows: list[dict[str, Any]], columns: int, told: _Told) -> alt.Chart:
    land = _shapes("world", "countries").mark_geoshape(strokeWidth=0.9 / columns).transform_lookup("id", from_=_countries(rows))
    fill, border = alt.Fill("fill:N", scale=None), alt.Stroke("border:N", scale=None)
    coloured: alt.Chart = land.encode(fill, border, tooltip=told, description="said:N")
    return coloured


def _hatching(rows: list[dict[str, Any]], columns: int, told: _Told) -> list[alt.Chart]:
    """The stripes, and over them the borders again."""
    striped = [row for row in rows if row["hatch"]]
    if not striped:
        return []
    stripes = _shapes("hatches", "hatches").mark_geoshape(aria=False, filled=False, strokeWidth=_STRIPE / columns)
    borders = _shapes("world", "countries").mark_geoshape(aria=False, filled=False, stroke=_BORDER, strokeWidth=0.9 / columns)
    return [
        _striped_only(stripes, striped).encode(stroke=alt.Stroke("hatch:N", scale=None), tooltip=told),
        _striped_only(borders, striped),
    ]


def _striped_only(chart: alt.Chart, striped: list[dict[str, Any]]) -> alt.Chart:
    return chart.transform_lookup("id", from_=_countries(striped)).transform_filter("datum.hatch")


def _dots(rows: list[dict[str, Any]], columns: int, told: _Told) -> list[alt.Chart]:
    """The dots, and under those with a ring a pale one, so that the ring does not sink into its surroundings."""
    places = [row | _dot(row, columns) for row in rows if not COUNTRIES[row["id"]].shape]
    ringed = [place for place in places if place["hatch"]]
    halo: alt.Chart = _points(ringed).mark_point(aria=False, opacity=1, fill=_BORDER, size=_HALO / columns**2, strokeWidth=0)
    dots = _points(places).mark_point(opacity=1)
    coloured = dots.encode(
        fill=alt.Fill("fill:N", scale=None),
        size=alt.Size("size:Q", scale=None),
        stroke=alt.Stroke("ring:N", scale=None),
        strokeWidth=alt.StrokeWidth("ring_width:Q", scale=None),
        tooltip=told,
        description="said:N",
    )
    return [*([halo] if ringed else []), coloured]


def _points(places: list[dict[str, Any]]) -> alt.Chart:
    placed: alt.Chart = alt.Chart(alt.InlineData(values=places)).encode(longitude="longitude:Q", latitude="latitude:Q")
    return placed


def _dot(row: dict[str, Any], columns: int) -> dict[str, Any]:
    country = COUNTRIES[row["id"]]
    longitude, latitude = country.dot or (country.lon, country.lat)
    ring, size, width = (row["hatch"], _RINGED_DOT, 2.2) if row["hatch"] else (row["border"], _DOT, 1.2)
    return {
        "longitude": longitude,
        "latitude": latitude,
        "size": size / columns**2,
        "ring": ring,
        "ring_width": width / columns,
    }
