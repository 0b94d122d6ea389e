"""Methods that forecast a dated series; they learn from days, not from single rows."""

from __future__ import annotations

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost
from mlops_desktop.core.metrics import Task

_TASKS = (Task.FORECAST,)

FORECASTERS: tuple[Algorithm, ...] = (
    Algorithm(
        "seasonal_naive",
        "Same day, one season before",
        _TASKS,
        "Repeats the last known day of the same place in the season (last Tuesday for Tuesday): "
        "the mark every other forecast has to beat.",
        "Always: a forecast that does not beat it has learned nothing.",
        Cost.QUICK,
        is_default=True,
    ),
    Algorithm(
        "ridge_on_lags",
        "Ridge on past days",
        _TASKS,
        "Adds up past days, their averages, weekday and events with one weight each.",
        "For most series: quick and steady, also with a few months of days.",
        Cost.QUICK,
        is_default=True,
    ),
    Algorithm(
        "boosting_on_lags",
        "Gradient boosting on past days",
        _TASKS,
        "Grows small trees on past days, their averages, weekday and events, each mending the "
        "errors so far; it minimises the absolute error.",
        "For a year or more, and where events or weekdays change how days follow each other.",
        Cost.SLOW,
        is_default=True,
    ),
)
