from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acquis.figures.labels import Box, place

FRAME = Box(0, 0, 600, 400)
POINTS = st.lists(st.tuples(st.text("abc_-1", min_size=1, max_size=18), st.floats(0, 600), st.floats(0, 400)), max_size=14)


@given(POINTS)
def test_labels_never_overlap_or_leave_the_frame(points: list[tuple[str, float, float]]) -> None:
    placed = place(points, [Box.around(x, y, 5, 5) for _, x, y in points], FRAME, 12)
    assert all(label.box.inside(FRAME) for label in placed)
    assert not any(a.box.overlap(b.box) for n, a in enumerate(placed) for b in placed[:n])


@given(POINTS)
def test_the_same_points_give_the_same_places(points: list[tuple[str, float, float]]) -> None:
    assert place(points, [], FRAME, 12) == place(points, [], FRAME, 12)


def test_a_lonely_label_stands_beside_its_point() -> None:
    (label,) = place([("alone", 300, 200)], [Box.around(300, 200, 5, 5)], FRAME, 12)
    assert label.leader is None
    assert label.box.left > 300
    assert abs((label.box.top + label.box.bottom) / 2 - 200) < 1


def test_a_label_keeps_clear_of_what_is_drawn() -> None:
    wall = Box(300, 0, 460, 400)
    (label,) = place([("beside the wall", 290, 200)], [wall], FRAME, 12)
    assert not label.box.overlap(wall)


def test_a_label_without_a_free_place_is_left_out() -> None:
    assert place([("much too long for such a small frame", 5, 5)], [], Box(0, 0, 30, 30), 12) == []
