"""The shipped tables of real items on the command line: options that name an item, and finding it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acquis.cli.machines import qpu_of
from acquis.errors import AcquisError
from acquis.items import CATALOGUES, Item, ItemError, Table

Qpu = Annotated[
    str | None,
    typer.Option(
        "--qpu", metavar="NAME", help="a quantum computer: a name of the shipped table (acquis items list qpu), or a file"
    ),
]
Chip = Annotated[str | None, typer.Option("--chip", metavar="NAME", help="a chip of the shipped table (acquis items list chip)")]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="an AI model of the shipped table (acquis items list model)")
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="NAME", help="a cluster of the shipped table (acquis items list cluster)"),
]
Reading = Annotated[
    str | None, typer.Option("--reading", help="only this reading of the item's data (acquis items show lists them)")
]
Act = Annotated[str | None, typer.Option("--act", metavar="CODE", help="what is done; for an item of a table export by default")]


def chosen(
    command: str, case: Path | None, qpu: str | None, chip: str | None, model: str | None, cluster: str | None
) -> Item | None:
    """The item that one of the options names; None where there is a case file instead.

    Raises:
        AcquisError: none, or more than one, of all is given.
        ItemError: no such item.
    """
    given = zip(Table, (qpu, chip, model, cluster), strict=True)
    named = {table: name for table, name in given if name is not None}
    if (case is not None) + len(named) != 1:
        options = ", ".join(f"--{table}" for table in Table)
        raise AcquisError(
            f"{command} takes one of a case file, {options}",
            way_out=f"acquis {command} CASE.yaml, or for example acquis {command} --chip H20",
        )
    for table, name in named.items():
        return qpu_of(name) if table is Table.QPU else CATALOGUES[table].read(name)
    return None


def any_item(name: str) -> Item:
    """The item of that name in whichever table has it, or in the one of a prefix (`chip:A100`); or a machine read from a file.

    A whole name goes before a short one, and a short one that fits one item of a table before those that fit several of another.

    Raises:
        ItemError: no table, or more than one, has it.
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in set(Table):
        return CATALOGUES[Table(prefix)].read(rest)
    if Path(name).suffix.lower() in (".json", ".csv", ".yaml", ".yml"):
        return qpu_of(name)
    whole = [table for table in Table if name in CATALOGUES[table].names()]
    found: dict[Table, Item] = {}
    several: ItemError | None = None
    for table in whole or Table:
        try:
            found[table] = CATALOGUES[table].read(name)
        except ItemError as error:
            several = error if " fits several " in error.message else several
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        way_out = " or ".join(f"{table}:{item.id}" for table, item in found.items())
        raise ItemError(f"{name!r} fits items of more than one table", way_out=f"name one: {way_out}")
    raise several or ItemError(
        f"no table has an item {name!r}", way_out="acquis items list chip (qpu, model, cluster) names them"
    )
