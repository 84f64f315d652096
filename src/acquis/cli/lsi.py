"""`acquis lsi`: alternatives for a control, and what each restricts, covers of the stated risk, and costs research."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.compare.lsi import EXAMPLE, Weighing, read_plan, to_dict, weigh
from acquis.documents import save
from acquis.documents.saving import check_suffix
from acquis.errors import AcquisError
from acquis.figures.countries import COUNTRIES
from acquis.law import NOTICE, load_corpus


def lsi(
    alternatives: Annotated[Path | None, typer.Argument(metavar="ALTERNATIVES.yaml", help="the alternatives")] = None,
    example: Annotated[bool, typer.Option("--example", help="print a commented file of alternatives, to start from")] = False,
    on: output.On = None,
    out: Annotated[Path | None, typer.Option("--out", help="write a memo with sources (.md, .html or .pdf)")] = None,
    json: output.Json = False,
) -> None:
    """Weigh a control: least trade-restrictive, security-sufficient, innovation-preserving (Kop 2026)?

    Measures each alternative for a control by what it restricts, what it covers of the stated risk, and what it costs research.
    Nothing is ranked unless the file gives weights.
    """
    if example:
        print(EXAMPLE, end="")
        return
    if alternatives is None:
        raise AcquisError("which alternatives?", way_out="acquis lsi FILE; acquis lsi --example > FILE gives one to start from")
    if out is not None:
        check_suffix(out)
    corpus = load_corpus()
    plan = read_plan(alternatives, corpus, None if on is None else output.day(on))
    found = weigh(corpus, plan, tuple(COUNTRIES))
    if out is not None:
        from acquis.cli.lsi_memo import memo

        path = save(memo(found), output.out_file(out))
        if not json:
            print(path)
    if json:
        output.print_json(to_dict(found))
    elif out is None:
        _show(found)


def _show(found: Weighing) -> None:
    from rich.markup import escape
    from rich.table import Table

    from acquis.cli.lsi_words import conclusions, covers, ranged

    console, plan = output.console(110), found.plan
    console.print(f"[bold]{escape(plan.title)}[/]", soft_wrap=True)
    console.print(f"{escape(plan.control.name)}, law of {plan.on}, corpus {found.corpus.digest[:12]}\n", soft_wrap=True)
    table = Table(box=None, padding=(0, 1), show_edge=False)
    table.add_column("")
    for alternative in plan.alternatives:
        table.add_column(alternative.id, justify="right")
    for measure in found.measures:
        cells = [ranged(measure, k) for k in range(len(plan.alternatives))]
        table.add_row(f"{measure.prong}  {escape(measure.title)}", *cells)
    if plan.risk is not None:
        table.add_row("S  the whole risk region is covered", *(covers(m.covers) for m in found.measured))
    console.print(table)
    for case in plan.research:
        console.print(f"   {escape(case.id)}: {escape(case.title)}", soft_wrap=True)
    for line in conclusions(found):
        console.print(f"\n{escape(line)}", soft_wrap=True)
    console.print(f"\nNot computed: {escape('; '.join(found.not_computed))}.", soft_wrap=True)
    console.print(f"[dim]{NOTICE}[/]", soft_wrap=True)
