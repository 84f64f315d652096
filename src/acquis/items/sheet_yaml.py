"""YAML that a person wrote. Read from the parsed nodes, so that numbers keep their digits and errors have their lines.

Only mappings, lists and scalars: no tags, no aliases, and `true` and `false` the only booleans (NO is Norway).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from decimal import Decimal

import yaml

from acquis.items.errors import ItemError, placed
from acquis.items.files import Source
from acquis.items.sheet import DESCRIPTIONS, CouplerRow, Sheet, coupler_row, value_of
from acquis.items.values import Value, clean_name, decimal_from_text, interval, measured

_COUPLER = ("q0", "q1", "error", "working")
_MOST_QUBITS = 1_000_000
_DEEPEST = 5


def read_yaml(source: Source) -> Sheet:
    """The sheet in a YAML file. Raises ItemError with line and field."""
    return _Reader(source.name).sheet(_parsed(source))


def _parsed(source: Source) -> yaml.Node:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_what_is_not_plain(source, loader)
        node: yaml.Node | None = yaml.compose(source.text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise ItemError(f"not YAML: {error.problem}", file=source.name, line=line, column=column) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ItemError(f"not YAML that can be read: {error}", file=source.name) from None
    if node is None:
        raise ItemError("the file is empty", file=source.name)
    return node


def _refuse_what_is_not_plain(source: Source, loader: type[yaml.SafeLoader]) -> None:
    """Refuse aliases, tags and deep nesting before the tree is built: libyaml ends the process on a deep tree."""
    depth = 0
    for event in yaml.parse(source.text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        with placed(file=source.name, line=event.start_mark.line + 1 if event.start_mark else None):
            if depth > _DEEPEST:
                raise ItemError(f"nested more than {_DEEPEST} deep")
            if isinstance(event, yaml.AliasEvent):
                raise ItemError("aliases are not read", way_out="write the value out")
            tag = getattr(event, "tag", None)
            if tag:
                raise ItemError(f"tags are not read: {tag}", way_out="leave the tag out")


class _Reader:
    """Walks the nodes of one file."""

    def __init__(self, file: str) -> None:
        self._file = file

    def sheet(self, root: yaml.Node) -> Sheet:
        sheet = Sheet()
        for name, node in self._mapping(root).items():
            with self._at(node, name):
                if name in DESCRIPTIONS:
                    sheet.describe(name, self._text(node))
                elif name == "facts":
                    self._facts(sheet, node)
                elif name == "qubits":
                    sheet.qubits = self._qubits(node)
                elif name == "couplers":
                    sheet.couplers = [self._coupler(row) for row in self._list(node)]
                else:
                    known = ", ".join((*DESCRIPTIONS, "facts", "qubits", "couplers"))
                    raise ItemError("the key is not known", way_out=f"keys: {known}")
        return sheet

    def _facts(self, sheet: Sheet, node: yaml.Node) -> None:
        for name, value in self._mapping(node).items():
            with self._at(value, f"facts.{name}"):
                sheet.state(name, self._fact(value))

    def _fact(self, node: yaml.Node) -> Value | None:
        if isinstance(node, yaml.SequenceNode):
            raise ItemError("a fact has one value", way_out="write a number, text, day, true, false or an interval")
        if isinstance(node, yaml.MappingNode):
            return self._uncertain({name: self._number(part) for name, part in self._mapping(node).items()})
        text = self._text(node)
        return value_of(text) if self._is_plain(node) else clean_name(text, "value")

    def _uncertain(self, parts: dict[str, Decimal | None]) -> Value | None:
        if set(parts) == {"value", "standard_uncertainty"}:
            return measured(parts["value"], parts["standard_uncertainty"])
        if not parts or not set(parts) <= {"low", "high"}:
            raise ItemError("not an interval", way_out="write {low: , high: } or {value: , standard_uncertainty: }")
        low, high = parts.get("low"), parts.get("high")
        if low is not None and high is not None and low > high:
            raise ItemError("the low end is above the high end")
        return None if low is None and high is None else interval(low, high)

    def _qubits(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(clean_name(self._text(name), "qubit") for name in self._list(node))
        text = self._text(node)
        if not (text.isascii() and text.isdigit()) or len(text) > 7 or int(text) > _MOST_QUBITS:
            raise ItemError("not a number of qubits", way_out="write how many there are, or a list of their names")
        return tuple(str(number) for number in range(int(text)))

    def _coupler(self, node: yaml.Node) -> CouplerRow:
        with self._at(node, "couplers"):
            cells = self._mapping(node) if isinstance(node, yaml.MappingNode) else self._numbered(node)
            if not {"q0", "q1", "error"} <= set(cells) <= set(_COUPLER):
                raise ItemError("not a coupler", way_out="write [q0, q1, error] or {q0: , q1: , error: , working: }")
            text = {name: self._text(cell) for name, cell in cells.items()}
            return coupler_row(text["q0"], text["q1"], text["error"], text.get("working", ""))

    def _numbered(self, node: yaml.Node) -> dict[str, yaml.Node]:
        """The cells of a row by the names of their columns; those beyond the last by their numbers."""
        cells = self._list(node)
        beyond = (str(number) for number in range(len(_COUPLER), len(cells)))
        return dict(zip((*_COUPLER, *beyond), cells, strict=False))

    def _number(self, node: yaml.Node) -> Decimal | None:
        with self._at(node, None):
            text = self._text(node)
            return None if text in ("null", "~") else decimal_from_text(text)

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise ItemError("a single value is expected")
        return str(node.value)

    def _list(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise ItemError("a list is expected")
        return list(node.value)

    def _mapping(self, node: yaml.Node) -> dict[str, yaml.Node]:
        with self._at(node, None):
            if not isinstance(node, yaml.MappingNode):
                raise ItemError("names with values are expected", way_out="write `name: value`")
            found: dict[str, yaml.Node] = {}
            for key, value in node.value:
                with self._at(key, None):
                    name = self._text(key)
                    if name in found:
                        raise ItemError(f"{name} is given twice")
                    found[name] = value
            return found

    def _is_plain(self, node: yaml.Node) -> bool:
        """Written without quotation marks."""
        return getattr(node, "style", None) not in ("'", '"')

    def _at(self, node: yaml.Node, field: str | None) -> AbstractContextManager[None]:
        return placed(file=self._file, line=node.start_mark.line + 1 if node.start_mark else None, field=field)
