"""One panel of the ladder: its bands, its machines, and the names of the notable ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from acquis.figures import ladder_plane as place
from acquis.figures.labels import Label
from acquis.figures.ladder import STATUSES, Machine, Panel, plain
from acquis.figures.ladder_plane import Plane, signs
from acquis.figures.legend import Key
from acquis.figures.style import INK, QUIET
from acquis.figures.text import wrap

_REGION, _EDGE = "#efe3d3", "#7a5c3a"
_FILLS = {"controlled": "#a63603", "not controlled": "#ffffff", "undetermined": "#f0b13c"}
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_TITLE_SIZE = 14
_TOLD = [
    alt.Tooltip("machine:N"),
    alt.Tooltip("technology:N"),
    alt.Tooltip("date:N"),
    alt.Tooltip("x:Q", title="qubits"),
    alt.Tooltip("error:N"),
    alt.Tooltip("range:N", title="range of error"),
    alt.Tooltip("controlled:N", title="status"),
]


def shapes_of(machines: Iterable[Machine]) -> dict[str, str]:
    """The shape of the sign of each technology, in the order of their names."""
    return dict(zip(sorted({machine.technology for machine in machines}), itertools.cycle(_SHAPES), strict=False))


def keys(shapes: Mapping[str, str]) -> list[list[Key]]:
    """What the signs of the panels stand for."""
    return [
        [Key(status, "point", _FILLS[status]) for status in STATUSES],
        [Key(technology, "point", "white", shape=shape) for technology, shape in shapes.items()] if len(shapes) > 1 else [],
        [Key("range of readings", "bar", "none", QUIET), Key("controlled region", "area", _REGION, _EDGE)],
    ]


def draw(panel: Panel, shapes: Mapping[str, str]) -> alt.LayerChart | alt.FacetChart:
    """The panel; machines whose error is unknown stand above the frame, beside the words 'not known'."""
    plot = _Plot.of(panel)
    limits = place.limit_labels(plot.plane, panel.bands)
    unknown = [machine for machine in panel.machines if machine.range is None]
    names = [*place.name_labels(plot.plane, panel, limits), *place.strip_labels(plot.plane, unknown)]
    return alt.layer(
        plot.region(panel),
        plot.lines(place.edges(plot.plane, panel.bands), stroke=_EDGE, strokeWidth=1.3, strokeCap="square"),
        plot.lines(_bars(plot.plane, panel.machines), stroke=QUIET, strokeWidth=1, opacity=0.75),
        plot.lines(_leaders(plot.plane, names), stroke=QUIET, strokeWidth=0.8),
        plot.points(panel.machines, shapes),
        *plot.texts(limits, size=place.LIMIT_SIZE, color=_EDGE),
        *plot.texts(names, size=place.NAME_SIZE, color=INK),
        *plot.unknown(unknown, shapes),
        width=place.PLOT_WIDTH,
        height=place.PLOT_HEIGHT,
        title=alt.TitleParams(text=_title(panel), fontSize=_TITLE_SIZE, frame="bounds", offset=8),
    )


def _title(panel: Panel) -> list[str]:
    return wrap(" · ".join(dict.fromkeys(ladder.label for ladder in panel.ladders)), place.PLOT_WIDTH, _TITLE_SIZE * 1.08)


@dataclass(frozen=True)
class _Plot:
    """Axes on a plane, and the layers drawn on them."""

    plane: Plane
    x: alt.X
    y: alt.Y

    @classmethod
    def of(cls, panel: Panel) -> _Plot:
        plane = place.plane_of(panel)
        across = alt.Axis(
            title="Physical qubits (number)", values=place.qubit_ticks(plane, panel.bands), format=",d", labelOverlap=False
        )
        up = alt.Axis(
            title="C-NOT error (probability per gate)", values=place.error_ticks(plane), format="~f", minExtent=56, maxExtent=56
        )
        return cls(
            plane,
            alt.X("x:Q", axis=across, scale=alt.Scale(type="log", domain=[plane.left, plane.right], nice=False)),
            alt.Y("y:Q", axis=up, scale=alt.Scale(type="log", domain=[plane.bottom, plane.top], nice=False)),
        )

    def region(self, panel: Panel) -> alt.Chart:
        rows = [
            {
                "x": band.qubits_low,
                "x2": self.plane.end(band),
                "y": self.plane.bottom,
                "y2": self.plane.limit(band),
                "limit": "any" if band.error_limit is None else f"at most {plain(band.error_limit)}",
                "qubits": f"{band.qubits_low:,} or more"
                + ("" if band.qubits_high is None else f", fewer than {band.qubits_high:,}"),
                "provision": panel.provisions(index),
            }
            for index, band in enumerate(panel.bands)
        ]
        said = [row | {"said": f"{row['provision']}: {row['qubits']} qubits, error {row['limit']}"} for row in rows]
        told = [alt.Tooltip("provision:N"), alt.Tooltip("qubits:N"), alt.Tooltip("limit:N", title="error")]
        areas = _chart(said).mark_rect(fill=_REGION)
        region: alt.Chart = areas.encode(self.x, self.y, x2="x2:Q", y2="y2:Q", tooltip=told, description="said:N")
        return region

    def lines(self, rows: list[dict[str, float]], **style: Any) -> alt.Chart:
        lines: alt.Chart = _chart(rows).mark_rule(aria=False, **style).encode(self.x, self.y, x2="x2:Q", y2="y2:Q")
        return lines

    def points(self, machines: Sequence[Machine], shapes: Mapping[str, str]) -> alt.Chart:
        at = [(machine, error) for machine in machines for error in signs(machine)]
        rows = [_row(machine, shapes) | {"y": max(error, self.plane.bottom)} for machine, error in at]
        points: alt.Chart = _signs(rows).encode(self.x, self.y)
        return points

    def unknown(self, machines: Sequence[Machine], shapes: Mapping[str, str]) -> list[alt.Chart]:
        """The strip above the frame."""
        if not machines:
            return []
        words = _chart([{"text": "not known"}]).mark_text(align="right", baseline="middle", fontSize=12, color=INK)
        return [
            _signs([_row(machine, shapes) for machine in machines]).encode(self.x, y=alt.value(-place.STRIP)),
            words.encode(x=alt.value(-10), y=alt.value(-place.STRIP), text="text:N"),
        ]

    def texts(self, labels: Sequence[Label], *, size: int, color: str) -> list[alt.Chart]:
        """The labels, with a pale edge so that lines behind them do not disturb."""
        heights = [(label.box.top + label.box.bottom) / 2 for label in labels]
        rows = [
            {"text": label.text, "x": self.plane.qubits(label.box.left), "y": self.plane.error(height)}
            for label, height in zip(labels, heights, strict=True)
        ]
        base = _chart(rows).encode(self.x, self.y, text="text:N", description="text:N")
        style: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": size, "dx": 2}
        return [
            base.mark_text(
                **style, stroke="white", strokeWidth=3, strokeOpacity=0.8, strokeJoin="round", color="white", aria=False
            ),
            base.mark_text(**style, color=color),
        ]


def _chart(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _signs(rows: list[dict[str, Any]]) -> alt.Chart:
    """Points that carry their colour and shape with them."""
    told = [*_TOLD, *([alt.Tooltip("note:N")] if any(row["note"] for row in rows) else [])]
    points = _chart(rows).mark_point(size=62, stroke=INK, strokeWidth=0.9, opacity=1)
    fill, shape = alt.Fill("fill:N", scale=None), alt.Shape("shape:N", scale=None)
    marked: alt.Chart = points.encode(fill, shape, tooltip=told, description="said:N")
    return marked


def _bars(plane: Plane, machines: Sequence[Machine]) -> list[dict[str, float]]:
    ranges = [(machine.qubits, machine.range) for machine in machines if machine.range]
    return [
        {"x": n, "x2": n, "y": max(low, plane.bottom), "y2": max(high, plane.bottom)} for n, (low, high) in ranges if low < high
    ]


def _leaders(plane: Plane, labels: Sequence[Label]) -> list[dict[str, float]]:
    lines = [(label.x, label.y, *label.leader) for label in labels if label.leader]
    return [{"x": plane.qubits(x), "y": plane.error(y), "x2": plane.qubits(x2), "y2": plane.error(y2)} for x, y, x2, y2 in lines]


def _row(machine: Machine, shapes: Mapping[str, str]) -> dict[str, Any]:
    ends = [plain(end) for end in (machine.error_low, machine.error_high) if end is not None]
    return {
        "x": machine.qubits,
        "machine": machine.title,
        "technology": machine.technology,
        "date": machine.date.isoformat() if machine.date else "",
        "error": "not known" if machine.error is None else plain(machine.error),
        "range": " to ".join(dict.fromkeys(ends)),
        "controlled": machine.controlled,
        "note": machine.note,
        "said": f"{machine.title}: {machine.qubits} qubits, {machine.controlled}",
        "fill": _FILLS[machine.controlled],
        "shape": shapes[machine.technology],
    }
