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
from acquis.screening.answers import Answers
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
    """A condition over many rows: the columns that it asks, and the answers found so far, by their classes."""

    asked: list[tuple[str, Classing]]
    references: list[str]
    answers: Answers = field(default_factory=lambda: Answers(np.int8, 1 << 16))
    influences: Answers = field(default_factory=lambda: Answers(np.int32, 1 << 13))


class Memory:
    """What all laws of a screening share: questions already put, for law stays the same over most changes, and influences."""

    def __init__(self) -> None:
        self.questions: dict[tuple[object, ...], Question] = {}
        self.influences: list[Mapping[str, float]] = [NOTHING]
        self.means: list[Mapping[str, float]] = [NOTHING]
        self._means: dict[tuple[int, ...], int] = {}

    def mean(self, members: tuple[int, ...]) -> int:
        """The number of the mean of some influences, given by their numbers."""
        if members not in self._means:
            self._means[members] = len(self.means)
            self.means.append(mean_influence([self.influences[k] for k in members if k]))
        return self._means[members]


class Law:
    """One regime between two changes of its law, for one kind of item, with all questions asked so far.

    Args:
        snapshot: the law.
        folded: the same, partially evaluated for the kind of item.
        columns: the facts that rows may have.
        stipulated: facts that hold for every row.
        memory: what all laws of the screening share.
        classified: rows come with a classification that covers this regime.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        folded: Specialisation,
        columns: Mapping[str, FactColumn],
        stipulated: Facts,
        memory: Memory,
        *,
        classified: bool,
    ) -> None:
        self.snapshot, self.folded, self.columns, self.stipulated = snapshot, folded, columns, stipulated
        self.classified, self.memory = classified, memory
        self.missing: dict[tuple[int, ...], str] = {}
        self._questions: dict[int, Question] = {}
        self._derived, self._computing = derivation_uses(snapshot, {*columns, *stipulated})

    def question(self, i: int) -> Question:
        """What a provision asks of a row."""
        if i not in self._questions:
            condition = self.folded.condition(i)
            uses: Uses = {}
            note(uses, condition)
            provision = self.snapshot.provisions[i]
            by_classification = provision.id if self.classified and provision.kind is Kind.ENTRY else None
            if by_classification is not None:
                merge(uses, {ENTRY: None})
            computed = not self._derived.isdisjoint(uses)
            if computed:
                merge(uses, self._computing)
            key = (condition, by_classification, provision.when is None, self.folded if computed else None)
            if key not in self.memory.questions:
                asked = [(name, Classing(self.columns[name], use)) for name, use in sorted(uses.items()) if name in self.columns]
                self.memory.questions[key] = Question(asked, sorted(n.references_of(condition)))
            self._questions[i] = self.memory.questions[key]
        return self._questions[i]


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
        columns, sizes = self._columns(question, [self.held(reference) for reference in question.references])

        def answer(row: int) -> int:
            return _TRUTHS.index(self._evaluation(question, row).truth(i))

        found: Truths = question.answers.find(columns, sizes, self.length, answer)
        return found

    def _weigh(self, i: int) -> Codes:
        found = np.zeros(self.length, dtype=np.int64)
        open_ = np.flatnonzero(self.truth(i) == OPEN)
        if not len(open_):
            return found
        question, memory = self.law.question(i), self.law.memory
        more = [column[open_] for ref in question.references for column in (self.held(ref), self._mean(ref))]
        part = Rows(self.law, {name: self.codes[name][open_] for name, _ in question.asked}, len(open_))
        columns, sizes = part._columns(question, more)

        def answer(k: int) -> int:
            row = int(open_[k])
            behind = {ref: dict(memory.means[int(self._mean(ref)[row])]) for ref in question.references}
            memory.influences.append(dict(self._evaluation(question, row, behind).influences(i)))
            return len(memory.influences) - 1

        found[open_] = question.influences.find(columns, sizes, len(open_), answer)
        return found

    def _mean(self, identifier: str) -> Codes:
        """For each row the number of the mean influence behind `holds(id)`."""
        if identifier not in self._means:
            members = [self.influence(i) for i in self.law.folded.family(identifier) if (self.truth(i) == OPEN).any()]
            if not members:
                self._means[identifier] = np.zeros(self.length, dtype=np.int64)
            else:
                first, inverse = numbered(members, [len(self.law.memory.influences)] * len(members))
                stacked = np.stack([column[first] for column in members], axis=1)
                numbers = np.array([self.law.memory.mean(tuple(key)) for key in stacked.tolist()], dtype=np.int64)
                self._means[identifier] = numbers[inverse]
        return self._means[identifier]

    def _columns(self, question: Question, more: Sequence[npt.NDArray[np.integer]]) -> tuple[list[Codes], list[int]]:
        """What is asked of each row, as columns of small numbers, and by column a number above all in it."""
        columns = [classing.classes(self.codes[name]) for name, classing in question.asked]
        sizes = [classing.size for _, classing in question.asked] + [int(column.max(initial=0)) + 1 for column in more]
        return [*columns, *(column.astype(np.int64) for column in more)], sizes

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
