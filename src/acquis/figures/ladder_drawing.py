"""One panel of the ladder: its bands, its machines, and the names of the notable ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from acquis.figures.labels import Box, Label, place
from acquis.figures.ladder import STATUSES, Band, Machine, Panel, notable
from acquis.figures.style import INK, QUIET, WIDTH
from acquis.figures.text import text_width

_REGION = "#efe3d3"
_EDGE = "#7a5c3a"
_FILLS = {"controlled": "#a63603", "not controlled": "#ffffff", "undetermined": "#f0b13c"}
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_WIDTH = WIDTH - 110
_HEIGHT = 540
_LABEL = 12
_LIMIT = 11
_RADIUS = 5.0


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
    errors = [float(value) for m in panel.machines for value in (m.error, m.error_low) if value]
    least = min([*limits, *errors, 1e-5])
    return Frame(1, 10 ** math.ceil(math.log10(most)), 10 ** math.floor(math.log10(least)), 1)


def draw(panel: Panel) -> alt.LayerChart | alt.VConcatChart:
    """The panel; machines whose error is unknown stand in a strip of their own above it."""
    frame = frame_of(panel)
    x, y = _axes(frame, panel.bands)
    labels, limits = _labels(frame, panel)
    main = alt.layer(
        *_region(frame, panel, x, y), *_limit_texts(frame, limits, x, y), *_bars(frame, panel.machines, x, y), _points(panel.machines, x, y),
        *_names(frame, labels, x, y), width=_WIDTH, height=_HEIGHT, title=_title(panel),
    )  # fmt: skip
    unknown = [m for m in panel.machines if _range(m) is None]
    return main if not unknown else alt.vconcat(main, _strip(frame, unknown), spacing=8)
