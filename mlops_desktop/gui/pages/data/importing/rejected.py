"""What of a file was not, or will not be, taken as it stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.tabbed_card import inset
from mlops_desktop.gui.pages.data.tables import reject_columns
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

_LONGEST_SHOWN = 24


class RejectedView(QWidget):
    """Rejects in the order of the file's lines.

    Args:
        failed: told when the table cannot be saved.
        is_stored: whether they are of a stored version: a rule can then be made of one. Of a
            preview one's value can be said to mean "missing" instead.

    Attributes:
        table: the rejects.
        show_line, as_missing, as_rule: what is done with the chosen one.
        save_all: writes them to a file, also those beyond the list's end.

    Signals:
        line_wanted(Reject): the line is to be seen as it stands in the file.
        missing_wanted(str): this text is to stand for "no value" in every column.
        rule_wanted(Reject): what its column holds is to become a rule.
        all_wanted(): all of them are to be written to a file.
    """

    line_wanted = Signal(object)
    missing_wanted = Signal(str)
    rule_wanted = Signal(object)
    all_wanted = Signal()

    def __init__(
        self, failed: Callable[[UserError], object], parent: QWidget, *, is_stored: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")
        self._is_stored = is_stored
        self.table: TablePanel[Reject] = TablePanel(reject_columns(), "rejected", parent=self)
        self.table.menu_for = self._menu
        self.table.failed = failed
        self._words = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.show_line = Button(
            self.tr("Show the line…"), partial(self._on_current, self.line_wanted), parent=self
        )
        self.as_missing = Button("", self._on_as_missing, parent=self)
        self.as_rule = Button(
            self.tr("Make a rule of it…"), partial(self._on_current, self.rule_wanted), parent=self
        )
        self.save_all = Button(self.tr("Save all…"), self.all_wanted.emit, parent=self)
        # The menu's own "Save as CSV…" is of what is listed.
        self.save_all.setVisible(is_stored)
        line = row(
            inset(self._words),
            self.show_line,
            self.as_missing,
            self.as_rule,
            self.save_all,
            self.table.menu_button(),
        )
        line.setStretch(0, 1)
        layout = column(parent=self)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        self.table.selected.connect(self._show_buttons)
        self.table.opened.connect(self.line_wanted)
        self._show_buttons(None)

    def show_rejects(self, rejects: Sequence[Reject], said: str) -> None:
        """Show the rejects and the sentence about all of them."""
        self.table.set_records(rejects)
        self._words.setText(said)

    def said(self) -> str:
        """Return the sentence about all of them."""
        return self._words.text()

    def _menu(self, reject: Reject) -> tuple[QAction, ...]:
        actions = [(self.show_line.text(), partial(self.line_wanted.emit, reject))]
        if reject.column and self._is_stored:
            actions.append((self.as_rule.text(), partial(self.rule_wanted.emit, reject)))
        elif reject.column:
            wanted = partial(self.missing_wanted.emit, reject.value)
            actions.append((_as_missing(reject), wanted))
        return tuple(_Action(title, run, self.table) for title, run in actions)

    def _on_current(self, signal: object) -> None:
        reject = self.table.current()
        if reject is not None:
            signal.emit(reject)  # type: ignore[attr-defined]  # a bound signal

    def _on_as_missing(self) -> None:
        reject = self.table.current()
        if reject is not None:
            self.missing_wanted.emit(reject.value)

    def _show_buttons(self, reject: Reject | None) -> None:
        is_value = reject is not None and bool(reject.column)
        self.show_line.setVisible(reject is not None)
        self.as_missing.setVisible(is_value and not self._is_stored)
        self.as_rule.setVisible(is_value and self._is_stored)
        if reject is not None and is_value:
            self.as_missing.setText(_as_missing(reject))


class _Action(QAction):
    """An entry of the menu that knows what it is about."""

    def __init__(self, title: str, run: Callable[[], None], parent: QWidget) -> None:
        super().__init__(title, parent)
        self._run = run
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self._run()


def _as_missing(reject: Reject) -> str:
    shown = reject.value
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[:_LONGEST_SHOWN]}…"
    return words.tr("“{0}” means missing").format(shown)
