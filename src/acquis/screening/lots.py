"""Lots that the law treats otherwise together than each alone.

Each row is judged twice: with what it adds by itself, and with the sum that it stands in (`lot_sums`). Both are given to the law
as the fact that its provisions ask, and the law decides; what changes between the two is told. Rows are judged in blocks, so that
beside the table and its sums memory holds one block, what was found, and one answer for each question that the law was put.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from acquis.conditions.values import Value
from acquis.law.corpus import Corpus
from acquis.law.model import Layer
from acquis.law.vocabulary import Vocabulary
from acquis.screening.columnar_law import ENTRY
from acquis.screening.facts_column import FactColumn
from acquis.screening.keys import Codes
from acquis.screening.lot_sums import DAY, Candidates, Records, Totals
from acquis.screening.mapping import FactSource, Plan
from acquis.screening.reading import Problems, Reader
from acquis.screening.screening import COVERED
from acquis.screening.sum_law import SumLaw
from acquis.screening.sum_truths import Rows, SumTruths
from acquis.screening.sums import SumError, SumRule, name_key, sum_rules
from acquis.screening.trees import TRUE
from acquis.screening.uses import Use, all_uses

if TYPE_CHECKING:
    import polars as pl

ROW, CONSIGNEE = "row", "consignee"
BLOCK = 1 << 17
"""Rows that are judged at a time."""
_WORDS = ("does not hold", "not known", "holds")


@dataclass(frozen=True, slots=True)
class Lot:
    """A row of which a provision says one thing alone and another in its sum.

    `group`: what the lots of the sum have in common. `low`, `high`: the sum, None open. `lots`: rows in it; `open`: those of them
    that do not say what they add. `routes`: by how many different routes they went. `alone`, `together`: whether the provision
    holds, as words; and the outcome of the regime.
    """

    row: int
    day: dt.date
    fact: str
    group: str
    own: Decimal
    low: Decimal
    high: Decimal | None
    lots: int
    open: int
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
        SumError: a route that is no column, a number that cannot be added up, or a cell of a row in question that is not what its
            fact may hold.
    """
    import polars as pl

    for name in routes:
        if name not in frame.columns:
            raise SumError("the table has no such column", field=name, way_out=f"a route is one of {', '.join(frame.columns)}")
    table = frame if ROW in frame.columns else frame.with_row_index(ROW, offset=1)
    if CONSIGNEE in table.columns:
        table = table.with_columns(name_key(pl.col(CONSIGNEE)).alias(CONSIGNEE))
    given = corpus.vocabulary.read_all(stipulated or {})
    days = table[DAY].drop_nulls().unique().to_list()
    found: list[Lot] = []
    notes: list[str] = []
    for rule in sum_rules() if rules is None else rules:
        asking = [law for regime in regimes if (law := SumLaw(corpus, regime, layer, rule.fact, given)).bites]
        lacking = [name for name in rule.needs if not {name, f"{name}_low"} & set(table.columns)]
        if not asking:
            continue
        if lacking:
            notes.append(f"{rule.fact} was not summed: the table has no column {', '.join(lacking)}")
            continue
        laws = [law for law in asking if law.bites_on(days)]
        notes += [f"{rule.fact}: no provision of {law.regime} asks it on the days of the table in the layer {layer}"
                  for law in asking if law not in laws]  # fmt: skip
        if laws:
            summed = Totals(corpus, table, rule, routes) if rule.of else Records(table, rule, routes)
            notes += summed.notes
            for law in laws:
                found += _changed(law, summed, table)
    notes.append("Sums are those of this table: transfers that it does not hold are in none of them.")
    return Lots(tuple(sorted(found, key=lambda lot: (lot.row, lot.fact, lot.regime, lot.provision))), tuple(notes))


def _changed(law: SumLaw, summed: Totals | Records, table: pl.DataFrame) -> Iterator[Lot]:
    """Rows of which a provision says another thing in the sum."""
    judge = _Judge(law, table)
    candidates = summed.candidates(law, judge.bound)
    for first in range(0, len(candidates.rows), BLOCK):
        yield from judge.lots(candidates, np.arange(first, min(first + BLOCK, len(candidates.rows))), summed)


