"""A backtest forecasts from the past only, and its intervals rest on earlier starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from modeling.forecasting.days import daily, weekly

from mlops_desktop.core.forecast import ForecastPlan, ForecastPoint
from mlops_desktop.modeling.forecasting import backtest
from mlops_desktop.modeling.forecasting.backtest import Backtest, half_widths, smallest_sample
from mlops_desktop.modeling.forecasting.forecaster import RIDGE, forecaster, groups, scale_of
from mlops_desktop.modeling.forecasting.series import read_series

PLAN = ForecastPlan("date", horizon=5, origins=4)


def run(frame, plan=PLAN, method=RIDGE) -> Backtest:
    series = read_series(daily(frame), "users", plan)
    return backtest.run(series, lambda: forecaster(method, "users", plan, 0), plan, lambda _: None)


def test_every_one_of_the_last_days_is_forecast_once_from_its_start():
    found = run(weekly(200))
    assert [point.day for point in found.points] == [
        str(day) for day in np.arange("2020-06-29", "2020-07-19", dtype="datetime64[D]")
    ]
    assert [point.ahead for point in found.points] == [1, 2, 3, 4, 5] * 4
    assert found.blocks.tolist() == sorted([0, 1, 2, 3] * 5)


def test_a_forecast_does_not_change_when_later_days_do():
    frame = weekly(200)
    changed = frame.copy()
    changed.loc[190:, "users"] *= 7
    before, after = run(frame).points[:10], run(changed).points[:10]
    assert [(p.predicted, p.low, p.naive) for p in before] == [
        (p.predicted, p.low, p.naive) for p in after
    ]


def test_the_naive_beside_it_is_the_last_known_day_of_the_season():
    frame = weekly(200)
    users = dict(zip(frame["date"].dt.date.astype(str), frame["users"], strict=True))
    for point in run(frame, replace(PLAN, horizon=10, origins=3)).points:
        back = 7 if point.ahead <= 7 else 14
        day = str(np.datetime64(point.day) - np.timedelta64(back, "D"))
        assert point.naive == users[day]


def test_days_without_a_value_are_not_judged():
    found = run(weekly(200).drop(index=[195]))
    assert len(found.points) == 19


def test_mase_divides_by_the_step_of_the_days_before_the_first_start():
    frame = weekly(200)
    found = run(frame)
    users = frame["users"].to_numpy()[:180]
    assert found.scale == pytest.approx(np.abs(users[7:] - users[:-7]).mean())
    errors = np.array([abs(point.actual - point.predicted) for point in found.points])
    measured = backtest.measures(found, seed=1)
    assert measured["mae"].value == pytest.approx(errors.mean())
    assert measured["mase"].value == pytest.approx(errors.mean() / found.scale)
    assert measured["mase"].low < measured["mase"].value < measured["mase"].high
    assert backtest.measures(found, seed=1) == measured


def test_the_interval_of_mase_draws_whole_starts():
    points = tuple(
        ForecastPoint("2020-01-01", 1, 10.0, 10.0 - error, 0.0, 0.0, 0.0)
        for error in (1.0, 1.0, 5.0, 5.0)
    )
    blocks = np.array([0, 0, 1, 1])
    found = backtest.measures(Backtest(points, blocks, blocks, np.zeros(1), 1.0), seed=0)
    # Two starts can only be drawn as both, or one of them twice.
    assert (found["mae"].low, found["mae"].value, found["mae"].high) == (1.0, 3.0, 5.0)


@pytest.mark.parametrize(("coverage", "needed"), [(0.5, 1), (0.8, 4), (0.9, 9), (0.95, 19)])
def test_an_interval_needs_enough_residuals_for_its_quantile(coverage, needed):
    assert smallest_sample(coverage) == needed


def test_a_half_width_is_the_conformal_quantile_of_its_day_ahead():
    errors = [np.array([at, 100.0 + at]) for at in range(1, 10)]
    found = half_widths(errors, replace(PLAN, horizon=2, coverage=0.9))
    assert found.tolist() == [9.0, 109.0]
    found = half_widths(errors, replace(PLAN, horizon=2, coverage=0.5))
    assert found.tolist() == [5.0, 105.0]


def test_with_few_starts_neighbouring_days_ahead_share_their_residuals():
    errors = [np.array([1.0, 2.0, 3.0]), np.array([4.0, np.nan, 6.0])]
    found = half_widths(errors, replace(PLAN, horizon=3, coverage=0.75))
    assert found.tolist() == [4.0, 6.0, 6.0]


def test_intervals_hold_about_the_share_that_was_asked_for():
    found = run(weekly(700, seed=3), replace(PLAN, horizon=7, origins=40, coverage=0.8))
    held = np.mean([point.low <= point.actual <= point.high for point in found.points])
    assert 0.72 <= held <= 0.88


def test_long_horizons_share_models_whose_inputs_are_known_in_time():
    assert groups(3, 28) == [(1, 1), (2, 2), (3, 3)]
    shared = groups(366, 28)
    assert len(shared) == 28
    assert [day for first, last in shared for day in range(first, last + 1)] == list(range(1, 367))
    found = run(weekly(400), replace(PLAN, horizon=40, origins=2))
    assert len(found.points) == 80


def test_the_scale_of_a_series_with_gaps_takes_what_is_known():
    assert scale_of([1.0, np.nan, 4.0, 5.0], 2) == 3.0
    assert np.isnan(scale_of([1.0, 2.0], 7))
