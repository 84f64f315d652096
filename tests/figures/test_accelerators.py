from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from acquis.errors import AcquisError
from acquis.figures import Chip, ChipLadder, Line, Region, accelerator_chart
from acquis.figures.accelerators import limits, notable, strip_notable, to_edge
from tests.figures.samples import rows

AS_OF = date(2026, 11, 22)
REGIONS = (
    Region("X.1.a.1", "1.a", 4800, None, None, None),
    Region("X.1.a.2", "1.a", 1600, None, 5.92, None),
    Region("X.1.b.1", "1.b", 2400, 4800, 1.6, 5.92),
    Region("X.1.b.2", "1.b", 1600, 4800, 3.2, 5.92),
)
CHIPS = (
    Chip("M One", "M", date(2020, 1, 1), 5000, 6.0, "controlled"),
    Chip("M One again", "M", date(2021, 1, 1), 5000, 6.0, "controlled"),
    Chip("N Two", "N", None, 2000, None, "undetermined"),
    Chip("N Three", "N", date(2024, 1, 1), 900, 1.5, "undetermined", at_least=True),
    Chip("O Four", "O", date(2023, 1, 1), 300, 0.5, "not controlled"),
)


def spec(chips: tuple[Chip, ...] = CHIPS, lines: tuple[Line, ...] = (), **options: Any) -> dict[str, Any]:
    chart = accelerator_chart([ChipLadder("Somewhere", REGIONS, lines, chips)], source="invented", as_of=AS_OF, **options)
    drawn: dict[str, Any] = chart.to_dict()
    return drawn


def test_regions_are_drawn_at_the_exact_limits() -> None:
    drawn = {row["provision"]: row for row in rows(spec(), "provision")}
    assert (drawn["X.1.b.1"]["x"], drawn["X.1.b.1"]["x2"], drawn["X.1.b.1"]["y"], drawn["X.1.b.1"]["y2"]) == (
        2400,
        4800,
        1.6,
        5.92,
    )
    assert drawn["X.1.a.1"]["x2"] > 100_000


def test_every_chip_has_one_sign_and_an_unknown_density_stands_above_the_frame() -> None:
    drawn = {row["chip"]: row for row in rows(spec(), "chip")}
    assert set(drawn) == {chip.name for chip in CHIPS}
    assert drawn["N Two"]["y"] > 50
    assert drawn["N Two"]["density"] == "not known"
    assert drawn["N Three"]["density"] == "1.5 or more"


def test_a_region_inside_its_own_tier_has_no_edge_there() -> None:
    """The edge of a.1 at 4,800 ends where a.2 begins, that of b.1 where b.2 does."""
    edges = [row for row in rows(spec(), "x", "x2", "y", "y2") if row["x"] == row["x2"] == 4800 and "provision" not in row]
    assert any(row["y2"] == 5.92 for row in edges)
    assert not any(row["y"] < 5.92 < row["y2"] for row in edges)


def test_lines_are_told() -> None:
    drawn = spec(lines=(Line(21000, "a policy"),))
    assert "a policy: 21,000 TPP" in drawn["description"]
    assert any(row.get("x") == row.get("x2") == 21000 for row in rows(drawn, "x", "x2"))


def test_the_description_says_what_the_picture_shows() -> None:
    said = spec(remarks=("A remark.",))["description"]
    assert "2 controlled, 1 not controlled, 2 undetermined; 1 without a known density" in said
    assert said.endswith("A remark.")


def test_chips_at_one_place_are_named_once_the_first_of_them() -> None:
    named = notable([chip for chip in CHIPS if chip.density], REGIONS)
    assert [chip.name for chip in named if chip.tpp == 5000] == ["M One"]


def test_chips_in_doubt_are_named_above_the_frame() -> None:
    strong = tuple(Chip(f"M {k}", "M", None, 10_000 + k, None, "controlled") for k in range(30))
    assert "N Two" in [chip.name for chip in strip_notable([*strong, CHIPS[2]])]


def test_the_distance_to_a_limit_is_in_powers_of_ten() -> None:
    assert to_edge(Chip("C", "M", None, 480, None, "not controlled"), REGIONS[:1]) == pytest.approx(1)


def test_limits_in_words() -> None:
    assert limits(REGIONS[0]) == "4,800 TPP or more"
    assert limits(REGIONS[2]) == "2,400 TPP or more, below 4,800 TPP; 1.6 TPP/mm2 or more, below 5.92 TPP/mm2"


@pytest.mark.parametrize(("tpp", "density"), [(0, 1), (-1, 1), (1, 0), (float("nan"), 1), (float("inf"), 1)])
def test_figures_are_above_zero(tpp: float, density: float) -> None:
    with pytest.raises(AcquisError):
        Chip("C", "M", None, tpp, density, "controlled")


def test_no_ladder_no_chart() -> None:
    with pytest.raises(AcquisError, match="no ladder to draw"):
        accelerator_chart([], source="", as_of=AS_OF)


def test_no_chips_is_still_a_chart() -> None:
    json.dumps(spec(chips=()))
