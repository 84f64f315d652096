"""What all figures share: the look, and the lines of text under a chart."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from acquis.errors import MissingExtra
from acquis.figures.text import wrap

if TYPE_CHECKING:
    import altair as alt

WIDTH = 1000
"""The width of a whole figure, in pixels."""

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK = "#222222"
QUIET = "#595959"
FAINT = "#b8b8b8"
NOTE_SIZE = 12
_LINE = 17


def require_altair() -> None:
    """Raise MissingExtra where Altair is not installed."""
    if importlib.util.find_spec("altair") is None:
        raise MissingExtra("altair", "charts")


def heading(text: str, under: Sequence[str] = ()) -> alt.TitleParams:
    """The title of a whole figure, with lines in small type under it."""
    import altair as alt

    return alt.TitleParams(
        text=text, subtitle=list(under), fontSize=18, subtitleFontSize=13, subtitleColor=QUIET, subtitlePadding=6, anchor="start",
        frame="bounds", offset=0,
    )  # fmt: skip


def notes(*paragraphs: str, left: float = 0) -> alt.Chart:
    """Lines of small type as wide as the figure; they begin at `left`, in pixels from the left edge of the plots above."""
    import altair as alt

    lines = [line for paragraph in paragraphs for line in wrap(paragraph, WIDTH - 40, NOTE_SIZE)]
    rows = [{"line": line, "y": k * _LINE} for k, line in enumerate(lines)]
    words = alt.Chart(alt.InlineData(values=rows), height=len(lines) * _LINE, width=WIDTH / 2)
    words = words.mark_text(align="left", baseline="top", fontSize=NOTE_SIZE, color=QUIET)
    placed: alt.Chart = words.encode(
        text="line:N", description="line:N", x=alt.value(left), y=alt.Y("y:Q", scale=None, axis=None)
    )
    return placed


def config() -> dict[str, Any]:
    """The look of every figure, as keywords of `configure`."""
    return {
        "background": "white",
        "font": FONT,
        "padding": 14,
        "view": {"stroke": None},
        "title": {"color": INK, "fontWeight": "bold", "anchor": "start"},
        "axis": {
            "labelColor": INK, "labelFontSize": 12, "titleColor": INK, "titleFontSize": 13, "titleFontWeight": "normal",
            "titlePadding": 10, "gridColor": "#e9e9e9", "domainColor": QUIET, "tickColor": QUIET,
        },
        "legend": {"labelColor": INK, "labelFontSize": 12, "titleColor": INK, "titleFontSize": 12, "titleFontWeight": "normal"},
    }  # fmt: skip
