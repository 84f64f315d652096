"""`acquis diffusion`: who adopted a control first, who followed when and with what change, and what that says of leaders."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.cli.diffusion_graph import draw
from acquis.cli.diffusion_text import behind, change_of, day_of, evidence_of, names, share, source_line, step_json, what_of
from acquis.compare.borrowing import side_text, top_pairs
from acquis.compare.controls import Control, EventKind, control, controls, leader, leaders
from acquis.compare.diffusion import Diffusion, days, diffusion
from acquis.compare.effects import Effect, effect
from acquis.errors import AcquisError
from acquis.law import Corpus, load_corpus

CAUTION = (
    "Dates show who came after, not why. Uptake counts an equal rule, a shared threshold, shared words or the record of the "
    "corpus: evidence of drawing on a text, not proof of cause. The families were chosen, not sampled."
)


def show_diffusion(
    name: Annotated[
        str | None, typer.Argument(metavar="CONTROL", help="a control family, such as AICHIP; all by default")
    ] = None,
    on: output.On = None,
    lead: Annotated[str | None, typer.Option("--leader", metavar="SIDE", help="lags after this side too, and its effect")] = None,
    borrowing: Annotated[bool, typer.Option("--borrowing", help="the pairs of provisions that share the most words")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="how many pairs of provisions")] = 15,
    out: Annotated[Path | None, typer.Option("--out", help="draw the spread of CONTROL (.svg, .png or .html)")] = None,
    json: output.Json = False,
) -> None:
    """Who had a control first, who followed when and with what change; the Washington, Brussels and Beijing effects."""
    if out is not None and name is None:
        raise AcquisError("a picture shows one control", field="--out", way_out=f"name one of {', '.join(controls())}")
    corpus, day = load_corpus(), output.day(on)
    chosen = [control(name)] if name else list(controls().values())
    wanted = [leader(lead)] if lead else list(leaders())
    if borrowing:
        _borrowing(corpus, chosen, day, most, json)
        return
    if name:
        one = diffusion(corpus, chosen[0], day, wanted[0].leader if lead else None)
        if out is not None:
            drawn = draw(one, corpus.digest[:12], day, output.out_file(out))
        if json:
            output.print_json(_one_json(one, day))
        else:
            _print_one(one, day)
            if out is not None:
                print(drawn)
        return
    spread = {low: [diffusion(corpus, each, day, low=low) for each in chosen] for low in (True, False)}
    effects = {low: [effect(each, found) for each in wanted] for low, found in spread.items()}
    if json:
        output.print_json(_all_json(spread[True], effects, day))
    else:
        _print_all(spread[True], effects, day)


def _print_one(one: Diffusion, day: dt.date) -> None:
    from rich.table import Table

    console = output.console(160)
    table = Table(title=f"{one.control.id}: {one.control.title}, to {day}", title_justify="left", title_style="bold", expand=True)
    table.add_column("day", no_wrap=True)
    table.add_column("side", max_width=14)
    table.add_column("event", max_width=12)
    table.add_column("rule, and what is proved of it", overflow="fold", ratio=3)
    table.add_column("after\nfirst", justify="right", no_wrap=True)
    table.add_column("same\nrule", justify="right", no_wrap=True)
    if one.leader:
        table.add_column(one.leader, justify="right", no_wrap=True)
    table.add_column("evidence", overflow="fold", ratio=1)
    table.add_column("sure", no_wrap=True)
    for step in one.steps:
        event = step.event
        found = dict.fromkeys(f"{kind} ({link.earlier.side})" for link in step.links for kind in link.evidence)
        table.add_row(
            day_of(event), names(event.side), event.kind.replace("_", " "), f"{what_of(event)}{change_of(step)}",
            behind(step.behind_first, event, one.first), behind(step.behind_same, event, step.same_first),
            *([behind(step.behind_leader, event, one.beginnings.get(one.leader))] if one.leader else []), _gathered(found),
            event.confidence,
        )  # fmt: skip
    console.print(table)
    console.print(_first_line(one))
    if line := source_line(one):
        console.print(line)


def _gathered(found: dict[str, None]) -> str:
    """Evidence by the side that it points to."""
    by_side: dict[str, list[str]] = {}
    for text in found:
        kind, _, side = text.partition(" ")
        by_side.setdefault(side.strip("()"), []).append(kind)
    return "; ".join(f"{side}: {', '.join(kinds)}" for side, kinds in by_side.items())


def _first_line(one: Diffusion) -> str:
    if one.first is None:
        undated = [names(e.side) for e in one.beginnings.values() if e.day is None or e.no_later]
        return f"First mover: not decided; the first day was not read of {', '.join(undated)}." if undated else "Nobody has it."
    return f"First mover by the dates: {names(one.first.side)}, {day_of(one.first)}."


def _print_all(spread: list[Diffusion], effects: dict[bool, list[Effect]], day: dt.date) -> None:
    from rich.table import Table

    console = output.console(160)
    table = Table(title=f"Control families, to {day}", title_justify="left", title_style="bold")
    for heading in ("control", "first", "followers (days after)", "taken back", "read to have none", "common source"):
        table.add_column(heading, overflow="fold")
    for one in spread:
        table.add_row(
            f"{one.control.id}\n[dim]{one.control.title}[/]",
            f"{one.first.side}\n{day_of(one.first)}" if one.first else "not decided",
            _followers(one), _taken_back(one), ", ".join(dict.fromkeys(e.side for e in one.events if e.kind is EventKind.ABSENT)),
            one.control.common_source.name if one.control.common_source else "",
        )  # fmt: skip
    console.print(table)
    effects_table = Table(title="Effects: share and 95 % interval (controls)", title_justify="left", title_style="bold")
    for heading in (
        "effect",
        "events",
        "precedence",
        "uptake with evidence",
        "precedence, common source ignored",
        "reversal of own moves",
    ):
        effects_table.add_column(heading, overflow="fold")
    for low, found in effects.items():
        for each in found:
            effects_table.add_row(
                each.leader.name, "all" if low else "without low confidence", share(each.precedence), share(each.uptake),
                share(each.ignoring_source), share(each.reversal),
            )  # fmt: skip
    console.print(effects_table)
    for each in effects[True]:
        lines = [
            f"{each.leader.name}: {pair.control}, {names(pair.other)} on {link.later.day} after {link.earlier.day}: "
            + evidence_of(link)
            for pair in each.pairs
            for link in pair.uptake
        ]
        print(*dict.fromkeys(lines), sep="\n") if lines else print(f"{each.leader.name}: no evidence of uptake")
        if each.undecided:
            print(
                f"{each.leader.name}: not decided who was first, or on one day, in "
                + ", ".join(f"{c} ({s})" for c, s in each.undecided)
            )
    print(CAUTION)


def _followers(one: Diffusion) -> str:
    begun = sorted(one.beginnings.values(), key=lambda event: event.day or dt.date.min)
    if one.first is None:
        return ", ".join(f"{e.side} {day_of(e)}" for e in begun)
    return ", ".join(f"{e.side} {behind(days(one.first, e), e, one.first)}" for e in begun if e.side != one.first.side)


def _taken_back(one: Diffusion) -> str:
    kinds = (EventKind.SUSPENDED, EventKind.NOT_ENFORCED, EventKind.ENDED)
    return ", ".join(f"{e.side} {e.kind.replace('_', ' ')} {e.day}" for e in one.events if e.kind in kinds and e.beside is None)


def _borrowing(corpus: Corpus, chosen: list[Control], day: dt.date, most: int, json: bool) -> None:
    groups: dict[str, list[Any]] = {}
    for each in chosen:
        for adopter in each.adopters:
            for when in (day, *_days(corpus, adopter.provisions, day)):
                groups.setdefault(adopter.side, []).extend(side_text(corpus, adopter.provisions, when))
    pairs = top_pairs(groups, most)
    if json:
        output.print_json([pair.to_dict() for pair in pairs])
        return
    from rich.table import Table

    table = Table(title="Shared runs of five words, verbatim texts in English", title_justify="left", title_style="bold")
    for heading in ("jaccard", "of A", "of B", "shared", "A", "B"):
        table.add_column(heading, justify="right" if heading not in "AB" else "left", overflow="fold")
    for pair in pairs:
        share_of = (f"{value:.2f}" for value in (pair.resemblance, pair.of_a, pair.of_b))
        table.add_row(*share_of, str(pair.shared), *(f"{p.id} {p.in_force.start or ''}" for p in (pair.a, pair.b)))
    output.console(160).print(table)


def _days(corpus: Corpus, provisions: tuple[str, ...], day: dt.date) -> list[dt.date]:
    starts = [version.in_force.start for identifier in provisions for version in corpus.versions(identifier)]
    return [start for start in starts if start is not None and start <= day]


def _one_json(one: Diffusion, day: dt.date) -> dict[str, Any]:
    source = one.control.common_source
    return {
        "control": one.control.id, "title": one.control.title, "on": day.isoformat(), "leader": one.leader,
        "first": one.first.side if one.first else None,
        "common_source": None if source is None else {
            "name": source.name, "provision": source.provision, "cite": source.cite,
            "day": one.source.isoformat() if one.source else None,
        },
        "events": [step_json(step) for step in one.steps],
    }  # fmt: skip


def _all_json(spread: list[Diffusion], effects: dict[bool, list[Effect]], day: dt.date) -> dict[str, Any]:
    return {
        "on": day.isoformat(),
        "controls": [_one_json(replace(one, leader=None), day) for one in spread],
        "effects": [_effect_json(each, low) for low, found in effects.items() for each in found],
        "caution": CAUTION,
    }


def _effect_json(each: Effect, low: bool) -> dict[str, Any]:
    return {
        "effect": each.leader.id, "name": each.leader.name, "leader": each.leader.leader, "low_confidence_counted": low,
        "precedence": each.precedence.to_dict(), "uptake": each.uptake.to_dict(),
        "precedence_common_source_ignored": each.ignoring_source.to_dict(), "reversal": each.reversal.to_dict(),
        "pairs": [
            {"control": p.control, "other": p.other, "lag": p.lag, "uptake": [
                {"from": str(link.earlier.day), "to": str(link.later.day), "evidence": list(link.evidence)} for link in p.uptake
            ]} for p in each.pairs
        ],
        "common_source": list(each.shared), "undecided": [list(pair) for pair in each.undecided],
    }  # fmt: skip
