"""The law of a stretch of days over many rows: every provision is read once for each way in which its own facts differ.

A provision asks few facts, so over a million rows its condition has few different questions. Each is put once to the engine of
single cases; the answers are spread over the rows. What stands behind `holds(id)` is a column like any fact. The algebra of
outcomes is then a handful of maxima over small integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from acquis.conditions import nodes as n
from acquis.conditions.values import Facts, Truth, Value
from acquis.law.corpus import Snapshot, Specialisation
from acquis.law.evaluation import Evaluation, mean_influence
from acquis.law.model import Kind
from acquis.screening.facts_column import Classing, FactColumn
from acquis.screening.keys import Codes, numbered
from acquis.screening.uses import Uses, derivation_uses, merge, note

Truths = npt.NDArray[np.int8]

FALSE, OPEN, TRUE = 0, 1, 2
_TRUTHS: tuple[Truth, ...] = (False, None, True)
NOTHING: Mapping[str, float] = {}
ENTRY = "entry"


@dataclass
class Question:
    """A provision over many rows: the columns that it asks, and the answers found so far, by their classes."""

    asked: list[tuple[str, Classing]]
    references: list[str]
    answers: dict[tuple[int, ...], int] = field(default_factory=dict)
    influences: dict[tuple[int, ...], int] = field(default_factory=dict)


class Law:
    """One regime between two changes of its law, for one kind of item, with all questions asked so far.

    Args:
        snapshot: the law.
        folded: the same, partially evaluated for the kind of item.
        columns: the facts that rows may have.
        stipulated: facts that hold for every row.
        classified: rows come with a classification that covers this regime.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        folded: Specialisation,
        columns: Mapping[str, FactColumn],
        stipulated: Facts,
        *,
        classified: bool,
    ) -> None:
        self.snapshot, self.folded, self.columns, self.stipulated = snapshot, folded, columns, stipulated
        self.classified = classified
        self.influences: list[Mapping[str, float]] = [NOTHING]
        self.means: list[Mapping[str, float]] = [NOTHING]
        self.missing: dict[tuple[int, ...], str] = {}
        self._means: dict[tuple[int, ...], int] = {}
        self._questions: dict[int, Question] = {}
        self._derived, self._computing = derivation_uses(snapshot, {*columns, *stipulated})

    def question(self, i: int) -> Question:
        """What a provision asks of a row."""
        if i not in self._questions:
            condition = self.folded.condition(i)
            uses: Uses = {}
            note(uses, condition)
            if self.classified and self.snapshot.provisions[i].kind is Kind.ENTRY:
                merge(uses, {ENTRY: None})
            if not self._derived.isdisjoint(uses):
                merge(uses, self._computing)
            asked = [(name, Classing(self.columns[name], use)) for name, use in sorted(uses.items()) if name in self.columns]
            self._questions[i] = Question(asked, sorted(n.references_of(condition)))
        return self._questions[i]

    def mean(self, members: tuple[int, ...]) -> int:
        """The number of the mean of some influences, given by their numbers."""
        if members not in self._means:
            self._means[members] = len(self.means)
            self.means.append(mean_influence([self.influences[k] for k in members if k]))
        return self._means[members]


