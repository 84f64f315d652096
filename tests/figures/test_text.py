from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.figures.text import text_width, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("controlled", 43.36), ("ibm_boston", 51.70), ("Decision support, not legal advice.", 152.31), ("0.0001", 30.59)],
)
def test_the_width_is_that_of_liberation_sans(text: str, width: float) -> None:
    assert text_width(text, 10) == pytest.approx(width, abs=0.03)  # as measured by FreeType


def test_unusual_characters_are_given_room() -> None:
    assert text_width("é", 10) >= 5.56
    assert text_width("中", 10) == 10
    assert text_width("e\u0301", 10) == text_width("e", 10)


@given(st.text(max_size=200), st.floats(20, 400))
def test_wrapping_loses_no_word_and_keeps_to_the_width(text: str, width: float) -> None:
    lines = wrap(text, width, 12)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line, 12) <= width or " " not in line for line in lines)
