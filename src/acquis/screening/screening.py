"""Many rows under the law of each row's own day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping

import numpy as np

from acquis.conditions.values import Facts
from acquis.law.corpus import Corpus
from acquis.law.model import Layer
from acquis.screening.classes import Findings, LawOfDays
from acquis.screening.facts_column import Codes, FactColumn, distinct
from acquis.screening.uses import Use, all_uses


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
        self.stipulated: Facts = stipulated or {}
        names = sorted(set(facts))
        asked = all_uses(corpus, {*names, *self.stipulated})
        self.columns = {name: FactColumn(corpus.vocabulary[name], asked.get(name, Use())) for name in names}
        self.findings = Findings()
        self._laws: dict[tuple[str, int], LawOfDays] = {}
        changes = {day for regime in self.regimes for day in corpus.changes[regime]}
        self._changes = np.array(sorted(day.toordinal() for day in changes), dtype=np.int64)

    def judge(self, codes: Mapping[str, Codes], days: Codes) -> dict[str, Codes]:
        """By regime, for each row the number of its finding.

        Args:
            codes: by fact the code of each row, from the columns of this screening.
            days: of each row the day as a proleptic Gregorian ordinal (`date.toordinal`).
        """
        stretches = np.searchsorted(self._changes, days, "right").astype(np.int64)
        names = list(self.columns)
        sizes = [len(self.columns[name].values) for name in names]
        first, inverse = distinct([stretches, *(codes[name] for name in names)], [len(self._changes) + 1, *sizes])
        kinds = {name: codes[name][first] for name in names}
        found = {regime: self._judge_kinds(regime, kinds, days[first]) for regime in self.regimes}
        return {regime: numbers[inverse] for regime, numbers in found.items()}

    def _judge_kinds(self, regime: str, codes: Mapping[str, Codes], days: Codes) -> Codes:
        changes = [day.toordinal() for day in self.corpus.changes[regime]]
        stretches = np.searchsorted(np.array(changes, dtype=np.int64), days, "right")
        found = np.empty(len(days), dtype=np.int64)
        for stretch in np.unique(stretches).tolist():
            rows = np.flatnonzero(stretches == stretch)
            found[rows] = self._law(regime, int(days[rows[0]])).judge(codes, rows)
        return found

    def _law(self, regime: str, day: int) -> LawOfDays:
        date = dt.date.fromordinal(day)
        key = (regime, bisect_right(self.corpus.changes[regime], date))
        if key not in self._laws:
            self._laws[key] = LawOfDays(self.corpus, regime, date, self.layer, self.columns, self.stipulated, self.findings)
        return self._laws[key]
