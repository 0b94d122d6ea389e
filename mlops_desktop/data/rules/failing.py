"""The rows that fail a rule: a page of them, or all of them as CSV."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.rules.outcome import FailingRows
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.data.export import export_query
from mlops_desktop.data.profile import read_cells
from mlops_desktop.data.rules.checking import RuleTable
from mlops_desktop.data.rules.plans import plan_for
from mlops_desktop.data.storing import View, opened

_PLACE = Column("place", ColumnType.INTEGER, SemanticType.INTEGER)


def failing_rows(
    rule: Rule, table: RuleTable, page: tuple[int, int], folder: Path, reporter: Reporter
) -> FailingRows:
    """Return a page of the rows that fail, in the order of the table.

    Args:
        page: how many failing rows to skip, and the most to read.

    Raises:
        UserError: ``rules.not_rows``, or the table cannot be read.
    """
    offset, limit = page
    condition = _condition(rule, table)
    names = ", ".join(f"c{at}" for at in range(len(table.columns)))
    width = len(table.columns)
    with opened(table.path, width, reporter, folder) as engine:
        (total,) = engine.row(f"SELECT count(*) FROM {table.sql} WHERE {condition}")
        # The place travels as a further column.
        sql = (
            f"(SELECT {names}, place AS c{width} FROM {table.sql} WHERE {condition}"
            f" ORDER BY place LIMIT {limit} OFFSET {offset}) AS failing"
        )
        rows = read_cells(engine, View(sql, (*table.columns, _PLACE), limit), limit)
    places = tuple(int(str(row[-1])) for row in rows)
    return FailingRows(places, tuple(row[:-1] for row in rows), int(total))


def export_failing(
    rule: Rule, table: RuleTable, destination: Path, reporter: Reporter, *, is_safe: bool = False
) -> int:
    """Write all rows that fail as CSV, their numbers in the table (from 1) first; return how many.

    Raises:
        UserError: ``rules.not_rows``, the table cannot be read, the file cannot be written.
    """
    condition = _condition(rule, table)
    taken = {column.name for column in table.columns}
    title = next(name for name in ("row", "table row", "row of the table") if name not in taken)
    names = ", ".join(f"c{at} AS c{at + 1}" for at in range(len(table.columns)))
    sql = (
        f"(SELECT place + 1 AS c0, {names} FROM {table.sql} WHERE {condition} ORDER BY place)"
        " AS failing"
    )
    columns = (Column(title, ColumnType.INTEGER, SemanticType.INTEGER), *table.columns)
    return export_query(table.path, sql, columns, destination, reporter, is_safe=is_safe)


def _condition(rule: Rule, table: RuleTable) -> str:
    plan = plan_for(rule, table.columns)
    if not plan.failing:
        raise UserError("rules.not_rows", words=rule.words())
    return table.condition(plan)
