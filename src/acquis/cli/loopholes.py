"""`acquis law loopholes`: gaps of the texts, found by the solver, shown by things that the engine confirms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from acquis.cli import output, tables
from acquis.compare.loopholes import NOTICE, STIPULATED, Citation, Finding, Gap, Verdict, find_loopholes, sample_of
from acquis.law import Layer, load_corpus

_TITLES = {
    Gap.NON_MONOTONE: "Better, and free",
    Gap.GAP: "Holes between bands",
    Gap.EDGE: "Edges: the least step out, by design",
    Gap.SPLITTING: "Free in parts or lots",
    Gap.PARTS: "Whole and components",
    Gap.ROUTE: "Routes through a destination",
}
_LAW_SHOWN = 4

Only = Annotated[str | None, typer.Option("--topic", help="one topic, kind of item or whole; all by default")]
Kinds = Annotated[list[Gap] | None, typer.Option("--kind", help="only this kind (may be repeated); all by default")]
Thing = Annotated[str | None, typer.Option("--item", help="the routes of this real item, for example H20 or chip:A100")]
Patience = Annotated[int, typer.Option("--milliseconds", min=1, help="what the solver is given for each question")]


def loopholes(
    topic: Only = None,
    regime: output.Regimes = None,
    kind: Kinds = None,
    item: Thing = None,
    fact: output.Facts = None,
    on: output.On = None,
    layer: output.In = Layer.ENFORCED,
    milliseconds: Patience = 5_000,
    json: output.Json = False,
) -> None:
    """Find gaps of the texts: free things that are better, holes, edges, splitting, parts, routes; or prove there are none."""
    corpus = load_corpus()
    names, day = output.checked_regimes(corpus, regime), output.day(on)
    thing = None if item is None else sample_of(tables.any_item(item), output.parse_facts(fact or []))
    asked = tuple(kind or (Gap if thing is None else [Gap.ROUTE]))
    search = find_loopholes(
        corpus, day, regimes=names, only=topic, kinds=asked, layer=layer, milliseconds=milliseconds, thing=thing
    )
    if json:
        found = [finding.to_dict() for finding in search]
        said = {"notice": NOTICE, "stipulated": STIPULATED}
        output.print_json({"date": day.isoformat(), "corpus": corpus.digest[:12], **said, "findings": found})
        return
    console = output.console(least=120)
    with console.status("asking the solver"):
        findings = list(search)
    for gap in asked:
        _tell(console, gap, [finding for finding in findings if finding.kind is gap and finding.verdict is not Verdict.NOT_ASKED])
    _tell_not_asked(console, [finding for finding in findings if finding.verdict is Verdict.NOT_ASKED])
    console.print(f"\nThe law of {day}, corpus {corpus.digest[:12]}. {NOTICE}", markup=False)


def _tell(console: Any, gap: Gap, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    counts = {verdict: sum(finding.verdict is verdict for finding in findings) for verdict in Verdict}
    none = "ruled out by asking every class of destinations" if gap is Gap.ROUTE else "proved absent"
    told = f"{counts[Verdict.FOUND]} found, {counts[Verdict.ABSENT]} {none}, {counts[Verdict.NOT_DECIDED]} not decided"
    console.print(f"\n[bold]{_TITLES[gap]}[/]  {told}")
    for alike in _alike([f for f in findings if f.verdict is Verdict.FOUND]):
        _tell_found(console, alike)
    _tell_shortly(console, none, [f for f in findings if f.verdict is Verdict.ABSENT])
    _tell_shortly(console, "not decided", [f for f in findings if f.verdict is Verdict.NOT_DECIDED])
    if gap is Gap.ROUTE:
        console.print(f"\n  {STIPULATED}", markup=False)


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several laws."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        shown = (str(thing.witness) for thing in finding.things)
        groups[finding.topic, finding.statement, finding.reason or "", *shown].append(finding)
    return list(groups.values())


def _tell_found(console: Any, alike: Sequence[Finding]) -> None:
    first = alike[0]
    console.print(f"\n  {_sides(alike)}, {first.topic}: {first.statement}", markup=False)
    if first.kind in (Gap.PARTS, Gap.ROUTE):
        for thing in first.things:
            _small(console, thing.role if first.kind is Gap.ROUTE else f"{thing.role}: {thing.witness}")
    for finding in alike:
        law = list(dict.fromkeys(citation for thing in finding.things for citation in thing.law))
        confidence = f", law of {finding.confidence} confidence" if finding.confidence else ""
        _small(console, f"law: {_cited(law)} ({finding.surety}{confidence})")
        if finding.closed_by:
            _small(console, f"may be closed by: {_cited(finding.closed_by)}")
    if first.reason:
        _small(console, first.reason)


def _cited(law: Sequence[Citation]) -> str:
    """Provisions, of those with one citation the first."""
    by_cite = {citation.cite: citation for citation in reversed(law)}
    once = [citation for citation in law if by_cite[citation.cite] is citation]
    shown = "; ".join(f"{citation.id} ({citation.cite})" for citation in once[:_LAW_SHOWN])
    more = f"; and {len(law) - _LAW_SHOWN} more" if len(once) > _LAW_SHOWN else ""
    return f"{shown}{more}"


def _tell_shortly(console: Any, title: str, findings: Sequence[Finding]) -> None:
    if findings:
        console.print(f"\n  {title}", style="italic")
    for alike in _alike(findings):
        finding = alike[0]
        why = f" ({finding.reason})" if finding.verdict is Verdict.NOT_DECIDED and finding.reason else ""
        _small(console, f"{_sides(alike)}, {finding.topic}: {finding.statement}{why}")


def _tell_not_asked(console: Any, findings: Sequence[Finding]) -> None:
    """Laws of which nothing is known, with the topics."""
    if findings:
        console.print("\n[bold]Not asked[/]  nothing is known of the law")
    by_law: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in findings:
        by_law[finding.side, finding.reason or ""].append(finding.topic)
    for (side, reason), topics in by_law.items():
        _small(console, f"{side}: {reason}: {', '.join(topics)}")


def _sides(findings: Sequence[Finding]) -> str:
    return ", ".join(dict.fromkeys(finding.side for finding in findings))


def _small(console: Any, text: str) -> None:
    console.print(f"    {text}", markup=False, style="bright_black")
