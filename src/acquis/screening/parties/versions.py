"""Which version of a list was used: where it came from, of what day it is, and its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from acquis.screening.parties.model import ListError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A list as it was read.

    `date`: the day that the file itself gives, else the one that the user gave; None where nobody said. `dated_by`: which of
    them. `sha256`: of the bytes of the file, in hexadecimal.
    """

    source: str
    file: str
    date: dt.date | None
    dated_by: str
    sha256: str
    entries: int

    def to_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "source": self.source,
            "file": self.file,
            "date": self.date.isoformat() if self.date else None,
            "dated_by": self.dated_by,
            "sha256": self.sha256,
            "entries": self.entries,
        }

    def warning(self, day: dt.date, days: int) -> str | None:
        """What is to be said of its age on a day, when lists may be so many days old."""
        if self.date is None:
            return f"{self.file}: the list does not say of what day it is; give --dated FILE=YYYY-MM-DD"
        age = (day - self.date).days
        if age > days:
            return f"{self.file}: the list is of {self.date}, {age} days before {day}; {days} are allowed"
        if age < 0:
            return f"{self.file}: the list is of {self.date}, after the day of the screening, {day}"
        return None


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces.

    Raises:
        ListError: it cannot be read.
    """
    found = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                found.update(piece)
    except OSError as error:
        raise ListError(f"cannot read it: {error.strerror}", file=path, way_out="name a file that can be read") from None
    return found.hexdigest()
