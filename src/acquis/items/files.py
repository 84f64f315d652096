"""Reading files that strangers wrote: bounded in size, hashed, decoded, parsed without losing a digit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

from acquis.items.errors import ItemError

MAX_BYTES = 32 * 1024 * 1024
"""No file above 32 MiB is read."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, its name without the folder, and the SHA-256 of its bytes."""

    name: str
    sha256: str
    text: str


def read_source(path: str | Path, *, most: int = MAX_BYTES) -> Source:
    """The text of a UTF-8 file. Raises ItemError when it is missing, no regular file, above `most` bytes or not UTF-8."""
    file = Path(path)
    if not file.is_file():
        raise ItemError("no such file", file=file, way_out="give the path of a regular file")
    with file.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise ItemError(f"the file is larger than {most // 2**20} MiB", file=file, way_out="give each machine its own file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ItemError("the file is not UTF-8 text", file=file, line=line, way_out="save it as UTF-8") from None
    return Source(file.name, hashlib.sha256(data).hexdigest(), text)


def parse_json(source: Source) -> Mapping[str, object]:
    """The object in a JSON file, with every number that has a point or an exponent as a Decimal."""
    try:
        data = json.loads(source.text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ItemError(f"not JSON: {error.msg}", file=source.name, line=error.lineno, column=error.colno) from None
    except (RecursionError, InvalidOperation, ValueError) as error:
        raise ItemError(f"not JSON that can be read: {error}", file=source.name) from None
    if not isinstance(data, dict):
        raise ItemError("the file does not hold a JSON object", file=source.name)
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
