"""The annual statement: every sentence cites a record, and says what the evaluation concluded."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquis.documents import Citation, Document, DocumentError, Items, Paragraph, Sources, save, to_html, to_markdown
from acquis.documents.model import Inline, parts
from acquis.documents.statement import annual_statement
from acquis.law import load_corpus
from acquis.safeguards.declarations.folder import read_states, write_state
from acquis.safeguards.demo import ALL_FOUR, EVALUATED, YEAR, Plan, simulate
from acquis.safeguards.evaluation import StateEvaluation, evaluate

CORPUS = load_corpus()


def evaluated(plan: Plan, folder: Path) -> dict[str, StateEvaluation]:
    for code, state in simulate(1, plan)[0].items():
        write_state(state, folder / code)
    return evaluate(read_states(folder), CORPUS, YEAR, EVALUATED)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, StateEvaluation]:
    return evaluated(ALL_FOUR, tmp_path_factory.mktemp("states"))


@pytest.fixture(scope="module")
def document(found: dict[str, StateEvaluation]) -> Document:
    return annual_statement(found, CORPUS)


def sentences(document: Document) -> list[tuple[str, tuple[Inline, ...]]]:
    """Each piece of running text with what follows it up to the next."""
    found: list[tuple[str, tuple[Inline, ...]]] = []
    for block in document.blocks:
        texts = block.items if isinstance(block, Items) else (block.text,) if isinstance(block, Paragraph) else ()
        for text in texts:
            pieces = parts(text)
            starts = [i for i, piece in enumerate(pieces) if isinstance(piece, str) and piece.strip()]
            for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
                found.append((str(pieces[start]), pieces[start + 1 : end]))
    return found


def test_every_sentence_cites_a_record(document: Document) -> None:
    told = sentences(document)
    assert len(told) > 12
    for text, after in told:
        assert text.strip().endswith("."), text
        assert any(isinstance(piece, Citation) for piece in after), text


def test_every_record_cited_is_one_that_was_read(document: Document, found: dict[str, StateEvaluation]) -> None:
    (sources,) = [block for block in document.blocks if isinstance(block, Sources)]
    filings = {e.filing: e.file for one in found.values() for f in one.findings for e in f.evidence}
    listed = {source.key: source.text for source in sources.entries}
    assert set(filings) <= set(listed)
    for filing, file in filings.items():
        assert file in listed[filing]
        assert file.startswith(("XA/", "XB/", "XC/"))
    assert "INT.IAEA.153.91" in listed


def test_it_says_what_was_concluded_and_what_was_not(document: Document) -> None:
    text = to_markdown(document)
    for words in (
        "safeguards were applied for 3 States",
        "for Alphaland (fictional), all items remained in peaceful activities",
        "For Betaland (fictional) it is not known whether declared items were diverted",
        "No conclusion is drawn for Betaland (fictional).",
        "there is an indication of the diversion of declared items, which is no proof: 16 accelerators",
        "No conclusion is drawn for Gammaland (fictional).",
        "40 days late",
        "not legal advice",
        "balances of the year together it is 0.02",
    ):
        assert words in text, words


def test_an_honest_year_is_told_as_one(tmp_path: Path) -> None:
    text = to_markdown(annual_statement(evaluated(Plan(), tmp_path), CORPUS))
    assert "No conclusion" not in text
    assert text.count("declared items remained in peaceful activities") == 2


def test_three_forms_and_the_same_bytes(document: Document, found: dict[str, StateEvaluation], tmp_path: Path) -> None:
    for suffix in ("md", "html", "pdf"):
        assert save(document, tmp_path / f"statement.{suffix}").stat().st_size > 5000
    assert to_html(document) == to_html(annual_statement(found, CORPUS))


def test_a_statement_on_no_state() -> None:
    with pytest.raises(DocumentError):
        annual_statement({}, CORPUS)
