"""`acquis duties`: who must do what by when; as a table, JSON, or a calendar file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.cli.assess import transaction_facts
from acquis.law import NOTICE, Determination, determine, load_corpus, read_case
from acquis.law.formats.icalendar import DayEvent, to_icalendar


def duties(
    case: Annotated[Path, typer.Argument(help="a case file")],
    ics: Annotated[Path | None, typer.Option("--ics", help="also write the due dates as iCalendar")] = None,
    on: output.On = None,
    regime: output.Regimes = None,
    fact: output.Facts = None,
    every: Annotated[bool, typer.Option("--all", help="also duties that may be owed, by facts that are not known")] = False,
    json: output.Json = False,
) -> None:
    """Duties that a case brings: who must report, notify or keep records, and by when.

    Working days follow `non_working_days` and `extra_working_days` where the case gives them, else the public holidays of the
    regime's home country as the `holidays` package has them.
    """
    corpus = load_corpus()
    read = read_case(case, corpus.vocabulary, output.day(on))
    facts = corpus.vocabulary.read_all(transaction_facts(None, None, False, fact or []), read.facts)
    day = output.day(on) if on else read.date
    answer = determine(corpus, facts, day, output.checked_regimes(corpus, regime or read.regimes), read.layer, with_reasons=False)
    if ics is not None:
        path = output.out_file(ics)
        path.write_bytes(calendar(answer, read.title or case.stem))
    if json:
        output.print_json({name: [duty.to_dict() for duty in result.duties] for name, result in answer.regimes.items()})
        return
    _tell(answer, every)
    if ics is not None:
        output.console().print(f"Due dates written to {ics}")


def _tell(answer: Determination, every: bool) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("due", "who", "what", "rule", box=None)
    found = [duty for result in answer.regimes.values() for duty in result.duties]
    shown = [duty for duty in found if duty.finding.truth or every]
    for duty in sorted(shown, key=lambda duty: (duty.finding.truth is not True, duty.due or dt.date.max)):
        sure = "" if duty.finding.truth else " (perhaps)"
        table.add_row(str(duty.due or "no day known") + sure, escape(duty.who), escape(duty.what), duty.finding.id)
    console = output.console()
    console.print(table)
    hidden = f", {len(found) - len(shown)} more may be (--all)" if len(found) > len(shown) else ""
    console.print(f"{len(shown)} duties{' owed' if not every else ''}{hidden}. {NOTICE}", style="bright_black")


def calendar(answer: Determination, title: str) -> bytes:
    """The duties that are owed and have a day, as iCalendar (RFC 5545), one all-day event each.

    Raises:
        MissingExtra: the icalendar package is not installed.
    """
    events = [
        DayEvent(duty.finding.id, duty.due, f"{duty.what} ({duty.who})", f"{title}\n{duty.finding.cite}\n{NOTICE}")
        for result in answer.regimes.values()
        for duty in result.duties
        if duty.finding.truth and duty.due is not None
    ]
    return to_icalendar(events, "duties", answer.date)
