"""The field of an expression: completion while it is written, a caret below what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import check, parse, pointer
from mlops_desktop.core.recipes.parameter import Parameter
from mlops_desktop.gui.pages.data.recipes.fields import Field, is_undo
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.expression_edit import ExpressionEdit, Suggestions
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text


class ExpressionField(Field):
    """An expression over columns.

    Attributes:
        edit: where it is written; suggestions: the list that completes it.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._columns: tuple[Column, ...] | None = None
        self.edit: ExpressionEdit = _Edit(self)
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
        self.edit.completion.columns = self._columns
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
            self.edit.completion.suggest()
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


class _Edit(ExpressionEdit):
    """Where it is written; undo and redo are the recipe's."""

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the recipe."""
        if is_undo(event):
            event.ignore()
            return False
        return super().event(event)
