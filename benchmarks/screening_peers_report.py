"""What was measured of screening, as the tables of docs/explanation/screening-speed.md."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.report import markdown_table, rate, share
from benchmarks.screening_doubled import Doubled
from benchmarks.screening_peers_engines import PASSES, Peer

BY_HAND = ("polars", "polars-enum")
"""Polars by hand; costs are told as multiples of the faster one."""
GOAL_RATE, GOAL_COST = 1e6, 3.0
"""Determinations a second on two cores, and the cost of one as a multiple of Polars by hand."""


@dataclass
class Measured:
    """One pass of an engine: seconds of each round, and peak memory of a process of its own that does all passes."""

    peer: Peer
    number: int
    rows: int
    seconds: list[float] = field(default_factory=list)
    gibibytes: float = 0.0

    @property
    def title(self) -> str:
        """As printed."""
        name = self.peer.passes[self.number]
        return f"{self.peer.title}, {name}" if name else self.peer.title

    @property
    def second(self) -> float:
        """The median."""
        return statistics.median(self.seconds)

    @property
    def cost(self) -> float:
        """Seconds a determination."""
        return self.second / self.rows / self.peer.regimes

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "engine": self.peer.key,
            "pass": self.peer.passes[self.number],
            "rows": self.rows,
            "regimes": self.peer.regimes,
            "seconds": self.seconds,
            "gibibytes": self.gibibytes,
        }


@dataclass(frozen=True)
class Misjudged:
    """The answers of an engine beside those of Acquis.

    `open`: rows whose outcome the facts do not settle. `differing`: other answers than Acquis (of an engine without unknown,
    on settled rows alone). `outside`: no outcome that the facts allow. `closed`: one outcome where several are possible;
    `lenient`: of these, where a stricter one is among them. `silent`: no answer at all.
    """

    title: str
    settled: bool
    rows: int
    open: int
    differing: int
    outside: int
    closed: int
    lenient: int
    silent: int

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


@dataclass
class MeasuredCorpus:
    """A corpus: seconds of each pass in each round, by two clocks; and determinations other than they must be."""

    doubled: Doubled
    rows: int
    wall: list[list[float]] = field(default_factory=lambda: [[] for _ in PASSES])
    processor: list[list[float]] = field(default_factory=lambda: [[] for _ in PASSES])
    findings: int = 0
    differing: int = 0

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "corpus": self.doubled.key,
            "provisions": len(self.doubled.corpus.provisions),
            "regimes": len(self.doubled.regimes),
            "rows": self.rows,
            "wall": self.wall,
            "processor": self.processor,
            "findings": self.findings,
            "differing": self.differing,
        }


SPEED_HEADS = (
    "engine",
    "rows",
    "seconds",
    "rows/s",
    "determinations/s",
    "cost of one, to Polars by hand",
    "to the plain scan",
    "peak GiB",
)
TRUTH_HEADS = ("engine", "rows", "open", "one outcome though open", "of these too lenient", "no answer", "other errors")
GOAL_HEADS = ("goal", "wanted", *(head for name in PASSES for head in (name, "")))
CORPUS_HEADS = (
    "corpus",
    "provisions",
    "regimes asked",
    "findings",
    *(head for name in PASSES for head in (f"{name}, rows/s", "times as long")),
)


def speed_lines(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    """One line an engine."""
    hand, scan = _by_hand(measured), next(one for one in measured if one.peer.key == "scan")
    return [
        (
            one.title,
            f"{one.rows:,}",
            f"{one.second:.3g}",
            rate(one.rows / one.second),
            "" if one.peer.ends is None else rate(1 / one.cost),
            f"{one.cost / hand.cost:.2f}",
            f"{one.cost / scan.cost:.2f}",
            f"{one.gibibytes:.2f}" if one.number == 0 else "",
        )
        for one in measured
    ]


def truth_lines(wrong: Sequence[Misjudged]) -> list[tuple[str, ...]]:
    """One line an engine that answers."""
    return [
        (
            one.title,
            f"{one.rows:,}",
            f"{one.open:,}",
            share(one.closed, one.open),
            share(one.lenient, one.open),
            f"{one.silent:,}",
            f"{max(one.differing, one.outside):,}",
        )
        for one in wrong
    ]


def goal_lines(measured: Sequence[Measured]) -> list[tuple[str, ...]]:
    """How we stand to the goals."""
    hand = _by_hand(measured)
    of = {key: [one for one in measured if one.peer.key == key] for key in ("all", "one")}
    many = f"{of['all'][0].peer.regimes} regimes"
    rates = [(rate(1 / one.cost), 1 / one.cost >= GOAL_RATE) for one in of["all"]]
    lines = [_goal(f"determinations/s, {many}", f">= {rate(GOAL_RATE)}", rates)]
    for key, name in (("all", many), ("one", "one regime")):
        costs = [one.cost / hand.cost for one in of[key]]
        told = [(f"{cost:.2f}", cost < GOAL_COST) for cost in costs]
        lines.append(_goal(f"cost of a determination to Polars by hand, {name}", f"< {GOAL_COST:g}", told))
    return lines


def _goal(name: str, wanted: str, told: Sequence[tuple[str, bool]]) -> tuple[str, ...]:
    return name, wanted, *(text for value, met in told for text in (value, "met" if met else "missed"))


def corpus_lines(doubled: Sequence[MeasuredCorpus]) -> list[tuple[str, ...]]:
    """One line a corpus; the first is the shipped one."""
    shipped = doubled[0]
    return [
        (
            one.doubled.title,
            f"{len(one.doubled.corpus.provisions):,}",
            f"{len(one.doubled.regimes)}",
            f"{one.findings:,}",
            *(text for k in range(len(PASSES)) for text in _beside(one, shipped, k)),
        )
        for one in doubled
    ]


def _beside(one: MeasuredCorpus, shipped: MeasuredCorpus, k: int) -> tuple[str, str]:
    """The rate by the clock on the wall; and what it takes beside the shipped corpus, in brackets by processor time."""
    wall, processor = (
        statistics.median(ours[k]) / statistics.median(theirs[k])
        for ours, theirs in ((one.wall, shipped.wall), (one.processor, shipped.processor))
    )
    return rate(one.rows / statistics.median(one.wall[k])), f"{wall:.2f} ({processor:.2f})"


def _by_hand(measured: Sequence[Measured]) -> Measured:
    return min((one for one in measured if one.peer.key in BY_HAND), key=lambda one: one.cost)


def errors(wrong: Sequence[Misjudged], doubled: Sequence[MeasuredCorpus]) -> list[str]:
    """Why the figures must not be believed: answers that are not those of Acquis."""
    found = [f"{one.title}: {one.differing:,} rows differ from Acquis" for one in wrong if one.differing]
    found += [f"{one.title}: {one.outside:,} rows outside what Acquis leaves open" for one in wrong if one.outside]
    return found + [f"corpus {one.doubled.title!r}: {one.differing:,} determinations differ" for one in doubled if one.differing]


def markdown(
    about: dict[str, Any], measured: Sequence[Measured], wrong: Sequence[Misjudged], doubled: Sequence[MeasuredCorpus]
) -> str:
    """What goes between the marks of the page."""
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    return "\n\n".join(
        [
            f"Measured on {about['date']}, {about['cpus']} cores, {about['system']}, Python {about['python']}, median of "
            f"{about['rounds']} rounds; load of the machine {about['load_average'][0]:.1f} before and "
            f"{about['load_average'][-1]:.1f} after. {versions}.",
            "### Speed and memory",
            markdown_table(SPEED_HEADS, speed_lines(measured)),
            markdown_table(GOAL_HEADS, goal_lines(measured)),
            "### Agreement",
            markdown_table(TRUTH_HEADS, truth_lines(wrong)),
            "### The corpus doubled",
            f"{doubled[0].rows:,} rows a pass. In brackets: times as long by processor time.",
            markdown_table(CORPUS_HEADS, corpus_lines(doubled)),
        ]
    )
