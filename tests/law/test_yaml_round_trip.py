"""Corpus files survive a program that edits them: comments, order and quotes stay."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scripts.format_corpus import CORPUS, round_trip

FILES = sorted(CORPUS.rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_a_file_of_the_corpus_is_written_back_as_it_was_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert round_trip(text) == text, "run `make format`"


def test_comments_order_and_quotes_stay() -> None:
    text = "# why\nb: 'two'  # here\na:\n  - {id: X, when: \"y > 2\"}\n"
    assert round_trip(text) == text


def test_the_layout_changes_no_value() -> None:
    text = "a:\n- b: [1,\n    2]\n  c: >-\n    folded\n    text\n"
    assert yaml.safe_load(round_trip(text)) == yaml.safe_load(text)
    assert round_trip(round_trip(text)) == round_trip(text)
