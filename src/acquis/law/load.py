"""`load_corpus`: the corpus, from its compiled form when that is fresh, else from YAML."""

from __future__ import annotations

from pathlib import Path

from acquis.errors import AcquisErrors
from acquis.law.compiled import digest_of, read_compiled, write_compiled
from acquis.law.corpus import Corpus

SHIPPED = Path(__file__).resolve().parent.parent / "corpus"
"""The corpus that ships with the package."""


def load_corpus(folder: Path | None = None) -> Corpus:
    """The body of law in a folder; the one that ships with the package by default.

    Raises:
        AcquisErrors: everything that is wrong with the files, at once.
    """
    folder = folder or SHIPPED
    digest = digest_of(folder)
    corpus = read_compiled(digest)
    if corpus is None:
        corpus = _compile(folder, digest)
        write_compiled(corpus)
    return corpus


def _compile(folder: Path, digest: str) -> Corpus:
    from acquis.law.loader import read_folder

    loaded = read_folder(folder)
    if loaded.errors:
        raise AcquisErrors(loaded.errors)
    return Corpus(loaded.vocabulary, loaded.regimes, loaded.instruments, loaded.groups, tuple(loaded.provisions), digest)
