"""Days that versions of a forecast see most differently."""

from __future__ import annotations

import numpy as np

from mlops_desktop.core.comparison import DifferentDay
from mlops_desktop.modeling.forecasting.apart import days_apart
from mlops_desktop.modeling.forecasting.compare import CommonDays

COMMON = CommonDays(
    0,
    ("2025-01-01", "2025-01-02", "2025-01-03"),
    np.arange(3),
    np.array([10.0, 20.0, 30.0]),
    np.array([[10.0, 21.0, 30.0], [12.0, 21.0, 25.0], [11.0, 21.0, 36.0]]),
    np.ones((3, 3)),
)


def test_the_farthest_apart_come_first_whatever_came() -> None:
    found = days_apart(COMMON, (), 10)
    assert [(item.day, item.apart) for item in found] == [("2025-01-03", 6.0), ("2025-01-01", 2.0)]
    assert found[0] == DifferentDay("2025-01-03", 30.0, (30.0, 25.0, 36.0))


def test_days_to_come_are_among_them_and_no_more_than_asked_are_told() -> None:
    coming = (DifferentDay("2025-01-04", None, (1.0, 4.0, 1.0)),)
    assert [item.day for item in days_apart(COMMON, coming, 2)] == ["2025-01-03", "2025-01-04"]
