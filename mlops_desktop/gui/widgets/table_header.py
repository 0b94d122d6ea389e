"""Column heads that paint themselves: words, sort arrow, tall heads, and the filter row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from mlops_desktop.gui.theme import icons, theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.sparkline import paint_histogram
from mlops_desktop.gui.widgets.table_column import TableColumn
from mlops_desktop.gui.widgets.table_model import RecordModel

CELL_PAD = 8


class TableHeader(QHeaderView):
    """The heads of a :class:`~mlops_desktop.gui.widgets.table_panel.TablePanel`.

    Signals:
        filter_changed(int, str): the text of a column's filter field.
    """

    filter_changed = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._fields: list[QLineEdit] = []
        self._is_filtering = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setMouseTracking(True)
        self.sectionResized.connect(self._place_fields)

    # Filter row ---------------------------------------------------------------------------

    @property
    def is_filtering(self) -> bool:
        """Whether the filter row is shown."""
        return self._is_filtering

    def show_filters(self, shown: bool) -> None:
        """Show or hide the filter row; hiding empties it."""
        self._is_filtering = shown
        self.rebuild()
        if shown and self._fields:
            self._fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rebuild(self) -> None:
        """Make the filter fields again for the model's columns."""
        for field in self._fields:
            field.hide()
            field.deleteLater()
        self._fields = []
        model = self.model()
        if self._is_filtering and model is not None:
            for section in range(model.columnCount()):
                field = QLineEdit(self, placeholderText=self.tr("Filter"))
                field.setProperty("look", "filter")
                field.setProperty("section", section)
                title = model.headerData(section, Qt.Orientation.Horizontal)
                field.setAccessibleName(self.tr("Filter {0}").format(title))
                field.setFont(theme.font(TextRole.SECONDARY))
                field.textChanged.connect(self._on_text)
                field.show()
                self._fields.append(field)
        self.updateGeometries()
        self.updateGeometry()
        self._place_fields()

    def clear_filters(self) -> None:
        """Empty the fields without telling."""
        for field in self._fields:
            blocked = field.blockSignals(True)
            field.clear()
            field.blockSignals(blocked)

    def _on_text(self, text: str) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self.filter_changed.emit(int(field.property("section")), text)

    def _place_fields(self, *_args: Any) -> None:
        top = self.height() - self._filter_height() + 3
        for section, field in enumerate(self._fields):
            field.setGeometry(
                self.sectionViewportPosition(section) + 2,
                top,
                max(20, self.sectionSize(section) - 6),
                self._filter_height() - 7,
            )

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """Keep room for the filter row below the heads."""
        self.setViewportMargins(0, 0, 0, self._filter_height())
        super().updateGeometries()
        self._place_fields()

    def _filter_height(self) -> int:
        return theme.px(34) if self._is_filtering else 0

    # Heads --------------------------------------------------------------------------------

    def _columns(self) -> tuple[TableColumn[Any], ...]:
        model = self.model()
        return model.columns if isinstance(model, RecordModel) else ()

    def _is_tall(self) -> bool:
        return any(column.head is not None for column in self._columns())

    def sizeHint(self) -> QSize:
        """Return the height of heads and filter row."""
        height = theme.px(96 if self._is_tall() else 30)
        return QSize(super().sizeHint().width(), height + self._filter_height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one head."""
        columns = self._columns()
        if not rect.isValid() or section >= len(columns):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("border"), 1))
        left = rect.left() + (CELL_PAD if section == 0 else 0)
        right = rect.right() - (CELL_PAD if section == len(columns) - 1 else -1)
        painter.drawLine(left, rect.bottom(), right, rect.bottom())
        inner = QRectF(rect).adjusted(CELL_PAD, 0, -CELL_PAD, 0)
        column = columns[section]
        if self._is_tall():
            self._paint_tall(painter, inner, column, section)
        else:
            self._paint_words(painter, inner, column, section, TextRole.SECONDARY)
        painter.restore()

    def _paint_words(
        self,
        painter: QPainter,
        rect: QRectF,
        column: TableColumn[Any],
        section: int,
        role: TextRole,
    ) -> None:
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        colour = "text" if is_sorted or role is TextRole.STRONG else "muted"
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour(colour))
        room = theme.px(14) if is_sorted else 0
        side = (
            Qt.AlignmentFlag.AlignRight
            if column.is_number and role is not TextRole.STRONG
            else Qt.AlignmentFlag.AlignLeft
        )
        words = painter.fontMetrics().elidedText(
            column.title, Qt.TextElideMode.ElideRight, int(rect.width() - room) + 1
        )
        spot = rect.adjusted(0, 0, -room, 0)
        painter.drawText(spot, side | Qt.AlignmentFlag.AlignVCenter, words)
        if is_sorted:
            ascending = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            width = painter.fontMetrics().horizontalAdvance(words)
            left = (
                rect.right() - room
                if side is Qt.AlignmentFlag.AlignRight
                else min(rect.x() + width + 2, rect.right() - room)
            )
            arrow = QRectF(left, rect.center().y() - theme.px(6), theme.px(12), theme.px(12))
            icons.paint_icon(painter, arrow, "chevron-up" if ascending else "chevron-down", colour)

    def _paint_tall(
        self, painter: QPainter, rect: QRectF, column: TableColumn[Any], section: int
    ) -> None:
        name = QRectF(rect.x(), rect.y() + theme.px(2), rect.width(), theme.px(18))
        self._paint_words(painter, name, column, section, TextRole.STRONG)
        head = column.head
        if head is None:
            return
        painter.setFont(theme.font(TextRole.CAPTION))
        painter.setPen(theme.colour("accent"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(rect.x(), rect.y() + theme.px(20), rect.width(), theme.px(15)), left, head.kind
        )
        picture = QRectF(
            rect.x(), rect.y() + theme.px(38), min(rect.width(), theme.px(84)), theme.px(32)
        )
        paint_histogram(painter, picture, head.counts)
        painter.setPen(theme.colour(head.tone))
        words = painter.fontMetrics().elidedText(
            head.caption, Qt.TextElideMode.ElideRight, int(rect.width())
        )
        caption = QRectF(rect.x(), rect.y() + theme.px(74), rect.width(), theme.px(16))
        painter.drawText(caption, left, words)
