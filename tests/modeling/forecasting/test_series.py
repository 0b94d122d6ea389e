"""Rows become one value per calendar day; what cannot be read as that is refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.forecasting.days import daily, weekly

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.modeling.forecasting.series import missing_event, read_series

PLAN = ForecastPlan("date")


def refused(table, plan=PLAN, target="users") -> str:
    with pytest.raises(UserError) as caught:
        read_series(table, target, plan)
    caught.value.add(data="sales@1")
    assert "…" not in str(caught.value)
    return str(caught.value)


def test_a_day_without_a_row_is_a_gap_or_a_zero_as_the_plan_says():
    frame = weekly(10).drop(index=[3, 4])
    series = read_series(daily(frame), "users", PLAN)
    assert series.size == 10
    assert np.flatnonzero(np.isnan(series.values)).tolist() == [3, 4]
    assert series.rows.tolist() == [0, 1, 2, -1, -1, 3, 4, 5, 6, 7]
    assert series.notes == ("2 of 10 days have no value",)
    filled = read_series(daily(frame), "users", replace(PLAN, fill="zero"))
    assert filled.values[3:5].tolist() == [0.0, 0.0]
    assert filled.notes == ("2 days without a row count as 0",)


def test_unsorted_rows_are_put_in_order_and_it_is_noted():
    frame = weekly(10)
    series = read_series(daily(frame.iloc[::-1].reset_index(drop=True)), "users", PLAN)
    assert series.values.tolist() == frame["users"].tolist()
    assert series.rows.tolist() == list(range(9, -1, -1))
    assert series.notes == ("the rows were put in the order of their dates",)


def test_two_rows_of_one_day_are_refused_by_the_day():
    frame = pd.concat([weekly(10), weekly(10).iloc[[4]]], ignore_index=True)
    assert "2 rows for 2020-01-05" in refused(daily(frame))


def test_days_are_calendar_days_in_the_zone_of_the_column():
    moments = pd.date_range("2020-01-01T23:30", periods=9, unit="us")  # in UTC
    frame = pd.DataFrame({"date": moments, "users": np.arange(9.0)})
    table = daily(frame, zone="Europe/Berlin", date=ColumnType.DATETIME)
    assert str(read_series(table, "users", PLAN).first) == "2020-01-02"


def test_a_last_day_that_is_not_over_is_left_out_and_noted():
    frame = weekly(10)
    frame["date"] += pd.Timedelta(23, "h")
    frame.loc[9, "date"] -= pd.Timedelta(9, "h")
    series = read_series(daily(frame, date=ColumnType.DATETIME), "users", PLAN)
    assert series.size == 9
    assert "2020-01-10 was left out" in series.notes[0]


def test_rows_without_a_date_text_dates_and_dates_far_off_are_refused():
    frame = weekly(10)
    frame.loc[2, "date"] = pd.NaT
    assert "Row 3 of sales@1 has no date" in refused(daily(frame))
    assert "type text" in refused(daily(weekly(5), date=ColumnType.TEXT))
    far = weekly(5)
    far.loc[4, "date"] = pd.Timestamp("2220-01-01")
    assert "2220-01-01" in refused(daily(far))


def test_columns_that_are_not_there_or_serve_twice_are_refused():
    table = daily(weekly(5))
    assert "no column “day”" in refused(table, replace(PLAN, date="day"))
    assert "no column “fair”" in refused(table, replace(PLAN, events=("fair",)))
    assert "cannot be the dates and" in refused(table, target="date")
    assert "and an event" in refused(table, replace(PLAN, events=("users",)))


def test_a_series_without_any_value_is_refused():
    assert "no value" in refused(daily(weekly(5).assign(users=np.nan)))


def test_days_after_the_last_value_carry_the_events_to_come():
    frame = weekly(12).assign(fair=0.0)
    frame.loc[9:, "users"] = np.nan
    frame.loc[10, "fair"] = 1.0
    series = read_series(daily(frame), "users", replace(PLAN, events=("fair",)))
    assert series.size == 9
    assert series.events[9:, 0].tolist() == [0.0, 1.0, 0.0]
    assert missing_event(series, ("fair",), 3) is None
    assert missing_event(series, ("fair",), 4) == ("fair", "2020-01-13")
