"""Thresholds over time: the line of the best, the stretch that is shown, and names that do not lie on each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from acquis.errors import AcquisError
from acquis.figures.prematurity_drawing import AxisPanel, Limit, Thing, prematurity_chart

UNTIL = date(2026, 11, 1)
LIMITS = tuple(Limit(value, date(2024, 9, 6), UNTIL, "One") for value in (34.0, 100.0, 105.0, 2000.0))
THINGS = (Thing("old", date(1999, 1, 1), 2), Thing("small", date(2021, 1, 1), 5), Thing("big", date(2020, 1, 1), 20))
ESTIMATE = Thing("Somebody", date(2019, 5, 31), 2e7, "RSA-2048")


PANEL = AxisPanel("Qubits", True, LIMITS, THINGS, (ESTIMATE,))


def layers(*panels: AxisPanel) -> list[list[dict[str, Any]]]:
    """The rows of each layer of the first panel: things, the best, thresholds, estimates and their names, names of thresholds."""
    spec = prematurity_chart(panels, title="It", under=[], remarks=["a sample"], source="invented", until=UNTIL).to_dict()
    return [spec["datasets"][layer["data"]["name"]] for layer in spec["vconcat"][1]["layer"]]


def test_the_best_is_the_running_best() -> None:
    assert [thing.name for thing in PANEL.best] == ["old", "big"]
    assert [thing.name for thing in replace(PANEL, rising=False).best] == ["old"]


def test_the_chart_begins_ten_years_before_the_law_or_at_the_first_estimate() -> None:
    points = layers(PANEL)[0]
    assert {row["name"] for row in points} == {"small", "big"}
    early = replace(PANEL, estimates=(Thing("Early", date(1998, 1, 1), 1e9, "RSA-2048"),))
    assert {row["name"] for row in layers(early)[0]} == {"old", "small", "big"}


def test_names_of_thresholds_that_are_close_are_not_written_over_each_other() -> None:
    words = [row["text"] for row in layers(PANEL)[-1]]
    assert words == ["34 One", "2,000 One", "100 One"]


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(AcquisError):
        replace(PANEL, things=(Thing("none", UNTIL - timedelta(days=1), 0),))
    with pytest.raises(AcquisError):
        layers(replace(PANEL, limits=()))
