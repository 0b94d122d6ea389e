"""Forecasting a dated series: what is asked, and what a backtest measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ForecastPlan:
    """How a series is forecast.

    Attributes:
        date: the column of calendar days.
        horizon: days ahead, 1–366.
        season: days after which the pattern repeats; 7 for weeks.
        is_differenced: learn the change against one season before instead of the level.
        events: columns known in advance (holidays, campaigns); their values are used for the
            day that is forecast.
        origins: how often the backtest starts a forecast, 2–50.
        coverage: share of days the interval shall hold, 0.5–0.99.
        fill: what a day without a row is: ``missing`` or ``zero``.
        has_yearly_terms: learn the place in the year; needs two full years.
    """

    date: str
    horizon: int = 7
    season: int = 7
    is_differenced: bool = True
    events: tuple[str, ...] = ()
    origins: int = 8
    coverage: float = 0.9
    fill: str = "missing"
    has_yearly_terms: bool = False


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """One forecast day of the backtest.

    Attributes:
        day: ISO date; ahead: days after the last known one, 1 or more.
        low, high: the interval.
        naive: the value one season before that was known at the time.
    """

    day: str
    ahead: int
    actual: float
    predicted: float
    low: float
    high: float
    naive: float
