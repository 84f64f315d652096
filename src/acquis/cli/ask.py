"""`acquis ask`: the interview."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from acquis.cli import output
from acquis.cli.assess import transaction_facts
from acquis.errors import AcquisError, printable
from acquis.law import Determination, Layer, load_corpus, read_case
from acquis.law.interview import Interview
from acquis.law.vocabulary import Definition

_HELP = "Enter a value (several: a, b; none: []; a range: {low: , high: }). ? = not known, - = cannot apply, q = stop."


def ask(
    case: Annotated[Path | None, typer.Argument(help="a case file to start from")] = None,
    save: Annotated[Path | None, typer.Option("--save", help="write the answers as a case file")] = None,
    to: output.To = None,
    from_: output.From = None,
    on: output.On = None,
    regime: output.Regimes = None,
    layer: output.In = Layer.ENFORCED,
    screened: output.Screened = False,
    fact: output.Facts = None,
    json: output.Json = False,
) -> None:
    """Interview: asks only for facts that can still move an outcome, and shows the outcomes narrow.

    Exit code 0 when every outcome is settled, 3 when something is still undetermined.
    """
    corpus = load_corpus()
    target = output.out_file(save) if save else None
    start = read_case(case, corpus.vocabulary, output.day(on)) if case else None
    raw = transaction_facts(to, from_, screened, fact or [])
    interview = Interview(
        corpus,
        corpus.vocabulary.read_all(raw, start.facts if start else None),
        output.day(on) if on or start is None else start.date,
        output.checked_regimes(corpus, regime or (start.regimes if start else None)),
        start.layer if start else layer,
        start.declined if start else (),
        start.not_applicable if start else (),
    )
    console = _console(json)
    console.print(_HELP + "\n")
    _outcomes(console, interview.determination)
    while (question := interview.next_question()) is not None:
        if not _ask(console, interview, question):
            break
        _outcomes(console, interview.determination)
    if target:
        _save(interview, target)
        console.print(f"Answers written to {printable(target)}", markup=False)
    if json:
        output.print_json(interview.determination.to_dict())
    output.exit_with(interview.determination.settled)


def _console(json: bool) -> Any:
    from rich.console import Console

    return Console(highlight=False, stderr=json)


def _ask(console: Any, interview: Interview, question: Definition) -> bool:
    """One question until it has an answer; False when the person stops."""
    from rich.markup import escape

    unit = f" [{question.unit}]" if question.unit and question.unit != "1" else ""
    console.print(f"\n[bold]{question.name}[/]{escape(f'{unit}: {question.question}')}")
    if question.codes:
        console.print(f"  {', '.join(question.codes)}", style="bright_black")
    while True:
        console.print("> ", end="")
        line = _line()
        text = line.strip()
        if not line or text == "q":
            return False
        if text == "?":
            interview.decline(question.name)
            return True
        if text == "-":
            interview.skip(question.name)
            return True
        try:
            interview.answer(question.name, _value(text, question))
        except AcquisError as error:
            console.print(str(error), style="red", markup=False)
            continue
        return True


def _line() -> str:
    """A line of standard input; empty at its end.

    Raises:
        AcquisError: what comes in is not text.
    """
    try:
        return sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise AcquisError("the answers are not text", file="standard input", way_out=f"write {error.encoding}") from None


def _value(text: str, question: Definition) -> object:
    several = question.kind in ("codes", "countries", "places", "texts", "ids", "numbers", "dates")
    if several and not text.startswith("["):
        text = f"[{text}]"
    if question.kind == "bool" and text.lower() in ("y", "yes", "n", "no"):
        return text.lower().startswith("y")
    return output.parse_value(text, question.name)


def _outcomes(console: Any, determination: Determination) -> None:
    shown = "   ".join(f"[bold]{name}[/] {output.styled(result.outcome)}" for name, result in determination.regimes.items())
    console.print(shown)


def _save(interview: Interview, path: Path) -> None:
    import yaml

    from acquis.conditions.values import to_json

    facts = {name: to_json(value) for name, value in interview.facts.items()} | dict.fromkeys(sorted(interview.declined))
    case = {"date": interview.on, "layer": str(interview.layer), "regimes": list(interview.regimes), "facts": facts}
    if interview.not_applicable:
        case["not_applicable"] = sorted(interview.not_applicable)
    try:
        path.write_text(yaml.safe_dump(case, sort_keys=False, allow_unicode=True), encoding="utf-8")
    except OSError as error:
        raise AcquisError(f"cannot write there: {error.strerror}", file=path, way_out="name another file") from None
