"""A document as values: what is said, not how it looks. Everything is plain text; no renderer takes any of it for markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from acquis.documents.drawing import check_svg
from acquis.errors import AcquisError

DEEPEST = 4
"""Levels of headings; the title stands above them."""


class DocumentError(AcquisError):
    """A document that cannot be written: it cites what it does not list, or is not well formed."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that are stressed."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An id, a condition, a command: set in one width, and broken over lines where it must be."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address on the web."""

    text: str
    url: str

    def __post_init__(self) -> None:
        _check_address(self.url)


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to one of the sources, by its key; shown as its number."""

    key: str


Inline = str | Emphasis | Strong | Code | Link | Citation
Text = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is the highest below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list without order, or numbered."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headers; the first cell of a row is its header where `row_headers`.

    `numbers`: the columns, from 0, that hold numbers. `widths`: shares of the width by column; by content where empty.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    numbers: frozenset[int] = frozenset()
    row_headers: bool = True
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.columns)]
        if wrong or (self.widths and len(self.widths) != len(self.columns)):
            raise DocumentError(
                f"the table {self.caption!r} has {len(self.columns)} columns, and a row or width list that has not"
            )


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its SVG, what it shows in words for those who do not see it, and its caption."""

    svg: str
    alt: str
    caption: str

    def __post_init__(self) -> None:
        problem = check_svg(self.svg)
        if problem:
            raise DocumentError(f"the figure {self.caption!r} cannot stand in a document: {problem}")
        if not self.alt.strip():
            raise DocumentError(f"the figure {self.caption!r} has no description", way_out="say in words what it shows")


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines to be read as they stand: a file, a condition."""

    text: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader must not overlook."""

    text: Text
    title: str = "Notice"


@dataclass(frozen=True, slots=True)
class Source:
    """One source: what it is, where it stands, and the day it was read."""

    key: str
    text: str
    url: str | None = None
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        if self.url is not None:
            _check_address(self.url)


@dataclass(frozen=True, slots=True)
class Sources:
    """The numbered list of sources, in the order given."""

    entries: tuple[Source, ...]
    title: str = "Sources"


Block = Heading | Paragraph | Items | Table | Figure | Listing | Notice | Sources


@dataclass(frozen=True)
class Document:
    """A document with its date and the digest of the corpus that it rests on.

    Raises:
        DocumentError: it has no title, cites a source that it does not list, lists one twice, or skips a level of headings.
    """

    title: str
    date: dt.date
    corpus: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    language: str = "en"
    numbers: dict[str, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise DocumentError("a document needs a title")
        keys = [entry.key for block in self.blocks if isinstance(block, Sources) for entry in block.entries]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise DocumentError(f"a source is listed twice: {', '.join(twice)}")
        object.__setattr__(self, "numbers", {key: i for i, key in enumerate(keys, 1)})
        missing = sorted({part.key for part in self.inlines() if isinstance(part, Citation)} - set(keys))
        if missing:
            raise DocumentError(f"no source has the key {', '.join(missing)}", way_out="list it in Sources")
        self._check_headings()

    def _check_headings(self) -> None:
        above = 0
        for block in self.blocks:
            if isinstance(block, Heading | Sources):
                level = block.level if isinstance(block, Heading) else 1
                if not 1 <= level <= min(above + 1, DEEPEST):
                    raise DocumentError(
                        f"the heading {(block.text if isinstance(block, Heading) else block.title)!r} skips a level"
                    )
                above = level

    def inlines(self) -> Iterator[Inline]:
        """Every piece of running text, in order."""
        for block in self.blocks:
            match block:
                case Paragraph(text) | Notice(text):
                    yield from parts(text)
                case Items(items):
                    for item in items:
                        yield from parts(item)
                case Table(rows=rows):
                    for row in rows:
                        for cell in row:
                            yield from parts(cell)


def parts(text: Text) -> tuple[Inline, ...]:
    """A text as its pieces."""
    return (text,) if isinstance(text, str) else text


def _check_address(url: str) -> None:
    if urlsplit(url).scheme not in ("http", "https") or any(c.isspace() or not c.isprintable() for c in url):
        raise DocumentError(f"{url!r} is not an address on the web", way_out="http:// or https://")
