"""The shipped table of AI clusters: 529 clusters, existing and planned, from "GPU Clusters" of Epoch AI (CC BY 4.0).

The 257 clusters that the source gives without a name, and rounded, are left out. Many clusters are plans or rumours: status and
certainty of the table are told with each.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from acquis.items.chip_table import chip, list_chips, processing_performance
from acquis.items.errors import placed
from acquis.items.item import Evidence, Item, Reading
from acquis.items.shipped import Row, find_name, table
from acquis.items.values import Value, decimal_from_text

FILE = "epoch_clusters.csv"
DATA_OF = date(2025, 11, 1)
"""The day of the copy from which the table was made."""

FORMATS = ("32-bit OP/s", "16-bit OP/s", "8-bit OP/s", "Max OP/s")

HIGHEST = (
    "The highest rate of any number format for which the table has one (8, 16 or 32 bits): chips times their dense peak. Nearest "
    "to 'theoretical maximum computing capacity of ... integer or floating-point operations per second for training AI'."
)
SIXTEEN = (
    "Chips times their dense peak at 16 bits, the format in which models are mostly trained: takes the words 'for training AI' "
    "more seriously than 'theoretical maximum'."
)


def list_clusters() -> tuple[str, ...]:
    """The clusters of the table, in its order, largest planned first."""
    return tuple(_rows())


def cluster(name: str) -> Item:
    """The cluster of that name, such as `xAI Colossus Memphis Phase 3`, or of a short name that fits one only.

    Raises:
        ItemError: no cluster, or several, are so named; the candidates are listed.
    """
    return _cluster(find_name(name, list_clusters(), "cluster"))


@cache
def _cluster(name: str) -> Item:
    row = _rows()[name]
    with placed(file=FILE, field=name):
        readings, common, numbers = tuple(_readings(row)), _common(row), dict(_numbers(row))
    source = table(FILE)
    return Item(
        id=name,
        name=name,
        provider=row["Owner"] or "unknown",
        technology=f"{row['Status'].lower()} cluster, {row['Certainty'].lower()}",
        date=DATA_OF,
        common=common,
        readings=readings,
        evidence=(
            Evidence(
                kind="estimated",
                what="cluster, from public reports",
                by="Epoch AI, GPU Clusters",
                date=DATA_OF,
                source_file=source.file,
                sha256=source.sha256,
                licence="CC-BY-4.0",
                note=row["Source 1"],
                numbers=numbers,
            ),
        ),
        defects=tuple(_defects(row)),
        about=("cluster_ops_per_s",),
    )


def _readings(row: Row) -> Iterator[Reading]:
    rates = [rate for column in FORMATS if (rate := decimal_from_text(row[column]))]
    sixteen = decimal_from_text(row["16-bit OP/s"])
    if rates:
        facts: dict[str, Value] = {"cluster_ops_per_s": max(rates)}
        yield Reading("highest_rate", "highest rate of any format", facts, HIGHEST, legal_quantity=True)
    if sixteen and sixteen != max(rates):
        yield Reading("rate_at_16_bits", "rate at 16 bits", {"cluster_ops_per_s": sixteen}, SIXTEEN, legal_quantity=False)


def _common(row: Row) -> dict[str, Value]:
    """The kind, and the chip of the highest TPP inside where every type of chip in it is of the shipped table."""
    facts: dict[str, Value] = {"item_kind": "computer"}
    inside = list(_chips(row))
    known = [(tpp, count, item) for item, count in inside if isinstance(tpp := processing_performance(item), Decimal)]
    if not inside or len(known) < len(inside):
        return facts
    tpp, count, item = max(known, key=lambda found: found[0])
    facts["contained_ic_tpp"] = tpp
    if count is not None:
        facts["contained_ic_count"] = count
    area = item.common.get("applicable_die_area_mm2")
    if isinstance(area, Decimal):
        facts["contained_ic_performance_density"] = tpp / area
    return facts


def _chips(row: Row) -> Iterator[tuple[Item, int | None]]:
    """The chips inside with their number. A type that the table of chips does not have ends in an item without facts."""
    for rank in ("primary", "secondary"):
        name, count = row[f"Chip type ({rank})"], decimal_from_text(row[f"Chip quantity ({rank})"])
        if name:
            yield (chip(name) if name in list_chips() else _unknown_chip(name)), None if count is None else round(count)


def _unknown_chip(name: str) -> Item:
    return Item(name, name, "unknown", "accelerator", None, {}, (), ())


def _defects(row: Row) -> Iterator[str]:
    if row["Status"] != "Existing":
        yield f"not_existing: the status of this cluster is '{row['Status']}'"
    if row["Certainty"] != "Confirmed":
        yield f"uncertain: the source calls it '{row['Certainty']}'"
    if row["Single cluster?"] != "Yes":
        yield f"not_one_cluster: whether it is a single cluster: '{row['Single cluster?'] or 'not said'}'"
    if row["Possible Duplicate"] == "True":
        yield "possible_duplicate: the source says that it may be another row over again"
    rates = [decimal_from_text(row[column]) or Decimal(0) for column in FORMATS]
    if rates[-1] and max(rates) > rates[-1]:
        yield f"maximum_too_low: the source's own maximum, {rates[-1]:.3g}, is below its rate of another format, {max(rates):.3g}"


def _numbers(row: Row) -> Iterator[tuple[str, Value]]:
    """What the table gives and no law counts as it stands there."""
    if row["First Operational Date"]:
        yield "first_operational", date.fromisoformat(row["First Operational Date"])
    words = ("Status", "Certainty", "Country", "Chip type (primary)", "Chip type (secondary)")
    for column in words:
        if row[column]:
            yield column.lower().replace(" (", "_").replace(" ", "_").rstrip(")"), row[column]
    counts = ("Chip quantity (primary)", "Chip quantity (secondary)", "Total number of AI chips")
    for column in counts:
        if (value := decimal_from_text(row[column])) is not None:
            yield column.lower().replace(" (", "_").replace(" ", "_").rstrip(")"), value


@cache
def _rows() -> dict[str, Row]:
    return {row["Name"].strip('"'): row for row in table(FILE).rows}
