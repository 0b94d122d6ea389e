"""Which columns of the rows are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.buttons import IconButton, LinkButton
from mlops_desktop.gui.widgets.forms import FilterBox
from mlops_desktop.gui.widgets.layouts import column, row


class ColumnChooser(QFrame):
    """A list of all columns with a box before each, and a field to search it.

    Signals:
        chosen(set): the positions of the columns that are hidden now; never all of them.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")
        self.search = FilterBox(self.tr("Search columns"), parent=self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Columns shown"))
        self._all = LinkButton(self.tr("Show all"), self.show_all, parent=self)
        self._close = IconButton("close", self.tr("Close"), self.hide, parent=self)
        self.setLayout(column(self.search, self.list, row(self._all, None, self._close)))
        self.setFixedWidth(theme.px(210))
        self.hide()
        self.search.textChanged.connect(self._on_search)
        self.list.itemChanged.connect(self._on_item)

    def open(self, names: Sequence[str], hidden: Collection[int]) -> None:
        """List the columns, and put the cursor into the search field.

        Args:
            names: of the columns.
            hidden: the positions of those not shown.
        """
        self.show_columns(names, hidden)
        self.search.clear()
        self.show()
        self.search.setFocus()

    def show_columns(self, names: Sequence[str], hidden: Collection[int]) -> None:
        """List the columns."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for at, name in enumerate(names):
            item = QListWidgetItem(name, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Unchecked if at in hidden else Qt.CheckState.Checked
            item.setCheckState(state)
        self.list.blockSignals(blocked)

    def show_all(self) -> None:
        """Show every column."""
        blocked = self.list.blockSignals(True)
        for at in range(self.list.count()):
            self.list.item(at).setCheckState(Qt.CheckState.Checked)
        self.list.blockSignals(blocked)
        self.chosen.emit(set())

    def _hidden(self) -> set[int]:
        items = ((at, self.list.item(at)) for at in range(self.list.count()))
        return {at for at, item in items if item.checkState() != Qt.CheckState.Checked}

    def _on_item(self, item: QListWidgetItem) -> None:
        hidden = self._hidden()
        if len(hidden) == self.list.count():
            item.setCheckState(Qt.CheckState.Checked)  # something must be shown
            return
        self.chosen.emit(hidden)

    def _on_search(self, text: str) -> None:
        wanted = text.strip().casefold()
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(wanted not in item.text().casefold())
