"""The matrix of a topic: every side against every other, relation by colour and sign, agreement in the corner of the square."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acquis.figures.style import INK, QUIET, config, heading, notes, require_altair

if TYPE_CHECKING:
    import altair as alt

SIGNS = {
    "same": ("≡", "the same rule (proved)", "#2c7fb8"),
    "narrower": ("⊂", "the row is narrower", "#a1dab4"),
    "wider": ("⊃", "the row is wider", "#fdae61"),
    "differ": ("≠", "each catches what the other does not", "#d7301f"),
    "neither": ("–", "neither has such a control", "#f0f0f0"),
    "unknown": ("?", "not known", "#ffffff"),
}
_LIGHT = ("same", "differ")
_SMALLEST, _LARGEST, _WIDTH = 46, 90, 640


@dataclass(frozen=True, slots=True)
class Square:
    """One pair: names of row and column, one of `SIGNS`, and what to tell of it."""

    row: str
    column: str
    relation: str
    note: str = ""
    share: str = ""


def relation_chart(
    squares: Sequence[Square],
    names: Sequence[str],
    *,
    title: str,
    as_of: dt.date,
    source: str,
    share: str = "",
    remarks: Sequence[str] = (),
) -> alt.TopLevelMixin:
    """The heat map of relations.

    Args:
        squares: each pair twice, once from either side.
        names: the sides in order.
        title: what is compared.
        as_of: the day of the law.
        source: where the law was read.
        share: what the small number is.
        remarks: what else to say under it.
    """
    require_altair()
    import altair as alt

    rows = [
        {
            "row": square.row,
            "column": square.column,
            "relation": SIGNS[square.relation][1],
            "sign": SIGNS[square.relation][0],
            "light": square.relation in _LIGHT,
            "share": square.share,
            "note": square.note,
        }
        for square in squares
    ]
    step = max(_SMALLEST, min(_LARGEST, _WIDTH // max(1, len(names))))
    met = [key for key in SIGNS if any(square.relation == key for square in squares)]
    x = alt.X("column:N", sort=list(names), title=None, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False))
    y = alt.Y("row:N", sort=list(names), title=None, axis=alt.Axis(domain=False, ticks=False, labelLimit=320))
    colour = alt.Color(
        "relation:N",
        scale=alt.Scale(domain=[SIGNS[key][1] for key in met], range=[SIGNS[key][2] for key in met]),
        legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=400, symbolStrokeColor=QUIET, symbolStrokeWidth=0.5),
    )
    told = [alt.Tooltip(f"{name}:N") for name in ("row", "column", "relation", "share", "note")]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y)
    ink = alt.when("datum.light").then(alt.value("white")).otherwise(alt.value(INK))
    chart = alt.layer(
        base.mark_rect(stroke=QUIET, strokeWidth=0.5).encode(color=colour, tooltip=told),
        base.mark_text(fontSize=17, dy=-5).encode(text="sign:N", color=ink),
        base.mark_text(fontSize=9, dy=12).encode(text="share:N", color=ink),
    ).properties(width=step * len(names), height=step * len(names))
    under = [f"Law of {as_of.isoformat()}. Read a row against a column.", *([share] if share else [])]
    words = notes(*remarks, f"Source: {source}. Decision support, not legal advice.")
    top = alt.Chart(alt.InlineData(values=[{}]), height=1, width=1).mark_point(opacity=0)  # room between the title and the names
    whole = alt.vconcat(top, chart, words, title=heading(title, under), spacing=10).resolve_legend(color="independent")
    configured: alt.VConcatChart = whole.properties(description=_description(title, squares)).configure(**config())
    return configured


def _description(title: str, squares: Sequence[Square]) -> str:
    """The matrix in words, for those who cannot see it; each pair once."""
    order = {name: k for k, name in enumerate(dict.fromkeys(square.row for square in squares))}
    told = [
        f"{square.row} against {square.column}: {SIGNS[square.relation][1]}"
        for square in squares
        if square.relation not in ("unknown", "neither") and order[square.row] < order.get(square.column, len(order))
    ]
    return f"{title}. {'; '.join(told) or 'nothing is decided'}."
