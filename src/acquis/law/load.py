"""`load_corpus`: the corpus, from the compiled form when that is fresh, else from YAML."""

from __future__ import annotations

from pathlib import Path

from acquis.errors import AcquisErrors
from acquis.law.corpus import Corpus


def load_corpus(folder: Path | None = None) -> Corpus:
    """The body of law in a folder; the one that ships with the package by default.

    Raises:
        AcquisErrors: everything that is wrong with the files, at once.
    """
    from acquis.law.loader import CORPUS, read_folder

    loaded = read_folder(folder or CORPUS)
    if loaded.errors:
        raise AcquisErrors(loaded.errors)
    return Corpus(loaded.vocabulary, loaded.regimes, loaded.instruments, loaded.groups, tuple(loaded.provisions))
