"""The whole of the LSI test: every alternative measured, and what follows from the numbers and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from acquis.compare.lsi import measures as m
from acquis.compare.lsi.alternative import apply, control_rule, touched
from acquis.compare.lsi.dominance import Dominance, Measure, dominances, measures
from acquis.compare.lsi.places import classes
from acquis.compare.lsi.plan import Plan
from acquis.compare.lsi.weights import Score, first, scores
from acquis.compare.real_items import RealItem, real_items
from acquis.compare.relation import compare
from acquis.conditions.values import Truth
from acquis.law.corpus import Corpus
from acquis.law.model import Outcome


@dataclass(frozen=True)
class Weighing:
    """What was computed. `measured` is in the order of the plan's alternatives; `scores` only with weights."""

    plan: Plan
    corpus: Corpus
    items: tuple[RealItem, ...]
    countries: tuple[str, ...]
    measured: tuple[m.Measured, ...]
    measures: tuple[Measure, ...]
    dominances: tuple[Dominance, ...]
    scores: tuple[Score, ...]
    not_computed: tuple[str, ...]

    @property
    def first(self) -> int | None:
        """Which alternative has the highest score under the user's weights, in every completion."""
        return first(self.scores) if self.scores else None

    def dominated(self, k: int) -> list[Dominance]:
        """What dominates an alternative."""
        return [found for found in self.dominances if found.worse == k]

    def items_touched(self) -> dict[str, tuple[Truth, ...]]:
        """By name the real items that some alternative catches or may catch, with what each alternative does."""
        by_item = zip(*(one.caught.truths for one in self.measured), strict=True)
        return {i.name: truths for i, truths in zip(self.items, by_item, strict=True) if any(t is not False for t in truths)}

    def destinations(self, k: int) -> dict[str, tuple[int, int]]:
        """By outcome how many countries have it as the strictest for a real item: for certain, and at most."""
        strictest = self.measured[k].trade.strictest().values()
        levels = (Outcome.CONDITIONAL, Outcome.LICENCE_REQUIRED, Outcome.PROHIBITED)
        return {
            str(x): (sum(o.low == o.high == x for o in strictest), sum(o.low <= x <= o.high for o in strictest)) for x in levels
        }

    def partners(self, k: int) -> dict[str, str]:
        """For each partner the strictest outcome for a real item."""
        strictest = self.measured[k].trade.strictest()
        return {code: str(strictest[code]) for code in self.plan.partners if code in strictest}


def weigh(corpus: Corpus, plan: Plan, countries: Sequence[str]) -> Weighing:
    """Measures every alternative of a plan.

    Args:
        corpus: the present law.
        plan: from `read_plan`.
        countries: every country that may be a destination or a nationality, ISO 3166-1 alpha-2.
    """
    control = plan.control
    laws = [apply(corpus, alternative, plan.on, plan.layer) for alternative in plan.alternatives]
    present = control_rule(corpus, control, plan.on, plan.layer)
    rules = [control_rule(law, control, plan.on, plan.layer, present) for law in laws]
    snapshots = [law.on(plan.on, control.regime, plan.layer) for law in laws]
    ids = touched(snapshots, plan.alternatives)
    items = real_items(corpus, control.table) if control.table is not None else ()
    home = snapshots[0].regime.home
    abroad = tuple(country for country in countries if country != home)
    cases = [plan.transaction, *(item.facts for item in items), *(case.facts for case in plan.research)]
    places = classes(snapshots, abroad, cases)
    risk = None if plan.risk is None else m.risk_rule(plan.risk, rules[0])
    space = None if risk is None else m.region(plan, risk, rules, corpus)
    shares = None if space is None else m.shares(space)
    probes = [] if risk is None else m.probes(space, risk, items)
    concern = None if plan.risk is None else plan.risk.destinations
    worrying = classes(snapshots, [c for c in abroad if concern is None or c in concern], cases)
    things = [(item.name, item.facts) for item in items]
    found = []
    for k, (law, rule, snapshot) in enumerate(zip(laws, rules, snapshots, strict=True)):
        caught, left = m.caught(rule, items)
        found.append(
            m.Measured(
                corpus=law,
                rule=rule,
                caught=caught,
                open_items=left,
                trade=m.trade(snapshot, things, places, plan.transaction, ids),
                research={case.id: m.research(snapshot, case, places, plan, ids) for case in plan.research},
                in_risk=None if risk is None else m.items_in_risk(risk, items, caught.truths),
                covers=None if risk is None else m.coverage(risk, rule, corpus),
                share=None if shares is None else shares[k],
                risk_trade=m.trade(snapshot, probes, worrying, plan.transaction, ids) if probes else None,
            )
        )

    # A definition that computes a fact, written anew, gives a thing other facts: then a proof over facts says nothing of things.
    derives = any(provision.derive for provision in snapshots[0].provisions if provision.id in ids)

    @cache
    def contained(a: int, b: int) -> bool:
        return not derives and compare(rules[a], rules[b], corpus.vocabulary, witnesses=False).a_in_b.contained is True

    made = measures(found)
    return Weighing(
        plan,
        corpus,
        items,
        abroad,
        tuple(found),
        tuple(made),
        tuple(dominances(found, made, contained)),
        scores(made, plan.weights) if plan.weights else (),
        tuple(_not_computed(plan, shares is not None, bool(items))),
    )


