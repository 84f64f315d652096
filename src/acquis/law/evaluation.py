"""Truth of every provision of a snapshot for the facts of a case, computed on demand and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from acquis.conditions import nodes as n
from acquis.conditions.restrict import influence
from acquis.conditions.text import to_text
from acquis.conditions.truth import has
from acquis.conditions.values import Facts, IdSet, Truth, Value, meet, show
from acquis.law.corpus import Snapshot, Specialisation
from acquis.law.model import Kind


class Evaluation:
    """The provisions of one regime on one day, read for one set of facts."""

    def __init__(self, snapshot: Snapshot, given: Facts, folded: Specialisation | None = None) -> None:
        self.snapshot = snapshot
        self.given = given
        self.conflicts: list[str] = []
        self.derived: dict[str, Value] = {}
        self.facts: Facts = given
        self._truths: dict[int, Truth] = {}
        self._held: dict[str, Truth] = {}
        self._residues: dict[int, n.Node] = {}
        self._influences: dict[str, dict[str, float]] = {}
        entry = given.get("entry")
        self._entry = entry if isinstance(entry, IdSet) and snapshot.classified(entry) else None
        self._folded = folded or snapshot.specialised(given, self._entry is not None)
        self._derive()

    def _derive(self) -> None:
        """Facts that definitions compute. Given and computed must agree; where they do not, the fact is unknown."""
        contested: set[str] = set()
        for i, fact, compute, needs in self.snapshot.derivations:
            if fact in contested or needs.isdisjoint(self.facts) or self._folded.reading(i)(self.facts, self.holds) is not True:
                continue
            value = compute(self.facts)
            if value is None:
                continue
            self.derived[fact] = value
            facts = dict(self.facts)
            try:
                agreed = meet(facts[fact], value) if fact in facts else value
            except ValueError:
                rule = self.snapshot.provisions[i].id
                self.conflicts.append(f"{fact} is given as {show(facts[fact])}, but {rule} computes {show(value)}")
                contested.add(fact)
                agreed = None
            if agreed is None:
                facts.pop(fact, None)
            else:
                facts[fact] = agreed
            self.facts, self._truths, self._held = facts, {}, {}  # what rests on the fact is read anew

    def candidates(self, kind: Kind) -> tuple[int, ...]:
        """Provisions of a kind that are not false already by the facts asked first."""
        return self._folded.open[kind]

    def truth(self, i: int) -> Truth:
        """Truth of the i-th provision of the snapshot by itself."""
        if i in self._truths:
            return self._truths[i]
        truth = self._folded.reading(i)(self.facts, self.holds)
        if self._entry is not None and self.snapshot.provisions[i].kind is Kind.ENTRY:
            truth = self._with_classification(i, truth)
        self._truths[i] = truth
        return truth

    def _with_classification(self, i: int, own: Truth) -> Truth:
        """An entry by its own words and by a classification already made; where they contradict it is unknown."""
        provision = self.snapshot.provisions[i]
        made = has(self._entry, provision.id)
        if own is None or made is None:
            return made if own is None else own
        if own is not made and provision.when is not None:
            name = "true" if own else "false"
            self.conflicts.append(f"the facts say that {provision.id} is {name}, the classification given says otherwise")
            return None
        return made

    def holds(self, identifier: str) -> Truth:
        """`holds(id)`: the provision or a descendant of its kind."""
        if identifier in self._held:
            return self._held[identifier]
        result: Truth = False
        for i in self._folded.family(identifier):
            truth = self._truths[i] if i in self._truths else self.truth(i)
            if truth is True:
                result = True
                break
            if truth is None:
                result = None
        self._held[identifier] = result
        return result

    def residue(self, i: int) -> n.Node:
        """What is left of the condition of a provision under the facts."""
        if i not in self._residues:
            self._residues[i] = self._folded.restriction(i)(self.facts, self.holds)
        return self._residues[i]

    def influences(self, i: int) -> Mapping[str, float]:
        """Facts that can still decide a provision, weighted by how much."""
        return influence(self.residue(i), self.facts, self._reference)

    def unread(self, i: int) -> list[str]:
        """What was not read of the law that still leaves a provision undecided: reasons of `unknown()`, tables of groups."""
        found: list[str] = []
        for node in n.walk(self.residue(i)):
            if isinstance(node, n.Unknown):
                found.append(node.reason)
            elif isinstance(node, n.In | n.Overlaps) and node.maybe and not self._fact_is_missing(node):
                found.append(f"membership not known: {to_text(node)}")
            elif isinstance(node, n.Holds):
                for j in self.snapshot.family(node.id):
                    found += self.unread(j) if self.truth(j) is None else []
        return found

    def _fact_is_missing(self, node: n.In | n.Overlaps) -> bool:
        return not any(name in self.facts for name in n.facts_of(node))

    def _reference(self, identifier: str) -> dict[str, float]:
        if identifier not in self._influences:
            undecided = (i for i in self.snapshot.family(identifier) if self.truth(i) is None)
            self._influences[identifier] = mean_influence([self.influences(i) for i in undecided])
        return self._influences[identifier]


def mean_influence(undecided: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The influences behind `holds(id)`: the mean of those of its undecided provisions."""
    shares: dict[str, float] = {}
    for influences in undecided:
        for fact, share in influences.items():
            shares[fact] = shares.get(fact, 0.0) + share / len(undecided)
    return shares
