"""Where expressions are written: a line or several, with a list of what may come next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.expressions import Suggestion, complete
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.text import plain_tooltip

LISTED = 8
_WIDTH = 380
_GAP = 4
_EDGE = 8
"""Pixels between the list and the window's edge."""
_TAKING = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Suggestions(QListWidget):
    """What may be written next, each with its kind; it lies above everything else in the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._room = window
        self.setProperty("look", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(self.tr("What may be written here"))
        self.hide()

    def offer(self, found: Sequence[Suggestion], *, is_first_chosen: bool) -> None:
        """List these; hidden when there are none."""
        self.clear()
        for item in found:
            entry = QListWidgetItem(f"{item.label}  ·  {item.help}" if item.help else item.label)
            entry.setData(Qt.ItemDataRole.UserRole, item)
            entry.setToolTip(plain_tooltip(item.help))
            self.addItem(entry)
        if is_first_chosen:
            self.setCurrentRow(0)
        self.setVisible(bool(found))

    def texts(self) -> list[str]:
        """Return what would be written, from top to bottom."""
        return [self.item(n).data(Qt.ItemDataRole.UserRole).text for n in range(self.count())]

    def step(self, by: int) -> None:
        """Go up or down; from none to the first or the last."""
        now = self.currentRow()
        start = now if now >= 0 else (-1 if by > 0 else 0)
        self.setCurrentRow((start + by) % max(1, self.count()))

    def place(self, cursor: QRect) -> None:
        """Stand below the cursor, or above it where there is no room, inside the window.

        Args:
            cursor: where it is in the window.
        """
        wanted = self.sizeHintForRow(0) * self.count() + 12
        below = self._room.height() - _EDGE - cursor.bottom() - _GAP
        above = cursor.top() - _GAP - _EDGE
        is_below = wanted <= below or below >= above
        height = min(wanted, below if is_below else above)
        top = cursor.bottom() + _GAP if is_below else cursor.top() - _GAP - height
        width = min(theme.px(_WIDTH), self._room.width() - 2 * _EDGE)
        left = max(_EDGE, min(cursor.left(), self._room.width() - width - _EDGE))
        self.setGeometry(left, top, width, height)
        self.raise_()


class _Writing(Protocol):
    """A field in which an expression is written."""

    def written(self) -> tuple[str, int]:
        """Return the text and where in it the cursor is."""

    def write(self, text: str, start: int, end: int) -> None:
        """Put a text in place of a part, the cursor behind it."""

    def cursor_area(self) -> QRect:
        """Return where the list must not lie, in the window."""


class Completion(QObject):
    """The list of a field: when it is shown, and what keys do in it.

    Args:
        goes_on: offer what comes next as soon as something was taken; Return then belongs to the
            field until something is chosen in the list. Else the first entry is chosen at once.

    Attributes:
        columns: those that are offered.
    """

    def __init__(self, field: _Writing, edit: QWidget, *, goes_on: bool) -> None:
        super().__init__(edit)
        self._field, self._edit, self._goes_on = field, edit, goes_on
        self.columns: tuple[Column, ...] = ()
        self._list: Suggestions | None = None

    @property
    def list(self) -> Suggestions:
        """The list; made when it is first needed."""
        if self._list is None:
            self._list = Suggestions(self._edit.window())
            self._list.itemClicked.connect(self._take)
            self._edit.destroyed.connect(self._list.deleteLater)
        return self._list

    @property
    def is_open(self) -> bool:
        """Whether something is offered."""
        return self._list is not None and self._list.isVisible()

    def suggest(self, *, is_asked: bool = False) -> None:
        """Offer what may be written at the cursor.

        Args:
            is_asked: also where nothing is written yet.
        """
        text, place = self._field.written()
        is_wanted = self._edit.hasFocus() and (text or is_asked or not self._goes_on)
        found = complete(text, place, self.columns, LISTED) if is_wanted else ()
        if len(found) == 1 and found[0].text == text[found[0].start : found[0].end]:
            found = ()
        self.list.offer(found, is_first_chosen=not self._goes_on)
        if found:
            self.list.place(self._field.cursor_area())

    def hide(self) -> None:
        """Put the list away."""
        if self._list is not None:
            self._list.hide()

    def takes(self, event: QKeyEvent) -> bool:
        """Do what a key means in the list; say whether it means anything there."""
        key = event.key()
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Space and is_control:
            self.suggest(is_asked=True)
        elif not self.is_open:
            return False
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in _TAKING and (key == Qt.Key.Key_Tab or self.list.currentItem() is not None):
            self._take(self.list.currentItem() or self.list.item(0))
        else:
            return False
        return True

    def _take(self, entry: QListWidgetItem | None) -> None:
        if entry is None:
            return
        found: Suggestion = entry.data(Qt.ItemDataRole.UserRole)
        is_open = found.text.endswith("(")
        self._field.write(found.text if is_open else f"{found.text} ", found.start, found.end)
        if self._goes_on:
            self.suggest()
        else:
            self.hide()


class ExpressionLine(QLineEdit):
    """One line; Return is the person's word that it is finished."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.completion = Completion(self, self, goes_on=True)

    @property
    def suggestions(self) -> Suggestions:
        """The list of what may come next."""
        return self.completion.list

    def written(self) -> tuple[str, int]:
        """Return the text and where in it the cursor is."""
        return self.text(), self.cursorPosition()

    def write(self, text: str, start: int, end: int) -> None:
        """Put a text in place of a part, the cursor behind it."""
        whole = self.text()
        self.setText(whole[:start] + text + whole[end:].lstrip())
        self.setCursorPosition(start + len(text))

    def cursor_area(self) -> QRect:
        """Return the line's height at the cursor, in the window."""
        spot = QPoint(self.cursorRect().left(), 0)
        return QRect(self.mapTo(self.window(), spot), QSize(1, self.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the list have its keys while it is shown."""
        if not self.completion.takes(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Let Tab take what is offered; without an offer it goes to the next field."""
        return False if forward and self.completion.is_open else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away."""
        self.completion.hide()
        super().focusOutEvent(event)


class ExpressionEdit(QPlainTextEdit):
    """Several lines, all characters equally wide; it is read as one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.completion = Completion(self, self, goes_on=False)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(74))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    @property
    def suggestions(self) -> Suggestions:
        """The list of what may come next."""
        return self.completion.list

    def written(self) -> tuple[str, int]:
        """Return the text and where in it the cursor is."""
        return self.toPlainText(), self.textCursor().position()

    def write(self, text: str, start: int, end: int) -> None:
        """Put a text in place of a part, the cursor behind it."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def cursor_area(self) -> QRect:
        """Return the cursor's line, in the window."""
        area = self.cursorRect()
        return QRect(self.viewport().mapTo(self.window(), area.topLeft()), area.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the list have its keys while it is shown; Return makes no line."""
        ignored = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if not self.completion.takes(event) and event.key() not in ignored:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Let Tab take what is offered; without an offer it goes to the next field."""
        return False if forward and self.completion.is_open else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away."""
        self.completion.hide()
        super().focusOutEvent(event)
