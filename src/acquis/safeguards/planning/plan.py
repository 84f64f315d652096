"""An inspection plan: when which facility is visited, how many items are verified how, what it costs and what it would detect.

For every objective the strata of its kind are sampled at a common rate kappa, n = N (1 - exp(-kappa gamma x)) / q: at the saddle
point of the sampling game no stratum and no level of defect is a better place to divert than another. Without a limit of effort
kappa = -ln(beta) / M, which is the IAEA formula. Under a limit all objectives are lowered by one factor (our judgement).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from acquis.safeguards.planning.defects import Level
from acquis.safeguards.planning.strata import Class, samples_at, worst_nondetection
from acquis.safeguards.records import Kind, SafeguardsError


@dataclass(frozen=True, slots=True)
class Method:
    """How items are verified against one level of defect.

    `effort`: person-days for one item, beside that of the coarser methods that it meets too. `smallest`: the smallest share of an
    item worth hiding from this method, the largest that the next coarser one misses; 1 for gross. `recognition`: the
    probability that a defect of the level is recognised in an item that is verified.
    """

    effort: float
    smallest: float = 1.0
    recognition: float = 1.0


@dataclass(frozen=True, slots=True)
class Stratum:
    """Items alike in one facility. `content`: of one item, in the unit of its kind."""

    id: str
    facility: str
    kind: Kind
    items: int
    content: float
    methods: Mapping[Level, Method]

    def __post_init__(self) -> None:
        if Level.GROSS not in self.methods:
            raise SafeguardsError(
                f"stratum {self.id} has no method for gross defects", way_out="add one: every item can be counted"
            )
        shares = [self.methods[level].smallest for level in Level if level in self.methods]
        if shares[0] != 1 or shares != sorted(shares, reverse=True) or shares[-1] <= 0:
            raise SafeguardsError(f"the shares of stratum {self.id} do not fall from 1", way_out="gross 1, then smaller ones")

    def classes(self) -> dict[Level, Class]:
        """The choices of a diverter in this stratum, by level of defect."""
        return {
            level: Class(self.items, self.content * m.smallest, m.effort, m.recognition)
            for level in Level
            if (m := self.methods.get(level)) is not None
        }


@dataclass(frozen=True, slots=True)
class Objective:
    """What is to be detected: `goal`, in the unit of the kind, taken unnoticed; `beta`, accepted at each inspection; how soon.

    `basis`: the source of the three numbers, or that they are a judgement; told in the plan.
    """

    kind: Kind
    goal: float
    beta: float
    detection_days: float
    basis: str

    def __post_init__(self) -> None:
        if min(self.goal, self.detection_days) <= 0 or not 0 < self.beta < 1:
            raise SafeguardsError(f"the objective for {self.kind} is not possible", way_out="goal and days above 0, beta below 1")


@dataclass(frozen=True, slots=True)
class Costs:
    """What a plan costs: person-days of travel a visit, money a person-day and a visit, in `currency`."""

    travel: float = 0.0
    person_day: float = 0.0
    visit: float = 0.0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is verified of a stratum at a visit: by level the items verified by that method (a finer one's are among them)."""

    stratum: str
    items: int
    verified: Mapping[Level, int]
    effort: float


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection of one facility. `effort`: person-days with travel; `cost` in the plan's currency."""

    on: dt.date
    facility: str
    samples: tuple[Sample, ...]
    effort: float
    cost: float


@dataclass(frozen=True, slots=True)
class Assurance:
    """What the plan gives for an objective.

    `detection`: guaranteed at one round of inspections against the best diversion of a goal quantity; None where the strata hold
    less than that. `aimed`: what was asked. `interval`: the most days between two rounds.
    """

    objective: Objective
    aimed: float
    detection: float | None
    rounds: int
    interval: int

    @property
    def met(self) -> bool:
        """Whether the aim is reached: in probability and in time."""
        enough = self.detection is None or self.detection >= self.aimed - 1e-12
        return enough and self.interval <= self.objective.detection_days


@dataclass(frozen=True, slots=True)
class Plan:
    """Visits in the order of days, and what they give. `factor`: 1, or below where the limit of effort lowered all objectives."""

    start: dt.date
    end: dt.date
    visits: tuple[Visit, ...]
    assurances: tuple[Assurance, ...]
    factor: float
    costs: Costs = field(default_factory=Costs)

    @property
    def effort(self) -> float:
        """Person-days."""
        return math.fsum(visit.effort for visit in self.visits)

    @property
    def cost(self) -> float:
        """In the currency of the costs."""
        return math.fsum(visit.cost for visit in self.visits)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "effort_person_days": round(self.effort, 6),
            "cost": round(self.cost, 2),
            "currency": self.costs.currency,
            "factor": self.factor,
            "objectives": [_assurance(a) for a in self.assurances],
            "visits": [_visit(v) for v in self.visits],
        }


