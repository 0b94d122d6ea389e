"""Fields that are several lines: texts, numbers, pairs, what is computed of groups."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.recipes.parameter import ANY, Kind, Parameter
from mlops_desktop.core.recipes.table_steps import Function
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.columns import ColumnChoice
from mlops_desktop.gui.pages.data.recipes.fields import Edit, Field
from mlops_desktop.gui.theme.scale import SPACE_1
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import column, row


class Line(QWidget):
    """One line; ``edited`` tells of the person's changes."""

    edited = Signal()

    @abstractmethod
    def value(self) -> Any:
        """Return the JSON value; None while nothing is in it."""

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Show a value; None empties the line."""

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns."""

    def set_others(self, names: Sequence[str]) -> None:
        """Offer the other table's columns."""

    def _tell(self, *_: object) -> None:
        self.edited.emit()


class TextLine(Line):
    """A text or a number."""

    def __init__(self, label: str, *, is_number: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_number = is_number
        self.edit = _edit(label, self)
        self.setLayout(row(self.edit))
        self.edit.textEdited.connect(self._tell)

    def value(self) -> Any:
        """Return the text, or the number; a text that is no number stays one and is refused."""
        text = self.edit.text()
        if not text:
            return None
        try:
            return float(text.replace("−", "-")) if self._is_number else text
        except ValueError:
            return text

    def show_value(self, value: Any) -> None:
        """Show a text or number."""
        text = f"{value:.15g}" if isinstance(value, int | float) else str(value or "")
        self.edit.setText(text)


class PairLine(Line):
    """Two texts; the first is a column where the parameter has types."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.second = _edit(words.tr("{0}: new").format(parameter.label), self)
        self.second.setPlaceholderText(words.tr("becomes"))
        self.first: ColumnChoice | QLineEdit
        if parameter.types:
            self.first = ColumnChoice(parameter.types, words.tr("Column"), self)
            self.first.setMinimumContentsLength(3)
            self.first.activated.connect(self._tell)
        else:
            self.first = _edit("", self)
            self.first.textEdited.connect(self._tell)
        self.first.setAccessibleName(words.tr("{0}: old").format(parameter.label))
        self.setLayout(row(self.first, self.second, spacing=SPACE_1))
        self.second.textEdited.connect(self._tell)

    def value(self) -> Any:
        """Return [first, second], or None while both are empty."""
        first = self.first.text() if isinstance(self.first, QLineEdit) else self.first.value()
        pair = [str(first or ""), self.second.text()]
        return pair if any(pair) else None

    def show_value(self, value: Any) -> None:
        """Show a pair."""
        first, second = value or ("", "")
        if isinstance(self.first, QLineEdit):
            self.first.setText(first)
        else:
            self.first.choose(first)
        self.second.setText(second)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns for the first."""
        if isinstance(self.first, ColumnChoice):
            self.first.set_columns(columns)


class AggregationLine(Line):
    """A function, its column and the new column's name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        functions = [(item.value, item.value) for item in Function]
        self.function = Choice([("", words.tr("Compute…")), *functions], parent=self)
        self.function.setAccessibleName(words.tr("What is computed"))
        self.column = ColumnChoice(ANY, words.tr("of the rows"), self)
        self.column.setAccessibleName(words.tr("Of which column"))
        self.output = _edit(words.tr("Name of the new column"), self)
        self.output.setPlaceholderText(words.tr("named after both"))
        upper = row(self.function, self.column, spacing=SPACE_1)
        self.setLayout(column(upper, self.output, spacing=SPACE_1))
        for choice in (self.function, self.column):
            choice.setMinimumContentsLength(3)
            choice.activated.connect(self._tell)
        self.output.textEdited.connect(self._tell)

    def value(self) -> Any:
        """Return function, column and output, or None while no function is chosen."""
        if not self.function.value():
            return None
        return {
            "function": self.function.value(),
            "column": self.column.value() or "",
            "output": self.output.text(),
        }

    def show_value(self, value: Any) -> None:
        """Show what is computed."""
        known = value or {"function": "", "column": "", "output": ""}
        self.function.set_value(known["function"])
        self.column.choose(known["column"])
        self.output.setText(known["output"])
        self._show_rest()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns."""
        self.column.set_columns(columns)

    def _tell(self, *_: object) -> None:
        self._show_rest()
        super()._tell()

    def _show_rest(self) -> None:
        self.output.setVisible(bool(self.function.value()))


class LinesField(Field):
    """Lines below one another; an empty one at the end is where the next is written."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.lines: list[Line] = []
        self._columns: tuple[Column, ...] = ()
        self._others: tuple[str, ...] = ()
        self._box = column(spacing=SPACE_1)
        self.setLayout(self._box)
        self._show([])

    def value(self) -> Any:
        """Return the values of the lines that are not empty."""
        return [value for line in self.lines if (value := line.value()) is not None]

    def show_value(self, value: Any) -> None:
        """Show values, one in each line."""
        self._show(list(value))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer columns in every line."""
        self._columns = tuple(columns)
        for line in self.lines:
            line.set_columns(columns)

    def set_others(self, names: Sequence[str]) -> None:
        """Offer the other table's columns in every line."""
        self._others = tuple(names)
        for line in self.lines:
            line.set_others(names)

    def problem(self) -> str:
        """Say that a line is no number."""
        if self.parameter.kind is not Kind.NUMBERS:
            return ""
        wrong = next((value for value in self.value() if isinstance(value, str)), None)
        return "" if wrong is None else words.tr("“{0}” is not a number.").format(wrong)

    def _show(self, values: list[Any]) -> None:
        while len(self.lines) > len(values) + 1:
            line = self.lines.pop()
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(values) + 1:
            self._append()
        for line, value in zip(self.lines, [*values, None], strict=True):
            line.show_value(value)

    def _append(self) -> None:
        line = self._make()
        line.set_columns(self._columns)
        if self._others:
            line.set_others(self._others)
        line.edited.connect(self._on_edited)
        self.lines.append(line)
        self._box.addWidget(line)

    def _make(self) -> Line:
        kind = self.parameter.kind
        if kind is Kind.MAPPING:
            return PairLine(self.parameter, self)
        if kind is Kind.AGGREGATIONS:
            return AggregationLine(self)
        return TextLine(self.parameter.label, is_number=kind is Kind.NUMBERS, parent=self)

    def _on_edited(self) -> None:
        if self.lines[-1].value() is not None:
            self._append()
        self.changed.emit()


def _edit(label: str, parent: QWidget) -> QLineEdit:
    edit = Edit(parent)
    edit.setMinimumWidth(40)
    edit.setAccessibleName(label)
    return edit
