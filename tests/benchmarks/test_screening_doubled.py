"""The corpora that show what a row costs: larger ones that say the same, and ones of which more applies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from acquis.law.corpus import Corpus
from benchmarks import screening_peers_report as told
from benchmarks.report import BEGIN, END, write_page
from benchmarks.screening_doubled import Doubled, variants
from benchmarks.screening_peers import PAGE, differing
from benchmarks.screening_peers_acquis import Answers, Desk
from benchmarks.screening_peers_engines import law, peers
from benchmarks.screening_rule import KINDS
from tests.benchmarks.drawn import write

REGIMES = ("CA", "KR")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("doubled") / "drawn.parquet"
    write(path, 300, seed=5)
    return path


@pytest.fixture(scope="module")
def two_regimes() -> Corpus:
    whole = law()
    return replace(
        whole,
        regimes={name: whole.regimes[name] for name in REGIMES},
        groups={name: group for name, group in whole.groups.items() if name.partition(".")[0] in REGIMES},
        provisions=tuple(p for p in whole.provisions if p.regime in REGIMES),
        _snapshots={},
    )


@pytest.fixture(scope="module")
def found(two_regimes: Corpus, table: Path) -> dict[str, tuple[Doubled, Answers]]:
    return {one.key: (one, Desk(one.corpus, one.regimes, table).screen(table)) for one in variants(two_regimes, KINDS)}


@pytest.mark.parametrize("key", ["kinds", "days", "regimes", "provisions", "asked"])
def test_twice_the_law_says_the_same(key: str, found: dict[str, tuple[Doubled, Answers]]) -> None:
    shipped, before = found["shipped"]
    doubled, after = found[key]
    assert len(doubled.corpus.provisions) == 2 * len(shipped.corpus.provisions)
    assert differing(doubled, after, before) == 0


@pytest.mark.parametrize(
    ("key", "applies"), [("kinds", False), ("days", False), ("regimes", False), ("provisions", True), ("asked", True)]
)
def test_only_what_should_apply_does(key: str, applies: bool, found: dict[str, tuple[Doubled, Answers]]) -> None:
    copies = [finding for finding in found[key][1].findings if ".again." in str(finding) or "CA2." in str(finding)]
    assert bool(copies) is applies


def test_the_copies_for_another_kind_are_law_for_that_kind(two_regimes: Corpus, table: Path, tmp_path: Path) -> None:
    doubled = next(one for one in variants(two_regimes, KINDS) if one.key == "kinds")
    other = doubled.title.rpartition("(")[2].rstrip(")")
    path = tmp_path / "other.parquet"
    pl.read_parquet(table).with_columns(item_kind=pl.lit(other)).write_parquet(path)
    answers = Desk(doubled.corpus, doubled.regimes, path).screen(path)
    assert any(".again." in finding.decided_by for finding in answers.findings)


def test_a_difference_is_seen(found: dict[str, tuple[Doubled, Answers]]) -> None:
    """Another outcome, and another word in a finding."""
    shipped, answers = found["shipped"]
    low, high = answers.ends["CA"]
    shifted = replace(answers, ends={**answers.ends, "CA": (low, high + 1)})
    other = [replace(finding, missing=finding.missing + "; x") for finding in answers.findings]
    assert differing(found["provisions"][0], shifted, answers) == len(low)
    assert differing(shipped, replace(answers, findings=other), answers) == len(REGIMES) * len(low)


def test_the_tables_go_into_the_page(two_regimes: Corpus, tmp_path: Path) -> None:
    """Figures made up here: the form alone is looked at."""
    measured = [told.Measured(peer, k, 1000, [0.2, 0.3, 5.0], 0.5) for peer in peers() for k in range(len(peer.passes))]
    corpora = [told.MeasuredCorpus(one, 1000, [[1.0]] * 3, [[0.5]] * 3, 7, 0) for one in variants(two_regimes, KINDS)]
    about = {"date": "2026-01-01", "cpus": 2, "system": "x", "python": "3.11", "rounds": 3, "load_average": [0.0], "versions": {}}
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    write_page(page, told.markdown(about, measured, [], corpora))
    text = page.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index("| as shipped |") < text.index(END)
    assert told.errors([], corpora) == []
    corpora[1].differing = 3
    assert "3 determinations differ" in told.errors([], corpora)[0]
