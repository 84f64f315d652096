"""Every finding of the documentation is printed by its command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.run import acquis

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "findings.md"
_FINDING = re.compile(r"```console\nacquis (?P<words>.+)\n```\n\n(?P<quotes>(?:> .*\n)+)")


def findings() -> list[tuple[str, list[str]]]:
    text = PAGE.read_text(encoding="utf-8")
    return [(m["words"], [line[2:] for line in m["quotes"].splitlines()]) for m in _FINDING.finditer(text)]


def squeezed(text: str) -> str:
    return re.sub(r"[\s│]+", " ", text)


def test_every_chapter_has_a_command() -> None:
    assert len(findings()) == PAGE.read_text(encoding="utf-8").count("\n## ") >= 3


@pytest.mark.parametrize(("words", "quotes"), findings())
def test_the_command_prints_the_finding(words: str, quotes: list[str]) -> None:
    ran = acquis(*shlex.split(words))
    assert ran.code in (0, 3), ran.err
    for quote in quotes:
        assert squeezed(quote) in squeezed(ran.out)
