"""What a forecast leans on, measured on the days of its backtest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.forecasting.days import daily
from modeling.tables import train_into

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import TrainingSpec

METHODS = ("seasonal_naive", "ridge_on_lags", "boosting_on_lags")
PLAN = ForecastPlan("date", horizon=7, origins=6, events=("fair", "moon"), is_differenced=False)
SPEC = TrainingSpec("growth", "users", task=Task.FORECAST, forecast=PLAN, seed=3)


def frame(days: int = 240) -> pd.DataFrame:
    """Return days of a weekly pattern on which fairs bring 60 more, and the moon nothing."""
    random = np.random.default_rng(2)
    dates = pd.date_range("2020-01-01", periods=days, unit="us")
    users = np.array([10.0, 12.0, 13.0, 12.0, 15.0, 40.0, 30.0])[dates.day_of_week]
    fair, moon = random.random(days) < 0.2, random.random(days) < 0.2
    users = users + 60.0 * fair + random.normal(0, 0.5, days)
    return pd.DataFrame({"date": dates, "users": users, "fair": fair, "moon": moon})


def trained(folder, spec=SPEC):
    kinds = {"fair": ColumnType.BOOLEAN, "moon": ColumnType.BOOLEAN}
    recorder = train_into(folder, daily(frame(), **kinds), spec)
    assert recorder.failures == {}
    return recorder.by_algorithm()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("leans"))


@pytest.mark.parametrize("method", METHODS[1:])
def test_what_matters_is_told_apart_from_what_does_not(results, method):
    found = {item.column: item for item in results[method].importances}
    assert set(found) == {
        "single days before",
        "means and spreads of the days before",
        "weekday",
        "fair",
        "moon",
    }
    first = results[method].importances[0]
    assert first.column == "fair"
    assert first.low > 0
    assert found["weekday"].value > 0  # seven days ahead, each start has the same weekdays
    moon = found["moon"]
    assert moon.low <= 0 <= moon.high or abs(moon.value) < 0.02 * first.value
    assert all(item.low <= item.value <= item.high for item in found.values())


def test_repeating_the_season_leans_on_no_input(results):
    assert results["seasonal_naive"].importances == ()


def test_the_same_seed_gives_the_same_numbers_and_another_metric_others(results, tmp_path):
    spec = replace(SPEC, algorithms=("ridge_on_lags",))
    (tmp_path / "same").mkdir()
    (tmp_path / "other").mkdir()
    same = trained(tmp_path / "same", spec)["ridge_on_lags"]
    assert same.importances == results["ridge_on_lags"].importances
    other = trained(tmp_path / "other", replace(spec, metric="mae"))["ridge_on_lags"]
    steps = {item.name: item.value for item in other.metrics}
    scale = steps["mae"] / steps["mase"]
    for one, two in zip(same.importances, other.importances, strict=True):
        assert one.value * scale == pytest.approx(two.value)


def test_shorter_and_longer_ways_ahead_share_models_and_still_tell_it(tmp_path):
    plan = replace(PLAN, horizon=20, origins=2, is_differenced=True)
    found = trained(tmp_path, replace(SPEC, forecast=plan, algorithms=("boosting_on_lags",)))
    assert found["boosting_on_lags"].importances[0].column == "fair"
