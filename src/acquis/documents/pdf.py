"""A document as a PDF by Typst: archivable (PDF/A-2a) and accessible (PDF/UA-1), which Typst checks while it writes.

The words go to a fixed template as data and never become markup. Fonts are those that Typst and this package bring, so that the
same document gives the same bytes on every machine; where these lack a character the fonts of the machine are asked.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquis.documents import model as m
from acquis.documents.text import clean, one_line, pieces
from acquis.errors import AcquisError, MissingExtra

if TYPE_CHECKING:
    import typst

_HERE = Path(__file__).parent
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_LACKING = 200


class PdfError(AcquisError):
    """The document cannot be set as a PDF."""


def to_pdf(document: m.Document) -> bytes:
    """The document as a PDF. A character that no font has is written as its code point, and a notice at the head says so.

    Raises:
        MissingExtra: Typst is not installed.
        PdfError: Typst refuses the document.
    """
    try:
        import typst
    except ImportError:
        raise MissingExtra("typst", "documents") from None
    lacking: dict[str, None] = {}
    machine = False  # whether the fonts of the machine are asked too
    for _ in range(_MOST_LACKING):
        try:
            return _compile(typst, _data(document, frozenset(lacking)), document.date, machine)
        except typst.TypstError as error:
            found = _LACKING.search(error.message)
            if found is None:
                raise PdfError(f"Typst: {error.message}", way_out="; ".join(error.hints) or None) from None
            if not machine:
                machine = True
            else:
                lacking.update((c, None) for c in _characters(found[1]))
    raise PdfError(f"more than {_MOST_LACKING} characters have no font", way_out="install a font of that script")


def _compile(library: Any, data: dict[str, Any], date: dt.date, machine: bool) -> bytes:
    compiler: typst.Compiler = library.Compiler(
        input=(_HERE / "template.typ").read_bytes(),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=not machine,
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )
    midnight = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=midnight)
    assert isinstance(made, bytes)
    return made


def _characters(quoted: str) -> list[str]:
    """The characters of a text as Typst quotes it."""
    return list(_CODE_POINT.sub(lambda code: chr(int(code[1], 16)), quoted))


def _data(document: m.Document, lacking: frozenset[str]) -> dict[str, Any]:
    """The document as the template reads it."""
    data: dict[str, Any] = {
        "title": one_line(document.title),
        "subtitle": one_line(document.subtitle),
        "authors": [one_line(author) for author in document.authors],
        "date": [document.date.year, document.date.month, document.date.day],
        "day": document.date.isoformat(),
        "corpus": one_line(document.corpus),
        "language": document.language,
        "blocks": [_block(block, document) for block in document.blocks],
    }
    if lacking:
        data = _without(data, lacking)
        shown = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in sorted(lacking))
        words = f"No font on this machine has some characters; each is written as its code point in brackets: {shown}."
        data["blocks"].insert(0, {"kind": "notice", "title": "Characters", "text": [{"kind": "text", "text": words}]})
    return data


def _without(data: Any, lacking: frozenset[str]) -> Any:
    if isinstance(data, str):
        return "".join(f"[U+{ord(c):04X}]" if c in lacking else c for c in data)
    if isinstance(data, list):
        return [_without(part, lacking) for part in data]
    return (
        {key: value if key == "svg" else _without(value, lacking) for key, value in data.items()}
        if isinstance(data, dict)
        else data
    )


def _block(block: m.Block, document: m.Document) -> dict[str, Any]:
    match block:
        case m.Heading(text, level):
            return {"kind": "heading", "text": one_line(text), "level": level}
        case m.Paragraph(text):
            return {"kind": "paragraph", "text": _text(text, document)}
        case m.Items(items, numbered):
            return {"kind": "items", "numbered": numbered, "items": [_text(item, document) for item in items]}
        case m.Table():
            return _table(block, document)
        case m.Figure(svg, alt, caption):
            return {"kind": "figure", "svg": svg, "alt": one_line(alt), "caption": one_line(caption)}
        case m.Listing(text, caption):
            return {"kind": "listing", "text": clean(text).rstrip(), "caption": one_line(caption)}
        case m.Notice(text, title):
            return {"kind": "notice", "text": _text(text, document), "title": one_line(title)}
        case m.Sources(entries, title):
            return {"kind": "sources", "title": one_line(title), "entries": [_source(entry, document) for entry in entries]}


def _table(table: m.Table, document: m.Document) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": one_line(table.caption),
        "columns": [one_line(column) for column in table.columns],
        "rows": [[_text(cell, document) for cell in row] for row in table.rows],
        "numbers": sorted(table.numbers),
        "widths": list(table.widths) or [None] * len(table.columns),
    }


def _source(entry: m.Source, document: m.Document) -> dict[str, Any]:
    return {
        "number": document.numbers[entry.key],
        "text": one_line(entry.text),
        "url": entry.url,
        "pieces": pieces(entry.url or ""),
        "read": None if entry.as_of is None else entry.as_of.isoformat(),
    }


def _text(text: m.Text, document: m.Document) -> list[dict[str, Any]]:
    return [_inline(part, document) for part in m.parts(text)]


def _inline(part: m.Inline, document: m.Document) -> dict[str, Any]:
    match part:
        case str():
            return {"kind": "text", "text": clean(part)}
        case m.Emphasis(text):
            return {"kind": "emphasis", "text": one_line(text)}
        case m.Strong(text):
            return {"kind": "strong", "text": one_line(text)}
        case m.Code(text):
            return {"kind": "code", "pieces": pieces(one_line(text))}
        case m.Link(text, url):
            return {"kind": "link", "text": one_line(text), "url": url}
        case m.Citation(key):
            return {"kind": "citation", "number": document.numbers[key]}
