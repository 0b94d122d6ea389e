"""Watching what has no error per row: forecasts of days, finders of unusual rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import about
from mlops_desktop.core.metrics import LABEL_METRICS
from mlops_desktop.core.monitor import ColumnDrift, DriftReport, PerformanceChange
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.requests import MonitorTable
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.anomaly import watch
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.forecasting.blocks import moving_blocks
from mlops_desktop.modeling.forecasting.compare import scale_before
from mlops_desktop.modeling.forecasting.follow import since_training
from mlops_desktop.monitoring import days, drift, unusual
from mlops_desktop.monitoring.report import Performance, assemble_days

Compare = Callable[[str, PredictedRows, PredictedRows], PerformanceChange]


def watch_forecast(request: MonitorTable, reporter: PipeReporter) -> DriftReport:
    """Return how a forecast does on the days that have come since it was trained.

    Raises:
        UserError: ``forecast.nothing_new``, ``forecast.history_before``, ``models.…``.
    """
    model, current = request.model, request.current
    trained = load(model.table)
    reporter.step(Step(f"Forecasting the days of {current.label} that have come"))
    with about(data=current.label):
        points = since_training(model.artifact, model.signature, trained, load(current))
    reporter.check()
    scale, horizon = scale_before(model.artifact, trained, model.backtest[0].day)

    def draw(size: int, number: int) -> npt.NDArray[np.int64]:
        return moving_blocks(size, horizon, request.seed + number)

    backtest, since = (days.DayErrors.of(item, scale) for item in (model.backtest, points))
    found = days.changes(request.metric, backtest, since, draw)
    parts = days.windows(found[0].metric, since, points)
    return assemble_days(Performance(found, parts), points, request.tolerances, len(model.backtest))


def watch_unusual(
    request: MonitorTable, compare: Compare, reporter: PipeReporter
) -> tuple[Performance, tuple[ColumnDrift, ...]]:
    """Return the share called unusual and what known answers tell; and how scores moved.

    Nothing where an input is missing: then rows cannot be scored.
    """
    model, current = request.model, request.current
    there = {column.name for column in current.columns}
    if any(field.name not in there for field in model.signature.inputs):
        return Performance(), ()
    reporter.step(Step(f"Scoring {current.label} with {model.label}"))
    before = watch.of_holdout(model.holdout, model.signature)
    with about(data=current.label):
        now = watch.of_table(model.artifact, model.signature, load(current), reporter)
    flagged = unusual.share_change(
        (before.called, before.scores.size), (now.called, now.scores.size)
    )
    moved = _moved(before, now, request, reporter)
    if before.outcome is None or now.outcome is None:
        return Performance(flagged=flagged), moved
    keys = sorted(LABEL_METRICS, key=lambda key: key != request.metric)
    changes = tuple(compare(key, before.outcome, now.outcome) for key in keys)
    return Performance(changes, flagged=flagged), moved


def _moved(
    before: watch.ScoredRows, now: watch.ScoredRows, request: MonitorTable, reporter: PipeReporter
) -> tuple[ColumnDrift, ...]:
    """Compare the scores with those of the hold-out, which the version did not learn from."""
    column = Column(unusual.SCORE, ColumnType.NUMBER, SemanticType.NUMBER)
    tables = (pd.DataFrame({unusual.SCORE: rows.scores}) for rows in (before, now))
    reference, current = tables
    return drift.compare(reference, current, (column,), request.tolerances, reporter)
