"""Look at a target before training: the task, what gives the answer away, what is doubtful."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.clock import utc_now
from mlops_desktop.core.errors import about
from mlops_desktop.data.leakage import find_leaks
from mlops_desktop.jobs.requests import Advice, Advise
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling import unusual_doubts
from mlops_desktop.modeling.prepare import check_division
from mlops_desktop.modeling.sanity import find_doubts, later_than_data
from mlops_desktop.modeling.suggest import suggest


def run(request: Advise, _folder: Path, _reporter: PipeReporter) -> Advice:
    """Return the suggestion, the leaks and the doubts."""
    table = load(request.table)
    with about(data=request.table.label):
        check_division(request.split, request.seed)
        came = request.came or utc_now()
        if not request.target:
            doubts = unusual_doubts.find_doubts(table, request.split, request.labels, came)
            return Advice(unusual_doubts.suggestion(), (), doubts)
        suggestion = suggest(table.frame, table.columns, request.target)
        leaks = find_leaks(request.table.path, request.table.columns, request.target)
        doubts = find_doubts(table, request.target, suggestion.task, request.split, request.seed)
        doubts += tuple(later_than_data(table, request.target, came, doubts))
    told = {name for leak in leaks for name in leak.columns}
    rest = (item for item in doubts if not item.is_settled_by(told))
    return Advice(suggestion, leaks, tuple(rest))
