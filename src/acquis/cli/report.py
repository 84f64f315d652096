"""`acquis report`: citable documents made from the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.compare.topics import topic
from acquis.law import Layer, load_corpus

app = typer.Typer(help="Citable documents: PDF, HTML or Markdown.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def report() -> None:
    """Keeps `comparative` a command of its own while it is the only one."""


@app.command("comparative")
def comparative(
    of: Annotated[str, typer.Option("--topic", metavar="ID", help="a topic (acquis matrix --list)")],
    out: Annotated[
        Path | None, typer.Option("--out", help="where to write (.pdf, .html or .md); out/TOPIC.pdf by default")
    ] = None,
    on: output.On = None,
    layer: output.In = Layer.ENFORCED,
) -> None:
    """Write the comparative report of a topic: who controls what, proved relations, real items, changes, sources."""
    from acquis.documents import save
    from acquis.documents.comparative import comparative_report
    from acquis.documents.saving import check_suffix

    target = out or Path("out") / f"{of}.pdf"
    check_suffix(target)
    corpus = load_corpus()
    document = comparative_report(corpus, topic(corpus, of), output.day(on), layer)
    print(save(document, output.out_file(target)))
