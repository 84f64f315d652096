"""A screening inside a database: rows stay where they are, their distinct kinds are judged here, the answers are joined back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from acquis.conditions.sql import Dialect
from acquis.errors import AcquisError
from acquis.screening.findings import COLUMNS
from acquis.screening.keying import DAY, REJECTED, ROW, CodesOf, Keying
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.screening import Screening
from acquis.screening.sql_text import Words, name
from acquis.screening.writing import kept_name

BATCH = 2**18
"""Kinds that are judged at a time."""
ROWS = "row"
"""The column with the number of a row, from 1."""
Columns = Mapping[str, Codes | list[str]]


class Database(ABC):
    """What an engine must be able to do. Names of tables that are handed back are written as they are in SQL."""

    dialect: ClassVar[Dialect]

    @abstractmethod
    def types(self, table: str) -> dict[str, str]:
        """The columns of a table in order, each with its SQL type."""

    @abstractmethod
    def numbered(self, table: str) -> str:
        """The table with its rows numbered from 0 in the column ROW, in the order of the input."""

    @abstractmethod
    def dictionaries(self, table: str, lookups: Sequence[tuple[Sequence[str], CodesOf]]) -> list[str]:
        """For each list of expressions a small table of their distinct values `v0`, `v1` ..., each with its `code`."""

    @abstractmethod
    def whole_numbers(self, query: str) -> Iterator[list[Codes]]:
        """The columns of a query, all of them whole numbers, at most BATCH rows at a time, in the order of the query."""

    @abstractmethod
    def store(self, table: str, parts: Iterator[Columns]) -> str:
        """A table of columns that come from here, part by part; there is one part at least."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers as queries of the engine.

    `numbers`: every row that can be read, once: `row` from 1, the columns kept, `day`, and the number of its finding under each
    regime. `texts`: what stands before and after such a query to join to it what the findings say. `rejected`: of each other row
    ROW and the place in `facts` of the first that cannot be read, in order. `kinds`: how many kinds were judged. `findings`: how
    many findings they have.
    """

    numbers: str
    texts: tuple[str, str]
    rejected: str
    facts: tuple[str, ...]
    kinds: int
    findings: int

    @property
    def sql(self) -> str:
        """Rows with `<REGIME>.low` and so on, in no order."""
        return self.told(self.numbers)

    def told(self, numbers: str) -> str:
        """The query `numbers`, or one made from it, with what the findings say."""
        before, after = self.texts
        return f"{before}{numbers}{after}"


@dataclass(frozen=True, slots=True)
class ScreenedFile:
    """A file that an engine has screened: rows written and rejected, kinds judged (if counted), findings told, and the files."""

    rows: int
    rejected: int
    kinds: int | None
    findings: int
    files: Mapping[str, Path]

    def checked(self, whole: int) -> ScreenedFile:
        """This, if it has all rows of the table.

        Raises:
            AcquisError: a row was lost, or came back twice.
        """
        if self.rows + self.rejected != whole:
            found = f"{self.rows:,} rows written and {self.rejected:,} rejected, of {whole:,}"
            raise AcquisError(found, file=self.files["rows"], way_out="take --engine polars, and tell us")
        return self


def screen_in(database: Database, table: str, screening: Screening, plan: Plan, keep: Sequence[str] | None = None) -> Answers:
    """Screens a table where it is.

    Args:
        database: the engine.
        table: name of the table, as written in SQL.
        screening: the law, the facts and the regimes; `plan.constants` must be among its stipulated facts.
        plan: what the columns mean.
        keep: columns of the table that the answers have; None for all.
    """
    types = database.types(table)
    keying = Keying(screening, plan, types, Words(database.dialect))
    known = database.dictionaries(table, keying.lookups)
    own = {kept_name(column, screening.regimes): keying.own(column) for column in (types if keep is None else keep)}
    words = [f"w{i}" for i in range(keying.width)]
    needed = ", ".join([ROW, DAY, REJECTED, *words, *own.values()])
    keyed = f"(SELECT {needed} FROM ({keying.words_of(database.numbered(table), known)}) AS worded)"
    told: Counter[str] = Counter(kinds=0)
    used: set[int] = set()

    def verdicts() -> Iterator[Columns]:
        query = f"SELECT DISTINCT {', '.join(words)} FROM {keyed} AS keyed WHERE {REJECTED} IS NULL"
        for kinds in database.whole_numbers(query):
            numbers = keying.judge(kinds)
            told["kinds"] += len(kinds[0])
            used.update(*(np.unique(found).tolist() for found in numbers.values()))
            yield dict(zip(words, kinds, strict=True)) | {f"f{i}": numbers[regime] for i, regime in enumerate(screening.regimes)}

    judged = database.store("acquis_verdicts", verdicts())
    findings = database.store("acquis_findings", iter([_texts(screening)]))
    dialect = database.dialect
    return Answers(
        numbers=_numbers(keyed, words, judged, own, len(screening.regimes), dialect),
        texts=_told(findings, own, screening.regimes, dialect),
        rejected=f"SELECT {ROW}, {REJECTED} FROM {keyed} AS keyed WHERE {REJECTED} IS NOT NULL ORDER BY {ROW}",
        facts=tuple(keying.facts),
        kinds=told["kinds"],
        findings=len(used),
    )


def _texts(screening: Screening) -> Columns:
    """All findings, by their numbers."""
    found: dict[str, Codes | list[str]] = {"number": np.arange(len(screening.findings.all), dtype=np.int64)}
    rows = [finding.values() for finding in screening.findings.all]
    return found | {column: [row[i] for row in rows] for i, column in enumerate(COLUMNS)}


def _numbers(keyed: str, words: Sequence[str], judged: str, own: Mapping[str, str], regimes: int, dialect: Dialect) -> str:
    kept = [f"keyed.{column} AS {name(shown, dialect)}" for shown, column in own.items()]
    found = [f"verdicts.f{i} AS acquis_f{i}" for i in range(regimes)]
    columns = [f"keyed.{ROW} + 1 AS {name(ROWS, dialect)}", *kept, f"keyed.{DAY} AS {name('day', dialect)}", *found]
    same = " AND ".join(f"keyed.{word} = verdicts.{word}" for word in words)
    joined = f"FROM {keyed} AS keyed LEFT JOIN {judged} AS verdicts ON {same}"
    return f"SELECT {', '.join(columns)} {joined} WHERE keyed.{REJECTED} IS NULL"


def _told(findings: str, own: Mapping[str, str], regimes: Sequence[str], dialect: Dialect) -> tuple[str, str]:
    columns = [f"numbers.{name(column, dialect)}" for column in (ROWS, *own, "day")]
    columns += [
        f"f{i}.{column} AS {name(f'{regime}.{column}', dialect)}" for i, regime in enumerate(regimes) for column in COLUMNS
    ]  # fmt: skip
    joins = [f"LEFT JOIN {findings} AS f{i} ON numbers.acquis_f{i} = f{i}.number" for i in range(len(regimes))]
    return f"SELECT {', '.join(columns)} FROM (", f") AS numbers {' '.join(joins)}"
