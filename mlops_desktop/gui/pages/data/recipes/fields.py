"""Fields of a step's form, one for each kind of parameter."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.parameter import Parameter
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.buttons import IconButton
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import column, row

_MOST_LINES = 6


class Field(QWidget):
    """One parameter's field; ``changed`` tells of every change the person makes.

    Attributes:
        parameter: what is set.
        is_certain: whether the columns that are offered are those the step will see; where a step
            before it does not fit, they are the last ones known.
    """

    changed = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.is_certain = True
        self.setAccessibleName(parameter.label)

    @abstractmethod
    def value(self) -> Any:
        """Return the JSON value."""

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Show a JSON value without telling."""

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer these columns: those the step will see."""

    def set_others(self, names: Sequence[str]) -> None:
        """Offer these: the other table's columns."""

    def problem(self) -> str:
        """Return what is wrong with what was typed; "" when it is a value."""
        return ""

    def _tell(self, *_: object) -> None:
        self.changed.emit()


class Edit(QLineEdit):
    """A line that leaves Ctrl+Z to the recipe, whose changes are undone as a whole."""

    def event(self, event: QEvent) -> bool:
        """Do not claim undo and redo."""
        if is_undo(event):
            event.ignore()
            return False
        return super().event(event)


def is_undo(event: QEvent) -> bool:
    """Say whether a widget is asked if it wants undo or redo for itself."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


class TextField(Field):
    """A text or a new column's name."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.edit = Edit(self)
        self.edit.setAccessibleName(parameter.label)
        self.setFocusProxy(self.edit)
        self.setLayout(column(self.edit))
        self.edit.textEdited.connect(self._tell)

    def value(self) -> Any:
        """Return the text as it was typed."""
        return self.edit.text()

    def show_value(self, value: Any) -> None:
        """Show a text."""
        self.edit.setText(str(value or ""))


class NumberField(TextField):
    """A number; nothing typed is none."""

    def value(self) -> Any:
        """Return the number, or None."""
        text = self.edit.text().strip().replace("−", "-")
        try:
            number = float(text)
        except ValueError:
            return None
        return int(number) if number.is_integer() and abs(number) < 2**53 else number

    def show_value(self, value: Any) -> None:
        """Show a number; None is empty."""
        self.edit.setText("" if value is None else f"{value:.15g}")

    def problem(self) -> str:
        """Say that what was typed is no number."""
        is_number = self.value() is not None or not self.edit.text().strip()
        return "" if is_number else words.tr("This is not a number, such as 12.5.")


class ChoiceField(Field):
    """One of some values."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.choice = Choice(((item, _spoken(item)) for item in parameter.choices), parent=self)
        self.choice.setAccessibleName(parameter.label)
        self.setFocusProxy(self.choice)
        self.setLayout(column(self.choice))
        self.choice.activated.connect(self._tell)

    def value(self) -> Any:
        """Return the chosen value."""
        return self.choice.value()

    def show_value(self, value: Any) -> None:
        """Choose a value."""
        self.choice.set_value(value)


class ChoicesField(Field):
    """Several of some values, in the order of the catalogue."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.boxes = {item: QCheckBox(_spoken(item), self) for item in parameter.choices}
        self.setLayout(column(*self.boxes.values(), spacing=4))
        for box in self.boxes.values():
            box.toggled.connect(self._tell)

    def value(self) -> Any:
        """Return the values that are ticked."""
        return [item for item, box in self.boxes.items() if box.isChecked()]

    def show_value(self, value: Any) -> None:
        """Tick values."""
        for item, box in self.boxes.items():
            was_blocked = box.blockSignals(True)
            box.setChecked(item in value)
            box.blockSignals(was_blocked)


