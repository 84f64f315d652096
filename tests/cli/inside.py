"""Runs the command within this process: the same code as `acquis`, without the time it takes to start."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import pytest

from acquis.cli.app import run
from tests.cli.run import Ran


class Person:
    """Standard input: someone who reads the last question on the screen and answers it."""

    def __init__(self, screen: io.StringIO, answer: Callable[[str], str | None]) -> None:
        self.screen, self.answer = screen, answer
        self.asked: list[str] = []

    def readline(self) -> str:
        """The answer to the question; empty (the end of the input) for None."""
        question = self.screen.getvalue().rstrip("> \n").rpartition("\n\n")[2]
        name = question.partition(":")[0].partition(" ")[0]
        self.asked.append(name)
        text = self.answer(name)
        return "" if text is None else text + "\n"


def inside(*words: object, answer: Callable[[str], str | None] | None = None) -> tuple[Ran, list[str]]:
    """What `acquis WORDS` says, and the facts it asked for. `answer` gives the line typed for a fact."""
    out, err = io.StringIO(), io.StringIO()
    person = Person(err if "--json" in words else out, answer or (lambda name: None))
    code = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["acquis", *map(str, words)])
        patch.setattr(sys, "stdin", person)
        patch.setenv("COLUMNS", "200")
        try:
            run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return Ran(code, out.getvalue(), err.getvalue()), person.asked
