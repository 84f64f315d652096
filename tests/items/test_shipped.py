"""Finding what is meant by a short name."""

from __future__ import annotations

import pytest

from acquis.items import ItemError
from acquis.items.shipped import find_name, table

NAMES = ("Maker A1", "Maker A1 PCIe", "Maker A1 SXM5 80GB", "Maker GA1", "Other B2 (v1)", "Other B2 (v2)", "Third C3 X")


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("Maker A1", "Maker A1"),
        ("A1", "Maker A1"),
        ("a1", "Maker A1"),
        ("A1-PCIe", "Maker A1 PCIe"),
        ("A1 SXM", "Maker A1 SXM5 80GB"),
        ("80GB sxm", "Maker A1 SXM5 80GB"),
        ("GA1", "Maker GA1"),
        ("C3", "Third C3 X"),
        ("B2 v2", "Other B2 (v2)"),
    ],
)
def test_a_short_name_that_fits_one_only(wanted: str, meant: str) -> None:
    assert find_name(wanted, NAMES, "chip") == meant


def test_a_short_name_that_fits_several_is_refused_with_the_candidates() -> None:
    with pytest.raises(ItemError, match="fits several chips") as error:
        find_name("B2", NAMES, "chip")
    assert error.value.way_out == "name one of them: Other B2 (v1), Other B2 (v2)"


def test_many_candidates_are_cut_short() -> None:
    with pytest.raises(ItemError) as error:
        find_name("x", [f"x {number}" for number in range(40)], "chip")
    assert str(error.value.way_out).endswith("x 11 and 28 more")


@pytest.mark.parametrize("wanted", ["", "  ", "()", "nothing like it", "A"])
def test_a_name_that_is_not_there(wanted: str) -> None:
    names = [name for name in NAMES if wanted.strip() != "A" or not name.startswith("Maker")]
    with pytest.raises(ItemError, match="the table has no chip") as error:
        find_name(wanted, names, "chip")
    assert error.value.way_out


def test_near_names_are_offered() -> None:
    with pytest.raises(ItemError) as error:
        find_name("Maker A2", NAMES, "chip")
    assert "did you mean" in str(error.value.way_out)


def test_a_field_may_hold_several_lines() -> None:
    links = [row["Link to datasheet"] for row in table("epoch_ml_hardware.csv").rows]
    assert any("\n" in link for link in links)
