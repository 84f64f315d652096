"""`acquis screen TABLE --dry-run`: what is understood of a table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from acquis.cli import output

if TYPE_CHECKING:
    from acquis.law import Corpus
    from acquis.screening.mapping import Plan
    from acquis.screening.run import Options
    from acquis.screening.table import Table
    from acquis.screening.understood import Understood

_MOST = 10


def tell_plan(corpus: Corpus, table: Table, plan: Plan, options: Options, json: bool) -> None:
    """Columns with what they give, ignored columns, stipulated facts, and facts that the law asks and no column gives."""
    from acquis.screening.understood import understand

    found = understand(corpus, table, plan, options)
    if json:
        output.print_json({**plan.to_dict(), **found.to_dict()})
    else:
        _show(corpus, table, plan, found)


def _show(corpus: Corpus, table: Table, plan: Plan, found: Understood) -> None:
    from rich.markup import escape
    from rich.table import Table as Shown

    from acquis.conditions.values import show

    console = output.console(120)
    shown = Shown(title=f"{table.path.name} ({table.format}), first {found.rows:,} rows", title_justify="left", expand=False)
    for heading, justify in (("column", "left"), ("gives", "left"), ("type", "left"), ("cells", "left"), ("empty", "right")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]
    shown.add_column("unread", justify="right")
    for column in found.columns:
        unread = f"[red]{column.unread:,}[/]" if column.unread else "0"
        cells = escape(", ".join(column.values))
        shown.add_row(escape(column.name), column.gives, column.type, cells, f"{column.empty:,}", unread)
    console.print(shown)
    for column in found.columns:
        if column.reason is not None:
            console.print(f"[red]{escape(column.name)}:[/] {escape(column.reason)}")
    if isinstance(plan.day, dt.date):
        console.print(f"Every row is read under the law of {plan.day.isoformat()}.")
    if plan.constants:
        facts = ", ".join(f"{name} = {show(value)}" for name, value in plan.constants.items())
        console.print(f"Stipulated for every row that does not say otherwise: {escape(facts)}.")
    if found.ignored:
        console.print(f"Not understood, so ignored (name them in a mapping): {escape(', '.join(found.ignored))}.")
    console.print(f"{found.rejected:,} of {found.rows:,} rows would be rejected.")
    _show_lacking(corpus, found)


def _show_lacking(corpus: Corpus, found: Understood) -> None:
    console = output.console(120)
    if not found.lacking:
        console.print("No answer waits for a fact that no column gives.")
        return
    console.print("\nFacts that no column gives, by the share of open answers that they could move:")
    for name, share in found.lacking[:_MOST]:
        console.print(f"  {share:4.0%}  {name}: {corpus.vocabulary[name].meaning}")
    if len(found.lacking) > _MOST:
        console.print(f"  and {len(found.lacking) - _MOST} more (--json)")
    console.print("Give them as columns, with --fact NAME=VALUE, or stipulate a clean transaction with --screened.")
