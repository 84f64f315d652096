"""What commands share: options, exit codes, and how an answer looks on a terminal."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from acquis.errors import AcquisError
from acquis.law import Corpus, Layer, Outcome, OutcomeInterval, SourceError
from acquis.law.yaml_source import parse_source

SETTLED, FAILED, BAD_INPUT, UNDETERMINED = 0, 1, 2, 3

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="the day on which the law is read; today by default")]
Regimes = Annotated[list[str] | None, typer.Option("--regime", help="only this regime (may be repeated); all by default")]
In = Annotated[Layer, typer.Option("--layer", help="the law as applied, or as it stands in the books")]
To = Annotated[str | None, typer.Option("--to", metavar="CC", help="country of destination, ISO 3166-1 alpha-2")]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="CC", help="country it leaves; by default each regime's own home country is assumed"),
]
Facts = Annotated[
    list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="a further fact, value as in YAML (may be repeated)")
]
Screened = Annotated[
    bool,
    typer.Option(
        "--screened", help="stipulate a clean transaction: parties on no list, civil end use, nothing told, known or suspected"
    ),
]

_COLOURS = {
    Outcome.NOT_SUBJECT: "bright_black",
    Outcome.FREE: "green",
    Outcome.CONDITIONAL: "cyan",
    Outcome.LICENCE_REQUIRED: "yellow",
    Outcome.PROHIBITED: "red",
}


def print_json(data: Any) -> None:
    """JSON to standard output."""
    plain = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=plain) + "\n")


def console(least: int = 0) -> Any:
    """The terminal, at least so many columns wide where it is none. Rich is loaded only for people, not for `--json`."""
    from rich.console import Console

    plain = Console(highlight=False)
    return plain if plain.is_terminal or plain.width >= least else Console(highlight=False, width=least)


def day(text: str | None) -> dt.date:
    """The day of a query.

    Raises:
        AcquisError: not a day.
    """
    if text is None:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise AcquisError(f"{text!r} is not a day of the calendar", field="--on", way_out="write YYYY-MM-DD") from None


def checked_regimes(
    corpus: Corpus, names: Iterable[str] | None, *, field: str = "--regime", file: Path | None = None
) -> tuple[str, ...]:
    """The regimes asked for, all by default. `field` and `file` are where they were named.

    Raises:
        AcquisError: no such regime.
    """
    if not names:
        return tuple(corpus.regimes)
    for name in names:
        if name not in corpus.regimes:
            way_out = f"one of {', '.join(corpus.regimes)}"
            raise AcquisError(f"there is no regime {name!r}", file=file, field=field, way_out=way_out)
    return tuple(names)


def parse_facts(pairs: Iterable[str]) -> dict[str, object]:
    """`name=value` pairs, each value as in YAML.

    Raises:
        AcquisError: no `=`, or the value cannot be read.
    """
    facts: dict[str, object] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise AcquisError(f"{pair!r} has no value", field="--fact", way_out="write name=value")
        facts[name.strip()] = parse_value(text, "--fact")
    return facts


def parse_value(text: str, field: str) -> object:
    """One value as in YAML; text that YAML cannot read is taken as it is.

    Raises:
        AcquisError: a number or date that is none.
    """
    try:
        return parse_source(text, field).data
    except SourceError as error:
        if "not YAML" in error.message:
            return text
        raise AcquisError(error.message, field=field, way_out=error.way_out) from None


def styled(outcome: OutcomeInterval) -> str:
    """An outcome in the colour of its high end; open ones are italic."""
    colour = _COLOURS[outcome.high]
    name = str(outcome).replace("_", " ")
    return f"[{colour}]{name}[/]" if outcome.settled else f"[italic {colour}]{name}[/]"


def exit_with(settled: bool) -> None:
    """Ends the command: 0 when settled, 3 when undetermined."""
    if not settled:
        raise typer.Exit(UNDETERMINED)


def write_json(path: Path, data: Any) -> None:
    """Write a JSON file, for people to read as well."""
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def out_file(path: Path) -> Path:
    """A file to write, its folder made.

    Raises:
        AcquisError: the folder cannot be made, or the name is a folder.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = path.is_dir()
    except OSError as error:
        raise AcquisError(f"cannot write there: {error.strerror}", file=path, way_out="name another file") from None
    if folder:
        raise AcquisError("this is a folder", file=path, way_out="name a file")
    return path
