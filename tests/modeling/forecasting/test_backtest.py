"""A backtest forecasts from the past only, and its intervals rest on earlier starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from modeling.forecasting.days import daily, weekly
from scipy import stats

from mlops_desktop.core.certainty import Verdict
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
    found = run(frame, replace(PLAN, origins=5))
    users = frame["users"].to_numpy()[:175]
    assert found.scale == pytest.approx(np.abs(users[7:] - users[:-7]).mean())
    errors = np.array([abs(point.actual - point.predicted) for point in found.points])
    measured = backtest.measures(found, seed=1)
    assert measured["mae"].value == pytest.approx(errors.mean())
    assert measured["mase"].value == pytest.approx(errors.mean() / found.scale)
    assert measured["mase"].low < measured["mase"].value < measured["mase"].high
    assert repr(backtest.measures(found, seed=1)) == repr(measured)  # no number equals NaN


def made_up(starts: int, seed: int = 1) -> Backtest:
    """A backtest whose errors are alike within each start of three days."""
    random = np.random.default_rng(seed)
    blocks = np.repeat(np.arange(starts), 3)
    errors = random.normal(size=starts)[blocks] + 0.1 * random.normal(size=blocks.size)
    points = tuple(
        ForecastPoint("2020-01-01", 1, 10.0, 10.0 + error, 9.0 + error, 11.0 + error, 13.0)
        for error in errors
    )
    return Backtest(points, np.arange(blocks.size), blocks, np.zeros(1), 2.0)


def test_the_intervals_draw_whole_starts_and_widen_for_few():
    made = made_up(7)
    found = backtest.measures(made, seed=3)
    # The same by a loop: starts drawn, all their days together, Hesterberg's percentiles.
    errors = np.array([point.predicted - point.actual for point in made.points]).reshape(7, 3)
    held = np.abs(errors) <= 1
    drawn = np.random.default_rng([3, 5]).integers(0, 7, (backtest.RESAMPLES, 7))
    share = stats.norm.cdf(-np.sqrt(7 / 6) * stats.t.ppf(0.975, 6))
    for key, values in {
        "mae": [np.abs(errors[row]).mean() for row in drawn],
        "rmse": [np.sqrt((errors[row] ** 2).mean()) for row in drawn],
        "bias": [errors[row].mean() for row in drawn],
        "coverage": [held[row].mean() for row in drawn],
    }.items():
        low, high = np.quantile(values, [share, 1 - share])
        assert (found[key].low, found[key].high) == pytest.approx((low, high)), key
    assert found["bias"].value == pytest.approx(errors.mean())
    assert found["coverage"].value == pytest.approx(held.mean())
    assert found["mase"].high == pytest.approx(found["mae"].high / 2)


def test_of_fewer_than_five_starts_no_interval_is_told():
    few = made_up(4)
    assert all(np.isnan(item.low) for item in backtest.measures(few, seed=0).values())
    assert "cannot be told" in backtest.drawn_of(few).words
    assert not np.isnan(backtest.measures(made_up(5), seed=0)["mae"].low)


def test_a_forecast_is_set_beside_repeating_the_season_on_the_same_days():
    made = made_up(12)
    gain = backtest.beside_naive(made, "mase", seed=1)
    errors = np.array([point.predicted - point.actual for point in made.points])
    assert gain.baseline == pytest.approx(3 / 2)
    assert gain.difference == pytest.approx((np.abs(errors).mean() - 3) / 2)
    assert gain.verdict is Verdict.BETTER
    assert gain.words("{:.1f}".format).startswith("1.2 lower than repeating the season (")
    alone = replace(made, points=tuple(replace(item, naive=np.nan) for item in made.points))
    assert backtest.beside_naive(alone, "mase", seed=1) is None


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
