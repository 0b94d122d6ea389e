"""Find the smallest changes of a row that change a version's answer."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.judging import Explanation
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.explain_requests import ExplainRow
from mlops_desktop.jobs.tasks.tables import load, load_split
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.changes import Wish, what_would_change
from mlops_desktop.modeling.table import Table


def run(request: ExplainRow, _folder: Path, reporter: PipeReporter) -> Explanation:
    """Return what would change the answer for the row."""
    model = request.model
    reporter.step(Step(f"Looking for what would change the answer of {model.label}"))
    names = [field.name for field in model.signature.inputs]
    table, learned = load(request.table, names), load(model.table, names)
    rows = len(table.frame)
    with about(data=request.table.label):
        if not 1 <= request.row <= rows:
            raise UserError("models.unknown_row", row=f"{request.row:,}", rows=f"{rows:,}")
        # All columns are named, so that a refusal can say what there is.
        row = table.frame.iloc[[request.row - 1]].reset_index(drop=True)
        one = Table(row, request.table.columns)
        seen = Table(learned.frame.iloc[load_split(model.split)[0]], learned.columns)
        wish = Wish(model.label, request.row, request.keep, request.beyond, request.ranked)
        return what_would_change((model.artifact, model.signature), seen, one, wish, reporter)
