"""Check a model from elsewhere, load it, and judge it on a stored table."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import about
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.foreign_requests import Judged, JudgeModel
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling import environment, foreign
from mlops_desktop.modeling.foreign_file import open_model, with_columns


def run(request: JudgeModel, folder: Path, reporter: PipeReporter) -> Judged:
    """Return how it does; golden rows, split and hold-out rows lie in the folder."""
    reporter.step(Step(f"Checking {request.name}"))
    with about(file=request.name, data=request.table.label):
        opened = with_columns(open_model(request.file, request.name), request.columns)
        reporter.step(Step(f"Judging {request.name} on {request.table.label}"))
        spec, result = foreign.judge(opened, load(request.table), request.spec, folder, reporter)
    is_told = not hasattr(opened.model, "feature_names_in_")
    return Judged(spec, result, environment.capture(), opened.kind, opened.library, is_told)
