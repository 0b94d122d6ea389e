"""Write the rows that fail a rule as CSV."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.rules.contract import from_text
from mlops_desktop.data.rules.failing import export_failing
from mlops_desktop.jobs.requests import Exported
from mlops_desktop.jobs.rule_requests import ExportFailing
from mlops_desktop.jobs.tasks.check_rules import rule_table
from mlops_desktop.jobs.worker import PipeReporter


def run(request: ExportFailing, _folder: Path, reporter: PipeReporter) -> Exported:
    """Write the file where the person wanted it; return the number of rows."""
    (rule, *_) = from_text(request.rules).rules
    table, is_safe = rule_table(request.table), request.spreadsheet_safe
    return Exported(export_failing(rule, table, request.destination, reporter, is_safe=is_safe))
