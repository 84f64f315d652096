"""The shipped table of accelerators: 176 chips of 2008 to 2026, "Machine Learning Hardware" of Epoch AI (CC BY 4.0).

The rates are the makers' own peak rates, dense (without sparsity): for NVIDIA's H100 SXM5 the table has 989.5 TFLOPS at 16 bits,
the data sheet 1,979 with sparsity. Total processing performance is not given as a fact: the law derives it from the rates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from acquis.items.chip_facts import common_facts, doubts, number
from acquis.items.item import Evidence, Item, Reading
from acquis.items.shipped import Row, Table, find_name, table
from acquis.items.values import Interval, Records, Value, interval

FILE = "epoch_ml_hardware.csv"

BITS = {
    "Tensor-FP16/BF16 performance (FLOP/s)": 16,
    "FP8 performance (FLOP/s)": 8,
    "FP4 performance (FLOP/s)": 4,
    "FP64 (double precision) performance (FLOP/s)": 64,
    "FP32 (single precision) performance (FLOP/s)": 32,
    "FP16 (half precision) performance (FLOP/s)": 16,
    "INT16 performance (OP/s)": 16,
    "INT8 performance (OP/s)": 8,
    "INT4 performance (OP/s)": 4,
}
"""The columns of rates, with the bit length of the inputs to the multiplication."""

TF32 = "TF32 (TensorFloat-32) performance (FLOP/s)"
TF32_BITS, TF32_STORED_BITS = 19, 32

DECLARED = "Total processing performance (bit-OP/s)"

TENSOR = (
    "Tensor-FP16/BF16 performance (FLOP/s)",
    "FP8 performance (FLOP/s)",
    "FP4 performance (FLOP/s)",
    TF32,
    "INT8 performance (OP/s)",
    "INT4 performance (OP/s)",
)
"""Rates of matrix units, as far as a column says so or as a rule has it; INT8 and INT4 are hardly given for anything else."""

AS_RATED = (
    "Dense peak rates as the maker gives them, each with the bit length of the inputs to its multiplication; the law takes the "
    "highest product. Of several rates of one bit length the highest counts: lower ones are other formats, or vector units "
    "beside matrix units, whose rates are not added up. TF32 counts as 19 bits, those that are multiplied (sign, 8 of exponent, "
    "10 of mantissa)."
)
AS_STORED = (
    "The same, but TF32 counts as 32 bits, as it is stored. The law says 'the largest bit-length of the inputs to the multiply "
    "operation' and no text read says which of the two that is."
)
AS_DECLARED = (
    "The total processing performance that the table itself states (bit-OP/s over 10^12), in place of its rates. Not by the "
    "words of the law, which go by the rates; the two differ."
)
AT_LEAST = (
    " The table counts tensor cores and gives no rate for them, so its highest rate is only a lower end: the total processing "
    "performance is that or more."
)

_TERA = Decimal(10) ** 12
_ROUNDING = Decimal("0.005")  # rates are printed with three or four digits


@dataclass(frozen=True, slots=True)
class _Rate:
    tops: Decimal
    bits: int

    @property
    def product(self) -> Decimal:
        return self.tops * self.bits


def list_chips() -> tuple[str, ...]:
    """The chips of the table, in its order, newest first."""
    return tuple(_rows())


def chip(name: str) -> Item:
    """The chip of that name, such as `NVIDIA HGX H20`, or of a short name that fits one only: `H20`, `H100 SXM`, `910B`.

    Raises:
        ItemError: no chip, or several, are so named; the candidates are listed.
    """
    return _chip(find_name(name, list_chips(), "chip"))


@cache
def _chip(name: str) -> Item:
    row = _rows()[name]
    readings = tuple(_readings(row))
    return Item(
        id=name,
        name=name,
        provider=row["Manufacturer"] or "unknown",
        technology=f"accelerator ({row['Type']})" if row["Type"] else "accelerator",
        date=_last_modified(row),
        common=common_facts(row),
        readings=readings,
        evidence=(_evidence(row, _table()),),
        defects=(*_defects_of_rates(row), *doubts(row)),
        about=("tpp", "performance_density"),
    )


def processing_performance(item: Item) -> Decimal | Interval | None:
    """The total processing performance by the words of the law (15 CFR 774, Technical Note 2 to 3A090), unit TPP; for lists.

    A determination does not use it: there the corpus computes what its definitions say.
    """
    rates = next((r.facts.get("processing_rates") for r in item.readings if r.legal_quantity), None)
    if not isinstance(rates, tuple):
        return None
    open_top = any(not isinstance(record["tops"], Decimal) for record in rates)
    top = max(_low(record["tops"]) * Decimal(str(record["bits"])) for record in rates)
    return interval(top, None) if open_top else top


def _low(tops: int | Decimal | Interval) -> Decimal:
    if isinstance(tops, Decimal | int):
        return Decimal(tops)
    return tops["low"] or Decimal(0)


def _readings(row: Row) -> Iterator[Reading]:
    rates, stored, declared = _rates(row, TF32_BITS), _rates(row, TF32_STORED_BITS), _declared(row)
    if rates:
        known = _records(rates, at_least=_tensor_rates_missing(row))
        text = AS_RATED + (AT_LEAST if _tensor_rates_missing(row) else "")
        yield Reading("dense_rates", "dense peak rates", {"processing_rates": known}, text, legal_quantity=True)
        if _differ(_top(rates), _top(stored)):
            facts: dict[str, Value] = {"processing_rates": _records(stored)}
            yield Reading("with_tf32_as_32_bits", "dense peak rates, TF32 as 32 bits", facts, AS_STORED, legal_quantity=False)
    if declared is not None and (not rates or _differ(_top(rates), declared)):
        yield Reading("declared_tpp", "stated by the table", {"tpp": declared}, AS_DECLARED, legal_quantity=False)


def _rates(row: Row, tf32_bits: int) -> list[_Rate]:
    """The highest rate of each bit length. Lower ones are other number formats, or vector units beside the matrix units."""
    highest: dict[int, Decimal] = {}
    for column, bits in {**BITS, TF32: tf32_bits}.items():
        if rate := number(row, column):
            highest[bits] = max(rate / _TERA, highest.get(bits, Decimal(0)))
    return [_Rate(tops, bits) for bits, tops in highest.items()]


def _records(rates: list[_Rate], *, at_least: bool = False) -> Records:
    """The rates as records; `at_least`: the highest product is only a lower end."""
    top = _top(rates)
    return tuple(
        {"tops": interval(rate.tops, None) if at_least and rate.product == top else rate.tops, "bits": rate.bits}
        for rate in rates
    )


def _top(rates: list[_Rate]) -> Decimal:
    return max(rate.product for rate in rates)


def _declared(row: Row) -> Decimal | None:
    declared = number(row, DECLARED)
    return None if declared is None else declared / _TERA


def _differ(first: Decimal, second: Decimal) -> bool:
    """More than by rounding."""
    return abs(first - second) > _ROUNDING * max(first, second)


def _tensor_rates_missing(row: Row) -> bool:
    return bool(row["Tensor cores"]) and not any(row[column] for column in TENSOR)


def _defects_of_rates(row: Row) -> Iterator[str]:
    rates, stored, declared = _rates(row, TF32_BITS), _rates(row, TF32_STORED_BITS), _declared(row)
    if not rates:
        yield "no_rates: the table has no rate of any bit length; the total processing performance is unknown"
        return
    if _tensor_rates_missing(row):
        yield f"no_tensor_rates: it has tensor cores without a rate; total processing performance is {_top(rates):.0f} or more"
    if _differ(_top(rates), _top(stored)):
        yield (
            f"tf32_open: total processing performance {_top(rates):.0f} if TF32 counts as 19 bits, {_top(stored):.0f} if as 32; "
            "the law does not say"
        )
    if declared is not None and _differ(_top(rates), declared):
        yield f"differs_from_declared: the rates give {_top(rates):.0f}, the table states {declared:.0f}"


def _evidence(row: Row, source: Table) -> Evidence:
    return Evidence(
        kind="declared",
        what="data-sheet figures of the maker",
        by="Epoch AI, Machine Learning Hardware",
        date=_last_modified(row),
        source_file=source.file,
        sha256=source.sha256,
        licence="CC-BY-4.0",
        note=f"data sheet: {' '.join(row['Link to datasheet'].split())}" if row["Link to datasheet"] else "",
        numbers=dict(_numbers(row)),
    )


def _numbers(row: Row) -> Iterator[tuple[str, Value]]:
    """What the table gives and no law counts as it stands there."""
    if row["Release date"]:
        yield "released", date.fromisoformat(row["Release date"])
    if (declared := _declared(row)) is not None:
        yield "declared_tpp", declared
    columns = {
        "die_size_mm2": "Die Size (mm^2)",
        "transistors_millions": "Transistors (millions)",
        "tdp_w": "TDP (W)",
        "memory_bandwidth_bytes_per_s": "Memory bandwidth (byte/s)",
        "internode_bandwidth_bits_per_s": "Internode bandwidth (bit/s)",
    }
    for name, column in columns.items():
        if (value := number(row, column)) is not None:
            yield name, value


def _last_modified(row: Row) -> date:
    return datetime.fromisoformat(row["Last modified"]).date()


def _table() -> Table:
    return table(FILE)


@cache
def _rows() -> dict[str, Row]:
    return {row["Hardware name"]: row for row in _table().rows}
