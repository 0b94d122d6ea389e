"""What a forecast would have said of days that have come since, forecast by forecast."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.forecasting.forecaster import Forecaster, naive
from mlops_desktop.modeling.forecasting.series import Series, read_series
from mlops_desktop.modeling.forecasting.use import load_forecaster, read_history
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.threads import one_thread


def since_training(
    model_path: Path, signature: Signature, trained: Table, current: Table
) -> tuple[ForecastPoint, ...]:
    """Forecast the days after the last one learned from, as they would have been.

    A forecast is made at the end of the training, and again each time its days are over, always
    by the same fitted model, from the days known by then; so it is used between two trainings.
    Intervals are those of the version.

    Args:
        trained: the table it learned from; current: a later one with the days since, and the days
            before them that the model looks back on.

    Returns:
        One point per day since that has a value; in order.

    Raises:
        UserError: ``forecast.nothing_new`` when no later day has a value;
            ``forecast.history_too_short``; ``models.…`` as for a forecast.
    """
    model = load_forecaster(model_path)
    learned = read_series(trained, model.target, model.plan)
    last = learned.first + (learned.size - 1)
    history = read_history(current, signature, model)
    known = int((last - history.first).astype(np.int64)) + 1
    if history.size <= max(known, 0):
        raise UserError("forecast.nothing_new", day=str(last), target=signature.target)
    if known < model.looks_back:
        raise UserError(
            "forecast.history_before",
            days=max(known, 0),
            day=str(last),
            target=signature.target,
            needed=model.looks_back,
        )
    points: list[ForecastPoint] = []
    with one_thread():
        for size in range(known, history.size, model.horizon):
            points += _forecast(model, history, size)
    return tuple(points)


def _forecast(model: Forecaster, history: Series, size: int) -> list[ForecastPoint]:
    """Return the days of one forecast that have come, made when ``size`` days were known."""
    past = history.until(size)
    predicted, repeated = model.forecast(past), naive(past, model.horizon, model.season)
    days = history.days()
    found = []
    for ahead in range(min(model.horizon, history.size - size)):
        actual, middle = float(history.values[size + ahead]), float(predicted[ahead])
        half = float(model.half_widths_[ahead])
        if not np.isnan(actual):
            found.append(
                ForecastPoint(
                    str(days[size + ahead]),
                    ahead + 1,
                    actual,
                    middle,
                    middle - half,
                    middle + half,
                    float(repeated[ahead]),
                )
            )
    return found
