"""What is understood of a table before it is screened: a look at its first rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from acquis.law.corpus import Corpus
from acquis.law.vocabulary import Definition
from acquis.screening.mapping import FactSource, Plan
from acquis.screening.reading import Problems, Reader
from acquis.screening.rejects import shown
from acquis.screening.run import Options
from acquis.screening.screening import Screening
from acquis.screening.table import Position, Table

SAMPLE = 2_000
"""Rows that are looked at."""
_VALUES = 4


@dataclass(frozen=True)
class UnderstoodColumn:
    """A column: what it gives, some of its cells, and how many of the rows looked at are empty or could not be read."""

    name: str
    gives: str
    type: str
    values: tuple[str, ...]
    empty: int
    unread: int
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {**vars(self), "values": list(self.values)}


@dataclass(frozen=True)
class Understood:
    """A table: rows looked at, of these rejected, columns that are read, ignored columns.

    `lacking`: facts that no column gives, each with the share of open answers that it could move.
    """

    rows: int
    rejected: int
    columns: tuple[UnderstoodColumn, ...]
    ignored: tuple[str, ...]
    lacking: tuple[tuple[str, float], ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "rows": self.rows,
            "rejected": self.rejected,
            "columns": [column.to_dict() for column in self.columns],
            "ignored": list(self.ignored),
            "lacking": [{"fact": name, "share": share} for name, share in self.lacking],
        }


def understand(corpus: Corpus, table: Table, plan: Plan, options: Options) -> Understood:
    """A look at the first rows of a table.

    Raises:
        TableError: the file is damaged.
    """
    screening = Screening(corpus, [source.fact for source in plan.sources], options.regimes, options.layer, plan.constants)
    reader = Reader(corpus.vocabulary, plan, screening.columns)
    wanted = [name for name in table.columns if name in plan.columns]
    part = next(iter(table.parts(wanted, Position(), SAMPLE)))
    problems = Problems()
    codes = reader.codes(part.frame, problems)
    days = reader.days(part.frame, problems)
    bad: Counter[str] = Counter()
    reasons: dict[str, str] = {}
    for found in problems.by_row.values():
        for name, _, reason in found:
            bad[name] += 1
            reasons.setdefault(name, reason)

    def column(name: str, gives: str, type_: str) -> UnderstoodColumn:
        series = part.frame[name]
        cells = series.drop_nulls()
        distinct = list(dict.fromkeys(shown(cell) for cell in cells.head(200).to_list() if cell != ""))
        empty = int(reader.unknown(series).sum())
        return UnderstoodColumn(name, gives, type_, tuple(distinct[:_VALUES]), empty, bad[name], reasons.get(name))

    columns = [column(name, *_gives(corpus.vocabulary[s.fact], s, name)) for s in plan.sources for name in s.names]
    if isinstance(plan.day, str):
        columns.insert(0, column(plan.day, "the day of the row", "date"))
    good = np.ones(len(part.rows), dtype=np.bool_)
    good[list(problems.by_row)] = False
    open_facts = _lacking(screening, plan, {name: found[good] for name, found in codes.items()}, days[good])
    rejected = len(part.rejects) + len(problems.by_row)
    return Understood(len(part.rows) + len(part.rejects), rejected, tuple(columns), plan.ignored, open_facts)


def _gives(definition: Definition, source: FactSource, name: str) -> tuple[str, str]:
    unit = source.spec.unit or (definition.unit if definition.unit not in (None, "1") else None)
    end = ("", "") if not source.interval else ((" (low)", "low") if name == source.columns[0] else (" (high)", "high"))
    return definition.name + end[0], definition.kind + (f" in {unit}" if unit else "")


def _lacking(screening: Screening, plan: Plan, codes: dict[str, Any], days: Any) -> tuple[tuple[str, float], ...]:
    """Facts that neither a column nor a stipulation gives, by the share of open answers that they could move."""
    if not len(days):
        return ()
    given = {source.fact for source in plan.sources} | set(plan.constants)
    asked: Counter[str] = Counter()
    open_answers = 0
    for numbers in screening.judge(codes, days).values():
        for number, rows in zip(*np.unique(numbers, return_counts=True), strict=True):
            finding = screening.findings.all[int(number)]
            if finding.low != finding.high:
                open_answers += int(rows)
                for name in finding.missing.split("; "):
                    if name and name not in given:
                        asked[name] += int(rows)
    ranked = sorted(asked.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((name, count / open_answers) for name, count in ranked)
