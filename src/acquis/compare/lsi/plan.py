"""What is weighed: one control, its alternatives, the risk it answers, the research it may touch, the user's weights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from acquis.compare.topics import Axis, Side, Topic
from acquis.conditions import nodes as n
from acquis.conditions.values import Facts
from acquis.items import Table
from acquis.law.model import Layer


@dataclass(frozen=True, slots=True)
class Change:
    """What an alternative makes of one provision: its new conditions; FALSE where it is taken away."""

    id: str
    when: n.Node
    unless: n.Node | None = None

    @property
    def removed(self) -> bool:
        """Whether the provision is taken away."""
        return self.when == n.FALSE


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to write the control. Without changes it is the present law."""

    id: str
    title: str
    changes: tuple[Change, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    because: str = ""

    @property
    def present(self) -> bool:
        """Whether it is the law as it stands."""
        return not self.changes and not self.groups


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk as the user states it: a condition on the thing, the reason, and where it was read.

    `destinations`: the countries of concern; None for all. `factor`: how far from a stated quantity the risk begins, in words.
    """

    condition: n.Node
    because: str
    source: str = ""
    url: str | None = None
    factor: str = ""
    destinations: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ResearchCase:
    """A stipulated act of research.

    `over`: the fact that runs over all countries. `about`: the thing that its technology or software is for; its entries become
    `for_entry`. `classified`: stipulates that what is shared falls under no entry that the corpus does not hold.
    """

    id: str
    title: str
    facts: Facts
    over: str
    about: Facts = field(default_factory=dict)
    classified: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """The control that is weighed: a topic and a side of it, or provisions by id with what is known of the thing."""

    regime: str
    name: str
    topic: Topic | None = None
    side: Side | None = None
    provisions: tuple[str, ...] = ()
    known: Facts = field(default_factory=dict)
    axes: tuple[Axis, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is read from the file of alternatives."""

    title: str
    control: Control
    alternatives: tuple[Alternative, ...]
    on: dt.date
    layer: Layer
    risk: Risk | None
    research: tuple[ResearchCase, ...]
    transaction: Facts
    partners: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    file: str = ""
