"""The law of a stretch of days for one kind of item, laid out for columns: conditions as trees over shared comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from acquis.conditions import nodes as n
from acquis.conditions.values import Facts
from acquis.law.corpus import Snapshot, Specialisation
from acquis.law.model import Kind
from acquis.law.vocabulary import Vocabulary
from acquis.screening.answers import Answers
from acquis.screening.facts_column import Classing, FactColumn
from acquis.screening.remembered import Asked, Definitions, Held, Remembered
from acquis.screening.trees import ALL, ANY, FALSE, Comparison, Joined, Negation, Reference, Tree
from acquis.screening.uses import Use, Uses, derivation_uses, merge, note, reached

ENTRY = "entry"
_GROUNDS = (Kind.SCOPE, Kind.PROHIBITION, Kind.REQUIREMENT, Kind.ENTRY)
_REMEMBERED = 2**25
"""Numbers that are remembered before all are forgotten: about 300 MiB."""


class Memory:
    """What all laws of a screening share: comparisons with their tables, and columns of computed facts."""

    def __init__(self, vocabulary: Vocabulary, columns: Mapping[str, FactColumn], stipulated: Facts) -> None:
        self.columns, self.stipulated = columns, stipulated
        self._vocabulary = vocabulary
        self._computed: dict[str, FactColumn] = {}
        self._comparisons: dict[tuple[n.Node, frozenset[str]], Comparison] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self.remembered: dict[object, Remembered] = {}
        self.held = Held()
        self.definitions: dict[object, Definitions] = {}

    def tidy(self) -> None:
        """Forgets all shares when they have grown too many: together, for what is remembered of one rests on places in others."""
        if self.held.numbers > _REMEMBERED:
            self.held.numbers = 0
            for remembered in self.remembered.values():
                remembered.forget()

    def number(self, key: tuple[object, ...]) -> int:
        """A number for a key."""
        return self._numbers.setdefault(key, len(self._numbers))

    def computed(self, name: str) -> FactColumn:
        """The column of a fact where definitions compute it."""
        if name not in self._computed:
            self._computed[name] = FactColumn(self._vocabulary[name], Use(whole=True))
        return self._computed[name]

    def comparison(self, node: n.Node, computed: frozenset[str]) -> Comparison:
        """A comparison; `computed`: facts that definitions compute."""
        facts = n.facts_of(node)
        key = (node, facts & computed)
        if key not in self._comparisons:
            columns = {name: self.computed(name) if name in computed else self.columns[name]
                       for name in sorted(facts) if name in computed or name in self.columns}  # fmt: skip
            self._comparisons[key] = Comparison(node, columns, self.stipulated)
        return self._comparisons[key]


class Law:
    """One regime between two changes of its law, for one kind of item, with all answers found so far.

    Attributes:
        answers: numbers of findings, by the classes of the facts asked.
        met: rows that it reached or may have reached so far.

    Args:
        snapshot: the law.
        folded: the same, partially evaluated for the kind of item.
        stipulated: facts that hold for every row that does not say otherwise.
        memory: what all laws of the screening share.
        classified: rows come with a classification that covers this regime.
    """

    def __init__(
        self, snapshot: Snapshot, folded: Specialisation, stipulated: Facts, memory: Memory, *, classified: bool
    ) -> None:
        self.snapshot, self.folded, self.stipulated = snapshot, folded, stipulated
        self.memory, self.classified = memory, classified
        self.answers = Answers()
        self.met = 0
        self._trees: dict[int, Tree] = {}
        self._sameness: dict[int, int] = {}

    @cached_property
    def _derivations(self) -> tuple[frozenset[str], Uses]:
        return derivation_uses(self.snapshot, {*self.memory.columns, *self.stipulated})

    @property
    def computed(self) -> frozenset[str]:
        """The facts that definitions may compute."""
        return self._derivations[0]

    @property
    def computing(self) -> Uses:
        """What definitions ask for it."""
        return self._derivations[1]

    def tree(self, i: int) -> Tree:
        """The condition of a provision."""
        if i not in self._trees:
            self._trees[i] = self._grown(self.folded.condition(i))
        return self._trees[i]

    def _grown(self, node: n.Node) -> Tree:
        match node:
            case n.And(parts) | n.Or(parts):
                return Joined(ALL if isinstance(node, n.And) else ANY, tuple(self._grown(part) for part in parts))
            case n.Not(part):
                return Negation(self._grown(part))
            case n.Holds(identifier):
                return Reference(identifier, self._constant(identifier))
        return self.memory.comparison(node, self.computed)

    def _constant(self, identifier: str) -> int | None:
        """The truth of `holds(id)`, where it is the same for every row."""
        if self.classified:
            return None
        known = [self.tree(i).constant for i in self.folded.family(identifier)]
        return None if None in known else max((truth for truth in known if truth is not None), default=FALSE)

    def _same(self, i: int) -> int:
        """A number for a provision with all that it rests on: law stays the same over most changes of other law."""
        if i not in self._sameness:
            provision, condition = self.snapshot.provisions[i], self.snapshot.condition(i)
            stated = (provision.when, provision.unless)
            groups = sorted(group for part in stated if part is not None for group in n.groups_of(part))
            members = tuple(self.memory.number(("group", self.snapshot.members(group))) for group in groups)
            behind = tuple(self._same(j) for ref in sorted(n.references_of(condition)) for j in self.snapshot.family(ref))
            self._sameness[i] = self.memory.number((id(provision), members, behind, *self._under))
        return self._sameness[i]

    @cached_property
    def _under(self) -> tuple[object, ...]:
        """What every condition rests on: the kind of item, whether it is classified, the definitions."""
        definitions = tuple((id(self.snapshot.provisions[i]), fact) for i, fact, _, _ in self.snapshot.derivations)
        return self.folded.known, self.classified, definitions if self.computed else ()

    @cached_property
    def asked(self) -> Asked:
        """The facts that an answer rests on, by classes that the law cannot tell apart."""
        open_ = self.folded.open
        relieving = (a for r in open_[Kind.REQUIREMENT] for a in self.snapshot.relieved_by.get(r, ()))
        uses = self._uses(reached(self.folded, [*(i for kind in _GROUNDS for i in open_[kind]), *relieving]))
        if not self.computed.isdisjoint(uses):
            merge(uses, self.computing)
        columns = self.memory.columns
        return [(name, Classing(columns[name], use)) for name, use in sorted(uses.items()) if name in columns]

    def influence(self, i: int) -> Remembered:
        """What is remembered of what can decide a provision."""
        return self._remembered(self._same(i), [i])

    def mean(self, identifier: str) -> Remembered:
        """What is remembered of what can decide `holds(id)`."""
        family = self.folded.family(identifier)
        return self._remembered(tuple(self._same(i) for i in family), family)

    def _remembered(self, key: object, provisions: Sequence[int]) -> Remembered:
        if key not in self.memory.remembered:
            uses = self._uses(provisions)
            asked = [(name, Classing(column, use)) for name, use in sorted(uses.items()) if (column := self._column(name))]
            references = sorted({ref for i in provisions for ref in n.references_of(self.folded.condition(i))})
            facts = {fact for i in reached(self.folded, provisions) for fact in n.facts_of(self.folded.condition(i))}
            self.memory.remembered[key] = Remembered(asked, references, sorted(facts), self.memory.held)
        return self.memory.remembered[key]

    def _column(self, name: str) -> FactColumn | None:
        return self.memory.computed(name) if name in self.computed else self.memory.columns.get(name)

    @cached_property
    def definitions(self) -> Definitions:
        """What definitions compute."""
        key = (self._under, tuple(self._same(i) for i, _, _, _ in self.snapshot.derivations))
        if key not in self.memory.definitions:
            uses = {**self.computing, ENTRY: Use(whole=True)} if self.classified else self.computing
            columns = self.memory.columns
            asked = [(name, Classing(columns[name], use)) for name, use in sorted(uses.items()) if name in columns]
            self.memory.definitions[key] = Definitions(asked)
        return self.memory.definitions[key]

    def _uses(self, provisions: Iterable[int]) -> Uses:
        """What provisions ask by themselves."""
        uses: Uses = {}
        for i in provisions:
            note(uses, self.folded.condition(i))
            if self.classified and self.snapshot.provisions[i].kind is Kind.ENTRY:
                merge(uses, {ENTRY: None})
        return uses
