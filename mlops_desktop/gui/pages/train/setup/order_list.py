"""Categories from low to high, put in order by the person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.forms import FormList
from mlops_desktop.gui.widgets.layouts import column, row

_LINE = 26
_MOST_LINES = 6


class OrderList(QWidget):
    """A list whose entries move up and down, by buttons or by dragging.

    Signals:
        changed(): the order is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = _Lines(self)
        self.view = FormList(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Categories from low to high"))
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.view.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.up = Button(self.tr("Lower"), self._on_up, parent=self)
        self.down = Button(self.tr("Higher"), self._on_down, parent=self)
        buttons = column(self.up, self.down, None, spacing=SPACE_2)
        both = row(spacing=SPACE_2)
        both.addWidget(self.view, 1)
        both.addLayout(buttons)
        self.setLayout(both)
        self.model.rowsRemoved.connect(self._on_moved)  # the end of a drag

    def set_values(self, values: Sequence[str]) -> None:
        """Show these, the first the lowest."""
        self.model.setStringList(list(values))
        lines = min(_MOST_LINES, max(3, len(values)))
        self.view.setFixedHeight(lines * theme.px(_LINE) + 2 * self.view.frameWidth())

    def values(self) -> tuple[str, ...]:
        """Return them from low to high."""
        return tuple(self.model.stringList())

    def shift(self, place: int, by: int) -> None:
        """Move an entry."""
        values, to = list(self.values()), place + by
        if not (0 <= place < len(values) and 0 <= to < len(values)):
            return
        values.insert(to, values.pop(place))
        self.model.setStringList(values)
        self.view.setCurrentIndex(self.model.index(to))
        self.changed.emit()

    def _on_up(self) -> None:
        self.shift(self.view.currentIndex().row(), -1)

    def _on_down(self) -> None:
        self.shift(self.view.currentIndex().row(), 1)

    def _on_moved(self) -> None:
        self.changed.emit()


class _Lines(QStringListModel):
    """Lines that are dropped between others, never onto them."""

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let each be dragged, and dropped between two."""
        base = super().flags(index)
        drop = Qt.ItemFlag.ItemIsDropEnabled
        return base & ~drop if index.isValid() else base | drop
