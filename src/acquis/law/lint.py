"""What a corpus may say and ought not to: weak citations, stale sources, dead law. `check` finds errors, `lint` neglect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from acquis.conditions import nodes as n
from acquis.conditions.smt import Formulas
from acquis.conditions.text import to_text
from acquis.law.corpus import Corpus, Snapshot
from acquis.law.model import Kind, Layer, Provision, descends
from acquis.law.proofs import background

STALE_AFTER = dt.timedelta(days=400)
"""A source read longer ago must be read again: lists of control are replaced about once a year."""
SOLVER_MILLISECONDS = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend."""

    rule: str
    provision: str
    message: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.provision}: {self.message} [{self.rule}]"


def lint(corpus: Corpus, today: dt.date, *, prove: bool = True) -> list[Finding]:
    """Everything to mend in a corpus, in the order of the files; `prove` also asks the solver for what can never hold."""
    found = [
        Finding(rule, p.id, message, p.file, p.line)
        for p in corpus.provisions
        for rule, check in _PER_PROVISION.items()
        for message in check(p, corpus, today)
    ]
    found += list(_unused_entries(corpus))
    if prove:
        found += list(_unreachable(corpus))
    accepted = {(p.id, rule) for p in corpus.provisions for rule in p.lint}
    open_ones = [finding for finding in found if (finding.provision, finding.rule) not in accepted]
    return sorted(open_ones, key=lambda finding: (finding.file, finding.line, finding.rule))


def _citation(p: Provision, corpus: Corpus, today: dt.date) -> Iterator[str]:
    if len(p.cite.strip()) < 5:
        yield "the citation is missing"
    if not p.sources or not any(s.url.startswith(("http://", "https://")) for s in p.sources):
        yield "no source has an address"


def _stale(p: Provision, corpus: Corpus, today: dt.date) -> Iterator[str]:
    read = [s.as_of for s in p.sources if s.as_of is not None]
    in_force = p.in_force.end is None or p.in_force.end >= today
    if read and in_force and today - max(read) > STALE_AFTER:
        yield f"the source was last read on {max(read)}: read it again"


def _units(p: Provision, corpus: Corpus, today: dt.date) -> Iterator[str]:
    for condition in (p.when, p.unless):
        for node in n.walk(condition) if condition is not None else ():
            if isinstance(node, n.Compare):
                for side in (node.left, node.right):
                    if isinstance(side, n.Fact) and side.name in corpus.vocabulary.definitions:
                        definition = corpus.vocabulary[side.name]
                        if definition.kind in ("number", "count") and not definition.unit:
                            yield f"the threshold {to_text(node)} has no unit: {side.name} has none in the vocabulary"


_PER_PROVISION: dict[str, Callable[[Provision, Corpus, dt.date], Iterator[str]]] = {
    "citation": _citation,
    "stale": _stale,
    "unit": _units,
}


def _unused_entries(corpus: Corpus) -> Iterator[Finding]:
    """Entries on which no requirement, prohibition or other rule rests, so that listing decides nothing."""
    conditions = [condition for p in corpus.provisions for condition in (p.when, p.unless) if condition is not None]
    named = {reference for condition in conditions for reference in n.references_of(condition)}
    nodes = (node for condition in conditions for node in n.walk(condition))
    listed = {node.item for node in nodes if isinstance(node, n.Has) and node.fact in ("entry", "for_entry", "contains_entry")}
    for p in corpus.provisions:
        if p.kind == Kind.ENTRY and not any(descends(p.id, used) for used in named | listed):
            yield Finding("unused", p.id, "no rule uses this entry", p.file, p.line)


def _unreachable(corpus: Corpus) -> Iterator[Finding]:
    """Provisions whose condition no set of facts can satisfy on any day they are in force, proved by the solver."""
    for p in corpus.provisions:
        if p.when is None or p.when == n.FALSE:
            continue
        layer = Layer.ENFORCED if Layer.ENFORCED in p.layers else Layer.CODIFIED
        if not any(_satisfiable(corpus, _condition(corpus.on(day, p.regime, layer), p)) for day in _days(corpus, p)):
            yield Finding("unreachable", p.id, "no facts can make this true on any day it is in force (proved)", p.file, p.line)


def _days(corpus: Corpus, p: Provision) -> Iterator[dt.date]:
    """One day of each stretch between changes of the law in which the provision is in force, the latest first."""
    first = p.in_force.start or min([p.in_force.end or dt.date.max, *corpus.changes[p.regime]])
    yield from (day for day in reversed(corpus.changes[p.regime]) if day in p.in_force and day > first)
    yield first


def _condition(snapshot: Snapshot, p: Provision) -> n.Node:
    return next(snapshot.inlined_condition(i) for i, other in enumerate(snapshot.provisions) if other is p)


def _satisfiable(corpus: Corpus, condition: n.Node) -> bool:
    formulas = Formulas(corpus.vocabulary.types)
    solver = formulas.z3.Solver()
    solver.set("timeout", SOLVER_MILLISECONDS)
    names = n.facts_of(condition)
    solver.add(formulas.truth(condition), *background(formulas, corpus.vocabulary, names))
    return bool(solver.check() != formulas.z3.unsat)
