"""The columns of `acquis items list`, a table at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from acquis.cli.machines import number
from acquis.cli.quantities import quantity
from acquis.items import Item, Table, processing_performance
from acquis.items.assess import nearest_to_the_words

Columns = Mapping[str, Callable[[Item], str]]


def _common(fact: str) -> Callable[[Item], str]:
    return lambda item: quantity(item.common[fact]) if fact in item.common else ""


def _read(fact: str) -> Callable[[Item], str]:
    return lambda item: quantity(nearest_to_the_words(item).facts.get(fact))


def _given(name: str) -> Callable[[Item], str]:
    def tell(item: Item) -> str:
        numbers = item.evidence[0].numbers
        return quantity(numbers[name]) if name in numbers else ""

    return tell


COLUMNS: Mapping[Table, Columns] = {
    Table.QPU: {
        "by": lambda item: item.provider,
        "date": lambda item: str(item.date or ""),
        "made": lambda item: str(item.common.get("fabricated_qubits", "")),
        "working": lambda item: number(item.common.get("physical_qubits")),
        "C-NOT error": lambda item: number(nearest_to_the_words(item).facts.get("cnot_error")),
    },
    Table.CHIP: {
        "released": _given("released"),
        "TPP": lambda item: quantity(processing_performance(item)),
        "die mm2": _common("applicable_die_area_mm2"),
        "DRAM GB/s": _common("dram_bandwidth_gbs"),
    },
    Table.MODEL: {
        "by": lambda item: item.provider.partition(",")[0],
        "published": _given("publication_date"),
        "training operations": _read("training_ops"),
        "access": _given("accessibility"),
    },
    Table.CLUSTER: {
        "status": _given("status"),
        "operations/s": _read("cluster_ops_per_s"),
        "chips": _given("total_number_of_ai_chips"),
        "country": _given("country"),
    },
}
"""Heading and text of each column between the name and the remarks."""
