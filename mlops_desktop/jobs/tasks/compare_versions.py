"""Measure two versions on rows neither was trained on."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import about
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.requests import Compared, CompareVersions, ModelFiles
from mlops_desktop.jobs.tasks.tables import load, load_split
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.compare import ComparedVersion, same_rows


def run(request: CompareVersions, _folder: Path, reporter: PipeReporter) -> Compared:
    """Return the paired comparison, second minus first."""
    reporter.step(Step(f"Comparing {request.first.label} with {request.second.label}"))
    tables = dict.fromkeys((request.first.table.label, request.second.table.label))
    first, second = _compared(request.first), _compared(request.second)
    with about(data=" or ".join(tables)):
        return Compared(same_rows(first, second, request.metrics, request.seed))


def _compared(model: ModelFiles) -> ComparedVersion:
    train_rows, _ = load_split(model.split)
    return ComparedVersion(
        version_id=model.version_id,
        model_path=model.artifact,
        signature=model.signature,
        table=load(model.table),
        train_rows=train_rows,
    )
