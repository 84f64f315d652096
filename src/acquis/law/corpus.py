"""The body of law: every provision in every version, and the snapshot of a day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from acquis.conditions import nodes as n
from acquis.conditions.explain import Explainer, compile_explanation
from acquis.conditions.restrict import Restriction, compile_restriction, restrict
from acquis.conditions.rewrite import inline_references, resolve_groups
from acquis.conditions.truth import TruthReading, ValueReading, compile_truth, compile_value
from acquis.conditions.values import Facts, IdSet, Truth
from acquis.errors import AcquisError
from acquis.law.model import Group, Instrument, Kind, Layer, Provision, Regime, descends
from acquis.law.vocabulary import Vocabulary

FIRST_ASKED = ("item_kind", "act", "exported_from")
"""Facts with few values that most conditions ask: a snapshot is partially evaluated once for each combination met."""
_SPECIALISED = 64
"""Combinations that a snapshot keeps."""


class UnknownId(AcquisError):
    """No provision or regime has this id."""


@dataclass
class Corpus:
    """All regimes, provisions, groups and facts that were loaded."""

    vocabulary: Vocabulary
    regimes: dict[str, Regime]
    instruments: dict[str, Instrument]
    groups: dict[str, Group]
    provisions: tuple[Provision, ...]
    digest: str = ""
    _snapshots: dict[tuple[str, int, Layer], Snapshot] = field(default_factory=dict, repr=False)

    def on(self, day: dt.date, regime: str, layer: Layer = Layer.ENFORCED) -> Snapshot:
        """The law of one regime on a day in a layer. Days between two changes of the law share one snapshot.

        Raises:
            UnknownId: no such regime.
        """
        if regime not in self.regimes:
            raise UnknownId(f"there is no regime {regime}", way_out=f"one of {', '.join(self.regimes)}")
        key = (regime, bisect_right(self.changes[regime], day), layer)
        if key not in self._snapshots:
            self._snapshots[key] = Snapshot(self, regime, day, layer)
        return self._snapshots[key]

    @cached_property
    def changes(self) -> Mapping[str, list[dt.date]]:
        """By regime the days on which its law changes: a provision or a group comes into force, or has ended the day before."""
        days: dict[str, set[dt.date]] = {regime: set() for regime in self.regimes}
        periods = [(p.regime, p.in_force) for p in self.provisions]
        periods += [(g.id.partition(".")[0], version.in_force) for g in self.groups.values() for version in g.versions]
        for regime, period in periods:
            after = None if period.end in (None, dt.date.max) else period.end + dt.timedelta(days=1)
            days[regime].update(day for day in (period.start, after) if day is not None)
        return {regime: sorted(found) for regime, found in days.items()}

    @cached_property
    def _kinds(self) -> Mapping[str, Callable[[str], Kind]]:
        return {regime: kinds_of(p for p in self.provisions if p.regime == regime) for regime in self.regimes}

    def versions(self, identifier: str) -> list[Provision]:
        """All versions of a provision, oldest first.

        Raises:
            UnknownId: no such provision.
        """
        found = [provision for provision in self.provisions if provision.id == identifier]
        if not found:
            near = [p.id for p in self.provisions if identifier.lower() in p.id.lower()]
            way_out = f"did you mean {', '.join(list(dict.fromkeys(near))[:5])}?" if near else "see acquis law list"
            raise UnknownId(f"there is no provision {identifier}", way_out=way_out)
        return sorted(found, key=lambda p: p.in_force.start or dt.date.min)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every provision id."""
        return frozenset(provision.id for provision in self.provisions)


