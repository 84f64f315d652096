"""Polars by hand: the rule of `screening_rule` as expressions over a Parquet file, null for unknown; and a plain scan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import screening_rule as rule

UNKNOWN = pl.lit(None, dtype=pl.Boolean)
ROW = "row number"
kind, act, leaving, destination = map(pl.col, ("item_kind", "act", "exported_from", "destination"))


def outcome(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Low and high end of the outcome of each row, in three steps so that nothing is computed twice.

    The number of the row goes through: Polars 2.1 was seen not to keep the order of rows where no column of the file is selected.
    """
    return rows.with_columns(**_facts()).with_columns(**_entries()).with_columns(**_provisions()).select(ROW, **_ends())


def _facts() -> dict[str, pl.Expr]:
    """What the rule asks of the columns more than once, and the scopes."""
    lists = rule.countries()
    from_home = leaving == rule.HOME
    by_canadians = from_home | UNKNOWN
    for_russia = (destination == rule.RUSSIA) & by_canadians
    sanctioned = destination.is_in(lists.sanctioned) & UNKNOWN
    return {
        "exported": from_home & (destination != rule.HOME) & (act.is_in(rule.EXPORTS) | (act.is_in(rule.SERVICES) & UNKNOWN)),
        "crossing": act.is_in(rule.CROSSINGS) & for_russia,
        "other": act.is_in(rule.OTHER_FOR_RUSSIA) & for_russia & UNKNOWN,
        "sanctioned": sanctioned,
        "barred": sanctioned & by_canadians,
        "unread_act": act.is_in(rule.UNREAD_ACTS) & (by_canadians | (destination == rule.HOME)) & UNKNOWN,
        "item_5506": _item_5506(),
        "guide": ~kind.is_in(rule.OUTSIDE_GUIDE) & UNKNOWN,
        "american": (pl.col("origin") == rule.UNITED_STATES) & UNKNOWN,
    }


def _entries() -> dict[str, pl.Expr]:
    """Whether the law reaches the row, and what the item is."""
    on_a_list = pl.col("item_5506") | pl.col("guide")
    return {
        "scope": pl.any_horizontal("exported", "crossing", "other", "sanctioned", "unread_act"),
        "on_a_list": on_a_list,
        "item_5400": pl.col("american") & ~on_a_list,
    }


def _provisions() -> dict[str, pl.Expr]:
    """The requirements, what relieves them, and the prohibitions."""
    exported, item_5400, on_a_list = pl.col("exported"), pl.col("item_5400"), pl.col("on_a_list")
    listed = (destination != rule.UNITED_STATES) & (on_a_list | item_5400 | pl.col("american"))
    maybe_controlled = destination.is_in(rule.countries().controlled) & UNKNOWN
    quantum_goods = (kind == "quantum_computer") | (~kind.is_in(rule.NOT_GOODS) & UNKNOWN)
    return {
        "licence": exported & (listed | _proliferation() | maybe_controlled),
        "permitted": (exported & item_5400 & UNKNOWN) | (exported & UNKNOWN),
        "unread": (exported & ~kind.is_in(rule.OUTSIDE_GUIDE) & UNKNOWN & ~(on_a_list | item_5400)) | pl.col("unread_act"),
        "prohibited": (pl.col("crossing") & quantum_goods & ~on_a_list)
        | ((pl.col("crossing") | pl.col("other")) & UNKNOWN)
        | pl.col("barred"),
    }


def _ends() -> dict[str, pl.Expr]:
    """The algebra of outcomes."""
    scope, prohibited, licence, permitted, unread = map(pl.col, ("scope", "prohibited", "licence", "permitted", "unread"))
    low = (
        pl.when(scope.is_null() | ~scope).then(_rank(0))
        .when(prohibited).then(_rank(4))
        .when((licence & ~permitted) | unread).then(_rank(3))
        .when(licence).then(_rank(2))
        .otherwise(_rank(1))
    )  # fmt: skip
    high = (
        pl.when(~scope).then(_rank(0))
        .when(_may(prohibited)).then(_rank(4))
        .when(_may(unread) | (_may(licence) & _may(~permitted))).then(_rank(3))
        .when(_may(licence)).then(_rank(2))
        .otherwise(_rank(1))
    )  # fmt: skip
    return {"low": low, "high": high}


