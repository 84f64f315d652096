"""Two chapters of the comparative report: thresholds against real things, and gaps of the texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from acquis.compare.loopholes.found import Finding, Gap, Verdict
from acquis.compare.loopholes.search import find_loopholes
from acquis.compare.prematurity import State, Threshold, prematurity
from acquis.compare.topics import Topic
from acquis.documents import model as m
from acquis.law import Corpus, Layer

_ASKED = (Gap.NON_MONOTONE, Gap.GAP, Gap.SPLITTING)
_NO_PERMISSION = (
    "A gap in a list is no permission: rules on end use, end users and catch-all clauses apply beside it, and what is free here "
    "is on no list of that law on this topic."
)
_METRIC = (
    "Missing: orders of magnitude (log10) from the nearest real thing of the shipped table into the region, on all axes "
    "together; 0 is inside. Inside: things certainly inside, and after + those that may be, of those known on the day. The table "
    "is a sample."
)


def thresholds(corpus: Corpus, topic: Topic, on: dt.date, layer: Layer) -> Iterator[m.Block]:
    """Each quantitative region of the law against the real things of the day it came, and of the day of the report."""
    if topic.table is None:
        yield m.Paragraph("No table of real things of this kind is shipped, so thresholds are not measured against any.")
        return
    measured = prematurity(corpus, topic, on, layer=layer)
    if not measured.thresholds:
        yield m.Paragraph("No side has a threshold on this day.")
        return
    rows: list[tuple[m.Text, ...]] = [
        (t.side, str(t.region), _since(t), *_state(t.then), *_state(t.now)) for t in measured.thresholds
    ]
    yield m.Table(
        "Regions of the law against real things, when each took effect and on the day of the report",
        ("side", "region", "since", "missing then", "inside then", "missing now", "inside now"),
        tuple(rows),
        numbers=frozenset({3, 4, 5, 6}),
        widths=(0.8, 3.2, 1.3, 1.0, 1.2, 1.0, 1.2),
    )
    yield m.Paragraph(_METRIC)


def _since(threshold: Threshold) -> str:
    if threshold.since is None:
        return "not known"
    return f"by {threshold.since}" if threshold.at_latest else str(threshold.since)


def _state(state: State | None) -> tuple[str, str]:
    if state is None or not state.known:
        return "not known", ""
    missing = "not known" if state.joint is None else f"{state.joint[1]:.2f}"
    return missing, f"{len(state.inside)} + {len(state.undecided)} of {state.known}"


def gaps(corpus: Corpus, topic: Topic, on: dt.date, layer: Layer) -> Iterator[m.Block]:
    """What the solver found, or proved absent: things that leave control by getting better, holes, and splitting."""
    found = list(find_loopholes(corpus, on, only=topic.id, kinds=_ASKED, layer=layer))
    told = [finding for finding in found if finding.verdict is Verdict.FOUND]
    absent = _merged(finding for finding in found if finding.verdict is Verdict.ABSENT)
    if told:
        yield m.Items(tuple(_told(finding) for finding in told))
    if absent:
        yield m.Paragraph("Proved absent:")
        yield m.Items(tuple(f"{statement} ({', '.join(sides)})" for statement, sides in absent.items()))
    if not told and not absent:
        yield m.Paragraph("Nothing could be asked: no side has a rule of numbers that was read.")
    yield m.Paragraph(_NO_PERMISSION)


def _told(finding: Finding) -> str:
    things = "; ".join(f"{thing.role}: {thing.witness}" for thing in finding.things)
    closing = ", ".join(citation.id for citation in finding.closed_by)
    return f"{finding.side}: {finding.statement} ({things})" + (f". May be closed by {closing}" if closing else "")


def _merged(findings: Iterator[Finding]) -> dict[str, list[str]]:
    """Sides by what was proved of them."""
    merged: dict[str, list[str]] = {}
    for finding in findings:
        merged.setdefault(finding.statement, []).append(finding.side)
    return merged
