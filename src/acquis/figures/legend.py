"""The key of a figure: one row of signs and words, broken where it is too long. Vega has no hatched signs of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from acquis.figures.pixels import at, plain, rows_chart
from acquis.figures.style import INK, WIDTH
from acquis.figures.text import text_width

if TYPE_CHECKING:
    import altair as alt

_SIZE = 12
_ROW = 24.0
_AREA_WIDTH, _AREA_HEIGHT = 26.0, 14.0
_POINT_WIDTH = 12.0
_GAP, _GROUP_GAP, _TEXT_GAP = 16.0, 36.0, 6.0
_HATCH_STEP, _HATCH_STROKE = 6.5, 2.2


@dataclass(frozen=True, slots=True)
class Key:
    """A sign and what it stands for: a point of some shape, an area (hatched in the colour `hatch`), or an upright bar."""

    text: str
    sign: Literal["point", "area", "bar"]
    fill: str
    stroke: str = INK
    shape: str = "circle"
    hatch: str | None = None

    @property
    def sign_width(self) -> float:
        """The width of the sign, in pixels."""
        return _AREA_WIDTH if self.sign == "area" else _POINT_WIDTH

    @property
    def width(self) -> float:
        """The width of sign and text, in pixels."""
        return self.sign_width + _TEXT_GAP + text_width(self.text, _SIZE)


@dataclass(frozen=True, slots=True)
class _Placed:
    key: Key
    left: float
    middle: float

    @property
    def centre(self) -> float:
        return self.left + self.key.sign_width / 2


def legend(groups: Sequence[Sequence[Key]], *, left: float = 0) -> alt.LayerChart | alt.FacetChart:
    """The keys, group by group; the first begins at `left`, in pixels from the left edge of the plots below."""
    import altair as alt

    placed = list(_flow(groups, left))
    height = max((p.middle for p in placed), default=0) + _ROW / 2
    areas = [p for p in placed if p.key.sign == "area"]
    base = rows_chart([_row(p) | _box(p) for p in areas])
    layers = [
        base.mark_rect(aria=False, strokeWidth=0).encode(**at(), x2="x2:Q", y2="y2:Q", fill=plain("fill")),
        rows_chart([row for p in areas if p.key.hatch for row in _hatch(p)])
        .mark_rule(aria=False, strokeWidth=_HATCH_STROKE)
        .encode(**at(), x2="x2:Q", y2="y2:Q", stroke=plain("stroke")),
        base.mark_rect(aria=False, fillOpacity=0, strokeWidth=0.8).encode(**at(), x2="x2:Q", y2="y2:Q", stroke=plain("stroke")),
        rows_chart([_row(p) | _bar(p) for p in placed if p.key.sign == "bar"])
        .mark_rule(aria=False, strokeWidth=1)
        .encode(**at(), x2="x2:Q", y2="y2:Q", stroke=plain("stroke")),
        rows_chart([_row(p) | {"x": p.centre} for p in placed if p.key.sign == "point"])
        .mark_point(aria=False, size=75, strokeWidth=0.9, opacity=1)
        .encode(**at(), fill=plain("fill"), stroke=plain("stroke"), shape=plain("shape")),
        rows_chart([_row(p) | {"x": p.left + p.key.sign_width + _TEXT_GAP} for p in placed])
        .mark_text(align="left", baseline="middle", fontSize=_SIZE, color=INK)
        .encode(**at(), text="text:N", description="text:N"),
    ]
    return alt.layer(*layers, width=WIDTH / 2, height=height)


def _flow(groups: Sequence[Sequence[Key]], left: float) -> Iterable[_Placed]:
    x, middle = left, _ROW / 2
    for group in groups:
        for key in group:
            if x > left and x + key.width > left + WIDTH - 40:
                x, middle = left, middle + _ROW
            yield _Placed(key, x, middle)
            x += key.width + _GAP
        x += _GROUP_GAP - _GAP


def _row(placed: _Placed) -> dict[str, Any]:
    key = placed.key
    return {"text": key.text, "fill": key.fill, "stroke": key.stroke, "shape": key.shape, "x": placed.left, "y": placed.middle}


def _box(placed: _Placed) -> dict[str, float]:
    half = _AREA_HEIGHT / 2
    return {"x2": placed.left + _AREA_WIDTH, "y": placed.middle - half, "y2": placed.middle + half}


def _bar(placed: _Placed) -> dict[str, float]:
    return {"x": placed.centre, "x2": placed.centre, "y": placed.middle - 8, "y2": placed.middle + 8}


def _hatch(placed: _Placed) -> Iterable[dict[str, Any]]:
    """Lines rising to the right at 45 degrees, clipped to the area."""
    bottom = placed.middle + _AREA_HEIGHT / 2
    start = _HATCH_STEP / 2 - _AREA_HEIGHT
    while start < _AREA_WIDTH:
        low, high = max(start, 0.0), min(start + _AREA_HEIGHT, _AREA_WIDTH)
        yield {
            "x": placed.left + low,
            "x2": placed.left + high,
            "y": bottom - (low - start),
            "y2": bottom - (high - start),
            "stroke": placed.key.hatch,
        }
        start += _HATCH_STEP
