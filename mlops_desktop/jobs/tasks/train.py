"""Train one model per algorithm, telling each as soon as it is finished."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.quantile import quantile_of, usual_metric
from mlops_desktop.core.search import Trial
from mlops_desktop.core.training import CandidateResult, TrainingSpec
from mlops_desktop.jobs.requests import Failed, Planned, Train, Trained, Tried
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling import environment
from mlops_desktop.modeling import train as training
from mlops_desktop.modeling.anomaly.prepare import decide_anomaly, is_anomaly
from mlops_desktop.modeling.forecasting.prepare import decide_forecast, is_forecast
from mlops_desktop.modeling.prepare import chosen_methods
from mlops_desktop.modeling.suggest import suggest
from mlops_desktop.modeling.table import Table


def run(request: Train, folder: Path, reporter: PipeReporter) -> Trained:
    """Decide what the person left open, then train; the runs' files lie in the folder."""
    table = load(request.table)
    with about(data=request.table.label):
        spec = decide(table, request.spec)
        teller = _Teller(reporter, spec, request.table.label)
        training.train(table, spec, folder, reporter, teller)
    return Trained(teller.finished_runs)


def decide(table: Table, spec: TrainingSpec) -> TrainingSpec:
    """Return the spec with task, metric, positive class and algorithms decided."""
    if is_forecast(spec):
        return decide_forecast(spec)
    if is_anomaly(spec):
        return decide_anomaly(spec)
    advice = suggest(table.frame, table.columns, spec.target)
    task = spec.task or advice.task
    fits = task is advice.task
    decided = replace(
        spec,
        task=task,
        positive=spec.positive or (advice.positive if fits else None),
        algorithms=chosen_methods(spec, task),
    )
    if quantile_of(decided) is not None:
        usual: str | None = usual_metric(decided, task)
    else:
        usual = advice.metric if fits else None
    return replace(decided, metric=spec.metric or usual)


class _Teller:
    """Passes what happens on to the parent; the plan goes first."""

    def __init__(self, reporter: PipeReporter, spec: TrainingSpec, data: str) -> None:
        self._reporter = reporter
        self._spec = spec
        self._data = data
        self._is_planned = False
        self.finished_runs = 0

    def started(self, _algorithm: str) -> None:
        """Tell the plan before the first fit: whatever was to be refused has been by now."""
        if not self._is_planned:
            self._is_planned = True
            self._reporter.event("planned", Planned(self._spec, environment.capture()))

    def finished(self, result: CandidateResult) -> None:
        """Tell a finished run."""
        self.finished_runs += 1
        self._reporter.event("finished", result)

    def failed(self, algorithm: str, error: UserError) -> None:
        """Tell a failed run."""
        error.add(data=self._data)
        self._reporter.event("failed", Failed(algorithm, str(error)))

    def tried(self, algorithm: str, trial: Trial) -> None:
        """Tell what a search has tried."""
        metric = self._spec.metric or usual_metric(self._spec, self._spec.task or Task.REGRESSION)
        self._reporter.event("tried", Tried(algorithm, metric, trial))
