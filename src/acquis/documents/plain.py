"""A document as Markdown (CommonMark with tables), every character of the data escaped that Markdown would read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from acquis.documents import model as m
from acquis.documents.text import clean, one_line

_MARKS = re.compile(r"[\\`*_{}\[\]<>#+\-!~&:]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "~": "&#126;"}  # every dialect reads these; few read a stroke before them
_LEADING = re.compile(r"^(\s*)(\d+)([.)])")


def to_markdown(document: m.Document, figures: Sequence[str] = ()) -> str:
    """The document as Markdown.

    Args:
        document: what to write.
        figures: for each figure, in order, the file that holds it; without, its description stands in its place.
    """
    return "\n\n".join(part for part in _document(document, list(figures)) if part) + "\n"


def _document(document: m.Document, files: list[str]) -> Iterator[str]:
    yield f"# {_escape(document.title)}"
    if document.subtitle:
        yield f"*{_escape(document.subtitle)}*"
    if document.authors:
        yield _escape(", ".join(document.authors))
    yield f"Date: {document.date}. Corpus: {_code(document.corpus)}."
    counts = {m.Figure: 0, m.Table: 0}
    for block in document.blocks:
        if isinstance(block, m.Figure | m.Table):
            counts[type(block)] += 1
            yield (
                _figure(block, counts[m.Figure], files)
                if isinstance(block, m.Figure)
                else _table(block, counts[m.Table], document)
            )
        else:
            yield _block(block, document)


def _block(block: m.Block, document: m.Document) -> str:
    match block:
        case m.Heading(text, level):
            return f"{'#' * (level + 1)} {_escape(text)}"
        case m.Paragraph(text):
            return _text(text, document)
        case m.Items(items, numbered):
            return "\n".join(f"{f'{i}.' if numbered else '-'} {_text(item, document)}" for i, item in enumerate(items, 1))
        case m.Listing(text, caption):
            title = f"{_escape(caption)}:\n\n" if caption else ""
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            return f"{title}{fence}text\n{clean(text).rstrip()}\n{fence}"
        case m.Notice(text, title):
            return f"> **{_escape(title)}.** {_text(text, document)}"
        case m.Sources(entries, title):
            lines = [f"{document.numbers[entry.key]}. {_source(entry)}" for entry in entries]
            return "\n".join([f"## {_escape(title)}", "", *lines])
    raise AssertionError(block)


def _figure(figure: m.Figure, number: int, files: list[str]) -> str:
    caption = f"*Figure {number}. {_escape(figure.caption)}*"
    if number <= len(files):
        return f"![{_escape(figure.alt)}](<{files[number - 1]}>)\n\n{caption}"
    return f"{caption}\n\n{_escape(figure.alt)}"


def _table(table: m.Table, number: int, document: m.Document) -> str:
    rule = ["---:" if i in table.numbers else "---" for i in range(len(table.columns))]
    head = [_cell(_escape(column)) for column in table.columns]
    lines = [head, rule, *([_cell(_text(cell, document)) for cell in row] for row in table.rows)]
    return f"*Table {number}. {_escape(table.caption)}*\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _source(entry: m.Source) -> str:
    url = f" <{_address(entry.url)}>" if entry.url else ""
    read = f" (read {entry.as_of})" if entry.as_of else ""
    return f"{_escape(entry.text)}{url}{read}"


def _text(text: m.Text, document: m.Document) -> str:
    return "".join(_inline(part, document) for part in m.parts(text))


def _inline(part: m.Inline, document: m.Document) -> str:
    match part:
        case str():
            before, after = (" " if end.isspace() else "" for end in (part[:1], part[-1:]))
            return f"{before}{_escape(part)}{after}" if part.strip() else " "
        case m.Emphasis(text):
            return f"*{_escape(text)}*"
        case m.Strong(text):
            return f"**{_escape(text)}**"
        case m.Code(text):
            return _code(text)
        case m.Link(text, url):
            return f"[{_escape(text)}](<{_address(url)}>)"
        case m.Citation(key):
            return f"\\[{document.numbers[key]}\\]"


def _escape(text: str) -> str:
    return _LEADING.sub(r"\1\2\\\3", _MARKS.sub(_escaped, one_line(text)))


def _escaped(mark: re.Match[str]) -> str:
    """A mark that is read as itself. Inside a line hyphens and their like mean nothing; a colon makes links of bare addresses."""
    sign, line = mark[0], mark.string
    if sign in _ENTITIES:
        return _ENTITIES[sign]
    if sign == ":":
        return "&#58;" if line.startswith("//", mark.end()) else sign
    inside = sign in "-+!#" and mark.start() > 0 and not line.startswith("[", mark.end())
    return sign if inside else f"\\{sign}"


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")


def _code(text: str) -> str:
    inside = one_line(text)
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", inside)), default=0))
    pad = " " if inside.startswith("`") or inside.endswith("`") else ""
    return f"{ticks}{pad}{inside}{pad}{ticks}"
