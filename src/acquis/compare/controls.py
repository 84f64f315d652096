"""Control families whose spread is followed, who has them, and what several sides drew on. The data: `data/controls.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from acquis.errors import AcquisError


class UnknownControl(AcquisError):
    """There is no control family, or no side, of this name."""


class ControlError(AcquisError):
    """The data name a provision or a version that the corpus does not hold."""


class EventKind(StrEnum):
    """What happened on a day."""

    PROPOSED = "proposed"
    STATEMENT = "statement"
    ADOPTED = "adopted"
    EFFECTIVE = "effective"
    CHANGED = "changed"
    SUSPENDED = "suspended"
    REVIVED = "in force again"
    PERHAPS_REVIVED = "perhaps in force again"
    SUPERSEDED = "superseded"
    NOT_ENFORCED = "not_enforced"
    ENDED = "ended"
    ABSENT = "none"


BEGINNINGS = (EventKind.EFFECTIVE, EventKind.ADOPTED, EventKind.STATEMENT)
"""What makes a side one that has the control, the strongest first."""

MOVES = frozenset({*BEGINNINGS, EventKind.CHANGED})
"""What a side does that another may follow."""

REVERSALS = frozenset({EventKind.SUSPENDED, EventKind.NOT_ENFORCED, EventKind.ENDED})
"""What takes a control back. A control that a common list of the same content replaced is not taken back."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A side; `within`: the side that it is part of, so that the two do not count as leader and follower."""

    id: str
    name: str
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Leader:
    """A named effect, and the side whose lead it asks about."""

    id: str
    name: str
    leader: str


@dataclass(frozen=True, slots=True)
class CommonSource:
    """What several sides drew on. `begins`: whether the first day of the provision is the day of the source."""

    name: str
    provision: str
    cite: str
    begins: bool = True


@dataclass(frozen=True, slots=True)
class FurtherEvent:
    """A further event: the first day of a provision, or of its version that begins on `start`."""

    provision: str
    kind: EventKind
    what: str
    start: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Adopter:
    """One strand of a side's control. For the fields see the head of `data/controls.yaml`."""

    side: str
    provisions: tuple[str, ...]
    without: tuple[str, ...] = ()
    begins_as: EventKind = EventKind.EFFECTIVE
    strand: str | None = None
    earlier: str | None = None
    beside: str | None = None
    events: tuple[FurtherEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A family of controls; `absent`: by side the provision that says that it was read to have none."""

    id: str
    title: str
    adopters: tuple[Adopter, ...]
    topic: str | None = None
    common_source: CommonSource | None = None
    absent: tuple[tuple[str, str], ...] = ()


def controls() -> dict[str, Control]:
    """Every control family by its id, in the order of the file."""
    return {raw["id"]: _control(raw) for raw in _data()["controls"]}


def control(identifier: str) -> Control:
    """The control family of that id, in capitals or not.

    Raises:
        UnknownControl: there is none; the message lists those there are.
    """
    found = controls()
    if identifier.upper() not in found:
        raise UnknownControl(f"there is no control {identifier}", way_out=f"one of {', '.join(found)}")
    return found[identifier.upper()]


def jurisdictions() -> dict[str, Jurisdiction]:
    """Every side by its id, in the order of the file."""
    return {raw["id"]: Jurisdiction(raw["id"], raw["name"], raw.get("within")) for raw in _data()["sides"]}


def leaders() -> tuple[Leader, ...]:
    """The named effects."""
    return tuple(Leader(raw["id"], raw["name"], raw["leader"]) for raw in _data()["effects"])


def leader(side: str) -> Leader:
    """The effect whose leader is that side; one without a name of its own for any other side.

    Raises:
        UnknownControl: there is no such side.
    """
    named = next((effect for effect in leaders() if effect.leader == side), None)
    if named is not None:
        return named
    known = jurisdictions()
    if side not in known:
        raise UnknownControl(f"there is no side {side}", way_out=f"one of {', '.join(known)}")
    return Leader(side.lower(), f"Effect of {known[side].name}", side)


def apart(one: str, other: str) -> bool:
    """Whether two sides can lead and follow each other: they differ, and neither is part of the other."""
    known = jurisdictions()
    return one != other and known[one].within != other and known[other].within != one


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files("acquis.compare").joinpath("data", "controls.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def _control(raw: Mapping[str, Any]) -> Control:
    source = raw.get("common_source")
    return Control(
        id=raw["id"],
        title=raw["title"],
        adopters=tuple(_adopter(adopter) for adopter in raw["adopters"]),
        topic=raw.get("topic"),
        common_source=CommonSource(**source) if source else None,
        absent=tuple((entry["side"], entry["provision"]) for entry in raw.get("absent", ())),
    )


def _adopter(raw: Mapping[str, Any]) -> Adopter:
    return Adopter(
        side=raw["side"],
        provisions=tuple(raw["provisions"]),
        without=tuple(raw.get("without", ())),
        begins_as=EventKind(raw.get("as", EventKind.EFFECTIVE)),
        strand=raw.get("strand"),
        earlier=raw.get("earlier"),
        beside=raw.get("beside"),
        events=tuple(
            FurtherEvent(event["provision"], EventKind(event["as"]), event["what"], event.get("from"))
            for event in raw.get("events", ())
        ),
    )
