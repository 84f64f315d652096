from __future__ import annotations

import json
import re
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest
from babel import Locale

from acquis.figures import COUNTRIES

NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""Of the two-letter codes in CLDR: exceptional reservations of ISO 3166, groupings, and codes for tests."""


SMALL = {
    "SG", "HK", "MO", "MT", "BH", "LU", "LI", "MC", "SM", "VA", "AD", "MV", "MU", "BB", "KI", "TV", "NR", "XK",
    "GP", "MQ", "RE", "YT", "BQ", "BV", "CC", "CX", "TK",
}  # fmt: skip


def topology(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(resources.files("acquis.figures").joinpath("data", name).read_text(encoding="utf-8"))
    return read


def ids(name: str, feature: str) -> set[str]:
    return {shape["id"] for shape in topology(name)["objects"][feature]["geometries"]}


def test_every_code_of_iso_3166_and_kosovo_has_its_name_and_place() -> None:
    coded = {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))}
    assert set(COUNTRIES) == coded - NOT_COUNTRIES
    assert len(COUNTRIES) == 249 + 1
    assert list(COUNTRIES) == sorted(COUNTRIES)


def test_every_country_is_drawn_as_a_shape_or_as_a_dot() -> None:
    shapes = ids("world-110m.json", "countries")
    for code, country in COUNTRIES.items():
        assert code in shapes if country.shape else country.dot is not None
    assert shapes <= set(COUNTRIES)
    assert ids("hatches-110m.json", "hatches") == shapes


@pytest.mark.parametrize("code", ["FR", "NO", "TW", "XK", "GF", "SJ", "EH", "PS", "UA", "CY", "SO", "AQ"])
def test_countries_that_atlases_lose_have_a_shape(code: str) -> None:
    assert code in ids("world-110m.json", "countries")


@pytest.mark.parametrize("code", sorted(SMALL))
def test_small_ones_are_dots(code: str) -> None:
    country = COUNTRIES[code]
    assert not country.shape
    assert country.dot is not None


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [("SG", 103.8, 1.4), ("HK", 114.2, 22.4), ("MT", 14.4, 35.9), ("BH", 50.5, 26.0), ("FR", 2.5, 46.6), ("NO", 13.0, 64.5),
     ("US", -99.1, 39.5), ("FJ", 178.0, -17.8), ("XK", 20.9, 42.6), ("BV", 3.4, -54.4)],
)  # fmt: skip
def test_places_are_where_the_countries_are(code: str, lon: float, lat: float) -> None:
    country = COUNTRIES[code]
    assert country.lon == pytest.approx(lon, abs=1.5)
    assert country.lat == pytest.approx(lat, abs=1.5)


def test_no_dot_hides_another() -> None:
    dots = [country.dot for country in COUNTRIES.values() if country.dot]
    apart = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) for n, a in enumerate(dots) for b in dots[:n]]
    assert min(apart) > 1.5


def test_crimea_and_western_sahara_are_drawn_as_the_united_nations_do() -> None:
    assert owner(34.2, 45.2) == "UA"
    assert owner(-13.5, 25.0) == "EH"
    assert owner(-53.0, 4.0) == "GF"
    assert owner(17.0, 79.0) == "SJ"


def owner(lon: float, lat: float) -> str:
    """The country around a point, by the even-odd rule."""
    world = topology("world-110m.json")
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    for shape in world["objects"]["countries"]["geometries"]:
        crossings = 0
        for arc in (arcs[n if n >= 0 else ~n] for polygon in shape["arcs"] for ring in polygon for n in ring):
            for (x0, y0), (x1, y1) in pairwise(arc):
                if (y0 > lat) != (y1 > lat) and abs(x1 - x0) < 180 and lon < x0 + (lat - y0) * (x1 - x0) / (y1 - y0):
                    crossings += 1
        if crossings % 2:
            return str(shape["id"])
    raise AssertionError("at sea")
