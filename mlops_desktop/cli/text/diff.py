"""Two dataset versions in words: what differs between them."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_desktop.cli.text.plain import clip, safe
from mlops_desktop.cli.text.table import Heading, facts, headings, table
from mlops_desktop.core.dataset import Cell
from mlops_desktop.core.diff import (
    ColumnDiff,
    Matching,
    RowChange,
    SchemaChange,
    SchemaChangeKind,
    Sign,
    TableDiff,
)
from mlops_desktop.core.wording import counted

_CHANGES = 4


def difference(diff: TableDiff, room: int | None) -> Iterator[str]:
    """Yield what differs: the sentence, the columns' changes, what moved, the first rows."""
    yield f"{diff.before} → {diff.after}: {safe(diff.summary)}"
    yield from facts(
        [
            ("Rows", f"{diff.rows_before:,} → {diff.rows_after:,}"),
            ("Matched by", matching(diff)),
        ]
    )
    for change in diff.schema:
        yield f"◆ {safe(schema_change(change))}"
    if not diff.is_identical and not diff.is_reordered:
        yield ""
        yield from _columns(diff)
    if diff.rows.rows:
        yield ""
        yield from _rows(diff, room)


def matching(diff: TableDiff) -> str:
    """Say what brought rows together."""
    if diff.matching is Matching.CONTENT:
        return "whole content; a row that changed counts as removed and added"
    return ", ".join(diff.key) + (" (found)" if diff.matching is Matching.FOUND else "")


def schema_change(change: SchemaChange) -> str:
    """Say what happened to a column."""
    kinds = SchemaChangeKind
    return {
        kinds.ADDED: f"{change.column} added ({change.after})",
        kinds.REMOVED: f"{change.column} removed ({change.before})",
        kinds.RENAMED: f"{change.before} renamed to {change.after}: the values are the same",
        kinds.TYPE: f"{change.column} was {change.before}, is {change.after}",
        kinds.ORDER: f"{change.column} moved from place {change.before} to {change.after}",
    }[change.kind]


def _columns(diff: TableDiff) -> Iterator[str]:
    titles = ("Column", ">Changed", ">Moved", ">Mean", ">Median", ">Missing")
    yield from table(
        headings(*titles),
        [_column(column) for column in diff.columns if column.before and column.after],
    )


def _column(column: ColumnDiff) -> tuple[str, ...]:
    moved = column.movement
    if moved is None:
        return (column.name, "", "", "", "", "")
    share = "–" if moved.moved is None else f"{100 * moved.moved:.1f} %"
    missing = "–" if not moved.missing else f"{100 * moved.missing:+.1f} pp"
    return (
        column.name,
        f"{column.changed:,}" if column.changed else "–",
        share,
        _signed(moved.mean),
        _signed(moved.median),
        missing.replace("-", "−"),
    )


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    return "0" if not value else f"{value:+.4g}".replace("-", "−")


def _rows(diff: TableDiff, room: int | None) -> Iterator[str]:
    shown = len(diff.rows.rows)
    if shown < diff.rows.total:
        yield f"The first {shown:,} of {counted(diff.rows.total, 'row')} that differ:"
    limit = max(40, (room or 160) - 22)
    yield from table(
        (Heading(""), Heading("Row", is_number=True), Heading("Values", limit=limit)),
        [_row(diff, row, limit) for row in diff.rows.rows],
    )


def _row(diff: TableDiff, row: RowChange, limit: int) -> tuple[str, str, str]:
    place = row.before_row if row.sign is Sign.REMOVED else row.after_row
    cells = row.before if row.sign is Sign.REMOVED else row.after
    names = [column.name for column in diff.columns]
    if row.sign is Sign.CHANGED:
        key = [f"{name}={_cell(cells[at])}" for at, name in enumerate(names) if name in diff.key]
        told = [
            f"{names[at]}: {_cell(row.before[at])} → {_cell(row.after[at])}"
            for at in row.changed[:_CHANGES]
        ]
        if len(row.changed) > _CHANGES:
            told.append(f"and {len(row.changed) - _CHANGES:,} more")
        text = "; ".join([", ".join(key), *told] if key else told)
    else:
        text = ", ".join(f"{name}={_cell(cell)}" for name, cell in zip(names, cells, strict=True))
    return (str(row.sign), f"{(place or 0) + 1:,}", clip(safe(text), limit))


def _cell(value: Cell) -> str:
    if value is None:
        return "∅"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}".replace("-", "−")
    return clip(str(value), 40)
