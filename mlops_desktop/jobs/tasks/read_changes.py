"""Read a further page of the rows in which two stored tables differ."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.diff import DiffRows
from mlops_desktop.data.diff.compare import Wish, read_changes
from mlops_desktop.jobs.diff_requests import ReadChanges
from mlops_desktop.jobs.tasks.diff_tables import sides
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ReadChanges, folder: Path, reporter: PipeReporter) -> DiffRows:
    """Return the page."""
    tables = request.tables
    wish = Wish(tables.key, tables.by_content, request.signs, request.offset, request.limit)
    return read_changes(*sides(tables), wish, folder, reporter)
