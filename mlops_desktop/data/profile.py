"""The profile of a table: every column, the first rows, what is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.dataset import (
    PROFILE_METHOD,
    Cell,
    Column,
    ColumnProfile,
    ColumnType,
    Finding,
    Profile,
    Severity,
)
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.examination import examine
from mlops_desktop.data.findings import table_findings
from mlops_desktop.data.limits import HEAD_CELLS, HEAD_ROWS, MAX_HEAD_TEXT
from mlops_desktop.data.personal import personal_finding
from mlops_desktop.data.relations import find_sums
from mlops_desktop.data.storing import View


def describe(
    engine: Engine, view: View, reporter: Reporter, findings: Sequence[Finding] = ()
) -> Profile:
    """Return the profile of a table; the columns' meaning is found anew.

    Args:
        findings: what is already known, such as rejects.
    """
    examined = examine(engine, view, reporter, with_digests=False)
    return summarise(engine, view, [item.profile for item in examined], findings)


def summarise(
    engine: Engine,
    view: View,
    profiles: Sequence[ColumnProfile],
    findings: Sequence[Finding] = (),
) -> Profile:
    """Return the profile of a table whose columns are described already."""
    found = [
        *table_findings(view.columns, profiles, find_sums(engine, view)),
        *findings,
        personal_finding(profiles),
    ]
    order = list(Severity)
    found.sort(key=lambda finding: order.index(finding.severity))
    limit = max(1, min(HEAD_ROWS, HEAD_CELLS // len(view.columns)))
    head = read_cells(engine, view, limit, text_limit=MAX_HEAD_TEXT)
    return Profile(PROFILE_METHOD, view.rows, tuple(profiles), tuple(found), head)


def read_cells(
    engine: Engine, view: View, limit: int, offset: int = 0, text_limit: int | None = None
) -> tuple[tuple[Cell, ...], ...]:
    """Return some rows as cells; dates and times as ISO 8601 text.

    Args:
        text_limit: longer texts are cut and end in an ellipsis.
    """
    names = ", ".join(
        cell_sql(f"c{index}", column, text_limit) for index, column in enumerate(view.columns)
    )
    rows = engine.rows(f"SELECT {names} FROM {view.sql} LIMIT ? OFFSET ?", [limit, offset])
    return tuple(tuple(row) for row in rows)


def cell_sql(name: str, column: Column, text_limit: int | None) -> str:
    """Return the SQL of a value as it crosses a process boundary."""
    if column.type is ColumnType.DATE:
        return f"CAST({name} AS VARCHAR)"
    if column.type is ColumnType.DATETIME:
        zone = "|| 'Z'" if column.zone == "UTC" else ""
        return f"replace(CAST({name} AS VARCHAR), ' ', 'T') {zone}"
    if column.type is ColumnType.TEXT and text_limit is not None:
        cut = f"left({name}, {text_limit}) || '…'"
        return f"CASE WHEN length({name}) > {text_limit} THEN {cut} ELSE {name} END"
    return name
