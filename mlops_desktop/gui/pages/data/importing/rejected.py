"""What of a file will not be taken as it stands, and the way to let a value mean "missing"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.tabbed_card import inset
from mlops_desktop.gui.pages.data.tables import Reject, reject_columns
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

_LONGEST_SHOWN = 24


class RejectedView(QWidget):
    """The rejects of a preview in the order of the file's lines.

    Args:
        failed: told when the table cannot be saved.

    Attributes:
        table: the rejects; as_missing: lets the chosen one's value mean "missing".

    Signals:
        missing_wanted(str): this text is to stand for "no value" in every column.
    """

    missing_wanted = Signal(str)

    def __init__(self, failed: Callable[[UserError], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")
        self.table: TablePanel[Reject] = TablePanel(reject_columns(), "rejected", parent=self)
        self.table.menu_for = self._menu
        self.table.failed = failed
        self._words = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.as_missing = Button("", self._on_as_missing, parent=self)
        line = row(inset(self._words), None, self.as_missing, self.table.menu_button())
        line.setStretch(0, 1)
        layout = column(parent=self)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        self.table.selected.connect(self._show_as_missing)
        self._show_as_missing(None)

    def show_rejects(self, rejects: Sequence[Reject], said: str) -> None:
        """Show the rejects and the sentence about all of them."""
        self.table.set_records(rejects)
        self._words.setText(said)

    def _menu(self, reject: Reject) -> tuple[QAction, ...]:
        if not reject.column:
            return ()
        action = QAction(_as_missing(reject), self.table)
        action.setData(reject.value)
        action.triggered.connect(self._on_missing_chosen)
        return (action,)

    def _on_missing_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.missing_wanted.emit(str(action.data()))

    def _on_as_missing(self) -> None:
        reject = self.table.current()
        if reject is not None:
            self.missing_wanted.emit(reject.value)

    def _show_as_missing(self, reject: Reject | None) -> None:
        is_value = reject is not None and bool(reject.column)
        self.as_missing.setVisible(is_value)
        if reject is not None and is_value:
            self.as_missing.setText(_as_missing(reject))


def _as_missing(reject: Reject) -> str:
    shown = reject.value
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[:_LONGEST_SHOWN]}…"
    return words.tr("“{0}” means missing").format(shown)
