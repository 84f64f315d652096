"""Citable documents: one small model of a text, written as Markdown, as a page of HTML, or as an accessible PDF.

A document carries its date and the digest of the law that it rests on. The same document always gives the same bytes.
"""

from acquis.documents.model import (
    Block,
    Citation,
    Code,
    Document,
    DocumentError,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Items,
    Link,
    Listing,
    Notice,
    Paragraph,
    Source,
    Sources,
    Strong,
    Table,
    Text,
)
from acquis.documents.page import to_html
from acquis.documents.pdf import to_pdf
from acquis.documents.plain import to_markdown
from acquis.documents.saving import save

__all__ = [
    "Block", "Citation", "Code", "Document", "DocumentError", "Emphasis", "Figure", "Heading", "Inline", "Items", "Link",
    "Listing", "Notice", "Paragraph", "Source", "Sources", "Strong", "Table", "Text", "save", "to_html", "to_markdown", "to_pdf",
]  # fmt: skip
