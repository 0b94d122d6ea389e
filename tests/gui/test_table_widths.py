"""How the columns of a table share its width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.gui.widgets.table_widths import share_width


@pytest.mark.parametrize(
    ("room", "wishes", "shares", "expected"),
    [
        (300, [100, 100], [0, 0], [100, 100]),
        (300, [100, 100], [1, 0], [200, 100]),
        (301, [100, 50, 51], [1, 1, 0], [150, 100, 51]),
        (200, [100, 150], [0, 1], [100, 100]),
        (300, [60, 500, 100], [1, 1, 0], [60, 140, 100]),
        (300, [300, 300], [2, 1], [200, 100]),
        (50, [100, 300], [0, 1], [100, 72]),
        (50, [100, 30], [0, 1], [100, 30]),
    ],
)
def test_room_is_shared(
    room: int, wishes: list[int], shares: list[int], expected: list[int]
) -> None:
    assert share_width(room, wishes, shares, 72) == expected


@given(
    st.integers(0, 3000),
    st.lists(st.tuples(st.integers(20, 400), st.integers(0, 5)), min_size=1, max_size=12),
)
def test_nothing_is_wasted_and_nobody_vanishes(room: int, columns: list[tuple[int, int]]) -> None:
    wishes, shares = [wish for wish, _ in columns], [share for _, share in columns]
    widths = share_width(room, wishes, shares, 72)
    for width, wish, share in zip(widths, wishes, shares, strict=True):
        assert width >= min(wish, 72)
        assert share or width == wish
    if any(shares) and sum(wishes) <= room:
        assert sum(widths) == room
    if sum(wishes) > room:
        assert all(width <= wish for width, wish in zip(widths, wishes, strict=True))
