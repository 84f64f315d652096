"""A case: a day, a layer, and facts; read from YAML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acquis.conditions.values import Value, show
from acquis.errors import printable
from acquis.law.model import Layer
from acquis.law.vocabulary import FactError, Vocabulary
from acquis.law.yaml_source import Path_, Source, SourceError, read_source


@dataclass(frozen=True)
class Case:
    """What is asked.

    `declined` are facts that were asked for and said to be unknown, `not_applicable` those that cannot apply.
    """

    date: dt.date
    facts: Mapping[str, Value]
    layer: Layer = Layer.ENFORCED
    regimes: tuple[str, ...] | None = None
    title: str = ""
    declined: frozenset[str] = field(default=frozenset())
    not_applicable: frozenset[str] = field(default=frozenset())


_KEYS = ("id", "title", "date", "layer", "regimes", "facts", "not_applicable", "note")


def read_case(path: str | Path, vocabulary: Vocabulary, today: dt.date | None = None) -> Case:
    """A case file.

    ```yaml
    title: 156 qubits to Singapore
    date: 2026-11-22
    facts: {item_kind: quantum_computer, physical_qubits: 156, cnot_error: {low: 0.001, high: 0.003}, destination: SG}
    ```

    Raises:
        SourceError: the file or its shape.
        FactError: a fact, with file, line and field.
    """
    source = read_source(path)
    if not isinstance(source.data, dict):
        raise source.error("a case is a mapping with `facts`", (), "see docs/how-to/assess-a-machine.md")
    for key in source.data:
        if key not in _KEYS:
            raise source.error("a case has no such field", (key,), f"one of {', '.join(_KEYS)}")
    return build_case(source, source.data, (), vocabulary, today)


def build_case(source: Source, data: Mapping[str, Any], at: Path_, vocabulary: Vocabulary, today: dt.date | None = None) -> Case:
    """The case in a part of a file; see `read_case`."""
    date = data.get("date", today)
    if not isinstance(date, dt.date):
        raise source.error("a case needs a day", (*at, "date"), "date: 2026-11-22")
    layer = data.get("layer", "enforced")
    if not isinstance(layer, str) or layer not in set(Layer):
        raise source.error(f"{show(layer)} is not a layer", (*at, "layer"), "codified or enforced")
    raw = data.get("facts") or {}
    if not isinstance(raw, dict):
        raise source.error("facts are a mapping of names to values", (*at, "facts"), "facts: {physical_qubits: 156}")
    regimes = data.get("regimes")
    if regimes is not None and (not isinstance(regimes, list) or not all(isinstance(r, str) for r in regimes)):
        raise source.error("regimes are a list of ids", (*at, "regimes"), "regimes: [US, EU]")
    return Case(
        date=date,
        facts=read_facts(source, raw, (*at, "facts"), vocabulary),
        layer=Layer(layer),
        regimes=None if regimes is None else tuple(regimes),
        title=printable(data.get("title") or ""),
        declined=frozenset(name for name, value in raw.items() if value is None),
        not_applicable=_names(source, data, at, vocabulary),
    )


def read_facts(source: Source, raw: Mapping[str, object], at: Path_, vocabulary: Vocabulary) -> dict[str, Value]:
    """Facts of a part of a file, each error with its line."""
    for name, value in raw.items():
        try:
            vocabulary.read(name, value)
        except FactError as error:
            line, column = source.position((*at, name))
            raise FactError(
                error.message, file=source.file, line=line, column=column, field=error.field, way_out=error.way_out
            ) from None
    return vocabulary.read_all(raw)


def _names(source: Source, data: Mapping[str, Any], at: Path_, vocabulary: Vocabulary) -> frozenset[str]:
    names = data.get("not_applicable") or []
    if not isinstance(names, list) or not set(map(str, names)) <= vocabulary.definitions.keys():
        raise source.error("not_applicable is a list of facts", (*at, "not_applicable"), "acquis facts lists them all")
    return frozenset(names)


__all__ = ["Case", "SourceError", "build_case", "read_case", "read_facts"]
