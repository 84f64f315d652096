"""Thresholds, real things and estimates over time, each on a logarithmic scale: does the law run ahead, or behind?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.figures.legend import Key, legend
from acquis.figures.style import FAINT, INK, WIDTH, config, heading, notes, require_altair

if TYPE_CHECKING:
    import altair as alt

_LEGAL, _BEST, _THING = "#a63603", "#2b6cb0", "#9db8d2"
_TARGETS = ("#5b2a86", "#1b7837", "#8c6d00")
_SHAPES = ("diamond", "square", "triangle-up")
_GUTTER = 80.0
_ROOM = 150.0
"""To the right of a plot, for the names of the thresholds."""
_HEIGHT = 300.0
_LABEL_APART = 14.0
_LOOK_BACK = timedelta(days=3653)
_BEFORE = timedelta(days=270)
"""Room left of the first day, for its name."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold in force from one day to another. `label` is who has it."""

    value: float
    start: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A real thing, or the machine of an estimate, with its value. `target` is of an estimate only; `below`: at most that."""

    name: str
    day: date
    value: float
    target: str | None = None
    below: bool = False


@dataclass(frozen=True, slots=True)
class AxisPanel:
    """One axis: title, whether more is better, thresholds, real things, estimates. Raises AcquisError for values of 0 or less."""

    title: str
    rising: bool
    limits: tuple[Limit, ...]
    things: tuple[Thing, ...]
    estimates: tuple[Thing, ...] = ()

    def __post_init__(self) -> None:
        if any(value <= 0 for value in self.values):
            raise AcquisError("a logarithmic axis has no place for 0 or less", field=self.title)

    @property
    def values(self) -> list[float]:
        """Every value that must be on the axis."""
        return [*(limit.value for limit in self.limits), *(thing.value for thing in (*self.things, *self.estimates))]

    @property
    def best(self) -> tuple[Thing, ...]:
        """The things that were better than all before them."""
        found: list[Thing] = []
        for thing in sorted(self.things, key=lambda thing: thing.day):
            if not found or (thing.value > found[-1].value if self.rising else thing.value < found[-1].value):
                found.append(thing)
        return tuple(found)


def prematurity_chart(
    panels: Sequence[AxisPanel], *, title: str, under: Sequence[str], remarks: Sequence[str], source: str, until: date
) -> alt.VConcatChart:
    """A panel for each axis, above each other, over one stretch of time that ends `until`.

    Raises AcquisError where there is nothing to draw, MissingExtra without Altair.
    """
    drawn = [panel for panel in panels if panel.limits]
    if not drawn:
        raise AcquisError("there is no threshold to draw", way_out="name another topic")
    require_altair()
    import altair as alt

    first = _first_day(drawn)
    drawn = [replace(panel, things=tuple(thing for thing in panel.things if thing.day >= first)) for panel in drawn]
    targets = tuple(dict.fromkeys(e.target for panel in drawn for e in panel.estimates if e.target is not None))
    chart = alt.vconcat(
        legend(_keys(drawn, targets), left=-_GUTTER),
        *(_panel(panel, (first - _BEFORE, until), targets) for panel in drawn),
        notes(*remarks, f"Source: {source.rstrip('.')}. Decision support, not legal advice.", left=-_GUTTER),
        spacing=16,
        title=heading(title, under),
        description=_description(drawn, title),
    )
    configured: alt.VConcatChart = chart.configure(**config())
    return configured


def _first_day(panels: Sequence[AxisPanel]) -> date:
    """Ten years before the first threshold, or the first estimate; later where nothing is known of so long ago."""
    law = min(limit.start for panel in panels for limit in panel.limits) - _LOOK_BACK
    estimates = [estimate.day for panel in panels for estimate in panel.estimates]
    known = [thing.day for panel in panels for thing in panel.things]
    return min([max(law, min(known, default=law)), *estimates])


def _panel(panel: AxisPanel, days: tuple[date, date], targets: Sequence[str]) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    low, high = min(panel.values) / 2, max(panel.values) * 2
    x = alt.X("x:T", axis=alt.Axis(title=None, format="%Y", tickCount="year", labelOverlap=True), scale=_time(days))
    numbers = "~e" if high >= 1e6 or low < 0.01 else ("~s" if low >= 1 else "~g")
    plain = alt.Axis(format=numbers, tickCount=6, minExtent=64)
    y = alt.Y("y:Q", title=panel.title, axis=plain, scale=alt.Scale(type="log", domain=[low, high], nice=False))
    told = [alt.Tooltip("name:N"), alt.Tooltip("day:N"), alt.Tooltip("value:N")]
    layers = [
        _chart([_point(thing) for thing in panel.things])
        .mark_point(size=26, filled=True, color=_THING, opacity=0.75)
        .encode(x, y, tooltip=told, description="said:N"),
        _chart(_steps(panel, days[1])).mark_line(interpolate="step-after", color=_BEST, strokeWidth=2, aria=False).encode(x, y),
        _chart([_line(limit) for limit in panel.limits])
        .mark_rule(color=_LEGAL, strokeWidth=1.4)
        .encode(x, y, x2="x2:T", tooltip=[alt.Tooltip("said:N")], description="said:N"),
        *_estimates(panel, targets, x, y),
        *_names(panel, low, high, y),
    ]
    return alt.layer(*layers, width=WIDTH - _GUTTER - _ROOM, height=_HEIGHT)


def _time(days: tuple[date, date]) -> alt.Scale:
    import altair as alt

    return alt.Scale(type="utc", domain=[_milliseconds(day) for day in days], nice=False)


def _milliseconds(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400_000


def _point(thing: Thing) -> dict[str, Any]:
    value = f"{'below ' if thing.below else ''}{thing.value:.4g}"
    said = f"{thing.name}, {thing.day}: {value}"
    return {
        "x": _milliseconds(thing.day),
        "y": thing.value,
        "name": thing.name,
        "day": thing.day.isoformat(),
        "value": value,
        "said": said,
    }


def _steps(panel: AxisPanel, end: date) -> list[dict[str, Any]]:
    best = panel.best
    return [*map(_point, best), *([_point(best[-1]) | {"x": _milliseconds(end)}] if best else [])]


def _line(limit: Limit) -> dict[str, Any]:
    said = f"{limit.label}: {limit.value:.4g} since {limit.start}"
    return {"x": _milliseconds(limit.start), "x2": _milliseconds(limit.end), "y": limit.value, "said": said}


def _estimates(panel: AxisPanel, targets: Sequence[str], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    import altair as alt

    layers: list[alt.Chart] = []
    for k, target in enumerate(targets):
        rows = [_point(e) for e in panel.estimates if e.target == target]
        names = [row | {"text": f"{'< ' if row['value'].startswith('below') else ''}{row['name']}"} for row in rows]
        colour, told = _TARGETS[k % len(_TARGETS)], [alt.Tooltip("said:N", title="estimate")]
        layers += [
            _chart(rows)
            .mark_point(size=80, filled=True, color=colour, shape=_SHAPES[k % len(_SHAPES)], opacity=1)
            .encode(x, y, tooltip=told, description="said:N"),
            _chart(names)
            .mark_text(align="right", baseline="middle", dx=-8, dy=-1, fontSize=10.5, color=colour, aria=False)
            .encode(x, y, text="text:N"),
        ]
    return layers


def _names(panel: AxisPanel, low: float, high: float, y: alt.Y) -> list[alt.Chart]:
    """The thresholds by value and holder, right of the plot; where they are too near to be read, the extreme ones first."""
    import math

    import altair as alt

    def height(value: float) -> float:
        return _HEIGHT * (1 - math.log(value / low) / math.log(high / low))

    by_value: dict[float, list[str]] = {}
    for limit in sorted(panel.limits, key=lambda limit: limit.value):
        by_value.setdefault(limit.value, []).append(limit.label)
    ordered = list(by_value)
    placed: list[float] = []
    for value in [ordered[0], ordered[-1], *ordered[1:-1]]:
        if all(abs(height(value) - height(other)) >= _LABEL_APART for other in placed):
            placed.append(value)
    rows = [{"y": value, "text": f"{value:,.6g} {_holders(by_value[value])}"} for value in placed]
    base = _chart(rows).mark_text(align="left", baseline="middle", fontSize=11, color=_LEGAL)
    return [base.encode(y=y, x=alt.value(WIDTH - _GUTTER - _ROOM + 6), text="text:N")]


def _holders(labels: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(labels))


def _chart(rows: list[dict[str, Any]]) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=rows))


def _keys(panels: Sequence[AxisPanel], targets: Sequence[str]) -> list[list[Key]]:
    things = [Key("real thing", "point", _THING, FAINT), Key("the best so far", "bar", "none", _BEST)]
    estimates = [Key(f"estimate, {target}", "point", _TARGETS[k % 3], INK, _SHAPES[k % 3]) for k, target in enumerate(targets)]
    known = any(panel.things for panel in panels)
    return [[Key("threshold of the law", "bar", "none", _LEGAL)], things if known else [], estimates]


def _description(panels: Sequence[AxisPanel], title: str) -> str:
    said = [f"{title}."]
    for panel in panels:
        limits = "; ".join(f"{limit.label} {limit.value:.4g} from {limit.start}" for limit in panel.limits)
        best = panel.best
        reached = f" Best real thing: {best[-1].name}, {best[-1].value:.4g}." if best else ""
        said.append(f"{panel.title}: thresholds {limits}.{reached}")
    return " ".join(said)
