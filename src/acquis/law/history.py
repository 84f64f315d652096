"""One provision over time: its versions, the gaps between them, and what changed from one to the next."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from acquis.conditions import nodes as n
from acquis.conditions.text import to_text
from acquis.law.corpus import Corpus
from acquis.law.model import Layer, Period, Provision

_COMPARED = ("title", "when", "unless", "policy", "relieves", "conditions", "duty", "text", "confidence")


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    field: str
    before: str
    after: str

    @property
    def diff(self) -> tuple[str, ...]:
        """The words that went (-) and came (+), in order."""
        old, new = self.before.split(), self.after.split()
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        parts: list[str] = []
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal":
                parts += [f"- {' '.join(old[a:b])}"] if b > a else []
                parts += [f"+ {' '.join(new[c:d])}"] if d > c else []
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of time: a version in force, or a gap (None) in which the provision was not."""

    period: Period
    provision: Provision | None
    changes: tuple[Change, ...] = ()

    @property
    def state(self) -> str:
        """in force, in force with a text or state that is not known, or not in force."""
        if self.provision is None:
            return "not in force"
        condition = self.provision.when
        unread = condition is not None and any(isinstance(node, n.Unknown) for node in n.walk(condition))
        return "in force, in part not known" if unread else "in force"


def history(corpus: Corpus, identifier: str, layer: Layer = Layer.ENFORCED) -> tuple[Stage, ...]:
    """The stages of a provision in a layer, oldest first, gaps between versions included.

    Raises:
        UnknownId: no such provision.
    """
    versions = [version for version in corpus.versions(identifier) if layer in version.layers]
    return tuple(_stages(versions))


def _stages(versions: list[Provision]) -> Iterator[Stage]:
    before: Provision | None = None
    for version in versions:
        if before is not None and before.in_force.end is not None and version.in_force.start is not None:
            gap = Period(before.in_force.end + dt.timedelta(days=1), version.in_force.start - dt.timedelta(days=1))
            if gap.start is not None and gap.end is not None and gap.start <= gap.end:
                yield Stage(gap, None)
        yield Stage(version.in_force, version, () if before is None else tuple(changes(before, version)))
        before = version
    if before is not None and before.in_force.end is not None:
        yield Stage(Period(before.in_force.end + dt.timedelta(days=1), None), None)


def changes(before: Provision, after: Provision) -> Iterator[Change]:
    """What differs between two versions."""
    for field in _COMPARED:
        old, new = _shown(before, field), _shown(after, field)
        if old != new:
            yield Change(field, old, new)


def _shown(provision: Provision, field: str) -> str:
    value = getattr(provision, field)
    if field in ("when", "unless"):
        return "" if value is None else to_text(value)
    if field == "duty":
        return "" if value is None else f"{value.who}: {value.what}; {value.due}"
    return "; ".join(value) if isinstance(value, tuple) else ("" if value is None else str(value).strip())
