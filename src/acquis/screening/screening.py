"""Many rows under the law of each row's own day."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from acquis.conditions.values import Facts, IdSet, Value
from acquis.law.corpus import Corpus
from acquis.law.model import Layer
from acquis.law.vocabulary import Vocabulary
from acquis.screening.classes import judge
from acquis.screening.columnar import Rows
from acquis.screening.columnar_law import ENTRY, Law, Memory
from acquis.screening.facts_column import FactColumn
from acquis.screening.findings import Findings
from acquis.screening.keys import Codes, numbered
from acquis.screening.stretches import Stretches
from acquis.screening.uses import Use, all_uses

KIND = "item_kind"
COVERED = "classified_under"


class Screening:
    """A screening: the facts that rows have, and what was found so far.

    Args:
        corpus: the law.
        facts: names of the facts that rows may have.
        regimes: ids of regimes.
        layer: the law as applied, or as it stands in the books.
        stipulated: facts that hold for every row that does not say otherwise.
    """

    def __init__(
        self,
        corpus: Corpus,
        facts: Iterable[str],
        regimes: Iterable[str],
        layer: Layer = Layer.ENFORCED,
        stipulated: Facts | None = None,
    ) -> None:
        self.corpus, self.regimes, self.layer = corpus, tuple(regimes), layer
        self.stipulated: Facts = corpus.vocabulary.read_all({}, stipulated or {})
        names = sorted(set(facts))
        asked = all_uses(corpus, {*names, *self.stipulated})
        self.columns = {name: FactColumn(corpus.vocabulary[name], asked.get(name, Use())) for name in names}
        self.findings = Findings()
        self._completed = _Completed(corpus.vocabulary, self.columns, self.stipulated)
        self._memory = Memory(corpus.vocabulary, self._completed.columns, self.stipulated)
        self._stretches = Stretches(corpus, layer)
        self._laws: dict[tuple[str, int, int, bool], Law] = {}
        changes = {day for regime in self.regimes for day in corpus.changes[regime]}
        self._changes = np.array(sorted(day.toordinal() for day in changes), dtype=np.int64)

    def judge(self, codes: Mapping[str, Codes], days: Codes) -> dict[str, Codes]:
        """By regime, for each row the number of its finding.

        Args:
            codes: by fact the code of each row, from the columns of this screening.
            days: of each row the day as a proleptic Gregorian ordinal (`date.toordinal`).
        """
        order, stretches = self._order(codes, days)
        completed = self._completed.codes({name: column[order] for name, column in codes.items()})
        sorted_days = days[order]
        answers: dict[str, Codes] = {}
        for regime in self.regimes:
            found = np.empty(len(days), dtype=np.int64)
            for first, last, kind in stretches[regime]:
                part = {name: column[first:last] for name, column in completed.items()}
                found[first:last] = self._judge(regime, int(sorted_days[first]), kind, part, last - first)
            answers[regime] = np.empty_like(found)
            answers[regime][order] = found
        return answers

    def _order(self, codes: Mapping[str, Codes], days: Codes) -> tuple[Codes, dict[str, list[tuple[int, int, int]]]]:
        """Rows by kind of item and then by stretch of law; and for each regime the slices that share both."""
        stretch = np.searchsorted(self._changes, days, "right").astype(np.int64)
        kinds = codes[KIND] if KIND in codes else np.zeros(len(days), dtype=np.int64)
        many = len(self._changes) + 1
        key = kinds * many + stretch
        small = int(key.max(initial=0)) < 2**16
        order = np.argsort(key.astype(np.uint16) if small else key, kind="stable").astype(np.int64)
        key = key[order]
        cuts = [0, *(np.flatnonzero(np.diff(key)) + 1).tolist(), len(key)] if len(key) else [0]
        runs = [(a, b, int(key[a]) // many, int(days[order[a]])) for a, b in itertools.pairwise(cuts)]
        return order, {regime: list(self._merged(regime, runs)) for regime in self.regimes}

    def _merged(self, regime: str, runs: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """Neighbouring runs between which the law of the regime does not change for the kind of item, as one."""
        for (kind, _), group in itertools.groupby(runs, key=lambda run: (run[2], self._stretch(regime, run[3], run[2]))):
            found = list(group)
            yield found[0][0], found[-1][1], kind

    def _stretch(self, regime: str, day: int, kind: int) -> int:
        """The number of the first stretch with the same law for a kind of item."""
        return self._stretches.first_alike(regime, dt.date.fromordinal(day), self._known(kind))

    def _known(self, kind: int) -> Facts:
        """The kind of item, as far as it is known."""
        value = self.columns[KIND].values[kind] if KIND in self.columns else None
        value = self.stipulated.get(KIND) if value is None else value
        return {} if value is None else {KIND: value}

    def _judge(self, regime: str, day: int, kind: int, codes: Mapping[str, Codes], length: int) -> Codes:
        """Rows of one kind of item under one law."""
        if ENTRY not in self._completed.columns:
            entry = self.stipulated.get(ENTRY)
            covered = isinstance(entry, IdSet) and self._covers(regime, entry)
            return judge(Rows(self._law(regime, day, kind, covered), codes, length), self.findings)
        values = self._completed.columns[ENTRY].values
        covers = np.array([isinstance(value, IdSet) and self._covers(regime, value) for value in values])[codes[ENTRY]]
        found = np.empty(length, dtype=np.int64)
        for flag in (False, True):
            rows = np.flatnonzero(covers == flag)
            if len(rows):
                part = {name: column[rows] for name, column in codes.items()}
                found[rows] = judge(Rows(self._law(regime, day, kind, flag), part, len(rows)), self.findings)
        return found

    def _covers(self, regime: str, entry: IdSet) -> bool:
        return entry.complete_for is None or regime in entry.complete_for

    def _law(self, regime: str, day: int, kind: int, classified: bool) -> Law:
        key = (regime, self._stretch(regime, day, kind), kind, classified)
        if key not in self._laws:
            snapshot = self.corpus.on(dt.date.fromordinal(day), regime, self.layer)
            known = {**self.stipulated, **self._known(kind)}
            folded = snapshot.specialised(known, classified, (KIND,))
            stipulated = known if KIND in known else self.stipulated
            self._laws[key] = Law(snapshot, folded, stipulated, self._memory, classified=classified)
        return self._laws[key]


class _Completed:
    """Columns of ids that `classified_under` makes complete for some regimes, as `Vocabulary.read_all` does for a case."""

    def __init__(self, vocabulary: Vocabulary, columns: Mapping[str, FactColumn], stipulated: Facts) -> None:
        self._vocabulary, self._raw = vocabulary, columns
        self.columns = dict(columns)
        self._names: list[str] = []
        if COVERED in columns:
            by_regime = {name for name in columns if vocabulary[name].by_regime}
            self._names = sorted(by_regime | ({ENTRY} if ENTRY in vocabulary.definitions else set()))
            self._stipulated = stipulated
            self.columns |= {name: FactColumn(vocabulary[name], Use(whole=True)) for name in self._names}

    def codes(self, codes: Mapping[str, Codes]) -> dict[str, Codes]:
        """The codes with those of completed columns in place."""
        whole = dict(codes)
        for name in self._names:
            own = codes.get(name, np.zeros(len(codes[COVERED]), dtype=np.int64))
            sizes = [len(self._raw[name].values) if name in self._raw else 1, len(self._raw[COVERED].values)]
            first, inverse = numbered([own, codes[COVERED]], sizes)
            values = [self._value(name, int(own[k]), int(codes[COVERED][k])) for k in first.tolist()]
            whole[name] = self.columns[name].codes(values)[inverse]
        return whole

    def _value(self, name: str, own: int, covered: int) -> Value | None:
        facts = {fact: self._stipulated[fact] for fact in (name, COVERED) if fact in self._stipulated}
        for fact, code in ((name, own), (COVERED, covered)):
            if fact in self._raw and (value := self._raw[fact].values[code]) is not None:
                facts[fact] = value
        return self._vocabulary.read_all({}, facts).get(name)
