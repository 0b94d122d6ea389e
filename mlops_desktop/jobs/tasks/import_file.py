"""Read a whole file into a table in the job folder."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.dataset import Imported
from mlops_desktop.data.appending import Base, append_file
from mlops_desktop.data.importer import import_file
from mlops_desktop.jobs.requests import ImportFile
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ImportFile, folder: Path, reporter: PipeReporter) -> Imported:
    """Return what was read; the table lies in the folder."""
    base = request.base
    if base is None:
        return import_file(request.path, request.options, folder, reporter, request.remembered)
    stored = Base(base.path, base.columns, base.label, request.remembered)
    return append_file(request.path, request.options, stored, folder, reporter)
