"""YAML with positions, read as hostile input.

The core that is the same in every YAML version: `true` and `false` are the only booleans (`NO` is Norway), numbers are
decimals as written, dates are ISO 8601. Anchors, duplicate keys, large and special files are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
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
            raise SourceError("there is no such file", file=name, way_out="check the path")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(
                f"the file has {size:,} bytes; the limit is {LARGEST_FILE:,}",
                file=name,
                way_out="split it, or use a table reader",
            )
        text = path.read_bytes().decode("utf-8")
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
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise _yaml_error(error, file) from None
    except RecursionError:
        raise SourceError("the file is nested too deeply", file=file) from None
    source.data = None if root is None else _Construct(source).value(root, (), 0)
    return source


class _Construct:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def value(self, node: Any, path: Path_, depth: int) -> Any:
        self.source.positions[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if depth > DEEPEST:
            raise self.source.error("the file is nested too deeply", path)
        if node.id == "scalar":
            return self.scalar(node, path)
        if id(node) in self.seen:
            raise self.source.error("anchors and aliases are not allowed", path, "write the value out")
        self.seen.add(id(node))
        if node.id == "sequence":
            return [self.value(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        return self.mapping(node, path, depth)

    def mapping(self, node: yaml.MappingNode, path: Path_, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                raise self.source.error("a key must be a word", path)
            key = str(key_node.value)
            if not key.isprintable():
                raise self.source.error(f"the name {key!r} has control characters", path, "remove them")
            if key in mapping:
                self.source.positions[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
                raise self.source.error("the key stands twice", (*path, key), "keep one of them")
            mapping[key] = self.value(value_node, (*path, key), depth + 1)
            self.source.positions.setdefault((*path, key), (key_node.start_mark.line + 1, key_node.start_mark.column + 1))
        return mapping

    def scalar(self, node: yaml.ScalarNode, path: Path_) -> Any:
        text: str = node.value
        if node.style:  # quoted or a block: always text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.match(text):
            try:
                return number(text)
            except ValueError as error:
                raise self.source.error(str(error), path) from None
        if _DATE.match(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                raise self.source.error(f"{text} is not a day of the calendar", path, "write YYYY-MM-DD") from None
        return text


def _yaml_error(error: yaml.YAMLError, file: str) -> SourceError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "the file is not YAML"
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return SourceError(
        f"not YAML: {problem}", file=file, line=line, column=column, way_out="check indentation, colons and quotes"
    )


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at + column - 1
