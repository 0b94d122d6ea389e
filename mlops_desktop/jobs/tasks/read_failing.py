"""Read a page of the rows that fail a rule."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.rules.contract import from_text
from mlops_desktop.core.rules.outcome import FailingRows
from mlops_desktop.data.rules.failing import failing_rows
from mlops_desktop.jobs.rule_requests import ReadFailing
from mlops_desktop.jobs.tasks.check_rules import rule_table
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ReadFailing, folder: Path, reporter: PipeReporter) -> FailingRows:
    """Return the rows from ``offset`` on, at most ``limit``."""
    (rule, *_) = from_text(request.rules).rules
    page = (request.offset, request.limit)
    return failing_rows(rule, rule_table(request.table), page, folder, reporter)
