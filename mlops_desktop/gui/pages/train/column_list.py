"""A list of columns with a tick before each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.gui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex


class ColumnList(QWidget):
    """The columns a model may use; a tick means it does.

    Signals:
        changed(): a tick was set or taken away by the person.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = _ColumnModel(self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(self.tr("Columns to learn from"))
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.model.ticked.connect(self.changed)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer these; what was left out stays so where it is still there."""
        self.model.set_columns(columns)

    def left_out(self) -> tuple[str, ...]:
        """Return the columns without a tick, in their order."""
        return tuple(c.name for c in self.model.columns if c.name in self.model.out)

    def leave_out(self, names: Sequence[str]) -> None:
        """Take the ticks of these away."""
        self.model.set_out(self.model.out | set(names))

    def set_left_out(self, names: Sequence[str]) -> None:
        """Leave out exactly these."""
        self.model.set_out(set(names))

    def mark(self, names: Sequence[str]) -> None:
        """Mark the columns that give the answer away."""
        self.model.set_marked(set(names))


class _ColumnModel(QAbstractListModel):
    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.out: set[str] = set()
        self._marked: set[str] = set()

    def set_columns(self, columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def set_out(self, names: set[str]) -> None:
        if names != self.out:
            self.out = names
            self._all_changed()
            self.ticked.emit()

    def set_marked(self, names: set[str]) -> None:
        self._marked = names
        self._all_changed()

    def _all_changed(self) -> None:
        if self.columns:
            self.dataChanged.emit(self.index(0), self.index(len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.row()]
        is_out = column.name in self.out
        if role == Qt.ItemDataRole.DisplayRole:
            warning = (
                "  ▲ " + self.tr("gives the answer away") if column.name in self._marked else ""
            )
            return f"{column.name} · {column.semantic}{warning}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Unchecked if is_out else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(column.name)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        name = self.columns[index.row()].name
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self.out = self.out - {name}
        else:
            self.out = self.out | {name}
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True
