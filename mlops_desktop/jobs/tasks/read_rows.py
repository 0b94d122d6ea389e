"""Read a page of a stored table."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import about
from mlops_desktop.core.selection import EVERYTHING
from mlops_desktop.data.row_order import read_page
from mlops_desktop.data.selection import read_selection
from mlops_desktop.jobs.requests import ReadRows, Rows
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ReadRows, _folder: Path, reporter: PipeReporter) -> Rows:
    """Return the rows from ``offset`` on, at most ``limit``."""
    source, page = request.table, (request.offset, request.limit)
    if request.order is None and request.selection != EVERYTHING:
        with about(path=source.label):
            found = read_selection(source.path, source.columns, request.selection, page, reporter)
        return Rows(found.rows, found.total)
    return Rows(read_page(source.path, source.columns, request.order, *page))
