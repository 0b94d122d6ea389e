"""The field of an expression: completion while it is written, a caret below what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QFontDatabase, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import Suggestion, check, complete, parse, pointer
from mlops_desktop.core.recipes.parameter import Parameter
from mlops_desktop.gui.pages.data.recipes.fields import Field, is_undo
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text, plain_tooltip

_SHOWN = 8


class ExpressionField(Field):
    """An expression over columns.

    Attributes:
        edit: where it is written; suggestions: the list that completes it.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._columns: tuple[Column, ...] | None = None
        self.edit = ExpressionEdit(self)
        self.edit.setAccessibleName(parameter.label)
        self.caret = _Pointer("", TextRole.CAPTION, "bad", parent=self)
        self.caret.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.caret.setMinimumWidth(10)
        self.caret.hide()
        self.setFocusProxy(self.edit)
        self.setLayout(column(self.edit, self.caret, spacing=4))
        self.edit.textChanged.connect(self._on_text)
        self._is_showing = False

    @property
    def suggestions(self) -> Suggestions:
        """The list that completes what is written."""
        return self.edit.suggestions

    def value(self) -> Any:
        """Return the expression as it is written, in one line."""
        return self.edit.toPlainText().replace("\n", " ")

    def show_value(self, value: Any) -> None:
        """Show an expression."""
        self._is_showing = True
        self.edit.setPlainText(str(value or ""))
        self._is_showing = False
        self._point()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Complete with these columns and check against them."""
        self._columns = tuple(columns)
        self.edit.columns = self._columns
        self._point()

    def problem(self) -> str:
        """Return what is wrong with the expression; an empty one is only unfinished."""
        error = self._error()
        return f"{error.message} {error.hint}".strip() if error else ""

    def _error(self) -> UserError | None:
        text = self.value()
        if not text.strip():
            return None
        try:
            tree = parse(text)
            if self._columns is not None and self.is_certain:
                check(tree, self._columns)
        except UserError as error:
            return error
        return None

    def _on_text(self) -> None:
        self._point()
        if not self._is_showing:
            self.edit.suggest()
            self.changed.emit()

    def _point(self) -> None:
        error = self._error()
        lines = pointer(error) if error is not None else ()
        self.caret.setText("\n".join(lines))
        self.caret.setVisible(bool(lines))


class _Pointer(Text):
    """Two lines in which a caret stands below a character: all characters are equally wide."""

    def changeEvent(self, event: QEvent) -> None:
        """Keep the font in which it is so."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            if self.font().family() != font.family():
                self.setFont(font)


class ExpressionEdit(QPlainTextEdit):
    """Text with a list of what may be written next below the cursor."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self._suggestions: Suggestions | None = None
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(74))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    @property
    def suggestions(self) -> Suggestions:
        """The list; made when it is first needed, above everything else in the window."""
        if self._suggestions is None:
            self._suggestions = Suggestions(self.window())
            self._suggestions.itemClicked.connect(self._take)
            self.destroyed.connect(self._suggestions.deleteLater)
        return self._suggestions

    def suggest(self) -> None:
        """Offer what may be written at the cursor."""
        text, place = self.toPlainText(), self.textCursor().position()
        found = complete(text, place, self.columns, _SHOWN) if self.hasFocus() else ()
        if len(found) == 1 and found[0].text == text[found[0].start : found[0].end]:
            found = ()
        self.suggestions.offer(found)
        if found:
            below = self.viewport().mapTo(self.window(), self.cursorRect().bottomLeft())
            self.suggestions.place(below + QPoint(0, 4))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the recipe."""
        if is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows, Tab, Return and Escape work in the list while there is one."""
        shown = self._suggestions is not None and self._suggestions.isVisible()
        is_asking = event.key() == Qt.Key.Key_Space and bool(
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if is_asking:
            self.suggest()
        elif shown and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.suggestions.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif shown and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.suggestions.currentItem())
        elif shown and event.key() == Qt.Key.Key_Escape:
            self.suggestions.hide()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Let Tab take what is offered; without an offer it goes to the next field."""
        is_offered = self._suggestions is not None and self._suggestions.isVisible()
        return False if forward and is_offered else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away."""
        if self._suggestions is not None:
            self._suggestions.hide()
        super().focusOutEvent(event)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        found: Suggestion = item.data(Qt.ItemDataRole.UserRole)
        cursor = self.textCursor()
        cursor.setPosition(found.start)
        cursor.setPosition(found.end, cursor.MoveMode.KeepAnchor)
        is_open = found.text.endswith("(")
        cursor.insertText(found.text if is_open else f"{found.text} ")
        self.setTextCursor(cursor)
        self.suggestions.hide()


class Suggestions(QListWidget):
    """What may be written next, each with its kind."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setProperty("look", "surface")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoFillBackground(True)
        self.viewport().setAutoFillBackground(True)
        self.setAccessibleName(self.tr("What may be written here"))
        self.hide()

    def offer(self, found: Sequence[Suggestion]) -> None:
        """List these; hidden when there are none."""
        self.clear()
        for item in found:
            note = f" · {item.help}" if item.help else ""
            entry = QListWidgetItem(f"{item.label}{note}", self)
            entry.setData(Qt.ItemDataRole.UserRole, item)
            entry.setToolTip(plain_tooltip(item.help))
        self.setCurrentRow(0)
        self.setVisible(bool(found))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and outline, then the entries."""
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()
        super().paintEvent(event)

    def texts(self) -> list[str]:
        """Return what would be written, from top to bottom."""
        return [self.item(n).data(Qt.ItemDataRole.UserRole).text for n in range(self.count())]

    def step(self, by: int) -> None:
        """Go up or down."""
        self.setCurrentRow((self.currentRow() + by) % max(1, self.count()))

    def place(self, spot: QPoint) -> None:
        """Stand at a place of the window, inside it."""
        window = self._room
        width = theme.px(330)
        height = self.sizeHintForRow(0) * self.count() + 10
        left = max(0, min(spot.x(), window.width() - width - 8))
        top = max(0, min(spot.y(), window.height() - height - 8))
        self.setGeometry(left, top, width, height)
        self.raise_()
