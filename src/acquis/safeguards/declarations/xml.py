"""The XML form of a declaration, and its schema. Read by expat alone: a document type, an entity or a namespace is refused.

<declaration form="initial_report">
  <id>..</id> <state>..</state> ...            the head, in the order of the schema
  <entry> <item>..</item> ... <fact name="physical_qubits">133</fact> </entry>
</declaration>
"""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from acquis.law.yaml_source import Source, SourceError
from acquis.safeguards.declarations.plain import Plain

ROOT, ENTRY, FACT = "declaration", "entry", "fact"


def write_xml(data: Plain) -> str:
    """The text of plain data, in the order of the schema."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{ROOT} form="{data["form"]}">']
    lines += [f"  {_element(name, value)}" for name, value in data.items() if name not in ("form", "entries")]
    entries = data.get("entries", [])
    for entry in entries if isinstance(entries, list) else []:
        lines.append(f"  <{ENTRY}>")
        for name, value in entry.items():
            if isinstance(value, dict):
                lines += [f"    <{FACT} name={quoteattr(fact)}>{escape(_text(part))}</{FACT}>" for fact, part in value.items()]
            else:
                lines.append(f"    {_element(name, value)}")
        lines.append(f"  </{ENTRY}>")
    return "\n".join([*lines, f"</{ROOT}>"]) + "\n"


def _element(name: str, value: object) -> str:
    return f"<{name}>{escape(_text(value))}</{name}>"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_xml(text: str, file: str) -> Source:
    """XML as data with positions.

    Raises:
        SourceError: not well formed, a document type or an entity, another element, or an element twice.
    """
    reader = _Reader(text, file)
    try:
        reader.parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        message = f"not well-formed XML: {expat.errors.messages[error.code]}"
        raise SourceError(message, file=file, line=error.lineno, column=error.offset + 1) from None
    return reader.source


class _Reader:
    """Builds the data from the events of the parser."""

    def __init__(self, text: str, file: str) -> None:
        self.source = Source(file, {}, text, {(): (1, 1)})
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.parser = expat.ParserCreate(encoding="UTF-8")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append

    def _refuse(self, message: str, way_out: str) -> NoReturn:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        raise SourceError(message, file=self.source.file, line=line, column=column, way_out=way_out)

    def _doctype(self, *_: object) -> NoReturn:
        self._refuse("a document type is not read", "remove the line <!DOCTYPE ...>")

    def _entity(self, *_: object) -> NoReturn:
        self._refuse("an entity is not read", "write its text")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        inside = [element for element, _ in self.stack]
        allowed = {0: [ROOT], 1: None, 2: None if inside[-1:] == [ENTRY] else []}.get(len(inside), [])
        if allowed is not None and name not in allowed:
            self._refuse(f"<{name}> cannot stand here", f"the root is <{ROOT}>; fields stand in it or in an <{ENTRY}>")
        here = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        extra = set(attributes) - ({"form"} if name == ROOT else {"name"} if name == FACT else set())
        if extra:
            self._refuse(f"<{name}> has no attribute {sorted(extra)[0]!r}", "write it as an element")
        if name == ROOT and "form" in attributes:
            self.source.data["form"] = attributes["form"]
            self.source.positions[("form",)] = here
        if name == ENTRY and len(inside) == 1:
            entries = self.source.data.setdefault("entries", [])
            self.source.positions[("entries", len(entries))] = here
            entries.append({})
        self.stack.append((name, attributes))
        self.text.clear()

    def _end(self, name: str) -> None:
        _, attributes = self.stack.pop()
        value = "".join(self.text).strip()
        self.text.clear()
        if name == ROOT or (name == ENTRY and len(self.stack) == 1):
            if value:
                self._refuse("there is text outside the fields", "put it into a field")
            return
        target, path = self._target()
        if name == FACT:
            facts = target.setdefault("facts", {})
            assert isinstance(facts, dict)
            target, path, name = facts, (*path, "facts"), attributes.get("name", "")
        if name in target:
            self._refuse(f"<{name}> stands twice", "keep one")
        target[name] = value
        self.source.positions[(*path, name)] = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _target(self) -> tuple[dict[str, object], tuple[str | int, ...]]:
        if len(self.stack) == 1:
            return self.source.data, ()
        entries = self.source.data["entries"]
        return entries[-1], ("entries", len(entries) - 1)
