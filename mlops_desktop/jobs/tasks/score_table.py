"""Predict every row of a table."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import about
from mlops_desktop.core.progress import Step
from mlops_desktop.core.scoring import Scored
from mlops_desktop.data.table import store_frame
from mlops_desktop.jobs.requests import ScoreTable
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.scoring import score


def run(request: ScoreTable, folder: Path, reporter: PipeReporter) -> Scored:
    """Return what was predicted; the table lies in the folder."""
    reporter.step(Step(f"Scoring {request.table.label} with {request.model.label}"))
    with about(data=request.table.label):
        scored = score(request.model.artifact, request.model.signature, load(request.table))
    reporter.check()
    stored = store_frame(scored.frame, scored.columns, folder)
    return Scored(
        row_count=stored.row_count,
        columns=scored.columns,
        content_hash=stored.content_hash,
        table_file=stored.table_file,
        profile=stored.profile,
        issues=scored.issues,
        flagged=scored.flagged,
    )
