"""The field in which a query of a database is written and run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.importing.fields import ReadingField
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import boxed, column, row


class _QueryText(QPlainTextEdit):
    """Several lines of SQL; Ctrl+Return runs them."""

    run_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run on Ctrl+Return."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.run_wanted.emit()
            return
        super().keyPressEvent(event)


class QueryField(ReadingField):
    """A SELECT in several lines, run by a button and not while it is typed."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        self.text = _QueryText()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("SELECT …")
        self.text.setAccessibleName(label)
        self.run = Button(words.tr("Run"), self._on_run)
        box = boxed(column(self.text, row(None, self.run)))
        box.setFocusProxy(self.text)
        super().__init__(label, box, is_beside=False, parent=parent)
        self._value: str | None = None
        self.run.setToolTip(words.tr("Ctrl+Return"))
        self.text.textChanged.connect(self._show_state)
        self.text.run_wanted.connect(self._on_run)
        self._show_state()

    def _set_width(self) -> None:
        self.text.setFixedHeight(theme.px(84))

    def value(self) -> str | None:
        """Return the query that was run last."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Put a query there as if it had been run."""
        self._value = value
        if value is not None:
            self.text.setPlainText(value)
        self._show_state()

    def clear(self) -> None:
        """Forget the query and its text."""
        self._value = None
        self.text.clear()

    def show_found(self, value: object, said: str) -> None:
        """Change nothing: a query is never found out."""

    def words(self) -> str:
        """Return the query in one line."""
        text = " ".join((self._value or "").split())
        return text if len(text) <= 40 else f"{text[:40]}…"

    def _on_run(self) -> None:
        text = self.text.toPlainText().strip() or None
        if text is not None or self._value is not None:
            self._value = text
            self._show_state()
            self.chosen.emit()

    def _show_state(self) -> None:
        text = self.text.toPlainText().strip()
        self.run.setEnabled(bool(text) or self._value is not None)
