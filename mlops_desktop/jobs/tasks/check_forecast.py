"""Look at a series before a forecast is trained; quick, stores nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mlops_desktop.core.errors import about
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.training_requests import CheckedForecast, CheckForecast
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.forecasting.prepare import prepare_forecast


def run(request: CheckForecast, _folder: Path, _reporter: PipeReporter) -> CheckedForecast:
    """Return what there is to learn from.

    Raises:
        UserError: as the training would: ``forecast.…``, ``training.…``.
    """
    with about(data=request.table.label):
        series = prepare_forecast(load(request.table), request.spec).series
    days = series.days()
    gaps = int(np.isnan(series.values).sum())
    return CheckedForecast(series.size, gaps, str(days[0]), str(days[-1]), series.notes)
