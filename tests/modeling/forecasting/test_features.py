"""Every input is known when the forecast is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modeling.forecasting.days import daily, weekly

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.modeling.forecasting.features import (
    Feature,
    Source,
    design,
    recipe,
    seasonal_reference,
)
from mlops_desktop.modeling.forecasting.series import read_series

PLAN = ForecastPlan("date", has_yearly_terms=True)


@pytest.mark.parametrize("source", [Source.LAG, Source.MEAN, Source.SPREAD])
def test_a_planted_leak_is_refused(source):
    series = read_series(daily(weekly(100)), "users", PLAN)
    leaking = Feature("yesterday", source, back=2, width=7)
    with pytest.raises(UserError) as caught:
        design(series, (*recipe(3, PLAN), leaking), 3, series.size)
    assert caught.value.code == "forecast.leak"
    assert "“yesterday” looks back 2 days" in str(caught.value)
    assert "at least 3 days" in str(caught.value)


@given(st.integers(1, 60), st.integers(1, 40), st.booleans(), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_no_input_changes_when_what_is_not_yet_known_changes(distance, season, has_years, seed):
    plan = replace(PLAN, season=season)
    series = read_series(daily(weekly(300)), "users", plan)
    random = np.random.default_rng(seed)
    day = int(random.integers(distance, 300))
    later = series.values.copy()
    later[day - distance + 1 :] += random.normal(0, 100, 300 - day + distance - 1)
    features = recipe(distance, plan, has_years=has_years)
    changed = replace(series, values=later)
    before, after = (design(one, features, distance, 300)[day] for one in (series, changed))
    np.testing.assert_array_equal(before, after)
    before, after = (seasonal_reference(o, distance, season, 300)[day] for o in (series, changed))
    assert before == after or (np.isnan(before) and np.isnan(after))


def test_one_day_ahead_looks_at_the_days_the_field_uses():
    features = recipe(1, ForecastPlan("date"))
    lags = [feature.back for feature in features if feature.source is Source.LAG]
    assert lags == [1, 2, 3, 7, 14, 21, 28]


def test_windows_and_calendar_have_the_values_pandas_gives():
    frame = weekly(60)
    series = read_series(daily(frame), "users", PLAN)
    features = recipe(2, PLAN, has_years=True)
    inputs = dict(zip([f.name for f in features], design(series, features, 2, 60).T, strict=True))
    users, dates = frame["users"], frame["date"].dt
    known = users.shift(2)
    for width in (7, 28):
        words = f"of {width} days until 2 before"
        np.testing.assert_allclose(inputs[f"mean {words}"], known.rolling(width).mean())
        np.testing.assert_allclose(inputs[f"spread {words}"], known.rolling(width).std())
    for weekday in range(7):
        np.testing.assert_array_equal(
            inputs[f"weekday {weekday + 1}"], dates.day_of_week == weekday
        )
    np.testing.assert_array_equal(inputs["month 2"], dates.month == 2)
    angle = 2 * np.pi * inputs["trend"] / 365.2425
    np.testing.assert_allclose(inputs["yearly wave 1"], np.sin(angle))
    np.testing.assert_allclose(inputs["yearly wave 4"], np.cos(2 * angle))


def test_month_trend_and_yearly_waves_wait_for_two_years():
    sources = {feature.source for feature in recipe(1, PLAN)}
    assert not sources & {Source.MONTH, Source.TREND, Source.YEAR}


def test_the_same_day_of_the_season_reaches_over_a_gap():
    frame = weekly(30).drop(index=[15])
    series = read_series(daily(frame), "users", PLAN)
    found = seasonal_reference(series, 3, 7, 30)
    assert found[22] == series.values[8]
    assert found[20] == series.values[13]
    assert np.isnan(found[:7]).all()
