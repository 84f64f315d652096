"""`acquis screen sql`: the law of a day as SQL views, for a database or a warehouse."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.errors import AcquisError
from acquis.law import Layer, load_corpus


class Dialect(StrEnum):
    """Databases whose SQL is written."""

    POSTGRES = "postgres"
    DUCKDB = "duckdb"
    SPARK = "spark"


def sql(
    dialect: Annotated[Dialect, typer.Option("--dialect", help="the database")],
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            help="the columns of the table, parted by semicolons: FACT, FACT_low and FACT_high, 'has(party_lists, ID)'",
        ),
    ],
    table: Annotated[str, typer.Option("--table", help="the table, or schema.table")] = "transfers",
    on: output.On = None,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    screened: output.Screened = False,
    fact: output.Facts = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="write to a file")] = None,
) -> None:
    """Write a view for each regime: outcome low and high, entries, what decided, authorisations. What is missing is not told."""
    from acquis.items.assess import CLEAN
    from acquis.screening.sql_view import statement, view_of

    corpus = load_corpus()
    day = output.day(on)
    known = corpus.vocabulary.read_all((dict(CLEAN) if screened else {}) | output.parse_facts(fact or []))
    names = [column.strip() for column in columns.split(";") if column.strip()]
    views, ignored = [], set(names)
    for name in output.checked_regimes(corpus, regime):
        view = view_of(corpus.on(day, name, layer), table, names, dialect.value, known)
        ignored &= set(view.ignored)
        views.append(statement(view, name, day, table, dialect.value))
    if ignored == set(names):
        raise AcquisError(
            "no column has the name of a fact",
            field="--columns",
            way_out="give the table's columns the names of facts in a view of your own, and name that: "
            "SELECT ship_to AS destination ...; acquis facts lists the facts",
        )
    if ignored:
        told = ", ".join(column for column in names if column in ignored)
        typer.echo(f"Columns that are no facts, and go into the views as they are: {told}", err=True)
    text = "\n".join(views)
    if out is None:
        typer.echo(text, nl=False)
    else:
        output.out_file(out).write_text(text, encoding="utf-8")
        print(f"{len(views)} views written to {out}")
