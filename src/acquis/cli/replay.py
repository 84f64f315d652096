"""`acquis test`: replays worked cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acquis.law.load import load_corpus
from acquis.law.worked_cases import replay_file


def test(
    files: Annotated[list[Path], typer.Argument(help="files of worked cases")],
    only: Annotated[list[str] | None, typer.Option("--only", help="replay only cases whose id begins so")] = None,
) -> None:
    """Replay worked cases: one line a failure with expected and got, then the count."""
    corpus = load_corpus()
    wanted = (lambda identifier: identifier.startswith(tuple(only))) if only else None
    passed = failed = 0
    for path in files:
        for replay in replay_file(path, corpus, wanted):
            for failure in replay.failures:
                print(failure)
            passed += not replay.failures
            failed += bool(replay.failures)
    print(f"{passed} passed, {failed} failed")
    if failed:
        raise typer.Exit(1)
