"""The law as the engine sees it: frozen values, no YAML and no jurisdiction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from acquis.conditions.nodes import Node


class Outcome(IntEnum):
    """What may be done, in order of strictness."""

    NOT_SUBJECT = 0
    FREE = 1
    CONDITIONAL = 2
    LICENCE_REQUIRED = 3
    PROHIBITED = 4

    def __str__(self) -> str:
        return self.name.lower()


class Policy(IntEnum):
    """How an application will be judged, in order of strictness."""

    PRESUMPTION_OF_APPROVAL = 1
    CASE_BY_CASE = 2
    PRESUMPTION_OF_DENIAL = 3
    POLICY_OF_DENIAL = 4

    def __str__(self) -> str:
        return self.name.lower()


class Kind(StrEnum):
    """What a provision does in the chain from scope to outcome."""

    SCOPE = "scope"
    DEFINITION = "definition"
    ENTRY = "entry"
    REQUIREMENT = "requirement"
    AUTHORISATION = "authorisation"
    POLICY = "policy"
    PROHIBITION = "prohibition"
    DUTY = "duty"
    PRINCIPLE = "principle"


class Layer(StrEnum):
    """The law as it stands in the books, or as it is applied."""

    CODIFIED = "codified"
    ENFORCED = "enforced"


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something is in force, both ends inclusive; None is open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @property
    def empty(self) -> bool:
        """Whether it ends before it begins."""
        return self.start is not None and self.end is not None and self.start > self.end

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both."""
        return (self.start is None or other.end is None or self.start <= other.end) and (
            other.start is None or self.end is None or other.start <= self.end
        )

    def __str__(self) -> str:
        return f"{self.start or '...'} to {self.end or '...'}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A source: its address, how it was read (primary, secondary, memory) and as of which day."""

    url: str
    read: str | None = None
    as_of: dt.date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a duty falls due: a day counted from a fact, a day of every year, or a fixed day."""

    after: str | None = None
    days: int = 0
    months: int = 0
    years: int = 0
    working_days: int = 0
    not_counted: str | None = None
    end_of: str | None = None
    every: str | None = None
    month: int | None = None
    day: int | None = None
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must do what by when."""

    who: str
    what: str
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision in one of its dated versions."""

    id: str
    cite: str
    kind: Kind
    title: str
    in_force: Period
    sources: tuple[Reference, ...]
    confidence: str
    layers: frozenset[Layer] = frozenset(Layer)
    when: Node | None = None
    unless: Node | None = None
    policy: Policy | None = None
    relieves: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    derive: Mapping[str, Node] = field(default_factory=dict)
    duty: Duty | None = None
    topics: tuple[str, ...] = ()
    text: str = ""
    text_kind: str = "none"
    text_en: str | None = None
    language: str = "en"
    basis: str | None = None
    notes: tuple[str, ...] = ()
    related: tuple[Mapping[str, str], ...] = ()
    lint: Mapping[str, str] = field(default_factory=dict)
    instrument: str = ""
    file: str = ""
    line: int = 0

    @property
    def regime(self) -> str:
        """First segment of the id."""
        return self.id.partition(".")[0]

    @property
    def executable(self) -> bool:
        """Whether it decides anything, as against being there to be read and compared."""
        return self.when is not None or bool(self.derive)


@dataclass(frozen=True, slots=True)
class GroupVersion:
    """Members of a group in a period; `uncertain` lists those not known to be members or not, None all others."""

    in_force: Period
    members: tuple[str, ...]
    uncertain: tuple[str, ...] | None = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A dated set of countries."""

    id: str
    title: str
    cite: str
    sources: tuple[Reference, ...]
    confidence: str
    versions: tuple[GroupVersion, ...]

    def on(self, day: dt.date) -> GroupVersion | None:
        """The version of a day; None when none is recorded, so that membership is unknown."""
        return next((version for version in self.versions if day in version.in_force), None)


@dataclass(frozen=True, slots=True)
class Instrument:
    """The statute, regulation or notice that provisions stand in."""

    id: str
    title: str
    cite: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A jurisdiction: its name, home country, and what every answer under it must say about its limits."""

    id: str
    name: str
    home: str
    language: str
    authority: str
    as_of: dt.date
    topics: tuple[str, ...]
    caveats: tuple[str, ...]
    exporter: Mapping[str, str] = field(default_factory=dict)

    @property
    def home_facts(self) -> dict[str, str]:
        """Facts of an export by an exporter of this regime, where nothing else is said."""
        return {"exported_from": self.home, **self.exporter}


def descends(identifier: str, ancestor: str) -> bool:
    """Whether an id is the ancestor itself or stands below it."""
    return identifier == ancestor or identifier.startswith(ancestor + ".")
