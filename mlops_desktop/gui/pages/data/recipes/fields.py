"""Fields of a step's form, one for each kind of parameter."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.recipes.parameter import Parameter
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import column


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


def _spoken(value: str) -> str:
    text = words.tr(value.replace("_", " "))
    return text[:1].upper() + text[1:]