def plan(
    strata: Sequence[Stratum],
    objectives: Sequence[Objective],
    start: dt.date,
    end: dt.date,
    *,
    limit: float | None = None,
    costs: Costs | None = None,
) -> Plan:
    """The plan from `start` (when all is known to be in order) to `end` (the last inspection).

    Args:
        strata: what there is to verify.
        objectives: at most one a kind.
        start, end: the period; the last round is on `end`.
        limit: person-days for the whole plan, with travel; None for no limit.
        costs: travel and money; nothing by default.

    Raises:
        SafeguardsError: two strata or objectives alike, an objective without a stratum, or travel alone exceeds the limit.
    """
    _check(strata, objectives, start, end)
    costs = costs or Costs()
    rounds = {o.kind: _rounds(o, start, end) for o in objectives}
    groups = {o.kind: [s for s in strata if s.kind == o.kind] for o in objectives}
    days = {(s.facility, day) for kind, group in groups.items() for s in group for day in rounds[kind]}
    travel = len(days) * costs.travel

    def drawn(factor: float) -> dict[str, Sample]:
        return {s.id: _sample(s, factor * -math.log(o.beta) / o.goal) for o in objectives for s in groups[o.kind]}

    def effort(factor: float) -> float:
        samples = drawn(factor)
        return travel + math.fsum(samples[s.id].effort * len(rounds[kind]) for kind, group in groups.items() for s in group)

    factor = _factor(effort, limit)
    samples = drawn(factor)
    visits = [_visited(f, day, groups, rounds, samples, costs) for f, day in sorted(days, key=lambda pair: (pair[1], pair[0]))]
    assurances = tuple(_assured(o, groups[o.kind], samples, [start, *rounds[o.kind]]) for o in objectives)
    return Plan(start, end, tuple(visits), assurances, factor, costs)


def _check(strata: Sequence[Stratum], objectives: Sequence[Objective], start: dt.date, end: dt.date) -> None:
    for what, names in (("strata", [s.id for s in strata]), ("objectives", [str(o.kind) for o in objectives])):
        if len(set(names)) < len(names):
            raise SafeguardsError(f"two {what} are named alike", way_out="one stratum an id, one objective a kind")
    for objective in objectives:
        if not any(s.kind == objective.kind for s in strata):
            raise SafeguardsError(f"no stratum of {objective.kind}", way_out="declare one, or leave its objective out")
    if end <= start:
        raise SafeguardsError("the period ends before it begins", way_out="give an end after the start")


def _rounds(objective: Objective, start: dt.date, end: dt.date) -> list[dt.date]:
    """Equal intervals, in whole days none longer than the detection time (one day at least), the last at the end."""
    whole, step = (end - start).days, max(1, math.floor(objective.detection_days))
    count = math.ceil(whole / step)
    return [start + dt.timedelta(days=whole * k // count) for k in range(1, count + 1)]


def _sample(stratum: Stratum, kappa: float) -> Sample:
    classes = stratum.classes()
    verified = dict(zip(classes, samples_at(list(classes.values()), kappa), strict=True))
    for fine, coarse in pairwise(reversed(classes)):  # what a finer method verifies, the coarser ones verify too
        verified[coarse] = max(verified[coarse], verified[fine])
    effort = math.fsum(n * classes[level].effort for level, n in verified.items())
    return Sample(stratum.id, stratum.items, verified, effort)


def _visited(
    facility: str,
    day: dt.date,
    groups: Mapping[Kind, Sequence[Stratum]],
    rounds: Mapping[Kind, Sequence[dt.date]],
    samples: Mapping[str, Sample],
    costs: Costs,
) -> Visit:
    met = [samples[s.id] for kind, group in groups.items() if day in rounds[kind] for s in group if s.facility == facility]
    effort = costs.travel + math.fsum(sample.effort for sample in met)
    return Visit(day, facility, tuple(met), effort, costs.visit + effort * costs.person_day)


def _assured(objective: Objective, group: Sequence[Stratum], samples: Mapping[str, Sample], days: Sequence[dt.date]) -> Assurance:
    classes = [c for s in group for c in s.classes().values()]
    sizes = [n for s in group for n in samples[s.id].verified.values()]
    interval = max((b - a).days for a, b in pairwise(days))
    held = math.fsum(s.items * s.content for s in group) >= objective.goal
    detection = 1 - worst_nondetection(classes, sizes, objective.goal) if held else None
    return Assurance(objective, 1 - objective.beta, detection, len(days) - 1, interval)


def _factor(effort: Callable[[float], float], limit: float | None) -> float:
    """The greatest factor of all objectives that keeps the effort, which rises with it in steps, within the limit."""
    if limit is None or effort(1.0) <= limit:
        return 1.0
    if effort(0.0) > limit:
        raise SafeguardsError("travel alone exceeds the limit of effort", way_out="a higher limit, or longer detection times")
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if effort(middle) <= limit else (low, middle)
    return low


def _assurance(a: Assurance) -> dict[str, object]:
    return {
        "kind": str(a.objective.kind),
        "goal": a.objective.goal,
        "unit": a.objective.kind.unit,
        "basis": a.objective.basis,
        "detection_days": a.objective.detection_days,
        "aimed_detection": a.aimed,
        "detection": a.detection,
        "rounds": a.rounds,
        "longest_interval_days": a.interval,
        "met": a.met,
    }


def _visit(v: Visit) -> dict[str, object]:
    samples = [
        {
            "stratum": s.stratum,
            "items": s.items,
            "verified": {str(k): n for k, n in s.verified.items()},
            "effort_person_days": s.effort,
        }
        for s in v.samples
    ]
    return {"on": v.on.isoformat(), "facility": v.facility, "effort_person_days": v.effort, "cost": v.cost, "samples": samples}
