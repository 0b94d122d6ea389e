"""Forecasting a dated series: what is asked, and what a backtest measured."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class ForecastFigures:
    """What forecast days add up to, beside the seasonal naive on the same days.

    Attributes:
        days: how many days.
        mae: mean absolute error.
        bias: mean predicted − actual; positive = forecast too high.
        naive_mae: mean absolute error of the seasonal naive.
        held: share of days within their interval.
    """

    days: int
    mae: float
    bias: float
    naive_mae: float
    held: float


def figures(points: Sequence[ForecastPoint]) -> ForecastFigures:
    """Add up forecast days; at least one."""
    count = len(points)
    errors = [point.predicted - point.actual for point in points]
    return ForecastFigures(
        days=count,
        mae=sum(map(abs, errors)) / count,
        bias=sum(errors) / count,
        naive_mae=sum(abs(point.naive - point.actual) for point in points) / count,
        held=sum(point.low <= point.actual <= point.high for point in points) / count,
    )


def by_days_ahead(
    points: Sequence[ForecastPoint], most: int = 7
) -> tuple[tuple[str, ForecastFigures], ...]:
    """Return figures per day ahead; of more than ``most`` days, per group of neighbours.

    Returns:
        ("1", figures) or ("1–4", figures), in order.
    """
    last = max((point.ahead for point in points), default=0)
    width = -(-last // most) if last else 1
    found = []
    for first in range(1, last + 1, width):
        end = min(first + width - 1, last)
        inside = [point for point in points if first <= point.ahead <= end]
        if inside:
            label = str(first) if first == end else f"{first}–{end}"
            found.append((label, figures(inside)))
    return tuple(found)
