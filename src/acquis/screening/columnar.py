"""The law of a stretch of days over many rows: truths of its provisions as columns, and what can still decide them.

Which rows the law cannot tell apart is found first, by the classes of the facts that it asks; only one of each is judged, and the
answer is kept for later rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import numpy as np

from acquis.conditions import nodes as n
from acquis.conditions.truth import has
from acquis.conditions.values import Facts
from acquis.law.corpus import Snapshot, Specialisation
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind
from acquis.law.vocabulary import Vocabulary
from acquis.screening.answers import Answers
from acquis.screening.facts_column import Classing, FactColumn
from acquis.screening.keys import Codes, numbered
from acquis.screening.trees import (
    ALL,
    ANY,
    FALSE,
    OPEN,
    SINGLE,
    TRUTHS,
    Column,
    Comparison,
    Floats,
    Joined,
    Left,
    Negation,
    Reference,
    Shares,
    Tree,
    Truths,
    left_of,
)
from acquis.screening.uses import Use, Uses, derivation_uses, merge, note

ENTRY = "entry"
Asked = list[tuple[str, Classing]]
"""Facts, each with the classes between which a law does not distinguish."""
_REMEMBERED = 2**17
"""What is remembered of what can decide one reference, before it is forgotten."""
_GROUNDS = (Kind.SCOPE, Kind.PROHIBITION, Kind.REQUIREMENT, Kind.ENTRY)


class Memory:
    """What all laws of a screening share: comparisons with their tables, and columns of computed facts."""

    def __init__(self, vocabulary: Vocabulary, columns: Mapping[str, FactColumn], stipulated: Facts) -> None:
        self.columns, self.stipulated = columns, stipulated
        self._vocabulary = vocabulary
        self._computed: dict[str, FactColumn] = {}
        self._comparisons: dict[tuple[n.Node, frozenset[str]], Comparison] = {}

    def computed(self, name: str) -> FactColumn:
        """The column of a fact where definitions compute it."""
        if name not in self._computed:
            self._computed[name] = FactColumn(self._vocabulary[name], Use(whole=True))
        return self._computed[name]

    def comparison(self, node: n.Node, computed: frozenset[str]) -> Comparison:
        """A comparison; `computed`: facts that definitions compute."""
        facts = n.facts_of(node)
        key = (node, facts & computed)
        if key not in self._comparisons:
            columns = {name: self.computed(name) if name in computed else self.columns[name]
                       for name in sorted(facts) if name in computed or name in self.columns}  # fmt: skip
            self._comparisons[key] = Comparison(node, columns, self.stipulated)
        return self._comparisons[key]


class Law:
    """One regime between two changes of its law, for one kind of item, with all answers found so far.

    Args:
        snapshot: the law.
        folded: the same, partially evaluated for the kind of item.
        stipulated: facts that hold for every row that does not say otherwise.
        memory: what all laws of the screening share.
        classified: rows come with a classification that covers this regime.
    """

    def __init__(
        self, snapshot: Snapshot, folded: Specialisation, stipulated: Facts, memory: Memory, *, classified: bool
    ) -> None:
        self.snapshot, self.folded, self.stipulated, self.memory, self.classified = (
            snapshot,
            folded,
            stipulated,
            memory,
            classified,
        )
        self.answers = Answers()
        self._trees: dict[int, Tree] = {}
        self._behind: dict[str, Behind] = {}
        self.computed, self.computing = derivation_uses(snapshot, {*memory.columns, *stipulated})

    def tree(self, i: int) -> Tree:
        """The condition of a provision."""
        if i not in self._trees:
            self._trees[i] = self._grown(self.folded.condition(i))
        return self._trees[i]

    def _grown(self, node: n.Node) -> Tree:
        match node:
            case n.And(parts) | n.Or(parts):
                return Joined(ALL if isinstance(node, n.And) else ANY, tuple(self._grown(part) for part in parts))
            case n.Not(part):
                return Negation(self._grown(part))
            case n.Holds(identifier):
                return Reference(identifier)
        return self.memory.comparison(node, self.computed)

    @cached_property
    def asked(self) -> Asked:
        """The facts that an answer rests on."""
        open_ = self.folded.open
        relieving = (a for r in open_[Kind.REQUIREMENT] for a in self.snapshot.relieved_by.get(r, ()))
        return self._asked_by([*(i for kind in _GROUNDS for i in open_[kind]), *relieving])

    def behind(self, identifier: str) -> Behind:
        """What is remembered of what can decide `holds(id)`."""
        if identifier not in self._behind:
            self._behind[identifier] = Behind(self._asked_by(self.folded.family(identifier)))
        return self._behind[identifier]

    @cached_property
    def definitions(self) -> Definitions:
        """What definitions compute."""
        uses = {**self.computing, ENTRY: Use(whole=True)} if self.classified else self.computing
        return Definitions(self._classings(uses))

    def _asked_by(self, provisions: Iterable[int]) -> Asked:
        """The facts that provisions ask, with those behind them, by classes that they cannot tell apart."""
        uses: Uses = {ENTRY: Use(whole=True)} if self.classified else {}
        found, waiting = set[int](), list(provisions)
        while waiting:
            i = waiting.pop()
            if i not in found:
                found.add(i)
                note(uses, condition := self.folded.condition(i))
                waiting += [j for ref in n.references_of(condition) for j in self.folded.family(ref)]
        if not self.computed.isdisjoint(uses):
            merge(uses, self.computing)
        return self._classings(uses)

    def _classings(self, uses: Mapping[str, Use]) -> Asked:
        columns = self.memory.columns
        return [(name, Classing(columns[name], use)) for name, use in sorted(uses.items()) if name in columns]


class Behind:
    """What can decide `holds(id)`, remembered by what is asked behind it.

    Attributes:
        asked: the facts asked.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._forget()

    def _forget(self) -> None:
        self._answers = Answers()
        self._count = 0
        self.shares: Shares = {}

    def numbers(self, rows: Rows, identifier: str) -> Codes:
        """For each row its place in `shares`."""
        if self._count > _REMEMBERED:
            self._forget()
        return self._answers.find(
            *rows.classes(self.asked), lambda some: self._learn(rows.subset(some).found_mean(identifier), len(some))
        )

    def _learn(self, fresh: Shares, length: int) -> Codes:
        for fact in {*self.shares, *fresh}:
            old = self.shares.get(fact, np.zeros(self._count))
            self.shares[fact] = np.concatenate([old, fresh.get(fact, np.zeros(length))])
        self._count += length
        return np.arange(self._count - length, self._count)


