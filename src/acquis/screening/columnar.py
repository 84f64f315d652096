"""Rows of a table under one law: truths of its provisions as columns, and what can still decide them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from acquis.conditions.truth import has
from acquis.law.determine import determine_under
from acquis.law.model import Kind
from acquis.screening.columnar_law import ENTRY, Law
from acquis.screening.findings import Finding
from acquis.screening.keys import Codes
from acquis.screening.remembered import Asked, Remembered
from acquis.screening.trees import FALSE, OPEN, SINGLE, TRUE, TRUTHS, Column, Floats, Joined, Left, Shares, Tree, Truths, left_of


class Rows:
    """Some rows under one law: what is asked is found when first asked for."""

    def __init__(self, law: Law, codes: Mapping[str, Codes], length: int) -> None:
        self.law, self.length = law, length
        self._codes = dict(codes)
        self._known: dict[object, Codes | Column] = {}
        self._left: dict[Joined, Left] = {}
        self._computed: dict[str, Codes] | None = None
        self._whole: tuple[Rows, Codes] | None = None

    def subset(self, rows: Codes) -> Rows:
        """Some of the rows, with what is known of them."""
        part = Rows(self.law, {}, len(rows))
        part._whole = (self, rows)
        return part

    def finding(self, row: int) -> Finding:
        """What the engine of single cases says of a row."""
        law = self.law
        given = {name: column.values[int(self.given(name)[row])] for name, column in law.memory.columns.items()}
        facts = {**law.stipulated, **{name: value for name, value in given.items() if value is not None}}
        return Finding.of(determine_under(law.snapshot, facts, law.snapshot.day, with_reasons=False, folded=law.folded))

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
        truth: Column = tree.constant if tree.constant is not None else self._once(tree, tree.truth)
        return truth

    def left(self, joined: Joined) -> Left:
        """What is left of AND or OR."""
        if joined not in self._left:
            self._left[joined] = left_of(joined, self)
        return self._left[joined]

    def truth(self, i: int) -> Column:
        """The truth of a provision."""
        truth: Column = self._once(i, lambda rows: rows._read(i))
        return truth

    def column(self, i: int) -> Truths:
        """The truth of a provision as a column."""
        return self.spread(self.truth(i))

    def spread(self, truth: Column) -> Truths:
        """A truth as a column."""
        return np.full(self.length, truth, dtype=np.int8) if isinstance(truth, int) else truth

    def held(self, identifier: str) -> Column:
        """The truth of `holds(id)`."""
        family = self.law.folded.family(identifier)
        truth: Column = self._once(identifier, lambda rows: any_of(rows.truth(i) for i in family))
        return truth

    def _once(self, key: object, find: Callable[[Rows], Codes | Column]) -> Any:
        """What was found before, for these rows or for the whole that they are part of; or else is found now."""
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
        places: Codes | int = self._once(("decides", key), lambda rows: remembered.places(rows, find))
        return places

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
