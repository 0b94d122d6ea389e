"""Things with a tick before each, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.forms import FormList
from mlops_desktop.gui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_LINE = 26
_WIDTH = 200


@dataclass(frozen=True, slots=True)
class TickItem:
    """One thing: what it is known by, its words, and what its tooltip says."""

    key: str
    words: str
    tooltip: str = ""


class TickList(QWidget):
    """A list that is as high as its lines, and scrolls by whole lines where they are too many.

    Args:
        name: what is ticked, for screen readers.
        most_lines: beyond so many it scrolls.
        width: the least width of an entry, pixels at 100 %.

    Signals:
        changed(): a tick was set or taken away.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        *,
        most_lines: int = 6,
        width: int = _WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._most_lines, self._width = most_lines, width
        self.model = TickModel(self)
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.model.ticked.connect(self.changed)
        self._fit()

    def set_items(self, items: Iterable[TickItem]) -> None:
        """Offer these; what was ticked stays so where it is still there."""
        self.model.set_items(tuple(items))
        self._fit()

    def keys(self) -> tuple[str, ...]:
        """Return what is offered."""
        return tuple(item.key for item in self.model.items)

    def ticked(self) -> tuple[str, ...]:
        """Return what is ticked, in the order of the list."""
        return tuple(item.key for item in self.model.items if item.key in self.model.on)

    def tick(self, keys: Iterable[str]) -> None:
        """Tick exactly these."""
        self.model.set_on(set(keys))

    def _fit(self) -> None:
        """Make the list as high as its lines."""
        bar = self.view.verticalScrollBar().sizeHint().width()
        # Qt keeps room for a scroll bar free, whether there is one or not.
        room = self.width() - 2 * self.view.frameWidth() - bar - 2
        across = max(1, room // theme.px(self._width))
        line = theme.px(_LINE)
        self.model.size = QSize(max(1, room // across), line)
        self.view.setGridSize(self.model.size)
        self.view.verticalScrollBar().setSingleStep(line)
        lines = min(self._most_lines, max(1, ceil(len(self.model.items) / across)))
        self.view.setFixedHeight(lines * line + 2 * self.view.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)


class _View(FormList):
    """Entries beside and below one another."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)


class TickModel(QAbstractListModel):
    """What can be ticked.

    Signals:
        ticked(): a tick is different now.
    """

    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: tuple[TickItem, ...] = ()
        self.on: set[str] = set()
        self.size = QSize(theme.px(_WIDTH), theme.px(_LINE))

    def set_items(self, items: Sequence[TickItem]) -> None:
        """Offer these."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def set_on(self, keys: set[str]) -> None:
        """Tick exactly these."""
        if keys != self.on:
            self.on = keys
            if self.items:
                self.dataChanged.emit(self.index(0), self.index(len(self.items) - 1))
            self.ticked.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let each be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words, tick or tooltip."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.words
        if role == Qt.ItemDataRole.CheckStateRole:
            is_on = item.key in self.on
            return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.SizeHintRole:
            return self.size
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(item.tooltip or item.words)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set or take away a tick."""
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        key = self.items[index.row()].key
        is_on = Qt.CheckState(value) is Qt.CheckState.Checked
        self.on = self.on | {key} if is_on else self.on - {key}
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True