def _not_computed(plan: Plan, share: bool, items: bool) -> list[str]:
    found = []
    if not items:
        found.append("real items caught, and trade in them: no table of real things was shipped for this control")
    if plan.risk is None:
        found.append("the risk: none was stated")
    elif not share:
        found.append(
            "the share of the risk region: the control has no axes, or no part of the space that they span is within the risk"
        )
    if not plan.research:
        found.append("the cost for research: no case was stated, and none is shipped for this control")
    return [
        *found,
        "the volume of trade, prices and lost sales: Acquis has no trade statistics",
        "how likely or how grave the risk is, and whether an adversary is stopped by the control",
        "foreign availability: whether the same thing can be had from a country without the control",
        "how firms and laboratories react: delay, cost of compliance, moving abroad",
    ]


def to_dict(weighing: Weighing) -> dict[str, Any]:
    """JSON-ready: facts, the user's weights, and what was not computed, apart from each other."""
    plan = weighing.plan
    names = [alternative.id for alternative in plan.alternatives]
    return {
        "title": plan.title,
        "control": {"regime": plan.control.regime, "name": plan.control.name},
        "date": plan.on.isoformat(),
        "layer": str(plan.layer),
        "corpus": weighing.corpus.digest[:12],
        "alternatives": [_alternative(weighing, k) for k in range(len(plan.alternatives))],
        "dominated": [
            {
                "worse": plan.alternatives[d.worse].id,
                "by": plan.alternatives[d.better].id,
                "certain": d.certain,
                "better_in": list(d.strictly),
            }
            for d in weighing.dominances
        ],
        "items": {name: dict(zip(names, truths, strict=True)) for name, truths in weighing.items_touched().items()},
        "weights": dict(plan.weights) or None,
        "first_by_weights": None if weighing.first is None else plan.alternatives[weighing.first].id,
        "not_computed": list(weighing.not_computed),
    }


def _alternative(weighing: Weighing, k: int) -> dict[str, Any]:
    alternative, found = weighing.plan.alternatives[k], weighing.measured[k]
    covers: Mapping[str, Any] | None = None
    if found.covers is not None:
        direction = found.covers.a_in_b
        witness = None if direction.witness is None else direction.witness.to_dict()
        covers = {"proved": direction.contained, "escapes": witness, "reason": direction.reason}
    return {
        "id": alternative.id,
        "title": alternative.title,
        "measures": {measure.id: measure.ranges[k].to_dict() for measure in weighing.measures},
        "destinations": {name: {"low": low, "high": high} for name, (low, high) in weighing.destinations(k).items()},
        "partners": weighing.partners(k),
        "covers_risk": covers,
        "research": {case: {c: str(o) for c, o in grid.strictest().items()} for case, grid in found.research.items()},
        "score": {"low": weighing.scores[k].low, "high": weighing.scores[k].high} if weighing.scores else None,
    }
