"""The labelled text profile of a declaration: lines `LABEL: value`, in the manner of the labelled formats of nuclear reporting.

A line is a label, a colon and a value. Labels are the names of the fields in capitals, with spaces for underscores. The head
comes first; each entry begins with a line `ENTRY: number` counted from 1. A legal fact is `FACT name: value`. Empty lines and
lines that begin with `#` are skipped. The profile is our own; it carries exactly what JSON and XML carry.
"""

from __future__ import annotations

import re

from acquis.law.yaml_source import Source, SourceError
from acquis.safeguards.declarations.plain import Plain

_LABEL = re.compile(r"(?P<label>[A-Z][A-Z ]*?)(?: (?P<fact>[a-z][a-z0-9_]*))?:(?: (?P<value>.*))?\Z")
_WAY_OUT = "write LABEL: value"


def write_labelled(data: Plain) -> str:
    """The text of plain data."""
    lines = _lines({name: value for name, value in data.items() if name != "entries"})
    entries = data.get("entries", [])
    for i, entry in enumerate(entries if isinstance(entries, list) else [], 1):
        lines += ["", f"ENTRY: {i}", *_lines(entry)]
    return "\n".join(lines) + "\n"


def _lines(data: Plain) -> list[str]:
    lines = []
    for name, value in data.items():
        if isinstance(value, dict):
            lines += [f"FACT {fact}: {_text(part)}" for fact, part in value.items()]
        else:
            lines.append(f"{name.upper().replace('_', ' ')}: {_text(value)}")
    return lines


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_labelled(text: str, file: str) -> Source:
    """Labelled text as data with positions.

    Raises:
        SourceError: a line that is no label, a label twice, or entries out of order.
    """
    head: Plain = {}
    source = Source(file, head, text, {(): (1, 1)})
    entries: list[Plain] = []
    into, path = head, ()  # type: tuple[Plain, tuple[str | int, ...]]
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LABEL.match(line)
        if match is None or (match["fact"] and match["label"] != "FACT"):
            raise SourceError("this line has no label", file=file, line=number, way_out=_WAY_OUT)
        name, value = match["label"].lower().replace(" ", "_"), (match["value"] or "").strip()
        if name == "entry":
            if value != str(len(entries) + 1):
                raise SourceError("entries are numbered from 1", file=file, line=number, way_out=f"ENTRY: {len(entries) + 1}")
            into, path = {}, ("entries", len(entries))
            entries.append(into)
            source.positions[path] = (number, 1)
            continue
        target, place = into, (*path, name)
        if match["fact"]:
            facts = into.setdefault("facts", {})
            assert isinstance(facts, dict)
            target, name, place = facts, match["fact"], (*path, "facts", match["fact"])
        if name in target:
            raise SourceError("the label stands twice", file=file, line=number, field=match["label"], way_out="keep one")
        target[name] = value
        source.positions[place] = (number, 1)
    if entries:
        head["entries"] = entries
    return source
