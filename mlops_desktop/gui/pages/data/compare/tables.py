"""The tables of a comparison: columns with what moved, rows with before → after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.diff import (
    ColumnDiff,
    CommonBins,
    Movement,
    RowChange,
    SchemaChange,
    SchemaChangeKind,
    Sign,
    TableDiff,
)
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rows.models import MISSING
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, SortKey, TableColumn
from mlops_desktop.gui.widgets.table_delegate import CellDelegate
from mlops_desktop.gui.widgets.table_model import RECORD_ROLE

WIDEST_BAR = 22
SPREAD = 6
"""Place of the column with both spreads."""
_TONES = {Sign.CHANGED: "warn", Sign.ADDED: "ok", Sign.REMOVED: "bad"}
_SPOKEN = {Sign.CHANGED: "changed", Sign.ADDED: "added", Sign.REMOVED: "removed"}


def schema_lines(diff: TableDiff) -> list[tuple[Mark, str, str]]:
    """Return the columns' changes as marked lines."""
    return [(Mark.WATCH, schema_words(change), "") for change in diff.schema]


def schema_words(change: SchemaChange) -> str:
    """Say what happened to a column."""
    kinds = SchemaChangeKind
    told = {
        kinds.ADDED: words.tr("{0} was added ({2})"),
        kinds.REMOVED: words.tr("{0} was removed ({1})"),
        kinds.RENAMED: words.tr("{1} is called {2} now; its values are the same"),
        kinds.TYPE: words.tr("{0} was {1}, is {2}"),
        kinds.ORDER: words.tr("{0} moved from place {1} to {2}"),
    }[change.kind]
    return told.format(change.column, change.before, change.after)


def matching_words(diff: TableDiff) -> str:
    """Say what brought rows together."""
    if not diff.key:
        return words.tr(
            "No key: rows are compared by their whole content; a changed row counts as removed"
            " and added."
        )
    return words.tr("Rows matched by {0}.").format(", ".join(diff.key))


def moved_columns() -> tuple[TableColumn[ColumnDiff], ...]:
    """Return the columns of the table that says what moved."""
    return (
        TableColumn(
            words.tr("Column"),
            lambda c: c.name,
            look=lambda _c: CellLook(role=TextRole.STRONG),
            tooltip=lambda c: c.name,
            stretch=1,
        ),
        _number(words.tr("Cells changed"), lambda c: f"{c.changed:,}", lambda c: c.changed),
        _number(words.tr("Moved"), _moved, lambda c: _far(c).moved),
        _number(
            words.tr("Mean"),
            lambda c: _signed(_far(c).mean),
            lambda c: _far(c).mean,
        ),
        _number(
            words.tr("Median"),
            lambda c: _signed(_far(c).median),
            lambda c: _far(c).median,
        ),
        _number(words.tr("Missing"), _missing, lambda c: _far(c).missing),
        TableColumn(
            words.tr("Spread"),
            spread_words,
            lambda c: _far(c).moved,
            width=150,
            tooltip=spread_words,
        ),
    )


_NOWHERE = Movement(missing=0.0)


def _far(column: ColumnDiff) -> Movement:
    return column.movement or _NOWHERE


def _number(
    title: str, text: Callable[[ColumnDiff], str], sort: Callable[[ColumnDiff], SortKey]
) -> TableColumn[ColumnDiff]:
    def look(column: ColumnDiff) -> CellLook:
        return CellLook(tone="muted" if text(column) in ("0", "–") else "text")

    return TableColumn(title, text, sort, is_number=True, look=look)


def _moved(column: ColumnDiff) -> str:
    if column.movement is None:
        return words.tr("removed") if column.after is None else words.tr("added")
    if column.movement.moved is None:
        return "–"
    return "0" if not column.movement.moved else f"{100 * column.movement.moved:.1f} %"


def _missing(column: ColumnDiff) -> str:
    if column.movement is None:
        return "–"
    share = column.movement.missing
    return "0" if not share else f"{100 * share:+.1f} %".replace("-", "−")


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    text = words.number_text(value, 4)
    return f"+{text}" if value > 0 else text


def spread_words(column: ColumnDiff) -> str:
    """Say both spreads in words, for who does not see the picture."""
    bins = column.bins
    if bins is None:
        return "–"
    if bins.labels:
        named = [
            f"{label or words.tr('others')}: {old:,} → {new:,}"
            for label, old, new in zip(bins.labels, bins.before, bins.after, strict=True)
        ]
        return ", ".join(named[:6])
    most = [max(range(len(counts)), key=counts.__getitem__) for counts in (bins.before, bins.after)]
    column_type = column.after.type if column.after else None
    if column_type in (ColumnType.DATE, ColumnType.DATETIME):
        return words.tr("both spreads over the same range")
    ranges = [
        f"{words.number_text(bins.edges[at], 4)} … {words.number_text(bins.edges[at + 1], 4)}"
        for at in most
    ]
    return words.tr("most between {0}, then {1}").format(*ranges)


