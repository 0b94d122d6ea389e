"""Fields that choose columns: one of them, or several in an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.parameter import Parameter
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.fields import Field
from mlops_desktop.gui.pages.data.recipes.ticks import TickList
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_1, TextRole
from mlops_desktop.gui.widgets.buttons import IconButton
from mlops_desktop.gui.widgets.forms import Choice, is_passed_by
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.text import Text

_MOST_LINES = 6


class ColumnChoice(Choice):
    """A choice of columns of some types; a name that is not there stays visible.

    Args:
        first: what stands for none.
        is_short: only names are shown, without their types.
    """

    def __init__(
        self,
        types: Sequence[ColumnType],
        first: str,
        parent: QWidget | None = None,
        *,
        is_short: bool = False,
    ) -> None:
        super().__init__([("", first)], parent=parent)
        self._title = _name_of if is_short else column_title
        self._types, self._first = tuple(types), first
        self._columns: tuple[Column, ...] = ()
        self._offered = 1

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns of the types that will do."""
        if tuple(columns) == self._columns and self.count() == self._offered:
            return  # Every change of a step comes here, and there may be thousands of columns.
        self._columns = tuple(columns)
        chosen = str(self.value() or "")
        options = [("", self._first)]
        options += [
            (item.name, self._title(item))
            for item in columns
            if not self._types or item.type in self._types
        ]
        self._offered = len(options)
        self.set_options(options)
        if chosen:
            self.choose(chosen)

    def choose(self, name: str) -> None:
        """Choose a column, also one that is not offered: the check says why it does not do."""
        if name and name not in self._values:
            self._values.append(name)
            known = next((item for item in self._columns if item.name == name), None)
            title = words.tr("{0} (not there)").format(name)
            self.addItem(self._title(known) if known else title)
        self.set_value(name)


class ColumnField(Field):
    """One column."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        first = words.tr("Choose a column") if parameter.is_required else words.tr("None")
        self.choice = ColumnChoice(parameter.types, first, self)
        self.choice.setAccessibleName(parameter.label)
        self.setFocusProxy(self.choice)
        self.setLayout(column(self.choice))
        self.choice.activated.connect(self._tell)

    def value(self) -> Any:
        """Return the column's name, or ""."""
        return self.choice.value() or ""

    def show_value(self, value: Any) -> None:
        """Choose a column."""
        self.choice.choose(str(value or ""))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer these columns."""
        self.choice.set_columns(columns)


class ColumnsField(Field):
    """Several columns in an order: ticked in a list, put into order above it.

    Attributes:
        chosen: what is ticked, in its order, to drag; shown when there are two or more.
        ticks: the columns there are.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._columns: tuple[Column, ...] = ()
        self.chosen = _Names(self)
        self.chosen.setAccessibleName(words.tr("{0}, in their order").format(parameter.label))
        self.ticks = TickList(parameter.label, self)
        self.remove = IconButton("close", words.tr("Take the marked columns out"), self._on_remove)
        note = Text(words.tr("In this order; drag to change it"), TextRole.CAPTION, "muted")
        head = row(note, None, self.remove)
        self._order = boxed(column(head, self.chosen, spacing=SPACE_1), self)
        self.setFocusProxy(self.ticks)
        self.setLayout(column(self._order, self.ticks))
        self.ticks.changed.connect(self._on_ticked)
        self.chosen.model().rowsMoved.connect(self._on_moved)
        self.chosen.removed.connect(self._on_remove)
        self._fit()

    def value(self) -> Any:
        """Return the names in order."""
        return self.ticks.names()

    def show_value(self, value: Any) -> None:
        """Show names in order."""
        names = list(value)
        self.ticks.set_names(names)
        self._offer(names)
        self._list(names)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns of the types that will do."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self.show_value(self.value())

    def _offer(self, names: Sequence[str]) -> None:
        """Offer what there is, and what is chosen but is not there: the check says why."""
        types = self.parameter.types
        chosen, known = set(names), {item.name for item in self._columns}
        offered = [
            (item.name, column_title(item))
            for item in self._columns
            if not types or item.type in types or item.name in chosen
        ]
        lost = words.tr("{0} (not there)")
        offered += [(name, lost.format(name)) for name in names if name not in known]
        self.ticks.show_names(offered)

    def _list(self, names: Sequence[str]) -> None:
        self.chosen.clear()
        for name in names:
            QListWidgetItem(name, self.chosen)
        self._fit()

    def _on_ticked(self) -> None:
        self._list(self.value())
        self.changed.emit()

    def _on_moved(self) -> None:
        self.ticks.set_names([self.chosen.item(n).text() for n in range(self.chosen.count())])
        self.changed.emit()

    def _on_remove(self) -> None:
        marked = {item.text() for item in self.chosen.selectedItems()}
        if marked:
            self.show_value([name for name in self.value() if name not in marked])
            self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        count = self.chosen.count()
        self._order.setVisible(count > 1)
        height = max(self.chosen.sizeHintForRow(0), theme.px(20))
        self.chosen.setFixedHeight(height * min(max(count, 1), _MOST_LINES) + 4)


class _Names(QListWidget):
    """Names that can be dragged into another order; Delete takes the marked ones out."""

    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the list, or leave the wheel to the form."""
        if is_passed_by(self):
            event.ignore()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the marked names out with Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


def column_title(item: Column) -> str:
    """Return a column with its type: “temp · numbers”."""
    return f"{item.name} · {words.tr(TYPE_WORDS[item.type])}"


def _name_of(item: Column) -> str:
    return item.name
