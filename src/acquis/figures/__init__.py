"""Figures: the ladders of quantum computers and of chips, the map of where something may go. Drawing only; no law is known here.

Altair and vl-convert (`pip install "acquis[charts]"`) are loaded when a figure is made, not before.
"""

from acquis.figures.accelerators import Chip, ChipLadder, Line, Region, accelerator_chart
from acquis.figures.countries import COUNTRIES, Country
from acquis.figures.ladder import Band, Ladder, Machine, ladder_chart
from acquis.figures.saving import save, to_svg
from acquis.figures.world_map import MapPanel, world_map

__all__ = [
    "COUNTRIES",
    "Band",
    "Chip",
    "ChipLadder",
    "Country",
    "Ladder",
    "Line",
    "Machine",
    "MapPanel",
    "Region",
    "accelerator_chart",
    "ladder_chart",
    "save",
    "to_svg",
    "world_map",
]