class _Judge:
    """What one regime says of rows of a table, each with a sum."""

    def __init__(self, law: SumLaw, table: pl.DataFrame) -> None:
        self._law, self._table = law, table
        vocabulary = law.corpus.vocabulary
        wanted = {*law.asked, ENTRY, COVERED} - {law.fact}
        sources = [source for source in _sources(vocabulary, table.columns) if source.fact in wanted]
        asked = all_uses(law.corpus, {law.fact, *law.stipulated, *(source.fact for source in sources)})
        columns = {source.fact: FactColumn(vocabulary[source.fact], asked.get(source.fact, Use())) for source in sources}
        self._reader = Reader(vocabulary, Plan(tuple(sources), DAY, {}, (), frozenset()), columns)
        self._facts = table.select(list(dict.fromkeys([ROW, DAY, *(name for source in sources for name in source.names)])))
        self._truths = SumTruths(law, columns)

    def bound(self, rows: Codes, sums: Codes, values: Sequence[Value | None]) -> npt.NDArray[np.bool_]:
        """Whether a provision holds for each row."""
        found = np.zeros(len(rows), dtype=np.bool_)
        for first in range(0, len(rows), BLOCK):
            part = slice(first, first + BLOCK)
            [truths_of] = self._truths.truths(self._read(rows[part]), [sums[part]], values)
            for truths in truths_of.values():
                found[part] |= truths == TRUE
        return found

    def lots(self, candidates: Candidates, block: Codes, summed: Totals | Records) -> Iterator[Lot]:
        """The changes of a block of candidates."""
        facts, values = self._read(candidates.rows[block]), candidates.values
        sides = [candidates.alone[block], candidates.together[block]]
        before, after = self._truths.truths(facts, sides, values)
        moved = {name: before[name] != after[name] for name in before}
        changed = np.flatnonzero(np.logical_or.reduce([*moved.values(), np.zeros(len(block), dtype=np.bool_)]))
        if not len(changed):
            return
        some, rows = facts.part(changed), candidates.rows[block[changed]]
        alone, together = self._truths.outcomes(some, [side[changed] for side in sides], values)
        numbers, days, groups = self._table[ROW][rows].to_list(), self._table[DAY][rows].to_list(), summed.groups(rows)
        law, sums = self._law, candidates.sums[block[changed]].rows()
        for k, at in enumerate(changed.tolist()):
            own, low, high, lots, open_, ways = sums[k]
            for provision, change in moved.items():
                if change[at]:
                    yield Lot(
                        numbers[k], days[k], law.fact, groups[k], own, low, high, lots, open_, ways, law.regime, provision,
                        _WORDS[before[provision][at]], _WORDS[after[provision][at]], alone[k], together[k],
                    )  # fmt: skip

    def _read(self, rows: Codes) -> Rows:
        """Rows with their facts.

        Raises:
            SumError: a cell that is not what its fact may hold.
        """
        frame, problems = self._facts[rows], Problems()
        codes, days = self._reader.codes(frame, problems), self._reader.days(frame, problems)
        for k, [(column, cell, reason), *_] in sorted(problems.by_row.items()):
            raise SumError(f"row {frame[ROW][k]}: {cell!r}: {reason}", field=column, way_out="mend the cell, or leave it empty")
        return Rows(codes, days)


def _sources(vocabulary: Vocabulary, columns: Sequence[str]) -> tuple[FactSource, ...]:
    """The facts that a table gives: by columns of their name, or of the name of an end."""
    found = []
    for name, definition in vocabulary.definitions.items():
        if definition.computed_only:
            continue
        low, high = (f"{name}_{end}" if f"{name}_{end}" in columns else None for end in ("low", "high"))
        if name in columns:
            found.append(FactSource(name, (name,)))
        elif (low or high) and definition.kind in ("number", "count", "date"):
            found.append(FactSource(name, (low, high)))
    return tuple(found)
