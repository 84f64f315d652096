"""What a screening found, drawn: answers of each regime, rows by month, and the facts that answers lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acquis.figures.style import INK, config, heading, notes, require_altair

if TYPE_CHECKING:
    import altair as alt

_WIDTH, _STEP = 760, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar: its name, and by part the rows."""

    name: str
    parts: Mapping[str, int]


def bars_chart(
    bars: Sequence[Bar],
    parts: Mapping[str, str],
    *,
    title: str,
    under: str,
    axis: str = "rows",
    share: bool = False,
    remarks: Sequence[str] = (),
) -> alt.TopLevelMixin:
    """Stacked bars, one below another.

    Args:
        bars: in order, from the top.
        parts: the parts in order from the left, each with its colour.
        title: what is shown.
        under: a line below the title.
        axis: what is counted.
        share: draw each bar as shares of its whole.
        remarks: what else to say under it.
    """
    require_altair()
    import altair as alt

    rows = [
        {"bar": bar.name, "part": part, "rows": bar.parts.get(part, 0), "order": k, "share": _share(bar, part)}
        for bar in bars
        for k, part in enumerate(parts)
        if bar.parts.get(part, 0)
    ]
    x = (
        alt.X("share:Q", title=f"share of {axis}", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
        if share
        else alt.X("rows:Q", title=axis, axis=alt.Axis(format="~s", tickMinStep=1))
    )
    legend = alt.Legend(title=None, orient="bottom", columns=4, labelLimit=300) if len(parts) > 1 else None
    chart = (
        alt.Chart(alt.InlineData(values=rows), width=_WIDTH, height=_STEP * max(1, len(bars)))
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=x,
            y=alt.Y(
                "bar:N",
                sort=[bar.name for bar in bars],
                title=None,
                axis=alt.Axis(labelLimit=300, domain=False, ticks=False, labelColor=INK),
            ),
            color=alt.Color("part:N", scale=alt.Scale(domain=list(parts), range=list(parts.values())), legend=legend),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("bar:N"), alt.Tooltip("part:N"), alt.Tooltip("rows:Q", format=",")],
        )
    )
    return _whole(chart, title, under, remarks, _words(title, bars, parts))


def months_chart(months: Sequence[Bar], parts: Mapping[str, str], *, title: str, under: str) -> alt.TopLevelMixin:
    """Rows by month as stacked columns."""
    require_altair()
    import altair as alt

    rows = [
        {"month": bar.name, "part": part, "rows": bar.parts.get(part, 0), "order": k}
        for bar in months
        for k, part in enumerate(parts)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows), width=_WIDTH, height=220)
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("month:N", sort=[bar.name for bar in months], title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
            y=alt.Y("rows:Q", title="rows", axis=alt.Axis(format="~s")),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=list(parts), range=list(parts.values())),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("month:N"), alt.Tooltip("part:N"), alt.Tooltip("rows:Q", format=",")],
        )
    )
    return _whole(chart, title, under, (), _words(title, months, parts))


def _whole(chart: Any, title: str, under: str, remarks: Sequence[str], words: str) -> alt.TopLevelMixin:
    import altair as alt

    top = alt.Chart(alt.InlineData(values=[{}]), height=1, width=1).mark_point(opacity=0)  # room below the title
    stack = [top, chart, *([notes(*remarks)] if remarks else [])]
    whole = alt.vconcat(*stack, title=heading(title, [under]), spacing=10).resolve_scale(color="independent")
    configured: alt.VConcatChart = whole.properties(description=words).configure(**config())
    return configured


def _share(bar: Bar, part: str) -> float:
    whole = sum(bar.parts.values())
    return bar.parts.get(part, 0) / whole if whole else 0.0


def _words(title: str, bars: Sequence[Bar], parts: Mapping[str, str]) -> str:
    """The chart in words, for those who cannot see it."""
    told = [
        f"{bar.name}: " + ", ".join(f"{part} {bar.parts.get(part, 0):,}" for part in parts if bar.parts.get(part)) for bar in bars
    ]
    return f"{title}. {'; '.join(told) or 'nothing to show'}."
