"""Damage: worse only when the interval says so, in the metric's direction; windows over time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlops_desktop.core.monitor import Verdict
from mlops_desktop.monitoring.performance import (
    PredictedSample,
    Stretch,
    WindowPlan,
    performance_change,
    windows,
)


def mae(sample: PredictedSample, rows: np.ndarray) -> float:
    return float(np.mean(np.abs(sample.actual[rows] - sample.predicted[rows])))


def accuracy(sample: PredictedSample, rows: np.ndarray) -> float:
    return float(np.mean(sample.actual[rows] == sample.predicted[rows]))


def auc_like(sample: PredictedSample, rows: np.ndarray) -> float:
    if len(set(sample.actual[rows])) < 2:
        raise ValueError("one class only")
    return accuracy(sample, rows)


def off_by(scale: float, n: int, seed: int) -> PredictedSample:
    rng = np.random.default_rng(seed)
    actual = rng.normal(100, 20, n)
    return PredictedSample(actual, actual + rng.normal(0, scale, n))


def right_in(share: float, n: int, seed: int) -> PredictedSample:
    rng = np.random.default_rng(seed)
    actual = rng.choice(["yes", "no"], n)
    other = np.where(actual == "yes", "no", "yes")
    return PredictedSample(actual, np.where(rng.random(n) < share, actual, other))


def test_a_larger_error_is_worse():
    found = performance_change("mae", off_by(10, 700, 1), off_by(16, 744, 2), mae, seed=0)
    assert found.verdict is Verdict.DRIFT
    assert found.low > 0
    assert found.difference == pytest.approx(found.current - found.reference)
    assert found.reference_low < found.reference < found.reference_high
    assert "worse (difference" in found.sentence
    assert found.sentence.startswith("Mean absolute error")


def test_a_smaller_error_is_never_an_alarm():
    found = performance_change("mae", off_by(16, 700, 1), off_by(10, 744, 2), mae, seed=0)
    assert found.verdict is Verdict.NO_DRIFT
    assert found.high < 0
    assert "better" in found.sentence


def test_a_lower_accuracy_is_worse_and_a_higher_one_is_not():
    good, bad = right_in(0.9, 800, 1), right_in(0.75, 800, 2)
    assert performance_change("accuracy", good, bad, accuracy, 0).verdict is Verdict.DRIFT
    assert performance_change("accuracy", bad, good, accuracy, 0).verdict is Verdict.NO_DRIFT


def test_equal_quality_is_not_clearly_different():
    found = performance_change("mae", off_by(10, 700, 1), off_by(10, 744, 2), mae, seed=0)
    assert found.verdict is Verdict.NO_DRIFT
    assert "not clearly different" in found.sentence
    assert found.low < 0 < found.high


def test_fewer_than_thirty_labels_cannot_tell():
    found = performance_change("mae", off_by(10, 700, 1), off_by(50, 20, 2), mae, seed=0)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "Only 20 labelled current rows; at least 30" in found.sentence
    empty = performance_change("mae", off_by(10, 700, 1), off_by(50, 0, 2), mae, seed=0)
    assert empty.verdict is Verdict.CANNOT_TELL
    assert math.isnan(empty.current)


def test_a_metric_that_does_not_exist_on_the_rows_cannot_tell():
    one_class = PredictedSample(np.array(["yes"] * 60), np.array(["yes"] * 60))
    found = performance_change("roc_auc", right_in(0.9, 200, 1), one_class, auc_like, seed=0)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "one class only" in found.sentence


def test_the_same_seed_gives_the_same_interval():
    pair = off_by(10, 300, 1), off_by(12, 300, 2)
    assert performance_change("mae", *pair, mae, 5) == performance_change("mae", *pair, mae, 5)


def test_intervals_of_large_tables_have_the_width_theory_gives():
    found = performance_change("mae", off_by(10, 40_000, 1), off_by(10, 40_000, 2), mae, seed=0)
    # |N(0, 10)| has standard deviation 10·√(1 − 2/π) = 6.03.
    width = 2 * 1.96 * 10 * math.sqrt(1 - 2 / math.pi) / math.sqrt(40_000)
    assert found.current_high - found.current_low == pytest.approx(width, rel=0.2)
    assert found.current_low < found.current < found.current_high


def test_intervals_hold_the_truth_about_as_often_as_they_promise():
    truth = 10 * math.sqrt(2 / math.pi)
    reference = off_by(10, 60, 999)
    held = 0
    for seed in range(60):
        found = performance_change("mae", reference, off_by(10, 80, seed), mae, seed)
        held += found.current_low <= truth <= found.current_high
    assert held >= 51


def test_windows_in_row_order_are_of_equal_size():
    found = windows(off_by(10, 744, 1), mae)
    assert len(found) == 10
    assert {window.rows for window in found} == {74, 75}
    assert found[0].label == "rows 1–75"
    assert found[-1].label == "rows 671–744"


def test_windows_never_have_fewer_than_thirty_rows():
    assert windows(off_by(10, 29, 1), mae) == ()
    assert [window.rows for window in windows(off_by(10, 70, 1), mae)] == [35, 35]


def test_windows_by_date_start_on_mondays_when_days_would_be_too_many():
    dates = np.arange("2011-07-01", "2011-08-01", dtype="datetime64[h]")
    sample = off_by(10, len(dates), 1)
    by_week = windows(sample, mae, WindowPlan(dates))
    assert [window.label for window in by_week] == [
        "2011-07-01",
        "2011-07-04",
        "2011-07-11",
        "2011-07-18",
        "2011-07-25",
    ]
    assert sum(window.rows for window in by_week) == 744
    by_month = windows(sample, mae, WindowPlan(dates, stretch=Stretch.MONTH))
    assert [(window.label, window.rows) for window in by_month] == [("2011-07-01", 744)]


def test_windows_by_date_sort_the_rows_join_short_ends_and_leave_out_undated_rows():
    dates = np.arange("2011-06-30", "2011-07-12", dtype="datetime64[h]")
    dates = np.concatenate([dates[20:], np.array(["NaT"] * 5, dtype="datetime64[h]")])[::-1].copy()
    found = windows(off_by(10, len(dates), 1), mae, WindowPlan(dates, stretch=Stretch.DAY))
    # Four hours of 30 June join 1 July, and every day of 24 hours needs its neighbour.
    assert all(window.rows >= 30 for window in found)
    assert sum(window.rows for window in found) == len(dates) - 5
    assert [window.label for window in found] == sorted(window.label for window in found)


def test_a_window_where_the_metric_does_not_exist_is_nan():
    sample = PredictedSample(
        np.array(["yes"] * 40 + ["yes", "no"] * 20), np.array(["yes"] * 80), classes=("no", "yes")
    )
    found = windows(sample, auc_like, WindowPlan(count=2))
    assert math.isnan(found[0].value)
    assert found[1].value == pytest.approx(0.5)