class SpreadDelegate(CellDelegate):
    """Draws both spreads over one another: after as bars, before as a line."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        column = index.data(RECORD_ROLE)
        if not isinstance(column, ColumnDiff) or column.bins is None:
            super().paint(painter, option, index)
            return
        painter.save()
        rect = QRectF(option.rect)
        self._paint_ground(painter, rect, index, False)
        paint_spreads(painter, rect.adjusted(8, 5, -8, -5), column.bins)
        painter.restore()


def bar_width(rect: QRectF, count: int, widest: int) -> float:
    """Return the width of one of so many bars in a rectangle; ``widest``: pixels at 100 %."""
    return min(rect.width() / max(1, count), theme.px(widest))


def paint_spreads(
    painter: QPainter, rect: QRectF, bins: CommonBins, widest: int = WIDEST_BAR
) -> None:
    """Draw both spreads as shares of their rows, on one scale."""
    totals = [max(1, sum(counts)) for counts in (bins.before, bins.after)]
    shares = [
        [count / total for count in counts]
        for counts, total in zip((bins.before, bins.after), totals, strict=True)
    ]
    most = max((*shares[0], *shares[1]), default=0.0)
    if not most:
        return
    step = bar_width(rect, len(shares[0]), widest)
    fill = theme.colour("accent")
    fill.setAlphaF(0.65 if theme.tokens().is_dark else 0.5)
    line = QPen(theme.colour("text"), 1.2)
    for at, (old, new) in enumerate(zip(*shares, strict=True)):
        if not old and not new:
            continue
        left = rect.left() + at * step
        height = new / most * rect.height()
        painter.fillRect(QRectF(left, rect.bottom() - height, step - 1, height), fill)
        painter.setPen(line)
        top = rect.bottom() - old / most * rect.height()
        painter.drawLine(QPointF(left, top), QPointF(left + step - 1, top))
    painter.setPen(Qt.PenStyle.NoPen)


def row_columns(diff: TableDiff) -> tuple[TableColumn[RowChange], ...]:
    """Return the columns of the rows that differ: sign, row, key, changed columns, the others."""
    places = range(len(diff.columns))
    order = sorted(
        places, key=lambda at: (diff.columns[at].name not in diff.key, not diff.columns[at].changed)
    )
    return (
        TableColumn(
            words.tr("What"),
            lambda r: f"{r.sign} {words.tr(_SPOKEN[r.sign])}",
            look=lambda r: CellLook(TextRole.STRONG, _TONES[r.sign]),
        ),
        TableColumn(
            words.tr("Row"),
            lambda r: f"{_row(r):,}",
            _row,
            is_number=True,
            look=lambda _r: CellLook(tone="muted"),
            tooltip=_row_words,
        ),
        *(_cell_column(diff.columns[at], at) for at in order),
    )


def _row(row: RowChange) -> int:
    place = row.before_row if row.after_row is None else row.after_row
    return (place or 0) + 1


def _row_words(row: RowChange) -> str:
    if row.sign is not Sign.CHANGED:
        return ""
    told = words.tr("row {0} before, row {1} now")
    return told.format(f"{(row.before_row or 0) + 1:,}", f"{_row(row):,}")


def _cell_column(column: ColumnDiff, at: int) -> TableColumn[RowChange]:
    stored = column.after or column.before
    kind = stored.type if stored else ColumnType.TEXT

    def shown(row: RowChange, *, is_before: bool) -> str:
        cells = row.before if is_before else row.after
        if at in row.changed and (not cells or cells[at] is None):
            return MISSING
        return words.shown_text(cells[at], kind) if cells else ""

    def of_before(row: RowChange) -> bool:
        return row.sign is Sign.REMOVED or (column.after is None and bool(row.before))

    def is_missing(row: RowChange) -> bool:
        """Say whether the side that is shown has such a column, and no value in it."""
        is_there = (column.before if of_before(row) else column.after) is not None
        cells = row.before if of_before(row) else row.after
        return is_there and bool(cells) and cells[at] is None

    def text(row: RowChange) -> str:
        if at in row.changed:
            return f"{shown(row, is_before=True)} → {shown(row, is_before=False)}"
        return shown(row, is_before=of_before(row))

    def look(row: RowChange) -> CellLook:
        if at in row.changed:
            return CellLook(TextRole.STRONG, "warn")
        tone = "muted" if row.sign is Sign.CHANGED else _TONES[row.sign]
        return CellLook(tone=tone, blank=MISSING if is_missing(row) else "")

    is_number = kind in words.NUMERIC
    return TableColumn(column.name, text, is_number=is_number, look=look, tooltip=text)
