"""Lots that the law treats otherwise together than each alone.

Each row is judged twice: with what it adds by itself, and with the sum that it stands in (`sums`). Both are given to the law as
the fact that its provisions ask, and the law decides; what changes between the two is told. Rows and sums that lie between the
same limits of the law are judged once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from acquis.conditions import nodes as n
from acquis.conditions.truth import compile_truth
from acquis.conditions.values import Facts, Value, interval
from acquis.law.corpus import Corpus
from acquis.law.model import Layer
from acquis.screening.sum_law import SumLaw, place
from acquis.screening.sums import (
    HIGH,
    LOW,
    PLACES,
    SumError,
    SumRule,
    contributions,
    exact,
    name_key,
    sum_rules,
    totals,
    window_sums,
)

if TYPE_CHECKING:
    import polars as pl

ROW, DAY, CONSIGNEE, QUANTITY, KIND = "row", "day", "consignee", "quantity", "item_kind"
_TRUTHS = {True: "holds", False: "does not hold", None: "not known"}


@dataclass(frozen=True, slots=True)
class Lot:
    """A row of which a provision says one thing alone and another in its sum.

    `group`: what the lots of the sum have in common. `low`, `high`: the sum, None open. `lots`: rows in it. `routes`: by how many
    different routes they went. `alone`, `together`: whether the provision holds, as words; and the outcome of the regime.
    """

    row: int
    day: dt.date
    fact: str
    group: str
    own: Decimal
    low: Decimal
    high: Decimal | None
    lots: int
    routes: int
    regime: str
    provision: str
    alone: str
    together: str
    outcome_alone: str
    outcome_together: str


@dataclass(frozen=True)
class Lots:
    """What was found, in the order of rows, and what the reader must know of it."""

    lots: tuple[Lot, ...]
    notes: tuple[str, ...]


def find_lots(
    corpus: Corpus,
    frame: pl.DataFrame,
    regimes: Sequence[str],
    layer: Layer = Layer.ENFORCED,
    *,
    routes: Sequence[str] = (),
    stipulated: Mapping[str, object] | None = None,
    rules: Sequence[SumRule] | None = None,
) -> Lots:
    """The lots of a table that the law treats otherwise together than alone.

    Args:
        corpus: the law.
        frame: rows with `day` (dates), perhaps `row` (numbers; from 1 otherwise), `consignee`, `quantity`, and facts by name.
        regimes: ids.
        layer: the law as applied, or as it stands in the books.
        routes: columns that together are the route of a row.
        stipulated: raw facts that hold for every row that does not say otherwise.
        rules: which facts are sums; those that are shipped by default.

    Raises:
        SumError: a number that cannot be added up.
        FactError: a cell that is not what its fact may hold.
    """
    import polars as pl

    table = frame if ROW in frame.columns else frame.with_row_index(ROW, offset=1)
    if CONSIGNEE in table.columns:
        table = table.with_columns(name_key(pl.col(CONSIGNEE)).alias(CONSIGNEE))
    given = corpus.vocabulary.read_all(stipulated or {})
    found: list[Lot] = []
    notes: list[str] = []
    for rule in sum_rules() if rules is None else rules:
        laws = [law for regime in regimes if (law := SumLaw(corpus, regime, layer, rule.fact, given)).bites]
        lacking = [name for name in rule.needs if not {name, f"{name}_low"} & set(table.columns)]
        if not laws:
            continue
        if lacking:
            notes.append(f"{rule.fact} was not summed: the table has no column {', '.join(lacking)}")
            continue
        summed = _Totals(corpus, table, rule) if rule.of else _Records(corpus, table, rule)
        notes += summed.notes
        for law in laws:
            found += _changed(law, summed, table, routes)
    notes.append("Sums are those of this table: transfers that it does not hold are in none of them.")
    return Lots(tuple(sorted(found, key=lambda lot: (lot.row, lot.fact, lot.regime, lot.provision))), tuple(notes))


@dataclass(frozen=True)
class _Sum:
    """A row alone and in its sum: the values of the fact, and what distinguishes them to the law."""

    index: int
    own: Decimal
    low: Decimal
    high: Decimal | None
    alone: tuple[object, Value | None]
    together: tuple[object, Value | None]
    members: Sequence[int]
    lots: int


def _changed(law: SumLaw, summed: _Totals | _Records, table: pl.DataFrame, routes: Sequence[str]) -> Iterator[Lot]:
    """Rows of which a provision says another thing in the sum."""
    names = sorted(law.asked & set(table.columns))
    cells = [tuple(tuple(c) if isinstance(c, list) else c for c in row) for row in table.select(names).rows()] if names else []
    cells = cells or [()] * table.height
    days, rows = table[DAY].to_list(), table[ROW].to_list()
    read = _Reader(law.corpus, names)
    way = table.select(routes).rows() if routes else None
    for one in summed.candidates(law, cells, read):
        facts, day = read.facts(cells[one.index]), days[one.index]
        answers = [
            law.judge((cells[one.index], key), _with(facts, law.fact, value), day) for key, value in (one.alone, one.together)
        ]
        (alone, outcome_alone), (together, outcome_together) = answers
        for provision, before in alone.items():
            if (after := together[provision]) is not before:
                yield Lot(
                    rows[one.index], day, law.fact, summed.group(one.index), one.own, one.low, one.high, one.lots,
                    len({way[k] for k in one.members}) if way else 1, law.regime, provision,
                    _TRUTHS[before], _TRUTHS[after], outcome_alone, outcome_together,
                )  # fmt: skip


def _with(facts: Facts, fact: str, value: Value | None) -> Facts:
    return facts if value is None else {**facts, fact: value}


class _Reader:
    """Cells of some columns as facts."""

    def __init__(self, corpus: Corpus, names: Sequence[str]) -> None:
        self._corpus, self._names = corpus, names
        self._read: dict[object, Facts] = {}

    def facts(self, cells: tuple[Any, ...]) -> Facts:
        """The facts of a row; an empty cell is not known."""
        if cells not in self._read:
            told = zip(self._names, cells, strict=True)
            raw = {name: list(c) if isinstance(c, tuple) else c for name, c in told if c is not None and c != ""}
            self._read[cells] = self._corpus.vocabulary.read_all(raw)
        return self._read[cells]


class _Totals:
    """A number of the law that is a running total."""

    def __init__(self, corpus: Corpus, table: pl.DataFrame, rule: SumRule) -> None:
        assert rule.of is not None
        quantity = QUANTITY if QUANTITY in table.columns else None
        own = contributions(table, rule.of, quantity, corpus.vocabulary[rule.of].item_kinds, KIND)
        sums = totals(table.hstack(own), rule.by, DAY, rule.period)
        self.rows = list(zip(*(own[c].to_list() for c in (LOW, HIGH)), *(sums[c].to_list() for c in sums.columns), strict=True))
        self._groups = table.select(rule.by).rows()
        self._days, self._of_year = table[DAY].to_list(), rule.period == "calendar_year"
        self.notes = [] if quantity else [f"{rule.fact}: no column of quantities is known; each row counts as one unit"]
        unnamed = sum(None in group for group in self._groups)
        if unnamed:
            self.notes.append(f"{rule.fact}: {unnamed:,} rows name no {' or '.join(rule.by)} and are in no sum but their own")

    def group(self, index: int) -> str:
        """What the lots of a sum have in common."""
        return ", ".join("not known" if part is None else str(part) for part in self._groups[index])

    def candidates(self, law: SumLaw, cells: Sequence[object], read: object) -> Iterator[_Sum]:
        """Rows whose sum lies elsewhere between the limits of the law than what they add themselves."""
        limits = sorted({limit for found in law.sums.values() for limit in found})
        members: dict[object, list[int]] = {}
        for k, group in enumerate(self._groups):
            members.setdefault(self._key(k, group), []).append(k)
        for k, (own_low, own_high, low, high, lots) in enumerate(self.rows):
            keys = [(place(a, limits), place(b, limits)) for a, b in ((own_low, own_high), (low, high))]
            if lots > 1 and keys[0] != keys[1]:
                day = self._days[k]
                within = [j for j in members[self._key(k, self._groups[k])] if self._days[j] <= day]
                alone, together = interval(own_low, own_high), interval(low, high)
                yield _Sum(k, own_low, low, high, (keys[0], alone), (keys[1], together), within, lots)

    def _key(self, k: int, group: tuple[object, ...]) -> object:
        return (k,) if None in group else (group, self._days[k].year if self._of_year else None)


class _Records:
    """A list of records of the law, over whose days it adds itself."""

    def __init__(self, corpus: Corpus, table: pl.DataFrame, rule: SumRule) -> None:
        self._rule = rule
        days = [name for name, column in rule.fields.items() if column == DAY]
        values = {name: column for name, column in rule.fields.items() if column != DAY}
        self._day_field, (self._field, column) = days[0], next(iter(values.items()))
        self._values = exact(table, column).to_list()
        self._days = table[DAY].to_list()
        self._groups = table.select(rule.by).rows()
        left_out = sum(v is None or None in g for v, g in zip(self._values, self._groups, strict=True))
        named = ", ".join(rule.by)
        self.notes = [f"{rule.fact}: {left_out:,} rows lack {column}, {named} or the day and are in no sum"] if left_out else []

    def group(self, index: int) -> str:
        """What the lots of a sum have in common."""
        return " to ".join(str(part) for part in self._groups[index])

    def candidates(self, law: SumLaw, cells: Sequence[tuple[Any, ...]], read: _Reader) -> Iterator[_Sum]:
        """Rows in a span whose sum reaches a limit of the law, the greatest first; rows bound alone are in none."""
        import numpy as np
        import polars as pl

        months = {node.months for node in law.sums if isinstance(node, n.Window)}
        if len(months) != 1:
            raise SumError(f"{law.fact} is summed over several spans, which cannot be followed", field=law.regime)
        open_ = [
            k for k, v in enumerate(self._values) if v is not None and None not in self._groups[k] and self._days[k] is not None
        ]
        free = [k for k in open_ if not self._bound(law, k, cells, read)]
        frame = pl.DataFrame(
            {"k": free, "group": [str(self._groups[k]) for k in free], DAY: [self._days[k] for k in free]},
            schema={"k": pl.Int64, "group": pl.String, DAY: pl.Date},
        )
        sums = {node: self._kept_sums(node, frame, free, min(months)) for node in law.sums}
        ranked = sorted(
            (-max(places), self._days[k], k, i, tuple(places))
            for i, k in enumerate(free)
            if any(places := [place(found["window"][i], law.sums[node]) or 0 for node, found in sums.items()])
        )
        order = frame.with_row_index("i").sort("group", DAY, "k").with_row_index("at")
        order = order.with_columns(pl.col("at").min().over("group", DAY))  # the first row of the day begins the span
        begins = dict(order.select("i", "at").rows())
        rows, taken = order["k"].to_list(), np.zeros(len(free), dtype=np.bool_)
        main = next(found for node, found in sums.items() if isinstance(node, n.Window))
        told: dict[object, Value] = {}
        for _, _, _, i, signature in ranked:
            first, count = begins[i], main["lots"][i]
            fresh = np.flatnonzero(~taken[first : first + count]) + first
            if count < 2 or not len(fresh):
                continue
            taken[fresh] = True
            members = rows[first : first + count]
            low = sum((self._values[k] for k in members), Decimal(0))
            if signature not in told:
                told[signature] = self._fewest(law, members, signature)
            for k in (rows[p] for p in fresh.tolist()):
                alone = (self._alone_key(law, k), (self._record(k),))
                yield _Sum(k, self._values[k], low, low, alone, (("sum", *signature), told[signature]), members, count)

    def _fewest(self, law: SumLaw, members: Sequence[int], signature: tuple[int, ...]) -> Value:
        """As few records of a span as the law cannot tell from all of them: its sums lie between the same limits."""
        chosen: list[dict[str, Any]] = []
        sums = dict.fromkeys(law.sums, Decimal(0))
        for k in sorted(members, key=lambda k: (-max(self._kept(node, k) for node in law.sums), k)):
            chosen.append(self._record(k))
            sums = {node: total + self._kept(node, k) for node, total in sums.items()}
            if tuple(place(sums[node], limits) or 0 for node, limits in law.sums.items()) == signature:
                break
        return tuple(chosen)

    def _kept_sums(self, node: n.Node, frame: pl.DataFrame, free: Sequence[int], months: int) -> dict[str, list[Any]]:
        """By row as the start of a span: the sum of what the law counts, and the number of rows."""
        import polars as pl

        kept = [self._kept(node, k) for k in free]
        values = frame.with_columns(pl.Series("#v", kept, dtype=pl.Decimal(38, PLACES)))
        found: dict[str, list[Any]] = window_sums(values, ["group"], DAY, "#v", months).to_dict(as_series=False)
        return found

    def _kept(self, node: n.Node, k: int) -> Decimal:
        """What a row adds to one sum of the law."""
        if not isinstance(node, n.Window | n.Aggregate) or node.value != n.Fact(self._field):
            raise SumError(f"{self._rule.fact} is summed in a way that cannot be followed")
        if node.keep is not None and compile_truth(node.keep)(self._record(k), lambda _: None) is not True:
            return Decimal(0)
        value: Decimal = self._values[k]
        return value

    def _alone_key(self, law: SumLaw, k: int) -> object:
        return ("own", *(place(self._kept(node, k), limits) for node, limits in law.sums.items()))

    def _bound(self, law: SumLaw, k: int, cells: Sequence[tuple[Any, ...]], read: _Reader) -> bool:
        """Whether a provision holds for the row by itself already."""
        facts = {**read.facts(cells[k]), law.fact: (self._record(k),)}
        truths, _ = law.judge((cells[k], self._alone_key(law, k)), facts, self._days[k])
        return any(truth is True for truth in truths.values())

    def _record(self, k: int) -> dict[str, Any]:
        return {self._day_field: self._days[k], self._field: self._values[k]}