class Definitions:
    """What definitions compute, remembered by their inputs.

    Attributes:
        asked: the facts asked.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def codes(self, rows: Rows) -> dict[str, Codes]:
        """The codes of computed facts, found by the engine of single cases."""
        names = sorted(rows.law.computed)
        columns, sizes = rows.classes(self.asked)
        first, inverse = numbered(columns, sizes)
        found = np.empty((len(names), len(first)), dtype=np.int64)
        keys = np.stack([column[first] for column in columns], axis=1).tolist()
        for k, (row, key) in enumerate(zip(first.tolist(), map(tuple, keys), strict=True)):
            if key not in self._known:
                facts = self._evaluated(rows, row)
                self._known[key] = tuple(rows.law.memory.computed(name).code(facts.get(name)) for name in names)
            found[:, k] = self._known[key]
        return dict(zip(names, found[:, inverse], strict=True))

    def _evaluated(self, rows: Rows, row: int) -> Facts:
        law, columns = rows.law, rows.law.memory.columns
        given = {name: columns[name].values[int(rows.given(name)[row])] for name, _ in self.asked}
        known = {name: value for name, value in given.items() if value is not None}
        return Evaluation(law.snapshot, {**law.stipulated, **known}, law.folded).facts


class Rows:
    """Some rows under one law: what is asked is found when first asked for."""

    def __init__(self, law: Law, codes: Mapping[str, Codes], length: int) -> None:
        self.law, self.length = law, length
        self._codes = dict(codes)
        self._known: dict[object, Column] = {}
        self._left: dict[Joined, Left] = {}
        self._numbers: dict[str, Codes] = {}
        self._computed: dict[str, Codes] | None = None
        self._whole: tuple[Rows, Codes] | None = None

    def subset(self, rows: Codes) -> Rows:
        """Some of the rows, with what is known of them."""
        part = Rows(self.law, {}, len(rows))
        part._whole = (self, rows)
        return part

    def codes(self, name: str) -> Codes:
        """The code of a fact for each row; computed, where definitions compute it."""
        if name not in self.law.computed:
            return self.given(name)
        if self._computed is None:
            whole = None if self._whole is None else self._whole[0]._computed
            if self._whole is None or whole is None:
                self._computed = self.law.definitions.codes(self)
            else:
                self._computed = {fact: codes[self._whole[1]] for fact, codes in whole.items()}
        return self._computed[name]

    def given(self, name: str) -> Codes:
        """The code of a fact as the rows give it."""
        if name not in self._codes:
            assert self._whole is not None
            whole, rows = self._whole
            self._codes[name] = whole.given(name)[rows]
        return self._codes[name]

    def classes(self, asked: Asked) -> tuple[list[Codes], list[int]]:
        """The classes of some facts, and by fact a number above them all."""
        columns = [classing.classes(self.given(name)) for name, classing in asked]
        return columns or [np.zeros(self.length, dtype=np.int64)], [classing.size for _, classing in asked] or [1]

    def of(self, tree: Tree) -> Column:
        """The truth of a condition."""
        return self._remembered(tree, tree.truth)

    def left(self, joined: Joined) -> Left:
        """What is left of AND or OR."""
        if joined not in self._left:
            self._left[joined] = left_of(joined, self)
        return self._left[joined]

    def truth(self, i: int) -> Column:
        """The truth of a provision."""
        return self._remembered(i, lambda rows: rows._read(i))

    def column(self, i: int) -> Truths:
        """The truth of a provision as a column."""
        truth = self.truth(i)
        return np.full(self.length, truth, dtype=np.int8) if isinstance(truth, int) else truth

    def held(self, identifier: str) -> Column:
        """The truth of `holds(id)`."""
        return self._remembered(identifier, lambda rows: any_of(rows.truth(i) for i in rows.law.folded.family(identifier)))

    def _remembered(self, key: object, find: Callable[[Rows], Column]) -> Column:
        if key not in self._known:
            whole = self._whole
            if whole is not None and key in whole[0]._known:
                known = whole[0]._known[key]
                self._known[key] = known if isinstance(known, int) else known[whole[1]]
            else:
                self._known[key] = find(self)
        return self._known[key]

    def shares(self, i: int, chosen: Codes) -> Shares:
        """How much each fact can still decide a provision, for some rows in which it is open."""
        own = self.of(tree := self.law.tree(i))
        if not isinstance(own, int):
            weight = (own[chosen] == OPEN).astype(np.float64)  # settled, where a classification contradicts it
        else:
            weight = np.full(len(chosen), float(own == OPEN))
        into: Shares = {}
        tree.share(self if len(chosen) == self.length else self.subset(chosen), weight, SINGLE, into)
        return into

    def mean(self, identifier: str) -> tuple[Shares, Codes]:
        """How much each fact can still decide `holds(id)`: different answers, and for each row its place among them."""
        behind = self.law.behind(identifier)
        if identifier not in self._numbers:
            if self._whole is not None and identifier in self._whole[0]._numbers:
                self._numbers[identifier] = self._whole[0]._numbers[identifier][self._whole[1]]
            else:
                self._numbers[identifier] = behind.numbers(self, identifier)
        return behind.shares, self._numbers[identifier]

    def found_mean(self, identifier: str) -> Shares:
        """The mean of what can decide each of the open provisions behind `holds(id)`."""
        opened = {i: np.flatnonzero(self.column(i) == OPEN) for i in self.law.folded.family(identifier)}
        count = np.zeros(self.length)
        for chosen in opened.values():
            count[chosen] += 1
        found: Shares = {}
        for i, chosen in opened.items():
            if len(chosen):
                spread(
                    found, chosen, {fact: share / count[chosen] for fact, share in self.shares(i, chosen).items()}, self.length
                )
        return found

    def _read(self, i: int) -> Column:
        """The truth of a provision: by its own words and, for an entry, by a classification already made."""
        own, provision = self.of(self.law.tree(i)), self.law.snapshot.provisions[i]
        if not self.law.classified or provision.kind is not Kind.ENTRY:
            return own
        made = self._made(provision.id)
        contradicted = made if provision.when is None else np.full_like(made, OPEN)
        decided = np.where(own == OPEN, made, np.where(own == made, made, contradicted))
        return np.where(made == OPEN, own, decided).astype(np.int8)

    def _made(self, identifier: str) -> Truths:
        """What the classification says of an entry."""
        columns, stipulated = self.law.memory.columns, self.law.stipulated.get(ENTRY)
        if ENTRY not in columns:
            return np.full(self.length, TRUTHS.index(has(stipulated, identifier)), dtype=np.int8)
        values = (stipulated if value is None else value for value in columns[ENTRY].values)
        found: Truths = np.array([TRUTHS.index(has(value, identifier)) for value in values], dtype=np.int8)[self.codes(ENTRY)]
        return found


def any_of(truths: Iterable[Column]) -> Column:
    """Kleene's or."""
    found: Column = FALSE
    for truth in truths:
        both = isinstance(truth, int) and isinstance(found, int)
        found = max(found, truth) if both else np.maximum(found, truth)
    return found


def spread(into: Shares, chosen: Codes, shares: Mapping[str, Floats], length: int) -> None:
    """Adds what was found for some rows."""
    for fact, share in shares.items():
        if fact not in into:
            into[fact] = np.zeros(length)
        into[fact][chosen] += share
