"""A screening inside a database: rows stay where they are, their distinct kinds are judged here, the answers are joined back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from acquis.conditions.sql import Dialect
from acquis.screening.findings import COLUMNS
from acquis.screening.keying import REJECTED, ROW, Keying
from acquis.screening.keys import Codes
from acquis.screening.mapping import Plan
from acquis.screening.screening import Screening
from acquis.screening.sql_text import Words, name

CodeOf = Callable[[Sequence[Any]], int]


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
    def dictionaries(self, table: str, cells: Sequence[Sequence[str]], codes: Sequence[CodeOf]) -> list[str]:
        """For each list of expressions a small table of their distinct values `v0`, `v1` ..., each with its `code`."""

    @abstractmethod
    def whole_numbers(self, query: str) -> list[Codes]:
        """The columns of a query, all of them whole numbers."""

    @abstractmethod
    def store(self, table: str, columns: Mapping[str, Codes | list[str]]) -> str:
        """A small table of columns that come from here."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers as a query of the engine.

    `sql`: every row of the table once, with ROW, all its columns, REJECTED (the fact that could not be read, else null) and by
    regime the columns of a finding, `<REGIME>.low` and so on, null where the row is rejected. `kinds`: how many kinds were
    judged.
    """

    sql: str
    kinds: int


def screen_in(database: Database, table: str, screening: Screening, plan: Plan) -> Answers:
    """Screens a table where it is.

    Args:
        database: the engine.
        table: name of the table, as written in SQL.
        screening: the law, the facts and the regimes; `plan.constants` must be among its stipulated facts.
        plan: what the columns mean.
    """
    types = database.types(table)
    keying = Keying(screening, plan, types, Words(database.dialect))
    codes = [dictionary.code for dictionary in keying.dictionaries]
    known = database.dictionaries(table, [keying.cells(k) for k in range(len(codes))], codes)
    keyed = keying.words_of(database.numbered(table), known)
    words = [f"w{i}" for i in range(keying.width)]
    kinds = database.whole_numbers(f"SELECT DISTINCT {', '.join(words)} FROM ({keyed}) AS keyed WHERE {REJECTED} IS NULL")
    numbers = keying.judge(kinds)
    verdicts: dict[str, Codes | list[str]] = dict(zip(words, kinds, strict=True))
    verdicts |= {f"f{i}": numbers[regime] for i, regime in enumerate(screening.regimes)}
    judged = database.store("acquis_verdicts", verdicts)
    findings = database.store("acquis_findings", _texts(screening))
    return Answers(_joined(keyed, words, judged, findings, list(types), screening.regimes, database.dialect), len(kinds[0]))


def _texts(screening: Screening) -> dict[str, Codes | list[str]]:
    """All findings, by their numbers."""
    found: dict[str, Codes | list[str]] = {"number": np.arange(len(screening.findings.all), dtype=np.int64)}
    rows = [finding.values() for finding in screening.findings.all]
    return found | {column: [row[i] for row in rows] for i, column in enumerate(COLUMNS)}


def _joined(
    keyed: str, words: Sequence[str], judged: str, findings: str, columns: Sequence[str], regimes: Sequence[str], dialect: Dialect
) -> str:
    own = [f"keyed.{name(column, dialect)}" for column in (ROW, *columns, REJECTED)]
    told = [
        f"f{i}.{column} AS {name(f'{regime}.{column}', dialect)}" for i, regime in enumerate(regimes) for column in COLUMNS
    ]  # fmt: skip
    same = " AND ".join(f"keyed.{word} = verdicts.{word}" for word in words)
    joins = [f"LEFT JOIN {judged} AS verdicts ON {same} AND keyed.{REJECTED} IS NULL"]
    joins += [f"LEFT JOIN {findings} AS f{i} ON verdicts.f{i} = f{i}.number" for i in range(len(regimes))]
    return f"SELECT {', '.join([*own, *told])} FROM ({keyed}) AS keyed {' '.join(joins)}"
