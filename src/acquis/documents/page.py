"""A document as one page of HTML: landmarks, headers, descriptions, a style for paper; no script, nothing from the network."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from acquis.documents import model as m
from acquis.documents.text import clean, one_line, pieces

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_html(document: m.Document) -> str:
    """The document as one self-contained page."""
    return "\n".join(_page(document)) + "\n"


def _page(document: m.Document) -> Iterator[str]:
    title = _plain(document.title)
    yield f'<!DOCTYPE html>\n<html lang="{_plain(document.language)}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f'<meta name="date" content="{document.date}">\n<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>'
    yield f"<header>\n<h1>{title}</h1>"
    if document.subtitle:
        yield f'<p class="subtitle">{_plain(document.subtitle)}</p>'
    if document.authors:
        yield f'<p class="meta">{_plain(", ".join(document.authors))}</p>'
    made = f'<time datetime="{document.date}">{document.date}</time>. Corpus {_code(document.corpus)}.'
    yield f'<p class="meta">{made}</p>\n</header>\n<main>'
    counts = {m.Figure: 0, m.Table: 0}
    for block in document.blocks:
        if isinstance(block, m.Figure | m.Table):
            counts[type(block)] += 1
            yield _figure(block, counts[m.Figure]) if isinstance(block, m.Figure) else _table(block, counts[m.Table], document)
        else:
            yield _block(block, document)
    yield f"</main>\n<footer>{title}. {made}</footer>\n</body>\n</html>"


@cache
def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def _block(block: m.Block, document: m.Document) -> str:
    match block:
        case m.Heading(text, level):
            return f"<h{level + 1}>{_plain(text)}</h{level + 1}>"
        case m.Paragraph(text):
            return f"<p>{_text(text, document)}</p>"
        case m.Items(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{_text(item, document)}</li>' for item in items)}</{tag}>"
        case m.Listing(text, caption):
            listing = f'<pre tabindex="0"><code>{escape(clean(text).rstrip())}</code></pre>'
            return f"<figure><figcaption>{_plain(caption)}</figcaption>{listing}</figure>" if caption else listing
        case m.Notice(text, title):
            return f'<aside aria-label="{_plain(title)}"><p><strong>{_plain(title)}.</strong> {_text(text, document)}</p></aside>'
        case m.Sources(entries, title):
            lines = "".join(f'<li id="source-{document.numbers[entry.key]}">{_source(entry)}</li>' for entry in entries)
            return f'<section aria-label="{_plain(title)}"><h2>{_plain(title)}</h2><ol class="sources">{lines}</ol></section>'
    raise AssertionError(block)


def _figure(figure: m.Figure, number: int) -> str:
    """The drawing stands in an image, in which no browser runs or fetches anything."""
    data = base64.b64encode(figure.svg.encode()).decode("ascii")
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{_plain(figure.alt)}">'
    return f"<figure>{image}<figcaption>Figure {number}. {_plain(figure.caption)}</figcaption></figure>"


def _table(table: m.Table, number: int, document: m.Document) -> str:
    def cell(i: int, text: str, tag: str, scope: str = "") -> str:
        number = ' class="n"' if i in table.numbers else ""
        return f"<{tag}{scope}{number}>{text}</{tag}>"

    head = "".join(cell(i, _plain(column), "th", ' scope="col"') for i, column in enumerate(table.columns))
    rows = []
    for row in table.rows:
        first = ("th", ' scope="row"') if table.row_headers else ("td", "")
        rows.append("".join(cell(i, _text(text, document), *(first if i == 0 else ("td", ""))) for i, text in enumerate(row)))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    caption = f"Table {number}. {_plain(table.caption)}"
    label = f'<div class="wide" role="region" tabindex="0" aria-label="{caption}">'
    return f"{label}<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _source(entry: m.Source) -> str:
    url = f' <a href="{escape(entry.url)}">{_breakable(entry.url)}</a>' if entry.url else ""
    read = f" (read {entry.as_of})" if entry.as_of else ""
    return f"{_plain(entry.text)}{url}{read}"


def _text(text: m.Text, document: m.Document) -> str:
    return "".join(_inline(part, document) for part in m.parts(text))


def _inline(part: m.Inline, document: m.Document) -> str:
    match part:
        case str():
            return escape(clean(part))
        case m.Emphasis(text):
            return f"<em>{_plain(text)}</em>"
        case m.Strong(text):
            return f"<strong>{_plain(text)}</strong>"
        case m.Code(text):
            return _code(text)
        case m.Link(text, url):
            return f'<a href="{escape(url)}">{_plain(text)}</a>'
        case m.Citation(key):
            number = document.numbers[key]
            return f'<a href="#source-{number}">[{number}]</a>'


def _plain(text: str) -> str:
    return escape(one_line(text))


def _breakable(text: str) -> str:
    return "<wbr>".join(escape(piece) for piece in pieces(clean(text)))


def _code(text: str) -> str:
    return f"<code>{_breakable(text)}</code>"
