"""Write a stored table as CSV."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.data.export import export_csv
from mlops_desktop.jobs.requests import Exported, ExportTable
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ExportTable, _folder: Path, _reporter: PipeReporter) -> Exported:
    """Write the file where the person wanted it; return the number of rows."""
    source = request.table
    rows = export_csv(source.path, source.columns, request.destination, request.spreadsheet_safe)
    return Exported(rows)
