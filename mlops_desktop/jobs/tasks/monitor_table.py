"""Compare later rows with those a version was trained on, and its errors when they are labelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.decision import Worth
from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.metrics import Task, metrics_for
from mlops_desktop.core.monitor import PerformanceChange
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.requests import ModelFiles, Monitored, MonitorTable
from mlops_desktop.jobs.tasks.tables import StoredColumns, count_rows, load, load_split
from mlops_desktop.jobs.tasks.watching import watch_forecast, watch_unusual
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling import evaluate, holdout
from mlops_desktop.modeling.scoring import predict_labelled
from mlops_desktop.modeling.table import Table
from mlops_desktop.monitoring import drift
from mlops_desktop.monitoring.performance import (
    PredictedSample,
    WindowPlan,
    performance_change,
    windows,
)
from mlops_desktop.monitoring.report import Performance, assemble


def run(request: MonitorTable, _folder: Path, reporter: PipeReporter) -> Monitored:
    """Return the whole report."""
    model, current = request.model, request.current
    if model.signature.task is Task.FORECAST:
        return Monitored(watch_forecast(request, reporter))
    reporter.step(Step(f"Checking {current.label} against {model.label}"))
    names = [field.name for field in model.signature.inputs]
    there = {column.name for column in current.columns}
    columns = tuple(column for column in model.table.columns if column.name in names)
    if there.isdisjoint(names):
        raise UserError(
            "monitor.no_columns",
            data=current.label,
            model=model.label,
            columns=first_names(names),
        )
    train_rows, held = load_split(model.split)
    # A model from elsewhere was trained on no row that is known: those it was judged on stand in.
    known_rows = train_rows if train_rows.size else held
    reference = StoredColumns(model.table, known_rows)
    now = StoredColumns(current)
    found = drift.compare(reference, now, columns, request.tolerances, reporter)
    if model.signature.task is Task.ANOMALY:
        performance, moved = watch_unusual(request, partial(_change, request.seed), reporter)
        found = (*moved, *found)
    else:
        performance = _performance(request, reporter)
    n_current = count_rows(current)
    return Monitored(assemble(found, performance, request.tolerances, len(known_rows), n_current))


def _performance(request: MonitorTable, reporter: PipeReporter) -> Performance:
    """Measure real performance, if the target is there with any value, and the inputs are."""
    model = request.model
    target = model.signature.target
    there = {column.name for column in request.current.columns}
    if target not in there or any(field.name not in there for field in model.signature.inputs):
        return Performance()
    if load(request.current, [target]).frame[target].isna().all():
        return Performance()
    current = load(request.current)
    reporter.step(Step(f"Measuring {model.label} on {request.current.label}"))
    with about(data=request.current.label):
        rows, outcome = predict_labelled(model.artifact, model.signature, current)
    outcome = replace(outcome, worth=model.worth)
    before = replace(holdout.read(model.holdout, model.signature).outcome, worth=model.worth)
    quantile = model.signature.quantile
    fitting = metrics_for(
        model.signature.task,
        is_quantile=quantile is not None,
        has_worth=model.worth is not None,
    )
    keys = [item.key for item in fitting]
    keys.sort(key=lambda key: key != request.metric)
    changes = []
    for key in keys:
        reporter.check()
        changes.append(_change(request.seed, key, before, outcome))
    plan = WindowPlan(dates=_dates(current, model, rows))
    deciding = _Measured(request.metric, quantile, model.worth)
    return Performance(tuple(changes), windows(_sample(outcome), deciding, plan))


def _change(
    seed: int, metric: str, before: evaluate.PredictedRows, now: evaluate.PredictedRows
) -> PerformanceChange:
    return performance_change(
        metric, _sample(before), _sample(now), _Measured(metric, now.quantile, now.worth), seed
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """A metric of some of a sample's rows, by the same code that judged the hold-out."""

    metric: str
    quantile: float | None = None
    worth: Worth | None = None

    def __call__(self, sample: PredictedSample, rows: npt.NDArray[np.int64]) -> float:
        outcome = evaluate.PredictedRows(
            sample.actual,
            sample.predicted,
            sample.probabilities,
            sample.classes,
            sample.positive,
            quantile=self.quantile,
            worth=self.worth,
        )
        return evaluate.measure(self.metric, outcome.take(rows))


def _sample(outcome: evaluate.PredictedRows) -> PredictedSample:
    return PredictedSample(
        outcome.actual,
        outcome.predicted,
        outcome.probabilities,
        outcome.classes if outcome.task is Task.CLASSIFICATION else (),
        outcome.positive,
    )


def _dates(
    current: Table, model: ModelFiles, rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.datetime64] | None:
    """Return the times of the labelled rows, if exactly one column tells them."""
    found: list[Column] = [
        c
        for c in current.columns
        if c.type in (ColumnType.DATE, ColumnType.DATETIME) and c.name != model.signature.target
    ]
    if len(found) != 1:
        return None
    times: npt.NDArray[np.datetime64] = current.frame[found[0].name].to_numpy("datetime64[us]")[
        rows
    ]
    return times
