"""Files from elsewhere, read piece by piece and with bounds, so that a hostile one ends in an error and not in a full memory."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from acquis.errors import MissingExtra, printable
from acquis.screening.parties.model import ListError

LONGEST_LINE = 4_000_000
"""Bytes of one line, or characters of one entry of an XML file: the longest of the published lists have some 100,000."""
DEEPEST = 40
_CHUNK = 1 << 16


def open_bytes(path: Path) -> BinaryIO:
    """A file as it is.

    Raises:
        ListError: it cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise ListError(f"cannot read it: {error.strerror}", file=path, way_out="name a file that can be read") from None


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers from 1.

    Raises:
        ListError: not UTF-8, a character that no text has, or a line beyond all bounds.
    """
    with open_bytes(path) as stream:
        number = 0
        while piece := stream.readline(LONGEST_LINE):
            number += 1
            if len(piece) == LONGEST_LINE:
                raise ListError(f"a line of more than {LONGEST_LINE:,} bytes", file=path, line=number, way_out=_whole)
            try:
                line = piece.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                way_out = "take the file as the publisher has it"
                raise ListError(f"not UTF-8: {error.reason}", file=path, line=number, way_out=way_out) from None
            if "\0" in line:
                raise ListError("a NUL character", file=path, line=number, way_out=_whole)
            yield number, line


_whole = "this is not a list as published: take it anew"


def rows(path: Path, needed: tuple[str, ...], delimiter: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file by the names of their columns, with line numbers.

    Raises:
        ListError: a column is missing or named twice, a row has more cells than the header, or the quotes do not close.
    """
    reader = csv.reader((line for _, line in lines(path)), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except StopIteration:
        raise ListError("the file is empty", file=path, way_out=_whole) from None
    except csv.Error as error:
        raise ListError(f"not CSV: {error}", file=path, line=reader.line_num, way_out=_whole) from None
    for name in needed:
        if header.count(name) != 1:
            said = "there is no column" if name not in header else "two columns are named"
            raise ListError(f"{said} {name!r}", file=path, line=1, field=name, way_out=_whole)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ListError(f"not CSV: {error}", file=path, line=line, way_out=_whole) from None
        if len(cells) > len(header):
            said = f"{len(cells)} cells, and the header has {len(header)}"
            raise ListError(said, file=path, line=line, way_out=_whole)
        if any(cells):
            row: dict[str, str] = {}
            for name, cell in zip(header, cells, strict=False):
                row.setdefault(name, cell.strip())  # the first of two columns of one name: the needed ones have but one
            yield line, row


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects, one a line.

    Raises:
        ListError: a line is no JSON object.
    """
    for number, line in lines(path):
        if line.strip():
            yield number, as_object(_json(line, path, number), path, number)


def json_file(path: Path) -> Any:
    """A whole JSON file; those that are published are some ten megabytes.

    Raises:
        ListError: it is no JSON.
    """
    return _json("".join(line for _, line in lines(path)), path, 1)


def as_object(data: Any, path: Path, line: int | None, field: str | None = None) -> dict[str, Any]:
    """Data that has to be a JSON object.

    Raises:
        ListError: it is not.
    """
    if not isinstance(data, dict):
        raise ListError("not a JSON object", file=path, line=line, field=field, way_out=_whole)
    return data


def _json(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = line + error.lineno - 1
        raise ListError(f"not JSON: {error.msg}", file=path, line=place, column=error.colno, way_out=_whole) from None
    except (RecursionError, ValueError) as error:
        raise ListError(f"not JSON that can be read: {error}", file=path, line=line, way_out=_whole) from None


class Element:
    """An element of an entry: local name, attributes, text, children, and the line on which it stands."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.text = ""
        self.children: list[Element] = []

    def all(self, name: str) -> list[Element]:
        """The children of a name."""
        return [child for child in self.children if child.name == name]

    def said(self, name: str) -> str:
        """The text of the first child of a name, "" where there is none."""
        return next((" ".join(child.text.split()) for child in self.children if child.name == name), "")


class _Target:
    """Gathers whole entries while the parser goes on."""

    def __init__(self, wanted: frozenset[str], path: Path) -> None:
        self.wanted, self.path = wanted, path
        self.parser: Any = None
        self.root: Element | None = None
        self.ready: list[Element] = []
        self._open: list[Element] = []
        self._depth = self._size = 0

    @property
    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._depth += 1
        if self._depth > DEEPEST:
            raise ListError(f"elements more than {DEEPEST} deep", file=self.path, line=self.line, field=name, way_out=_whole)
        element = Element(name, attributes, self.line)
        self.root = self.root or element
        if self._open:
            self._open[-1].children.append(element)
            self._open.append(element)
        elif name in self.wanted:
            self._size = 0
            self._open.append(element)
        self._grow(sum(map(len, attributes.values())) + 50)

    def data(self, text: str) -> None:
        if self._open:
            self._grow(len(text))
            self._open[-1].text += text

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.ready.append(element)

    def close(self) -> None:
        pass

    def _grow(self, more: int) -> None:
        self._size += more
        if self._open and self._size > LONGEST_LINE:
            said = f"an entry of more than {LONGEST_LINE:,} characters"
            raise ListError(said, file=self.path, line=self.line, field=self._open[0].name, way_out=_whole)


def xml_entries(path: Path, root: str, wanted: frozenset[str]) -> Iterator[tuple[dict[str, str], Element]]:
    """The wanted elements of an XML file one by one, each with the attributes of the root element.

    Document types, entities and references to other files are refused.

    Raises:
        ListError: not well-formed, another root element, or what no list has.
        MissingExtra: defusedxml is not installed.
    """
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, XMLParser
    except ImportError:
        raise MissingExtra("defusedxml", "parties") from None
    target = _Target(wanted, path)
    target.parser = parser = XMLParser(target=target, forbid_dtd=True)
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                parser.feed(piece)
                if target.root is not None and target.root.name != root:
                    said = f"the root element is {printable(target.root.name)}, not {root}"
                    raise ListError(said, file=path, line=target.root.line, way_out=_whole)
                for element in target.ready:
                    yield (target.root.attributes if target.root else {}), element
                target.ready.clear()
        parser.close()
    except ParseError as error:
        line, column = getattr(error, "position", (None, None))
        raise ListError(f"not XML: {error}", file=path, line=line, column=column, way_out=_whole) from None
    except DefusedXmlException:
        said = "it declares a document type or entities, which no published list does"
        raise ListError(said, file=path, line=target.line, way_out=_whole) from None
    except (LookupError, ValueError) as error:
        raise ListError(f"not XML that can be read: {error}", file=path, way_out=_whole) from None
    except OSError as error:
        raise ListError(f"cannot read it: {error.strerror}", file=path, way_out="name a file that can be read") from None


def day(text: str, path: Path, line: int, field: str) -> dt.date | None:
    """A day as `YYYY-MM-DD`, with or without a time behind it; None for no text.

    Raises:
        ListError: it is no day of the calendar.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        said = f"{text!r} is not a day of the calendar"
        raise ListError(said, file=path, line=line, field=field, way_out="the publisher writes YYYY-MM-DD") from None
