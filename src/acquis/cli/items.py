"""`acquis items`: real machines, what is known of them, and which part of one could be controlled by itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.cli.machines import band_of, number, qpu_of
from acquis.items import Answer, Item, band_answers, list_qpus, qpu
from acquis.items.assess import nearest_to_the_words
from acquis.law import load_corpus
from acquis.law.ladder import ladder

app = typer.Typer(help="Real machines: list, show, parts.", no_args_is_help=True, rich_markup_mode=None)

QPU = Annotated[str, typer.Argument(help="name in the shipped table, or a file (IBM or Cirq JSON, CSV, YAML)")]


class Table(StrEnum):
    """Tables that ship."""

    QPU = "qpu"


@app.command("list")
def list_(
    table: Annotated[Table, typer.Argument(help="which table")] = Table.QPU,
    json: output.Json = False,
) -> None:
    """List a shipped table of real items."""
    items = [qpu(name) for name in list_qpus()]
    if json:
        output.print_json([item.to_dict() for item in items])
        return
    from rich.table import Table as RichTable

    shown = RichTable(box=None)
    shown.add_column("name", no_wrap=True)
    for heading in ("by", "date", "made", "working", "C-NOT error", "remarks"):
        shown.add_column(heading, no_wrap=heading != "remarks")
    for item in items:
        shown.add_row(
            item.id,
            item.provider,
            str(item.date or ""),
            str(item.common.get("fabricated_qubits", "")),
            number(item.common.get("physical_qubits")),
            number(nearest_to_the_words(item).facts.get("cnot_error")),
            ", ".join(defect.partition(":")[0].replace("_", " ") for defect in item.defects),
        )
    console = output.console()
    console.print(shown)
    console.print(f"{len(items)} machines. Sources and licences: NOTICE.")


@app.command()
def show(name: QPU, json: output.Json = False) -> None:
    """Show a machine: its facts, its readings, its evidence, and what is wrong with the data."""
    item = qpu_of(name)
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
        console.print(f"  {name} = {value if isinstance(value, str) else number(value)}")
    for reading in item.readings:
        console.print(
            f"\n[bold]{reading.name}[/]{' (the words of the law)' if reading.legal_quantity else ''}: {escape(reading.label)}"
        )
        for name, value in reading.facts.items():
            console.print(f"  {name} = {number(value)}")
        console.print(f"  {escape(reading.what_it_is)}")
    for evidence in item.evidence:
        console.print(f"\n[bold]evidence[/]  {evidence.kind}: {escape(evidence.what)}, by {escape(evidence.by)}")
        console.print(f"  {escape(evidence.source_file or '')} {evidence.sha256 or ''} {evidence.licence or ''}")
        if evidence.note:
            console.print(f"  {escape(evidence.note)}")
        for name, value in evidence.numbers.items():
            console.print(f"  {name} = {number(value)}")
