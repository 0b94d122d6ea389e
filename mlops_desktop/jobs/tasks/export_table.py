"""Write a stored table as CSV, Parquet or Excel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.errors import about
from mlops_desktop.core.selection import EVERYTHING
from mlops_desktop.data.export import export_csv, export_excel, export_parquet, renamed_columns
from mlops_desktop.data.row_order import copy_rows
from mlops_desktop.jobs.requests import Exported, ExportTable
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ExportTable, folder: Path, reporter: PipeReporter) -> Exported:
    """Write the file where the person wanted it; return the number of rows."""
    source, place = request.table, request.destination
    columns, kept = source.columns, request.kept
    if request.selection != EVERYTHING or kept:
        with about(path=source.label):
            file = copy_rows(source.path, columns, request.selection, folder, reporter, kept=kept)
        source = replace(source, path=file, columns=kept or columns)
    if request.format == "parquet":
        rows = export_parquet(source.path, source.columns, place, reporter)
        return Exported(rows, renamed_columns(place, source.columns))
    if request.format == "xlsx":
        return Exported(export_excel(source.path, source.columns, place, reporter))
    is_safe = request.spreadsheet_safe
    return Exported(export_csv(source.path, source.columns, place, is_safe, reporter))
