"""`acquis items`: real machines, chips, models and clusters; and which part of a machine could be controlled by itself."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.cli.item_lists import COLUMNS
from acquis.cli.machines import band_of, number, qpu_of
from acquis.cli.quantities import quantity
from acquis.cli.tables import any_item
from acquis.items import CATALOGUES, Answer, Item, Table, band_answers
from acquis.law import load_corpus
from acquis.law.ladder import ladder

app = typer.Typer(
    help="Real quantum computers, chips, models, clusters: list, show, parts.", no_args_is_help=True, rich_markup_mode=None
)

NAME = Annotated[str, typer.Argument(help="name in any shipped table; chip:, model:, cluster: or qpu: before it names the table")]
QPU = Annotated[str, typer.Argument(help="name in the shipped table, or a file (IBM or Cirq JSON, CSV, YAML)")]


@app.command("list")
def list_(
    table: Annotated[Table, typer.Argument(help="which table")] = Table.QPU,
    json: output.Json = False,
) -> None:
    """List a shipped table of real items."""
    items = CATALOGUES[table].items()
    if json:
        output.print_json([item.to_dict() for item in items])
        return
    from rich.markup import escape
    from rich.table import Table as RichTable

    shown = RichTable(box=None)
    columns = COLUMNS[table]
    for heading in ("name", *columns, "remarks"):
        shown.add_column(heading, no_wrap=heading not in ("by", "remarks") and (heading, table) != ("name", Table.CLUSTER))
    for item in items:
        remarks = ", ".join(defect.partition(":")[0].replace("_", " ") for defect in item.defects)
        shown.add_row(escape(item.id), *(escape(tell(item)) for tell in columns.values()), remarks)
    console = output.console()
    console.print(shown)
    console.print(f"{len(items)} items. Sources and licences: NOTICE.")


@app.command()
def show(name: NAME, json: output.Json = False) -> None:
    """Show a real item: its facts, its readings, its evidence, and what is wrong with the data."""
    item = any_item(name)
    if json:
        output.print_json(item.to_dict())
        return
    _tell(output.console(), item)


@app.command()
def parts(
    name: QPU,
    regime: Annotated[str, typer.Option("--regime", help="whose ladder")] = "US",
    on: output.On = None,
    json: output.Json = False,
) -> None:
    """Could a part of a machine be controlled by itself? For each band: yes with the part, no with proof, or not decided."""
    corpus = load_corpus()
    (regime,) = output.checked_regimes(corpus, [regime])
    rungs = ladder(corpus.on(output.day(on), regime))
    item = qpu_of(name)
    if item.machine is None:
        from acquis.items import ItemError

        raise ItemError(f"{item.id} has no couplers with C-NOT errors, so its parts are unknown")
    answers = band_answers(item.machine, [band_of(rung) for rung in rungs])
    rows = [{"provision": rung.provision, **_answer(answer)} for rung, answer in zip(rungs, answers, strict=True)]
    if json:
        output.print_json(rows)
        return
    from rich.table import Table as RichTable

    table = RichTable(box=None)
    for heading in ("band", "a part?", "qubits", "mean error", "at least", "limit"):
        table.add_column(heading, no_wrap=True)
    for rung, answer in zip(rungs, answers, strict=True):
        part, bound = answer.witness, answer.bound
        table.add_row(
            rung.provision,
            answer.verdict.replace("_", " "),
            str(len(part.qubits)) if part else "",
            number({"low": part.mean_low, "high": part.mean_high}) if part else "",
            number(bound.value) if bound and bound.value is not None else "",
            number(rung.measure.high) if rung.measure.high is not None else "any",
        )
    output.console().print(table)


def _answer(answer: Answer) -> dict[str, Any]:
    part, bound = answer.witness, answer.bound
    return {
        "verdict": answer.verdict,
        "notion": answer.notion,
        "why": answer.why,
        "part": None
        if part is None
        else {
            "qubits": list(part.qubits),
            "couplers": [list(pair) for pair in part.couplers],
            "mean": {"low": str(part.mean_low), "high": str(part.mean_high)},
        },
        "bound": None
        if bound is None
        else {"argument": bound.argument, "value": None if bound.value is None else str(bound.value)},
    }


def _tell(console: Any, item: Item) -> None:
    from rich.markup import escape

    console.print(f"[bold]{escape(item.name)}[/]  {item.technology}, {item.date or 'no stated day'}")
    for defect in item.defects:
        console.print(f"[yellow]{escape(defect)}[/]")
    for name, value in item.common.items():
        console.print(f"  {name} = {quantity(value)}")
    for reading in item.readings:
        console.print(
            f"\n[bold]{reading.name}[/]{' (the words of the law)' if reading.legal_quantity else ''}: {escape(reading.label)}"
        )
        for name, value in reading.facts.items():
            console.print(f"  {name} = {quantity(value)}")
        console.print(f"  {escape(reading.what_it_is)}")
    for evidence in item.evidence:
        console.print(f"\n[bold]evidence[/]  {evidence.kind}: {escape(evidence.what)}, by {escape(evidence.by)}")
        console.print(f"  {escape(evidence.source_file or '')} {evidence.sha256 or ''} {evidence.licence or ''}")
        if evidence.note:
            console.print(f"  {escape(evidence.note)}")
        for name, value in evidence.numbers.items():
            console.print(f"  {name} = {escape(quantity(value))}")
