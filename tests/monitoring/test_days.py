"""A forecast watched: worse, as right as before, or too early to tell."""

from __future__ import annotations

import numpy as np
import pytest

from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.monitor import Tolerances, Verdict
from mlops_desktop.monitoring import days
from mlops_desktop.monitoring.report import Performance, assemble_days


def points(count: int, error: float, seed: int = 0, shift: float = 0.0) -> list[ForecastPoint]:
    """Return days that were forecast with errors of a size, a week ahead each."""
    random = np.random.default_rng(seed)
    found = []
    for day in range(count):
        actual = 100.0
        predicted = actual + error * random.normal() + shift
        name = str(np.datetime64("2024-01-01") + day)
        span = (predicted - 2.0, predicted + 2.0)
        found.append(ForecastPoint(name, day % 7 + 1, actual, predicted, *span, actual))
    return found


def draw(size: int, number: int) -> np.ndarray:
    random = np.random.default_rng([size, number])
    starts = random.integers(0, max(1, size - 6), (300, -(-size // 7)))
    return (starts[:, :, None] + np.arange(min(7, size))).reshape(300, -1)[:, :size]


def changes(since: list[ForecastPoint], deciding: str = "mase"):
    before = days.DayErrors.of(points(56, 1.0, seed=1), 2.0)
    found = days.changes(deciding, before, days.DayErrors.of(since, 2.0), draw)
    return {item.metric: item for item in found}, found


def test_as_many_days_as_the_backtest_has_are_drawn_on_their_own():
    """Drawn alike, the same errors would differ by nothing in every resample."""
    by_name, _ = changes(points(56, 1.0, seed=1))
    assert by_name["mase"].difference == 0
    assert by_name["mase"].low < 0 < by_name["mase"].high


def test_errors_three_times_as_large_are_worse():
    by_name, found = changes(points(28, 3.0, seed=2))
    assert found[0].metric == "mase"
    assert by_name["mase"].verdict is Verdict.DRIFT
    assert by_name["coverage"].verdict is Verdict.DRIFT
    assert "worse" in by_name["mase"].sentence
    assert days.headline(found).startswith("Further off than in the backtest: ")
    assert "of the days within the interval instead of" in days.headline(found)


def test_errors_of_the_same_size_are_no_reason_to_worry():
    by_name, found = changes(points(28, 1.0, seed=3))
    assert by_name["mase"].verdict is Verdict.NO_DRIFT
    assert days.headline(found).startswith("About as right as in the backtest: ")


def test_a_forecast_that_is_always_too_low_says_so():
    by_name, found = changes(points(28, 1.0, seed=4, shift=-6.0))
    assert by_name["bias"].verdict is Verdict.DRIFT
    assert by_name["bias"].current == pytest.approx(-6, abs=0.7)
    assert "too low by" in days.headline(found)


def test_smaller_errors_are_nearer_and_no_drift():
    _, found = changes(points(28, 0.1, seed=5))
    assert found[0].verdict is Verdict.NO_DRIFT
    assert days.headline(found).startswith("Nearer than in the backtest: ")


@pytest.mark.parametrize("count", [1, 13])
def test_fewer_than_two_weeks_cannot_tell(count):
    by_name, found = changes(points(count, 30.0, seed=6))
    assert {item.verdict for item in by_name.values()} == {Verdict.CANNOT_TELL}
    assert "at least 14 are needed" in days.headline(found)


def test_a_series_that_never_changed_is_judged_without_a_scale():
    before = days.DayErrors.of(points(56, 1.0), 0.0)
    found = days.changes("mase", before, days.DayErrors.of(points(28, 1.0), 0.0), draw)
    assert [item.metric for item in found] == ["mae", "rmse", "coverage", "bias"]


def test_each_forecast_since_is_a_window():
    since = points(18, 1.0)
    parts = days.windows("mae", days.DayErrors.of(since, 2.0), since)
    assert [(part.label, part.rows) for part in parts] == [
        ("2024-01-01", 7),
        ("2024-01-08", 7),
        ("2024-01-15", 4),
    ]
    first = np.mean([abs(p.predicted - p.actual) for p in since[:7]])
    assert parts[0].value == pytest.approx(first)


def test_a_report_of_days_compares_no_column():
    since = points(28, 3.0, seed=2)
    _, found = changes(since)
    report = assemble_days(Performance(found), since, Tolerances(), 56)
    assert report.verdict is Verdict.NOT_CHECKED
    assert report.columns == ()
    assert report.days == tuple(since)
    assert (report.n_reference, report.n_current) == (56, 28)
