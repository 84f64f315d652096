"""`acquis assess`: what the law says of a case."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from acquis.law import determine, load_corpus, read_case


def assess(case: Annotated[Path, typer.Argument(help="a case file")]) -> None:
    """What every regime says of a case."""
    corpus = load_corpus()
    read = read_case(case, corpus.vocabulary, dt.date.today())
    print(json.dumps(determine(corpus, read.facts, read.date, read.regimes, read.layer).to_dict(), indent=1, ensure_ascii=False))
