"""Rows of a form: a label, its field, a hint below; and ready-made fields."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QListView,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text


class FormRow(QWidget):
    """A label above (or left of) a field, with a muted hint and room for a problem.

    Args:
        label: what the field is; becomes its accessible name and its buddy.
        field: the field.
        hint: unit, range, default: a muted line below.
        is_beside: label left of the field, as in a details pane.
    """

    def __init__(
        self,
        label: str,
        field: QWidget,
        hint: str = "",
        *,
        is_beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        role = TextRole.SECONDARY if is_beside else TextRole.SECONDARY_STRONG
        self.label = Text(label, role, "muted" if is_beside else "", parent=self)
        self.label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self._hint = Text(hint, TextRole.CAPTION, "muted", wrap=True, parent=self)
        self._hint.setVisible(bool(hint))
        self._problem = Text("", TextRole.CAPTION_STRONG, "bad", wrap=True, parent=self)
        self._problem.hide()
        layout = QGridLayout(self)
        layout.setHorizontalSpacing(SPACE_4)
        layout.setVerticalSpacing(4)
        layout.setContentsMargins(0, 0, 0, 0)
        place = (0, 1) if is_beside else (1, 0)
        layout.addWidget(self.label, 0, 0)
        layout.addWidget(field, *place)
        layout.addWidget(self._hint, place[0] + 1, place[1])
        layout.addWidget(self._problem, place[0] + 2, place[1])
        if is_beside:
            layout.setColumnStretch(0, 4)
            layout.setColumnStretch(1, 5)

    def set_hint(self, hint: str) -> None:
        """Change the muted line."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def set_problem(self, problem: str) -> None:
        """Say what is wrong with the value; "" takes it away."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.field.setAccessibleDescription(problem)


class Form(QWidget):
    """Form rows below one another."""

    def __init__(self, *rows: FormRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = column(spacing=SPACE_3, parent=self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for line in rows:
            self._layout.addWidget(line)


class Choice(QComboBox):
    """A list of (value, words) to choose one from; the wheel scrolls the page, not the choice.

    ``value()`` returns the chosen value, ``set_value(v)`` chooses one, ``activated`` tells of the
    person's own choice, ``currentIndexChanged`` of any.
    """

    def __init__(
        self, options: Iterable[tuple[object, str]] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_options(options)

    def set_options(self, options: Iterable[tuple[object, str]]) -> None:
        """Offer these instead; a value that is still offered stays chosen."""
        before = self.value() if self._values else None
        was_blocked = self.blockSignals(True)
        self.clear()
        self._values = []
        for value, words in options:
            self._values.append(value)
            self.addItem(words)
        if before in self._values:
            self.setCurrentIndex(self._values.index(before))
        self.blockSignals(was_blocked)

    def value(self) -> object:
        """Return the chosen value, or None when there is nothing to choose."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Choose the option of that value, if there is one."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class NumberField(QSpinBox):
    """A whole number in a range; the wheel scrolls the page, not the number."""

    def __init__(
        self, low: int, high: int, value: int, unit: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, minimum=low, maximum=high, value=value)
        _dress_number(self, unit)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class DecimalField(QDoubleSpinBox):
    """A number in a range with so many decimals; the wheel scrolls the page."""

    def __init__(
        self,
        limits: tuple[float, float],
        value: float,
        decimals: int = 2,
        unit: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, decimals=decimals, minimum=limits[0], maximum=limits[1])
        self.setSingleStep(10.0**-decimals)
        self.setValue(value)
        _dress_number(self, unit)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Return the number without zeros that say nothing: 150, 0.05."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class DayField(QDateEdit):
    """A day, written as 2026-11-21, with a calendar to choose it from."""

    def __init__(self, day: QDate, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setAccessibleName(name)
        # The style sheet's padding does not reach the field inside.
        self.lineEdit().setTextMargins(7, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class FormList(QListView):
    """A list in a form; the wheel is the form's while the person is on the way past the list."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the list, or leave the wheel to the form."""
        if is_passed_by(self):
            event.ignore()
        else:
            super().wheelEvent(event)


def is_passed_by(view: QWidget) -> bool:
    """Say whether the wheel over a list is meant for what scrolls around it.

    It is as long as the list has not the keyboard, where something around it scrolls.
    """
    area = scrolls_around(view)
    return area is not None and area.verticalScrollBar().maximum() > 0 and not view.hasFocus()


def scrolls_around(widget: QWidget) -> QScrollArea | None:
    """Return the nearest scroll area in which a widget stands."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def _dress_number(field: QSpinBox | QDoubleSpinBox, unit: str) -> None:
    field.setSuffix(f" {unit}" if unit else "")
    _indent(field)


def _indent(field: QAbstractSpinBox) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    # The style sheet's padding does not reach the field inside.
    field.lineEdit().setTextMargins(7, 0, 0, 0)


class FilterBox(QLineEdit):
    """A field to filter by; Escape empties it."""

    def __init__(self, words: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, placeholderText=words, clearButtonEnabled=True)
        self.setProperty("look", "quiet")
        self.setAccessibleName(words)
        self.setMinimumWidth(200)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Empty the field on Escape; a second one goes on to the page."""
        if (
            event.type() == QEvent.Type.KeyPress
            and getattr(event, "key", lambda: None)() == Qt.Key.Key_Escape
            and self.text()
        ):
            self.clear()
            return True
        return super().eventFilter(watched, event)
