"""Drawing in pixels: rows that carry their own places and colours, for the parts of a figure that have no axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt


def rows_chart(rows: list[dict[str, Any]]) -> alt.Chart:
    """A chart over rows."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=rows))


def at() -> dict[str, Any]:
    """Positions are pixels."""
    import altair as alt

    return {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}


def plain(field: str, kind: str = "nominal") -> dict[str, Any]:
    """The field holds the colour, the shape or the angle itself."""
    return {"field": field, "type": kind, "scale": None, "legend": None}


def tooltip() -> list[Any]:
    """What a row says of itself."""
    import altair as alt

    return [alt.Tooltip("said:N", title=" ")]
