"""What provisions say of many rows, each with a sum: every condition is put once for each way in which its own facts differ.

A provision asks few facts, and the law tells few values of each apart. So a million rows put few different questions, and each is
put once to the engine of single cases. What stands behind `holds(id)` is a column like any fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from acquis.conditions import nodes as n
from acquis.conditions.values import Facts, IdSet, Truth, Value
from acquis.law.corpus import Snapshot, Specialisation
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind
from acquis.law.outcome import outcome_of
from acquis.screening.classes import View
from acquis.screening.columnar_law import ENTRY
from acquis.screening.facts_column import Classing, FactColumn
from acquis.screening.keys import Codes, numbered
from acquis.screening.screening import COVERED
from acquis.screening.sum_law import SumLaw
from acquis.screening.trees import TRUTHS, Truths
from acquis.screening.uses import Use, Uses, derivation_uses, merge, note

ABSENT = -1
_DECIDING = (Kind.SCOPE, Kind.PROHIBITION, Kind.REQUIREMENT, Kind.AUTHORISATION)


@dataclass(frozen=True)
class Rows:
    """Some rows: the code of each fact, and the day as an ordinal."""

    codes: Mapping[str, Codes]
    days: Codes

    def part(self, rows: Codes) -> Rows:
        """Some of the rows."""
        return Rows({name: codes[rows] for name, codes in self.codes.items()}, self.days[rows])


@dataclass
class _Question:
    """A condition: the columns that it asks, whether it asks the sum, and the answers found so far, by classes."""

    asked: list[tuple[str, Classing]]
    sums: bool
    references: list[str]
    answers: dict[tuple[object, ...], int] = field(default_factory=dict)


class SumTruths:
    """Reads the provisions on which a sum bears, for many rows.

    Args:
        law: the provisions.
        columns: the facts that rows have.
    """

    def __init__(self, law: SumLaw, columns: Mapping[str, FactColumn]) -> None:
        self.law, self.columns = law, {name: column for name, column in columns.items() if name != law.fact}
        self._changes = np.array([day.toordinal() for day in law.corpus.changes[law.regime]], dtype=np.int64)
        self._asked: dict[tuple[Snapshot, int], _Question] = {}
        self._questions: dict[tuple[object, ...], _Question] = {}
        self._uses: dict[Snapshot, tuple[frozenset[str], Uses]] = {}

    def truths(self, rows: Rows, sides: Sequence[Codes], values: Sequence[Value | None]) -> list[dict[str, Truths]]:
        """By side and by provision that asks the sum, for each row 0 false, 1 unknown, 2 true, or -1 where it is not in force.

        Args:
            rows: the rows.
            sides: each gives every row a sum, as a number among `values`.
            values: of the fact; later calls may bring more of them, in the same order.
        """
        found: list[dict[str, Truths]] = [{} for _ in sides]
        for at, parts in self._parts(rows, sides, values):
            for truths, part in zip(found, parts, strict=True):
                for i in part.biting:
                    none = np.full(len(rows.days), ABSENT, dtype=np.int8)
                    truths.setdefault(part.snapshot.provisions[i].id, none)[at] = part.column(i)
        return found

    def outcomes(self, rows: Rows, sides: Sequence[Codes], values: Sequence[Value | None]) -> list[list[str]]:
        """By side, for each row the outcome of the regime as words; arguments as of `truths`."""
        words: dict[str, int] = {}
        found = np.empty((len(sides), len(rows.days)), dtype=np.int64)
        for at, parts in self._parts(rows, sides, values):
            for side, part in enumerate(parts):
                asked = [i for kind in _DECIDING for i in part.snapshot.by_kind[kind] if part.column(i).any()]
                columns = [part.column(i).astype(np.int64) for i in asked] or [np.zeros(len(at), dtype=np.int64)]
                first, inverse = numbered(columns, [len(TRUTHS)] * len(columns))
                keys = np.stack([column[first] for column in columns], axis=1).tolist()
                views = (View(part.snapshot, part.snapshot.by_kind, dict(zip(asked, key, strict=False))) for key in keys)
                told = [words.setdefault(str(outcome_of(view)), len(words)) for view in views]
                found[side, at] = np.array(told, dtype=np.int64)[inverse]
        names = list(words)
        return [[names[k] for k in side] for side in found.tolist()]

    def _parts(self, rows: Rows, sides: Sequence[Codes], values: Sequence[Value | None]) -> Iterator[tuple[Codes, list[_Part]]]:
        """The rows by the law of their days, each with all sides."""
        stretch = np.searchsorted(self._changes, rows.days, "right")
        for number in np.unique(stretch).tolist():
            at = np.flatnonzero(stretch == number)
            snapshot = self.law.snapshot(dt.date.fromordinal(int(rows.days[at[0]])))
            part, common = rows.part(at), dict[int, Truths]()
            yield at, [_Part(self, snapshot, part, sums[at], values, common) for sums in sides]

    def question(self, snapshot: Snapshot, i: int) -> _Question:
        """What a provision asks of a row; the same condition is the same question under every law."""
        if (snapshot, i) not in self._asked:
            self._asked[snapshot, i] = self._make(snapshot, i)
        return self._asked[snapshot, i]

    def _make(self, snapshot: Snapshot, i: int) -> _Question:
        if snapshot not in self._uses:
            self._uses[snapshot] = derivation_uses(snapshot, {*self.columns, *self.law.stipulated, self.law.fact})
        derived, computing = self._uses[snapshot]
        condition, provision = snapshot.condition(i), snapshot.provisions[i]
        uses: Uses = {}
        note(uses, condition)
        computed = not derived.isdisjoint(uses)
        if computed:
            merge(uses, computing)
        entry = provision.id if provision.kind is Kind.ENTRY else None
        if entry is not None:
            uses[ENTRY] = Use(whole=True)
        vocabulary = self.law.corpus.vocabulary
        if any(name == ENTRY or vocabulary[name].by_regime for name in uses):
            uses[COVERED] = Use(whole=True)
        key = (condition, entry, provision.when is None, snapshot if computed else None)
        if key not in self._questions:
            asked = [(name, Classing(self.columns[name], use)) for name, use in sorted(uses.items()) if name in self.columns]
            self._questions[key] = _Question(asked, self.law.fact in uses, sorted(n.references_of(condition)))
        return self._questions[key]


class _Part:
    """Rows under one law: truths of its provisions as columns, found when first asked for.

    `common`: those of provisions that do not ask the sum, which all sides share.
    """

    def __init__(
        self,
        reader: SumTruths,
        snapshot: Snapshot,
        rows: Rows,
        sums: Codes,
        values: Sequence[Value | None],
        common: dict[int, Truths],
    ) -> None:
        self.snapshot, self.biting = snapshot, reader.law.biting(snapshot)
        self._reader, self._rows, self._sums, self._values = reader, rows, sums, values
        self._own: dict[int, Truths] = {}
        self._common = common
        self._held: dict[str, Truths] = {}

    def column(self, i: int) -> Truths:
        """For each row the truth of a provision."""
        known = self._own if i in self.biting else self._common
        if i not in known:
            known[i] = self._read(i)
        return known[i]

    def _holds(self, identifier: str) -> Truths:
        """For each row the truth of `holds(id)`."""
        if identifier not in self._held:
            members = [self.column(i) for i in self.snapshot.family(identifier)]
            none = np.zeros(len(self._rows.days), dtype=np.int8)
            self._held[identifier] = np.maximum.reduce(members) if members else none
        return self._held[identifier]

    def _read(self, i: int) -> Truths:
        question, rows = self._reader.question(self.snapshot, i), self._rows
        columns = [classing.classes(rows.codes[name]) for name, classing in question.asked]
        sizes = [classing.size for _, classing in question.asked]
        if question.sums:
            columns, sizes = [*columns, self._sums], [*sizes, len(self._values)]
        columns += [self._holds(reference).astype(np.int64) for reference in question.references]
        sizes += [len(TRUTHS)] * len(question.references)
        if not columns:
            columns, sizes = [np.zeros(len(rows.days), dtype=np.int64)], [1]
        first, inverse = numbered(columns, sizes)
        keys = np.stack([column[first] for column in columns], axis=1).tolist()
        found = np.empty(len(first), dtype=np.int8)
        for k, (row, raw) in enumerate(zip(first.tolist(), keys, strict=True)):
            key = tuple(raw)
            if key not in question.answers:
                question.answers[key] = TRUTHS.index(self._ask(question, i, row))
            found[k] = question.answers[key]
        truths: Truths = found[inverse]
        return truths

    def _ask(self, question: _Question, i: int, row: int) -> Truth:
        """The engine of single cases on a row, with no more facts than are asked."""
        law, rows = self._reader.law, self._rows
        facts: dict[str, Value] = dict(law.stipulated)
        asked = [(name, self._reader.columns[name].values[int(rows.codes[name][row])]) for name, _ in question.asked]
        if question.sums:
            asked.append((law.fact, self._values[int(self._sums[row])]))
        facts |= {name: value for name, value in asked if value is not None}
        given = law.corpus.vocabulary.read_all({}, facts)
        entry = given.get(ENTRY)
        classified = isinstance(entry, IdSet) and self.snapshot.classified(entry)
        evaluation = _Referred(self.snapshot, given, self.snapshot.specialised({}, classified))
        evaluation.known = {reference: TRUTHS[int(self._holds(reference)[row])] for reference in question.references}
        return evaluation.truth(i)


class _Referred(Evaluation):
    """A single case in which what stands behind some `holds(id)` is known already."""

    def __init__(self, snapshot: Snapshot, given: Facts, folded: Specialisation) -> None:
        self.known: Mapping[str, Truth] = {}
        super().__init__(snapshot, given, folded)

    def holds(self, identifier: str) -> Truth:
        """`holds(id)`, as far as known without reading it again."""
        return self.known[identifier] if identifier in self.known else super().holds(identifier)
