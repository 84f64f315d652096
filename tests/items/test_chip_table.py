"""The shipped table of chips: real figures, every known trap, and nothing that is not there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from acquis.items import Item, ItemError, chip, list_chips, processing_performance
from acquis.items.chip_table import DECLARED, FILE
from acquis.items.shipped import table

ROWS = {row["Hardware name"]: row for row in table(FILE).rows}


def codes(item: Item) -> set[str]:
    return {defect.partition(":")[0] for defect in item.defects}


def rates(item: Item, reading: str = "dense_rates") -> Iterator[tuple[Decimal, int]]:
    found = item.reading(reading).facts["processing_rates"]
    assert isinstance(found, tuple)
    for record in found:
        assert isinstance(record["tops"], Decimal)
        assert isinstance(record["bits"], int)
        yield record["tops"], record["bits"]


def top(item: Item, reading: str) -> Decimal:
    return max(tops * bits for tops, bits in rates(item, reading))


def test_the_file_is_the_published_one() -> None:
    assert table(FILE).sha256 == "c2dd58e24e509ae4bc5ffb997c025056cb2c7d693dd4019b9c049860909f72b6"
    assert len(list_chips()) == len(set(list_chips())) == 176


@pytest.mark.parametrize("name", list_chips())
def test_every_chip_is_read(name: str) -> None:
    item = chip(name)
    assert item.common["item_kind"] == "integrated_circuit"
    assert "tpp" not in item.common, "the law derives it"
    assert "contains_hbm" not in item.common
    assert item.evidence[0].licence == "CC-BY-4.0"
    assert all(": " in defect for defect in item.defects)
    json.dumps(item.to_dict())


def test_a_rate_is_dense() -> None:
    """NVIDIA's data sheet: 1,979 TFLOPS at 16 bits with sparsity, half of it without."""
    assert max(tops for tops, bits in rates(chip("H100 SXM")) if bits == 16).quantize(Decimal(1)) == 989


@pytest.mark.parametrize(
    ("name", "tpp", "area"),
    [
        ("A100", "4992", "826"),
        ("H100 SXM", "15832", "814"),
        ("H800", "15832", "814"),
        ("H20", "2368", None),
        ("B200", "36000", None),
        ("MI325X", "20918.4", None),
        ("910B", "6016", None),
        ("L4", "1936", "294"),
    ],
)
def test_figures_that_the_law_turns_on(name: str, tpp: str, area: str | None) -> None:
    item = chip(name)
    assert processing_performance(item) == Decimal(tpp)
    assert item.common.get("applicable_die_area_mm2") == (None if area is None else Decimal(area))
    assert ("no_die_area" in codes(item)) == (area is None)


def test_the_rates_give_what_the_table_states_or_a_defect_says_so() -> None:
    """The source counts TF32 as 19 bits; of 162 rows five do not follow from their own rates."""
    differing = []
    for name in list_chips():
        item, declared = chip(name), ROWS[name][DECLARED]
        found = processing_performance(item)
        if not declared or not isinstance(found, Decimal):
            continue
        close = abs(found - Decimal(declared) / 10**12) <= found * Decimal("0.005")
        assert close != ("differs_from_declared" in codes(item)), name
        assert close != any(reading.name == "declared_tpp" for reading in item.readings), name
        if not close:
            differing.append(name)
    assert differing == [
        "NVIDIA GB300 (Blackwell Ultra)",
        "AMD Instinct MI355X",
        "NVIDIA RTX Pro 6000 Blackwell",
        "AMD Instinct MI325X",
        "Google TPU v2",
    ]


@pytest.mark.parametrize(
    ("name", "as_19", "as_32"), [("Trainium1", "3610", "6080"), ("Inferentia2", "3610", "6080"), ("Trainium3", "20136", "21472")]
)
def test_where_tf32_would_decide_there_are_two_readings(name: str, as_19: str, as_32: str) -> None:
    item = chip(name)
    assert top(item, "dense_rates") == Decimal(as_19)
    assert top(item, "with_tf32_as_32_bits") == Decimal(as_32)
    assert [reading.name for reading in item.readings if reading.legal_quantity] == ["dense_rates"]
    assert "tf32_open" in codes(item)


def test_tf32_decides_nothing_elsewhere() -> None:
    several = [name for name in list_chips() if any(r.name == "with_tf32_as_32_bits" for r in chip(name).readings)]
    assert several == ["Amazon Trainium3", "AWS Inferentia2", "Amazon Trainium1"]


@pytest.mark.parametrize("name", ["RTX A6000", "Max 1550", "Titan V", "A10G"])
def test_tensor_cores_without_a_rate_leave_the_top_open(name: str) -> None:
    """Else a chip of 16-bit tensor cores would pass for its vector units: the Max 1550 for an eighth of what it does."""
    item = chip(name)
    found = processing_performance(item)
    assert isinstance(found, dict)
    assert found["low"] is not None
    assert found["high"] is None
    assert "no_tensor_rates" in codes(item)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("H20", "no_die_area"),
        ("RTX 4090", "no_process"),
        ("Tesla K80", "planar_process"),
        ("MI300X", "several_dies"),
        ("MI250X", "several_dies"),
        ("Huawei Ascend 910", "several_dies"),
    ],
)
def test_an_area_that_is_not_known_to_be_the_applicable_one_is_no_fact(name: str, code: str) -> None:
    item = chip(name)
    assert "applicable_die_area_mm2" not in item.common
    assert code in codes(item)


def test_no_single_die_is_larger_than_a_scanner_field() -> None:
    areas = [area for name in list_chips() if isinstance(area := chip(name).common.get("applicable_die_area_mm2"), Decimal)]
    assert len(areas) == 62
    assert max(areas) <= 858


@pytest.mark.parametrize("name", ["GroqChip", "MXC500 OAM", "MI308X", "Dojo"])
def test_a_bandwidth_that_no_dram_has_is_left_out(name: str) -> None:
    item = chip(name)
    assert "dram_bandwidth_gbs" not in item.common
    assert "not_dram_bandwidth" in codes(item)


def test_the_rate_to_other_chips_is_a_lower_end() -> None:
    assert chip("A100").common["interconnect_gbs"] == {"low": Decimal(600), "high": None}
    assert "interconnect_gbs" not in chip("A800 SXM").common


def test_marketing_is_known_only_where_the_name_says_it() -> None:
    known = Counter(chip(name).common.get("datacenter_marketed") for name in list_chips())
    assert known == {None: 173, True: 3}


def test_no_rates_no_reading() -> None:
    item = chip("VR200")
    assert item.readings == ()
    assert "no_rates" in codes(item)
    assert processing_performance(item) is None


@pytest.mark.parametrize(("name", "told"), [("H100", "NVIDIA H100 SXM5 80GB"), ("Maia", "Microsoft Maia 200")])
def test_an_ambiguous_name_lists_the_candidates(name: str, told: str) -> None:
    with pytest.raises(ItemError) as error:
        chip(name)
    assert told in str(error.value.way_out)
