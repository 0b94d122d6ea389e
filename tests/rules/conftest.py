"""What the tests of rules share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from recipes.bench import Table, store

from mlops_desktop.core.progress import Silent
from mlops_desktop.core.rules.outcome import CheckResult, RuleResult
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.data.rules.checking import Grounds, RuleTable, check_rules

MOMENT = datetime(2013, 5, 10, 12, tzinfo=UTC)


def stored(given: Table, path: Path, label: str = "") -> RuleTable:
    """Store a table made by hand."""
    made = store(given, path)
    return RuleTable(made.path, made.columns, label)


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., CheckResult]:
    """Check rules on a table, with a previous version or without."""

    def run(rules: list[Rule], given: Table, previous: Table | None = None) -> CheckResult:
        table = stored(given, tmp_path / "now.parquet")
        before = stored(previous, tmp_path / "before.parquet", "t@1") if previous else None
        return check_rules(rules, table, Grounds(MOMENT, before), tmp_path, Silent())

    return run


@pytest.fixture
def says(check) -> Callable[..., RuleResult]:
    """What one rule says."""
    return lambda rule, given, previous=None: check([rule], given, previous).results[0]
