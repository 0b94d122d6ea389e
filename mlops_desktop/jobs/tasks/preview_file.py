"""Preview a file before anything is stored."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.dataset import Preview
from mlops_desktop.data.preview import preview_file
from mlops_desktop.jobs.requests import PreviewFile
from mlops_desktop.jobs.worker import PipeReporter


def run(request: PreviewFile, _folder: Path, reporter: PipeReporter) -> Preview:
    """Return what an import would do."""
    return preview_file(request.path, request.options, reporter, request.remembered)