class ColumnChoice(Choice):
    """A choice of columns of some types; a name that is not there stays visible."""

    def __init__(
        self, types: Sequence[ColumnType], first: str, parent: QWidget | None = None
    ) -> None:
        super().__init__([("", first)], parent=parent)
        self._types, self._first = tuple(types), first
        self._columns: tuple[Column, ...] = ()

    def set_columns(self, columns: Sequence[Column], without: Sequence[str] = ()) -> None:
        """Offer columns of the types that will do."""
        self._columns = tuple(columns)
        chosen = str(self.value() or "")
        options = [("", self._first)]
        options += [
            (item.name, column_title(item))
            for item in columns
            if item.name not in without and (not self._types or item.type in self._types)
        ]
        self.set_options(options)
        if chosen:
            self.choose(chosen)

    def choose(self, name: str) -> None:
        """Choose a column, also one that is not offered: the check says why it does not do."""
        if name and name not in self._values:
            self._values.append(name)
            known = next((item for item in self._columns if item.name == name), None)
            title = words.tr("{0} (not there)").format(name)
            self.addItem(column_title(known) if known else title)
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
    """Several columns in an order: a list to drag in, and a choice that adds to it."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._columns: tuple[Column, ...] = ()
        self.chosen = _Names(self)
        self.chosen.setAccessibleName(parameter.label)
        self.add = ColumnChoice(parameter.types, words.tr("Add a column…"), self)
        self.add.setAccessibleName(words.tr("Add a column to {0}").format(parameter.label))
        self.remove = IconButton("close", words.tr("Take the marked columns out"), self._on_remove)
        self.setFocusProxy(self.add)
        self.setLayout(column(self.chosen, row(self.add, self.remove)))
        self.add.activated.connect(self._on_add)
        self.chosen.model().rowsMoved.connect(self._tell)
        self.chosen.removed.connect(self._on_remove)
        self._fit()

    def value(self) -> Any:
        """Return the names in order."""
        items = (self.chosen.item(place) for place in range(self.chosen.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items]

    def show_value(self, value: Any) -> None:
        """Show names in order."""
        self.chosen.clear()
        known = {item.name: item for item in self._columns}
        for name in value:
            missing = words.tr("{0} (not there)").format(name)
            title = column_title(known[name]) if name in known else missing
            item = QListWidgetItem(title, self.chosen)
            item.setData(Qt.ItemDataRole.UserRole, name)
        self._fit()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer the columns that are not in the list."""
        self._columns = tuple(columns)
        self.show_value(self.value())

    def _on_add(self) -> None:
        name = self.add.value()
        if name:
            self.show_value([*self.value(), name])
            self.changed.emit()

    def _on_remove(self) -> None:
        marked = {item.data(Qt.ItemDataRole.UserRole) for item in self.chosen.selectedItems()}
        if marked:
            self.show_value([name for name in self.value() if name not in marked])
            self.changed.emit()

    def _fit(self) -> None:
        count = self.chosen.count()
        self.chosen.setVisible(count > 0)
        self.remove.setVisible(count > 0)
        height = max(self.chosen.sizeHintForRow(0), theme.px(20))
        self.chosen.setFixedHeight(height * min(max(count, 1), _MOST_LINES) + 4)
        self.add.set_columns(self._columns, self.value())
        self.add.setCurrentIndex(0)


class _Names(QListWidget):
    """Names that can be dragged into another order; Delete takes the marked ones out."""

    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the marked names out with Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class DatasetField(Field):
    """A version of another dataset, by its label; the newest version by the dataset's name."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.choice = Choice([("", words.tr("Choose a table"))], parent=self)
        self.choice.setAccessibleName(parameter.label)
        self.setFocusProxy(self.choice)
        self.setLayout(column(self.choice))
        self.choice.activated.connect(self._tell)

    def value(self) -> Any:
        """Return the label, or ""."""
        return self.choice.value() or ""

    def show_value(self, value: Any) -> None:
        """Choose a table; one that is not offered stays visible."""
        offered = [self.choice.itemText(n) for n in range(self.choice.count())]
        if value and value not in offered:
            self.set_tables([*offered[1:], value])
        self.choice.set_value(value)

    def set_tables(self, labels: Sequence[str]) -> None:
        """Offer these dataset versions."""
        chosen = self.choice.value()
        more = [chosen] if chosen and chosen not in labels else []
        named = [(label, str(label)) for label in (*labels, *more)]
        self.choice.set_options([("", words.tr("Choose a table")), *named])


def column_title(item: Column) -> str:
    """Return a column with its type: “temp · numbers”."""
    return f"{item.name} · {words.tr(TYPE_WORDS[item.type])}"


def _spoken(value: str) -> str:
    text = words.tr(value.replace("_", " "))
    return text[:1].upper() + text[1:]
