"""One panel of the ladder: its bands, its machines, and the names of the notable ones."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from acquis.figures.labels import Box, Label, place
from acquis.figures.ladder import STATUSES, Band, Machine, Panel, notable
from acquis.figures.legend import Key
from acquis.figures.style import INK, QUIET, WIDTH
from acquis.figures.text import text_width, wrap

_REGION = "#efe3d3"
_EDGE = "#7a5c3a"
_FILLS = {"controlled": "#a63603", "not controlled": "#ffffff", "undetermined": "#f0b13c"}
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
GUTTER = 79
"""The room for the axis of the error, left of a plot, in pixels."""
_WIDTH = WIDTH - GUTTER - 44
_HEIGHT = 540
_LABEL = 12
_LIMIT = 11
_RADIUS = 5.0
_STRIP = 20
_TICK_ROOM = 32
_TOLD = [
    alt.Tooltip("machine:N"),
    alt.Tooltip("technology:N"),
    alt.Tooltip("date:N"),
    alt.Tooltip("x:Q", title="qubits"),
    alt.Tooltip("error:N"),
    alt.Tooltip("range:N", title="range of error"),
    alt.Tooltip("controlled:N", title="status"),
    alt.Tooltip("note:N"),
]


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot: qubits from `left` to `right`, error from `bottom` to `top`, both logarithmic."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, qubits: float) -> float:
        """Pixels from the left edge."""
        return _WIDTH * math.log(qubits / self.left) / math.log(self.right / self.left)

    def y(self, error: float) -> float:
        """Pixels from the upper edge."""
        return _HEIGHT * math.log(self.top / max(error, self.bottom)) / math.log(self.top / self.bottom)

    def qubits(self, x: float) -> float:
        """The number of qubits at so many pixels from the left edge."""
        return float(self.left * (self.right / self.left) ** (x / _WIDTH))

    def error(self, y: float) -> float:
        """The error at so many pixels from the upper edge."""
        return float(self.top * (self.bottom / self.top) ** (y / _HEIGHT))


def frame_of(panel: Panel) -> Frame:
    """1 to 10,000 qubits and errors of 0.00001 to 1, or more where a band or a machine needs it."""
    most = max([m.qubits for m in panel.machines] + [2 * band.qubits_low for band in panel.bands] + [10_000])
    limits = [float(band.error_limit) / 5 for band in panel.bands if band.error_limit]
    errors = [m.range[0] for m in panel.machines if m.range and m.range[0]]
    least = min([*limits, *errors, 1e-5])
    return Frame(1, 10 ** math.ceil(math.log10(most)), 10 ** math.floor(math.log10(least)), 1)


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
    frame = frame_of(panel)
    x, y = _axes(frame, panel.bands)
    limits = _limit_labels(frame, panel.bands)
    names = _name_labels(frame, panel, limits)
    unknown = [machine for machine in panel.machines if machine.range is None]
    return alt.layer(
        *_region(frame, panel, x, y),
        _bars(frame, panel.machines, x, y),
        _leaders(frame, names, x, y),
        _points(frame, panel.machines, shapes, x, y),
        *_texts(frame, limits, x, y, size=_LIMIT, color=_EDGE),
        *_texts(frame, names, x, y, size=_LABEL, color=INK),
        *_unknown(unknown, shapes, x),
        width=_WIDTH,
        height=_HEIGHT,
        title=_title(panel),
    )


def _title(panel: Panel) -> alt.TitleParams:
    text = wrap(" · ".join(dict.fromkeys(ladder.label for ladder in panel.ladders)), _WIDTH, 15)
    return alt.TitleParams(text=text, fontSize=14, frame="bounds", offset=8)


def _axes(frame: Frame, bands: Sequence[Band]) -> tuple[alt.X, alt.Y]:
    values = [frame.bottom * 10**k for k in range(round(math.log10(frame.top / frame.bottom)) + 1)]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(type="log", domain=[frame.left, frame.right], nice=False),
        axis=alt.Axis(
            title="Physical qubits (working and connected, number)", values=_ticks(frame, bands), format=",d", labelOverlap=False
        ),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(type="log", domain=[frame.bottom, frame.top], nice=False),
        axis=alt.Axis(
            title="C-NOT error (probability per gate)",
            values=[float(f"{v:.0e}") for v in values],
            format="~f",
            minExtent=56,
            maxExtent=56,
        ),
    )
    return x, y


def _ticks(frame: Frame, bands: Sequence[Band]) -> list[int]:
    """The bounds of the bands, and round numbers where there is room."""
    bounds = sorted({bound for band in bands for bound in (band.qubits_low, band.qubits_high) if bound is not None})
    round_ones = [digit * 10**k for k in range(round(math.log10(frame.right)) + 1) for digit in (1, 2, 5)]
    kept = [n for n in round_ones if n <= frame.right and all(abs(frame.x(n) - frame.x(b)) > _TICK_ROOM for b in bounds)]
    return sorted({*bounds, *kept})


def _region(frame: Frame, panel: Panel, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    rows = [
        {
            "x": band.qubits_low,
            "x2": frame.right if band.qubits_high is None else band.qubits_high,
            "y": frame.bottom,
            "y2": _limit(frame, band),
            "limit": "any" if band.error_limit is None else f"at most {_plain(band.error_limit)}",
            "qubits": f"{band.qubits_low:,} or more" + ("" if band.qubits_high is None else f", fewer than {band.qubits_high:,}"),
            "provision": panel.provisions(index),
        }
        for index, band in enumerate(panel.bands)
    ]
    told = [alt.Tooltip("provision:N"), alt.Tooltip("qubits:N"), alt.Tooltip("limit:N", title="error")]
    shade = alt.Chart(alt.InlineData(values=rows)).mark_rect(fill=_REGION).encode(x, y, x2="x2:Q", y2="y2:Q", tooltip=told)
    edges = alt.Chart(alt.InlineData(values=_edges(frame, panel.bands)))
    return [shade, edges.mark_rule(stroke=_EDGE, strokeWidth=1.3, strokeCap="square").encode(x, y, x2="x2:Q", y2="y2:Q")]


def _edges(frame: Frame, bands: Sequence[Band]) -> list[dict[str, float]]:
    """The steps as lines: for each band its limit, and its two sides where the neighbour does not cover them."""
    rows = []
    for index, band in enumerate(bands):
        before = bands[index - 1] if index else None
        top, left = _limit(frame, band), band.qubits_low
        touches = before is not None and before.qubits_high == left
        rows.append({"x": left, "x2": left, "y": _limit(frame, before) if before and touches else frame.bottom, "y2": top})
        if band.error_limit is not None:
            rows.append({"x": left, "x2": band.qubits_high or frame.right, "y": top, "y2": top})
        ends = band.qubits_high is not None and (index + 1 == len(bands) or bands[index + 1].qubits_low != band.qubits_high)
        if ends and band.qubits_high is not None:
            rows.append({"x": band.qubits_high, "x2": band.qubits_high, "y": frame.bottom, "y2": top})
    return rows


def _limit(frame: Frame, band: Band) -> float:
    return frame.top if band.error_limit is None else float(band.error_limit)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _limit_labels(frame: Frame, bands: Sequence[Band]) -> list[Label]:
    """Each limit above its step; none where the step is too narrow for it."""
    found = []
    for band in bands:
        right = frame.x(frame.right if band.qubits_high is None else band.qubits_high)
        left, top = frame.x(band.qubits_low), frame.y(_limit(frame, band))
        text = "any error" if band.error_limit is None else _plain(band.error_limit)
        half = text_width(text, _LIMIT) / 2 + 1
        if 2 * half <= right - left:
            middle = top + 12 if band.error_limit is None else top - 9
            found.append(Label(text, 0, 0, Box.around((left + right) / 2, middle, half, _LIMIT / 2)))
    return found


def _name_labels(frame: Frame, panel: Panel, limits: Sequence[Label]) -> list[Label]:
    drawn = [label.box for label in limits]
    for machine in panel.machines:
        x = frame.x(machine.qubits)
        drawn += [Box.around(x, frame.y(error), _RADIUS, _RADIUS) for error in _signs(machine)]
        if ends := machine.range:
            drawn.append(Box(x - 1, frame.y(ends[1]), x + 1, frame.y(ends[0])))
    for edge in _edges(frame, panel.bands):
        left, top, right, bottom = frame.x(edge["x"]), frame.y(edge["y2"]), frame.x(edge["x2"]), frame.y(edge["y"])
        drawn.append(Box(left - 1, top - 1, right + 1, bottom + 1))
    named = notable(panel.bands, panel.machines)
    wanted = [(machine.title, frame.x(machine.qubits), frame.y(_signs(machine)[0])) for machine in named]
    return place(wanted, drawn, Box(4, 4, _WIDTH - 4, _HEIGHT - 4), _LABEL)


def _texts(frame: Frame, labels: Sequence[Label], x: alt.X, y: alt.Y, *, size: int, color: str) -> list[alt.Chart]:
    """The labels, with a pale edge so that lines behind them do not disturb."""
    rows = [{"text": b.text, "x": frame.qubits(b.box.left), "y": frame.error((b.box.top + b.box.bottom) / 2)} for b in labels]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x, y, text="text:N")
    style: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": size, "dx": 2, "aria": False}
    return [
        base.mark_text(**style, stroke="white", strokeWidth=3, strokeOpacity=0.8, strokeJoin="round", color="white"),
        base.mark_text(**style, color=color),
    ]


def _leaders(frame: Frame, labels: Sequence[Label], x: alt.X, y: alt.Y) -> alt.Chart:
    rows = [
        {"x": frame.qubits(b.x), "y": frame.error(b.y), "x2": frame.qubits(b.leader[0]), "y2": frame.error(b.leader[1])}
        for b in labels
        if b.leader
    ]
    return _rules(rows, strokeWidth=0.8).encode(x, y, x2="x2:Q", y2="y2:Q")


def _signs(machine: Machine) -> list[float]:
    """Where its signs stand: at the reading, else at both ends of the range."""
    if machine.error is not None:
        return [float(machine.error)]
    return sorted(set(machine.range)) if machine.range else []


def _bars(frame: Frame, machines: Sequence[Machine], x: alt.X, y: alt.Y) -> alt.Chart:
    ranges = [(machine.qubits, machine.range) for machine in machines if machine.range]
    rows = [{"x": qubits, "y": max(low, frame.bottom), "y2": max(high, frame.bottom)} for qubits, (low, high) in ranges]
    return _rules(rows, strokeWidth=1, opacity=0.75).encode(x, y, y2="y2:Q")


def _points(frame: Frame, machines: Sequence[Machine], shapes: Mapping[str, str], x: alt.X, y: alt.Y) -> alt.Chart:
    signs = [(machine, error) for machine in machines for error in _signs(machine)]
    return _marks([_row(machine, shapes) | {"y": max(error, frame.bottom)} for machine, error in signs]).encode(x, y)


def _unknown(machines: Sequence[Machine], shapes: Mapping[str, str], x: alt.X) -> list[alt.Chart]:
    if not machines:
        return []
    words = alt.Chart(alt.InlineData(values=[{"text": "not known"}])).mark_text(
        align="right", baseline="middle", fontSize=12, color=INK
    )
    return [
        _marks([_row(machine, shapes) for machine in machines]).encode(x, y=alt.value(-_STRIP)),
        words.encode(x=alt.value(-10), y=alt.value(-_STRIP), text="text:N"),
    ]


def _marks(rows: list[dict[str, Any]]) -> alt.Chart:
    """Signs that carry their colour and shape with them."""
    signs = alt.Chart(alt.InlineData(values=rows)).mark_point(size=62, stroke=INK, strokeWidth=0.9, opacity=1)
    encoded: alt.Chart = signs.encode(fill=alt.Fill("fill:N", scale=None), shape=alt.Shape("shape:N", scale=None), tooltip=_TOLD)
    return encoded


def _row(machine: Machine, shapes: Mapping[str, str]) -> dict[str, Any]:
    ends = [_plain(v) for v in (machine.error_low, machine.error_high) if v is not None]
    return {
        "x": machine.qubits,
        "machine": machine.title,
        "technology": machine.technology,
        "date": machine.date.isoformat() if machine.date else "",
        "error": "not known" if machine.error is None else _plain(machine.error),
        "range": " to ".join(dict.fromkeys(ends)),
        "controlled": machine.controlled,
        "note": machine.note,
        "fill": _FILLS[machine.controlled],
        "shape": shapes[machine.technology],
    }
