"""Read a whole file into a table in the job folder."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.dataset import Imported
from mlops_desktop.data import importer
from mlops_desktop.jobs.requests import ImportFile
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ImportFile, folder: Path, reporter: PipeReporter) -> Imported:
    """Return what was read; the table lies in the folder."""
    return importer.import_file(request.path, request.options, folder, reporter)