class Rows:
    """Some rows under one law: truths of its provisions as columns, found when first asked for."""

    def __init__(self, law: Law, codes: Mapping[str, Codes], length: int) -> None:
        self.law, self.codes, self.length = law, codes, length
        self._truths: dict[int, Truths] = {}
        self._held: dict[str, Truths] = {}
        self._influences: dict[int, Codes] = {}
        self._means: dict[str, Codes] = {}
        self._zero = np.zeros(length, dtype=np.int8)

    def subset(self, rows: Codes) -> Rows:
        """Some of the rows, with what is known of them."""
        part = Rows(self.law, {name: codes[rows] for name, codes in self.codes.items()}, len(rows))
        part._truths = {i: truths[rows] for i, truths in self._truths.items()}
        part._held = {name: truths[rows] for name, truths in self._held.items()}
        return part

    def truth(self, i: int) -> Truths:
        """For each row the truth of a provision: 0 false, 1 unknown, 2 true."""
        if i not in self._truths:
            self._truths[i] = self._read(i)
        return self._truths[i]

    def held(self, identifier: str) -> Truths:
        """For each row the truth of `holds(id)`."""
        if identifier not in self._held:
            members = [self.truth(i) for i in self.law.folded.family(identifier)]
            self._held[identifier] = np.maximum.reduce(members) if members else self._zero
        return self._held[identifier]

    def influence(self, i: int) -> Codes:
        """For each row the number of what can still decide a provision; 0 where it is decided."""
        if i not in self._influences:
            self._influences[i] = self._weigh(i)
        return self._influences[i]

    def _read(self, i: int) -> Truths:
        question = self.law.question(i)
        held = [self.held(reference) for reference in question.references]
        first, inverse, keys = self._keys(question, held)
        answers = np.empty(len(keys), dtype=np.int8)
        for k, key in enumerate(keys):
            if key not in question.answers:
                evaluation = self._evaluation(question, int(first[k]))
                question.answers[key] = _TRUTHS.index(evaluation.truth(i))
            answers[k] = question.answers[key]
        found: Truths = answers[inverse]
        return found

    def _weigh(self, i: int) -> Codes:
        found = np.zeros(self.length, dtype=np.int64)
        open_ = np.flatnonzero(self.truth(i) == OPEN)
        if not len(open_):
            return found
        question = self.law.question(i)
        held = [self.held(reference)[open_] for reference in question.references]
        means = [self._mean(reference)[open_] for reference in question.references]
        part = Rows(self.law, {name: self.codes[name][open_] for name, _ in question.asked}, len(open_))
        first, inverse, keys = part._keys(question, [*held, *means])
        numbers = np.empty(len(keys), dtype=np.int64)
        for k, key in enumerate(keys):
            if key not in question.influences:
                row = int(open_[first[k]])
                behind = {ref: dict(self.law.means[int(self._mean(ref)[row])]) for ref in question.references}
                evaluation = self._evaluation(question, row, behind)
                question.influences[key] = len(self.law.influences)
                self.law.influences.append(dict(evaluation.influences(i)))
            numbers[k] = question.influences[key]
        found[open_] = numbers[inverse]
        return found

    def _mean(self, identifier: str) -> Codes:
        """For each row the number of the mean influence behind `holds(id)`."""
        if identifier not in self._means:
            members = [self.influence(i) for i in self.law.folded.family(identifier) if (self.truth(i) == OPEN).any()]
            if not members:
                self._means[identifier] = np.zeros(self.length, dtype=np.int64)
            else:
                first, inverse = numbered(members, [len(self.law.influences)] * len(members))
                stacked = np.stack([column[first] for column in members], axis=1)
                numbers = np.array([self.law.mean(tuple(key)) for key in stacked.tolist()], dtype=np.int64)
                self._means[identifier] = numbers[inverse]
        return self._means[identifier]

    def _keys(self, question: Question, more: Sequence[npt.NDArray[np.integer]]) -> tuple[Codes, Codes, list[tuple[int, ...]]]:
        """The ways in which rows differ in what is asked: the first row of each, of each row its way, and their keys."""
        classed = [classing.classes(self.codes[name]) for name, classing in question.asked]
        classed += [column.astype(np.int64) for column in more]
        if not classed:
            return np.zeros(1, dtype=np.int64), np.zeros(self.length, dtype=np.int64), [()]
        sizes = [classing.size for _, classing in question.asked] + [int(column.max(initial=0)) + 1 for column in more]
        first, inverse = numbered(classed, sizes)
        return first, inverse, [tuple(key) for key in np.stack([column[first] for column in classed], axis=1).tolist()]

    def _evaluation(self, question: Question, row: int, behind: Mapping[str, dict[str, float]] | None = None) -> Evaluation:
        """The engine of single cases on a row, with no more facts than are asked."""
        facts: dict[str, Value] = dict(self.law.stipulated)
        for name, _ in question.asked:
            value = self.law.columns[name].values[int(self.codes[name][row])]
            if value is not None:
                facts[name] = value
        evaluation = Evaluation(self.law.snapshot, facts, self.law.folded)
        evaluation.refer({ref: _TRUTHS[int(self.held(ref)[row])] for ref in question.references}, behind)
        return evaluation


def any_of(columns: Iterable[Truths], length: int) -> Truths:
    """Kleene's or."""
    found = np.zeros(length, dtype=np.int8)
    for column in columns:
        np.maximum(found, column, out=found)
    return found
