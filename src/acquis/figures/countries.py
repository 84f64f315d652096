"""Countries and territories: their names, and where a map shows them.

Every officially assigned code of ISO 3166-1 alpha-2, and XK (Kosovo), which the standard leaves to users. Names are
the English ones of the Unicode CLDR. A place is the middle of the largest part of the country in Natural Earth; for
eight small territories that Natural Earth does not keep apart, the principal place in the tz database. Neither names
nor boundaries say anything about the status of a territory.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with its place on the map, in degrees east and north.

    `shape` is True where a map of the world can show its area; else it is shown as a dot, at `dot`: near its place,
    and moved where dots would hide one another.
    """

    name: str
    lon: float
    lat: float
    shape: bool
    dot: tuple[float, float] | None


def _load() -> Mapping[str, Country]:
    text = resources.files("acquis.figures").joinpath("data", "countries.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: _country(row) for row in csv.DictReader(text.splitlines())})


def _country(row: dict[str, str]) -> Country:
    shape = row["shape"] == "yes"
    dot = None if shape else (float(row["dot_longitude"]), float(row["dot_latitude"]))
    return Country(row["name"], float(row["longitude"]), float(row["latitude"]), shape, dot)


COUNTRIES: Mapping[str, Country] = _load()
"""By ISO 3166-1 alpha-2 code, in the order of the codes."""
