"""Compare two stored tables."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.dataset import Profile
from mlops_desktop.core.diff import TableDiff
from mlops_desktop.data.diff.compare import Side, Wish, compare_tables
from mlops_desktop.jobs.diff_requests import DiffTables
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.worker import PipeReporter


def run(request: DiffTables, folder: Path, reporter: PipeReporter) -> TableDiff:
    """Return everything that differs."""
    wish = Wish(request.key, request.by_content, limit=request.limit)
    return compare_tables(*sides(request), wish, folder, reporter)


def sides(request: DiffTables) -> tuple[Side, Side]:
    """Return both tables as the data room takes them."""
    return (
        _side(request.before, request.before_profile),
        _side(request.after, request.after_profile),
    )


def _side(table: TableFile, profile: Profile) -> Side:
    return Side(table.path, table.columns, table.label, profile)
