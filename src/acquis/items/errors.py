"""Errors of the readers of real things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from acquis.errors import AcquisError


class ItemError(AcquisError):
    """An item cannot be read: the message says what is wrong, the place where, the way out what to do."""


@contextmanager
def placed(*, file: str | None = None, line: int | None = None, field: str | None = None) -> Iterator[None]:
    """Put the place on any ItemError raised inside, as far as it has none yet."""
    try:
        yield
    except ItemError as error:
        error.file = error.file or file
        error.line = error.line or line
        error.field = error.field or field
        raise
