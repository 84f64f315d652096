"""The shipped corpus, loaded once; and small ones, compiled into a cache of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acquis.law import Corpus, load_corpus
from tests.law import small


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of one test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def corpus_of(tmp_path: Path, cache: Path) -> Callable[..., Corpus]:
    """A corpus of the given provisions: `corpus_of(small.provision(...), ...)`."""

    def load(*provisions: str) -> Corpus:
        return load_corpus(small.write(tmp_path / "corpus", small.law(*provisions)))

    return load
