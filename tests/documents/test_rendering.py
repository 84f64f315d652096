"""The three renderers: complete, escaped, the same bytes for the same document."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from acquis.documents import Code, Document, Figure, Notice, Paragraph, Table, save, to_html, to_markdown, to_pdf
from acquis.documents.pdf import _data
from acquis.documents.text import clean, one_line, pieces
from acquis.errors import AcquisError
from tests.documents.samples import HOSTILE, LONG_ID, everything

VOID = {"meta", "img", "wbr", "br"}


class Page(HTMLParser):
    """Reads a page as a browser does, and keeps its text, its tags and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def names(html: str) -> list[str]:
    return [tag for tag, _ in Page(html).tags]


def test_a_page_is_accessible_and_alone() -> None:
    page = Page(to_html(everything()))
    tags = dict(page.tags)
    assert tags["html"]["lang"] == "en"
    assert {"header", "main", "footer", "aside", "caption", "figcaption", "ol"} <= set(tags)
    assert not page.open
    assert all(attrs["alt"] for tag, attrs in page.tags if tag == "img")
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert not {"script", "link", "iframe"} & set(tags)
    assert all((attrs["src"] or "").startswith("data:") for tag, attrs in page.tags if "src" in attrs)
    assert "default-src 'none'" in to_html(everything())
    assert "@media print" in to_html(everything())


def test_hostile_words_are_words() -> None:
    assert names(to_html(everything(HOSTILE))) == names(to_html(everything()))
    assert " ".join(HOSTILE.split()) in Page(to_html(everything(HOSTILE))).text
    assert to_pdf(everything(HOSTILE)).startswith(b"%PDF-")


def read_markdown(text: str) -> str:
    """As CommonMark with tables reads it; raw HTML goes through, as it would on many sites."""
    return str(MarkdownIt("commonmark").enable(["table"]).render(text))


@example(HOSTILE)
@example("- a")
@example("1. a")
@given(st.text(alphabet=st.sampled_from("ab1 #*_<>[]()`|\\~&;:!-+.=$/\n"), max_size=30))
def test_no_text_changes_how_markdown_is_read(text: str) -> None:
    page = read_markdown(to_markdown(everything(text)))
    plain = [tag for tag in names(read_markdown(to_markdown(everything("x" if text.strip() else "")))) if tag != "p"]
    assert [tag for tag in names(page) if tag != "p"] == plain
    assert one_line(text) in " ".join(Page(page).text.split())


@given(st.text(max_size=60))
def test_no_text_changes_the_tags_of_a_page(text: str) -> None:
    assert names(to_html(everything(text))) == names(to_html(everything()))


@given(st.text(alphabet=st.characters(codec="utf-8", max_codepoint=0x17F), max_size=60))
def test_any_text_can_be_set_as_pdf(text: str) -> None:
    assert to_pdf(Document("- " + text, dt.date(2026, 1, 1), "c", (Paragraph((text, Code(text))), Notice(text)))).startswith(
        b"%PDF-"
    )


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf(everything()) == to_pdf(everything())
    assert to_html(everything()) == to_html(everything())
    assert to_markdown(everything()) == to_markdown(everything())


def test_the_pdf_says_that_it_is_accessible_and_archivable() -> None:
    pdf = to_pdf(everything())
    assert b"pdfuaid:part>1<" in pdf
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>A<" in pdf
    assert b"2026-11-01" in pdf


def test_titles_of_laws_have_their_own_script() -> None:
    assert b"AcquisNotoSansCJK" in to_pdf(everything())


def test_a_character_without_a_font_is_told() -> None:
    cuneiform = everything("\U00012000")
    assert to_pdf(cuneiform).startswith(b"%PDF-")
    told = _data(cuneiform, frozenset("\U00012000"))
    assert "\U00012000" not in str(told)
    assert "U+12000 CUNEIFORM SIGN A" in told["blocks"][0]["text"][0]["text"]
    assert "[U+12000]" in told["title"]


def test_markdown_names_its_figures_and_escapes_cells() -> None:
    markdown = to_markdown(everything(HOSTILE), ["f.svg"])
    assert "(<f.svg>)" in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    assert all(line.replace("\\|", "").count("|") == 4 for line in rows)
    assert "A bar that ends at 34 qubits" in to_markdown(everything())


def test_clean_text_writes_nothing_to_a_screen() -> None:
    assert clean("a\x1b[31m\u202eb\ud800\U0010ffff") == "a\\x1b[31m\\u202eb\\ud800\\U0010ffff"
    assert clean("é ≤ 两 대 \U00012000") == "é ≤ 两 대 \U00012000"
    assert one_line(" a\n\tb ") == "a b"


def test_long_ids_can_be_broken() -> None:
    assert "".join(pieces(LONG_ID)) == LONG_ID
    assert max(len(piece) for piece in pieces(LONG_ID)) < 20
    assert "<wbr>" in to_html(everything())


@pytest.mark.parametrize("suffix", ["md", "html", "pdf"])
def test_save(tmp_path: Path, suffix: str) -> None:
    path = save(everything(), tmp_path / f"memo.{suffix}")
    assert path.stat().st_size > 500
    beside = sorted(file.name for file in tmp_path.iterdir() if file != path)
    assert beside == (["memo-figure-1.svg"] if suffix == "md" else [])


def test_save_refuses_what_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(AcquisError, match=r"cannot be written as '\.docx'"):
        save(everything(), tmp_path / "memo.docx")
    with pytest.raises(AcquisError, match="cannot be written"):
        save(everything(), tmp_path / "no" / "memo.md")


def test_long_tables_go_over_pages() -> None:
    rows = tuple((f"row {k}", "x" * 40) for k in range(300))
    pdf = to_pdf(Document("t", dt.date(2026, 1, 1), "c", (Table("long", ("a", "b"), rows),)))
    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page\n") + pdf.count(b"/Type /Page\n") > 3


def test_without_typst_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['typst'] = None\n"
        "import acquis.documents as d, datetime as dt\n"
        "one = d.Document('t', dt.date(2026, 1, 1), 'c', ())\n"
        "d.to_html(one), d.to_markdown(one)\n"
        "try: d.to_pdf(one)\n"
        "except d.pdf.MissingExtra as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == 'typst is not installed (pip install "acquis[documents]")'


def test_figures_and_tables_are_numbered() -> None:
    blocks = everything().blocks
    two = Document("t", dt.date(2026, 1, 1), "c", tuple(b for b in blocks if isinstance(b, Figure | Table)) * 2)
    for text in (to_html(two), to_markdown(two)):
        assert all(label in text for label in ("Table 1.", "Table 2.", "Figure 1.", "Figure 2."))
