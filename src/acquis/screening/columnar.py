"""The law of a stretch of days over many rows: truths of its provisions as columns, and what can still decide them.

Which rows the law cannot tell apart is found first, by the classes of the facts that it asks; only one of each is judged, and the
answer is kept for later rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    TRUE,
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
_REMEMBERED = 2**15
"""Different answers that are remembered of one provision before they are forgotten."""
_GROUNDS = (Kind.SCOPE, Kind.PROHIBITION, Kind.REQUIREMENT, Kind.ENTRY)


class Memory:
    """What all laws of a screening share: comparisons with their tables, and columns of computed facts."""

    def __init__(self, vocabulary: Vocabulary, columns: Mapping[str, FactColumn], stipulated: Facts) -> None:
        self.columns, self.stipulated = columns, stipulated
        self._vocabulary = vocabulary
        self._computed: dict[str, FactColumn] = {}
        self._comparisons: dict[tuple[n.Node, frozenset[str]], Comparison] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self.remembered: dict[object, Remembered] = {}
        self.definitions: dict[object, Definitions] = {}

    def tidy(self) -> None:
        """Forgets what has grown too large."""
        for remembered in self.remembered.values():
            if remembered.count > _REMEMBERED:
                remembered.forget()

    def number(self, key: tuple[object, ...]) -> int:
        """A number for a key."""
        return self._numbers.setdefault(key, len(self._numbers))

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
        self._sameness: dict[int, int] = {}
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
                return Reference(identifier, self._constant(identifier))
        return self.memory.comparison(node, self.computed)

    def _constant(self, identifier: str) -> int | None:
        """The truth of `holds(id)`, where it is the same for every row."""
        if self.classified:
            return None
        known = [self.tree(i).constant for i in self.folded.family(identifier)]
        return None if None in known else max((truth for truth in known if truth is not None), default=FALSE)

    def _same(self, i: int) -> int:
        """A number for a provision with all that it rests on: law stays the same over most changes of other law."""
        if i not in self._sameness:
            provision, condition = self.snapshot.provisions[i], self.snapshot.condition(i)
            stated = (provision.when, provision.unless)
            groups = sorted(group for part in stated if part is not None for group in n.groups_of(part))
            members = tuple(self.memory.number(("group", self.snapshot.members(group))) for group in groups)
            behind = tuple(self._same(j) for ref in sorted(n.references_of(condition)) for j in self.snapshot.family(ref))
            self._sameness[i] = self.memory.number((id(provision), members, behind, *self._under))
        return self._sameness[i]

    @cached_property
    def _under(self) -> tuple[object, ...]:
        """What every condition rests on: the kind of item, whether it is classified, the definitions."""
        definitions = tuple((id(self.snapshot.provisions[i]), fact) for i, fact, _, _ in self.snapshot.derivations)
        return self.folded.known, self.classified, definitions if self.computed else ()

    @cached_property
    def asked(self) -> Asked:
        """The facts that an answer rests on, by classes that the law cannot tell apart."""
        open_ = self.folded.open
        relieving = (a for r in open_[Kind.REQUIREMENT] for a in self.snapshot.relieved_by.get(r, ()))
        uses = self._uses(self._closure([*(i for kind in _GROUNDS for i in open_[kind]), *relieving]))
        if not self.computed.isdisjoint(uses):
            merge(uses, self.computing)
        columns = self.memory.columns
        return [(name, Classing(columns[name], use)) for name, use in sorted(uses.items()) if name in columns]

    def influence(self, i: int) -> Remembered:
        """What is remembered of what can decide a provision."""
        return self._remembered(self._same(i), [i])

    def mean(self, identifier: str) -> Remembered:
        """What is remembered of what can decide `holds(id)`."""
        family = self.folded.family(identifier)
        return self._remembered(tuple(self._same(i) for i in family), family)

    def _remembered(self, key: object, provisions: Sequence[int]) -> Remembered:
        if key not in self.memory.remembered:
            uses = self._uses(provisions)
            asked = [(name, Classing(column, use)) for name, use in sorted(uses.items()) if (column := self._column(name))]
            references = sorted({ref for i in provisions for ref in n.references_of(self.folded.condition(i))})
            facts = {fact for i in self._closure(provisions) for fact in n.facts_of(self.folded.condition(i))}
            self.memory.remembered[key] = Remembered(asked, references, sorted(facts))
        return self.memory.remembered[key]

    def _column(self, name: str) -> FactColumn | None:
        return self.memory.computed(name) if name in self.computed else self.memory.columns.get(name)

    @cached_property
    def definitions(self) -> Definitions:
        """What definitions compute."""
        key = (self._under, tuple(self._same(i) for i, _, _, _ in self.snapshot.derivations))
        if key not in self.memory.definitions:
            uses = {**self.computing, ENTRY: Use(whole=True)} if self.classified else self.computing
            columns = self.memory.columns
            asked = [(name, Classing(columns[name], use)) for name, use in sorted(uses.items()) if name in columns]
            self.memory.definitions[key] = Definitions(asked)
        return self.memory.definitions[key]

    def _closure(self, provisions: Iterable[int]) -> set[int]:
        """Provisions with all that they refer to."""
        found, waiting = set[int](), list(provisions)
        while waiting:
            i = waiting.pop()
            if i not in found:
                found.add(i)
                refs = n.references_of(self.folded.condition(i))
                waiting += [j for ref in refs for j in self.folded.family(ref)]
        return found

    def _uses(self, provisions: Iterable[int]) -> Uses:
        """What provisions ask by themselves."""
        uses: Uses = {}
        for i in provisions:
            note(uses, self.folded.condition(i))
            if self.classified and self.snapshot.provisions[i].kind is Kind.ENTRY:
                merge(uses, {ENTRY: None})
        return uses


class Remembered:
    """How much each fact can still decide something, remembered by what it asks and by what stands behind its references.

    Attributes:
        count: how many different answers there are.
        shares: by fact, for each different answer how much it can decide; only facts that can decide anything.
    """

    def __init__(self, asked: Asked, references: Sequence[str], facts: Sequence[str]) -> None:
        self._asked, self._references, self._facts = asked, references, facts
        self.forget()

    def forget(self) -> None:
        """Forgets all; places given out before mean nothing any more."""
        self.count = 0
        self.shares: dict[str, Floats] = {}
        self._matrix = np.zeros((1, len(self._facts)))
        self._numbers: dict[bytes, int] = {}
        self._answers = Answers()

    def places(self, rows: Rows, find: Callable[[Rows], Mapping[str, Floats]]) -> Codes | int:
        """For each row its place in `shares`, or one for all; `find` tells the shares of rows that are new."""
        columns = [classing.classes(rows.codes(name)) for name, classing in self._asked]
        sizes = [classing.size for _, classing in self._asked]
        for reference in self._references:
            held, (_, places) = rows.held(reference), rows.mean(reference)
            for column, size in ((held, 3), (places, rows.law.mean(reference).count)):
                if not isinstance(column, int):
                    columns.append(column.astype(np.int64))
                    sizes.append(size)
        if columns:
            return self._answers.find(columns, sizes, lambda some: self._learn(find(part := rows.subset(some)), part.length))
        if not self.count:
            self._learn(find(rows.subset(np.zeros(1, dtype=np.int64))), 1)
        return 0

    def _learn(self, fresh: Mapping[str, Floats], length: int) -> Codes:
        """The places of answers; those that are new go behind those that are there."""
        matrix = np.zeros((length, len(self._facts)))
        for k, fact in enumerate(self._facts):
            if fact in fresh:
                matrix[:, k] = fresh[fact]
        places = np.empty(length, dtype=np.int64)
        added: list[int] = []
        for row in range(length):
            key = matrix[row].tobytes()
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers)
                added.append(row)
            places[row] = self._numbers[key]
        if added:
            self._add(matrix[added])
        return places

    def _add(self, fresh: Floats) -> None:
        first, self.count = self.count, self.count + len(fresh)
        if self.count > len(self._matrix):
            grown = np.zeros((1 << (self.count - 1).bit_length(), len(self._facts)))
            grown[:first] = self._matrix[:first]
            self._matrix = grown
        self._matrix[first : self.count] = fresh
        decisive = self._matrix[: self.count].any(axis=0)
        self.shares = {fact: self._matrix[:, k] for k, fact in enumerate(self._facts) if decisive[k]}


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
        self._places: dict[int | str, Codes | int] = {}
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
        return tree.constant if tree.constant is not None else self._remembered(tree, tree.truth)

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

    def influence(self, i: int) -> tuple[dict[str, Floats], Codes | int]:
        """How much each fact can still decide a provision: different answers, and for each row its place among them."""
        remembered = self.law.influence(i)
        places = self._place(i, remembered, lambda rows: rows._shares(i))
        return remembered.shares, places

    def mean(self, identifier: str) -> tuple[dict[str, Floats], Codes | int]:
        """The same for `holds(id)`: the mean over the open provisions behind it."""
        remembered = self.law.mean(identifier)
        places = self._place(identifier, remembered, lambda rows: rows._means(identifier))
        return remembered.shares, places

    def _place(self, key: int | str, remembered: Remembered, find: Callable[[Rows], Mapping[str, Floats]]) -> Codes | int:
        if key not in self._places:
            if self._whole is not None and key in self._whole[0]._places:
                places = self._whole[0]._places[key]
                self._places[key] = places if isinstance(places, int) else places[self._whole[1]]
            else:
                self._places[key] = remembered.places(self, find)
        return self._places[key]

    def _shares(self, i: int) -> dict[str, Floats]:
        """Shares in a provision, of rows in which it is open; 0 in others."""
        tree = self.law.tree(i)
        open_ = (self.column(i) == OPEN) & (self.of(tree) == OPEN)  # settled, where a classification contradicts it
        into: Shares = {}
        if open_.any():
            tree.share(self, 1.0 if open_.all() else open_.astype(np.float64), SINGLE, into)
        return {fact: share if isinstance(share, np.ndarray) else np.full(self.length, share) for fact, share in into.items()}

    def _means(self, identifier: str) -> dict[str, Floats]:
        opened = {i: self.column(i) == OPEN for i in self.law.folded.family(identifier)}
        count = np.zeros(self.length)
        for open_ in opened.values():
            count += open_
        count, held = np.maximum(count, 1.0), self.held(identifier)
        found: dict[str, Floats] = {}
        for i, open_ in opened.items():
            if (open_ & (held == OPEN)).any():
                for fact, share in self._shares(i).items():
                    found[fact] = found.get(fact, 0.0) + share / count
        return {fact: share * (held == OPEN) for fact, share in found.items()}

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
    fixed = FALSE
    found: Truths | None = None
    for truth in truths:
        if isinstance(truth, int):
            fixed = max(fixed, truth)
        else:
            found = truth if found is None else np.maximum(found, truth)
    return fixed if found is None or fixed == TRUE else np.maximum(found, fixed)
