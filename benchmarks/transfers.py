"""Synthetic rows shaped like a year of real transfers, as many as asked for, in bounded memory.

Goods are the real machines, chips and clusters of the shipped tables, and plain goods; consignees, routes, days, quantities and
values are drawn. The shares below are chosen to exercise the law, they are not trade statistics. The n-th row does not depend on
how many are written: a file of 10^6 rows is the beginning of one of 10^8.

`python -m benchmarks.transfers 1000000 out/transfers.parquet` writes a file.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

FIRST_DAY, DAYS = dt.date(2025, 9, 1), 365
BLOCK = 100_000
"""Rows drawn at a time, each block from a seed of its own."""
CONSIGNEES = 4_000

# Shares of rows by kind of good.
SHARES: Mapping[str, float] = {"plain": 0.75, "chip": 0.18, "cluster": 0.05, "qpu": 0.02}
PLAIN_KINDS = (
    "equipment", "software", "material", "semiconductor_equipment", "photodetector", "cryocooler", "magnet", "integrated_circuit",
    "computer", "interconnect", "quantum_sensor", "cryptographic_product", "wafer_prober", "parametric_amplifier", "technology",
)  # fmt: skip
PLAIN_GOODS = 300
# Where goods leave and where they go; those named first more often.
ORIGINS = ("US", "DE", "CN", "TW", "NL", "JP", "KR", "GB", "FR", "CA", "CH", "AU", "NO", "NZ", "SG", "IL", "MY", "AE")
COUNTRIES = (
    "CN", "DE", "US", "JP", "TW", "KR", "GB", "FR", "NL", "SG", "IN", "HK", "MY", "AE", "CA", "IT", "ES", "CH", "AU", "IL", "SE",
    "PL", "BR", "MX", "TR", "VN", "TH", "ID", "SA", "FI", "AT", "BE", "NO", "DK", "IE", "CZ", "KZ", "AM", "GE", "KG", "RS", "ZA",
    "QA", "NZ", "PT", "HU", "RO", "EG", "UZ", "RU", "BY", "IR", "SY", "KP", "CU", "MO", "PK", "MM", "VE", "AF",
)  # fmt: skip
ACTS = {"export": 0.88, "reexport": 0.09, "transit": 0.03}
TYPES = {
    "company": 0.62, "university": 0.10, "research_institute": 0.07, "government": 0.06, "data_center_operator": 0.06,
    "individual": 0.04, "military": 0.01, "military_intelligence": 0.002, None: 0.038,
}  # fmt: skip
END_USES: Sequence[tuple[list[str] | None, float]] = (
    (None, 0.55), (["civil"], 0.33), (["civil", "basic_research"], 0.05), (["ai_training"], 0.04), (["supercomputer"], 0.015),
    (["advanced_node_ic_production"], 0.005), (["military_end_use"], 0.005), (["quantum_scale_up", "civil"], 0.005),
)  # fmt: skip
COUNTS = ("physical_qubits", "contained_ic_count")
NUMBERS = (
    "tpp", "applicable_die_area_mm2", "dram_bandwidth_gbs", "logic_node_nm", "contained_ic_tpp",
    "contained_ic_performance_density", "cluster_ops_per_s", "cooling_power_4k2_w", "purity_percent",
    "wavelength_nm", "noise_figure_db",
)  # fmt: skip
INTERVALS = ("cnot_error", "interconnect_gbs")
TRUTHS = ("digital_processing_unit", "datacenter_marketed")
PRODUCT_SCHEMA: dict[str, Any] = {
    "product": pl.String,
    "item_kind": pl.String,
    "quantum_model": pl.String,
    **dict.fromkeys(TRUTHS, pl.Boolean),
    **dict.fromkeys(COUNTS, pl.Int64),
    **dict.fromkeys(NUMBERS, pl.Float64),
    **{name + end: pl.Float64 for name in INTERVALS for end in ("_low", "_high")},
}


def write(path: Path, rows: int, *, seed: int = 1, row_group: int = 1_000_000) -> None:
    """Writes a Parquet file of so many rows, some row groups in memory at a time."""
    from polars.io.plugins import register_io_source

    def source(columns: list[str] | None, predicate: Any, n_rows: int | None, batch: int | None) -> Iterator[pl.DataFrame]:
        yield from blocks(rows, seed=seed)

    schema = next(blocks(1, seed=seed)).schema
    path.parent.mkdir(parents=True, exist_ok=True)
    register_io_source(source, schema=schema).sink_parquet(path, row_group_size=row_group, maintain_order=True)


def blocks(rows: int, *, seed: int = 1) -> Iterator[pl.DataFrame]:
    """The rows, a block at a time."""
    goods, parties = products(seed), consignees(seed)
    for k in range(-(-rows // BLOCK)):
        yield _block(k, goods, parties, seed).head(min(BLOCK, rows - k * BLOCK))


def _block(k: int, goods: pl.DataFrame, parties: pl.DataFrame, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng([seed, k])
    weights = goods["weight"].to_numpy()
    product = goods.drop("weight")[rng.choice(len(goods), BLOCK, p=weights)]
    popular = 1.0 / np.arange(1, len(parties) + 1)
    party = parties[rng.choice(len(parties), BLOCK, p=popular / popular.sum())]
    leaving = pl.Series("exported_from", _early(rng, ORIGINS, BLOCK))
    ones = pl.Series("act", _draw(rng, ACTS, BLOCK), dtype=pl.String)
    price = 10 ** rng.normal(3.2, 0.8, BLOCK)
    quantity = np.maximum(1, np.round(10 ** rng.exponential(0.6, BLOCK))).astype(np.int64)
    frame = pl.DataFrame(
        {
            "transfer_id": np.arange(k * BLOCK, (k + 1) * BLOCK),
            "date": pl.Series(rng.integers(0, DAYS, BLOCK, dtype=np.int32) + (FIRST_DAY - dt.date(1970, 1, 1)).days).cast(
                pl.Date
            ),
            "act": ones,
            "exported_from": leaving,
            "origin": pl.Series(_early(rng, ORIGINS, BLOCK)).set(pl.Series(rng.random(BLOCK) < 0.3), None),
            "transit_country": pl.Series(_early(rng, COUNTRIES, BLOCK)).set(pl.Series(rng.random(BLOCK) < 0.85), None),
            "quantity": quantity,
            "value_eur": np.round(price * quantity, 2),
            "knowledge": pl.Series(_draw(rng, {None: 0.9, False: 0.095, True: 0.005}, BLOCK), dtype=pl.Boolean),
            "end_uses": _end_uses(rng),
        }
    )
    whole = frame.hstack(party).hstack(_measured(rng, product))
    at_home = pl.col("exported_from") == pl.col("destination")
    return whole.with_columns(act=pl.when(at_home).then(pl.lit("transfer_in_country")).otherwise("act"))


def _measured(rng: np.random.Generator, product: pl.DataFrame) -> pl.DataFrame:
    """Some values are measured on the day, within bounds; some are not told."""
    change, wide, untold = rng.normal(1.0, 0.15, BLOCK).clip(0.5, 2), rng.random(BLOCK) < 0.4, rng.random(BLOCK) < 0.1
    row = pl.DataFrame({"change": change, "wide": wide, "untold": untold})
    low, high = pl.col("cnot_error_low"), pl.col("cnot_error_high")
    measured = product.hstack(row).with_columns(
        cnot_error_low=pl.when("untold").then(None).when("wide").then(low * pl.col("change") * 0.9).otherwise(low),
        cnot_error_high=pl.when("untold")
        .then(None)
        .when("wide")
        .then((high * pl.col("change") * 1.1).clip(upper_bound=1.0))
        .otherwise(high),
        tpp=pl.when("untold").then(None).otherwise("tpp"),
        contained_ic_count=pl.when("untold").then(None).otherwise("contained_ic_count"),
        cooling_power_4k2_w=(pl.col("cooling_power_4k2_w") * pl.col("change")).round(3),
        noise_figure_db=(pl.col("noise_figure_db") * pl.col("change")).round(4),
    )
    return measured.drop("change", "wide", "untold")


def _end_uses(rng: np.random.Generator) -> pl.Series:
    uses = pl.Series([use for use, _ in END_USES], dtype=pl.List(pl.String))
    return uses.gather(rng.choice(len(END_USES), BLOCK, p=[share for _, share in END_USES]))


def _draw(rng: np.random.Generator, shares: Mapping[Any, float], size: int) -> list[Any]:
    names = list(shares)
    return [names[i] for i in rng.choice(len(names), size, p=list(shares.values())).tolist()]


def _early(rng: np.random.Generator, names: Sequence[str], size: int) -> list[str]:
    """Names, those at the beginning more often."""
    weights = 1.0 / np.arange(1, len(names) + 1) ** 0.7
    return [names[i] for i in rng.choice(len(names), size, p=weights / weights.sum()).tolist()]


@cache
def consignees(seed: int) -> pl.DataFrame:
    """Who receives: country, kind, seat and parent, and the lists on which some of them stand."""
    rng = np.random.default_rng([seed, 2**31])
    country = _early(rng, COUNTRIES, CONSIGNEES)
    seat = [here if same else there for here, there, same in zip(
        country, _early(rng, COUNTRIES, CONSIGNEES), rng.random(CONSIGNEES) < 0.85, strict=True
    )]  # fmt: skip
    lists, listing = listed_ids(), rng.random(CONSIGNEES)
    standing: list[list[str] | None] = [
        None if u < 0.55 else [] if u < 0.97 else [lists[i]]
        for u, i in zip(listing.tolist(), rng.integers(0, len(lists), CONSIGNEES).tolist(), strict=True)
    ]
    end_users = [None if u < 0.15 else here for here, u in zip(country, rng.random(CONSIGNEES).tolist(), strict=True)]
    return pl.DataFrame(
        {
            "consignee": [f"Consignee {k:04d}" for k in range(CONSIGNEES)],
            "destination": country,
            "end_user_country": end_users,
            "end_user_type": pl.Series(_draw(rng, TYPES, CONSIGNEES), dtype=pl.String),
            "end_user_hq_country": seat,
            "ultimate_parent_country": pl.Series(seat).set(pl.Series(rng.random(CONSIGNEES) < 0.4), None),
            "party_lists": pl.Series(standing, dtype=pl.List(pl.String)),
        }
    )


def listed_ids() -> list[str]:
    """The lists of parties that conditions of the law ask for."""
    from acquis.conditions import nodes as n
    from acquis.law import load_corpus

    conditions = [c for p in load_corpus().provisions for c in (p.when, p.unless) if c is not None]
    asked = {node.item for c in conditions for node in n.walk(c) if isinstance(node, n.Has) and node.fact == "party_lists"}
    return sorted(item for item in asked if "." in item)


@cache
def products(seed: int) -> pl.DataFrame:
    """What is sent, with the share of rows that each has as `weight`."""
    rng = np.random.default_rng([seed, 2**31 + 1])
    by_kind: dict[str, list[dict[str, Any]]] = {"plain": [_plain(rng, k) for k in range(PLAIN_GOODS)]}
    from acquis.items import CATALOGUES, Table

    for table in (Table.CHIP, Table.CLUSTER, Table.QPU):
        by_kind[table] = [_real(item) for item in CATALOGUES[table].items()]
    rows = [{**row, "weight": SHARES[kind] / len(found)} for kind, found in by_kind.items() for row in found]
    return pl.DataFrame(rows, schema={**PRODUCT_SCHEMA, "weight": pl.Float64})


def _plain(rng: np.random.Generator, k: int) -> dict[str, Any]:
    kind = PLAIN_KINDS[int(rng.integers(len(PLAIN_KINDS)))]
    row: dict[str, Any] = {"product": f"{kind} {k:03d}", "item_kind": kind}
    if kind == "cryocooler":
        row["cooling_power_4k2_w"] = round(float(rng.uniform(0.1, 3.0)), 3)
    elif kind == "material":
        row["purity_percent"] = round(float(rng.uniform(90, 100)), 4)
    elif kind in ("photodetector", "quantum_sensor"):
        row["wavelength_nm"] = round(float(rng.uniform(300, 2000)), 1)
    elif kind == "parametric_amplifier":
        row["noise_figure_db"] = round(float(rng.uniform(0.001, 0.5)), 4)
    return row


def _real(item: Any) -> dict[str, Any]:
    """A real item by the reading that is nearest to the law."""
    from acquis.items import processing_performance

    reading = next((r for r in item.readings if r.legal_quantity), item.readings[0] if item.readings else None)
    facts: dict[str, Any] = {**item.common, **(reading.facts if reading else {})}
    if "processing_rates" in facts and (tpp := processing_performance(item)) is not None and isinstance(tpp, Decimal):
        facts["tpp"] = tpp
    row: dict[str, Any] = {"product": item.name, "item_kind": facts["item_kind"], "quantum_model": facts.get("quantum_model")}
    row |= {name: facts.get(name) for name in (*TRUTHS, *COUNTS)}
    row |= {name: None if facts.get(name) is None else float(facts[name]) for name in NUMBERS}
    for name in INTERVALS:
        value = facts.get(name)
        low, high = (value.get("low"), value.get("high")) if isinstance(value, Mapping) else (value, value)
        row |= {name + "_low": None if low is None else float(low), name + "_high": None if high is None else float(high)}
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rows", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--row-group", type=int, default=1_000_000)
    asked = parser.parse_args()
    write(asked.path, asked.rows, seed=asked.seed, row_group=asked.row_group)


if __name__ == "__main__":
    main()
