"""Check rules on a stored table."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.rules.contract import from_text
from mlops_desktop.core.rules.outcome import CheckResult
from mlops_desktop.data.rules.checking import Grounds, RuleTable, check_rules
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.rule_requests import CheckRules
from mlops_desktop.jobs.worker import PipeReporter


def run(request: CheckRules, folder: Path, reporter: PipeReporter) -> CheckResult:
    """Return what each rule says."""
    previous = rule_table(request.previous) if request.previous else None
    grounds = Grounds(request.moment, previous)
    rules = from_text(request.rules).rules
    return check_rules(rules, rule_table(request.table), grounds, folder, reporter)


def rule_table(table: TableFile) -> RuleTable:
    """Return a table as the data room takes it."""
    return RuleTable(table.path, table.columns, table.label)
