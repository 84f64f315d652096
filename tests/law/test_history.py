"""A provision over time: versions, gaps, and what changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from acquis.law import Corpus, UnknownId, load_corpus
from acquis.law.history import history
from acquis.law.model import Layer, Period
from tests.law import small


def test_versions_follow_each_other_with_their_changes(tmp_path: Path) -> None:
    first, second = history(load_corpus(small.write(tmp_path)), "XX.L.3.a")
    assert first.period == Period(dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    assert {change.field for change in second.changes} == {"title", "when"}
    assert next(change for change in second.changes if change.field == "when").diff == ("- 100", "+ 50")


def test_a_suspension_is_a_gap_and_an_unread_state_is_named(corpus: Corpus) -> None:
    """46/2024 para. 2 of China: in force, suspended to 27 November 2026, and then not known."""
    stages = history(corpus, "CN.MOFCOM.2024.46.2")
    assert [stage.state for stage in stages][1] == "not in force"
    assert stages[1].period == Period(dt.date(2025, 11, 9), dt.date(2026, 11, 27))
    assert stages[-1].period.start == dt.date(2026, 11, 28)


def test_layers_have_their_own_history(corpus: Corpus) -> None:
    """742.6(a)(13): on the books since January 2025, not applied from 13 May 2025."""
    codified = history(corpus, "US.EAR.742.6.a.13", Layer.CODIFIED)
    enforced = history(corpus, "US.EAR.742.6.a.13", Layer.ENFORCED)
    assert codified[-1].provision is not None
    assert codified[-1].period.end is None
    assert all(stage.provision is None for stage in enforced)


def test_an_unknown_id_is_refused(corpus: Corpus) -> None:
    with pytest.raises(UnknownId, match="no provision"):
        history(corpus, "XX.NO")
