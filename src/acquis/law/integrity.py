"""What must hold between provisions: ids, references, dates, types, no cycles. One pass, all errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from acquis.conditions import nodes as n
from acquis.conditions.check import check_condition, check_expression
from acquis.law.corpus import UnknownId, kinds_of
from acquis.law.model import Kind, Provision, descends
from acquis.law.yaml_source import Path_, Source, SourceError

if TYPE_CHECKING:
    from acquis.law.loader import Loaded

_FieldError = tuple[str, str, str | None]


def check_integrity(loaded: Loaded) -> list[SourceError]:
    """Everything that is wrong between the provisions of a corpus."""
    errors: list[SourceError] = []
    kinds = {
        regime: kinds_of(p for p in loaded.provisions if p.regime == regime) for regime in {p.regime for p in loaded.provisions}
    }
    by_id: dict[str, list[int]] = {}
    for i, provision in enumerate(loaded.provisions):
        by_id.setdefault(provision.id, []).append(i)
    for i, provision in enumerate(loaded.provisions):
        source, path = loaded.places[i]
        checks = (
            *_identity(provision, loaded),
            *_overlap(i, by_id[provision.id], loaded),
            *_types(provision, loaded),
            *_references(provision, loaded, kinds[provision.regime]),
        )
        errors += [source.error(f"{provision.id}: {message}", (*path, field), way_out) for field, message, way_out in checks]
    errors += _cycles(loaded, kinds)
    errors += _derivation_cycles(loaded)
    return errors


def _identity(provision: Provision, loaded: Loaded) -> Iterator[_FieldError]:
    if provision.regime not in loaded.regimes:
        yield "id", f"there is no regime {provision.regime}", "write its regime.yaml"


def _overlap(i: int, same_id: list[int], loaded: Loaded) -> Iterator[_FieldError]:
    provision = loaded.provisions[i]
    for other in (loaded.provisions[j] for j in same_id if j < i):
        if provision.layers & other.layers and provision.in_force.overlaps(other.in_force):
            days = f"{other.in_force} and {provision.in_force}"
            yield "in_force", f"two versions are in force on the same days ({days})", "end one before the other begins"
        if provision.kind != other.kind:
            yield "kind", f"another version is a {other.kind}", "versions of an id have one kind"


def _types(provision: Provision, loaded: Loaded) -> Iterator[_FieldError]:
    types = loaded.vocabulary.types
    for field, condition in (("when", provision.when), ("unless", provision.unless)):
        if condition is not None:
            yield from ((field, problem, "see acquis facts") for problem in check_condition(condition, types))
    for fact, expression in provision.derive.items():
        if fact not in types or types[fact].kind not in ("number", "count"):
            yield "derive", f"{fact} is not a number of the vocabulary", "see acquis facts"
        yield from (("derive", problem, "see acquis facts") for problem in check_expression(expression, types))
    due = provision.duty.due if provision.duty else None
    if due is not None:
        if due.after is not None and (due.after not in types or types[due.after].kind != "date"):
            yield "duty", f"{due.after} is not a date of the vocabulary", "see acquis facts"
        if due.not_counted is not None and (due.not_counted not in types or types[due.not_counted].kind != "count"):
            yield "duty", f"{due.not_counted} is not a count of the vocabulary", "see acquis facts"


def _references(provision: Provision, loaded: Loaded, kind_of: Callable[[str], Kind]) -> Iterator[_FieldError]:
    for field, condition in (("when", provision.when), ("unless", provision.unless)):
        if condition is None:
            continue
        for reference in sorted(n.references_of(condition)):
            yield from _reference(field, reference, provision, loaded, kind_of)
        for group in sorted(n.groups_of(condition)):
            if group not in loaded.groups:
                yield field, f"there is no group {group}", "add it to groups.yaml"
    for target in provision.relieves:
        named = [p for p in loaded.provisions if descends(p.id, target) and p.regime == provision.regime]
        if not any(p.kind == Kind.REQUIREMENT for p in named):
            yield "relieves", f"{target} is no requirement of {provision.regime}", "name the requirement that it lowers"


def _reference(
    field: str, reference: str, provision: Provision, loaded: Loaded, kind_of: Callable[[str], Kind]
) -> Iterator[_FieldError]:
    if reference.partition(".")[0] != provision.regime:
        yield field, f"holds('{reference}') reaches into another regime", "each regime decides for itself"
        return
    try:
        kind = kind_of(reference)
    except UnknownId:
        yield field, f"holds('{reference}') names no provision", "check the id"
        return
    named = [p for p in loaded.provisions if p.kind == kind and descends(p.id, reference)]
    if not any(p.when is not None for p in named):
        yield field, f"holds('{reference}') names only provisions without a condition", "give one of them `when`"


def _cycles(loaded: Loaded, kinds: dict[str, Callable[[str], Kind]]) -> Iterator[SourceError]:
    """References must form an acyclic graph; every cycle is shown once."""
    edges: dict[str, list[str]] = {}
    for provision in loaded.provisions:
        conditions = [c for c in (provision.when, provision.unless) if c is not None]
        references = sorted({reference for c in conditions for reference in n.references_of(c)})
        edges.setdefault(provision.id, []).extend(
            p.id for reference in references for p in loaded.provisions if _is_meant(p, reference, kinds)
        )
    place = {provision.id: loaded.places[i] for i, provision in enumerate(loaded.provisions)}
    for cycle in find_cycles(edges):
        source, path = place[cycle[0]]
        yield source.error(f"the references form a cycle: {' -> '.join([*cycle, cycle[0]])}", (*path, "when"), "break it")


def _derivation_cycles(loaded: Loaded) -> Iterator[SourceError]:
    """Facts that are derived from each other. A fact derived from itself sharpens what is given, and is none."""
    edges: dict[str, list[str]] = {}
    place: dict[str, tuple[Source, Path_]] = {}
    for i, provision in enumerate(loaded.provisions):
        asked = [n.facts_of(c) for c in (provision.when, provision.unless) if c is not None]
        for fact, expression in provision.derive.items():
            name = f"{provision.regime}: {fact}"
            needs = n.facts_of(expression).union(*asked) - {fact}
            edges.setdefault(name, []).extend(f"{provision.regime}: {need}" for need in sorted(needs))
            place.setdefault(name, loaded.places[i])
    for cycle in find_cycles(edges):
        source, path = place[cycle[0]]
        facts = [name.partition(": ")[2] for name in [*cycle, cycle[0]]]
        yield source.error(f"facts are derived from each other: {' -> '.join(facts)}", (*path, "derive"), "break it")


def _is_meant(provision: Provision, reference: str, kinds: dict[str, Callable[[str], Kind]]) -> bool:
    if not descends(provision.id, reference):
        return False
    try:
        return provision.kind == kinds[provision.regime](reference)
    except UnknownId:
        return False


def find_cycles(edges: dict[str, list[str]]) -> list[list[str]]:
    """One cycle for each group of nodes that reach each other, in the order of the input; depth first, no recursion."""
    cycles: list[list[str]] = []
    done: set[str] = set()
    for start in edges:
        trail: list[str] = []
        on_trail: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                on_trail.discard(trail.pop())
                done.add(node)
                continue
            if node in on_trail:
                cycles.append(trail[trail.index(node) :])
                continue
            if node in done:
                continue
            trail.append(node)
            on_trail.add(node)
            stack.append((node, True))
            stack.extend((target, False) for target in reversed(edges.get(node, [])))
    return cycles
