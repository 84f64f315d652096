"""Facts of a chip that hold under every reading of its rates, and what is doubtful or missing among them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from acquis.items.errors import placed
from acquis.items.shipped import Row
from acquis.items.values import Value, decimal_from_text, interval

NON_PLANAR_NM = 16
"""Logic of 16 nm and below is made of transistors that are not planar (FinFET or gate-all-around); of 20 nm and above, of planar
ones. Only area of the former counts (15 CFR 774, Technical Note 2.4 to 3A090)."""

LARGEST_DIE_MM2 = 858
"""No single die is larger than the field of a lithography scanner, 26 mm by 33 mm."""

FASTEST_DRAM_GBS = 8000
"""Eight stacks of HBM3E: no chip released before 2026 has a faster DRAM."""

SEVERAL_DIES = {"AMD Radeon Instinct MI250X": "two logic dies, and the area is of one of them"}
"""Packages whose maker states more dies than the table's area covers."""

MODULES = {
    "NVIDIA GB200": "a module of one CPU and two GPUs; the rates are of one GPU",
    "NVIDIA GB300 (Blackwell Ultra)": "a module of CPUs and GPUs; the rates are of one GPU",
    "NVIDIA GH200": "a module of one CPU and one GPU; the rates are of the GPU",
}
"""Rows named after a module: the law looks at the chip and at the module each by itself."""

_GIGA = Decimal(10) ** 9


def number(row: Row, column: str) -> Decimal | None:
    """The number in a field; None where the field is empty."""
    with placed(field=f"{row['Hardware name']}.{column}"):
        return decimal_from_text(row[column])


def common_facts(row: Row) -> dict[str, Value]:
    """Facts of a row that its rates have no part in."""
    facts: dict[str, Value] = {"item_kind": "integrated_circuit", "digital_processing_unit": True}
    if (memory := _dram_bandwidth(row)) is not None:
        facts["dram_bandwidth_gbs"] = memory
    if (links := number(row, "Intranode bandwidth (byte/s)")) is not None:
        facts["interconnect_gbs"] = interval(links / _GIGA, None)  # the law counts every link, PCIe and network too
    if (node := number(row, "Process size (nm)")) is not None:
        facts["logic_node_nm"] = node
    if (area := _applicable_area(row)) is not None:
        facts["applicable_die_area_mm2"] = area
    if "data center" in row["Hardware name"].lower():
        facts["datacenter_marketed"] = True
    return facts


def _dram_bandwidth(row: Row) -> Decimal | None:
    found = number(row, "Memory bandwidth (byte/s)")
    return None if found is None or _faster_than_dram(row) else found / _GIGA


def _faster_than_dram(row: Row) -> bool:
    found = number(row, "Memory bandwidth (byte/s)")
    return found is not None and found / _GIGA > FASTEST_DRAM_GBS and "" < row["Release date"] < "2026"


def _applicable_area(row: Row) -> Decimal | None:
    return None if list(_doubts_of_area(row)) else number(row, "Die Size (mm^2)")


def _doubts_of_area(row: Row) -> Iterator[str]:
    """Why the area of the table is not the applicable die area; nothing where it is."""
    area, node = number(row, "Die Size (mm^2)"), number(row, "Process size (nm)")
    unknown = "the applicable die area, and with it performance density, is unknown"
    if area is None:
        yield f"no_die_area: the table has no die size; {unknown}"
    elif node is None:
        yield f"no_process: {area:g} mm2, but not whether the process is planar; {unknown}"
    elif node > NON_PLANAR_NM:
        yield f"planar_process: {node:g} nm is planar, and only area that is not counts; performance density has no meaning"
    elif row["Hardware name"] in SEVERAL_DIES:
        yield f"several_dies: {SEVERAL_DIES[row['Hardware name']]}; {unknown}"
    elif area > LARGEST_DIE_MM2:
        yield f"several_dies: {area:g} mm2 is more than one die can have; which dies are logic is not given; {unknown}"


def doubts(row: Row) -> Iterator[str]:
    """Defects of a row apart from its rates."""
    yield from _doubts_of_area(row)
    if row["Hardware name"] in MODULES:
        yield f"module: {MODULES[row['Hardware name']]}"
    if _faster_than_dram(row):
        speed = number(row, "Memory bandwidth (byte/s)") or Decimal(0)
        yield f"not_dram_bandwidth: {speed / _GIGA:g} GB/s is more than any DRAM of its time; DRAM bandwidth is left unknown"
    if row["Intranode bandwidth (byte/s)"]:
        yield "interconnect_in_part: the rate to other chips in the node; further links come on top, so it is a lower end"
    if not row["Release date"]:
        yield "no_release_date: the table has no day of release; figures of a chip that is only announced may change"
