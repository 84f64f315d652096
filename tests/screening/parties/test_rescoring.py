"""The second opinion comes from a process of its own; where nomenklatura is not installed, it says what to do."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from acquis.screening.parties.index import Index
from acquis.screening.parties.lists import load
from acquis.screening.parties.match import Thresholds, screen
from acquis.screening.parties.model import Party
from acquis.screening.parties.rescoring import RescoringError, rescorer
from tests.screening.parties import fictional as made

pytest.importorskip("rigour", reason="party screening is installed by `make more`")

PYTHON = os.environ.get("ACQUIS_NOMENKLATURA_PYTHON")


def test_without_nomenklatura_it_says_what_to_do() -> None:
    with pytest.raises(RescoringError, match="does not answer") as caught, rescorer(Path(sys.executable)):
        pass
    assert "pip install nomenklatura" in str(caught.value.way_out)
    with pytest.raises(RescoringError, match="cannot start"), rescorer(Path("/nowhere/python")):
        pass


@pytest.mark.skipif(PYTHON is None, reason="ACQUIS_NOMENKLATURA_PYTHON names no Python that has nomenklatura")
def test_a_second_opinion_is_told_beside_the_first(tmp_path: Path) -> None:
    index, limits = Index([load(made.csl_csv(tmp_path))]), Thresholds()
    (result,) = screen(index, [Party("1", "Vostok Shchit Fictional Optics")], limits)
    with rescorer(Path(PYTHON or "")) as other:
        after = other.rescore(result, limits)
    assert after.hits[0].reasons[-1].code == "rescored"
    assert "logic-v2" in after.hits[0].reasons[-1].text
    assert after.hits[0].score > 0.9
