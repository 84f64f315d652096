"""`acquis matrix`: all sides of a topic against each other, as table, picture or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.compare.matrix import Matrix, matrix
from acquis.compare.topics import topic, topics
from acquis.figures import save
from acquis.figures.topic_matrix import difference_of, left_out, legend_of, sign_of, topic_matrix_chart
from acquis.law import NOTICE, Corpus, Layer, load_corpus


def matrix_(
    of: Annotated[
        list[str] | None, typer.Option("--topic", metavar="ID", help="a topic (may be repeated); all by default")
    ] = None,
    side: Annotated[list[str] | None, typer.Option("--side", metavar="ID", help="only this side (may be repeated)")] = None,
    list_: Annotated[bool, typer.Option("--list", help="list topics and their sides")] = False,
    everyone: Annotated[bool, typer.Option("--everyone", help="also sides of which nothing is known")] = False,
    on: output.On = None,
    layer: output.In = Layer.ENFORCED,
    out: Annotated[Path | None, typer.Option("--out", help="also draw it (.svg, .png or .html), a file for each topic")] = None,
    json: output.Json = False,
) -> None:
    """Compare all sides of a topic with each other: relation by proof, agreement on real items and over the parameter space."""
    corpus = load_corpus()
    if list_:
        _list(corpus)
        return
    chosen = [topic(corpus, name) for name in of] if of else list(topics(corpus).values())
    day = output.day(on)
    found = [matrix(corpus, one, day, layer, side, drop_silent=not everyone and side is None) for one in chosen]
    if json:
        output.print_json([one.to_dict() for one in found])
    else:
        for one in found:
            show(one)
        output.console().print(f"[dim]{NOTICE}[/]", soft_wrap=True)
    if out is not None:
        for one in found:
            target = out if len(found) == 1 else out.with_stem(f"{out.stem}-{one.topic.id}")
            path = save(topic_matrix_chart(one), output.out_file(target))
            if not json:
                print(path)


def _list(corpus: Corpus) -> None:
    console = output.console()
    for one in topics(corpus).values():
        console.print(f"[bold]{one.id}[/]  {one.title}")
        console.print("  " + "; ".join(f"{side.id} ({side.name})" for side in one.sides), soft_wrap=True)


def show(found: Matrix) -> None:
    """The matrix as a table of signs, then what each decided pair is about."""
    from rich.table import Table

    console = output.console(100)
    console.print(f"[bold]{found.topic.title}[/], {found.on}")
    table = Table(box=None, padding=(0, 1))
    table.add_column("")
    for side in found.sides:
        table.add_column(side.id, justify="center")
    for row in found.sides:
        signs = ["·" if row == column else sign_of(found.pair(row.id, column.id)) for column in found.sides]
        table.add_row(f"{row.id}  [dim]{row.name}[/]", *signs)
    console.print(table)
    if found.pairs:
        console.print("  " + "   ".join(f"{sign} {text}" for sign, text in legend_of(found)), soft_wrap=True)
    for pair in found.pairs:
        if told := difference_of(pair):
            console.print(f"  {told}", soft_wrap=True)
    if found.left_out:
        console.print(f"  [italic]{left_out(found)}[/]", soft_wrap=True)
    console.print()
