"""Runs the command as a user does: a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def acquis(*words: object, stdin: str | None = None) -> Ran:
    """`acquis WORDS`, with no terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "acquis", *map(str, words)], input=stdin, capture_output=True, text=True, check=False, timeout=120
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def refused(ran: Ran) -> str:
    """The one line of an error that a user can mend: exit code 2, no traceback, nothing on standard output."""
    assert ran.code == 2, ran
    assert "Traceback" not in ran.err
    assert ran.out == ""
    return ran.err
