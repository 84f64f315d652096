"""Do the thresholds of a list follow the estimates of the machine that they are meant to keep away?"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from acquis.compare.bands import History
from acquis.compare.estimates import Estimate, estimates, records
from acquis.compare.prematurity import Prematurity, known_ends
from acquis.compare.rules import topic_rule
from acquis.conditions.explain import TRUTH_NAMES
from acquis.conditions.values import Truth
from acquis.law.corpus import Corpus
from acquis.law.model import Layer


@dataclass(frozen=True, slots=True)
class Judged:
    """An estimate against a list and against real things.

    `controlled`: whether the list of today controls its machine; `then`: whether that of its day did. `above_list`: orders of
    magnitude from the highest threshold of the list up to the machine, on the first axis of the topic. `above_machines`: the same
    from the best real thing known on its day; None where none was.
    """

    estimate: Estimate
    controlled: Truth
    then: Truth
    above_list: float | None
    above_machines: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            **self.estimate.to_dict(),
            "controlled": TRUTH_NAMES[self.controlled],
            "controlled_then": TRUTH_NAMES[self.then],
            "above_list": self.above_list,
            "above_machines": self.above_machines,
        }


@dataclass(frozen=True, slots=True)
class Tracking:
    """Whether a list followed the estimates.

    `since`: the first day on which it had a threshold. `changes`: the days since on which its thresholds became others.
    `records`: estimates of a new least that came out since.
    """

    side: str
    since: dt.date
    changes: tuple[dt.date, ...]
    records: tuple[Estimate, ...]
    judged: tuple[Judged, ...]

    @property
    def tracks(self) -> bool | None:
        """Whether any threshold changed after a new least; None where there was no new least to follow.

        A change after it is not yet a change because of it; no change is a plain no.
        """
        if not self.records:
            return None
        first = min(estimate.date for estimate in self.records)
        return any(day >= first for day in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "side": self.side,
            "since": self.since.isoformat(),
            "changes": [day.isoformat() for day in self.changes],
            "new_least_since": [{"target": e.target, "authors": e.authors, "date": e.date.isoformat()} for e in self.records],
            "tracks": self.tracks,
            "estimates": [judged.to_dict() for judged in self.judged],
        }


def tracking(corpus: Corpus, measured: Prematurity, layer: Layer = Layer.ENFORCED) -> tuple[Tracking, ...]:
    """Each side that has thresholds against the estimates known on the day; none where no estimate concerns the topic.

    Args:
        corpus: the law.
        measured: the thresholds of a topic.
        layer: the one in which they were read.
    """
    topic, on = measured.topic, measured.on
    found = tuple(estimate for estimate in estimates(corpus, topic.id) if estimate.date <= on)
    if not found:
        return ()
    axis = topic.axes[0].fact
    answers = []
    for name, history in measured.boxes_over_time.items():
        if not history.now:
            continue
        since = history.days[-1][0]
        judged = tuple(_judged(corpus, measured, name, history, axis, estimate, layer) for estimate in found)
        later = tuple(estimate for estimate in records(found, axis) if estimate.date >= since)
        answers.append(Tracking(name, since, history.changes, later, judged))
    return tuple(answers)


def _judged(
    corpus: Corpus, measured: Prematurity, side: str, history: History, axis: str, estimate: Estimate, layer: Layer
) -> Judged:
    def controlled(day: dt.date) -> Truth:
        return topic_rule(corpus, measured.topic, measured.topic.side(side), day, layer).truth(estimate.facts)

    ends = known_ends(estimate.facts.get(axis))
    lows = [float(bounds.low) for box in history.now for fact, bounds in box if fact == axis and bounds.low is not None]
    best = best_known(measured, axis, estimate.date)
    return Judged(
        estimate,
        controlled(measured.on),
        controlled(estimate.date),
        None if ends is None or not lows else math.log10(ends[0] / max(lows)),
        None if ends is None or best is None else math.log10(ends[0] / best),
    )


def best_known(measured: Prematurity, fact: str, day: dt.date) -> float | None:
    """The greatest value of a fact among the real things known on a day; None where there is none."""
    known = (value for _, since, value in measured.values(fact) if since <= day)
    return max((ends[1] for value in known if (ends := known_ends(value)) is not None), default=None)
