"""Labels beside points, placed so that they hide neither each other nor what is drawn. All lengths in pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acquis.figures.text import text_width

_DISTANCES = (9, 16, 26, 40, 58, 80, 106, 136)
_DIRECTIONS = tuple(math.radians(degrees) for degrees in (0, 180, 30, -30, 150, -150, 60, -60, 120, -120, 90, -90))
_LEADER_FROM = 16
_MARGIN = 2.0
_HIDES_LABEL = 50.0
_CROSSES_LABEL = 4000.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downward."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, half_width: float, half_height: float) -> Box:
        """The rectangle with (x, y) in its middle."""
        return cls(x - half_width, y - half_height, x + half_width, y + half_height)

    def overlap(self, other: Box) -> float:
        """The area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def inside(self, other: Box) -> bool:
        """Whether no part of it is outside `other`."""
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """A text placed at the left end and middle height of `box`, for the point (x, y)."""

    text: str
    x: float
    y: float
    box: Box

    @property
    def leader(self) -> tuple[float, float] | None:
        """Where a line from the point ends at the label; None where the label stands beside the point."""
        end = (min(max(self.x, self.box.left), self.box.right), min(max(self.y, self.box.top), self.box.bottom))
        return end if math.dist(end, (self.x, self.y)) > _LEADER_FROM else None


def place(wanted: Sequence[tuple[str, float, float]], drawn: Iterable[Box], frame: Box, size: float) -> list[Label]:
    """A place for each (text, x, y), the most important first; the same input gives the same places.

    Each takes the best place that is left: near its point, over as little as possible of what is `drawn` and over no
    label, within `frame`. A label for which there is no free place is left out rather than drawn over another.
    """
    obstacles = list(drawn)
    placed: list[Label] = []
    for text, x, y in wanted:
        options = [label for label in _options(text, x, y, size) if label.box.inside(frame)]
        free = [label for label in options if not any(label.box.overlap(other.box) for other in placed)]
        if free:
            placed.append(min(free, key=lambda label: _cost(label, obstacles, placed)))
    return placed


def _options(text: str, x: float, y: float, size: float) -> Iterable[Label]:
    half_width, half_height = text_width(text, size) / 2 + _MARGIN, size / 2 + _MARGIN
    for distance in _DISTANCES:
        for direction in _DIRECTIONS:
            dx, dy = math.cos(direction), math.sin(direction)
            middle_x = x + dx * distance + (half_width * _sign(dx))
            middle_y = y - dy * distance - (half_height * _sign(dy))
            yield Label(text, x, y, Box.around(middle_x, middle_y, half_width, half_height))


def _sign(value: float) -> int:
    return 0 if abs(value) < 1e-9 else (1 if value > 0 else -1)


def _cost(label: Label, obstacles: Sequence[Box], placed: Sequence[Label]) -> float:
    hidden = sum(label.box.overlap(box) for box in obstacles)
    cost = hidden * 3 + math.dist((label.x, label.y), _nearest(label))
    if label.leader:
        line = ((label.x, label.y), label.leader)
        cost += 6 + _CROSSES_LABEL * sum(_crosses(line, other.box) for other in placed)
        cost += 150 * sum(_crosses(line, box) for box in obstacles if not _at(box, label))
    cost += _CROSSES_LABEL * sum(_crosses(((o.x, o.y), o.leader), label.box) for o in placed if o.leader)
    return cost


def _nearest(label: Label) -> tuple[float, float]:
    box = label.box
    return min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)


def _at(box: Box, label: Label) -> bool:
    return box.left <= label.x <= box.right and box.top <= label.y <= box.bottom


def _crosses(line: tuple[tuple[float, float], tuple[float, float]], box: Box) -> bool:
    (x0, y0), (x1, y1) = line
    steps = max(2, math.ceil(math.dist(*line) / 3))
    points = ((x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps) for k in range(steps + 1))
    return any(box.left < x < box.right and box.top < y < box.bottom for x, y in points)
