"""`acquis account`: the book of every accounting area, its balances, and the reports that are missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acquis.cli import output
from acquis.law import NOTICE, load_corpus

if TYPE_CHECKING:
    from acquis.law import Corpus
    from acquis.safeguards.declarations.folder import StateRecords
    from acquis.safeguards.evaluation.books import AreaBooks


def account(
    folder: Annotated[Path, typer.Argument(help="the folder of a State, or a folder of such")],
    area: Annotated[str | None, typer.Option("--area", help="only this accounting area")] = None,
    known: Annotated[
        str | None, typer.Option("--known", metavar="YYYY-MM-DD", help="as known on this day; all that was filed by default")
    ] = None,
    items: Annotated[bool, typer.Option("--items", help="also every item on the book")] = False,
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Keep the books of a folder of declarations: what should be where on a day, what is not accounted for, what is missing."""
    from acquis.safeguards.declarations.folder import read_states

    day, corpus = output.day(on), load_corpus()
    knowledge = output.day(known) if known else dt.date.max
    told = [_state(state, corpus, day, knowledge, area) for state in read_states(folder).values()]
    if area is not None and not any(one["areas"] for one in told):
        from acquis.safeguards.records import SafeguardsError

        raise SafeguardsError(f"no State of the folder has the area {area!r}", field="--area", way_out="leave it out to see all")
    if json:
        output.print_json({"date": day.isoformat(), "states": told})
        return
    _tell(told, day, items)


def _state(state: StateRecords, corpus: Corpus, day: dt.date, known: dt.date, only: str | None) -> dict[str, Any]:
    from acquis.safeguards.declarations import Status, completeness
    from acquis.safeguards.evaluation.books import books

    areas = tuple(area.id for area in state.areas if only in (None, area.id))
    owed = completeness(state.party, state.register, corpus, min(day, known))
    return {
        "state": state.party.code,
        "name": state.party.name,
        "areas": [_area(book, day) for book in books(state, areas, known).values()],
        "missing": [
            {
                "form": one.form,
                "area": one.area,
                "period": [one.start.isoformat(), one.end.isoformat()],
                "due": one.deadline.due.isoformat() if one.deadline.due else None,
                "provision": one.deadline.provision,
                "days": one.days_late,
            }
            for one in owed
            if one.status is Status.MISSING and only in (None, one.area)
        ],
    }


def _area(book: AreaBooks, day: dt.date) -> dict[str, Any]:
    from acquis.safeguards.accounts import discrepancies
    from acquis.safeguards.evaluation.measured import unaccounted

    held = book.counted(day, after=True)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for name, entry in held.items():
        batch = entry.batch
        groups.setdefault((batch.kind, batch.description, f"{batch.quantity.value:f} {batch.kind.unit}"), []).append(name)
    return {
        "area": book.area,
        "book": [
            {"kind": kind, "description": description, "each": each, "count": len(names), "items": sorted(names)}
            for (kind, description, each), names in sorted(groups.items())
        ],
        "balances": [
            {
                "kind": b.kind, "start": b.start.isoformat(), "end": b.end.isoformat(), "muf": f"{b.muf:f}", "unit": b.kind.unit,
                "sigma": b.sigma,
            }
            for b in unaccounted(book)
            if b.end <= day
        ],
        "discrepancies": [
            {"what": d.what, "on": d.on.isoformat(), "kind": d.kind, "item": d.item}
            for d in discrepancies({book.area: book.ledger}, day)
        ],
        "faults": [fault.message for fault in book.faults],
    }  # fmt: skip


def _tell(told: list[dict[str, Any]], day: dt.date, items: bool) -> None:
    from rich.markup import escape
    from rich.table import Table

    console = output.console(least=100)
    for state in told:
        console.print(f"\n[bold]{state['state']} {escape(state['name'])}[/], books of {day}")
        for area in state["areas"]:
            table = Table("kind", "description", "each", "count", box=None, title=area["area"], title_justify="left")
            for line in area["book"]:
                table.add_row(line["kind"].replace("_", " "), escape(line["description"]), line["each"], str(line["count"]))
                if items:
                    table.add_row("", escape(", ".join(line["items"])), "", "")
            console.print(table if area["book"] else f"{area['area']}: no counted items")
            for b in area["balances"]:
                what = f"{b['kind'].replace('_', ' ')} not accounted for, {b['start']} to {b['end']}"
                console.print(f"  {what}: {float(b['muf']):.4g} {b['unit']} (standard deviation {b['sigma']:.4g})")
            for d in area["discrepancies"]:
                console.print(f"  [yellow]{d['what'].replace('_', ' ')}[/]: {escape(d['item'])} in the listing of {d['on']}")
            for fault in area["faults"]:
                console.print(f"  [yellow]fault[/]: {escape(fault)}", style="bright_black")
        for one in state["missing"]:
            what = f"{one['form'].replace('_', ' ')} of {one['area']}, {one['period'][0]} to {one['period'][1]}"
            console.print(f"  [red]missing[/]: {what}, due {one['due']} ({one['provision']}), {one['days']} days ago")
    console.print(f"\n{NOTICE}", style="bright_black")
