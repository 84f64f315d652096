"""A document as a file: the suffix says which of the three it is."""

from __future__ import annotations

from pathlib import Path

from acquis.documents.model import Document, Figure
from acquis.documents.page import to_html
from acquis.documents.pdf import to_pdf
from acquis.documents.plain import to_markdown
from acquis.errors import AcquisError

SUFFIXES = (".md", ".html", ".pdf")


def save(document: Document, path: str | Path) -> Path:
    """Write a document to `path` as Markdown, HTML or PDF, and return the path. The figures of Markdown become files beside it.

    Raises:
        AcquisError: another suffix, or a file that cannot be written.
        MissingExtra: a PDF, and Typst is not installed.
    """
    target = Path(path)
    check_suffix(target)
    files = {target: b""}
    if target.suffix == ".pdf":
        files[target] = to_pdf(document)
    elif target.suffix == ".html":
        files[target] = to_html(document).encode()
    else:
        drawings = [block.svg for block in document.blocks if isinstance(block, Figure)]
        beside = {target.with_name(f"{target.stem}-figure-{i}.svg"): svg.encode() for i, svg in enumerate(drawings, 1)}
        files[target] = to_markdown(document, [file.name for file in beside]).encode()
        files |= beside
    for file, content in files.items():
        try:
            file.write_bytes(content)
        except OSError as error:
            raise AcquisError(f"the document cannot be written: {error.strerror}", file=file) from error
    return target


def check_suffix(path: Path) -> None:
    """Whether a document can be written under this name.

    Raises:
        AcquisError: it cannot.
    """
    if path.suffix not in SUFFIXES:
        name = path.suffix or path.name
        raise AcquisError(f"a document cannot be written as {name!r}", file=path, way_out=f"use {', '.join(SUFFIXES)}")
