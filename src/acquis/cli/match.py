"""`acquis match`: shipments against receipts across the States of a folder, and the queue of what is open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.law import NOTICE, load_corpus

if TYPE_CHECKING:
    from acquis.safeguards.evaluation.transit import Transit


def match(
    folder: Annotated[Path, typer.Argument(help="the folder of a State, or a folder of such")],
    every: Annotated[bool, typer.Option("--all", help="also the matches by serial number or lot, with their scores")] = False,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Match shipments and receipts across States, and show what is open and how long it may still be."""
    from acquis.safeguards.declarations.folder import read_states
    from acquis.safeguards.evaluation.books import books
    from acquis.safeguards.evaluation.transit import transit

    corpus, day = load_corpus(), output.day(on)
    states = read_states(folder)
    held = {code: books(state, tuple(area.id for area in state.areas), day) for code, state in states.items()}
    found = transit(held, corpus, day)
    if json:
        from acquis.safeguards.matching import explain

        matches = [one.to_dict() | {"score": explain(one, states=found.states).to_dict()} for one in found.matching.matches]
        waiting = [one.to_dict() for one in found.waiting]
        output.print_json({"date": day.isoformat(), "matches": matches, "queue": waiting})
        return
    _tell(found, day, every)


def _tell(found: Transit, day: dt.date, every: bool) -> None:
    from rich.markup import escape
    from rich.table import Table

    from acquis.safeguards.matching import explain

    console = output.console(least=120)
    matches = found.matching.matches
    sure = sum(one.basis.sure for one in matches)
    console.print(f"[bold]{len(matches)} matches[/], {sure} of them by serial number or lot; {len(found.waiting)} open on {day}")
    shown = [one for one in matches if every or not one.basis.sure or one.partial]
    if shown:
        table = Table("shipped", "received", "what", "basis", "score", box=None)
        for one in shown:
            sent, got = one.shipments[0], one.receipts[0]
            name = sent.batch.id if sent.batch.id == got.batch.id else f"{sent.batch.id} / {got.batch.id}"
            score = explain(one, states=found.states)
            table.add_row(f"{sent.sender} {sent.on}", f"{got.receiver} {got.on}", escape(name), one.basis, f"{score.value:.2f}")
        console.print(table)
    if found.waiting:
        table = Table("open since", "days", "side", "from", "to", "what", "due", "", box=None)
        for waiting in found.waiting:
            t, late = waiting.transfer, "[red]overdue[/]" if waiting.overdue else "under way"
            table.add_row(
                str(t.on), str(waiting.days_open), waiting.side, t.sender, t.receiver, escape(t.batch.id), str(waiting.due), late
            )
        console.print(table)
    console.print(f"\nA shipment without a receipt is a question, not an accusation. {NOTICE}", style="bright_black")
