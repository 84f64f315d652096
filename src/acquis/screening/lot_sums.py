"""Rows of a table that a sum may put elsewhere before the law than each alone: by running totals, or by spans of records.

Everything here is a column over the rows of the table; only the greedy choice of spans is a loop, with a constant work a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from acquis.conditions import nodes as n
from acquis.conditions.truth import compile_truth
from acquis.conditions.values import Value, interval
from acquis.law.corpus import Corpus
from acquis.screening.keys import Codes, numbered
from acquis.screening.sum_law import SumLaw, place
from acquis.screening.sums import (
    HIGH,
    LOW,
    PLACES,
    SumError,
    SumRule,
    contributions,
    distinct_in_windows,
    exact,
    totals,
    window_sums,
)  # fmt: skip

if TYPE_CHECKING:
    import polars as pl

DAY, QUANTITY, KIND = "day", "quantity", "item_kind"

Bound = Callable[[Codes, Codes, Sequence[Value | None]], npt.NDArray[np.bool_]]
"""For rows with the numbers of their sums among some values, whether a provision holds."""


@dataclass(frozen=True)
class Candidates:
    """Rows, by their place in the table, alone and in a sum.

    `alone`, `together`: the number of what the law is told, among `values`. `own`: what the row adds by itself (its low end).
    `low`, `high`: the sum, null open. `lots`: rows in it; `open`: those that do not say what they add; `routes`: by how many
    different routes.
    """

    rows: Codes
    alone: Codes
    together: Codes
    values: Sequence[Value | None]
    sums: pl.DataFrame


class Totals:
    """A number of the law that is a running total."""

    def __init__(self, corpus: Corpus, table: pl.DataFrame, rule: SumRule, routes: Sequence[str]) -> None:
        assert rule.of is not None
        quantity = QUANTITY if QUANTITY in table.columns else None
        own = contributions(table, rule.of, quantity, corpus.vocabulary[rule.of].item_kinds, KIND)
        self._sums = own.hstack(totals(table.hstack(own), rule.by, DAY, rule.period, routes))
        self._groups = table.select(rule.by)
        self.notes = [] if quantity else [f"{rule.fact}: no column of quantities is known; each row counts as one unit"]
        lone = table.select(*rule.by, DAY)
        unnamed = lone.select(_any_null(lone).sum()).item()
        if unnamed:
            named = " or ".join((*rule.by, DAY))
            self.notes.append(f"{rule.fact}: {unnamed:,} rows name no {named} and are in no sum but their own")

    def groups(self, rows: Codes) -> list[str]:
        """What the lots of the sum of each row have in common."""
        return [", ".join("not known" if part is None else str(part) for part in group) for group in self._groups[rows].rows()]

    def candidates(self, law: SumLaw, bound: Bound) -> Candidates:
        """Rows whose sum lies elsewhere between the limits of the law than what they add themselves."""
        import polars as pl

        limits = sorted({limit for found in law.sums.values() for limit in found})
        ends = [_places(self._sums[name], limits) for name in (LOW, HIGH, "sum_low", "sum_high")]
        room = 2 * len(limits) + 2
        alone, together = (low * room + high for low, high in (ends[:2], ends[2:]))
        rows = np.flatnonzero((alone != together) & (self._sums["lots"] > 1).to_numpy())
        keys, first = np.unique(np.concatenate([alone[rows], together[rows]]), return_index=True)
        sums = self._sums[rows]
        values: list[Value | None] = []
        for k in first.tolist():
            names = (LOW, HIGH) if k < len(rows) else ("sum_low", "sum_high")
            values.append(interval(*(sums[name][k % len(rows)] for name in names)))
        told = sums.select(pl.col(LOW).alias("own"), pl.col("sum_low").alias("low"), pl.col("sum_high").alias("high"),
                           "lots", "open", "routes")  # fmt: skip
        return Candidates(rows, np.searchsorted(keys, alone[rows]), np.searchsorted(keys, together[rows]), values, told)


class Records:
    """A list of records of the law, over whose days it adds itself."""

    def __init__(self, table: pl.DataFrame, rule: SumRule, routes: Sequence[str]) -> None:

        self._rule, self._by = rule, list(rule.by)
        days = [name for name, column in rule.fields.items() if column == DAY]
        values = {name: column for name, column in rule.fields.items() if column != DAY}
        self._day_field, (self._field, column) = days[0], next(iter(values.items()))
        self._table = table.select(*rule.by, DAY, exact(table, column).alias("#v"))
        self._ways = table.select(routes) if routes else None
        lone = self._table.select(_any_null(self._table)).to_series()
        self._open = np.flatnonzero(~lone.to_numpy())
        left_out = table.height - len(self._open)
        named = ", ".join(rule.by)
        self.notes = [f"{rule.fact}: {left_out:,} rows lack {column}, {named} or the day and are in no sum"] if left_out else []

    def groups(self, rows: Codes) -> list[str]:
        """What the lots of the sum of each row have in common."""
        return [" to ".join(str(part) for part in group) for group in self._table.select(self._by)[rows].rows()]

    def candidates(self, law: SumLaw, bound: Bound) -> Candidates:
        """Rows in a span whose sum reaches a limit of the law, the greatest first; rows bound alone are in none.

        Raises:
            SumError: the law adds over several spans, or in a way that cannot be followed.
        """
        import polars as pl

        months = {node.months for node in law.sums if isinstance(node, n.Window)}
        if len(months) != 1:
            raise SumError(f"{law.fact} is summed over several spans, which cannot be followed", field=law.regime)
        kept = {node: self._kept(node)[self._open] for node in law.sums}
        alone, values = self._alone(law, kept)
        free = np.flatnonzero(~bound(self._open, alone, values))
        frame = self._table[self._open[free]]
        spans = _Spans(frame, self._by, min(months), {node: column[free] for node, column in kept.items()}, law.sums)
        inside, ranks = spans.chosen()
        starts = spans.starts[ranks]
        kinds = np.unique(spans.signatures[starts], axis=0, return_inverse=True)[1].reshape(-1)
        told: dict[int, int] = {}
        together = np.empty(len(inside), dtype=np.int64)
        for k, start in enumerate(starts.tolist()):
            kind = int(kinds[k])
            if kind not in told:
                told[kind] = len(values)
                values.append(self._fewest(law, frame, spans, start))
            together[k] = told[kind]
        sums = pl.DataFrame({"own": frame["#v"][inside], "low": spans.whole[starts], "high": spans.whole[starts],
                             "lots": spans.lots[starts], "open": np.zeros(len(inside), dtype=np.int64),
                             "routes": self._routes(spans, free, starts)})  # fmt: skip
        return Candidates(self._open[free[inside]], alone[free[inside]], together, values, sums)

    def _kept(self, node: n.Node) -> pl.Series:
        """What each row adds to one sum of the law."""
        import polars as pl

        if not isinstance(node, n.Window | n.Aggregate) or node.value != n.Fact(self._field):
            raise SumError(f"{self._rule.fact} is summed in a way that cannot be followed")
        column = self._table["#v"]
        if node.keep is None:
            return column
        keeps, asked = compile_truth(node.keep), n.facts_of(node.keep)
        names = [name for name, fact in ((DAY, self._day_field), ("#v", self._field)) if fact in asked]
        distinct = self._table.select(names).unique()
        held = [keeps(self._record(dict(zip(names, row, strict=True))), lambda _: None) is True for row in distinct.rows()]
        held_of = self._table.join(
            distinct.with_columns(pl.Series("#kept", held, dtype=pl.Boolean)), on=names, how="left", nulls_equal=True,
            maintain_order="left",
        )  # fmt: skip
        return held_of.select(pl.when("#kept").then("#v").otherwise(pl.lit(Decimal(0), dtype=column.dtype))).to_series()

    def _record(self, row: dict[str, Any]) -> dict[str, Any]:
        fields = {DAY: self._day_field, "#v": self._field}
        return {fields[name]: cell for name, cell in row.items() if name in fields}

    def _alone(self, law: SumLaw, kept: dict[n.Node, pl.Series]) -> tuple[Codes, list[Value | None]]:
        """Of each row that is in a sum at all the number of its own record, alike where the law cannot tell them apart."""
        columns = [_places(column, law.sums[node]) for node, column in kept.items()]
        first, alone = numbered(columns, [2 * len(limits) + 2 for limits in law.sums.values()])
        return alone, [(self._record(row),) for row in self._table[self._open[first]].to_dicts()]

    def _fewest(self, law: SumLaw, frame: pl.DataFrame, spans: _Spans, start: int) -> Value:
        """As few records of a span as the law cannot tell from all of them: its sums lie between the same limits."""
        members = spans.members(start)
        columns = {node: column[members].to_list() for node, column in spans.kept.items()}
        records = [self._record(row) for row in frame[members].to_dicts()]
        sums, chosen = dict.fromkeys(law.sums, Decimal(0)), list[dict[str, Any]]()
        for k in sorted(range(len(members)), key=lambda k: (-max(column[k] for column in columns.values()), members[k])):
            chosen.append(records[k])
            sums = {node: total + columns[node][k] for node, total in sums.items()}
            if [place(sums[node], limits) for node, limits in law.sums.items()] == spans.signatures[start].tolist():
                break
        return tuple(chosen)

    def _routes(self, spans: _Spans, free: Codes, starts: Codes) -> Codes:
        """By how many different routes the rows of each span went."""
        if self._ways is None:
            return np.ones(len(starts), dtype=np.int64)
        ways = self._ways[self._open[free]][spans.order].rows()
        windows, back = np.unique(np.stack([spans.first[starts], spans.lots[starts]], axis=1), axis=0, return_inverse=True)
        counts = distinct_in_windows(ways, [(first, first + lots) for first, lots in windows.tolist()])
        return np.array(counts, dtype=np.int64)[back.reshape(-1)]


class _Spans:
    """For each row the span of months that begins on its day: where it stands among the rows in order, and what it sums up to.

    `order`: rows by group, day and place in the table; the members of a span are neighbours in it. `first`, `lots`: of each row
    the place in that order at which its span begins, and the rows in it.
    """

    def __init__(
        self, frame: pl.DataFrame, by: list[str], months: int, kept: dict[n.Node, pl.Series], sums: dict[n.Node, list[Decimal]]
    ) -> None:
        import polars as pl

        self.kept = kept
        self._days = frame[DAY].to_physical().to_numpy()
        order = frame.select(*by, DAY).with_row_index("i").sort(*by, DAY, "i").with_row_index("at")
        self.order = order["i"].to_numpy().astype(np.int64)
        self.first = order.with_columns(pl.col("at").min().over(*by, DAY)).sort("i")["at"].to_numpy().astype(np.int64)
        spans = window_sums(frame, by, DAY, "#v", months)
        self.whole, self.lots = spans["window"], spans["lots"].to_numpy().astype(np.int64)
        found = [
            _places(window_sums(frame.with_columns(column.alias("#v")), by, DAY, "#v", months)["window"], sums[node])
            for node, column in kept.items()
        ]
        self.signatures = np.stack(found, axis=1)
        self.starts = self._ranked()

    def members(self, start: int) -> list[int]:
        """The rows of the span of a row, in order."""
        first = int(self.first[start])
        rows: list[int] = self.order[first : first + int(self.lots[start])].tolist()
        return rows

    def _ranked(self) -> Codes:
        """One row for each span of several rows that reaches a limit, the greatest first, then the earliest."""
        most = self.signatures.max(axis=1, initial=0)
        reach = np.flatnonzero((most > 0) & (self.lots > 1))
        ranked = reach[np.lexsort((reach, self._days[reach], -most[reach]))]
        _, once = np.unique(self.first[ranked], return_index=True)  # rows of one day and group begin the same span
        return ranked[np.sort(once)]

    def chosen(self) -> tuple[Codes, Codes]:
        """Each row with the first span by rank that holds it, as a number in `starts`; in the order of the ranks."""
        after = list(
            range(len(self.order) + 1)
        )  # of a place in the order, the next that is in no span yet, or one on the way to it
        places: list[int] = []
        ranks: list[int] = []
        for rank, (first, lots) in enumerate(zip(self.first[self.starts].tolist(), self.lots[self.starts].tolist(), strict=True)):
            at = _next(after, first)
            while at < first + lots:
                places.append(at)
                ranks.append(rank)
                after[at] = at + 1
                at = _next(after, at + 1)
        return self.order[np.array(places, dtype=np.int64)], np.array(ranks, dtype=np.int64)


def _next(after: list[int], at: int) -> int:
    """The next place that is free; the way to it is shortened for those who come later (path halving, Tarjan 1984)."""
    while after[at] != at:
        after[at] = after[after[at]]
        at = after[at]
    return at


def _places(column: pl.Series, limits: Sequence[Decimal]) -> Codes:
    """As `place`, for many numbers at once; one above all places where there is none."""
    import polars as pl

    frame, most = column.to_frame("x"), 2 * len(limits) + 1
    ends = [pl.lit(limit, dtype=pl.Decimal(38, PLACES)) for limit in limits]
    steps = [(pl.col("x") >= end).cast(pl.Int64) + (pl.col("x") > end).cast(pl.Int64) for end in ends]
    placed = frame.select(pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *steps, ignore_nulls=False).alias("x")).to_series()
    found: Codes = placed.fill_null(most).to_numpy().astype(np.int64)
    return found


def _any_null(frame: pl.DataFrame) -> pl.Expr:
    import polars as pl

    return pl.any_horizontal(pl.all().is_null())
