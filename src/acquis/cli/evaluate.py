"""`acquis evaluate`: findings, open questions and the conclusion for each State of a folder; the statement as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acquis.cli import output
from acquis.law import NOTICE, load_corpus

if TYPE_CHECKING:
    from acquis.safeguards.evaluation import StateEvaluation

Folder = Annotated[Path, typer.Argument(help="the folder of a State, or a folder of such")]
_COLOURS = {"resolved": "green", "open": "yellow", "indication": "red"}


def evaluate(
    folder: Folder,
    year: Annotated[int | None, typer.Option("--year", help="calendar year reported on; the one before --on by default")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="also write the statement (.md, .html or .pdf)")] = None,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Evaluate States from their declarations and the inspections: findings with what they rest on, and the conclusion allowed.

    Exit code 3 where no conclusion can be drawn for a State.
    """
    from acquis.documents import save
    from acquis.documents.saving import check_suffix
    from acquis.safeguards.declarations.folder import read_states
    from acquis.safeguards.evaluation import evaluate as evaluated

    if out is not None:
        check_suffix(out)
    corpus, day = load_corpus(), output.day(on)
    found = evaluated(read_states(folder), corpus, year or day.year - 1, day)
    if out is not None:
        from acquis.documents.statement import annual_statement

        save(annual_statement(found, corpus), output.out_file(out))
    if json:
        output.print_json({"date": day.isoformat(), "states": [one.to_dict() for one in found.values()]})
    else:
        tell(found, day)
        if out is not None:
            print(f"The statement: {out}")
    output.exit_with(all(one.conclusion.rule is not None for one in found.values()))


def tell(found: Mapping[str, StateEvaluation], day: dt.date) -> None:
    """The evaluations on a terminal."""
    console = output.console(least=110)
    for one in found.values():
        _state(console, one)
    console.print(f"\nAs known on {day}. An indication is no proof. {NOTICE}", style="bright_black")


def _state(console: Any, one: StateEvaluation) -> None:
    from rich.markup import escape

    rule = one.conclusion.rule
    said = f"[green]{rule.says}[/]" if rule else "[yellow]no conclusion[/]"
    standing = one.party.agreement.standing(one.end).replace("_", " ")
    console.print(f"\n[bold]{one.party.code} {escape(one.party.name)}[/], {standing}, {one.start.year}: {said}")
    for area in one.verified:
        if area.on_book or area.inspections:
            console.print(f"  {area.area}: {area.checked} of {area.on_book} items on the book looked for", style="bright_black")
    for balance in one.balances:
        console.print(
            f"  {balance.area}: MUF of {balance.kind.replace('_', ' ')} {float(balance.muf):.4g} {balance.kind.unit}, "
            f"{balance.score:.2f} standard deviations",
            style="bright_black",
        )
    for finding in one.findings:
        console.print(f"  [{_COLOURS[finding.standing]}]{finding.standing}[/]  {escape(finding.says)}")
        if finding.asks:
            console.print(f"     asked: {escape(finding.asks)}", style="bright_black")
        rests = ", ".join(dict.fromkeys(evidence.filing for evidence in finding.evidence))
        where = "; ".join(part for part in (rests, finding.provision) if part)
        console.print(f"     rests on: {escape(where)}", style="bright_black")
    if one.balances:
        console.print(f"  probability of a false alarm of its balances: {one.alarm_rate:.2g}", style="bright_black")
