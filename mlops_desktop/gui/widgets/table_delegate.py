"""Paints cells: text, marks, badges, bars, second lines."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import paint_mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.badge import badge_size, paint_badge
from mlops_desktop.gui.widgets.sparkline import paint_bar, paint_marks
from mlops_desktop.gui.widgets.table_column import CellLook
from mlops_desktop.gui.widgets.table_header import CELL_PAD
from mlops_desktop.gui.widgets.table_model import LOOK_ROLE

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Draws every cell of a table from its text and :class:`CellLook`.

    Args:
        is_striped: zebra rows instead of hairlines.
    """

    def __init__(self, *, is_striped: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_striped = is_striped

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect = QRectF(option.rect)
        state = option.state
        painter.save()
        self._paint_ground(painter, rect, index, bool(state & QStyle.StateFlag.State_Selected))
        look = index.data(LOOK_ROLE) or CellLook()
        inner = rect.adjusted(CELL_PAD, 0, -CELL_PAD, 0)
        self._paint_content(painter, inner, index, look)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        rect: QRectF,
        index: Index,
        is_selected: bool,
    ) -> None:
        if is_selected:
            painter.fillRect(rect, theme.colour("accent_tint"))
        elif self._is_striped and index.row() % 2:
            painter.fillRect(rect, theme.colour("sunken"))
        if not self._is_striped and index.row() < index.model().rowCount() - 1:
            painter.setPen(QPen(theme.colour("border"), 1))
            left = rect.left() + (CELL_PAD if index.column() == 0 else 0)
            is_last = index.column() == index.model().columnCount() - 1
            right = rect.right() - (CELL_PAD if is_last else 0)
            bottom = int(rect.bottom() - 0.5)
            painter.drawLine(int(left), bottom, int(right), bottom)

    def _paint_content(self, painter: QPainter, rect: QRectF, index: Index, look: CellLook) -> None:
        text = str(index.data() or "") or look.blank
        if look.badge is not None:
            if text:
                paint_badge(painter, rect, text, look.badge)
            return
        if look.bar is not None:
            paint_bar(painter, rect, look.bar, look.bar_tone)
            return
        if look.marks:
            paint_marks(painter, rect, look.marks)
            return
        if look.mark is not None:
            side = theme.px(10)
            spot = QRectF(rect.x(), rect.center().y() - side / 2, side, side)
            if look.detail:
                spot.moveTop(rect.center().y() - theme.px(9) - side / 2)
            paint_mark(painter, spot, look.mark)
            rect = rect.adjusted(theme.px(18), 0, 0, 0)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        side_flag = alignment & Qt.AlignmentFlag.AlignHorizontal_Mask
        if look.detail:
            half = theme.px(9)
            upper = rect.adjusted(0, 0, 0, 0)
            upper.moveTop(rect.top() - half)
            lower = QRectF(rect)
            lower.moveTop(rect.top() + half)
            draw_text(painter, upper, text, look.role, look.tone, side_flag)
            draw_text(painter, lower, look.detail, TextRole.SECONDARY, "muted", side_flag)
            return
        draw_text(painter, rect, text, look.role, look.tone, side_flag)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room a cell's content takes."""
        look = index.data(LOOK_ROLE) or CellLook()
        return QSize(content_width(str(index.data() or ""), look), option.rect.height())


def content_width(text: str, look: CellLook) -> int:
    """Return how wide a cell is that shows all of its content."""
    if look.badge is not None:
        width = badge_size(text).width()
    elif look.marks:
        width = theme.px(12) * len(look.marks)
    elif look.bar is not None:
        width = theme.px(96)
    else:
        width = text_width(text, look.role)
        if look.detail:
            width = max(width, text_width(look.detail, TextRole.SECONDARY))
        if look.mark is not None:
            width += theme.px(18)
    return width + 2 * CELL_PAD


def text_width(text: str, role: TextRole) -> int:
    """Return how wide a text is in a role's tabular font."""
    return math.ceil(theme.text_width(text, role))


def draw_text(  # noqa: PLR0913, PLR0917 - where, what, and how it looks
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: TextRole = TextRole.BODY,
    tone: str = "text",
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one line, vertically centred, cut with an ellipsis where it does not fit."""
    painter.setFont(theme.font(role, tabular=True))
    painter.setPen(theme.colour(tone))
    line = text.replace("\n", " ")
    shown = painter.fontMetrics().elidedText(
        line, Qt.TextElideMode.ElideRight, max(0, int(rect.width()) + 1)
    )
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, int(flags), shown)
