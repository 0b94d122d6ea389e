"""Find the next row that holds a text."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.data.text_search import find_text
from mlops_desktop.jobs.requests import FindText, FoundText
from mlops_desktop.jobs.worker import PipeReporter


def run(request: FindText, _folder: Path, reporter: PipeReporter) -> FoundText:
    """Return where it is."""
    table = request.table
    return FoundText(find_text(table.path, table.columns, request.order, request.search, reporter))
