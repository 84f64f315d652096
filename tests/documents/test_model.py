from __future__ import annotations

import datetime as dt

import pytest

from acquis.documents import (
    Block,
    Citation,
    Document,
    DocumentError,
    Figure,
    Heading,
    Items,
    Link,
    Paragraph,
    Source,
    Sources,
    Table,
)
from acquis.documents.drawing import check_svg
from tests.documents.samples import SVG, everything


def document(*blocks: Block) -> Document:
    return Document("A title", dt.date(2026, 1, 1), "abc", blocks)


def test_sources_are_numbered_in_their_order() -> None:
    assert everything().numbers == {"cn": 1, "x": 2}


def test_a_citation_needs_its_source() -> None:
    with pytest.raises(DocumentError, match="no source has the key a"):
        document(Items((("see ", Citation("a")),)))


def test_a_source_stands_once() -> None:
    with pytest.raises(DocumentError, match="listed twice: a"):
        document(Sources((Source("a", "one"), Source("a", "two"))))


def test_headings_skip_no_level() -> None:
    document(Heading("one"), Heading("two", 2), Heading("one"))
    for blocks in ((Heading("two", 2),), (Heading("one"), Heading("three", 3)), (Heading("none", 0),)):
        with pytest.raises(DocumentError, match="skips a level"):
            document(*blocks)


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(DocumentError, match="2 columns"):
        Table("t", ("a", "b"), (("1",),))
    with pytest.raises(DocumentError, match="2 columns"):
        Table("t", ("a", "b"), (), widths=(1,))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.test/a", "data:text/html,x", "https://a b", "//x.test", "https://x/\u202e"]
)
def test_a_link_leads_to_the_web_only(url: str) -> None:
    with pytest.raises(DocumentError, match="not an address"):
        Link("x", url)
    with pytest.raises(DocumentError, match="not an address"):
        Source("k", "x", url)


def test_a_figure_says_in_words_what_it_shows() -> None:
    with pytest.raises(DocumentError, match="no description"):
        Figure(SVG, " ", "c")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<rect onclick="x()"/>',
        "<foreignObject/>",
        '<image href="https://x.test/a.png"/>',
        '<rect style="fill: url(https://x.test/a)"/>',
        "<style>@import 'https://x.test'</style>",
        '<a href="javascript:1"/>',
        "<rect",
    ],
)
def test_a_drawing_runs_and_fetches_nothing(inside: str) -> None:
    assert check_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


def test_sound_drawings_pass() -> None:
    assert check_svg(SVG) is None
    assert check_svg('<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#a)"/></svg>') is None
    assert check_svg("<html/>") == "it is not an SVG"
    assert check_svg('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>') == "it declares a document type"


def test_a_paragraph_is_one_piece_or_several() -> None:
    assert list(document(Paragraph("a")).inlines()) == ["a"]
