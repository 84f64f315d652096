"""What is computed of one alternative: what it restricts (L), what it catches of the risk (S), what it costs research (I)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from acquis.compare.cells import Cells, Sample, Share, measure, wilson
from acquis.compare.lsi.places import Classes
from acquis.compare.lsi.plan import Plan, ResearchCase, Risk
from acquis.compare.lsi.points import Points
from acquis.compare.real_items import RealItem
from acquis.compare.relation import Comparison, compare
from acquis.compare.rules import Rule
from acquis.conditions import nodes as n
from acquis.conditions.restrict import restrict
from acquis.conditions.values import Facts, IdSet, Truth
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.evaluation import Evaluation
from acquis.law.model import Kind, Outcome, descends
from acquis.law.outcome import OutcomeInterval, outcome_of

MOST_PROBES = 30
"""Things that stand for the risk region where it is asked to which destinations they may go."""

_WITHOUT_OUTCOME = (Kind.POLICY, Kind.DUTY, Kind.PRINCIPLE)

Residues = tuple[n.Node, ...]
"""What is left open of each provision that differs between alternatives: equal residues have equal completions."""


@dataclass(frozen=True)
class Grid:
    """Outcomes of cases over countries: one point for each case and each class of countries that the law cannot tell apart."""

    cases: tuple[str, ...]
    classes: Classes
    outcomes: tuple[OutcomeInterval, ...]
    residues: tuple[Residues, ...] = field(repr=False)
    raising: tuple[bool, ...] = field(repr=False)

    def never_above(self, other: Grid, k: int) -> bool:
        """Whether at a point that is open in both no completion gives a stricter outcome here than there.

        So it is where nothing differs; or only provisions that can but raise an outcome (`raising`), and those are false here.
        """
        pairs = zip(self.residues[k], other.residues[k], self.raising, strict=True)
        return all(mine == theirs or (raises and mine == n.FALSE) for mine, theirs, raises in pairs)

    @property
    def restricted(self) -> Points:
        """At each point whether the outcome is conditional or stricter; weighted by the countries of the class."""
        truths = tuple(restricted(outcome) for outcome in self.outcomes)
        return Points(truths, tuple(len(members) for _ in self.cases for members in self.classes))

    def strictest(self) -> dict[str, OutcomeInterval]:
        """By country the strictest outcome over all cases."""
        width = len(self.classes)
        found: dict[str, OutcomeInterval] = {}
        for k, members in enumerate(self.classes):
            column = self.outcomes[k::width]
            if column:
                strictest = OutcomeInterval(max(o.low for o in column), max(o.high for o in column))
                found.update(dict.fromkeys(members, strictest))
        return found


@dataclass(frozen=True)
class Measured:
    """Everything that is computed of one alternative.

    `caught`: for each real item whether the control catches it; `open_items` what is left of the control's condition for it.
    `trade`: each real item to each destination. `in_risk`: the items that belong to the risk. `covers`: the proof that the
    control covers the whole risk, and whether it goes beyond. `share`: of the risk region, with the ends that unknowns leave.
    """

    corpus: Corpus
    rule: Rule
    caught: Points
    open_items: tuple[n.Node, ...] = field(repr=False)
    trade: Grid
    research: Mapping[str, Grid]
    in_risk: Points | None
    covers: Comparison | None
    share: tuple[Share, Share] | None
    risk_trade: Grid | None


def restricted(outcome: OutcomeInterval) -> Truth:
    """Whether what may be done is conditional, needs a licence or is prohibited."""
    if outcome.low >= Outcome.CONDITIONAL:
        return True
    return False if outcome.high < Outcome.CONDITIONAL else None


def caught(rule: Rule, items: Sequence[RealItem]) -> tuple[Points, tuple[n.Node, ...]]:
    """For each item whether the rule catches it, and what is left of its condition."""
    truths = tuple(rule.truth_of_item(item.facts) for item in items)
    left = tuple(
        restrict(rule.condition, Evaluation(rule.snapshot, {**rule.known, **item.facts}).facts, _unresolved) for item in items
    )
    return Points(truths, (1,) * len(items)), left


def trade(
    snapshot: Snapshot, things: Iterable[tuple[str, Facts]], classes: Classes, transaction: Facts, ids: Sequence[str]
) -> Grid:
    """Each thing exported to each country, under the user's transaction."""
    return _grid(snapshot, [(name, {**transaction, **facts}) for name, facts in things], "destination", classes, ids)


def research(snapshot: Snapshot, case: ResearchCase, classes: Classes, plan: Plan, ids: Sequence[str]) -> Grid:
    """A stipulated act of research towards each country."""
    facts = dict(case.facts)
    if case.about:
        facts["for_entry"] = entries_of(snapshot, {**plan.transaction, **case.about})
    if case.classified:
        own = entries_of(snapshot, {**plan.transaction, **facts})
        if own.complete_for:
            facts |= {"entry": own, "classified_under": frozenset((snapshot.regime.id,))}
    return _grid(snapshot, [(case.title, {**plan.transaction, **facts})], case.over, classes, ids)


