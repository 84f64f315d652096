"""`acquis law`: the body of law itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acquis.law.load import load_corpus

app = typer.Typer(help="The body of law: list, show, check.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="a corpus folder; the one that ships by default", exists=True)] = None,
) -> None:
    """Validate a corpus and report every error at once."""
    corpus = load_corpus(folder)
    print(f"{len(corpus.provisions)} provisions, {len(corpus.groups)} groups, {len(corpus.regimes)} regimes: no errors")
