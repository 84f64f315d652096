"""The corpus in compiled form: one JSON file in the user's cache, so that a process starts in a tenth of a second.

It is named by the digest of every file of the corpus and of the code that reads them, so it is never stale; it holds data
only, so nothing in it can run; it is written whole or not at all, with a checksum in the first line, for a bit that flips would
change the law; and when it cannot be read or written, the YAML is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import tempfile
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Any

from acquis import __version__
from acquis.conditions import nodes as n
from acquis.law.corpus import Corpus
from acquis.law.model import Group, Instrument, Provision, Regime
from acquis.law.vocabulary import Definition, Vocabulary
from acquis.law.yaml_source import LARGEST_FILE

KEPT = 8
"""Compiled corpora that stay in the cache: one for each version or folder in use."""

_LAW_CODE = ("compiled", "integrity", "loader", "model", "schema", "vocabulary", "vocabulary_file", "yaml_source")
_CONDITIONS_CODE = ("check", "nodes", "parse", "values")
_NODES = {node.__name__: node for node in (*typing.get_args(n.Node), n.Group)}


def digest_of(folder: Path) -> str:
    """SHA-256 over names and contents of the files of a corpus, and over the code that compiles them."""
    digest = hashlib.sha256(__version__.encode())
    here = Path(__file__).parent
    code = [here / f"{name}.py" for name in _LAW_CODE] + [here.parent / "conditions" / f"{name}.py" for name in _CONDITIONS_CODE]
    law = [(path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*.yaml"))]
    for name, path in [*law, *((path.name, path) for path in code)]:
        contents = _contents(path)
        digest.update(f"\0{name}\0{len(contents)}\0".encode("utf-8", "surrogateescape"))
        digest.update(contents)
    return digest.hexdigest()


def _contents(path: Path) -> bytes:
    """What a file holds; nothing where `read_source` will refuse it."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST_FILE else b""
    except OSError:
        return b""


def _cache_file(digest: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("acquis") / f"corpus-{digest[:32]}.json"


def read_compiled(digest: str) -> Corpus | None:
    """The compiled corpus of a digest; None when there is none that can be read."""
    try:
        checksum, _, contents = _cache_file(digest).read_bytes().partition(b"\n")
        if checksum.decode() != hashlib.sha256(contents).hexdigest():
            return None
        data = json.loads(contents)
        return _to_corpus(data) if data["digest"] == digest else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_compiled(corpus: Corpus) -> None:
    """Writes the compiled corpus and removes the oldest; a cache that cannot be written is no error."""
    target = _cache_file(corpus.digest)
    with contextlib.suppress(OSError):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        contents = json.dumps(_from_corpus(corpus), separators=(",", ":"), ensure_ascii=False).encode()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".corpus-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(contents).hexdigest().encode() + b"\n" + contents)
        os.replace(name, target)
        newest_first = sorted(target.parent.glob("corpus-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[KEPT:]:
            old.unlink(missing_ok=True)


def _from_corpus(corpus: Corpus) -> dict[str, Any]:
    return {
        "digest": corpus.digest,
        "facts": [_pack(definition) for definition in corpus.vocabulary.definitions.values()],
        "regimes": [_pack(regime) for regime in corpus.regimes.values()],
        "instruments": [_pack(instrument) for instrument in corpus.instruments.values()],
        "groups": [_pack(group) for group in corpus.groups.values()],
        "provisions": [_pack(provision) for provision in corpus.provisions],
    }


def _to_corpus(data: Mapping[str, Any]) -> Corpus:
    definitions = [_reader(Definition)(packed) for packed in data["facts"]]
    return Corpus(
        vocabulary=Vocabulary({definition.name: definition for definition in definitions}),
        regimes={regime.id: regime for regime in map(_reader(Regime), data["regimes"])},
        instruments={instrument.id: instrument for instrument in map(_reader(Instrument), data["instruments"])},
        groups={group.id: group for group in map(_reader(Group), data["groups"])},
        provisions=tuple(map(_reader(Provision), data["provisions"])),
        digest=data["digest"],
    )


def _pack(value: Any) -> Any:
    """A frozen value as JSON: a dataclass is the list of its fields, a node that list behind its name."""
    if isinstance(value, Enum | bool | int | str | None):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _pack(item) for key, item in value.items()}
    if isinstance(value, tuple | frozenset):
        return [_pack(item) for item in value]
    if isinstance(value, n.Literal):
        kind = "d" if isinstance(value.value, Decimal) else ("t" if isinstance(value.value, dt.date) else "s")
        return {"Literal": [kind, _pack(value.value)]}
    fields = [_pack(getattr(value, field.name)) for field in dataclasses.fields(value)]
    return {type(value).__name__: fields} if type(value) in _NODES.values() else fields


def _node(packed: Any) -> Any:
    """A node from `{name: fields}`; what is no mapping is a plain field of one."""
    if isinstance(packed, list):
        return tuple(_node(item) for item in packed)
    if not isinstance(packed, dict):
        return packed
    ((name, fields),) = packed.items()
    if name == "Literal":
        kind, value = fields
        return n.Literal(Decimal(value) if kind == "d" else (dt.date.fromisoformat(value) if kind == "t" else value))
    return _NODES[name](*map(_node, fields))


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that makes a value of a type from its packed form."""
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if kind == n.Node or n.Literal in arguments:
        return _node
    if origin in (typing.Union, types.UnionType):
        (inner,) = [_reader(argument) for argument in arguments if argument is not type(None)]
        return lambda packed: None if packed is None else inner(packed)
    if origin in (tuple, frozenset):
        item = _reader(arguments[0])
        return lambda packed: origin(map(item, packed))
    if origin is not None and issubclass(origin, Mapping):
        item = _reader(arguments[1])
        return lambda packed: {key: item(value) for key, value in packed.items()}
    if kind is Decimal:
        return Decimal
    if kind is dt.date:
        return dt.date.fromisoformat
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = [_reader(hints[field.name]) for field in dataclasses.fields(kind)]
        return partial(_build, typing.cast(Callable[..., Any], kind), readers)
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else _same


def _build(kind: Callable[..., Any], readers: list[Callable[[Any], Any]], packed: list[Any]) -> Any:
    return kind(*[read(part) for read, part in zip(readers, packed, strict=True)])


def _same(packed: Any) -> Any:
    return packed
