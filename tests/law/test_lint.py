"""The lint catches a planted fault of each kind, and finds none in the shipped corpus."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from acquis.law import Corpus, load_corpus
from acquis.law.lint import lint
from tests.law import small

TODAY = dt.date(2026, 11, 22)
SOUND = (
    small.provision("XX.L.1", "scope", when="marked"),
    small.provision("XX.L.2", "entry", when="power >= 3"),
    small.provision("XX.L.3", "requirement", when="holds('XX.L.2')"),
)


def found(tmp_path: Path, *provisions: str) -> list[tuple[str, str]]:
    corpus = load_corpus(small.write(tmp_path, small.law(*provisions)))
    return [(finding.rule, finding.provision) for finding in lint(corpus, TODAY)]


def test_a_sound_corpus_is_clean(tmp_path: Path) -> None:
    assert found(tmp_path, *SOUND) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("citation", small.provision("XX.L.9", "principle").replace("cite: XX.L.9", "cite: x")),
        ("citation", small.provision("XX.L.9", "principle").replace("https://example.org/", "a book")),
        ("stale", small.provision("XX.L.9", "principle").replace("example.org/'}", "example.org/', as_of: 2024-01-01}")),
        ("unit", small.provision("XX.L.9", "definition", when="load > 3")),
        ("unreachable", small.provision("XX.L.9", "requirement", when="power > 5 AND power < 3")),
        ("unreachable", small.provision("XX.L.9", "requirement", when="power < 0")),
        ("unreachable", small.provision("XX.L.9", "requirement", when="holds('XX.L.2') AND power < 3")),
        ("unused", small.provision("XX.L.9", "entry", when="marked")),
    ],
)
def test_a_planted_fault_is_caught(tmp_path: Path, rule: str, fault: str) -> None:
    assert found(tmp_path, *SOUND, fault) == [(rule, "XX.L.9")]


def test_a_finding_may_stand_with_a_reason(tmp_path: Path) -> None:
    entry = small.provision("XX.L.9", "entry", when="marked", lint="{unused: kept for comparison}")
    assert found(tmp_path, *SOUND, entry) == []


@pytest.mark.slow
def test_the_shipped_corpus_is_clean(corpus: Corpus) -> None:
    assert [str(finding) for finding in lint(corpus, TODAY)] == []
