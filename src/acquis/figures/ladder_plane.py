"""The plane of the ladder in pixels: where bands, machines and their names stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from acquis.figures.labels import Box, Label, place
from acquis.figures.ladder import Band, Machine, Panel, notable, plain
from acquis.figures.style import WIDTH
from acquis.figures.text import text_width

GUTTER = 79
"""The room for the axis of the error, left of a plot, in pixels."""

STRIP = 20
"""How far above the plot machines stand whose error is not known, in pixels."""

PLOT_WIDTH = WIDTH - GUTTER - 44
PLOT_HEIGHT = 540
NAME_SIZE, LIMIT_SIZE = 12, 11
_RADIUS = 5.0
_TICK_ROOM = 32


@dataclass(frozen=True, slots=True)
class Plane:
    """Qubits from `left` to `right` and errors from `bottom` to `top`, both logarithmic."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, qubits: float) -> float:
        """Pixels from the left edge."""
        return PLOT_WIDTH * math.log(qubits / self.left) / math.log(self.right / self.left)

    def y(self, error: float) -> float:
        """Pixels from the upper edge; an error below the plane stands on its lower edge."""
        return PLOT_HEIGHT * math.log(self.top / max(error, self.bottom)) / math.log(self.top / self.bottom)

    def qubits(self, x: float) -> float:
        """The number of qubits at so many pixels from the left edge."""
        return float(self.left * (self.right / self.left) ** (x / PLOT_WIDTH))

    def error(self, y: float) -> float:
        """The error at so many pixels from the upper edge."""
        return float(self.top * (self.bottom / self.top) ** (y / PLOT_HEIGHT))

    def limit(self, band: Band) -> float:
        """The upper edge of a band, as an error."""
        return self.top if band.error_limit is None else float(band.error_limit)

    def end(self, band: Band) -> float:
        """The right edge of a band, as a number of qubits."""
        return self.right if band.qubits_high is None else float(band.qubits_high)


def plane_of(panel: Panel) -> Plane:
    """1 to 10,000 qubits and errors of 0.00001 to 1, or more where a band or a machine needs it."""
    most = max([machine.qubits for machine in panel.machines] + [2 * band.qubits_low for band in panel.bands] + [10_000])
    limits = [float(band.error_limit) / 5 for band in panel.bands if band.error_limit]
    errors = [machine.range[0] for machine in panel.machines if machine.range and machine.range[0]]
    least = min([*limits, *errors, 1e-5])
    return Plane(1, 10 ** math.ceil(math.log10(most)), 10 ** math.floor(math.log10(least)), 1)


def qubit_ticks(plane: Plane, bands: Sequence[Band]) -> list[int]:
    """The bounds of the bands, and round numbers where there is room."""
    bounds = sorted({bound for band in bands for bound in (band.qubits_low, band.qubits_high) if bound is not None})
    round_ones = [digit * 10**k for k in range(round(math.log10(plane.right)) + 1) for digit in (1, 2, 5)]
    kept = [n for n in round_ones if n <= plane.right and all(abs(plane.x(n) - plane.x(b)) > _TICK_ROOM for b in bounds)]
    return sorted({*bounds, *kept})


def error_ticks(plane: Plane) -> list[float]:
    """The powers of ten."""
    lowest = round(math.log10(plane.bottom))
    return [float(f"1e{k}") for k in range(lowest, round(math.log10(plane.top)) + 1)]


def edges(plane: Plane, bands: Sequence[Band]) -> list[dict[str, float]]:
    """The steps as lines from (x, y) to (x2, y2): the limit of each band, and its sides where no neighbour covers them."""
    rows = []
    for index, band in enumerate(bands):
        before = bands[index - 1] if index and bands[index - 1].qubits_high == band.qubits_low else None
        after = bands[index + 1] if index + 1 < len(bands) and bands[index + 1].qubits_low == band.qubits_high else None
        left, right, limit = band.qubits_low, plane.end(band), plane.limit(band)
        rows.append({"x": left, "x2": left, "y": plane.limit(before) if before else plane.bottom, "y2": limit})
        if band.error_limit is not None:
            rows.append({"x": left, "x2": right, "y": limit, "y2": limit})
        if band.qubits_high is not None and after is None:
            rows.append({"x": right, "x2": right, "y": plane.bottom, "y2": limit})
    return rows


def signs(machine: Machine) -> list[float]:
    """The errors at which a machine has its signs: the reading, else both ends of the range."""
    if machine.error is not None:
        return [float(machine.error)]
    return sorted(set(machine.range)) if machine.range else []


def limit_labels(plane: Plane, bands: Sequence[Band]) -> list[Label]:
    """Each limit above its step; none where the step is too narrow for it."""
    found = []
    for band in bands:
        left, right, top = plane.x(band.qubits_low), plane.x(plane.end(band)), plane.y(plane.limit(band))
        text = "any error" if band.error_limit is None else plain(band.error_limit)
        half = text_width(text, LIMIT_SIZE) / 2 + 1
        if 2 * half <= right - left:
            x, y = (left + right) / 2, top + 12 if band.error_limit is None else top - 9
            found.append(Label(text, x, y, Box.around(x, y, half, LIMIT_SIZE / 2)))
    return found


def name_labels(plane: Plane, panel: Panel, limits: Sequence[Label]) -> list[Label]:
    """The names of the notable machines, clear of signs, bars, steps and limits as far as can be."""
    drawn = [label.box for label in limits]
    for machine in panel.machines:
        x = plane.x(machine.qubits)
        drawn += [Box.around(x, plane.y(error), _RADIUS, _RADIUS) for error in signs(machine)]
        if ends := machine.range:
            drawn.append(Box(x - 1, plane.y(ends[1]), x + 1, plane.y(ends[0])))
    for edge in edges(plane, panel.bands):
        x, y, x2, y2 = plane.x(edge["x"]), plane.y(edge["y"]), plane.x(edge["x2"]), plane.y(edge["y2"])
        drawn.append(Box(x - 1, min(y, y2) - 1, x2 + 1, max(y, y2) + 1))
    named = notable(panel.bands, panel.machines)
    wanted = [(machine.title, plane.x(machine.qubits), plane.y(signs(machine)[0])) for machine in named]
    return place(wanted, drawn, Box(4, 4, PLOT_WIDTH - 4, PLOT_HEIGHT - 4), NAME_SIZE)


def strip_labels(plane: Plane, machines: Sequence[Machine]) -> list[Label]:
    """The names of machines above the plot, those that may be controlled first, as far as there is room."""
    ranked = sorted(machines, key=lambda machine: (machine.controlled == "not controlled", -machine.qubits, machine.title))
    points = [(machine.title, plane.x(machine.qubits), float(-STRIP)) for machine in ranked]
    drawn = [Box.around(x, y, _RADIUS, _RADIUS) for _, x, y in points]
    return place(points, drawn, Box(0, -STRIP - 30, PLOT_WIDTH, -STRIP + 12), NAME_SIZE)
