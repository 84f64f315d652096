"""Rows that the law cannot tell apart are judged once.

Under one regime between two changes of its law, a row is first put into a class by the facts that decide whether the law reaches
it at all; where it does, by the facts that the provisions for its kind of item ask. The engine that judges single cases judges
one row of each class. So the answers are those of `determine`, and a row costs what the law costs that concerns it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from acquis.conditions.values import Facts, IdSet, Value
from acquis.law.corpus import Corpus
from acquis.law.determination import RegimeDetermination
from acquis.law.determine import determine_under
from acquis.law.model import Layer, Outcome
from acquis.law.vocabulary import Vocabulary
from acquis.screening.facts_column import Codes, FactColumn, distinct
from acquis.screening.findings import Finding
from acquis.screening.uses import Use, scope_uses, uses

KIND = "item_kind"


class LawOfDays:
    """One regime between two changes of its law, with the classes met so far.

    Args:
        corpus: the law.
        regime: its id.
        day: any day of the stretch.
        layer: the law as applied, or as it stands in the books.
        columns: the facts that rows may have.
        stipulated: facts that hold for every row.
        findings: where findings are numbered, shared by all regimes.
    """

    def __init__(
        self,
        corpus: Corpus,
        regime: str,
        day: dt.date,
        layer: Layer,
        columns: Mapping[str, FactColumn],
        stipulated: Facts,
        findings: Findings,
    ) -> None:
        self.corpus, self.regime, self.day, self.layer = corpus, regime, day, layer
        self.columns, self.stipulated, self.findings = columns, stipulated, findings
        self._snapshot = corpus.on(day, regime, layer)
        self._given = frozenset(columns) | frozenset(stipulated)
        scope = scope_uses(self._snapshot, self._given)
        self._scope = self._asked(scope)
        self._scope_classes: dict[tuple[int, ...], int | None] = {}
        self._kinds: dict[int, tuple[list[tuple[str, Classing]], dict[tuple[int, ...], int]]] = {}

    def judge(self, codes: Mapping[str, Codes], rows: Codes) -> Codes:
        """For some rows, given by their numbers, the number of the finding."""
        found = np.empty(len(rows), dtype=np.int64)
        beyond = self._by_scope(codes, rows, found)
        if not len(beyond):
            return found
        kinds = codes[KIND][rows[beyond]] if KIND in codes else np.zeros(len(beyond), dtype=np.int64)
        for kind in np.unique(kinds).tolist():
            chosen = beyond[kinds == kind]
            asked, classes = self._of_kind(kind)
            found[chosen] = self._by_class(codes, rows[chosen], asked, classes)
        return found

    def _by_scope(self, codes: Mapping[str, Codes], rows: Codes, found: Codes) -> Codes:
        """Writes the findings of rows that the law does not reach; gives the places of the others."""
        first, inverse, keys = self._keys(codes, rows, self._scope)
        beyond = np.zeros(len(first), dtype=bool)
        numbers = np.zeros(len(first), dtype=np.int64)
        for k, key in enumerate(keys):
            if key not in self._scope_classes:
                answer = self._determine(self._facts(codes, int(rows[first[k]])), ())
                outside = answer.outcome.high == Outcome.NOT_SUBJECT
                self._scope_classes[key] = self.findings.number(Finding.of(answer)) if outside else None
            number = self._scope_classes[key]
            beyond[k] = number is None
            numbers[k] = -1 if number is None else number
        found[:] = numbers[inverse]
        return np.flatnonzero(beyond[inverse])

    def _by_class(
        self,
        codes: Mapping[str, Codes],
        rows: Codes,
        asked: Sequence[tuple[str, Classing]],
        classes: dict[tuple[int, ...], int],
    ) -> Codes:
        first, inverse, keys = self._keys(codes, rows, asked)
        numbers = np.empty(len(first), dtype=np.int64)
        for k, key in enumerate(keys):
            if key not in classes:
                answer = self._determine(self._facts(codes, int(rows[first[k]])), (KIND,))
                classes[key] = self.findings.number(Finding.of(answer))
            numbers[k] = classes[key]
        return numbers[inverse]

    def _determine(self, facts: Facts, asked_first: Sequence[str]) -> RegimeDetermination:
        """As `determine`, with the law folded for few facts, so that many classes share it."""
        entry = facts.get("entry")
        classified = isinstance(entry, IdSet) and self._snapshot.classified(entry)
        folded = self._snapshot.specialised(facts, classified, asked_first)
        return determine_under(self._snapshot, facts, self.day, with_reasons=False, folded=folded)

    def _of_kind(self, kind: int) -> tuple[list[tuple[str, Classing]], dict[tuple[int, ...], int]]:
        if kind not in self._kinds:
            value = self.columns[KIND].values[kind] if KIND in self.columns else self.stipulated.get(KIND)
            known: Facts = {} if value is None else {KIND: value}
            self._kinds[kind] = (self._asked(uses(self._snapshot, known, self._given)), {})
        return self._kinds[kind]

    def _asked(self, found: Mapping[str, Use]) -> list[tuple[str, Classing]]:
        """The columns that matter, each with its classes."""
        return [(name, Classing(self.columns[name], use)) for name, use in sorted(found.items()) if name in self.columns]

    def _keys(
        self, codes: Mapping[str, Codes], rows: Codes, asked: Sequence[tuple[str, Classing]]
    ) -> tuple[Codes, Codes, list[tuple[int, ...]]]:
        """The kinds of rows by what is asked: the first row of each, of each row its kind, and the key of each kind."""
        if not asked:
            return np.zeros(1, dtype=np.int64), np.zeros(len(rows), dtype=np.int64), [()]
        classed = [classing.classes(codes[name][rows]) for name, classing in asked]
        first, inverse = distinct(classed, [classing.size for _, classing in asked])
        keys = [tuple(key) for key in np.stack([column[first] for column in classed], axis=1).tolist()]
        return first, inverse, keys

    def _facts(self, codes: Mapping[str, Codes], row: int) -> Facts:
        return facts_of(self.corpus.vocabulary, self.columns, codes, row, self.stipulated)


def facts_of(
    vocabulary: Vocabulary, columns: Mapping[str, FactColumn], codes: Mapping[str, Codes], row: int, stipulated: Facts
) -> Facts:
    """The facts of a row: what its columns say, else what is stipulated."""
    facts: dict[str, Value] = dict(stipulated)
    for name, column in columns.items():
        value = column.values[int(codes[name][row])]
        if value is not None:
            facts[name] = value
    return vocabulary.read_all({}, facts)


class Classing:
    """A column seen by one law: which of its values are alike."""

    def __init__(self, column: FactColumn, use: Use) -> None:
        self._column, self._use = column, use
        self._numbers: dict[object, int] = {}
        self._table = np.empty(0, dtype=np.int64)

    @property
    def size(self) -> int:
        """A number above all classes met so far."""
        return len(self._numbers) + 1

    def classes(self, codes: Codes) -> Codes:
        """The class of each code."""
        values = self._column.values
        if len(self._table) < len(values):
            fresh = [self._class_of(code, values[code]) for code in range(len(self._table), len(values))]
            self._table = np.concatenate([self._table, np.array(fresh, dtype=np.int64)])
        classed: Codes = self._table[codes]
        return classed

    def _class_of(self, code: int, value: Value | None) -> int:
        key = code if self._use.whole else self._use.class_of(value)
        return self._numbers.setdefault(key, len(self._numbers))


class Findings:
    """All findings met so far, numbered from 0."""

    def __init__(self) -> None:
        self.all: list[Finding] = []
        self._numbers: dict[Finding, int] = {}

    def number(self, finding: Finding) -> int:
        """The number of a finding."""
        if finding not in self._numbers:
            self._numbers[finding] = len(self.all)
            self.all.append(finding)
        return self._numbers[finding]
