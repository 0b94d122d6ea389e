"""A list of two-line entries, as in "Versions" and "Recent activity"."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark, paint_mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.badge import badge_size, paint_badge
from mlops_desktop.gui.widgets.buttons import passing_menu
from mlops_desktop.gui.widgets.table_delegate import draw_text, text_width
from mlops_desktop.gui.widgets.text import plain_tooltip

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_PAD = 8


@dataclass(frozen=True, slots=True)
class ListLine:
    """What one entry shows.

    Attributes:
        title: strong; mark: left of it; badge: (words, mark) right of it.
        aside: strong at the right end ("34.1"); is_aside_muted for times.
        detail, aside_detail: the second, muted line.
        tooltip: more.
        is_tinted: a quiet ground, to set one entry apart (the one in production).
    """

    title: str
    detail: str = ""
    aside: str = ""
    aside_detail: str = ""
    badge: tuple[str, Mark] | None = None
    mark: Mark | None = None
    tooltip: str = ""
    is_tinted: bool = False
    is_aside_muted: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        badge = self.badge[0] if self.badge else ""
        mark = self.mark.spoken if self.mark else ""
        parts = (self.title, badge, mark, self.aside, self.aside_detail, self.detail)
        return ", ".join(part for part in parts if part)


class RecordList(QWidget, Generic[R]):
    """A list over records.

    Args:
        describe: how a record looks.
        name: what the list is, for screen readers.
        key: identifies a record across refreshes.
        is_selectable: False for lists that only tell (they keep ``opened``).

    Signals: ``selected(object)``, ``opened(object)``. ``menu_for`` as in TablePanel.
    """

    selected = Signal(object)
    opened = Signal(object)
    is_wide = True

    def __init__(  # noqa: PLR0913 - options of one widget, by name
        self,
        describe: Callable[[R], ListLine],
        name: str,
        *,
        key: Callable[[R], Hashable] | None = None,
        is_selectable: bool = True,
        allows_many: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._is_filling = False
        self._model: _ListModel[R] = _ListModel(describe, self)
        self.menu_for: Callable[[R], Sequence[QAction]] | None = None
        self.view = QListView(self)
        self.view.setModel(self._model)
        self.view.setItemDelegate(_LineDelegate(is_selectable=is_selectable, parent=self))
        self.view.setAccessibleName(name)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setUniformItemSizes(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        mode = QAbstractItemView.SelectionMode
        many = mode.ExtendedSelection if allows_many else mode.SingleSelection
        self.view.setSelectionMode(many if is_selectable else mode.NoSelection)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.activated.connect(self._on_opened)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)

    def set_records(self, records: Sequence[R]) -> None:
        """Show these records; selection and scroll position stay."""
        chosen = {self._id(record) for record in self.selection()}
        scroll = self.view.verticalScrollBar().value()
        self._is_filling = True
        self._model.set_records(records)
        flag = self.view.selectionModel().SelectionFlag.Select
        for row, record in enumerate(records):
            if self._id(record) in chosen:
                self.view.selectionModel().select(self._model.index(row), flag)
        self._is_filling = False
        self.view.verticalScrollBar().setValue(scroll)
        if chosen and not self.selection():
            self.selected.emit(None)

    def records(self) -> tuple[R, ...]:
        """Return what is shown."""
        return tuple(self._model.records)

    def selection(self) -> tuple[R, ...]:
        """Return the selected records, from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return tuple(self._model.records[row] for row in rows)

    def current(self) -> R | None:
        """Return the first selected record, or None."""
        chosen = self.selection()
        return chosen[0] if chosen else None

    def select(self, wanted: Callable[[R], bool]) -> bool:
        """Select the first record that is wanted; say whether there is one."""
        for row, record in enumerate(self._model.records):
            if wanted(record):
                self.view.setCurrentIndex(self._model.index(row))
                return True
        return False

    def _id(self, record: R) -> Hashable:
        return self._key(record) if self._key else id(record)

    def _on_selection(self) -> None:
        if not self._is_filling:
            self.selected.emit(self.current())

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.records[index.row()])

    def _on_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if not index.isValid() or self.menu_for is None:
            return
        actions = list(self.menu_for(self._model.records[index.row()]))
        if actions:
            menu = passing_menu(self, actions)
            menu.popup(self.view.viewport().mapToGlobal(place))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size."""
        if event.type() == QEvent.Type.StyleChange:
            self.view.doItemsLayout()
        super().changeEvent(event)


class _ListModel(QAbstractListModel, Generic[R]):
    def __init__(self, describe: Callable[[R], ListLine], parent: QObject) -> None:
        super().__init__(parent)
        self._describe = describe
        self.records: list[R] = []

    def set_records(self, records: Sequence[R]) -> None:
        self.beginResetModel()
        self.records = list(records)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.records)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._describe(self.records[index.row()])
        if role == _LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(line.tooltip) or None
        return None


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, *, is_selectable: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._is_selectable = is_selectable

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, theme.px(66 if self._is_selectable else 50))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_LINE_ROLE)
        rect = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_selectable:
            self._paint_ground(painter, rect, line, state)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        gap = theme.px(11)
        upper, lower = QRectF(inner), QRectF(inner)
        upper.moveTop(inner.top() - gap + 1)
        lower.moveTop(inner.top() + gap)
        self._paint_upper(painter, upper, line)
        right = Qt.AlignmentFlag.AlignRight
        room = text_width(line.aside_detail, TextRole.CAPTION) + 8 if line.aside_detail else 0
        draw_text(painter, lower, line.aside_detail, TextRole.CAPTION, "muted", right)
        left_part = lower.adjusted(0, 0, -room, 0)
        draw_text(painter, left_part, line.detail, TextRole.SECONDARY, "muted")
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRectF, line: ListLine, state: QStyle.StateFlag
    ) -> None:
        ground = rect.adjusted(1, 2, -1, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.colour("accent_tint"))
        elif line.is_tinted or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("sunken"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 7, 7)

    def _paint_upper(self, painter: QPainter, rect: QRectF, line: ListLine) -> None:
        if line.mark is not None:
            side = theme.px(10)
            paint_mark(
                painter, QRectF(rect.x(), rect.center().y() - side / 2, side, side), line.mark
            )
            rect = rect.adjusted(theme.px(18), 0, 0, 0)
        if line.aside:
            role = TextRole.SECONDARY if line.is_aside_muted else TextRole.STRONG
            tone = "muted" if line.is_aside_muted else "text"
            draw_text(painter, rect, line.aside, role, tone, Qt.AlignmentFlag.AlignRight)
            rect = rect.adjusted(0, 0, -text_width(line.aside, role) - 10, 0)
        badge_room = badge_size(line.badge[0]).width() + theme.px(12) if line.badge else 0
        title = rect.adjusted(0, 0, -badge_room, 0)
        draw_text(painter, title, line.title, TextRole.STRONG)
        if line.badge is not None:
            width = min(text_width(line.title, TextRole.STRONG), int(title.width()))
            left = rect.x() + width + theme.px(12)
            spot = QRectF(left, rect.y(), rect.right() - left, rect.height())
            paint_badge(painter, spot, line.badge[0], line.badge[1])
