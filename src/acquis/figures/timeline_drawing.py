"""One thing through time: a lane for each regime, in the colours of the outcomes.

A span whose outcome is open has the colour of its mildest end and stripes in that of the strictest, as on the map; where the
corpus has no law of a regime, the lane is an empty frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError
from acquis.figures.legend import Key, legend
from acquis.figures.style import FAINT, INK, QUIET, WIDTH, config, heading, notes, require_altair
from acquis.figures.text import text_width
from acquis.figures.world_map import COLOURS, OUTCOMES, words

if TYPE_CHECKING:
    import altair as alt

NO_LAW = "#ffffff"
_GUTTER = 150.0
_PLOT = WIDTH - _GUTTER
_LANE, _BAR = 34.0, 22.0
_STEP, _STROKE = 8.0, 2.2
_LABEL = 11
_DARK = frozenset({"conditional", "licence_required", "prohibited"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both ends inclusive, with an outcome from `low` to `high` of `OUTCOMES` (None: the corpus has no law of these days).

    `label` is written on it where there is room, `told` shown when a reader points at it. Raises AcquisError for an end before
    the start, one end without the other, an unknown outcome, or a low end above the high one.
    """

    start: date
    end: date
    low: str | None
    high: str | None
    label: str = ""
    told: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise AcquisError(f"{self.end} is before {self.start}", field=self.label)
        if self.low is None or self.high is None:
            if self.low is not self.high:
                raise AcquisError("an outcome has two ends, or none", field=self.label)
        elif not {self.low, self.high} <= set(OUTCOMES) or OUTCOMES.index(self.low) > OUTCOMES.index(self.high):
            raise AcquisError(f"'{self.low}' to '{self.high}' is not on the scale {' < '.join(OUTCOMES)}", field=self.label)

    @property
    def said(self) -> str:
        """The outcome in words."""
        return "not in the corpus" if self.low is None or self.high is None else words(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Row:
    """A regime and its stretches, in order of time."""

    name: str
    stretches: tuple[Stretch, ...]


def timeline_chart(rows: Sequence[Row], *, title: str, under: Sequence[str], source: str) -> alt.VConcatChart:
    """A lane for each regime, above one axis of time.

    `under` stands below the title. Raises AcquisError where there is nothing to draw, MissingExtra without Altair.
    """
    if not any(row.stretches for row in rows):
        raise AcquisError("there is no time to draw", way_out="name an earlier first day, or at least one regime")
    require_altair()
    import altair as alt

    chart = alt.vconcat(
        legend(_keys(rows), left=-_GUTTER),
        _lanes(rows),
        notes(
            "Where the outcome depends on facts that are not known, the bar has the colour of the mildest outcome and stripes in "
            "that of the strictest. An empty frame: the corpus has no law of the regime for these days; that is not freedom. "
            "Entries that hold are named on the bar where there is room, in brackets those that may hold.",
            f"Source: {source.rstrip('.')}. Decision support, not legal advice.",
            left=-_GUTTER,
        ),
        spacing=14,
        title=heading(title, under),
        description=_description(rows, title),
    )
    configured: alt.VConcatChart = chart.configure(**config())
    return configured


def _lanes(rows: Sequence[Row]) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    first = min(stretch.start for row in rows for stretch in row.stretches)
    last = max(stretch.end for row in rows for stretch in row.stretches)
    days = max((last - first).days + 1, 1)
    height = _LANE * len(rows)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, _PLOT], nice=False), axis=_axis(first, days))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    bars = [_bar(row, stretch, k, first, days) for k, row in enumerate(rows) for stretch in row.stretches]
    striped = [bar for bar in bars if bar["hatch"]]
    told = [alt.Tooltip(f"{name}:N") for name in ("regime", "from", "to", "outcome", "entries")]
    base = _chart(bars)
    layers = [
        base.mark_rect(stroke=FAINT, strokeWidth=0.8).encode(
            x, y, x2="x2:Q", y2="y2:Q", fill=_as_it_is("fill"), tooltip=told, description="said:N"
        ),
        _chart([line for bar in striped for line in _stripes(bar)])
        .mark_rule(aria=False, strokeWidth=_STROKE)
        .encode(x, y, x2="x2:Q", y2="y2:Q", stroke=_as_it_is("stroke")),
        base.mark_rect(fillOpacity=0, stroke=QUIET, strokeWidth=0.5, aria=False).encode(x, y, x2="x2:Q", y2="y2:Q"),
        *_texts([label for bar in bars if (label := _label(bar)) is not None], x, y),
        _chart([{"text": row.name, "y": (k + 0.5) * _LANE} for k, row in enumerate(rows)])
        .mark_text(align="right", baseline="middle", fontSize=12, color=INK)
        .encode(x=alt.value(-10), y=y, text="text:N"),
    ]
    return alt.layer(*layers, width=_PLOT, height=height)


