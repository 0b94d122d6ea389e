"""Read a page of a stored table."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.data.table import read_rows
from mlops_desktop.jobs.requests import ReadRows, Rows
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ReadRows, _folder: Path, _reporter: PipeReporter) -> Rows:
    """Return the rows from ``offset`` on, at most ``limit``."""
    source = request.table
    return Rows(read_rows(source.path, source.columns, request.offset, request.limit))