class Snapshot:
    """One regime between two changes of its law, in one layer: provisions in force, compiled on first use."""

    def __init__(self, corpus: Corpus, regime: str, day: dt.date, layer: Layer) -> None:
        self.corpus, self.regime, self.layer = corpus, corpus.regimes[regime], layer
        self.day = day
        self.provisions: tuple[Provision, ...] = tuple(
            p for p in corpus.provisions if p.regime == regime and layer in p.layers and day in p.in_force
        )
        self.by_kind: dict[Kind, tuple[int, ...]] = {
            kind: tuple(i for i, p in enumerate(self.provisions) if p.kind == kind) for kind in Kind
        }
        self._kind = corpus._kinds[regime]
        self._families: dict[str, tuple[int, ...]] = {}
        self._conditions: dict[int, n.Node] = {}
        self._explainers: dict[int, Explainer] = {}
        self._specialisations: dict[tuple[object, ...], Specialisation] = {}

    def family(self, identifier: str) -> tuple[int, ...]:
        """The provision and its descendants of the same kind, as far as in force today.

        Raises:
            UnknownId: the id names nothing in this regime on any day.
        """
        family = self._families.get(identifier)
        if family is None:
            kind = self._kind(identifier)
            family = tuple(i for i, p in enumerate(self.provisions) if p.kind == kind and descends(p.id, identifier))
            self._families[identifier] = family
        return family

    def condition(self, i: int) -> n.Node:
        """`when AND NOT unless` of a provision, groups resolved for the day. A heading has none of its own: FALSE."""
        if i not in self._conditions:
            provision = self.provisions[i]
            when = provision.when if provision.when is not None else (n.TRUE if provision.derive else n.FALSE)
            whole = when if provision.unless is None else n.conjunction([when, n.Not(provision.unless)])
            self._conditions[i] = resolve_groups(whole, self.members) if n.groups_of(whole) else whole
        return self._conditions[i]

    def explainer(self, i: int) -> Explainer:
        """The compiled explanation of a provision."""
        if i not in self._explainers:
            self._explainers[i] = compile_explanation(self.condition(i))
        return self._explainers[i]

    def classified(self, entry: IdSet) -> bool:
        """Whether a classification already made covers the lists of this regime."""
        return entry.complete_for is None or self.regime.id in entry.complete_for

    def specialised(self, facts: Facts, classified: bool, asked_first: Sequence[str] = FIRST_ASKED) -> Specialisation:
        """The snapshot partially evaluated for the facts that most conditions ask first.

        `classified`: entries are also decided by a classification already made, so that their conditions alone settle nothing.
        """
        known = {name: facts[name] for name in asked_first if name in facts}
        key = (classified, *known.items())
        if key not in self._specialisations:
            if len(self._specialisations) >= _SPECIALISED:  # the oldest goes: memory does not grow with the cases
                del self._specialisations[next(iter(self._specialisations))]
            self._specialisations[key] = Specialisation(self, known, classified)
        return self._specialisations[key]

    @cached_property
    def derivations(self) -> tuple[tuple[int, str, ValueReading, frozenset[str]], ...]:
        """(definition, fact, how it is computed, facts it needs), in an order in which each finds its inputs."""
        found = [
            (i, fact, compile_value(node), n.facts_of(node) | n.facts_of(self.condition(i)))
            for i, provision in enumerate(self.provisions)
            for fact, node in provision.derive.items()
        ]
        ordered: list[tuple[int, str, ValueReading, frozenset[str]]] = []
        while found:
            waiting = {fact for _, fact, _, _ in found}
            ready = [d for d in found if not (d[3] - {d[1]}) & waiting]
            ordered += ready or found  # the loader refuses cycles
            found = [d for d in found if d not in ready] if ready else []
        return tuple((i, fact, compute, self._inputs(i, fact, compute, needs)) for i, fact, compute, needs in ordered)

    def _inputs(self, i: int, fact: str, compute: ValueReading, needs: frozenset[str]) -> frozenset[str]:
        """Facts of which one must be known for a definition to compute anything."""
        return needs if compute({}) is not None else n.facts_of(self.provisions[i].derive[fact])

    @cached_property
    def relieved_by(self) -> Mapping[int, tuple[int, ...]]:
        """For each requirement the authorisations that relieve it."""
        relief: dict[int, list[int]] = {}
        for a in self.by_kind[Kind.AUTHORISATION]:
            for r in self.by_kind[Kind.REQUIREMENT]:
                if any(descends(self.provisions[r].id, target) for target in self.provisions[a].relieves):
                    relief.setdefault(r, []).append(a)
        return {r: tuple(authorisations) for r, authorisations in relief.items()}

    def inlined(self, identifier: str) -> n.Node:
        """The whole condition behind an id, without references: for bulk readings and proofs."""
        return n.disjunction([self.inlined_condition(i) for i in self.family(identifier)])

    def inlined_condition(self, i: int) -> n.Node:
        """The whole condition of one provision, without references."""
        return inline_references(self.condition(i), lambda ref: (self.condition(j) for j in self.family(ref)))

    def members(self, group: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Members of a group on the day, and those of which it is not certain."""
        version = self.corpus.groups[group].on(self.day)
        if version is None:
            return (), n.EVERYTHING
        return version.members, n.EVERYTHING if version.uncertain is None else version.uncertain

    def __iter__(self) -> Iterator[Provision]:
        return iter(self.provisions)


class Specialisation:
    """A snapshot under a few known facts: most conditions fold to FALSE, the rest are shorter. Same truths, less work."""

    def __init__(self, snapshot: Snapshot, known: Facts, classified: bool) -> None:
        self.snapshot = snapshot
        self._classified = classified
        self._conditions: list[n.Node | None] = [None] * len(snapshot.provisions)
        self._known = known
        self.known = tuple(known.items())
        self._readings: list[TruthReading | None] = [None] * len(snapshot.provisions)
        self._restrictions: dict[int, Restriction] = {}
        self._families: dict[str, tuple[int, ...]] = {}
        self.open = _Open(self)

    def condition(self, i: int) -> n.Node:
        """The condition of a provision, folded."""
        condition = self._conditions[i]
        if condition is None:
            condition = self._conditions[i] = restrict(self.snapshot.condition(i), self._known, self._holds)
        return condition

    def _holds(self, identifier: str) -> Truth:
        """Folds a reference too, where every provision behind it is settled."""
        family = self.snapshot.family(identifier)
        if any(self._by_classification(i) for i in family):
            return None
        folded = [self.condition(i) for i in family]
        if any(node is n.TRUE for node in folded):
            return True
        return False if all(node is n.FALSE for node in folded) else None

    def family(self, identifier: str) -> tuple[int, ...]:
        """Of the provisions behind `holds(id)` those that are not false already."""
        if identifier not in self._families:
            family = self.snapshot.family(identifier)
            self._families[identifier] = tuple(
                i for i in family if self._by_classification(i) or self.condition(i) is not n.FALSE
            )
        return self._families[identifier]

    def may_hold(self, i: int) -> bool:
        """Whether a provision is not false already."""
        return self._by_classification(i) or self.condition(i) is not n.FALSE

    def _by_classification(self, i: int) -> bool:
        return self._classified and self.snapshot.provisions[i].kind is Kind.ENTRY

    def reading(self, i: int) -> TruthReading:
        """The compiled condition of a provision."""
        reading = self._readings[i]
        if reading is None:
            reading = self._readings[i] = compile_truth(self.condition(i))
        return reading

    def restriction(self, i: int) -> Restriction:
        """The compiled partial evaluation of a provision."""
        if i not in self._restrictions:
            self._restrictions[i] = compile_restriction(self.condition(i))
        return self._restrictions[i]


class _Open(dict[Kind, tuple[int, ...]]):
    """By kind the provisions that are not false already, found when first asked for."""

    def __init__(self, folded: Specialisation) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, kind: Kind) -> tuple[int, ...]:
        self[kind] = tuple(i for i in self._folded.snapshot.by_kind[kind] if self._folded.may_hold(i))
        return self[kind]


def kinds_of(provisions: Iterable[Provision]) -> Callable[[str], Kind]:
    """The kind that `holds(id)` asks for: that of the id itself, else of its descendants, entries first.

    The function raises UnknownId when nothing stands at or below the id.
    """
    own: dict[str, Kind] = {}
    below: dict[str, set[Kind]] = {}
    for provision in provisions:
        own[provision.id] = provision.kind
        ancestor = provision.id.rpartition(".")[0]
        while ancestor:
            below.setdefault(ancestor, set()).add(provision.kind)
            ancestor = ancestor.rpartition(".")[0]

    def kind(identifier: str) -> Kind:
        if identifier in own:
            return own[identifier]
        kinds = below.get(identifier)
        if not kinds:
            raise UnknownId(f"there is no provision {identifier}", way_out="see acquis law list")
        return Kind.ENTRY if Kind.ENTRY in kinds else min(kinds)

    return kind
