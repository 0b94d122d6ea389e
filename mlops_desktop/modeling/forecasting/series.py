"""Rows as a series: one value per calendar day, gaps explicit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.modeling.table import Input, Kind, Table, canonical, uncut
from mlops_desktop.modeling.target import Floats, Integers, refuse_too_large, target_column

MOST_DAYS = 40_000
"""A date beyond this many days (110 years) from the first is a wrong one."""

Days = np.ndarray[Any, np.dtype[np.datetime64]]

_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER)


@dataclass(frozen=True, slots=True)
class Series:
    """One value per day from the first to the last day that has one.

    Attributes:
        first: the first day, ``datetime64[D]``.
        values: float64 of shape (n,); NaN where a day has no value.
        events: float64 of shape (n or more, events); rows beyond n are days to come.
        rows: int64 of shape (n,), the number of each day's row in the table; −1 for a gap.
        notes: what was done to get here, in words.
    """

    first: np.datetime64
    values: Floats
    events: Floats
    rows: Integers
    notes: tuple[str, ...] = field(default=())

    @property
    def size(self) -> int:
        """How many days, gaps included."""
        return int(self.values.size)

    def days(self, count: int | None = None) -> Days:
        """Return the first ``count`` days as ``datetime64[D]``; None: all that may have values."""
        return self.first + np.arange(self.size if count is None else count)

    def until(self, size: int) -> Series:
        """Return the series as it was known after ``size`` days; events are known in advance."""
        return replace(self, values=self.values[:size], rows=self.rows[:size])


def inputs_for(table: Table, target: str, plan: ForecastPlan) -> tuple[Input, ...]:
    """Return the input columns of a series: date, value, events.

    Raises:
        UserError: ``forecast.unknown_column``, ``forecast.same_column``, ``forecast.not_dates``,
            ``forecast.event_type``, ``training.unknown_target``, ``training.not_a_number``.
    """
    value = target_column(table, target)
    date = _column(table, plan.date, "the dates")
    if plan.date == target:
        raise UserError(
            "forecast.same_column", column=target, first="the dates", second="what is forecast"
        )
    if date.type not in (ColumnType.DATE, ColumnType.DATETIME):
        raise UserError("forecast.not_dates", column=plan.date, type=date.type.value)
    if value.type not in _NUMERIC:
        example = ", ".join(f"“{item}”" for item in table.frame[target].dropna().unique()[:3])
        raise UserError(
            "training.not_a_number", target=target, type=value.type.value, examples=example
        )
    events = [_event(table, name, plan, target) for name in dict.fromkeys(plan.events)]
    return (Input(plan.date, Kind.DATE, date.zone), Input(target, Kind.NUMBER), *events)


def _column(table: Table, name: str, use: str) -> Column:
    column = table.column(name)
    if column is None:
        names = ", ".join(item.name for item in table.columns)
        raise UserError("forecast.unknown_column", column=name, use=use, columns=names)
    return column


def _event(table: Table, name: str, plan: ForecastPlan, target: str) -> Input:
    column = _column(table, name, "an event")
    if name in (plan.date, target):
        first = "the dates" if name == plan.date else "what is forecast"
        raise UserError("forecast.same_column", column=name, first=first, second="an event")
    if column.type is ColumnType.BOOLEAN:
        return Input(name, Kind.BOOLEAN)
    if column.type not in _NUMERIC:
        raise UserError("forecast.event_type", column=name, type=column.type.value)
    return Input(name, Kind.NUMBER)


def read_series(table: Table, target: str, plan: ForecastPlan) -> Series:
    """Read a table as a series.

    A day is a calendar day in the zone of the date column. Rows out of order are put in order and
    noted. Where all rows but the last carry the same time of day and the last an earlier one, the
    last day is not over: it is left out and noted.

    Raises:
        UserError: as :func:`inputs_for`, and :func:`series_of`; ``training.too_large_target``.
    """
    inputs = inputs_for(table, target, plan)
    refuse_too_large(target, uncut(table.frame[target]))
    frame = canonical(table.frame, inputs)
    notes = []
    dates = frame[plan.date]
    if not dates.dropna().is_monotonic_increasing:
        notes.append("the rows were put in the order of their dates")
    incomplete = _incomplete_last(dates)
    if incomplete is not None:
        day = dates.iloc[incomplete].date().isoformat()
        notes.append(f"{day} was left out: its row is from earlier in the day than the others")
        frame = frame.copy()
        frame.loc[incomplete, target] = np.nan
    series = series_of(frame, target, plan)
    gaps = int(np.isnan(series.values).sum())
    if gaps:
        notes.append(f"{gaps} of {series.size} days have no value")
    return replace(series, notes=(*notes, *series.notes))


def _incomplete_last(dates: pd.Series[Any]) -> int | None:
    """Return the place of the last row when its day was cut short; None otherwise."""
    known = dates.dropna()
    if len(known) < 3:
        return None
    last = int(known.index[int(known.argmax())])
    times = (known - known.dt.floor("D")).drop(index=last)
    is_cut = times.nunique() == 1 and known[last] - known[last].floor("D") < times.iloc[0]
    return last if is_cut else None


def series_of(frame: pd.DataFrame, target: str, plan: ForecastPlan) -> Series:
    """Lay canonical rows on a grid of days.

    Args:
        frame: ``datetime64`` dates without zone, float64 values and events; in any order.

    Raises:
        UserError: ``forecast.no_date``, ``forecast.several_rows``, ``forecast.too_long``,
            ``training.no_target_values``.
    """
    stamps = frame[plan.date].to_numpy(dtype="datetime64[us]")
    _check_dates(stamps, plan.date)
    days = stamps.astype("datetime64[D]")
    _check_one_row_per_day(days, plan.date)
    values = frame[target].to_numpy(dtype=np.float64)
    known = days[~np.isnan(values)]
    if not known.size:
        raise UserError("training.no_target_values", target=target, rows=len(values))
    # Days before the first value say nothing; days after the last one are those to come.
    kept = days >= known.min()
    first, last = days[kept].min(), days[kept].max()
    _check_span(first, last, plan.date)
    places = (days[kept] - first).astype(np.int64)
    size = int((known.max() - first).astype(np.int64)) + 1
    laid, rows = np.full(int(places.max()) + 1, np.nan), np.full(int(places.max()) + 1, -1)
    laid[places], rows[places] = values[kept], np.flatnonzero(kept)
    notes: tuple[str, ...] = ()
    if plan.fill == "zero":
        absent = int((rows[:size] < 0).sum())
        laid[:size][rows[:size] < 0] = 0.0
        notes = (f"{absent} days without a row count as 0",) if absent else ()
    events = _lay_events(frame[list(plan.events)].to_numpy(dtype=np.float64)[kept], places)
    return Series(first, laid[:size], events, rows[:size].astype(np.int64), notes)


def _lay_events(values: Floats, places: Integers) -> Floats:
    laid = np.full((int(places.max()) + 1, values.shape[1]), np.nan)
    laid[places] = values
    return laid


def _check_dates(stamps: Days, column: str) -> None:
    absent = np.flatnonzero(np.isnat(stamps))
    if absent.size:
        raise UserError(
            "forecast.no_date", row=int(absent[0]) + 1, column=column, count=int(absent.size)
        )


def _check_one_row_per_day(days: Days, column: str) -> None:
    found, counts = np.unique(days, return_counts=True)
    if found.size and counts.max() > 1:
        at = int(np.flatnonzero(counts > 1)[0])
        raise UserError(
            "forecast.several_rows", count=int(counts[at]), day=str(found[at]), column=column
        )


def _check_span(first: np.datetime64, last: np.datetime64, column: str) -> None:
    if int((last - first).astype(np.int64)) >= MOST_DAYS:
        raise UserError(
            "forecast.too_long", column=column, first=str(first), last=str(last), most=MOST_DAYS
        )


def missing_event(series: Series, names: Sequence[str], ahead: int) -> tuple[str, str] | None:
    """Return the first (event, day) without a value in the ``ahead`` days to come; None: none."""
    coming = series.events[series.size : series.size + ahead]
    for at, name in enumerate(names):
        absent = np.flatnonzero(np.isnan(coming[:, at]))
        if absent.size or len(coming) < ahead:
            place = series.size + (int(absent[0]) if absent.size else len(coming))
            return name, str(series.first + np.timedelta64(place, "D"))
    return None
