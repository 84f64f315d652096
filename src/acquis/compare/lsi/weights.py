"""The user's weights: a score for each alternative, shown with all that goes into it. Without weights no score and no rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acquis.compare.lsi.dominance import Measure

FORMULA = (
    "score = sum of weight x goodness over the sum of weights; goodness = the share of the whole where more is better, "
    "1 - that share where less is better"
)


@dataclass(frozen=True, slots=True)
class Score:
    """A score between 0 and 1 as a range: every completion of what is unknown lies within."""

    low: float
    high: float


def scores(made: Sequence[Measure], weights: Mapping[str, float]) -> tuple[Score, ...]:
    """The score of each alternative. Measures without a weight count nothing."""
    total = sum(weights.values())
    weighed = [(measure, weights[measure.id] / total) for measure in made if weights.get(measure.id)]
    found = []
    for k in range(len(made[0].ranges)):
        ends = [(weight, *_goodness(measure, k)) for measure, weight in weighed]
        found.append(Score(sum(w * low for w, low, _ in ends), sum(w * high for w, _, high in ends)))
    return tuple(found)


def first(found: Sequence[Score]) -> int | None:
    """The alternative whose score is above all others in every completion; None where that is not decided."""
    for k, score in enumerate(found):
        if all(score.low > other.high for j, other in enumerate(found) if j != k):
            return k
    return None


def _goodness(measure: Measure, k: int) -> tuple[float, float]:
    low, high = measure.ranges[k].shares
    return (low, high) if measure.more_is_better else (1 - high, 1 - low)
