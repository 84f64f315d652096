"""Sums over transfers, exactly: by consignee or route, by calendar year or over a span of months.

Numbers are decimals of twelve places; a sum is never rounded. What a row does not say leaves the high end of every sum
with it open. The table is taken as all there is: transfers that it does not hold are not in its sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from acquis.errors import AcquisError

if TYPE_CHECKING:
    import polars as pl

PLACES = 12
"""Decimal places of all numbers here; a product of two factors of six places each is exact."""
LOW, HIGH = "#low", "#high"
PERIODS = ("calendar_year", "all")


class SumError(AcquisError):
    """A column that cannot be added up, or is not there."""


@dataclass(frozen=True, slots=True)
class SumRule:
    """A fact that is made of several rows.

    `by`: what rows have in common. `of`: for a total, the fact that one unit adds. `fields`: for records, by field of a record
    the column. `period`: over which a total runs.
    """

    fact: str
    by: tuple[str, ...]
    of: str | None = None
    period: str = "all"
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns without which it cannot be made, but for `day`."""
        own = [self.of] if self.of else [name for name in self.fields.values() if name != "day"]
        return (*self.by, *own)


@cache
def sum_rules() -> tuple[SumRule, ...]:
    """The facts of the vocabulary that are sums."""
    data = yaml.safe_load(files("acquis.screening").joinpath("data/sums.yaml").read_text(encoding="utf-8"))
    totals = [SumRule(r["fact"], tuple(r["by"]), r["of"], r["period"]) for r in data["totals"]]
    records = [SumRule(r["fact"], tuple(r["by"]), fields=dict(r["fields"])) for r in data["records"]]
    return (*totals, *records)


def exact(frame: pl.DataFrame, name: str, places: int = PLACES) -> pl.Series:
    """A column as decimals, exactly as written; empty cells are null.

    Raises:
        SumError: a cell that is not a number, is negative, or has more places.
    """
    import polars as pl

    column = frame[name]
    if column.dtype.is_float():
        column = column.fill_nan(None)
    text = column.cast(pl.String).str.strip_chars()
    text = text.set(text == "", None)
    kind = pl.Decimal(38, PLACES)
    try:
        read = text.cast(kind, strict=False)
    except pl.exceptions.ComputeError:
        raise SumError(
            "a number has too many digits to be added up exactly", field=name, way_out="at most 26 before the point"
        ) from None
    wrong = read.is_null() & text.is_not_null()
    fraction = text.str.extract(r"\.(\d*?)0*(?:[eE]|$)").fill_null("").str.len_chars()
    exponent = text.str.extract(r"[eE]([+-]?\d+)$").cast(pl.Int64, strict=False).fill_null(0)
    wrong = wrong | (read < 0).fill_null(False) | (fraction.cast(pl.Int64) - exponent > places).fill_null(False)
    if wrong.any():
        cell = text.filter(wrong)[0]
        way_out = f"numbers from 0, with at most {places} decimal places"
        raise SumError(f"{cell!r} cannot be added up exactly", field=name, way_out=way_out)
    return read.alias(name)


def bounds(frame: pl.DataFrame, name: str, places: int = PLACES) -> tuple[pl.Series, pl.Series]:
    """Low and high end of a number: the column, or the columns `<name>_low` and `<name>_high`; null is an open end.

    Raises:
        SumError: no such column, or a cell that cannot be added up.
    """
    if name in frame.columns:
        column = exact(frame, name, places)
        return column, column
    ends = [f"{name}_low", f"{name}_high"]
    if not all(end in frame.columns for end in ends):
        raise SumError("the table has no such column", field=name, way_out=f"name it, or {ends[0]} and {ends[1]}")
    return exact(frame, ends[0], places), exact(frame, ends[1], places)


