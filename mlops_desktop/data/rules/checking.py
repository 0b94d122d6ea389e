"""All rules of a table, in few passes over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.rules.outcome import (
    LISTED_ROWS,
    CheckResult,
    RuleResult,
    RuleStatus,
)
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.rules.plans import Facts, Plan, plan_for
from mlops_desktop.data.storing import opened, table_sql

_AT_ONCE = 100
"""Aggregates in one statement."""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A stored table whose rules are checked."""

    path: Path
    columns: tuple[Column, ...]
    label: str = ""

    @property
    def sql(self) -> str:
        """The table expression: columns c0, c1, … and place."""
        return table_sql(self.path, len(self.columns))

    def condition(self, plan: Plan) -> str:
        """Return the condition of the rows that fail."""
        return plan.failing.replace("{table}", self.sql) if plan.key else plan.failing


@dataclass(frozen=True, slots=True)
class Grounds:
    """What rules are held against beside the table.

    Attributes:
        moment: when the version came in, aware: what freshness is counted from.
        previous: the version before, for rules about changes.
    """

    moment: datetime
    previous: RuleTable | None = None


def check_rules(
    rules: Sequence[Rule], table: RuleTable, grounds: Grounds, folder: Path, reporter: Reporter
) -> CheckResult:
    """Say for each rule whether it holds.

    Args:
        folder: where the engine may put what does not fit into memory.

    Raises:
        UserError: a table cannot be read, the disk is full.
    """
    moment, previous = grounds.moment, grounds.previous
    plans = [plan_for(rule, table.columns) for rule in rules]
    before = _Before.of(plans, previous, folder, reporter)
    with opened(table.path, len(table.columns), reporter, folder) as engine:
        pass_ = _Pass(engine, table)
        row_count, values = pass_.measures(plans)
        judged = [
            plan.judge(Facts(values[at], row_count, moment, before.values(plan), before.rows))
            for at, plan in enumerate(plans)
        ]
        failed = {
            at: plan
            for at, plan in enumerate(plans)
            if judged[at].status is RuleStatus.FAILED and judged[at].failing
        }
        places = pass_.places(failed, row_count)
    results = tuple(
        RuleResult(
            number=at + 1,
            kind=rule.kind,
            severity=rule.severity,
            words=rule.words(),
            status=judged[at].status,
            detail=judged[at].detail,
            failing=judged[at].failing,
            rows=places.get(at, ()),
        )
        for at, rule in enumerate(rules)
    )
    return CheckResult(results, row_count, moment, previous.label if previous else "")


class _Pass:
    """The looks at one table."""

    def __init__(self, engine: Engine, table: RuleTable) -> None:
        self._engine = engine
        self._table = table

    def measures(self, plans: Sequence[Plan]) -> tuple[int, list[tuple[Any, ...]]]:
        """Return the rows, and the values of each plan's measures."""
        wanted = list(dict.fromkeys(sql for plan in plans for sql in plan.measures))
        known: dict[str, Any] = {}
        (row_count,) = self._engine.row(f"SELECT count(*) FROM {self._table.sql}")
        pieces = list(_pieces(wanted))
        step = Step("Checking rules", 0, int(row_count), unit=Unit.ROWS)
        values = []
        with self._engine.telling(step, len(pieces) + sum(bool(plan.key) for plan in plans)):
            for some in pieces:
                row = self._engine.row(f"SELECT {', '.join(some)} FROM {self._table.sql}")
                known.update(zip(some, row, strict=True))
            for plan in plans:
                if plan.key:
                    values.append((self._shared(plan.key),))
                else:
                    values.append(tuple(known[sql] for sql in plan.measures))
        return int(row_count), values

    def _shared(self, key: Sequence[str]) -> int:
        """Count the rows whose key another row has too; rows that lack a part are left aside."""
        names = ", ".join(key)
        present = " AND ".join(f"{name} IS NOT NULL" for name in key)
        (count,) = self._engine.row(
            f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {self._table.sql}"
            f" WHERE {present} GROUP BY {names} HAVING count(*) > 1)"
        )
        return int(count)

    def places(self, failed: dict[int, Plan], row_count: int) -> dict[int, tuple[int, ...]]:
        """Return the first failing rows of each plan, by its index."""
        together = [at for at, plan in failed.items() if not plan.key]
        alone = [at for at, plan in failed.items() if plan.key]
        pieces = list(_pieces(together))
        found: dict[int, tuple[int, ...]] = {}
        step = Step("Finding the rows that fail", 0, row_count, unit=Unit.ROWS)
        with self._engine.telling(step, len(pieces) + len(alone)):
            for some in pieces:
                lists = ", ".join(
                    f"min(place, {LISTED_ROWS}) FILTER (WHERE {failed[at].failing})" for at in some
                )
                row = self._engine.row(f"SELECT {lists} FROM {self._table.sql}")
                found.update({at: tuple(places) for at, places in zip(some, row, strict=True)})
            for at in alone:
                rows = self._engine.rows(
                    f"SELECT place FROM {self._table.sql}"
                    f" WHERE {self._table.condition(failed[at])}"
                    f" ORDER BY place LIMIT {LISTED_ROWS}"
                )
                found[at] = tuple(place for (place,) in rows)
        return found


def _pieces(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]


@dataclass(frozen=True, slots=True)
class _Before:
    """What was counted of the previous version, by (column, aggregate)."""

    known: dict[tuple[str, str], Any] | None
    rows: int = 0

    @classmethod
    def of(
        cls, plans: Sequence[Plan], table: RuleTable | None, folder: Path, reporter: Reporter
    ) -> _Before:
        """Look at the previous version, if there is one and a plan asks for it."""
        if table is None or not any(plan.compares for plan in plans):
            return cls(None)
        numeric = {
            column.name: f"c{at}"
            for at, column in enumerate(table.columns)
            if column.type in (ColumnType.INTEGER, ColumnType.NUMBER)
        }
        asked = dict.fromkeys(plan.before for plan in plans if plan.before)
        wanted = [one for one in asked if one[0] in numeric]
        aggregates = [aggregate.format(numeric[name]) for name, aggregate in wanted]
        with opened(table.path, len(table.columns), reporter, folder) as engine:
            rows, *values = engine.row(
                f"SELECT {', '.join(['count(*)', *aggregates])} FROM {table.sql}"
            )
        return cls(dict(zip(wanted, values, strict=True)), int(rows))

    def values(self, plan: Plan) -> tuple[Any, ...] | None:
        """Return what a plan wants to know; None when there is no previous version."""
        if self.known is None:
            return None
        if plan.before is None or plan.before not in self.known:
            return ()
        return (self.known[plan.before],)
