"""One line for an expression: completion while it is written, what is wrong below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import check_condition, parse
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_1, TextRole
from mlops_desktop.gui.widgets.expression_edit import ExpressionLine, Suggestions
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text

CHECK_AFTER_MS = 250
"""So long after the last key what is written is checked."""


class FilterLine(QWidget):
    """A condition that rows are filtered by; Return applies it, an empty one keeps all rows.

    Attributes:
        edit: where it is written; suggestions: what may come next; fault: what is wrong.

    Signals:
        applied(str): a condition without mistakes, or "".
    """

    applied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self.edit = _Edit(self)
        self.edit.setPlaceholderText(self.tr("Filter, such as price > 10"))
        self.edit.setAccessibleName(self.tr("Filter"))
        self.edit.setClearButtonEnabled(True)
        self.caret = _Caret(self)
        self.fault = Text("", TextRole.SECONDARY, "bad", wrap=True, parent=self)
        self._wait = QTimer(self, singleShot=True, interval=CHECK_AFTER_MS)
        self._wait.timeout.connect(self._on_pause)
        self.edit.textChanged.connect(self._on_text)
        self.edit.returnPressed.connect(self.apply)
        self.setLayout(column(self.edit, self.caret, self.fault, spacing=SPACE_1 // 2))
        self.setFocusProxy(self.edit)
        self.check()

    @property
    def suggestions(self) -> Suggestions:
        """The list of what may come next."""
        return self.edit.suggestions

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Complete with these columns and check against them."""
        self._columns = self.edit.completion.columns = tuple(columns)

    def set_text(self, text: str) -> None:
        """Show a condition without applying it."""
        blocked = self.edit.blockSignals(True)
        self.edit.setText(text)
        self.edit.blockSignals(blocked)
        self.check()

    def check(self) -> UserError | None:
        """Say below the line what is wrong with it, with a caret at the wrong character."""
        self._wait.stop()
        error = self._error()
        place = error.facts.get("position") if error is not None else None
        self.caret.point(self.edit.left_of(place - 1) if isinstance(place, int) else -1)
        self.fault.setText(f"{error.message} {error.hint}".strip() if error is not None else "")
        self.fault.setVisible(error is not None)
        self.edit.setAccessibleDescription(self.fault.text())
        return error

    def apply(self) -> None:
        """Apply what is written, unless something is wrong with it."""
        if self.check() is None:
            self.edit.completion.hide()
            self.applied.emit(self.edit.text().strip())

    def _on_pause(self) -> None:
        # What is still being completed is not wrong yet.
        if not self.edit.completion.is_open:
            self.check()

    def _error(self) -> UserError | None:
        text = self.edit.text()
        if text.strip():
            try:
                check_condition(parse(text), self._columns)
            except UserError as error:
                return error
        return None

    def _on_text(self, text: str) -> None:
        self._wait.start()
        self.edit.completion.suggest()
        if not text:
            self.apply()


class _Caret(QWidget):
    """Points from below at a character of the line above."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._left = -1
        self.setFixedHeight(theme.px(7))

    @property
    def left(self) -> int:
        """Where it points, in pixels; −1: nowhere."""
        return self._left

    def point(self, left: int) -> None:
        """Point at a distance from the left edge; −1 hides it."""
        self._left = left
        self.setVisible(left >= 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a triangle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("bad"))
        high, left = self.height(), max(self.height(), min(self._left, self.width()))
        corners = (QPointF(left, 0), QPointF(left - high, high), QPointF(left + high, high))
        painter.drawPolygon(corners)


class _Edit(ExpressionLine):
    """A line that knows where its characters stand."""

    def left_of(self, position: int) -> int:
        """Return where the middle of a character is, in pixels from the left edge."""
        metrics, text = self.fontMetrics(), self.text()
        here = metrics.horizontalAdvance(text[: self.cursorPosition()])
        there = metrics.horizontalAdvance(text[:position])
        half = metrics.horizontalAdvance(text[position : position + 1] or " ") // 2
        return self.cursorRect().center().x() - here + there + half