def entries_of(snapshot: Snapshot, facts: Facts) -> IdSet:
    """The entries under which a thing falls; complete where each entry is decided."""
    evaluation = Evaluation(snapshot, facts)
    truths = {snapshot.provisions[i].id: evaluation.truth(i) for i in evaluation.candidates(Kind.ENTRY)}
    true = frozenset(identifier for identifier, truth in truths.items() if truth is True)
    return IdSet(true, frozenset() if None in truths.values() else frozenset((snapshot.regime.id,)))


def _grid(snapshot: Snapshot, cases: Sequence[tuple[str, Facts]], over: str, classes: Classes, ids: Sequence[str]) -> Grid:
    indexes = [i for i, provision in enumerate(snapshot.provisions) if provision.id in set(ids)]
    outcomes, residues = [], []
    for _, facts in cases:
        for members in classes:
            evaluation = Evaluation(snapshot, {**facts, over: members[0]})
            outcome = outcome_of(evaluation)
            outcomes.append(outcome)
            residues.append(() if outcome.settled else tuple(evaluation.residue(i) for i in indexes))
    raising = tuple(_only_raises(snapshot, i) for i in indexes)
    return Grid(tuple(name for name, _ in cases), classes, tuple(outcomes), tuple(residues), raising)


def _only_raises(snapshot: Snapshot, i: int) -> bool:
    """Whether a provision can but raise an outcome: a requirement or prohibition on which nothing rests that has an outcome."""
    provision = snapshot.provisions[i]
    others = (j for j, other in enumerate(snapshot.provisions) if other.kind not in _WITHOUT_OUTCOME)
    used = (reference for j in others for reference in n.references_of(snapshot.condition(j)))
    return provision.kind in (Kind.REQUIREMENT, Kind.PROHIBITION) and not any(descends(provision.id, one) for one in used)


def risk_rule(risk: Risk, rule: Rule) -> Rule:
    """The stated risk as a rule, of a thing of the same kind as the control is about."""
    return Rule("risk", rule.snapshot, rule.on, restrict(risk.condition, rule.known, _unresolved), (), rule.known)


def coverage(risk: Rule, rule: Rule, corpus: Corpus) -> Comparison:
    """Whether everything in the risk is caught (`a_in_b`), and whether nothing else is (`b_in_a`)."""
    return compare(risk, rule, corpus.vocabulary)


def region(plan: Plan, risk: Rule, rules: Sequence[Rule], corpus: Corpus) -> Cells | Sample | None:
    """The space of the axes, cut by the risk and by every alternative; None without axes, or with no risk in it."""
    if not plan.control.axes:
        return None
    space = measure(plan.control.axes, [risk, *rules], corpus.vocabulary)
    return space if space.share(_in_risk).value else None


def shares(space: Cells | Sample) -> list[tuple[Share, Share]]:
    """For each rule the share of the risk region that it catches for certain, and with what is unknown."""
    whole = space.share(_in_risk)
    certain, possible = (True,), (True, None)
    return [(_part(space, whole, k, certain), _part(space, whole, k, possible)) for k in range(1, len(space.truths))]


def probes(space: Cells | Sample | None, risk: Rule, items: Iterable[RealItem]) -> list[tuple[str, Facts]]:
    """Things within the risk: the real ones, and of an exact region a thing of each cell, or of some spread evenly."""
    found = [(item.name, item.facts) for item in items if risk.truth_of_item(item.facts) is True]
    if isinstance(space, Cells):
        cells = [k for k in space.where(_in_risk) if space.weights[k]]
        step = max(1, -(-len(cells) // MOST_PROBES))
        found += [(f"a thing of cell {k}", {**risk.known, **space.facts(k)}) for k in cells[::step]]
    return found


def _in_risk(truths: tuple[Truth, ...]) -> bool:
    return truths[0] is True


def _part(space: Cells | Sample, whole: Share, k: int, wanted: tuple[Truth, ...]) -> Share:
    part = space.share(lambda truths: truths[0] is True and truths[k] in wanted)
    if isinstance(space, Cells):
        value = min(1.0, part.value / whole.value)
        return Share(value, value, value, True)
    hits, base = round(part.value * space.points), round(whole.value * space.points)
    return Share(hits / base, *wilson(hits, base), False)


def items_in_risk(risk: Rule, items: Iterable[RealItem], truths: Iterable[Truth]) -> Points:
    """Of the items that are, or may be, within the risk: whether they are both within it and caught."""
    found = list(_within(risk, items, truths))
    return Points(tuple(found), (1,) * len(found))


def _within(risk: Rule, items: Iterable[RealItem], truths: Iterable[Truth]) -> Iterator[Truth]:
    for item, truth in zip(items, truths, strict=True):
        inside = risk.truth_of_item(item.facts)
        if inside is not False:
            yield truth if inside or truth is False else None


def _unresolved(identifier: str) -> Truth:
    raise LookupError(f"holds({identifier!r}) is still there after inlining")
