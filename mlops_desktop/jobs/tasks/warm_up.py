"""Import what the other tasks need."""

from __future__ import annotations

import importlib
from pathlib import Path

from mlops_desktop.jobs.requests import WarmUp
from mlops_desktop.jobs.worker import PipeReporter

_HEAVY = (
    "mlops_desktop.data.importer",
    "mlops_desktop.data.preview",
    "mlops_desktop.modeling.train",
)


def run(_request: WarmUp, _folder: Path, _reporter: PipeReporter) -> None:
    """Load the libraries; nothing is computed."""
    for name in _HEAVY:
        importlib.import_module(name)
