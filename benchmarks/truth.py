"""The reference: the Kleene truth of the rule, written by hand in numpy and shared with no engine.

Truth is carried as a pair (surely true, surely false). AND is surely true when both are, surely false when either is;
OR the reverse; NOT swaps. A comparison with an unknown fact is neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks import rule
from benchmarks.records import COUNTRIES, MODELS, Records

TRUE, FALSE, UNKNOWN = 1, 0, -1
"""How a verdict is written in an int8 array."""


@dataclass(frozen=True)
class Kleene:
    """Two masks that are never both true."""

    yes: np.ndarray
    no: np.ndarray

    def __and__(self, other: Kleene) -> Kleene:
        return Kleene(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Kleene) -> Kleene:
        return Kleene(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Kleene:
        return Kleene(self.no, self.yes)


def _fact(test: np.ndarray, known: np.ndarray) -> Kleene:
    return Kleene(known & test, known & ~test)


def reference(records: Records) -> np.ndarray:
    """The Kleene truth of every record as int8: 1 true, 0 false, -1 unknown."""
    r = records
    model = _fact(np.isin(r.model, np.flatnonzero(np.isin(MODELS, rule.CONTROLLED_MODELS))), r.model_known)
    home = _fact(np.isin(r.destination, np.flatnonzero(np.isin(COUNTRIES, rule.HOME))), r.destination_known)
    embargoed = _fact(np.isin(r.destination, np.flatnonzero(np.isin(COUNTRIES, rule.EMBARGOED))), r.destination_known)
    ladder = _fact(r.qubits >= rule.TOP, r.qubits_known)
    for low, high, limit in rule.BANDS:
        in_band = _fact(r.qubits >= low, r.qubits_known) & _fact(r.qubits < high, r.qubits_known)
        ladder |= in_band & _fact(r.error <= limit, r.error_known)
    verdict = (model & ~home & ladder) | (_fact(r.military, r.military_known) & embargoed)
    return np.where(verdict.yes, TRUE, np.where(verdict.no, FALSE, UNKNOWN)).astype(np.int8)


@dataclass(frozen=True)
class Judgement:
    """What an engine made of the records, against the reference.

    `false_for_unknown`: a definite false where the truth is unknown or true, at least one fact being missing.
    `true_for_unknown`: a definite true where the truth is unknown or false, at least one fact being missing.
    `unknown_for_definite`: left unknown (or an error raised) where the known facts settle it.
    `wrong_when_known`: any difference on a record with no missing fact.
    `passed`: the part of `false_for_unknown` that is controlled for certain.
    """

    records: int
    unknown: int
    false_for_unknown: int
    true_for_unknown: int
    unknown_for_definite: int
    wrong_when_known: int
    passed: int


def judge(records: Records, truth: np.ndarray, verdict: np.ndarray) -> Judgement:
    """Count how the verdicts of an engine differ from the Kleene truth."""
    complete = np.logical_and.reduce([known for _, known in records.masked()])
    partial = ~complete
    return Judgement(
        records=len(truth),
        unknown=int((truth == UNKNOWN).sum()),
        false_for_unknown=int((partial & (truth != FALSE) & (verdict == FALSE)).sum()),
        true_for_unknown=int((partial & (truth != TRUE) & (verdict == TRUE)).sum()),
        unknown_for_definite=int((partial & (truth != UNKNOWN) & (verdict == UNKNOWN)).sum()),
        wrong_when_known=int((complete & (truth != verdict)).sum()),
        passed=int((partial & (truth == TRUE) & (verdict == FALSE)).sum()),
    )
