"""A check of the parts of a forecast against published figures of daily active aircraft, 2013.

It is the parts that are checked here (lags, windows, seasons, calendar, the two regressors, the
scale of MASE, conformal intervals), put together as that computation did: a single fit, no spreads
among the inputs, and columns for the days around holidays that the test makes. A training does
otherwise, with inputs of its own and a fit per start, and comes to other figures.

One day ahead: learned from the days before 15 June, intervals from the 47 days until 31 July,
measured on the 153 days from 1 August on. Inputs: lags, means of 7 and 28 days, weekday, federal
holidays with the days around them. The figures come from an independent computation with pandas
and scikit-learn, to four digits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.modeling.forecasting.backtest import conformal
from mlops_desktop.modeling.forecasting.features import Source, design, recipe, seasonal_reference
from mlops_desktop.modeling.forecasting.forecaster import BOOSTING, RIDGE, build, scale_of
from mlops_desktop.modeling.forecasting.series import Series, read_series
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Floats

LEARNED, CALIBRATED = 165, 212
HOLIDAYS = (
    "01-01", "01-21", "02-18", "05-27", "07-04", "09-02", "10-14", "11-11", "11-28", "12-25",
)  # fmt: skip
PLAN = ForecastPlan("date", horizon=1, events=("holiday", "day_before", "day_after"))


@pytest.fixture(scope="module")
def series(aircraft: Table) -> Series:
    frame = aircraft.frame.copy()
    holiday = pd.Series(frame["date"].dt.strftime("%m-%d").isin(HOLIDAYS).astype(float))
    frame["holiday"] = holiday
    frame["day_after"] = holiday.shift(1, fill_value=0.0)
    frame["day_before"] = holiday.shift(-1, fill_value=0.0)
    columns = [*aircraft.columns]
    number = columns[1]
    columns += [type(number)(name, number.type, number.semantic) for name in PLAN.events]
    return read_series(Table(frame, tuple(columns)), "active", PLAN)


def scale(series: Series) -> float:
    return scale_of(series.values[:CALIBRATED], 7)


def forecast(series: Series, method: str, *, is_differenced: bool) -> Floats:
    features = tuple(f for f in recipe(1, PLAN) if f.source is not Source.SPREAD)
    inputs = design(series, features, 1, series.size)
    reference = seasonal_reference(series, 1, 7, series.size) if is_differenced else 0.0
    answers = series.values - reference
    rows = np.arange(28, LEARNED)
    model = build(method, 0).fit(inputs[rows], answers[rows])
    found = np.full(series.size, np.nan)
    found[28:] = model.predict(inputs[28:])
    return np.asarray(found + reference)


def mase(series: Series, forecasts: Floats) -> float:
    errors = np.abs(series.values - forecasts)[CALIBRATED:]
    assert errors.size == 153
    return float(errors.mean() / scale(series))


def test_the_scale_is_the_mean_step_of_the_days_before_the_test(series):
    assert scale(series) == pytest.approx(24.70731707317073, rel=1e-12)


def test_the_seasonal_naive_is_met(series):
    naive = seasonal_reference(series, 1, 7, series.size)
    assert round(mase(series, naive), 4) == 0.9357


@pytest.mark.parametrize(("is_differenced", "published"), [(False, 0.9368), (True, 0.8981)])
def test_ridge_is_met(series, is_differenced, published):
    found = forecast(series, RIDGE, is_differenced=is_differenced)
    assert round(mase(series, found), 4) == published


def test_ridge_is_worst_on_the_published_days(series):
    found = forecast(series, RIDGE, is_differenced=True)
    errors = np.abs(series.values - found)[CALIBRATED:]
    worst = np.argsort(-errors)[:5]
    days = [str(day) for day in series.days()[CALIBRATED:][worst]]
    assert days == ["2013-11-28", "2013-11-30", "2013-12-14", "2013-12-25", "2013-11-29"]
    assert errors[worst].round(1).tolist() == [230.7, 125.6, 108.4, 102.4, 89.4]


@pytest.mark.parametrize(("is_differenced", "published"), [(False, 0.9667), (True, 0.8612)])
def test_boosting_is_met(series, is_differenced, published):
    found = forecast(series, BOOSTING, is_differenced=is_differenced)
    assert round(mase(series, found), 4) == published


def test_the_conformal_interval_is_met(series):
    found = forecast(series, BOOSTING, is_differenced=True)
    errors = np.abs(series.values - found)
    half = conformal(np.sort(errors[LEARNED:CALIBRATED]), 0.9)
    assert round(half, 2) == 55.78
    assert round(float((errors[CALIBRATED:] <= half).mean()), 4) == 0.8889
