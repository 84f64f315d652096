"""`acquis assess`: what the law says of a case or of a real item."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acquis.cli import output, tables
from acquis.errors import AcquisError
from acquis.law import Case, Corpus, Layer, determine, load_corpus, read_case

if TYPE_CHECKING:
    from acquis.items.assess import ItemDetermination


def assess(
    case: Annotated[Path | None, typer.Argument(help="a case file (YAML)")] = None,
    qpu: tables.Qpu = None,
    chip: tables.Chip = None,
    model: tables.Model = None,
    cluster: tables.Cluster = None,
    reading: tables.Reading = None,
    act: tables.Act = None,
    to: output.To = None,
    from_: output.From = None,
    on: output.On = None,
    regime: output.Regimes = None,
    layer: Annotated[
        Layer | None, typer.Option("--layer", help="the law as applied (default), or as it stands in the books")
    ] = None,
    screened: output.Screened = False,
    fact: output.Facts = None,
    why: Annotated[bool, typer.Option("--why", help="also print the tree of reasons")] = False,
    prov: Annotated[
        Path | None, typer.Option("--prov", help="also write what the answer rests on, as PROV-JSON (with a case file)")
    ] = None,
    json: output.Json = False,
) -> None:
    """What every regime says of a case, or of a real machine, chip, model or cluster.

    Exit code 0 when every outcome is settled, 3 when something is undetermined, 2 when the input is bad.
    """
    corpus = load_corpus()
    extra = transaction_facts(to, from_, screened, fact or [], act)
    item = tables.chosen("assess", case, qpu, chip, model, cluster)
    if item is not None:
        from acquis.items.assess import determine_item

        if prov is not None:
            raise AcquisError(
                "an item may have several readings, each with facts of its own",
                field="--prov",
                way_out="give a case file",
            )

        names, facts = output.checked_regimes(corpus, regime), {"act": "export", **extra}
        answer = determine_item(
            corpus, item, facts, output.day(on), names, layer or Layer.ENFORCED, only=reading, with_reasons=why or json
        )
        if json:
            output.print_json(answer.to_dict())
        else:
            _tell_item(answer, corpus, str(facts["act"]), why)
        output.exit_with(answer.settled)
        return
    assert case is not None
    if reading is not None:
        raise AcquisError(
            "--reading belongs to an item of a table", field="--reading", way_out="use it with --qpu, --chip or --model"
        )
    read = read_case(case, corpus.vocabulary, output.day(on))
    output.checked_regimes(corpus, read.regimes, field="regimes", file=case)
    _assess_case(corpus, read, extra, on, regime, layer, why, json, prov)


def transaction_facts(
    to: str | None, from_: str | None, screened: bool, pairs: list[str], act: str | None = None
) -> dict[str, object]:
    """Raw facts of a transaction from the options of the command line."""
    from acquis.items.assess import CLEAN

    facts: dict[str, object] = dict(CLEAN) if screened else {}
    if act is not None:
        facts["act"] = act
    if to is not None:
        facts["destination"] = to.upper()
    if from_ is not None:
        facts["exported_from"] = from_.upper()
    return facts | output.parse_facts(pairs)


def _assess_case(
    corpus: Corpus,
    case: Case,
    extra: dict[str, object],
    on: str | None,
    regime: list[str] | None,
    layer: Layer | None,
    why: bool,
    json: bool,
    prov: Path | None,
) -> None:
    path = output.out_file(prov) if prov is not None else None
    facts = corpus.vocabulary.read_all(extra, case.facts)
    names = output.checked_regimes(corpus, regime or case.regimes)
    day = output.day(on) if on else case.date
    answer = determine(corpus, facts, day, names, layer or case.layer, with_reasons=why or json)
    if path is not None:
        from acquis.law.formats import to_prov

        output.write_json(path, to_prov(corpus, answer, facts, dt.datetime.now(dt.UTC)))
    if json:
        output.print_json(answer.to_dict())
    else:
        from rich.markup import escape

        from acquis.cli.answer import answer_table, footer, reasons_tree

        console = output.console()
        if case.title:
            console.print(f"[bold]{escape(case.title)}[/]\n")
        for result in answer.regimes.values():
            console.print(answer_table(result, corpus))
            if why and result.because is not None:
                console.print(reasons_tree(result.because))
            console.print()
        console.print(footer(answer))
    output.exit_with(answer.settled)


def _tell_item(answer: ItemDetermination, corpus: Corpus, act: str, why: bool) -> None:
    from rich.markup import escape

    from acquis.cli.answer import answer_table, footer, reasons_tree
    from acquis.cli.machines import readings_table
    from acquis.cli.quantities import not_in_the_data

    console = output.console()
    reading, determination = answer.nearest_to_the_words
    for table in readings_table(answer, corpus):
        console.print(table)
    console.print(f"\nThe answers below use [bold]{escape(reading.label)}[/]. {escape(reading.what_it_is)}")
    if lacking := not_in_the_data(answer.item, determination, corpus):
        console.print(f"[yellow]The data do not say, and it matters:[/] {lacking}. Give what you know with --fact NAME=VALUE.")
    console.print(f"The act is [bold]{escape(act)}[/]; --act asks for another.\n")
    for result in determination.regimes.values():
        console.print(answer_table(result, corpus))
        if why and result.because is not None:
            console.print(reasons_tree(result.because))
        console.print()
    console.print(footer(determination))
