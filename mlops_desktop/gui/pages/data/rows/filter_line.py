"""One line for an expression: completion while it is written, what is wrong below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import Suggestion, check_condition, complete, parse
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_1, TextRole
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text, plain_tooltip

CHECK_AFTER_MS = 250
"""So long after the last key what is written is checked."""

_LISTED = 8


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
    def suggestions(self) -> QListWidget:
        """The list of what may come next."""
        return self.edit.suggestions

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Complete with these columns and check against them."""
        self._columns = self.edit.columns = tuple(columns)

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
            self.edit.suggestions.hide()
            self.applied.emit(self.edit.text().strip())

    def _on_pause(self) -> None:
        # What is still being completed is not wrong yet.
        if not self.edit.suggestions.isVisible():
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
        self.edit.suggest()
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


class _Edit(QLineEdit):
    """A line with a list of what may be written next below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self._list: QListWidget | None = None

    @property
    def suggestions(self) -> QListWidget:
        if self._list is None:
            made = QListWidget(self.window())
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setAccessibleName(self.tr("What may be written here"))
            made.setProperty("look", "popup")
            made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            made.itemClicked.connect(self._take)
            made.hide()
            self.destroyed.connect(made.deleteLater)
            self._list = made
        return self._list

    def left_of(self, position: int) -> int:
        """Return where the middle of a character is, in pixels from the left edge."""
        metrics, text = self.fontMetrics(), self.text()
        here = metrics.horizontalAdvance(text[: self.cursorPosition()])
        there = metrics.horizontalAdvance(text[:position])
        half = metrics.horizontalAdvance(text[position : position + 1] or " ") // 2
        return self.cursorRect().center().x() - here + there + half

    def suggest(self) -> None:
        """Offer what may be written at the cursor."""
        text, place = self.text(), self.cursorPosition()
        found = complete(text, place, self.columns, _LISTED) if self.hasFocus() and text else ()
        if len(found) == 1 and found[0].text == text[found[0].start : found[0].end]:
            found = ()
        box = self.suggestions
        box.clear()
        for item in found:
            entry = QListWidgetItem(f"{item.label}  ·  {item.help}" if item.help else item.label)
            entry.setData(Qt.ItemDataRole.UserRole, item)
            entry.setToolTip(plain_tooltip(item.help))
            box.addItem(entry)
        box.setVisible(bool(found))
        if found:
            self._put(box)

    def _put(self, box: QListWidget) -> None:
        spot = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        width = min(theme.px(380), self.window().width() - spot.x() - 8)
        height = box.sizeHintForRow(0) * box.count() + 12
        left = min(spot.x() + self.cursorRect().left(), self.window().width() - width - 8)
        box.setGeometry(left, spot.y(), width, height)
        box.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let arrows, Tab and Return choose from the list; Escape puts it away."""
        box, key = self._list, event.key()
        shown = box is not None and box.isVisible()
        if box is not None and shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            box.setCurrentRow((box.currentRow() + step) % box.count())
        elif box is not None and shown and key == Qt.Key.Key_Escape:
            box.hide()
        elif box is not None and shown and self._takes(box, key):
            self._take(box.currentItem() or box.item(0))
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.suggest()
        else:
            super().keyPressEvent(event)

    def _takes(self, box: QListWidget, key: int) -> bool:
        """Return applies the condition until something was chosen in the list."""
        is_return = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return key == Qt.Key.Key_Tab or (is_return and box.currentItem() is not None)

    def event(self, event: object) -> bool:
        """Keep Tab for the list while it is shown."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == event.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self._list is not None
            and self._list.isVisible()
        ):
            self.keyPressEvent(event)
            return True
        return super().event(event)  # type: ignore[arg-type]  # any event

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away."""
        if self._list is not None:
            self._list.hide()
        super().focusOutEvent(event)

    def _take(self, entry: QListWidgetItem | None) -> None:
        if entry is None:
            return
        found: Suggestion = entry.data(Qt.ItemDataRole.UserRole)
        text = self.text()
        written = found.text if found.text.endswith("(") else f"{found.text} "
        self.suggestions.hide()
        self.setText(text[: found.start] + written + text[found.end :].lstrip())
        self.setCursorPosition(found.start + len(written))
        self.suggest()