def contributions(
    frame: pl.DataFrame, of: str, quantity: str | None, kinds: Sequence[str] | None = None, kind: str = "item_kind"
) -> pl.DataFrame:
    """What each row adds, from `#low` to `#high`: so much a unit, times the quantity (one where no column is named).

    Args:
        frame: rows with the columns `of` (or its two ends), the quantity, and perhaps the kind of item.
        of: what one unit adds.
        quantity: column of units.
        kinds: kinds of items that have it at all; a row known to be of another kind adds nothing. None: all.
        kind: column of the kind of item.

    Raises:
        SumError: a cell that cannot be added up.
    """
    import polars as pl

    low, high = bounds(frame, of, PLACES // 2 if quantity else PLACES)
    ends = pl.DataFrame({LOW: low, HIGH: high})
    if quantity:
        ends = ends.with_columns(pl.Series("#q", exact(frame, quantity, PLACES // 2)))
        ends = ends.select(pl.col(end).mul(pl.col("#q")).cast(pl.Decimal(38, PLACES)) for end in (LOW, HIGH))
    ends = ends.with_columns(pl.col(LOW).fill_null(0))
    if kinds is not None and kind in frame.columns:
        other = frame[kind].is_not_null() & ~frame[kind].cast(pl.String).is_in(list(kinds))
        none = pl.lit(0, dtype=pl.Decimal(38, PLACES))
        ends = ends.with_columns(
            pl.when(pl.Series("#other", other)).then(none).otherwise(pl.col(end)).alias(end) for end in (LOW, HIGH)
        )
    return ends


def totals(frame: pl.DataFrame, by: Sequence[str], day: str, period: str, routes: Sequence[str] = ()) -> pl.DataFrame:
    """The sum up to each row, from `sum_low` to `sum_high`, and what is in it.

    `lots`: rows in the sum, itself included; `open`: those of them whose high end is open; `routes`: by how many different routes
    they went. Which of several rows of one day came first is not known: the low end is as if this one did, the high end as if it
    came last.

    Args:
        frame: rows with `by`, `day`, `#low` and `#high` (null: open).
        by: columns that rows of one sum have in common; a row without one of them, or without a day, is summed with no other.
        day: column of dates.
        period: `calendar_year`, or `all`.
        routes: columns that together are the route of a row; none: one route for all.

    Raises:
        SumError: there is no such period.
    """
    import polars as pl

    if period not in PERIODS:
        raise SumError(f"there is no period {period!r}", way_out=f"one of {', '.join(PERIODS)}")
    keys, numbered = _keyed(frame, by, day, period)
    ways = [f"#route {k}" for k, _ in enumerate(routes)] or ["#route"]
    named = [pl.col(name).alias(way) for name, way in zip(routes, ways, strict=True)] if routes else [pl.lit(0).alias("#route")]
    first = numbered.with_columns(named).group_by([*keys, *ways]).agg(pl.col(day).min())
    fresh = first.group_by([*keys, day]).agg(pl.len().alias("#ways"))
    counted = [LOW, HIGH, "#open", "#n", "#ways"]
    daily = (
        numbered.group_by([*keys, day])
        .agg(pl.col(LOW).sum(), pl.col(HIGH).sum(), pl.col(HIGH).is_null().sum().alias("#open"), pl.len().alias("#n"))
        .join(fresh, on=[*keys, day], how="left", nulls_equal=True)
        .with_columns(pl.col("#ways").fill_null(0))
        .sort([*keys, day], nulls_last=False)
        .with_columns(pl.col(counted).cum_sum().over(keys, mapping_strategy="group_to_rows").name.suffix("#to"))
        .with_columns((pl.col(f"{LOW}#to") - pl.col(LOW)).alias("#before"))
        .select([*keys, day, "#before", *(f"{name}#to" for name in counted[1:])])
    )
    joined = numbered.join(daily, on=[*keys, day], how="left", nulls_equal=True, maintain_order="left")
    return joined.select(
        (pl.col("#before") + pl.col(LOW)).alias("sum_low"),
        pl.when(pl.col("#open#to") == 0).then(pl.col(f"{HIGH}#to")).alias("sum_high"),
        *(pl.col(f"#{name}#to").cast(pl.Int64).alias(to) for name, to in (("n", "lots"), ("open", "open"), ("ways", "routes"))),
    )


def _keyed(frame: pl.DataFrame, by: Sequence[str], day: str, period: str) -> tuple[list[str], pl.DataFrame]:
    """Rows with what puts them into one sum."""
    import polars as pl

    lone = pl.any_horizontal([pl.col(name).is_null() for name in (*by, day)])
    numbered = frame.with_row_index("#i").with_columns(pl.when(lone).then(pl.col("#i")).alias("#lone"))
    keys = [*by, "#lone"]
    if period == "calendar_year":
        numbered, keys = numbered.with_columns(pl.col(day).dt.year().alias("#year")), [*keys, "#year"]
    return keys, numbered


def window_sums(frame: pl.DataFrame, by: Sequence[str], day: str, value: str, months: int) -> pl.DataFrame:
    """The sum over the rows of each row's group whose day lies from that of the row to so many months later, both included.

    The end of a span is a day of the calendar as in the law's own reading: 31 January and one month give the last of February.

    Args:
        frame: rows with `by`, `day` and `value` (exact decimals).
        by: columns that the rows of a group have in common.
        day: column of dates.
        value: what is added.
        months: the length of the span.

    Returns:
        For each row `window` (the sum, null where a number in it is not known), `lots` and the last day `until`.
    """
    import polars as pl

    rows = frame.select([*by, day, value]).with_columns(pl.col(day).dt.offset_by(f"{months}mo").alias("until"))
    daily = (
        rows.group_by([*by, day])
        .agg(pl.col(value).sum(), pl.col(value).is_null().sum().alias("#open"), pl.len().alias("#n"))
        .sort([*by, day])
        .with_columns(pl.col(value, "#open", "#n").cum_sum().over(by, mapping_strategy="group_to_rows").name.prefix("to "))
    )
    before = daily.select(
        *by, day, *((pl.col(f"to {name}") - pl.col(name)).alias(f"before {name}") for name in (value, "#open", "#n"))
    )
    spans = rows.with_row_index("#i").join(before, on=[*by, day], how="left", nulls_equal=True)
    ends = daily.select([*by, pl.col(day).alias("#day"), f"to {value}", "to #open", "to #n"]).sort("#day")
    closed = spans.sort("until").join_asof(ends, left_on="until", right_on="#day", by=list(by), check_sortedness=False).sort("#i")
    total = pl.col(f"to {value}") - pl.col(f"before {value}")
    known = pl.col("to #open") == pl.col("before #open")
    return closed.select(
        pl.when(known).then(total).alias("window"),
        (pl.col("to #n").cast(pl.Int64) - pl.col("before #n").cast(pl.Int64)).alias("lots"),
        "until",
    )


def distinct_in_windows(values: Sequence[object], windows: Sequence[tuple[int, int]]) -> list[int]:
    """How many different values stand in each window [first, end) of a sequence.

    Args:
        values: the sequence.
        windows: ordered by their first place; their ends are ordered, too.
    """
    inside: dict[object, int] = {}
    found: list[int] = []
    left = right = 0
    for first, end in windows:
        for k in range(max(right, first), end):
            inside[values[k]] = inside.get(values[k], 0) + 1
        for k in range(left, min(first, right)):
            inside[values[k]] -= 1
            if not inside[values[k]]:
                del inside[values[k]]
        left, right = first, max(right, end)
        found.append(len(inside))
    return found


def name_key(column: Any) -> Any:
    """A Polars expression for names that are written alike but for case and spaces."""
    import polars as pl

    text: pl.Expr = column.cast(pl.String).str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()
    return pl.when(text != "").then(text)
