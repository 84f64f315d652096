"""Small corpora with planted gaps, and rules of an invented law written in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from acquis.compare.loopholes.pairs import Prover
from acquis.compare.loopholes.subjects import Subject
from acquis.compare.rules import Rule, union
from acquis.compare.topics import Side, Topic
from acquis.conditions.parse import parse_condition
from acquis.law import Corpus, Kind, Provision, load_corpus
from acquis.law.model import Period
from acquis.law.vocabulary import Definition, Vocabulary
from tests.law import small

TODAY = dt.date(2026, 11, 1)
SIDE = Side("XX", "Exland", "XX")
_MORE = """\
  - {name: exported_from, type: country, meaning: From where., question: 'From where?', section: Act}
  - {name: origin, type: country, meaning: Where made., question: 'Where made?', section: Act}
"""
FACTS = small.FACTS.replace("codes: [export, import]", "codes: [export, reexport, import]") + _MORE

VOCABULARY = Vocabulary(
    {
        "power": Definition("power", "number", "", "", "", unit="W"),
        "error": Definition("error", "number", "", "", ""),
        "pieces": Definition("pieces", "count", "", "", ""),
        "marked": Definition("marked", "bool", "", "", ""),
    }
)
_SHIPPED = load_corpus()


def corpus(folder: Path, monkeypatch: pytest.MonkeyPatch, *provisions: str, neighbour: tuple[str, ...] = ()) -> Corpus:
    """A corpus of Exland (XX, home AQ), and with `neighbour` of Whyland (YY, home NZ) too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    root = small.write(folder / "corpus", small.law(*provisions), facts=FACTS)
    if neighbour:
        (root / "yy").mkdir()
        regime = small.REGIME.replace("id: XX", "id: YY").replace("Exland", "Whyland").replace("home: AQ", "home: NZ")
        (root / "yy" / "regime.yaml").write_text(regime, encoding="utf-8")
        (root / "yy" / "law.yaml").write_text(small.law(*neighbour).replace("XX.L", "YY.L"), encoding="utf-8")
    return load_corpus(root)


def machines(law: Corpus) -> Topic:
    """Machines, by power and number of pieces."""
    return Topic("machines", "Machines", law.vocabulary.read_all({"item_kind": "machine"}), frozenset({"power", "pieces"}), (),
                 (SIDE,), {})  # fmt: skip


def subject(*bands: str) -> Subject:
    """The law of a side whose entries are the bands, in the small vocabulary."""
    parts = tuple(parse_condition(band) for band in bands)
    provisions = tuple(
        Provision(f"XX.L.{i}", f"LoE {i}", Kind.ENTRY, f"Band {i}", Period(), (), "high") for i in range(len(parts))
    )
    law = Rule("XX", _SHIPPED.on(TODAY, "INT"), TODAY, union(parts), provisions, {}, parts)
    return Subject(Topic("machines", "Machines", {}, frozenset(VOCABULARY.definitions), (), (SIDE,), {}), SIDE, law, law)


def prover() -> Prover:
    """A prover of the small vocabulary."""
    return Prover(VOCABULARY, 2_000)
