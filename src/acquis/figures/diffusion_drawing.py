"""How a control spread: a lane for each jurisdiction, a sign for each event, an arrow from the earlier rule to the later.

Positions are pixels. Colours are those of Okabe and Ito, told apart by the colour-blind; shape and dash say the same again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from acquis.figures.legend import Key, legend
from acquis.figures.pixels import at, plain, rows_chart, tooltip
from acquis.figures.style import FAINT, INK, QUIET, config, heading, notes, require_altair
from acquis.figures.text import text_width

if TYPE_CHECKING:
    import altair as alt

Tie = Literal["equivalent", "narrower", "wider", "differs", "dates only"]

TIES: Mapping[Tie, tuple[str, tuple[int, int]]] = {
    "equivalent": ("#0072b2", (1, 0)),
    "narrower": ("#009e73", (9, 3)),
    "wider": ("#d55e00", (5, 3)),
    "differs": ("#a5397e", (2, 2)),
    "dates only": ("#8a8a8a", (2, 5)),
}
"""The colour and the dashes of an arrow by how the later rule stands to the earlier."""

SIGNS: Mapping[str, tuple[str, str]] = {
    "effective": ("circle", INK),
    "adopted": ("circle", "#ffffff"),
    "statement": ("circle", "#ffffff"),
    "proposed": ("square", "#ffffff"),
    "changed": ("diamond", INK),
    "in force again": ("triangle-up", INK),
    "perhaps in force again": ("triangle-up", "#ffffff"),
    "suspended": ("triangle-down", "#f0e442"),
    "not_enforced": ("triangle-down", "#ffffff"),
    "superseded": ("stroke", INK),
    "ended": ("cross", "#ffffff"),
}
"""The shape and the fill of an event. Absences are told in the notes."""

_WORDS = {"adopted": "adopted, or stated", "not_enforced": "not enforced"}
_PLOT = 800.0
_LANE = 34.0
_TOP, _MARGIN = 14.0, 26.0
_CLEAR = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One event: the lane, the day, what happened, and what a reader is told of it. `faint`: it rests on memory."""

    lane: str
    day: dt.date
    kind: str
    said: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """From an earlier mark to a later one, and how the later rule stands to the earlier."""

    start: tuple[str, dt.date]
    end: tuple[str, dt.date]
    tie: Tie
    said: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a day and a lane stand."""

    first: dt.date
    last: dt.date
    lanes: tuple[str, ...]

    @property
    def height(self) -> float:
        return _TOP + _LANE * len(self.lanes)

    def x(self, day: dt.date) -> float:
        return _MARGIN + (_PLOT - 2 * _MARGIN) * (day - self.first).days / max(1, (self.last - self.first).days)

    def y(self, lane: str) -> float:
        return _TOP + _LANE * (self.lanes.index(lane) + 0.5)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """First days of years, or of quarters in a short time, as many as stand apart."""
        months = (1,) if (self.last - self.first).days > 3 * 366 else (1, 4, 7, 10)
        found = [dt.date(y, m, 1) for y in range(self.first.year, self.last.year + 2) for m in months]
        inside = [day for day in found if self.first <= day <= self.last]
        kept = inside[:: max(1, math.ceil(len(inside) / 14))]
        return [(self.x(day), str(day.year) if len(months) == 1 else f"{day:%b %Y}") for day in kept]


def diffusion_chart(
    title: str,
    lanes: Sequence[tuple[str, str]],
    marks: Sequence[Mark],
    arrows: Sequence[Arrow],
    *,
    under: str,
    said: Sequence[str],
) -> alt.VConcatChart:
    """The figure. `lanes`: id and name, from top to bottom; `said`: paragraphs under it.

    Raises MissingExtra where Altair is not installed.
    """
    require_altair()
    import altair as alt

    days = [mark.day for mark in marks]
    grid = _Grid(min(days), max(days), tuple(lane for lane, _ in lanes))
    plot = alt.layer(
        *_frame(grid, lanes), *_arrows(grid, arrows), *_marks(grid, marks), width=_PLOT, height=grid.height
    )  # fmt: skip
    key = legend(_keys(marks, arrows))
    whole = alt.vconcat(key, plot, notes(*said), spacing=12, title=heading(title, [under]), description=f"{title}. {under}")
    styled: alt.VConcatChart = whole.configure(**config())
    return styled


def _keys(marks: Sequence[Mark], arrows: Sequence[Arrow]) -> list[list[Key]]:
    kinds = {"adopted" if mark.kind == "statement" else mark.kind for mark in marks}
    ties = {arrow.tie for arrow in arrows}
    signs = [Key(_WORDS.get(k, k), "point", fill, shape=shape) for k, (shape, fill) in SIGNS.items() if k in kinds]
    words = {"dates only": "later, rules not compared"}
    return [
        signs,
        [Key(words.get(tie, f"later rule: {tie}"), "area", colour, colour) for tie, (colour, _) in TIES.items() if tie in ties],
    ]


def _frame(grid: _Grid, lanes: Sequence[tuple[str, str]]) -> list[Any]:
    """Lane lines with their names, and the marks of time."""
    widest = max(text_width(name, 12) for _, name in lanes)
    rows = [{"x": 0.0, "x2": _PLOT, "y": grid.y(lane), "y2": grid.y(lane), "name": name} for lane, name in lanes]
    ticks = [{"x": x, "x2": x, "y": _TOP, "y2": grid.height, "label": label} for x, label in grid.ticks]
    places = at()
    return [
        rows_chart(ticks).mark_rule(aria=False, stroke="#e9e9e9").encode(**places, x2="x2:Q", y2="y2:Q"),
        rows_chart(rows).mark_rule(aria=False, stroke=FAINT, strokeWidth=0.8).encode(**places, x2="x2:Q", y2="y2:Q"),
        rows_chart([row | {"x": -10.0} for row in rows])
        .mark_text(align="right", baseline="middle", fontSize=12, color=INK, limit=widest + 8)
        .encode(**places, text="name:N", description="name:N"),
        rows_chart([tick | {"y": grid.height + 12} for tick in ticks])
        .mark_text(align="center", baseline="middle", fontSize=12, color=QUIET)
        .encode(**places, text="label:N", description="label:N"),
    ]


def _arrows(grid: _Grid, arrows: Sequence[Arrow]) -> list[Any]:
    """One layer of lines for each tie, since dashes belong to a layer, and one of heads."""
    layers: list[Any] = []
    heads: list[dict[str, Any]] = []
    for tie, (colour, dash) in TIES.items():
        lines = [_line(grid, arrow) for arrow in arrows if arrow.tie == tie]
        if not lines:
            continue
        heads += [{**line, "x": line["x2"], "y": line["y2"], "fill": colour} for line in lines]
        layers.append(
            rows_chart(lines)
            .mark_rule(stroke=colour, strokeWidth=1.5, strokeDash=list(dash) if dash[1] else [1, 0], opacity=0.85)
            .encode(**at(), x2="x2:Q", y2="y2:Q", tooltip=tooltip(), description="said:N")
        )
    if heads:
        layers.append(
            rows_chart(heads)
            .mark_point(aria=False, shape="triangle", size=46, filled=True, opacity=1)
            .encode(**at(), angle=plain("angle", "quantitative"), fill=plain("fill"))
        )
    return layers


def _line(grid: _Grid, arrow: Arrow) -> dict[str, Any]:
    """Ends short of the marks, with the direction of the head in degrees clockwise from upright."""
    (x1, y1), (x2, y2) = ((grid.x(day), grid.y(lane)) for lane, day in (arrow.start, arrow.end))
    dx, dy = x2 - x1, y2 - y1
    length = math.hypot(dx, dy) or 1.0
    short = min(_CLEAR / length, 0.4)
    return {
        "x": x1 + dx * short, "y": y1 + dy * short, "x2": x2 - dx * short * 1.25, "y2": y2 - dy * short * 1.25,
        "angle": math.degrees(math.atan2(dx, -dy)), "said": arrow.said,
    }  # fmt: skip


def _marks(grid: _Grid, marks: Sequence[Mark]) -> list[Any]:
    rows = []
    for mark, x in _apart(grid, marks):
        shape, fill = SIGNS[mark.kind]
        rows.append(
            {
                "x": x, "y": grid.y(mark.lane), "said": mark.said, "shape": shape, "fill": fill,
                "stroke": QUIET if mark.faint else INK, "opacity": 0.5 if mark.faint else 1.0,
            }
        )  # fmt: skip
    return [
        rows_chart(rows)
        .mark_point(size=80, strokeWidth=1.3)
        .encode(
            **at(), shape=plain("shape"), fill=plain("fill"), stroke=plain("stroke"),
            opacity=plain("opacity", "quantitative"), tooltip=tooltip(), description="said:N",
        )
    ]  # fmt: skip


def _apart(grid: _Grid, marks: Sequence[Mark]) -> list[tuple[Mark, float]]:
    """Marks with their places; those of one lane and day stand side by side."""
    seen: dict[tuple[str, dt.date], int] = {}
    placed = []
    for mark in marks:
        key = (mark.lane, mark.day)
        placed.append((mark, grid.x(mark.day) + 9 * seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return placed
