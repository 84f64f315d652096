"""Errors of the readers of real things."""

from __future__ import annotations

from acquis.errors import AcquisError


class ItemError(AcquisError):
    """An item cannot be read: the message says what is wrong, the place where, the way out what to do."""
