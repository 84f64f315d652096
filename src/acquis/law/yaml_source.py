"""YAML with positions, read as hostile input.

The core that is the same in every YAML version: `true` and `false` are the only booleans (`NO` is Norway), numbers are
decimals as written, dates are ISO 8601. Anchors, duplicate keys, large and special files are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from acquis.conditions.values import number
from acquis.errors import AcquisError, printable

if TYPE_CHECKING:
    import yaml

LARGEST_FILE = 8 * 2**20
"""Bytes. A case or an instrument is far smaller; a table of cases belongs into screening."""
DEEPEST = 60

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What could write to the terminal or turn the direction of a line: all control characters but tab and line feed."""
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Path_ = tuple[str | int, ...]


class SourceError(AcquisError):
    """A file cannot be read as what it should be."""


@dataclass
class Source:
    """The data of a file, and where each part of it stands."""

    file: str
    data: Any
    text: str
    positions: dict[Path_, tuple[int, int]] = field(default_factory=dict)

    def position(self, path: Path_) -> tuple[int, int]:
        """Line and column, from 1, of the part at `path` or of the nearest part around it."""
        while path not in self.positions:
            path = path[:-1]
        return self.positions[path]

    def error(self, message: str, path: Path_, way_out: str | None = None) -> SourceError:
        """An error that names this file, the line and the field."""
        line, column = self.position(path)
        name = ".".join(str(part) for part in path)
        return SourceError(message, file=self.file, line=line, column=column, field=name or None, way_out=way_out)

    def locator(self, path: Path_, value: str) -> Callable[[int], tuple[int, int]]:
        """Maps offsets in the text `value` found at `path` to (line, column) of the file, through any folding."""
        line, column = self.position(path)
        at = _offset(self.text, line, column)
        starts: list[tuple[int, int]] = []
        for word in re.finditer(r"\S+", value):
            found = self.text.find(word[0], at)
            if found < 0:  # an escaped quotation mark: stay at the last word that was found
                continue
            starts.append((word.start(), found))
            at = found + len(word[0])

        def locate(offset: int) -> tuple[int, int]:
            before = [pair for pair in starts if pair[0] <= offset]
            if not before:
                return line, column
            inside, outside = before[-1]
            place = outside + offset - inside
            return self.text.count("\n", 0, place) + 1, place - self.text.rfind("\n", 0, place)

        return locate


def read_source(path: str | Path) -> Source:
    """A YAML file as data with positions.

    Raises:
        SourceError: missing, not a regular file, too large, not UTF-8, not YAML, or with anchors or duplicate keys.
    """
    path = Path(path)
    name = printable(path)
    try:
        if not path.is_file():
            problem = "this is not a regular file" if path.exists() else "there is no such file"
            raise SourceError(problem, file=name, way_out="check the path")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(
                f"the file has {size:,} bytes; the limit is {LARGEST_FILE:,}",
                file=name,
                way_out="split it, or use a table reader",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("the file is not UTF-8", file=name, line=1, way_out=f"save it as UTF-8 (byte {error.start})") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"the file cannot be opened: {error}", file=name) from None
    return parse_source(text, name)


def parse_source(text: str, file: str) -> Source:
    """YAML text as data with positions; see `read_source`."""
    import yaml  # loaded only when there is YAML to read: a process that asks the compiled corpus needs none

    source = Source(file, None, text, {(): (1, 1)})
    try:
        source.data = _Construct(source, yaml).document()
    except yaml.YAMLError as error:
        raise _yaml_error(error, source) from None
    except UnicodeEncodeError:
        raise SourceError("the text has bytes that are no characters", file=file, way_out="write it as UTF-8") from None
    return source


class _Construct:
    """Data from the events of the parser. `yaml.compose` is not used: its recursion in C has no limit and can end the process."""

    def __init__(self, source: Source, yaml: ModuleType) -> None:
        self.source, self.yaml = source, yaml
        self.events: Iterator[Any] = yaml.parse(source.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def document(self) -> Any:
        next(self.events)  # the stream begins
        if isinstance(next(self.events), self.yaml.StreamEndEvent):
            return None
        data = self.value(next(self.events), (), 0)
        next(self.events)  # the document ends
        if not isinstance(next(self.events), self.yaml.StreamEndEvent):
            raise self.source.error("the file holds several documents", (), "keep one")
        return data

    def value(self, event: Any, path: Path_, depth: int) -> Any:
        self.source.positions[path] = _place(event)
        if depth > DEEPEST:
            raise self.source.error("the file is nested too deeply", path, f"{DEEPEST} levels are enough")
        self.no_anchor(event, path)
        if isinstance(event, self.yaml.ScalarEvent):
            return self.scalar(event, path)
        if isinstance(event, self.yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        return self.mapping(path, depth)

    def no_anchor(self, event: Any, path: Path_) -> None:
        if event.anchor is not None:
            raise self.source.error("anchors and aliases are not allowed", path, "write the value out")

    def sequence(self, path: Path_, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), self.yaml.SequenceEndEvent):
            items.append(self.value(event, (*path, len(items)), depth + 1))
        return items

    def mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), self.yaml.MappingEndEvent):
            key = self.key(event, path)
            if key in mapping:
                self.source.positions[(*path, key)] = _place(event)
                raise self.source.error("the key stands twice", (*path, key), "keep one of them")
            mapping[key] = self.value(next(self.events), (*path, key), depth + 1)
        return mapping

    def key(self, event: Any, path: Path_) -> str:
        self.no_anchor(event, path)
        if not isinstance(event, self.yaml.ScalarEvent):
            raise self.source.error("a key must be a word", path, "write name: value")
        key = str(event.value)
        if not key.isprintable():
            self.source.positions[(*path, key)] = _place(event)
            raise self.source.error(f"the name {key!r} has control characters", (*path, key), "remove them")
        return key

    def scalar(self, event: yaml.ScalarEvent, path: Path_) -> Any:
        text: str = event.value
        if _UNSAFE.search(text):
            raise self.source.error("the text has control characters", path, "remove them")
        if event.style:  # quoted or a block: always text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.match(text):
            try:
                return number(text)
            except ValueError as error:
                raise self.source.error(str(error), path, "put it in quotes if it is text") from None
        if _DATE.match(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                raise self.source.error(f"{text} is not a day of the calendar", path, "write YYYY-MM-DD") from None
        return text


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _yaml_error(error: yaml.YAMLError, source: Source) -> SourceError:
    from yaml.reader import Reader, ReaderError

    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    unreadable = Reader.NON_PRINTABLE.search(source.text) if isinstance(error, ReaderError) else None
    if unreadable:
        before = source.text[: unreadable.start()]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "the file is not YAML"
    way_out = "remove them" if unreadable else "check indentation, colons and quotes"
    return SourceError(f"not YAML: {problem}", file=source.file, line=line, column=column, way_out=way_out)


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at + column - 1
