"""`acquis law export`: the body of law in open formats."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from acquis.cli import output
from acquis.law import load_corpus
from acquis.law.formats import to_akoma_ntoso, to_jsonld


class Format(StrEnum):
    """What to write."""

    JSONLD = "jsonld"
    AKN = "akn"


def export(
    out: Annotated[Path, typer.Argument(help="a file for JSON-LD, a folder for Akoma Ntoso (one file an instrument)")],
    format_: Annotated[Format, typer.Option("--format", help="JSON-LD (schema.org and ELI), or Akoma Ntoso 1.0")] = Format.JSONLD,
    prefix: Annotated[str, typer.Option("--prefix", help="only ids that begin so, e.g. US.EAR.774")] = "",
) -> None:
    """Write the body of law as JSON-LD (schema.org Legislation, ELI) or Akoma Ntoso 1.0."""
    corpus = load_corpus()
    if format_ == Format.JSONLD:
        chosen = [p for p in corpus.provisions if p.id.startswith(prefix)]
        output.write_json(output.out_file(out), to_jsonld(corpus, chosen))
        print(f"{len(chosen)} provisions written to {out}")
        return
    instruments = [identifier for identifier in corpus.instruments if identifier.startswith(prefix)]
    for identifier in instruments:
        path = output.out_file(out / f"{identifier.replace('/', '-')}.xml")
        path.write_text(to_akoma_ntoso(corpus, identifier), encoding="utf-8")
    print(f"{len(instruments)} instruments written to {out}")
