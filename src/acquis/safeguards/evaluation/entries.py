"""Items found wanting, as entries of a book: put together by kind, named, and paired where one item may have two names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from acquis.safeguards.evaluation.books import Entry
from acquis.safeguards.evaluation.findings import Bearing, Evidence, Finding, FindingKind, Standing
from acquis.safeguards.records import Batch


def identities(
    state: str, area: str, missing: dict[str, Entry], extra: dict[str, Entry], since: dt.date
) -> Iterator[Finding]:  # fmt: skip
    """Takes out pairs of a missing and an extra item alike in kind, quantity and description: perhaps one item."""
    for name, entry in list(missing.items()):
        twin = next((other for other, found in extra.items() if alike(entry.batch, found.batch)), None)
        if twin is None:
            continue
        found = extra.pop(twin)
        missing.pop(name)
        yield Finding(
            f"{state}.identity.{area}.{name}", FindingKind.IDENTITY, state, area, Bearing.DIVERSION, Standing.OPEN,
            f"{name} is on the book of {area} and not there, {twin} is there and not on the book: one item, or two",
            since, (*entry.evidence, *found.evidence), (name, twin), f"correct the serial number, or declare {twin}",
        )  # fmt: skip


def alike(one: Batch, other: Batch) -> bool:
    """Whether two batches could be one item with two names."""
    return (one.kind, one.quantity.value, one.description) == (other.kind, other.quantity.value, other.description)


def by_kind(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries of each kind together."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.batch.kind, []).append(entry)
    return list(groups.items())


def counted_words(entries: list[Entry]) -> str:
    """What they are and how many, with the verb: `3 accelerators (2.5 H100e) are`."""
    kind = entries[0].batch.kind
    if len(entries) == 1:
        return f"{kind.replace('_', ' ')} {entries[0].batch.id} is"
    unit = f" ({sum(entry.batch.quantity.value for entry in entries):f} {kind.unit})" if kind.unit != "item" else ""
    return f"{len(entries)} {kind.replace('_', ' ')}s{unit} are"


def them(entries: list[Entry]) -> str:
    """How a sentence speaks of them again."""
    return entries[0].batch.id if len(entries) == 1 else f"the {len(entries)} items"


def names(entries: list[Entry]) -> tuple[str, ...]:
    """Their serial numbers."""
    return tuple(sorted(entry.batch.id for entry in entries))


def evidence_of(entries: list[Entry]) -> tuple[Evidence, ...]:
    """What they rest on, together."""
    return tuple(dict.fromkeys(source for entry in entries for source in entry.evidence))
