"""The dialog over something that is stated in fields: only what was changed is saved."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.dialog import Dialog

Save = Callable[[dict[str, str], str, Any], object]
"""Takes the value of each changed field, the reason, and the dialog."""


class StatedDialog(Dialog):
    """Its verb can be used once a field differs; while saving fails it stays open.

    Args:
        save: called with value by changed field, the reason, and the dialog, which stays open
            until ``accept()``.

    Attributes:
        reason: a text that is kept with the change.
    """

    def __init__(self, parent: QWidget, title: str, verb: str, *, lead: str, save: Save) -> None:
        super().__init__(parent, title, verb, lead=lead)
        self._save = save
        self.reason = QLineEdit(self)
        self.on_accept = self._finish

    @abstractmethod
    def changes(self) -> dict[str, str]:
        """Return the fields that were changed, with their new values."""

    def long_text(self, text: str, height: int) -> QPlainTextEdit:
        """Return a field of several lines, so many pixels high at 100 %."""
        field = QPlainTextEdit(text, self, tabChangesFocus=True)
        field.setFixedHeight(theme.px(height))
        return field

    def watch(self, *fields: QLineEdit | QPlainTextEdit | QComboBox) -> None:
        """Look whether there is something to save whenever one of these changes."""
        for field in fields:
            if isinstance(field, QComboBox):
                field.currentIndexChanged.connect(self.show_ready)
            else:
                field.textChanged.connect(self.show_ready)

    def show_ready(self) -> None:
        """Let the verb be used if something was changed."""
        why = "" if self.changes() else self.tr("Nothing was changed yet.")
        self.accept_button.set_enabled(not why, why)

    def show_error(self, error: UserError) -> None:
        """Say what went wrong; what was typed stays."""
        super().show_error(error)
        self.show_ready()

    def _finish(self) -> None:
        self.accept_button.setEnabled(False)
        self._save(self.changes(), self.reason.text().strip(), self)
