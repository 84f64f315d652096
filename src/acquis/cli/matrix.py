"""`acquis matrix`: all sides of a topic against each other, as table, picture or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output
from acquis.compare.matrix import Matrix, Pair, matrix
from acquis.compare.relation import Relation
from acquis.compare.topics import topic, topics
from acquis.figures import save
from acquis.figures.relations import SIGNS, Square, relation_chart
from acquis.law import NOTICE, Corpus, Layer, load_corpus

if TYPE_CHECKING:
    import altair as alt

_WORDS = {
    Relation.EQUIVALENT: "same",
    Relation.A_NARROWER: "narrower",
    Relation.B_NARROWER: "wider",
    Relation.DIFFER: "differ",
    Relation.NOT_DECIDED: "unknown",
}
SOURCE = "acquis corpus {corpus}; relations proved by Z3, witnesses checked by the engine"
SHARE = "Small: share of the parameter space on which both certainly agree."


def matrix_(
    of: Annotated[
        list[str] | None, typer.Option("--topic", metavar="ID", help="a topic (may be repeated); all by default")
    ] = None,
    side: Annotated[list[str] | None, typer.Option("--side", metavar="ID", help="only this side (may be repeated)")] = None,
    list_: Annotated[bool, typer.Option("--list", help="list topics and their sides")] = False,
    everyone: Annotated[bool, typer.Option("--everyone", help="also sides of which nothing is known")] = False,
    on: output.On = None,
    layer: output.In = Layer.ENFORCED,
    out: Annotated[Path | None, typer.Option("--out", help="also draw it (.svg, .png or .html); with one topic")] = None,
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
            path = save(draw(one), output.out_file(target))
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
    table = Table(title=f"{found.topic.title}, {found.on}", title_justify="left", box=None, padding=(0, 1))
    table.add_column("")
    for side in found.sides:
        table.add_column(side.id, justify="center")
    for row in found.sides:
        signs = ["·" if row == column else SIGNS[word_of(found.pair(row.id, column.id))][0] for column in found.sides]
        table.add_row(f"{row.id}  [dim]{row.name}[/]", *signs)
    console.print(table)
    shown = {word_of(pair) for pair in found.pairs} | {word_of(pair.reversed) for pair in found.pairs}
    console.print("  " + "   ".join(f"{sign} {text}" for key, (sign, text, _) in SIGNS.items() if key in shown), soft_wrap=True)
    for pair in found.pairs:
        if line := _line(pair):
            console.print(f"  {line}", soft_wrap=True)
    if found.left_out:
        console.print(f"  [italic]{left_out(found)}[/]", soft_wrap=True)
    console.print()


def left_out(found: Matrix) -> str:
    """The sides that are not in the matrix, and why."""
    names = ", ".join(side.name for side in found.left_out)
    return f"Not established of {names}: the list was not read, or the corpus holds no provision of it."


def word_of(pair: Pair) -> str:
    """The relation of a pair as the matrix tells it."""
    return "neither" if pair.neither else _WORDS[pair.comparison.relation]


def _line(pair: Pair) -> str:
    """What separates two sides that both have the control, with the counts of real items."""
    found = pair.comparison
    if found.a.empty or found.b.empty or found.relation in (Relation.EQUIVALENT, Relation.NOT_DECIDED):
        return ""
    parts = [
        f"{mine.id}, not {other.id}: {direction.witness}"
        for mine, other, direction in ((pair.a, pair.b, found.a_in_b), (pair.b, pair.a, found.b_in_a))
        if direction.witness is not None
    ]
    if pair.items is not None:
        parts.append(f"real items: {pair.items.agree} alike, {pair.items.differ} apart, {pair.items.undecided} open")
    return "; ".join(parts)


def draw(found: Matrix) -> alt.TopLevelMixin:
    """The heat map."""
    return relation_chart(
        list(_squares(found)),
        [side.id for side in found.sides],
        title=found.topic.title,
        as_of=found.on,
        source=SOURCE.format(corpus=found.corpus),
        share=SHARE if found.topic.axes else "",
        remarks=[left_out(found)] if found.left_out else [],
    )


def _squares(found: Matrix) -> Iterator[Square]:
    for pair in found.pairs:
        for seen in (pair, pair.reversed):
            share = seen.space.agree.value if seen.space is not None else None
            known = word_of(seen) not in ("unknown", "neither")
            yield Square(seen.a.id, seen.b.id, word_of(seen), _line(seen), f"{share:.0%}" if share is not None and known else "")
