"""`acquis screen summary`: what a screening found, for those who have to act on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.errors import AcquisError
from acquis.law import NOTICE

if TYPE_CHECKING:
    from acquis.screening.summary import Summary

SUFFIXES = (".html", ".pdf", ".md", ".xlsx")
_MOST = 10


def summary(
    screening: Annotated[Path, typer.Argument(metavar="OUT.parquet", help="what acquis screen wrote")],
    out: Annotated[
        list[Path] | None, typer.Option("--out", "-o", help="write it as .html, .pdf, .md or .xlsx (may be repeated)")
    ] = None,
    destination: Annotated[str | None, typer.Option("--destination", metavar="COLUMN", help="the country it goes to")] = None,
    day: Annotated[str | None, typer.Option("--day", metavar="COLUMN", help="the day of the transfer")] = None,
    value: Annotated[str | None, typer.Option("--value", metavar="COLUMN", help="money")] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="COLUMN", help="its currency")] = None,
    quantity: Annotated[str | None, typer.Option("--quantity", metavar="COLUMN", help="units")] = None,
    json: output.Json = False,
) -> None:
    """Counts by regime and outcome, money held, missing facts by the rows they would settle, provisions, destinations, rejects.

    Columns with usual names are found by themselves.
    """
    from acquis.screening.summary import Columns, summarise, to_dict

    for path in out or ():
        _check(path)
    found = summarise(screening, Columns(destination, day, value, quantity, currency))
    for path in out or ():
        _save(found, path)
        if not json:
            print(path)
    if json:
        output.print_json({**to_dict(found), "notice": NOTICE})
    elif not out:
        _show(found)


def _check(path: Path) -> None:
    if path.suffix not in SUFFIXES:
        name = path.suffix or path.name
        raise AcquisError(f"a summary cannot be written as {name!r}", file=path, way_out=f"use {', '.join(SUFFIXES)}")


def _save(found: Summary, path: Path) -> None:
    from acquis.documents import save
    from acquis.documents.screening_report import screening_document, screening_sheets
    from acquis.documents.spreadsheet import save_workbook

    today = dt.date.today()
    if path.suffix == ".xlsx":
        made = dt.datetime(today.year, today.month, today.day)
        save_workbook(screening_sheets(found), output.out_file(path), title="Screening of transfers", made=made)
    else:
        save(screening_document(found, today), output.out_file(path))


def _show(found: Summary) -> None:
    from rich.markup import escape
    from rich.table import Table

    from acquis.documents.screening_report import in_short, regime_parts
    from acquis.screening.summary import STATES

    console = output.console(100)
    for line in in_short(found):
        console.print(escape(line), soft_wrap=True)
    console.print()
    parts = list(dict.fromkeys(part for counts in found.regimes for part in regime_parts(counts)))
    table = Table("regime", title="Rows by regime and outcome", title_justify="left", box=None, pad_edge=False)
    for part in parts:
        table.add_column(part, justify="right")
    for counts in found.regimes:
        table.add_row(counts.regime, *(f"{regime_parts(counts).get(part, 0):,}" for part in parts))
    console.print(table, "")
    if found.missing:
        table = Table("missing fact", title="Facts to ask for, by rows", title_justify="left", box=None, pad_edge=False)
        for name in ("alone", "first", "anywhere", "together"):
            table.add_column(name, justify="right")
        table.add_column("regimes")
        for fact in found.missing[:_MOST]:
            counts_ = (fact.alone, fact.first, fact.anywhere, fact.together)
            table.add_row(escape(fact.fact), *(f"{n:,}" for n in counts_), ", ".join(fact.regimes))
        console.print(table, "")
    if found.provisions:
        table = Table("provision", title="Provisions behind held rows", title_justify="left", box=None, pad_edge=False)
        for name in ("holds", "may hold"):
            table.add_column(name, justify="right")
        for p in found.provisions[:_MOST]:
            table.add_row(escape(p.id), f"{p.holds:,}", f"{p.may_hold:,}")
        console.print(table, "")
    if found.destinations:
        table = Table("destination", title="Destinations", title_justify="left", box=None, pad_edge=False)
        for name in STATES:
            table.add_column(name, justify="right")
        for place in found.destinations[:_MOST]:
            table.add_row(escape(place.value or "not known"), *(f"{place.rows[state]:,}" for state in STATES))
        console.print(table, "")
    for amount in found.amounts:
        unit = f" {amount.unit}" if amount.unit else ""
        sums = ", ".join(f"{state} {amount.sums[state]:,.2f}{unit}" for state in STATES)
        console.print(escape(f"{amount.column}: {sums}; not known on {sum(amount.without.values()):,} rows"), soft_wrap=True)
    console.print(f"\n[dim]{NOTICE}[/]", soft_wrap=True)
