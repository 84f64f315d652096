"""One panel of the ladder of accelerators: regions, lines, chips, and the names of the notable ones."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from acquis.figures.accelerators import Chip, ChipLadder, Region, limits, notable, strip_notable
from acquis.figures.labels import Box, Label, place
from acquis.figures.ladder import STATUSES
from acquis.figures.ladder_plane import NAME_SIZE, PLOT_HEIGHT, PLOT_WIDTH, Plane
from acquis.figures.legend import Key
from acquis.figures.style import INK, QUIET
from acquis.figures.text import text_width, wrap

_TIERS, _EDGE = ("#ecd9c2", "#f6ede1", "#e3e3e3"), "#7a5c3a"
_FILLS = {"controlled": "#a63603", "not controlled": "#ffffff", "undetermined": "#f0b13c"}
_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
_OTHERS = "others"
_RADIUS, _SIZE = 4.5, 48
_ROW, _STRIP, _MOST_ROWS = 11, 18, 5
_NAMES_ROOM = 64
_LINE_TEXT = 134
_TICKS = (1, 2, 5)
_UP = 1.3
"""How far a chip whose figures are lower ends is drawn out along the diagonal: so many times."""
_TOLD = [
    alt.Tooltip("chip:N"),
    alt.Tooltip("maker:N"),
    alt.Tooltip("released:N"),
    alt.Tooltip("x:Q", title="TPP", format=",.6g"),
    alt.Tooltip("density:N", title="TPP/mm2"),
    alt.Tooltip("controlled:N", title="status"),
    alt.Tooltip("note:N"),
]


def shapes_of(chips: Iterable[Chip]) -> dict[str, str]:
    """The shape of the sign of each of the makers with most chips; the last one is that of all others."""
    counts = Counter(chip.maker for chip in chips)
    makers = [maker for maker, _ in counts.most_common(len(_SHAPES) - 1)]
    return dict(zip([*makers, _OTHERS], itertools.cycle(_SHAPES), strict=False))


def keys(shapes: Mapping[str, str], tiers: Sequence[str]) -> list[list[Key]]:
    """What the signs of the panels stand for."""
    return [
        [Key(status, "point", _FILLS[status]) for status in STATUSES],
        [Key(tier, "area", fill, _EDGE) for tier, fill in zip(tiers, itertools.cycle(_TIERS), strict=False)],
        [Key(maker, "point", "white", shape=shape) for maker, shape in shapes.items()],
    ]


def draw(ladder: ChipLadder, shapes: Mapping[str, str], tiers: Sequence[str]) -> alt.LayerChart | alt.FacetChart:
    """The panel; chips of unknown density stand above the frame, beside the words 'not known'."""
    plot = _Plot.of(ladder)
    known, unknown = ([c for c in ladder.chips if (c.density is None) is missing] for missing in (False, True))
    heights = _stacked(plot.plane, unknown)
    names = [*_names(plot.plane, ladder, known), *_strip_names(plot.plane, unknown, heights)]
    rows = [_row(chip, shapes) | {"y": chip.density or plot.plane.error(heights[chip])} for chip in ladder.chips]
    return alt.layer(
        plot.regions(ladder.regions, tiers),
        plot.rules(_edges(plot.plane, ladder.regions), stroke=_EDGE, strokeWidth=1.2),
        plot.rules(_uprights(plot.plane, ladder), stroke=_EDGE, strokeWidth=1.2, strokeDash=[5, 4]),
        plot.rules(_diagonals(known), stroke=QUIET, strokeWidth=1),
        plot.rules(_leaders(plot.plane, names), stroke=QUIET, strokeWidth=0.8),
        _signs(rows).encode(plot.x, plot.y),
        *plot.texts(_line_labels(plot.plane, ladder), size=11, color=_EDGE),
        *plot.texts(names, size=NAME_SIZE, color=INK),
        *([_not_known()] if unknown else []),
        width=PLOT_WIDTH,
        height=PLOT_HEIGHT,
        title=alt.TitleParams(text=ladder.label, fontSize=14, frame="bounds", offset=8),
    )


@dataclass(frozen=True)
class _Plot:
    """Axes on a plane, and the layers drawn on them."""

    plane: Plane
    x: alt.X
    y: alt.Y

    @classmethod
    def of(cls, ladder: ChipLadder) -> _Plot:
        strong, dense = [chip.tpp for chip in ladder.chips], [chip.density for chip in ladder.chips if chip.density]
        plane = Plane(min([15, *strong]), 1.6 * max([100_000, *strong]), 0.8 * min([0.25, *dense]), max([50, *dense]))
        bounds = {end for r in ladder.regions for end in (r.tpp_low, r.tpp_high) if end} | {line.tpp for line in ladder.lines}
        densities = {end for r in ladder.regions for end in (r.density_low, r.density_high) if end}
        across = alt.Axis(
            title="Total processing performance (TPP)", values=_ticks(plane.x, bounds, plane.left, plane.right, 44),
            format=",~r", labelOverlap=False,
        )  # fmt: skip
        up = alt.Axis(
            title="Performance density (TPP per mm²)", values=_ticks(plane.y, densities, plane.bottom, plane.top, 15),
            format=",~r", minExtent=56, maxExtent=56, labelOverlap=False,
        )  # fmt: skip
        return cls(
            plane,
            alt.X("x:Q", axis=across, scale=alt.Scale(type="log", domain=[plane.left, plane.right], nice=False)),
            alt.Y("y:Q", axis=up, scale=alt.Scale(type="log", domain=[plane.bottom, plane.top], nice=False)),
        )

    def regions(self, regions: Sequence[Region], tiers: Sequence[str]) -> alt.Chart:
        """The last tier first, so that the first lies on top where they overlap."""
        fills = dict(zip(tiers, itertools.cycle(_TIERS), strict=False))
        rows = [
            _sides(self.plane, region)
            | {"fill": fills[region.tier], "provision": region.provision, "said": f"{region.provision}: {limits(region)}"}
            for region in sorted(regions, key=lambda region: -tiers.index(region.tier))
        ]
        areas = _chart(rows).mark_rect(opacity=1).encode(
            self.x, self.y, x2="x2:Q", y2="y2:Q", fill=alt.Fill("fill:N", scale=None), description="said:N",
            tooltip=[alt.Tooltip("said:N", title="region")],
        )  # fmt: skip
        drawn: alt.Chart = areas
        return drawn

    def rules(self, rows: list[dict[str, float]], **style: Any) -> alt.Chart:
        rules: alt.Chart = _chart(rows).mark_rule(aria=False, **style).encode(self.x, self.y, x2="x2:Q", y2="y2:Q")
        return rules

    def texts(self, labels: Sequence[Label], *, size: int, color: str) -> list[alt.Chart]:
        """The labels, with a pale edge so that what is behind them does not disturb."""
        rows = [
            {
                "text": label.text,
                "x": self.plane.qubits(label.box.left),
                "y": self.plane.error((label.box.top + label.box.bottom) / 2),
            }
            for label in labels
        ]
        base = _chart(rows).encode(self.x, self.y, text="text:N", description="text:N")
        style: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": size, "dx": 2}
        return [
            base.mark_text(
                **style, stroke="white", strokeWidth=3, strokeOpacity=0.8, strokeJoin="round", color="white", aria=False
            ),
            base.mark_text(**style, color=color),
        ]


def _ticks(at: Any, bounds: Iterable[float], low: float, high: float, room: float) -> list[float]:
    """The bounds, and round numbers where there is room."""
    fixed = sorted(bounds)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    round_ones = [float(f"{digit}e{power}") for power in powers for digit in _TICKS]
    kept = [n for n in round_ones if low <= n <= high and all(abs(at(n) - at(b)) > room for b in fixed)]
    return sorted({*fixed, *kept})


def _not_known() -> alt.Chart:
    words = _chart([{"text": "not known"}]).mark_text(align="right", baseline="middle", fontSize=12, color=INK)
    placed: alt.Chart = words.encode(x=alt.value(-10), y=alt.value(-_STRIP), text="text:N")
    return placed


def _chart(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _signs(rows: list[dict[str, Any]]) -> alt.Chart:
    points = _chart(rows).mark_point(size=_SIZE, stroke=INK, strokeWidth=0.8, opacity=1)
    fill, shape = alt.Fill("fill:N", scale=None), alt.Shape("shape:N", scale=None)
    marked: alt.Chart = points.encode(fill, shape, tooltip=_TOLD, description="said:N")
    return marked


def _row(chip: Chip, shapes: Mapping[str, str]) -> dict[str, Any]:
    more = " or more" if chip.at_least else ""
    return {
        "x": chip.tpp,
        "chip": chip.name,
        "maker": chip.maker,
        "released": chip.released.isoformat() if chip.released else "not known",
        "density": "not known" if chip.density is None else f"{chip.density:.3g}{more}",
        "controlled": chip.controlled,
        "note": chip.note,
        "said": f"{chip.name}: TPP {chip.tpp:,.0f}{more}, {chip.controlled}",
        "fill": _FILLS[chip.controlled],
        "shape": shapes.get(chip.maker, shapes[_OTHERS]),
    }


def _sides(plane: Plane, region: Region) -> dict[str, Any]:
    return {
        "x": region.tpp_low or plane.left,
        "x2": region.tpp_high or plane.right,
        "y": region.density_low or plane.bottom,
        "y2": region.density_high or plane.top,
    }


def _edges(plane: Plane, regions: Sequence[Region]) -> list[dict[str, float]]:
    """The sides of each region, as far as they are limits and do not lie inside another region of its tier."""
    rows = []
    for region in regions:
        box = _sides(plane, region)
        others = [_sides(plane, other) for other in regions if other is not region and other.tier == region.tier]
        for end, fixed in (("x", region.tpp_low), ("x2", region.tpp_high)):
            if fixed is not None:
                rows += [{"x": box[end], "x2": box[end], "y": a, "y2": b} for a, b in _open(box, others, "y", "x", box[end])]
        for end, fixed in (("y", region.density_low), ("y2", region.density_high)):
            if fixed is not None:
                rows += [{"x": a, "x2": b, "y": box[end], "y2": box[end]} for a, b in _open(box, others, "x", "y", box[end])]
    return rows


def _open(
    box: Mapping[str, float], others: Sequence[Mapping[str, float]], along: str, across: str, at: float
) -> list[tuple[float, float]]:
    """The parts of a side that no other rectangle covers on both its sides."""
    spans = [(box[along], box[f"{along}2"])]
    for other in others:
        if not other[across] < at < other[f"{across}2"]:
            continue
        low, high = other[along], other[f"{along}2"]
        spans = [part for a, b in spans for part in ((a, min(b, low)), (max(a, high), b)) if part[0] < part[1]]
    return spans


def _uprights(plane: Plane, ladder: ChipLadder) -> list[dict[str, float]]:
    return [{"x": line.tpp, "x2": line.tpp, "y": plane.bottom, "y2": plane.top} for line in ladder.lines]


def _diagonals(chips: Sequence[Chip]) -> list[dict[str, float]]:
    """More performance on the same area: both figures grow alike."""
    return [
        {"x": c.tpp, "x2": c.tpp * _UP, "y": c.density, "y2": c.density * _UP}
        for c in chips
        if c.at_least and c.density is not None
    ]


def _leaders(plane: Plane, labels: Sequence[Label]) -> list[dict[str, float]]:
    lines = [(label.x, label.y, *label.leader) for label in labels if label.leader]
    return [{"x": plane.qubits(x), "y": plane.error(y), "x2": plane.qubits(x2), "y2": plane.error(y2)} for x, y, x2, y2 in lines]


def _line_labels(plane: Plane, ladder: ChipLadder) -> list[Label]:
    """The text of each line at its foot, to its right."""
    found = []
    for line in ladder.lines:
        rows = wrap(line.text, _LINE_TEXT, 11)
        for k, row in enumerate(rows):
            half, y = text_width(row, 11) / 2 + 2, PLOT_HEIGHT - 12 - 14 * (len(rows) - 1 - k)
            x = plane.x(line.tpp)
            found.append(Label(row, x, y, Box.around(x + half + 4, y, half, 6)))
    return found


def _names(plane: Plane, ladder: ChipLadder, known: Sequence[Chip]) -> list[Label]:
    """The names of the notable chips, clear of signs, edges and lines as far as can be."""
    drawn = [Box.around(plane.x(c.tpp), plane.y(c.density or 0), _RADIUS, _RADIUS) for c in known]
    drawn += [label.box for label in _line_labels(plane, ladder)]
    for edge in [*_edges(plane, ladder.regions), *_uprights(plane, ladder)]:
        x, y, x2, y2 = plane.x(edge["x"]), plane.y(edge["y"]), plane.x(edge["x2"]), plane.y(edge["y2"])
        drawn.append(Box(min(x, x2) - 1, min(y, y2) - 1, max(x, x2) + 1, max(y, y2) + 1))
    wanted = [(c.short, plane.x(c.tpp), plane.y(c.density or 0)) for c in notable(known, ladder.regions)]
    return place(wanted, drawn, Box(4, 4, PLOT_WIDTH - 4, PLOT_HEIGHT - 4), NAME_SIZE)


def _stacked(plane: Plane, chips: Sequence[Chip]) -> dict[Chip, float]:
    """Heights above the frame at which the signs of chips do not cover each other, as far as the rows suffice."""
    ends = [-math.inf] * _MOST_ROWS
    heights = {}
    for chip in sorted(chips, key=lambda chip: (chip.tpp, chip.name)):
        x = plane.x(chip.tpp)
        row = next((k for k, end in enumerate(ends) if x - end >= 2 * _RADIUS), ends.index(min(ends)))
        ends[row] = x
        heights[chip] = float(-_STRIP - _ROW * row)
    return heights


def _strip_names(plane: Plane, chips: Sequence[Chip], heights: Mapping[Chip, float]) -> list[Label]:
    """The names of the strongest and the newest of the chips above the frame, as far as there is room over them all."""
    top = min(heights.values(), default=0.0) - 8
    drawn = [Box.around(plane.x(chip.tpp), y, _RADIUS, _RADIUS) for chip, y in heights.items()]
    wanted = [(chip.short, plane.x(chip.tpp), heights[chip]) for chip in strip_notable(chips)]
    return place(wanted, drawn, Box(0, top - _NAMES_ROOM, PLOT_WIDTH, top), NAME_SIZE)
