"""How much of the law is executable, by regime and topic, and which provisions rest on weak ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from acquis.conditions import nodes as n
from acquis.law.corpus import Corpus
from acquis.law.model import Provision


class State(StrEnum):
    """What a provision does for an answer."""

    EXECUTABLE = "executable"
    INFORMATIVE = "informative"
    NOT_READ = "not yet read"


@dataclass(frozen=True, slots=True)
class Count:
    """Provisions of one regime and topic by state (each id once)."""

    regime: str
    topic: str
    executable: int
    informative: int
    not_read: int


def state_of(versions: Iterable[Provision]) -> State:
    """Executable when any version decides something by its facts; not yet read when all that it decides is `unknown()`."""
    states = {_state(version) for version in versions}
    return next(state for state in (State.EXECUTABLE, State.NOT_READ, State.INFORMATIVE) if state in states)


def _state(provision: Provision) -> State:
    if not provision.executable:
        return State.INFORMATIVE
    if provision.when is not None and _rests_on_unknown(provision.when):
        return State.NOT_READ
    return State.EXECUTABLE


def _rests_on_unknown(condition: n.Node) -> bool:
    """Whether the condition can never be true: some conjunct is `unknown()`."""
    match condition:
        case n.Unknown():
            return True
        case n.And(parts):
            return any(_rests_on_unknown(part) for part in parts)
        case n.Or(parts):
            return all(_rests_on_unknown(part) for part in parts)
    return False


def by_id(corpus: Corpus) -> dict[str, list[Provision]]:
    """All versions by id."""
    found: dict[str, list[Provision]] = {}
    for provision in corpus.provisions:
        found.setdefault(provision.id, []).append(provision)
    return found


def coverage(corpus: Corpus) -> list[Count]:
    """Counts by regime and topic; a provision with several topics counts under each, one with none under `other`."""
    counts: dict[tuple[str, str], dict[State, int]] = {}
    for identifier, versions in by_id(corpus).items():
        regime = identifier.partition(".")[0]
        topics = {topic for version in versions for topic in version.topics} or {"other"}
        for topic in (*topics, "all"):
            cell = counts.setdefault((regime, topic), dict.fromkeys(State, 0))
            cell[state_of(versions)] += 1
    return [
        Count(regime, topic, cell[State.EXECUTABLE], cell[State.INFORMATIVE], cell[State.NOT_READ])
        for (regime, topic), cell in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1] == "all", item[0][1]))
    ]


def weak(corpus: Corpus) -> list[Provision]:
    """Every provision of low confidence."""
    return [provision for provision in corpus.provisions if provision.confidence == "low"]