def _rank(outcome: int) -> pl.Expr:
    return pl.lit(outcome, dtype=pl.UInt8)


def _may(truth: pl.Expr) -> pl.Expr:
    """True or unknown."""
    return truth | truth.is_null()


def _item_5506() -> pl.Expr:
    qubits, low, high = pl.col("physical_qubits"), pl.col("cnot_error_low"), pl.col("cnot_error_high")
    rungs = (
        (qubits >= band.low) & (qubits < band.high) & pl.when(high <= band.limit).then(True).when(low > band.limit).then(False)
        for band in rule.LADDER
    )
    ladder = reduce(or_, rungs, qubits >= rule.LADDER_TOP)
    return (
        ((kind == "quantum_computer") & pl.col("quantum_model").is_in(rule.MODELS) & ladder)
        | ((kind == "parametric_amplifier") & (pl.col("noise_figure_db") < rule.NOISE_BELOW_DB) & UNKNOWN)
        | ((kind == "cryocooler") & (pl.col("cooling_power_4k2_w") >= rule.COOLING_FROM_W) & UNKNOWN)
        | (kind.is_in(rule.OPEN_ENTRIES) & UNKNOWN)
    )


def _proliferation() -> pl.Expr:
    """Item 5505: for weapons of mass destruction; or the exporter knows, suspects or was told so, which no column says."""
    uses = pl.col("end_uses")
    for_weapons = reduce(or_, (uses.list.contains(use) for use in rule.PROLIFERATION)) | UNKNOWN
    exempt = rule.countries().exempt
    both_exempt = destination.is_in(exempt) & pl.col("end_user_country").is_in(exempt) & UNKNOWN
    return (for_weapons & ~both_exempt) | UNKNOWN


def coded(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The texts as Enum columns, with the values that a careful user declares."""
    names = ("item_kind", "act", "quantum_model", "exported_from", "destination", "origin", "end_user_country")
    return rows.with_columns(pl.col(name).cast(pl.Enum(rule.values(name))) for name in names)


def screen(path: Path) -> pl.DataFrame:
    """The outcome of every row of a file."""
    return _ordered(outcome(pl.scan_parquet(path, row_index_name=ROW)))


def screen_coded(path: Path) -> pl.DataFrame:
    """The same, with the texts as Enum columns."""
    return _ordered(outcome(coded(pl.scan_parquet(path, row_index_name=ROW))))


def _ordered(rows: pl.LazyFrame) -> pl.DataFrame:
    found = rows.collect(engine="streaming")
    return (found if found[ROW].is_sorted() else found.sort(ROW)).drop(ROW)


def scan(path: Path, columns: Sequence[str] = rule.COLUMNS) -> pl.DataFrame:
    """Reads columns and no more than counts and adds them up: the limit for any engine that reads the file."""
    rows = pl.scan_parquet(path)
    schema = rows.collect_schema()
    asked: list[pl.Expr] = []
    for name in columns:
        column = pl.col(name)
        asked.append(column.count().alias(f"{name} known"))
        if schema[name] == pl.String:
            asked.append(column.str.len_bytes().sum().alias(f"{name} bytes"))
        elif isinstance(schema[name], pl.List):
            asked.append(column.list.len().sum().alias(f"{name} items"))
        elif schema[name] == pl.Date:
            asked.append(column.max().alias(f"{name} last"))
        else:
            asked.append(column.sum().alias(f"{name} sum"))
    return rows.select(asked).collect(engine="streaming")


def ends(answer: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Low and high ends in the order of the rows."""
    return answer["low"].to_numpy(), answer["high"].to_numpy()