def _axis(first: date, days: int) -> alt.Axis:
    """Years, or months where there are few; x is in pixels, for stripes are."""
    import altair as alt

    years = days / 365.25
    months = 12 if years > 4 else 6 if years > 2 else 3 if years > 0.75 else 1
    ticks = list(_ticks(first, days, months))
    names = {str(round(at, 3)): text for at, text in ticks}
    return alt.Axis(
        title=None, values=[at for at, _ in ticks], grid=True, domain=True, labelOverlap=True,
        labelExpr=f"{names!r}[toString(round(datum.value * 1000) / 1000)]", labelAngle=0,
    )  # fmt: skip


def _ticks(first: date, days: int, months: int) -> Iterator[tuple[float, str]]:
    year, month = first.year, 1
    while (day := date(year, month, 1)).toordinal() <= first.toordinal() + days:
        if day >= first:
            text = str(year) if months == 12 else f"{year}-{month:02}"
            yield round((day - first).days / days * _PLOT, 3), text
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


def _bar(row: Row, stretch: Stretch, k: int, first: date, days: int) -> dict[str, Any]:
    top = k * _LANE + (_LANE - _BAR) / 2
    low, high = stretch.low, stretch.high
    return {
        "x": (stretch.start - first).days / days * _PLOT,
        "x2": ((stretch.end - first).days + 1) / days * _PLOT,
        "y": top,
        "y2": top + _BAR,
        "fill": NO_LAW if low is None else COLOURS[low],
        "hatch": None if high is None or low == high else COLOURS[high],
        "ink": "#ffffff" if low in _DARK and low == high else INK,
        "settled": low is not None and low == high,
        "label": stretch.label if low is not None else "not in the corpus",
        "regime": row.name,
        "from": stretch.start.isoformat(),
        "to": stretch.end.isoformat(),
        "outcome": stretch.said,
        "entries": stretch.told,
        "said": f"{row.name}, {stretch.start} to {stretch.end}: {stretch.said}",
    }


def _stripes(bar: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Lines rising to the right at 45 degrees, clipped to the bar."""
    start = bar["x"] - _BAR + _STEP / 2
    while start < bar["x2"]:
        low, high = max(start, bar["x"]), min(start + _BAR, bar["x2"])
        if high > low:
            yield {"x": low, "x2": high, "y": bar["y2"] - (low - start), "y2": bar["y2"] - (high - start), "stroke": bar["hatch"]}
        start += _STEP


def _label(bar: dict[str, Any]) -> dict[str, Any] | None:
    """The words on a bar, cut to what fits; None where that is too little to read."""
    room = bar["x2"] - bar["x"] - 10
    names = bar["label"].split(", ") if bar["label"] else []
    for kept in range(len(names), 0, -1):
        text = ", ".join(names[:kept]) + (f" +{len(names) - kept}" if kept < len(names) else "")
        if text_width(text, _LABEL) <= room:
            plain = bar["settled"] or bar["fill"] == NO_LAW
            colour = (QUIET if bar["fill"] == NO_LAW else bar["ink"]) if plain else INK
            edge = bar["fill"] if plain else "#ffffff"
            return {"text": text, "x": bar["x"] + 5, "y": (bar["y"] + bar["y2"]) / 2, "ink": colour, "edge": edge}
    return None


def _texts(rows: list[dict[str, Any]], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    base = _chart(rows).encode(x, y, text="text:N")
    style: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": _LABEL, "aria": False}
    return [
        base.mark_text(**style, strokeWidth=4, strokeJoin="round").encode(stroke=_as_it_is("edge"), color=_as_it_is("edge")),
        base.mark_text(**style).encode(color=_as_it_is("ink")),
    ]


def _as_it_is(field: str) -> dict[str, Any]:
    """The field holds the colour itself."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _chart(rows: list[dict[str, Any]]) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=rows))


def _keys(rows: Sequence[Row]) -> list[list[Key]]:
    pairs = {(s.low, s.high) for row in rows for s in row.stretches if s.low is not None and s.high is not None}
    ordered = sorted(pairs, key=lambda pair: (OUTCOMES.index(pair[0]), OUTCOMES.index(pair[1])))
    settled = [Key(words(low, high), "area", COLOURS[low], FAINT) for low, high in ordered if low == high]
    striped = [Key(words(low, high), "area", COLOURS[low], FAINT, hatch=COLOURS[high]) for low, high in ordered if low != high]
    missing = any(s.low is None for row in rows for s in row.stretches)
    return [settled, striped, [Key("not in the corpus", "area", NO_LAW, QUIET)] if missing else []]


def _description(rows: Sequence[Row], title: str) -> str:
    said = [f"{title}: outcomes over time, a lane for each regime."]
    said += [f"{row.name}: " + "; ".join(f"{s.start} to {s.end} {s.said}" for s in row.stretches) + "." for row in rows]
    return " ".join(said)
