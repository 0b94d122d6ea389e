"""Write down which rows are wanted, in their order."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import about
from mlops_desktop.core.selection import RowOrder
from mlops_desktop.data.row_order import write_order
from mlops_desktop.jobs.requests import ArrangeRows
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ArrangeRows, folder: Path, reporter: PipeReporter) -> RowOrder:
    """Write them into the job folder."""
    table = request.table
    with about(path=table.label):
        return write_order(table.path, table.columns, request.selection, folder, reporter)
