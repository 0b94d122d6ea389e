"""The bar that finds a text in the rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import IconButton
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text


class FindBar(QWidget):
    """Return finds the next match, Shift+Return the one before, Escape closes.

    Signals:
        wanted(str, bool): a text to find, backwards or not.
        closed(): the bar was put away.
    """

    wanted = Signal(str, bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self, placeholderText=self.tr("Find in the columns shown"))
        self.edit.setAccessibleName(self.tr("Find"))
        self.told = Text("", TextRole.SECONDARY, "muted", parent=self)
        self._back = IconButton(
            "chevron-up", self.tr("Previous match (Shift+Enter)"), self.back, parent=self
        )
        self._next = IconButton(
            "chevron-down", self.tr("Next match (Enter)"), self.forth, parent=self
        )
        self._close = IconButton("close", self.tr("Close (Esc)"), self.close_bar, parent=self)
        layout = row(self.edit, self._back, self._next, self.told, None, self._close)
        layout.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_2)
        self.edit.setMaximumWidth(320)
        self.setLayout(layout)
        self.hide()

    def open(self) -> None:
        """Show the bar, ready to write in."""
        self.told.setText("")
        self.show()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def close_bar(self) -> None:
        """Put the bar away."""
        self.hide()
        self.closed.emit()

    def forth(self) -> None:
        """Find the next match."""
        self._ask(is_backwards=False)

    def back(self) -> None:
        """Find the match before."""
        self._ask(is_backwards=True)

    def _ask(self, *, is_backwards: bool) -> None:
        if self.edit.text().strip():
            self.told.setText(self.tr("Searching…"))
            self.wanted.emit(self.edit.text(), is_backwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find by Return, close by Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(is_backwards=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
