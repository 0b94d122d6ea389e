"""Read a line of a file with those around it."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.source_lines import SourceLines
from mlops_desktop.data.source_lines import Place, source_lines
from mlops_desktop.jobs.requests import ReadSourceLines
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ReadSourceLines, folder: Path, reporter: PipeReporter) -> SourceLines:
    """Return the lines."""
    place = Place(request.line, request.options, request.sha256)
    return source_lines(request.path, place, folder, reporter)
