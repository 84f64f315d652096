"""Tables that ship with the package, and finding a name in one."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from acquis.items.errors import ItemError

Row = Mapping[str, str]
Words = tuple[str, ...]

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Table:
    """A shipped CSV file: its rows, and the SHA-256 of its bytes."""

    file: str
    sha256: str
    rows: tuple[Row, ...]


@cache
def table(file: str) -> Table:
    """The table of that file name in `items/data`."""
    data = resources.files("acquis.items").joinpath("data", file).read_bytes()
    rows = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    return Table(file, hashlib.sha256(data).hexdigest(), tuple(rows))


def find_name(wanted: str, names: Iterable[str], what: str) -> str:
    """The one of `names` that is meant: the name itself, or a short form that fits only one of them.

    A short form is the end of a name (`A100` is `NVIDIA A100`, not `NVIDIA A100 PCIe`); where no name ends so, words within it;
    where there are none, the beginnings of its words (`H100 SXM`). Case and punctuation do not count. The first of these ways
    that fits any name decides.

    Raises:
        ItemError: no name, or several, fit; the candidates are listed.
    """
    known = {name: _words(name) for name in names}
    if wanted in known:
        return wanted
    asked = _words(wanted)
    for way in _WAYS if asked else ():
        found = [name for name, words in known.items() if way(asked, words)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ItemError(f"{wanted!r} fits several {what}s", way_out=f"name one of them: {_listed(found)}")
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    way_out = f"did you mean {' or '.join(near)}" if near else f"acquis items list {what} names them all"
    raise ItemError(f"the table has no {what} {wanted!r}", way_out=way_out)


def _words(text: str) -> Words:
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def _ends(asked: Words, words: Words) -> bool:
    return words[-len(asked) :] == asked


def _contains(asked: Words, words: Words) -> bool:
    return any(words[k : k + len(asked)] == asked for k in range(len(words)))


def _begins(asked: Words, words: Words) -> bool:
    return all(any(word.startswith(start) for word in words) for start in asked)


_WAYS: Sequence[Callable[[Words, Words], bool]] = (operator.eq, _ends, _contains, _begins)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
