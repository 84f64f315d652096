"""The lanes of a timeline: what is open is striped, what the corpus does not hold is empty, and nothing overlaps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acquis.errors import AcquisError
from acquis.figures.timeline_drawing import NO_LAW, Row, Stretch, timeline_chart
from acquis.figures.world_map import COLOURS

FIRST, MIDDLE, LAST = date(2023, 11, 9), date(2024, 9, 6), date(2026, 11, 1)
ROWS = (
    Row("One", (Stretch(FIRST, MIDDLE, None, None), Stretch(date(2024, 9, 7), LAST, "free", "licence_required", "3A090.a.2"))),
    Row("Other", (Stretch(FIRST, LAST, "prohibited", "prohibited", "a very long name of an entry"),)),
)


def layers(*rows: Row) -> list[list[dict[str, Any]]]:
    """The rows of each layer of the lanes: bars, stripes, frames, two of labels, names."""
    spec = timeline_chart(rows or ROWS, title="It", under=["To XX"], source="invented").to_dict()
    return [spec["datasets"][layer["data"]["name"]] for layer in spec["vconcat"][1]["layer"]]


def test_bars_follow_each_other_and_have_the_colour_of_the_mild_end() -> None:
    bars = layers()[0]
    assert [bar["fill"] for bar in bars] == [NO_LAW, COLOURS["free"], COLOURS["prohibited"]]
    assert bars[0]["x"] == 0
    assert bars[0]["x2"] == pytest.approx(bars[1]["x"])
    assert bars[1]["x2"] == pytest.approx(bars[2]["x2"])


def test_stripes_stay_within_the_bar_that_is_open() -> None:
    bars, stripes = layers()[:2]
    open_one = bars[1]
    assert stripes
    for stripe in stripes:
        assert stripe["stroke"] == COLOURS["licence_required"]
        assert open_one["x"] <= stripe["x"] < stripe["x2"] <= open_one["x2"]
        assert open_one["y"] <= stripe["y2"] < stripe["y"] <= open_one["y2"]


def test_words_are_left_out_where_there_is_no_room() -> None:
    texts = {row["text"] for row in layers()[3]}
    assert texts == {"not in the corpus", "3A090.a.2", "a very long name of an entry"}
    narrow = Row("Few days", (Stretch(LAST, LAST, "free", "free", "3A090"), Stretch(FIRST, date(2026, 10, 31), "free", "free")))
    assert layers(narrow)[3] == []


@pytest.mark.parametrize(
    "bad",
    [
        (LAST, FIRST, "free", "free"),
        (FIRST, LAST, "free", None),
        (FIRST, LAST, "prohibited", "free"),
        (FIRST, LAST, "maybe", "free"),
    ],
)
def test_what_is_no_stretch_of_time_is_refused(bad: Any) -> None:
    with pytest.raises(AcquisError):
        Stretch(*bad)


def test_nothing_is_no_chart() -> None:
    with pytest.raises(AcquisError):
        timeline_chart([], title="It", under=[], source="invented")
