"""A table of answers says of every tuple what was answered, whatever was asked before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquis.screening import answers as module
from acquis.screening.answers import Answers
from acquis.screening.keys import Codes

tuples = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**20), st.integers(0, 2**33)), min_size=1, max_size=60)


class Asked:
    """Answers that are a function of the tuple, and counts how often each is asked."""

    def __init__(self) -> None:
        self.times: dict[tuple[int, ...], int] = {}

    def find(self, answers: Answers, rows: Sequence[tuple[int, ...]]) -> None:
        columns: list[Codes] = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]

        def ask(some: Codes) -> Codes:
            asked = [tuple(int(column[k]) for column in columns) for k in some.tolist()]
            assert len(set(asked)) == len(asked), "each tuple is asked once"
            for row in asked:
                self.times[row] = self.times.get(row, 0) + 1
            return np.array([answer(row) for row in asked], dtype=np.int64)

        found = answers.find(columns, [int(column.max()) + 1 for column in columns], ask)
        assert found.tolist() == [answer(row) for row in rows]


def answer(row: tuple[int, ...]) -> int:
    return sum((k + 1) * value for k, value in enumerate(row)) % 1009


@settings(deadline=None)
@given(st.lists(tuples, min_size=1, max_size=8))
def test_what_is_found_is_what_was_answered(tables: list[list[tuple[int, int, int]]]) -> None:
    answers, asked = Answers(), Asked()
    for rows in tables:
        asked.find(answers, rows)


def test_what_is_known_is_not_asked_again_though_numbers_grow() -> None:
    answers, asked = Answers(), Asked()
    small = [(k % 3, k) for k in range(40)]
    asked.find(answers, small)
    asked.find(answers, [(5, k * 1000) for k in range(40)])
    asked.find(answers, small)
    assert {row: asked.times[row] for row in small} == dict.fromkeys(small, 1)


def test_its_size_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGE", 10)
    answers, asked = Answers(), Asked()
    many = [(k,) for k in range(5_000)]
    asked.find(answers, many)
    assert answers.places <= 2**10
    asked.find(answers, many)
    kept = sum(times == 1 for times in asked.times.values())
    assert 2**9 < kept <= 2**10, "who came first stays, others are asked again"


def test_tuples_too_long_for_a_word_are_answered_too() -> None:
    answers, asked = Answers(), Asked()
    rows = [(k, 2**40 + k, 2**40 - k) for k in range(20)]
    asked.find(answers, rows + rows)
