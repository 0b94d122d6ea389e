"""What a check of rules tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.dataset import Cell
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.core.wording import counted

LISTED_ROWS = 100
"""Row numbers that are kept of a failed rule; all failing rows can be read and exported."""
_MOST_TOLD = 3


class RuleStatus(StrEnum):
    """What a rule says of a table."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says.

    Attributes:
        number: its place among the rules, from 1.
        words: the rule in words.
        detail: what was found, as a sentence.
        failing: rows that fail; None for rules that are not about rows.
        rows: numbers of the first of them, counted from 0.
    """

    number: int
    kind: str
    severity: RuleSeverity
    words: str
    status: RuleStatus
    detail: str
    failing: int | None = None
    rows: tuple[int, ...] = ()

    @property
    def is_blocking(self) -> bool:
        """Whether it failed and blocks."""
        return self.status is RuleStatus.FAILED and self.severity is RuleSeverity.BLOCK


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What all rules say of a version.

    Attributes:
        row_count: rows of the version.
        moment: when it came in: what freshness is counted from.
        previous: label of the version that changes were counted from, "" for a first one.
    """

    results: tuple[RuleResult, ...]
    row_count: int
    moment: datetime
    previous: str = ""

    @property
    def passed(self) -> int:
        """How many rules hold."""
        return sum(item.status is RuleStatus.PASSED for item in self.results)

    @property
    def blocked(self) -> int:
        """How many rules failed and block."""
        return sum(item.is_blocking for item in self.results)

    @property
    def warned(self) -> int:
        """How many rules failed with a warning, or cannot tell."""
        return len(self.results) - self.passed - self.blocked


@dataclass(frozen=True, slots=True)
class FailingRows:
    """A page of the rows that fail a rule.

    Attributes:
        places: their numbers in the table, counted from 0.
        rows: their cells, in the table's columns.
        total: how many fail in all.
    """

    places: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def blocking_words(result: CheckResult) -> str:
    """Return “rule 3 fails in 12 rows (age is at least 0)” for each blocking rule."""
    blocking = [item for item in result.results if item.is_blocking]
    told = [_blocking_one(item) for item in blocking[:_MOST_TOLD]]
    if len(blocking) > _MOST_TOLD:
        told.append(f"{len(blocking) - _MOST_TOLD} more")
    return "; ".join(told)


def _blocking_one(item: RuleResult) -> str:
    rows = ""
    if item.failing:
        rows = f" in {counted(item.failing, 'row')}"
        rows += f", the first is row {item.rows[0] + 1:,}" if item.rows else ""
    found = "" if item.failing else f": {item.detail.rstrip('.')}"
    return f"rule {item.number} fails{rows} ({item.words}{found})"
